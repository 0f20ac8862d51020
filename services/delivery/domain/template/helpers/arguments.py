"""How helpers read their arguments and how many they take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from services.delivery.domain.template.errors import RenderError
from services.delivery.domain.template.runtime import Run
from services.delivery.domain.template.values import first, number_of, text_of, truthy

Args = tuple[object, ...]
Options = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Helper:
    """`least` and `most` positional arguments (`most` None: any number). `or_hash` names a hash argument that may stand
    for the last required positional one. `run` gets all arguments; `on_text`, in its place, the first one as a text apart
    from the others, and is not called when that is missing."""

    run: Callable[[Run, Args, Options], object] | None
    least: int
    most: int | None
    or_hash: str = ""
    on_text: Callable[[Run, str, Args, Options], object] | None = None

    def complaint(self, name: str, count: int, keys: set[str]) -> str:
        """What is wrong with a call, or nothing."""
        least = self.least - 1 if self.or_hash and self.or_hash in keys else self.least
        if count < least:
            return f"{name} takes at least {self.least} argument{'s' if self.least > 1 else ''}"
        if self.most is not None and count > self.most:
            return f"{name} takes at most {self.most} argument{'s' if self.most > 1 else ''}"
        return ""


def on_text(work: Callable[[Run, str, Args, Options], object], least: int, most: int, or_hash: str = "") -> Helper:
    """A helper on a text; `least` and `most` count that text too."""
    return Helper(None, least, most, or_hash, work)


def text(value: object) -> str | None:
    """A text argument; None when missing."""
    return text_of(value)


def words(value: object, default: str = "") -> str:
    """A text argument with a default."""
    found = text_of(value)
    return default if found is None else found


def whole(value: object, what: str) -> int:
    """A size or offset: a whole number that is not negative."""
    number = number_of(value)
    if number is None or number != number.to_integral_value():
        raise RenderError(f"{what} is not a whole number")
    if number < 0:
        raise RenderError(f"{what} is negative")
    if number > 10**9:
        raise RenderError(f"{what} is too large")
    return int(number)


def number(value: object, what: str) -> Decimal:
    found = number_of(value)
    if found is None:
        raise RenderError(f"{what} is not a number")
    return found


def flag(options: Options, name: str, default: bool = False) -> bool:
    """A true/false hash argument; the text "false" is false."""
    if name not in options:
        return default
    value = first(options[name])
    return truthy(value) and value != "false"
