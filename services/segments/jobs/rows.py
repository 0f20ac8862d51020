"""From a line of a file to an endpoint write (endpoints spec 3.1, 3.2)."""

import csv
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from counterpoint.type.v1.type_pb2 import EndpointRequest

from services.segments.domain.addresses import implicit_id
from services.segments.domain.fold import Item

_PLAIN = {"ChannelType": "channel_type", "Address": "address", "OptOut": "opt_out", "RequestId": "request_id"}
_IGNORED = ("EffectiveDate", "EndpointStatus")
_DEVICE = {
    "AppVersion": "app_version",
    "Locale": "locale",
    "Make": "make",
    "Model": "model",
    "ModelVersion": "model_version",
    "Platform": "platform",
    "PlatformVersion": "platform_version",
    "Timezone": "timezone",
}
_PLACE = {"City": "city", "Country": "country", "PostalCode": "postal_code", "Region": "region"}
_COORDINATES = {"Latitude": "latitude", "Longitude": "longitude"}
_USER_ID = "User.UserId"

Setter = Callable[[EndpointRequest, str], None]


class BadHeader(Exception):
    """The file's header cannot be used; the text names the column."""


class BadRow(ValueError):
    """The row cannot be used; the text says why."""


@dataclass(slots=True)
class Parsed:
    """One row: an endpoint to write, or users it names."""

    item: Item | None = None
    users: list[str] = field(default_factory=list)


class CsvRows:
    """Rows under one header line. Raises BadHeader."""

    def __init__(self, app_id: str, header: list[str]) -> None:
        self._app_id = app_id
        names = [name.strip() for name in header]
        if not any(names):
            raise BadHeader("the file has no header")
        single: set[str] = set()
        self._setters: list[Setter | None] = []
        for name in names:
            if name in single:
                raise BadHeader(f"column {name} appears twice")
            if not name.startswith(("Attributes.", "User.UserAttributes.")):
                single.add(name)
            self._setters.append(None if name in ("Id", *_IGNORED) else _setter(name))
        self._id_at = names.index("Id") if "Id" in names else -1
        self._user_only = names == [_USER_ID]
        self._width = len(names)

    def row(self, cells: list[str]) -> Parsed:
        """One row of cells. Raises BadRow."""
        if len(cells) != self._width:
            raise BadRow(f"the row has {len(cells)} values, the header names {self._width}")
        if self._user_only:
            users = cells[0].split()
            if not users:
                raise BadRow("the row names no user")
            return Parsed(users=users)
        patch = EndpointRequest()
        for setter, cell in zip(self._setters, cells, strict=True):
            if cell and setter is not None:
                setter(patch, cell)
        return Parsed(Item(_identified(self._app_id, cells[self._id_at] if self._id_at >= 0 else "", patch), patch))


def csv_cells(line: str) -> list[str]:
    """The cells of one line. Raises BadRow for quoting that does not end in it."""
    if "\t" in line or "\0" in line:
        raise BadRow("a value holds a tab")
    if '"' not in line and "\r" not in line:
        return line.split(",") if line else []
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error:
        raise BadRow("broken quoting, or a line break inside a value") from None
    except StopIteration:
        return []


def json_row(app_id: str, value: Any) -> Parsed:
    """One object of a JSON file. Raises BadRow."""
    if not isinstance(value, dict):
        raise BadRow("the line is not a JSON object")
    user = value.get("User")
    if set(value) == {"User"} and isinstance(user, dict) and set(user) == {"UserId"}:
        return Parsed(users=[_text("User.UserId", user["UserId"])])
    patch = patch_of(value)
    given = value.get("Id")
    return Parsed(Item(_identified(app_id, "" if given is None else _text("Id", given), patch), patch))


