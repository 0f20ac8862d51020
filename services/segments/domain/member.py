"""An endpoint as segments see it: what the live index stores of it, and what `criteria.matches` judges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kit.times import parse_us
from services.segments.domain import addresses

if TYPE_CHECKING:
    from counterpoint.type.v1.type_pb2 import EndpointResponse

# Standard fields an Attributes key may name (endpoints spec 2.2, last row) and the columns that hold them.
FIELDS: dict[str, str] = {
    "Id": "endpoint_id",
    "ChannelType": "channel",
    "EndpointStatus": "status",
    "OptOut": "opt_out",
    "CohortId": "cohort",
    "EffectiveDate": "effective_date",
    "CreationDate": "creation_date",
    "Location.City": "city",
    "Location.Country": "country",
    "Location.PostalCode": "postal_code",
    "Location.Region": "region",
    "Demographic.AppVersion": "app_version",
    "Demographic.Locale": "locale",
    "Demographic.Make": "make",
    "Demographic.Model": "model",
    "Demographic.ModelVersion": "model_version",
    "Demographic.Platform": "platform",
    "Demographic.PlatformVersion": "platform_version",
    "Demographic.Timezone": "timezone",
    "User.UserId": "user_id",
}
# Standard fields with an instant beside their text.
DATES: dict[str, str] = {"EffectiveDate": "effective_us", "CreationDate": "creation_us"}
# Columns with folded text beside the original.
FOLDED = ("country", "platform", "make", "model")


def fold(text: str) -> str:
    """The form in which Platform, Make, Model and Country are compared (endpoints spec 2.2)."""
    return text.casefold()


@lru_cache(maxsize=1 << 14)
def instant(text: str) -> int | None:
    """Epoch microseconds of `2026-12-31T00:00:00Z` (fraction allowed) or `2026-12-31`, None for anything else."""
    if len(text) < 10 or text[4] != "-" or (len(text) > 10 and text[10] != "T"):
        return None
    try:
        return parse_us(text)
    except ValueError:
        return None


def instants(values: Sequence[str]) -> list[int]:
    """The instants among stored values; others never match a date test."""
    found = []
    for value in values:
        us = instant(value)
        if us is not None:
            found.append(us)
    return found


@dataclass(slots=True)
class Member:
    """One endpoint. `fields`: column name to text, "" when missing. Instants in epoch microseconds, 0 for none."""

    endpoint_id: str
    fields: Mapping[str, str]
    address_key: bytes = addresses.NO_ADDRESS
    latitude: float | None = None
    longitude: float | None = None
    effective_us: int = 0
    creation_us: int = 0
    # The latest EffectiveDate ever written.
    active_us: int = 0
    private_to: str = ""
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    user_attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)

    @property
    def eligible(self) -> bool:
        """Active, opted in, with an address: what the console calls deliverable."""
        return self.fields["status"] == "ACTIVE" and self.fields["opt_out"] != "ALL" and self.address_key != addresses.NO_ADDRESS


_BLANK = dict.fromkeys(FIELDS.values(), "")


def member(endpoint: "EndpointResponse", active_us: int, private_to: str = "", address_key: bytes | None = None) -> Member:
    """The view of a document that holds the user's attributes. `address_key`: where it is known already."""
    fields = dict(_BLANK)
    fields["endpoint_id"] = endpoint.id
    fields["channel"] = endpoint.channel_type
    fields["status"] = endpoint.endpoint_status
    fields["opt_out"] = endpoint.opt_out
    fields["cohort"] = endpoint.cohort_id
    fields["effective_date"] = effective = endpoint.effective_date
    fields["creation_date"] = creation = endpoint.creation_date
    latitude = longitude = None
    if endpoint.HasField("demographic"):
        device = endpoint.demographic
        fields["app_version"] = device.app_version
        fields["locale"] = device.locale
        fields["make"] = device.make
        fields["model"] = device.model
        fields["model_version"] = device.model_version
        fields["platform"] = device.platform
        fields["platform_version"] = device.platform_version
        fields["timezone"] = device.timezone
    if endpoint.HasField("location"):
        place = endpoint.location
        fields["city"] = place.city
        fields["country"] = place.country
        fields["postal_code"] = place.postal_code
        fields["region"] = place.region
        latitude = place.latitude if place.HasField("latitude") else None
        longitude = place.longitude if place.HasField("longitude") else None
    user_attributes: dict[str, list[str]] = {}
    if endpoint.HasField("user"):
        user = endpoint.user
        fields["user_id"] = user.user_id
        user_attributes = _lists(user.user_attributes)
    metrics = endpoint.metrics
    return Member(
        endpoint_id=endpoint.id,
        fields=fields,
        address_key=addresses.address_key(endpoint.channel_type, endpoint.address) if address_key is None else address_key,
        latitude=latitude,
        longitude=longitude,
        effective_us=instant(effective) or 0,
        creation_us=instant(creation) or 0,
        active_us=active_us,
        private_to=private_to,
        attributes=_lists(endpoint.attributes),
        user_attributes=user_attributes,
        metrics={name: metrics[name] for name in metrics},
    )


def _lists(held: Any) -> dict[str, list[str]]:
    """A map of lists. By key: walking the items of such a map takes twice as long."""
    return {name: held[name].values[:] for name in held}
