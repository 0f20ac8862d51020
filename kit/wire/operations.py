"""Whole HTTP calls: path, query and body to a request message, a response message to the body.

Pinpoint's operations say in the contract where each member stands (`FieldRule.location`). Our own operations say
nothing: there a path or query parameter is the field of that name, and the body is the message itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Protocol

from counterpoint.options.v1 import options_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from kit.errors import Invalid
from kit.wire.decoding import Faults, Take, fill_whole, taker
from kit.wire.encoding import encode
from kit.wire.fields import descriptor_of, owner_of, rule_of


class Operation(Protocol):
    """What is asked of a route."""

    @property
    def request_class(self) -> type[Message]:
        """The class of the request message."""


def decode_operation(route: Operation, path: Mapping[str, str], query: Mapping[str, list[str]], body: Any) -> Message:
    """The request message of a call.

    `path`: decoded path parameters. `query`: decoded values by name. `body`: the parsed JSON object, {} without one; it
    is ignored where the operation has no body. Raises Invalid naming up to five faults by wire path.
    """
    kind = route.request_class
    message = kind()
    plan = _plan(descriptor_of(kind))
    faults: Faults = []
    plan.take_body(message, body, faults)
    plan.take_parameters(message, path, query, faults)
    if faults:
        raise Invalid.of(faults)
    return message


def encode_operation(route: Operation, response: Message) -> dict[str, Any]:
    """The body of the answer: the payload member where the contract names one, else the whole message."""
    payload = _payload(descriptor_of(type(response)))
    return encode(response if payload is None else getattr(response, payload.name))


def unwrap(kind: type[Message], body: Any) -> Any:
    """The body without a wrapper: hand-written calls put it once more under its payload's name (spec §2)."""
    payload = _payload(descriptor_of(kind))
    if payload is None or type(body) is not dict or len(body) != 1:
        return body
    inner = body.get(payload.json_name)
    return inner if type(inner) is dict else body


class _Plan:
    """How the request message of one operation is filled."""

    def __init__(self, message: Descriptor) -> None:
        self._payload = _payload(message)
        self._own = _is_own(message)
        self._parameters = {name: _Parameter(field) for field in message.fields for name in _names(field)}
        self._required = [field.json_name for field in message.fields if rule_of(field).required and rule_of(field).location == options_pb2.LOCATION_QUERY]

    def take_body(self, message: Message, body: Any, faults: Faults) -> None:
        """The JSON object into the payload member, or into our own operation's message."""
        if self._payload is None and not self._own:
            return
        target = message if self._payload is None else getattr(message, self._payload.name)
        target.SetInParent()
        fill_whole(target, unwrap(type(message), body), faults)

    def take_parameters(self, message: Message, path: Mapping[str, str], query: Mapping[str, list[str]], faults: Faults) -> None:
        """Query and path; the path has the last word."""
        for name, values in query.items():
            parameter = self._parameters.get(name)
            if parameter is not None and parameter.in_query and values:
                parameter.take(message, values, faults)
        for name, value in path.items():
            parameter = self._parameters.get(name)
            if parameter is not None and parameter.in_path:
                parameter.take(message, [value], faults)
        faults.extend((name, "is required") for name in self._required if not query.get(name))


class _Parameter:
    """A field that comes as text in path or query."""

    def __init__(self, field: FieldDescriptor) -> None:
        location = rule_of(field).location
        own = location == options_pb2.LOCATION_UNSPECIFIED and _is_own(owner_of(field))
        self.in_path = own or location == options_pb2.LOCATION_URI
        self.in_query = own or location == options_pb2.LOCATION_QUERY
        self._repeated = field.is_repeated
        self._read = _READERS.get(field.type, str)
        self._take: Take | None = taker(field, strict=True) if field.message_type is None else None
        self._name = field.name

    def take(self, message: Message, values: list[str], faults: Faults) -> None:
        """Stores the values; a field that holds one takes the first."""
        if self._take is None:
            return
        message.ClearField(self._name)
        read = self._read
        self._take(message, [read(value) for value in values] if self._repeated else read(values[0]), faults)


def _read_boolean(value: str) -> Any:
    # Without case (spec §6); anything else stays text, which the field refuses by name.
    return {"true": True, "false": False}.get(value.lower(), value)


def _read_integer(value: str) -> Any:
    digits = value.removeprefix("-")
    return int(value) if digits.isascii() and digits.isdigit() and len(digits) < 20 else value


_READERS: dict[int, Callable[[str], Any]] = {
    FieldDescriptor.TYPE_BOOL: _read_boolean,
    FieldDescriptor.TYPE_INT32: _read_integer,
    FieldDescriptor.TYPE_INT64: _read_integer,
}


def _names(field: FieldDescriptor) -> set[str]:
    return {field.json_name, field.name} if _is_own(owner_of(field)) else {field.json_name}


@cache
def _plan(message: Descriptor) -> _Plan:
    return _Plan(message)


@cache
def _payload(message: Descriptor) -> FieldDescriptor | None:
    """The member that is the body itself."""
    fields = message.fields
    return next((field for field in fields if rule_of(field).location == options_pb2.LOCATION_PAYLOAD), None)


@cache
def _is_own(message: Descriptor) -> bool:
    """True when no member says where it stands: an operation of ours."""
    return all(rule_of(field).location == options_pb2.LOCATION_UNSPECIFIED for field in message.fields)
