"""Checking single JSON values: each converter answers the value to store, or raises `Fault` with the reason.

Types first (api-conventions spec §3.4): a whole float is an integer, a boolean is not, text is never a number. Then the
field's rule, unless the caller asked for types only.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import Any

from counterpoint.options.v1 import options_pb2
from google.protobuf.descriptor import FieldDescriptor

from kit.times import parse_iso

Convert = Callable[[Any], Any]
Check = Callable[[Any], str | None]

_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_DURATION = re.compile(r"P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?")


class Fault(Exception):
    """A value that does not fit; the text is the reason told to the caller."""


def converter(field: FieldDescriptor, rule: options_pb2.FieldRule) -> Convert:
    """The converter of a scalar field, or of each item of a list or map of scalars."""
    base = _BASES[field.type]
    check = _check(rule, field.type == FieldDescriptor.TYPE_STRING)
    if check is None:
        return base
    if base is text:
        return _checked_text(check)

    def convert(value: Any) -> Any:
        stored = base(value)
        reason = check(stored)
        if reason is not None:
            raise Fault(reason)
        return stored

    return convert


def _checked_text(check: Check) -> Convert:
    """`text` and the check in one call: nearly every value is text."""

    def convert(value: Any) -> str:
        if type(value) is str and "\0" not in value:
            reason = check(value)
            if reason is None:
                return value
            raise Fault(reason)
        return text(value)

    return convert


def text(value: Any) -> str:
    """Text without NUL, which no store keeps."""
    if type(value) is str:
        if "\0" in value:
            raise Fault("must not hold the character U+0000")
        return value
    raise Fault("must be text")


def boolean(value: Any) -> bool:
    """Only true and false."""
    if type(value) is bool:
        return value
    raise Fault("must be true or false")


def number(value: Any) -> float:
    """A finite number."""
    if type(value) is float:
        if value - value == 0.0:
            return value
        raise Fault("must be a finite number")
    if type(value) is int:
        try:
            return float(value)
        except OverflowError:
            raise Fault("must be a finite number") from None
    raise Fault("must be a number")


def _integer(bits: int) -> Convert:
    low, high = -(1 << (bits - 1)), (1 << (bits - 1)) - 1

    def convert(value: Any) -> int:
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is not int:
            raise Fault("must be a whole number")
        if low <= value <= high:
            return value
        raise Fault(f"must fit {bits} bits")

    return convert


def blob(value: Any) -> bytes:
    """Bytes from base64 text (api-conventions spec §3.6)."""
    if type(value) is not str:
        raise Fault("must be base64 text")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Fault("must be base64 text") from None


_BASES: dict[int, Convert] = {
    FieldDescriptor.TYPE_STRING: text,
    FieldDescriptor.TYPE_BOOL: boolean,
    FieldDescriptor.TYPE_DOUBLE: number,
    FieldDescriptor.TYPE_INT32: _integer(32),
    FieldDescriptor.TYPE_INT64: _integer(64),
    FieldDescriptor.TYPE_BYTES: blob,
}


def _check(rule: options_pb2.FieldRule, is_text: bool) -> Check | None:
    """The rule as one function, None when it asks nothing."""
    checks = _text_checks(rule) if is_text else _number_checks(rule)
    if len(checks) <= 1:
        return checks[0] if checks else None

    def every(value: Any) -> str | None:
        return next((reason for check in checks if (reason := check(value)) is not None), None)

    return every


def _text_checks(rule: options_pb2.FieldRule) -> list[Check]:
    checks: list[Check] = []
    if rule.values:
        checks.append(one_of(rule.values, rule.empty_ok))
    if rule.min_len or rule.max_len:
        checks.append(_length(rule.min_len, rule.max_len))
    if rule.pattern:
        checks.append(_pattern(rule.pattern))
    if rule.format:
        checks.append(_unless_empty(*_FORMATS[rule.format]))
    return checks


def one_of(values: Any, empty_ok: bool = False) -> Check:
    """Closed on the way in: the reason names the legal values (api-conventions spec §3.5)."""
    legal = frozenset(values) | ({""} if empty_ok else set())
    reason = f"must be one of {', '.join(values)}"
    return lambda value: None if value in legal else reason


def _length(shortest: int, longest: int) -> Check:
    few = f"must have at least {shortest} character{'' if shortest == 1 else 's'}"
    many = f"must have at most {longest} characters"

    def check(value: str) -> str | None:
        if len(value) < shortest:
            return few
        return many if longest and len(value) > longest else None

    return check


def _pattern(pattern: str) -> Check:
    matches = re.compile(pattern).fullmatch
    return lambda value: None if matches(value) else "holds characters that are not allowed here, or has a wrong form"


def _unless_empty(holds: Callable[[str], bool], reason: str) -> Check:
    return lambda value: None if value == "" or holds(value) else reason


def _is_timestamp(value: str) -> bool:
    try:
        parse_iso(value)
    except ValueError:
        return False
    return True


def _is_object(value: str) -> bool:
    try:
        return isinstance(json.loads(value), dict)
    except (ValueError, RecursionError):
        return False


_FORMATS: dict[int, tuple[Callable[[str], bool], str]] = {
    options_pb2.FORMAT_TIMESTAMP: (_is_timestamp, "must be an ISO 8601 time"),
    options_pb2.FORMAT_TIME_OF_DAY: (lambda value: bool(_TIME_OF_DAY.fullmatch(value)), "must be a time of day, HH:MM"),
    options_pb2.FORMAT_DURATION: (lambda value: bool(_DURATION.fullmatch(value)), "must be an ISO 8601 duration"),
    options_pb2.FORMAT_JSON_OBJECT: (_is_object, "must be a JSON object as text"),
}


def _number_checks(rule: options_pb2.FieldRule) -> list[Check]:
    low = rule.min if rule.HasField("min") else None
    high = rule.max if rule.HasField("max") else None
    if low is None and high is None:
        return []
    reason = _range_words(low, high)
    return [lambda value: None if (low is None or value >= low) and (high is None or value <= high) else reason]


def _range_words(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"must be at least {low:g}" if low is not None else f"must be at most {high:.12g}"
    return f"must be from {low:g} to {high:.12g}"
