"""How a patch changes a stored endpoint and its user (endpoints spec 1.1 and 1.2).

The functions write into a draft the caller owns (a stored document read for this write); they know nothing of stores. Changed names come back as
(name, old, new) with None for absent, as the fact carries them (endpoints spec 1.7).
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kit.times import format_us, parse_us

if TYPE_CHECKING:
    from counterpoint.type.v1.type_pb2 import EndpointResponse, EndpointUser

Change = tuple[str, str | None, str | None]

_AHEAD_US = 24 * 3600 * 1_000_000
_DEVICE = ("app_version", "locale", "make", "model", "model_version", "platform", "platform_version", "timezone")
_PLACE = ("city", "country", "postal_code", "region")


@lru_cache(maxsize=64)
def _as_text(now_us: int) -> str:
    """One write uses the same instant for every row."""
    return format_us(now_us)


def begin(draft: "EndpointResponse", app_id: str, endpoint_id: str, cohort: int, now_us: int) -> None:
    """Fills what a new endpoint has from birth."""
    draft.application_id = app_id
    draft.id = endpoint_id
    draft.cohort_id = str(cohort)
    draft.creation_date = _as_text(now_us)
    draft.opt_out = "NONE"
    draft.endpoint_status = "ACTIVE"


def effective(text: str, now_us: int) -> tuple[str, int]:
    """(EffectiveDate to store, instant): now when missing or more than 24 h ahead, else as given."""
    if text:
        instant = parse_us(text)
        if instant <= now_us + _AHEAD_US:
            return text, instant
    return _as_text(now_us), now_us


def apply(draft: "EndpointResponse", patch: Any, now_us: int, request_id: str, blocked: set[tuple[str, str]]) -> tuple[list[Change], int]:
    """Merges all but the user into the draft. Returns the changed names and the effective instant."""
    changes: list[Change] = []
    if patch.HasField("address"):
        _text(draft, "address", patch.address)
    if patch.channel_type:
        draft.channel_type = patch.channel_type
    if patch.opt_out and patch.opt_out != draft.opt_out:
        changes.append(("OptOut", draft.opt_out or None, patch.opt_out))
        draft.opt_out = patch.opt_out
    draft.endpoint_status = patch.endpoint_status or "ACTIVE"
    draft.request_id = patch.request_id or request_id
    draft.effective_date, effective_us = effective(patch.effective_date, now_us)
    if patch.attributes:
        changes += merge_lists(draft.attributes, patch.attributes, "Attributes.", "a", blocked)
    if patch.metrics:
        given, metrics = patch.metrics, draft.metrics
        for name in given:
            if not blocked or ("m", name) not in blocked:
                metrics[name] = given[name]
    if patch.HasField("demographic"):
        _device(draft, patch.demographic)
    if patch.HasField("location"):
        _place(draft, patch.location)
    return changes, effective_us


def fill(draft: "EndpointResponse", patch: Any, now_us: int, request_id: str, blocked: set[tuple[str, str]]) -> int:
    """The same as `apply` for an endpoint that has just begun: nothing is stored that could change. Returns the effective instant."""
    if patch.address:
        draft.address = patch.address
    if patch.channel_type:
        draft.channel_type = patch.channel_type
    if patch.opt_out:
        draft.opt_out = patch.opt_out
    if patch.endpoint_status:
        draft.endpoint_status = patch.endpoint_status
    draft.request_id = patch.request_id or request_id
    draft.effective_date, effective_us = effective(patch.effective_date, now_us)
    _fill_lists(draft.attributes, patch.attributes, "a", blocked)
    given, metrics = patch.metrics, draft.metrics
    for name in given:
        if not blocked or ("m", name) not in blocked:
            metrics[name] = given[name]
    if patch.HasField("demographic"):
        _fill_texts(draft.demographic, patch.demographic, _DEVICE)
    if patch.HasField("location"):
        place = patch.location
        _fill_texts(draft.location, place, _PLACE)
        if place.HasField("latitude"):
            draft.location.latitude = rounded(place.latitude)
        if place.HasField("longitude"):
            draft.location.longitude = rounded(place.longitude)
    return effective_us


def _fill_lists(stored: Any, given: Any, kind: str, blocked: set[tuple[str, str]]) -> None:
    for name in given:
        held = given[name]
        if held.values and not (blocked and (kind, name) in blocked):
            stored[name].CopyFrom(held)


def _fill_texts(stored: Any, given: Any, names: tuple[str, ...]) -> None:
    for name in names:
        value = getattr(given, name)
        if value:
            setattr(stored, name, value)


def apply_user(draft: "EndpointUser", patch: "EndpointUser", blocked: set[tuple[str, str]]) -> list[Change]:
    """Merges user attributes into the user's draft."""
    return merge_lists(draft.user_attributes, patch.user_attributes, "User.UserAttributes.", "u", blocked) if patch.user_attributes else []


def merge_lists(stored: Any, given: Any, prefix: str, kind: str, blocked: set[tuple[str, str]]) -> list[Change]:
    """Per name the given list replaces the stored one, an empty list removes it; other names stay."""
    changes: list[Change] = []
    for name in given:
        if blocked and (kind, name) in blocked:
            continue
        held = given[name]
        new = held.values[:]
        old = stored[name].values[:] if name in stored else None
        if not new:
            if old is not None:
                del stored[name]
                changes.append((prefix + name, as_text(old), None))
        elif new != old:
            stored[name].CopyFrom(held)
            changes.append((prefix + name, None if old is None else as_text(old), as_text(new)))
    return changes


def as_text(values: Iterable[str]) -> str:
    """One value as itself, several as JSON."""
    listed = list(values)
    return listed[0] if len(listed) == 1 else json.dumps(listed, ensure_ascii=False)


def rounded(degrees: float) -> float:
    """Coordinates are kept to one decimal."""
    return round(degrees, 1) + 0.0


def _text(draft: Any, name: str, value: str) -> None:
    """Sets a text; the empty one clears."""
    if value:
        setattr(draft, name, value)
    else:
        draft.ClearField(name)


def _device(draft: "EndpointResponse", given: Any) -> None:
    device = draft.demographic
    for name in _DEVICE:
        if given.HasField(name):
            _text(device, name, getattr(given, name))


def _place(draft: "EndpointResponse", given: Any) -> None:
    place = draft.location
    for name in _PLACE:
        if given.HasField(name):
            _text(place, name, getattr(given, name))
    if given.HasField("latitude"):
        place.latitude = rounded(given.latitude)
    if given.HasField("longitude"):
        place.longitude = rounded(given.longitude)
