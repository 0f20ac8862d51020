"""Math, inflect and ordinalize, encodings and digests, uuid (templates spec §3.3, §3.4)."""

from __future__ import annotations

import base64
import binascii
import decimal
import hashlib
from collections.abc import Callable
from decimal import Decimal

from services.delivery.domain.template.errors import RenderError
from services.delivery.domain.template.helpers.arguments import Args, Helper, Options, flag, number, text, words
from services.delivery.domain.template.runtime import Run
from services.delivery.domain.template.values import ARITHMETIC, plain

_EIGHT = Decimal("1e-8")


def _binary(work: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Run, Args, Options], object]:
    """Two numbers to one, rounded half up to 8 decimals."""

    def calculate(run: Run, args: Args, options: Options) -> object:
        left, right = number(args[0], "the first argument"), number(args[1], "the second argument")
        try:
            return work(left, right).quantize(_EIGHT, context=ARITHMETIC)
        except decimal.DecimalException as error:
            raise RenderError("the result is not a number") from error

    return calculate


def _divide(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        raise RenderError("division by zero")
    return ARITHMETIC.divide(left, right)


def _modulo(left: Decimal, right: Decimal) -> Decimal:
    """The sign is the dividend's."""
    if not right:
        raise RenderError("division by zero")
    return ARITHMETIC.remainder(left, right)


def _unary(rounding: str) -> Callable[[Run, Args, Options], object]:
    def calculate(run: Run, args: Args, options: Options) -> object:
        return number(args[0], "the argument").to_integral_value(rounding=rounding)

    return calculate


def inflect(run: Run, args: Args, options: Options) -> object:
    count = number(args[0], "the count")
    word = words(args[1] if abs(count) == 1 else args[2])
    return f"{plain(count)} {word}" if flag(options, "includeCount") else word


def ordinalize(run: Run, args: Args, options: Options) -> object:
    count = number(args[0], "the argument")
    if count != count.to_integral_value():
        raise RenderError("ordinalize needs a whole number")
    value = abs(int(count))
    suffix = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{plain(count)}{suffix}"


def encode64(run: Run, args: Args, options: Options) -> object:
    value = text(args[0])
    if value is None:
        return None
    data = value.encode("utf-8", "replace")
    run.allow((len(data) + 2) // 3 * 4)
    return base64.b64encode(data).decode("ascii")


def decode64(run: Run, args: Args, options: Options) -> object:
    value = text(args[0])
    if value is None:
        return None
    try:
        return base64.b64decode(value, validate=True).decode("utf-8")
    except (binascii.Error, ValueError) as error:
        raise RenderError("decode64 needs base64 of UTF-8 text") from error


def _digest(algorithm: str) -> Callable[[Run, Args, Options], object]:
    def digest(run: Run, args: Args, options: Options) -> object:
        value = text(args[0])
        if value is None:
            return None
        return hashlib.new(algorithm, value.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()

    return digest


def uuid(run: Run, args: Args, options: Options) -> object:
    """A new one at each call, from the caller's source."""
    return str(run.new_uuid())


HELPERS: dict[str, Helper] = {
    "add": Helper(_binary(ARITHMETIC.add), 2, 2),
    "subtract": Helper(_binary(ARITHMETIC.subtract), 2, 2),
    "multiply": Helper(_binary(ARITHMETIC.multiply), 2, 2),
    "divide": Helper(_binary(_divide), 2, 2),
    "modulo": Helper(_binary(_modulo), 2, 2),
    "ceiling": Helper(_unary(decimal.ROUND_CEILING), 1, 1),
    "floor": Helper(_unary(decimal.ROUND_FLOOR), 1, 1),
    "round": Helper(_unary(decimal.ROUND_HALF_UP), 1, 1),
    "inflect": Helper(inflect, 3, 3),
    "ordinalize": Helper(ordinalize, 1, 1),
    "encode64": Helper(encode64, 1, 1),
    "decode64": Helper(decode64, 1, 1),
    "md5": Helper(_digest("md5"), 1, 1),
    "sha256": Helper(_digest("sha256"), 1, 1),
    "sha512": Helper(_digest("sha512"), 1, 1),
    "uuid": Helper(uuid, 0, 0),
}
