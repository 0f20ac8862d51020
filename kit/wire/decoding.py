"""JSON objects to messages, validated on the way; faults carry the wire path of the value.

For each message type one table is built, from wire name to a function that checks a value and stores it. Types are
always checked; below a `lenient` field nothing else is, so that a service can refuse one item of a batch alone.
Unknown members are ignored and null is absent (api-conventions spec §3.3).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from counterpoint.options.v1 import options_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from kit.errors import Invalid
from kit.wire.fields import NO_RULE, PRESENT_EMPTY, can_be_empty, descriptor_of, is_map, is_wrapper, map_value, message_of, rule_of, wire_fields
from kit.wire.making import Making
from kit.wire.values import Check, Convert, Fault, converter, one_of, text

Faults = list[tuple[str, str]]
Take = Callable[[Message, Any, Faults], None]
M = TypeVar("M", bound=Message)

ENOUGH = 5
"""Faults told at most (api-conventions spec §5.4); lists stop being read once there are so many."""


def decode(kind: type[M], value: Any) -> M:
    """A message of class `kind` from a JSON object as `json.loads` gives it. Raises Invalid naming up to five faults."""
    faults: Faults = []
    message = kind()
    fill_whole(message, value, faults)
    if faults:
        raise Invalid.of(faults)
    return message


def fill_whole(message: Message, value: Any, faults: Faults) -> None:
    """Fills a message from what should be a JSON object. Raises Invalid where there is no telling which member is wrong."""
    if type(value) is not dict:
        raise Invalid("The body must be a JSON object")
    try:
        decoder(descriptor_of(type(message))).fill(message, value, faults)
    except UnicodeEncodeError:
        raise Invalid("The body holds half of a surrogate pair, which is no character") from None


SHOWN = 64
"""Characters of a map key shown in a fault's path."""


class Decoder:
    """The table of one message type."""

    __slots__ = ("_required", "_takes", "_texts")

    def __init__(self) -> None:
        self._takes: dict[str, Take] = {}
        # Text without a rule, the commonest kind: wire name to field name, stored without a further call.
        self._texts: dict[str, str] = {}
        self._required: tuple[str, ...] = ()

    def learn(self, message: Descriptor, strict: bool) -> None:
        """Fills the table. Apart from creation, so that recursive types find themselves."""
        fields = wire_fields(message)
        self._takes = {field.json_name: taker(field, strict) for field in fields}
        self._texts = {field.json_name: field.name for field in fields if is_plain_text(field, strict)}
        if strict:
            self._required = tuple(field.json_name for field in fields if rule_of(field).required)

    def fill(self, message: Message, value: dict[str, Any], faults: Faults) -> None:
        """Stores the members of `value` in `message`, appending what is wrong to `faults`."""
        takes, texts = self._takes, self._texts
        for name, member in value.items():
            if type(member) is str and name in texts and "\0" not in member:
                setattr(message, texts[name], member)
            elif member is not None and name in takes:
                takes[name](message, member, faults)
        for name in self._required:
            if value.get(name) is None:
                faults.append((name, "is required"))


_decoders: Making[tuple[str, bool], Decoder] = Making(Decoder)


def decoder(message: Descriptor, strict: bool = True) -> Decoder:
    """The decoder of a message type, made on first use."""
    return _decoders.get((message.full_name, strict), lambda made: made.learn(message, strict))


def taker(field: FieldDescriptor, strict: bool, wire: str | None = None) -> Take:
    """The function that stores one field. `wire`: its name in fault paths, the JSON name unless given."""
    name = field.json_name if wire is None else wire
    rule = rule_of(field)
    if is_map(field):
        return _map(field, rule, name, strict)
    if field.is_repeated:
        return _list(field, rule, name, strict)
    if field.message_type is not None:
        return _object(field, rule, name, strict)
    return _scalar(field, rule if strict else NO_RULE, name)


def is_plain_text(field: FieldDescriptor, strict: bool) -> bool:
    """A text about which the rule says nothing."""
    is_text = field.type == FieldDescriptor.TYPE_STRING and not field.is_repeated
    return is_text and converter(field, rule_of(field) if strict else NO_RULE) is text


def _scalar(field: FieldDescriptor, rule: options_pb2.FieldRule, wire: str) -> Take:
    name, convert = field.name, converter(field, rule)

    def take(message: Message, value: Any, faults: Faults) -> None:
        try:
            setattr(message, name, convert(value))
        except Fault as fault:
            faults.append((wire, str(fault)))

    return take


def _object(field: FieldDescriptor, rule: options_pb2.FieldRule, wire: str, strict: bool) -> Take:
    name, fill = field.name, decoder(message_of(field), strict and not rule.lenient).fill
    empty_clears = rule.empty_clears

    def take(message: Message, value: Any, faults: Faults) -> None:
        if type(value) is not dict:
            faults.append((wire, "must be an object"))
            return
        member = getattr(message, name)
        member.SetInParent()
        if value or not empty_clears:
            before = len(faults)
            fill(member, value, faults)
            if len(faults) > before:
                _prefix(faults, before, f"{wire}.")

    return take


def _list(field: FieldDescriptor, rule: options_pb2.FieldRule, wire: str, strict: bool) -> Take:
    name, number, marks_empty = field.name, field.number, can_be_empty(field.containing_type)
    count = _count(rule) if strict else None
    add = _add_objects(field, rule, strict) if field.message_type is not None else _add_scalars(field, rule, strict)

    def take(message: Message, value: Any, faults: Faults) -> None:
        if type(value) is not list:
            faults.append((wire, "must be a list"))
            return
        if count is not None and (reason := count(value)) is not None:
            faults.append((wire, reason))
            return
        if value:
            before = len(faults)
            add(getattr(message, name), value, faults)
            if len(faults) > before:
                _prefix(faults, before, wire)
        elif marks_empty:
            getattr(message, PRESENT_EMPTY).append(number)

    return take


