"""What the transcoder reads from a descriptor: names, kinds and the rule of a field."""

from __future__ import annotations

from typing import Any, cast

from counterpoint.options.v1 import options_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

PRESENT_EMPTY = "present_empty"
"""Field of write messages that lists the lists and maps given empty, by number."""

NO_RULE = options_pb2.FieldRule()

# The type stubs know extensions by another class than the generated code declares.
_RULE: Any = options_pb2.rule
_WRAPPER: Any = options_pb2.wrapper


def rule_of(field: FieldDescriptor) -> options_pb2.FieldRule:
    """The field's rule; an empty one when it has none."""
    options = field.GetOptions()
    if not options.HasExtension(_RULE):
        return NO_RULE
    return cast(options_pb2.FieldRule, options.Extensions[_RULE])


def is_wrapper(message: Descriptor) -> bool:
    """True when the message stands bare on the wire for the list or map in its field `values`."""
    return bool(message.GetOptions().Extensions[_WRAPPER])


def is_map(field: FieldDescriptor) -> bool:
    """True for a map field."""
    kind = field.message_type
    return kind is not None and bool(kind.GetOptions().map_entry)


def descriptor_of(kind: type[Message]) -> Descriptor:
    """The descriptor of a message class."""
    return cast(Descriptor, kind.DESCRIPTOR)


def message_of(field: FieldDescriptor) -> Descriptor:
    """The message type of a field that has one."""
    kind = field.message_type
    assert kind is not None
    return kind


def owner_of(field: FieldDescriptor) -> Descriptor:
    """The message type a field belongs to."""
    kind = field.containing_type
    assert kind is not None
    return kind


def map_value(field: FieldDescriptor) -> FieldDescriptor:
    """The value field of a map."""
    return message_of(field).fields_by_name["value"]


def wire_fields(message: Descriptor) -> list[FieldDescriptor]:
    """The fields that exist on the wire."""
    return [field for field in message.fields if field.name != PRESENT_EMPTY]


def can_be_empty(message: Descriptor | None) -> bool:
    """True when the message tells an empty list or map from an absent one."""
    return message is not None and PRESENT_EMPTY in message.fields_by_name
