"""What one endpoint write may hold (endpoints spec 1.3, quotas spec 4)."""

import json
import math
from typing import TYPE_CHECKING, Any

from kit.times import parse_us

if TYPE_CHECKING:
    from counterpoint.type.v1.type_pb2 import EndpointResponse, EndpointUser

CHANNELS = frozenset(
    "PUSH GCM APNS APNS_SANDBOX APNS_VOIP APNS_VOIP_SANDBOX ADM SMS VOICE EMAIL BAIDU CUSTOM IN_APP".split()
)
NAME_LENGTH = 50
VALUE_LENGTH = 100
VALUES_PER_NAME = 50
ID_LENGTH = 512
ADDRESS_LENGTH = 4096
RECORD_BYTES = 15 * 1024
# Below this many bytes in protobuf form no escaping of JSON can reach RECORD_BYTES.
_SURELY_SMALL = 2300


def fault_of_id(endpoint_id: str) -> str:
    """Why the id cannot be, or ""."""
    if not endpoint_id:
        return "Id: is required"
    if len(endpoint_id) > ID_LENGTH:
        return f"Id: must have 1 to {ID_LENGTH} characters"
    if not endpoint_id.isprintable() and any(c < " " or c == "\x7f" for c in endpoint_id):
        return "Id: must not hold control characters"
    return ""


def fault_of_patch(patch: Any) -> str:
    """The first reason to refuse an EndpointRequest or EndpointBatchItem, or "". Reads only the message."""
    if patch.channel_type and patch.channel_type not in CHANNELS:
        return f"ChannelType: must be one of {', '.join(sorted(CHANNELS))}"
    if patch.opt_out not in ("ALL", "NONE", ""):
        return "OptOut: must be ALL or NONE"
    if patch.endpoint_status not in ("ACTIVE", "INACTIVE", ""):
        return "EndpointStatus: must be ACTIVE or INACTIVE"
    if len(patch.address) > ADDRESS_LENGTH:
        return f"Address: must have at most {ADDRESS_LENGTH} characters"
    if patch.effective_date:
        try:
            parse_us(patch.effective_date)
        except ValueError:
            return "EffectiveDate: must be an ISO 8601 date"
    fault = _fault_of_lists("Attributes", patch.attributes) if patch.attributes else ""
    if not fault and patch.metrics:
        fault = _fault_of_metrics(patch.metrics)
    if not fault and patch.HasField("user"):
        fault = _fault_of_user(patch.user)
    if not fault and patch.HasField("location"):
        fault = _fault_of_place(patch.location)
    return fault


def _fault_of_user(user: Any) -> str:
    if len(user.user_id) > ID_LENGTH:
        return f"User.UserId: must have at most {ID_LENGTH} characters"
    if "\0" in user.user_id:
        return "User.UserId: must not hold control characters"
    return _fault_of_lists("User.UserAttributes", user.user_attributes)


def _fault_of_place(place: Any) -> str:
    if place.HasField("latitude") and not -90 <= place.latitude <= 90:
        return "Location.Latitude: must be between -90 and 90"
    if place.HasField("longitude") and not -180 <= place.longitude <= 180:
        return "Location.Longitude: must be between -180 and 180"
    return ""


def _fault_of_lists(path: str, lists: Any) -> str:
    for name in lists:
        if not 0 < len(name) <= NAME_LENGTH or "\0" in name:
            return f"{path}.{name[:60]}: attribute names have 1 to {NAME_LENGTH} characters"
        values = lists[name].values
        if len(values) > VALUES_PER_NAME:
            return f"{path}.{name}: at most {VALUES_PER_NAME} values"
        for value in values:
            if len(value) > VALUE_LENGTH:
                return f"{path}.{name}: values have at most {VALUE_LENGTH} characters"
    return ""


def _fault_of_metrics(metrics: Any) -> str:
    for name in metrics:
        if not 0 < len(name) <= NAME_LENGTH or "\0" in name:
            return f"Metrics.{name[:60]}: attribute names have 1 to {NAME_LENGTH} characters"
        if not math.isfinite(metrics[name]):
            return f"Metrics.{name}: must be a finite number"
    return ""


def surely_small(*sizes: int) -> bool:
    """True when a record of these protobuf sizes cannot reach the limit."""
    return sum(sizes) <= _SURELY_SMALL


def fault_of_size(endpoint: "EndpointResponse", user: "EndpointUser | None") -> str:
    """Why a merged record is too large, or "": its JSON form may have 15 KB."""
    size = len(json.dumps(as_json(endpoint, user), ensure_ascii=False, separators=(",", ":")).encode(errors="replace"))
    return f"the endpoint has {size} bytes, at most {RECORD_BYTES} are allowed" if size > RECORD_BYTES else ""


_TEXTS = (
    ("Address", "address"),
    ("ApplicationId", "application_id"),
    ("ChannelType", "channel_type"),
    ("CohortId", "cohort_id"),
    ("CreationDate", "creation_date"),
    ("EffectiveDate", "effective_date"),
    ("EndpointStatus", "endpoint_status"),
    ("Id", "id"),
    ("OptOut", "opt_out"),
    ("RequestId", "request_id"),
)
_DEVICE = (
    ("AppVersion", "app_version"),
    ("Locale", "locale"),
    ("Make", "make"),
    ("Model", "model"),
    ("ModelVersion", "model_version"),
    ("Platform", "platform"),
    ("PlatformVersion", "platform_version"),
    ("Timezone", "timezone"),
)
_PLACE = (
    ("City", "city"),
    ("Country", "country"),
    ("Latitude", "latitude"),
    ("Longitude", "longitude"),
    ("PostalCode", "postal_code"),
    ("Region", "region"),
)


def as_json(endpoint: "EndpointResponse", user: "EndpointUser | None") -> dict[str, Any]:
    """The endpoint as the object an export writes (endpoints spec 4)."""
    out: dict[str, Any] = _members(endpoint, _TEXTS)
    if endpoint.attributes:
        out["Attributes"] = {name: list(entry.values) for name, entry in endpoint.attributes.items()}
    if endpoint.metrics:
        out["Metrics"] = dict(endpoint.metrics)
    if endpoint.HasField("demographic"):
        out["Demographic"] = _members(endpoint.demographic, _DEVICE)
    if endpoint.HasField("location"):
        out["Location"] = _members(endpoint.location, _PLACE)
    owner = user if user is not None else (endpoint.user if endpoint.HasField("user") else None)
    if owner is not None and owner.user_id:
        out["User"] = {"UserId": owner.user_id}
        if owner.user_attributes:
            out["User"]["UserAttributes"] = {name: list(entry.values) for name, entry in owner.user_attributes.items()}
    return out


def _members(message: Any, members: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {wire: getattr(message, name) for wire, name in members if message.HasField(name)}