def json_line(line: str) -> Any:
    """The value of one line. Raises BadRow."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise BadRow("the line is not JSON") from None


def patch_of(value: dict[str, Any]) -> EndpointRequest:
    """An EndpointRequest from its JSON form; unknown members are ignored. Raises BadRow naming the member."""
    patch = EndpointRequest()
    for wire, name in (*_PLAIN.items(), ("EndpointStatus", "endpoint_status"), ("EffectiveDate", "effective_date")):
        if value.get(wire) is not None:
            setattr(patch, name, _text(wire, value[wire]))
    _lists(patch.attributes, "Attributes", value.get("Attributes"))
    for name, number in _object("Metrics", value.get("Metrics")).items():
        patch.metrics[_valid("Metrics", name)] = _number(f"Metrics.{name}", number)
    device, place = _object("Demographic", value.get("Demographic")), _object("Location", value.get("Location"))
    for wire, name in _DEVICE.items():
        if device.get(wire) is not None:
            setattr(patch.demographic, name, _text(f"Demographic.{wire}", device[wire]))
    for wire, name in _PLACE.items():
        if place.get(wire) is not None:
            setattr(patch.location, name, _text(f"Location.{wire}", place[wire]))
    for wire, name in _COORDINATES.items():
        if place.get(wire) is not None:
            setattr(patch.location, name, _number(f"Location.{wire}", place[wire]))
    user = _object("User", value.get("User"))
    if user.get("UserId") is not None:
        patch.user.user_id = _text("User.UserId", user["UserId"])
    if user.get("UserAttributes"):
        _lists(patch.user.user_attributes, "User.UserAttributes", user["UserAttributes"])
    return patch


def _identified(app_id: str, given: str, patch: EndpointRequest) -> str:
    if given:
        return given
    if not patch.channel_type or not patch.address:
        raise BadRow("the row needs Id, or ChannelType and Address")
    return implicit_id(app_id, patch.channel_type, patch.address)


def _setter(name: str) -> Setter:
    head, _, tail = name.partition(".")
    if name in _PLAIN:
        return _plain(_PLAIN[name])
    if head == "Attributes" and tail:
        return lambda patch, cell: patch.attributes[tail].values.append(cell)
    if head == "Metrics" and tail:
        return lambda patch, cell: _set_metric(patch, tail, cell)
    if head == "Demographic" and tail in _DEVICE:
        member = _DEVICE[tail]
        return lambda patch, cell: setattr(patch.demographic, member, cell)
    if head == "Location" and tail in _PLACE:
        place = _PLACE[tail]
        return lambda patch, cell: setattr(patch.location, place, cell)
    if head == "Location" and tail in _COORDINATES:
        axis = _COORDINATES[tail]
        return lambda patch, cell: setattr(patch.location, axis, _number(name, cell))
    if name == _USER_ID:
        return _set_user
    if name.startswith("User.UserAttributes.") and len(name) > len("User.UserAttributes."):
        attribute = name.removeprefix("User.UserAttributes.")
        return lambda patch, cell: patch.user.user_attributes[attribute].values.append(cell)
    raise BadHeader(f"unknown column {name[:100] or '(empty)'}")


def _plain(member: str) -> Setter:
    return lambda patch, cell: setattr(patch, member, cell)


def _set_user(patch: EndpointRequest, cell: str) -> None:
    patch.user.user_id = cell


def _set_metric(patch: EndpointRequest, name: str, cell: str) -> None:
    patch.metrics[name] = _number(f"Metrics.{name}", cell)


def _number(path: str, value: Any) -> float:
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise BadRow(f"{path}: must be a finite number")
    return number


def _text(path: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadRow(f"{path}: must be text")
    return _valid(path, value)


def _valid(path: str, value: str) -> str:
    """JSON can spell half characters and U+0000, which no store takes and the API refuses."""
    if any("\ud800" <= c <= "\udfff" or c == "\0" for c in value):
        raise BadRow(f"{path[:60]}: must be valid Unicode without U+0000")
    return value


def _object(path: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRow(f"{path}: must be an object")
    return value


def _lists(into: Any, path: str, value: Any) -> None:
    for name, given in _object(path, value).items():
        listed = [given] if isinstance(given, str) else ([] if given is None else given)
        if not isinstance(listed, list) or not all(isinstance(v, str) for v in listed):
            raise BadRow(f"{path}.{name}: must be a list of texts")
        into[_valid(path, name)].values.extend(_valid(f"{path}.{name}", v) for v in listed)