def _add_scalars(field: FieldDescriptor, rule: options_pb2.FieldRule, strict: bool) -> Take:
    convert = converter(field, rule if strict else NO_RULE)

    def add(target: Any, value: list[Any], faults: Faults) -> None:
        try:
            target.extend([convert(item) for item in value])
        except Fault:
            faults.extend(_item_faults(convert, value))

    return add


def _item_faults(convert: Convert, value: list[Any]) -> Faults:
    faults: Faults = []
    for place, item in enumerate(value):
        try:
            convert(item)
        except Fault as fault:
            faults.append((f"[{place}]", str(fault)))
            if len(faults) == ENOUGH:
                break
    return faults


def _add_objects(field: FieldDescriptor, rule: options_pb2.FieldRule, strict: bool) -> Take:
    fill = decoder(message_of(field), strict and not rule.lenient).fill

    def add(target: Any, value: list[Any], faults: Faults) -> None:
        for place, item in enumerate(value):
            before = len(faults)
            if type(item) is dict:
                fill(target.add(), item, faults)
                if len(faults) > before:
                    _prefix(faults, before, f"[{place}].")
            else:
                faults.append((f"[{place}]", "must be an object"))
            if len(faults) >= ENOUGH:
                break

    return add


def _map(field: FieldDescriptor, rule: options_pb2.FieldRule, wire: str, strict: bool) -> Take:
    name, number, marks_empty = field.name, field.number, can_be_empty(field.containing_type)
    count = _count(rule) if strict else None
    check_key = _key_check(rule, strict)
    put = _put(map_value(field), rule, strict)

    def take(message: Message, value: Any, faults: Faults) -> None:
        if type(value) is not dict:
            faults.append((wire, "must be an object"))
            return
        if count is not None and (reason := count(value)) is not None:
            faults.append((wire, reason))
            return
        if not value and marks_empty:
            getattr(message, PRESENT_EMPTY).append(number)
        target = getattr(message, name)
        for key, item in value.items():
            before = len(faults)
            reason = check_key(key)
            if reason is not None:
                faults.append(("", reason))
            else:
                put(target, key, item, faults)
            if len(faults) > before:
                _prefix(faults, before, f"{wire}.{_shown(key)}")
                if len(faults) >= ENOUGH:
                    break

    return take


Put = Callable[[Any, str, Any, Faults], None]


def _put(field: FieldDescriptor, rule: options_pb2.FieldRule, strict: bool) -> Put:
    """Stores one entry of a map whose value field is `field`."""
    if field.message_type is None:
        return _put_scalar(converter(field, rule if strict else NO_RULE))
    if is_wrapper(message_of(field)):
        return _put_wrapped(message_of(field), rule, strict)
    return _put_object(decoder(message_of(field), strict and not rule.lenient))


def _put_scalar(convert: Convert) -> Put:
    def put(target: Any, key: str, value: Any, faults: Faults) -> None:
        if value is not None:
            try:
                target[key] = convert(value)
            except Fault as fault:
                faults.append(("", str(fault)))

    return put


def _put_wrapped(wrapper: Descriptor, rule: options_pb2.FieldRule, strict: bool) -> Put:
    """The entry is a list or map of its own. Null and [] are told from a missing key: they remove it."""
    values = wrapper.fields_by_name["values"]
    take = taker(values, strict, "")
    accept_bare, holds_text = rule.accept_bare, values.type == FieldDescriptor.TYPE_STRING

    def put(target: Any, key: str, value: Any, faults: Faults) -> None:
        entry = target[key]
        if holds_text and type(value) is list and _all_text(value):
            entry.values.extend(value)
            return
        if value is not None:
            take(entry, [value] if accept_bare and type(value) is str else value, faults)

    return put


def _all_text(values: list[Any]) -> bool:
    # Half the cost of `all` over a generator, for the hottest lists there are: attribute values.
    for value in values:  # noqa: SIM110
        if type(value) is not str or "\0" in value:
            return False
    return True


def _put_object(known: Decoder) -> Put:
    def put(target: Any, key: str, value: Any, faults: Faults) -> None:
        if type(value) is dict:
            before = len(faults)
            known.fill(target[key], value, faults)
            _prefix(faults, before, ".")
        elif value is not None:
            faults.append(("", "must be an object"))

    return put


def _count(rule: options_pb2.FieldRule) -> Check | None:
    """Bounds on the number of items of a list or map."""
    fewest, most = rule.min_items, rule.max_items
    if not fewest and not most:
        return None

    def check(value: Any) -> str | None:
        if len(value) < fewest:
            return f"must have at least {fewest} item{'' if fewest == 1 else 's'}"
        return f"must have at most {most} items" if most and len(value) > most else None

    return check


def _key_check(rule: options_pb2.FieldRule, strict: bool) -> Check:
    if strict and rule.keys:
        return one_of(rule.keys)
    longest = rule.max_key_len if strict else 0

    def check(key: str) -> str | None:
        if "\0" in key:
            return "key must not hold the character U+0000"
        return f"key must have at most {longest} characters" if longest and len(key) > longest else None

    return check


def _shown(key: str) -> str:
    # Keys are the caller's and may be megabytes long: a fault shows their beginning.
    return key if len(key) <= SHOWN else f"{key[:SHOWN]}…"


def _prefix(faults: Faults, start: int, prefix: str) -> None:
    """Completes the paths of the faults found below a member."""
    for place in range(start, len(faults)):
        path, reason = faults[place]
        faults[place] = (prefix + path, reason)
