"""An endpoint as segments see it: what the live index stores of it, and what `criteria.matches` judges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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


def member(endpoint: "EndpointResponse", active_us: int, private_to: str = "") -> Member:
    """The view of a document that holds the user's attributes."""
    device, place, user = endpoint.demographic, endpoint.location, endpoint.user
    fields = {
        "endpoint_id": endpoint.id,
        "channel": endpoint.channel_type,
        "status": endpoint.endpoint_status,
        "opt_out": endpoint.opt_out,
        "cohort": endpoint.cohort_id,
        "effective_date": endpoint.effective_date,
        "creation_date": endpoint.creation_date,
        "city": place.city,
        "country": place.country,
        "postal_code": place.postal_code,
        "region": place.region,
        "app_version": device.app_version,
        "locale": device.locale,
        "make": device.make,
        "model": device.model,
        "model_version": device.model_version,
        "platform": device.platform,
        "platform_version": device.platform_version,
        "timezone": device.timezone,
        "user_id": user.user_id,
    }
    return Member(
        endpoint_id=endpoint.id,
        fields=fields,
        address_key=addresses.address_key(endpoint.channel_type, endpoint.address),
        latitude=place.latitude if place.HasField("latitude") else None,
        longitude=place.longitude if place.HasField("longitude") else None,
        effective_us=instant(endpoint.effective_date) or 0,
        creation_us=instant(endpoint.creation_date) or 0,
        active_us=active_us,
        private_to=private_to,
        attributes={name: list(entry.values) for name, entry in endpoint.attributes.items()},
        user_attributes={name: list(entry.values) for name, entry in user.user_attributes.items()},
        metrics=dict(endpoint.metrics),
    )
