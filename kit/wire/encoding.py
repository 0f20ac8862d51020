"""Messages to JSON objects, ready for a JSON writer.

What is absent is left out, never null; lists and maps marked required are written when empty (api-conventions spec
§3.2). Values are not judged: enums are open on the way out.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from kit.wire.fields import PRESENT_EMPTY, can_be_empty, descriptor_of, is_map, is_wrapper, map_value, message_of, rule_of, wire_fields
from kit.wire.making import Making

Convert = Callable[[Any], Any]
Put = Callable[[Message, dict[str, Any]], None]


def encode(message: Message) -> dict[str, Any]:
    """The message as a JSON object."""
    return encoder(descriptor_of(type(message))).write(message)


class Encoder:
    """How one message type is written: plain optional scalars in one loop, the rest by a function per field."""

    __slots__ = ("_optional", "_puts")

    def __init__(self) -> None:
        self._optional: tuple[tuple[str, str], ...] = ()
        self._puts: tuple[Put, ...] = ()

    def learn(self, message: Descriptor) -> None:
        """Sorts the fields. Apart from creation, so that recursive types find themselves."""
        fields = wire_fields(message)
        plain = [field for field in fields if _is_plain(field)]
        self._optional = tuple((field.name, field.json_name) for field in plain)
        puts = [_put(field) for field in fields if field not in plain]
        if can_be_empty(message):
            puts.append(_given_empty(fields))
        self._puts = tuple(puts)

    def write(self, message: Message) -> dict[str, Any]:
        """One message as a JSON object."""
        out: dict[str, Any] = {}
        has = message.HasField
        for name, wire in self._optional:
            if has(name):
                out[wire] = getattr(message, name)
        for put in self._puts:
            put(message, out)
        return out


_encoders: Making[str, Encoder] = Making(Encoder)


def encoder(message: Descriptor) -> Encoder:
    """The encoder of a message type, made on first use."""
    return _encoders.get(message.full_name, lambda made: made.learn(message))


def _is_plain(field: FieldDescriptor) -> bool:
    """An optional scalar that JSON takes as it is."""
    is_scalar = field.message_type is None and not field.is_repeated
    return is_scalar and field.has_presence and field.type != FieldDescriptor.TYPE_BYTES


def _put(field: FieldDescriptor) -> Put:
    if is_map(field):
        return _put_many(field, _map_writer(map_value(field)), dict)
    if field.is_repeated:
        return _put_many(field, _list_writer(field), list)
    if field.has_presence:
        return _put_present(field, _converter(field))
    return _put_implicit(field, _converter(field))


def _put_many(field: FieldDescriptor, write: Convert, empty: Callable[[], Any]) -> Put:
    name, wire, rule = field.name, field.json_name, rule_of(field)
    always = rule.required and not rule.omit_empty

    def put(message: Message, out: dict[str, Any]) -> None:
        value = getattr(message, name)
        if value:
            out[wire] = write(value)
        elif always:
            out[wire] = empty()

    return put


def _put_present(field: FieldDescriptor, convert: Convert) -> Put:
    name, wire = field.name, field.json_name

    def put(message: Message, out: dict[str, Any]) -> None:
        if message.HasField(name):
            out[wire] = convert(getattr(message, name))

    return put


def _put_implicit(field: FieldDescriptor, convert: Convert) -> Put:
    """Fields without presence: numbers and booleans always say something, empty text and bytes do not."""
    name, wire = field.name, field.json_name
    always = field.type not in (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES)

    def put(message: Message, out: dict[str, Any]) -> None:
        value = getattr(message, name)
        if value or always:
            out[wire] = convert(value)

    return put


def _given_empty(fields: list[FieldDescriptor]) -> Put:
    """Writes the lists and maps a write message was given empty."""
    empties: dict[int, tuple[str, Callable[[], Any]]] = {
        field.number: (field.json_name, dict if is_map(field) else list) for field in fields if field.is_repeated
    }

    def put(message: Message, out: dict[str, Any]) -> None:
        for number in getattr(message, PRESENT_EMPTY):
            if number in empties:
                wire, empty = empties[number]
                out.setdefault(wire, empty())

    return put


def _converter(field: FieldDescriptor) -> Convert:
    """One value of the field's type."""
    if field.message_type is not None:
        return _message_writer(message_of(field))
    if field.type == FieldDescriptor.TYPE_BYTES:
        return lambda value: base64.b64encode(value).decode()
    return lambda value: value


def _message_writer(message: Descriptor) -> Convert:
    if not is_wrapper(message):
        return encoder(message).write
    values = message.fields_by_name["values"]
    write = _map_writer(map_value(values)) if is_map(values) else _list_writer(values)
    return lambda value: write(value.values)


def _list_writer(field: FieldDescriptor) -> Convert:
    if field.message_type is None and field.type != FieldDescriptor.TYPE_BYTES:
        return lambda values: values[:]
    convert = _converter(field)
    return lambda values: [convert(value) for value in values]


def _map_writer(field: FieldDescriptor) -> Convert:
    if field.message_type is None and field.type != FieldDescriptor.TYPE_BYTES:
        return lambda values: {key: values[key] for key in values}
    convert = _converter(field)
    return lambda values: {key: convert(values[key]) for key in values}
