"""Random calls and answers for every operation: legal by the field rules, in botocore's form and in wire form."""

import base64
import datetime
import random
import re
from typing import Any

import botocore.model
from counterpoint.options.v1 import options_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor

from kit.wire.fields import can_be_empty, is_wrapper, map_value, message_of, rule_of, wire_fields
from tests.unit.contracts import pinpoint

WORDS = ["a", "Ünïcode ☂", "with space", "a/b", "q&a=1", "100%", "plus+", "x:y", '"quoted"', "new\nline", "🌷", "0"]
FORMED = ["a1", "T-1_b", "08:30", "Name-2", "plain"]
BY_FORMAT = {
    options_pb2.FORMAT_TIMESTAMP: ["2026-11-24T19:39:48.123Z", "2026-01-02T00:00:00+01:00"],
    options_pb2.FORMAT_TIME_OF_DAY: ["00:00", "23:59"],
    options_pb2.FORMAT_DURATION: ["PT1H", "P3D", "P1DT2H30M"],
    options_pb2.FORMAT_JSON_OBJECT: ["{}", '{"User.UserAttributes.color": "blue"}'],
}

Pair = tuple[Any, Any]
"""A value as botocore takes it and as it stands on the wire."""


class Samples:
    """A seeded source of samples."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def structure(self, message: Descriptor, shape: botocore.model.StructureShape) -> Pair:
        """An object with all required and some other members."""
        params: dict[str, Any] = {}
        wire: dict[str, Any] = {}
        fields = {field.json_name: field for field in wire_fields(message)}
        for member, inner in shape.members.items():
            name = pinpoint.wire_name(shape, member)
            if member in shape.required_members or self._random.random() < 0.5:
                params[member], wire[name] = self.value(fields[name], inner)
        return params, wire

    def value(self, field: FieldDescriptor, shape: botocore.model.Shape) -> Pair:
        """A value for a field, be it many."""
        if isinstance(shape, botocore.model.MapShape):
            pairs = {self._key(field, place): self._item(map_value(field), field, shape.value) for place in range(self._size(field))}
            return {key: pair[0] for key, pair in pairs.items()}, {key: pair[1] for key, pair in pairs.items()}
        if isinstance(shape, botocore.model.ListShape):
            items = [self._item(field, field, shape.member) for _ in range(self._size(field))]
            return [item[0] for item in items], [item[1] for item in items]
        return self._item(field, field, shape)

    def _item(self, field: FieldDescriptor, ruled: FieldDescriptor, shape: botocore.model.Shape) -> Pair:
        if isinstance(shape, botocore.model.StructureShape):
            return self.structure(message_of(field), shape)
        if field.message_type is not None and is_wrapper(field.message_type):
            return self.value(field.message_type.fields_by_name["values"], shape)
        return self._scalar(field, ruled, shape)

    def _scalar(self, field: FieldDescriptor, ruled: FieldDescriptor, shape: botocore.model.Shape) -> Pair:
        rule, chosen = rule_of(ruled), self._random
        if shape.type_name == "timestamp":
            moment = datetime.datetime(2026, chosen.randint(1, 12), chosen.randint(1, 28), 4, 5, 6, tzinfo=datetime.UTC)
            return moment, moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        if shape.type_name == "blob":
            data = chosen.randbytes(chosen.randint(0, 40))
            return data, base64.b64encode(data).decode()
        if shape.type_name == "boolean":
            return same(chosen.random() < 0.5)
        if shape.type_name in ("integer", "double"):
            low = rule.min if rule.HasField("min") else -(2**31)
            high = rule.max if rule.HasField("max") else 2**31 - 1
            return same(chosen.randint(int(low), int(high)) if shape.type_name == "integer" else chosen.uniform(low, high))
        return same(self._text(rule))

    def _text(self, rule: options_pb2.FieldRule) -> str:
        if rule.values:
            return self._random.choice(list(rule.values))
        if rule.format:
            return self._random.choice(BY_FORMAT[rule.format])
        candidates = FORMED if rule.pattern else WORDS
        fitting = [
            word
            for word in candidates
            if (not rule.pattern or re.fullmatch(rule.pattern, word)) and len(word) >= rule.min_len and (not rule.max_len or len(word) <= rule.max_len)
        ]
        return self._random.choice(fitting)

    def _key(self, field: FieldDescriptor, place: int) -> str:
        keys = list(rule_of(field).keys)
        return keys[place] if keys else f"{self._random.choice(WORDS)}{place}"

    def _size(self, field: FieldDescriptor) -> int:
        rule, owner = rule_of(field), field.containing_type
        in_query = rule.location == options_pb2.LOCATION_QUERY
        may_be_empty = (rule.required and not in_query) or can_be_empty(owner) or (owner is not None and is_wrapper(owner))
        fewest = max(rule.min_items, 0 if may_be_empty and not rule.omit_empty else 1)
        return self._random.randint(fewest, max(fewest, min(3, rule.max_items or 3)))


def same(value: Any) -> Pair:
    """A value that looks alike in both forms."""
    return value, value
