"""The endpoint document as templates and webhooks see it: plain dicts in wire names, only the parts asked for."""

import re
from typing import Any

# Tags that can reach a part of the document without writing its name.
_BY_VALUE = re.compile(r"\{\{[^{}]*\b(?:lookup|this)\b")

_TEXTS = (
    ("Id", "id"),
    ("Address", "address"),
    ("ChannelType", "channel_type"),
    ("EndpointStatus", "endpoint_status"),
    ("OptOut", "opt_out"),
    ("RequestId", "request_id"),
    ("CreationDate", "creation_date"),
    ("EffectiveDate", "effective_date"),
)
_DEMOGRAPHIC = (
    ("AppVersion", "app_version"),
    ("Locale", "locale"),
    ("Make", "make"),
    ("Model", "model"),
    ("ModelVersion", "model_version"),
    ("Platform", "platform"),
    ("PlatformVersion", "platform_version"),
    ("Timezone", "timezone"),
)
_LOCATION = (
    ("City", "city"),
    ("Country", "country"),
    ("Latitude", "latitude"),
    ("Longitude", "longitude"),
    ("PostalCode", "postal_code"),
    ("Region", "region"),
)
PARTS = frozenset({"Attributes", "Metrics", "Demographic", "Location", "User"} | {name for name, _ in _TEXTS})


def needed(texts: list[str]) -> frozenset[str]:
    """The parts of the document that any of these template sources can name.

    All of them when a source looks up names itself.
    """
    whole = "\0".join(texts)
    if _BY_VALUE.search(whole):
        return PARTS
    return frozenset(part for part in PARTS if part in whole)


def document(endpoint: Any, user: Any, parts: frozenset[str] = PARTS) -> dict[str, object]:
    """The wire document of one endpoint (counterpoint.type.v1.EndpointResponse and EndpointUser, the latter may be
    None)."""
    found: dict[str, object] = {
        name: value for name, member in _TEXTS if name in parts and (value := getattr(endpoint, member))
    }
    if "Attributes" in parts:
        found["Attributes"] = {name: list(items.values) for name, items in endpoint.attributes.items()}
    if "Metrics" in parts:
        found["Metrics"] = dict(endpoint.metrics)
    if "Demographic" in parts and endpoint.HasField("demographic"):
        found["Demographic"] = _present(endpoint.demographic, _DEMOGRAPHIC)
    if "Location" in parts and endpoint.HasField("location"):
        found["Location"] = _present(endpoint.location, _LOCATION)
    if "User" in parts:
        person = user if user is not None else (endpoint.user if endpoint.HasField("user") else None)
        if person is not None:
            found["User"] = {
                "UserId": person.user_id or endpoint.user.user_id,
                "UserAttributes": {name: list(items.values) for name, items in person.user_attributes.items()},
            }
    return found


def _present(message: Any, members: tuple[tuple[str, str], ...]) -> dict[str, object]:
    return {name: getattr(message, member) for name, member in members if message.HasField(member)}
