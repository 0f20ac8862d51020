"""What values mean (templates spec §2, §3): text, number, truth, comparison.

A value is str, int, float, Decimal, bool, None, a list of values or a dict; anything else counts as missing. Nothing here
reads an attribute of a value it was not sure of, nor calls into a foreign type.
"""

from __future__ import annotations

import decimal
from decimal import Decimal

from services.delivery.domain.template.errors import RenderError

#: Magnitude above which a number is refused, so that printing it stays small.
MAX_MAGNITUDE = Decimal(10) ** 100
MAX_NUMERIC_TEXT = 40
ARITHMETIC = decimal.Context(prec=220, rounding=decimal.ROUND_HALF_UP, Emax=999, Emin=-999)
_PLAIN = frozenset({str, int, float, Decimal, bool, list})


def first(value: object) -> object:
    """A list stands for its first item; an empty one is missing."""
    while type(value) is list:
        value = value[0] if value else None
    return value


def text_of(value: object) -> str | None:
    """The value as printed; None when missing. Numbers print without trailing zeros."""
    value = first(value)
    if isinstance(value, str):
        return str.__str__(value)
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int | float | Decimal):
        number = number_of(value)
        return None if number is None else plain(number)
    return None


def plain(number: Decimal) -> str:
    """Decimal notation without exponent and trailing zeros."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def number_of(value: object) -> Decimal | None:
    """The value as a number, from a number or numeric text (sign, digits, one point); None when it is neither."""
    value = first(value)
    if isinstance(value, str):
        return Decimal(str.__str__(value)) if _numeric(str.__str__(value)) else None
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = Decimal(float.__repr__(value))
    elif isinstance(value, int):
        if not -(10**100) <= value <= 10**100:
            raise RenderError("a number is too large")
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    if abs(value) > MAX_MAGNITUDE:
        raise RenderError("a number is too large")
    return value


def _numeric(text: str) -> bool:
    if not text or len(text) > MAX_NUMERIC_TEXT or not text.isascii():
        return False
    whole, point, fraction = text[text[0] in "+-" :].partition(".")
    if not whole:
        return fraction.isdigit()
    return whole.isdigit() and (fraction.isdigit() or not point)


def truthy(value: object) -> bool:
    """Falsy are missing, null, false, 0, "" and the empty list; a map is truthy."""
    kind = type(value)
    if kind in _PLAIN:
        return bool(value)
    return kind is dict or (isinstance(value, str) and len(value) > 0)


def truthy_or_zero(value: object) -> bool:
    """As `truthy`, but the number 0 counts (`includeZero=true`)."""
    return truthy(value) or (type(value) in (int, float, Decimal) and value == 0)


def equal(left: object, right: object) -> bool:
    """Numerically when both sides are numbers or numeric text, else as text; missing equals only missing."""
    left, right = first(left), first(right)
    if type(left) is str and type(right) is str and left == right:
        return True
    a, b = number_of(left), number_of(right)
    if a is not None and b is not None:
        return a == b
    if type(left) is dict or type(right) is dict:
        return left is right
    return text_of(left) == text_of(right)


def order(left: object, right: object) -> int | None:
    """-1, 0 or 1; None when a side is missing."""
    a, b = number_of(left), number_of(right)
    if a is not None and b is not None:
        return (a > b) - (a < b)
    x, y = text_of(left), text_of(right)
    if x is None or y is None:
        return None
    return (x > y) - (x < y)


def child(value: object, key: str) -> object:
    """One step of a path: a map's member, a list's item by index; `.[0]` of a single value is the value itself."""
    if isinstance(value, dict):
        return dict.get(value, key)
    if not (key.isascii() and key.isdigit() and len(key) < 7):
        return None
    index = int(key)
    if isinstance(value, list):
        return list.__getitem__(value, index) if index < len(value) else None
    return value if index == 0 else None
