"""Telling an empty list or map from an absent one in write messages.

protobuf cannot: both look alike. Write messages therefore list in `present_empty` the numbers of fields given empty.
The transcoder fills it; callers of the RPCs use `clear`, servicers ask `given`.
"""

from __future__ import annotations

from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from kit.wire.fields import PRESENT_EMPTY, can_be_empty, descriptor_of


def clear(message: Message, name: str) -> None:
    """Says that the field is given and empty: `clear(request, "Attributes")`.

    `name` is the wire name or the field name. Scalars become empty text, zero or false, messages an empty message,
    lists and maps are marked. Raises ValueError for an unknown name, or a list in a message that cannot tell.
    """
    field = _field(message, name)
    message.ClearField(field.name)
    if field.is_repeated:
        _marks(message, field).append(field.number)
    elif field.message_type is not None:
        getattr(message, field.name).SetInParent()
    else:
        setattr(message, field.name, field.default_value)


def given(message: Message, name: str) -> bool:
    """True when the caller sent the field, be it empty. Lists in messages that cannot tell count when not empty."""
    field = _field(message, name)
    if not field.is_repeated:
        return message.HasField(field.name)
    if len(getattr(message, field.name)) > 0:
        return True
    return can_be_empty(field.containing_type) and field.number in _marks(message, field)


def _field(message: Message, name: str) -> FieldDescriptor:
    fields = descriptor_of(type(message)).fields_by_name
    found = fields.get(name) or next((field for field in fields.values() if field.json_name == name), None)
    if found is None:
        raise ValueError(f"{message.DESCRIPTOR.name} has no field {name}")
    return found


def _marks(message: Message, field: FieldDescriptor) -> Any:
    if not can_be_empty(field.containing_type):
        raise ValueError(f"{message.DESCRIPTOR.name}.{field.name}: empty cannot be told from absent here")
    return getattr(message, PRESENT_EMPTY)
