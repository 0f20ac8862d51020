"""The endpoint document as templates and webhooks see it: plain dicts in wire names, only the parts asked for."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

_Add = Callable[[dict[str, object], Any], None]

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
# An attribute as a path names it; without a name behind it, the whole map is meant.
_ATTRIBUTE = re.compile(
    r"(?<![A-Za-z])(Attributes|UserAttributes)(?:\.(?:\[([^\]]+)\]|([^\s!\"#%&'()*+,./;<=>@\[\\\]^`{|}~]+)))?"
)
PARTS = frozenset(
    {"Attributes", "UserAttributes", "Metrics", "Demographic", "Location", "User"} | {name for name, _ in _TEXTS}
)


def needed(texts: list[str]) -> frozenset[str]:
    """The parts of the document that any of these template sources can name; of attributes, only those named.

    "Attributes" is all attributes, "Attributes.Tier" is one. Everything when a source looks up names itself.
    """
    whole = "\0".join(texts)
    if _BY_VALUE.search(whole):
        return PARTS
    found = {part for part in PARTS if part in whole}
    if "Attributes" in found:
        found.discard("Attributes")
        for kind, bracketed, plain in _ATTRIBUTE.findall(whole):
            found.add(f"{kind}.{bracketed or plain}" if bracketed or plain else kind)
    return frozenset(found)


def document(endpoint: Any, user: Any, parts: frozenset[str] = PARTS) -> dict[str, object]:
    """The wire document of one endpoint (counterpoint.type.v1.EndpointResponse).

    `user`: its counterpoint.type.v1.EndpointUser, None when the endpoint holds it. `parts`: as `needed` gives them.
    """
    attributes, user_attributes, members, rest = _wanted(parts)
    found: dict[str, object] = {name: value for name, member in members if (value := getattr(endpoint, member))}
    if attributes is None or attributes:
        found["Attributes"] = _lists(endpoint.attributes, attributes)
    for add in rest:
        add(found, endpoint)
    if "User" in parts:
        person = user if user is not None else (endpoint.user if endpoint.HasField("user") else None)
        if person is not None:
            more = {} if user_attributes == () else _lists(person.user_attributes, user_attributes)
            found["User"] = {"UserId": person.user_id or endpoint.user.user_id, "UserAttributes": more}
    return found


def _metrics(found: dict[str, object], endpoint: Any) -> None:
    found["Metrics"] = dict(endpoint.metrics)


def _demographic(found: dict[str, object], endpoint: Any) -> None:
    if endpoint.HasField("demographic"):
        found["Demographic"] = _present(endpoint.demographic, _DEMOGRAPHIC)


def _location(found: dict[str, object], endpoint: Any) -> None:
    if endpoint.HasField("location"):
        found["Location"] = _present(endpoint.location, _LOCATION)


_REST = (("Metrics", _metrics), ("Demographic", _demographic), ("Location", _location))


@lru_cache(maxsize=256)
def _wanted(
    parts: frozenset[str],
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None, tuple[tuple[str, str], ...], tuple[_Add, ...]]:
    """Names of attributes and of user attributes, None for all of them; the plain members; what adds the other parts."""
    names: list[tuple[str, ...] | None] = []
    for kind in ("Attributes", "UserAttributes"):
        prefix = kind + "."
        every = kind in parts
        names.append(None if every else tuple(part[len(prefix) :] for part in parts if part.startswith(prefix)))
    plain = tuple(pair for pair in _TEXTS if pair[0] in parts)
    return names[0], names[1], plain, tuple(add for name, add in _REST if name in parts)


def _lists(values: Any, names: tuple[str, ...] | None) -> dict[str, list[str]]:
    """A map of lists as a plain dict, all of it or the named ones."""
    if names is None:
        return {name: items.values[:] for name, items in values.items()}
    # Asked for by name: looking at what is not there would put it there.
    return {name: values[name].values[:] for name in names if name in values}


def _present(message: Any, members: tuple[tuple[str, str], ...]) -> dict[str, object]:
    return {name: getattr(message, member) for name, member in members if message.HasField(member)}
