"""numberFormat and stringFormat, extensions named as in the engine (templates spec §3.5)."""

from __future__ import annotations

import decimal
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from services.delivery.domain.template.errors import RenderError
from services.delivery.domain.template.helpers.arguments import Args, Helper, Options, number, text, words
from services.delivery.domain.template.runtime import Run
from services.delivery.domain.template.values import ARITHMETIC, text_of, truthy

MAX_DECIMALS = 20


@dataclass(frozen=True, slots=True)
class Locale:
    """How a country writes numbers; `money` holds `#` where the amount stands."""

    group: str
    point: str
    money: str
    decimals: int = 2


_NBSP = "\u00a0"
_LOCALES = {
    "en_US": Locale(",", ".", "$#"),
    "en_GB": Locale(",", ".", "£#"),
    "en_CA": Locale(",", ".", "$#"),
    "en_AU": Locale(",", ".", "$#"),
    "en_IN": Locale(",", ".", "₹#"),
    "de_DE": Locale(".", ",", f"#{_NBSP}€"),
    "de_AT": Locale(_NBSP, ",", f"€{_NBSP}#"),
    "de_CH": Locale("’", ".", f"CHF{_NBSP}#"),
    "fr_FR": Locale("\u202f", ",", f"#{_NBSP}€"),
    "es_ES": Locale(".", ",", f"#{_NBSP}€"),
    "it_IT": Locale(".", ",", f"#{_NBSP}€"),
    "nl_NL": Locale(".", ",", f"€{_NBSP}#"),
    "pt_BR": Locale(".", ",", f"R${_NBSP}#"),
    "ja_JP": Locale(",", ".", "￥#", 0),
}
_LANGUAGES = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT", "nl": "nl_NL", "pt": "pt_BR"}
_LANGUAGES["ja"] = "ja_JP"


def number_format(run: Run, args: Args, options: Options) -> object:
    """`integer`, `percent`, `currency` or a pattern such as `#,##0.00`; without one at most 3 decimals. Half up."""
    if text(args[0]) is None:
        return None
    value = number(args[0], "the argument")
    style = words(args[1] if len(args) > 1 else options.get("format"))
    locale = _locale(words(args[2] if len(args) > 2 else options.get("locale"), "en_US"))
    if style == "integer":
        return _written(value, locale, 0, 0)
    if style == "percent":
        return _written(value * 100, locale, 0, 0) + "%"
    if style == "currency":
        amount = _written(abs(value), locale, locale.decimals, locale.decimals)
        return ("-" if value < 0 else "") + locale.money.replace("#", amount)
    return _written(value, locale, 0, 3) if not style else _by_pattern(value, style, locale)


def _locale(name: str) -> Locale:
    name = name.replace("-", "_")
    found = _LOCALES.get(name) or _LOCALES.get(_LANGUAGES.get(name, ""))
    if found is None:
        raise RenderError(f"unknown locale {name[:20]}")
    return found


def _written(value: Decimal, locale: Locale, least: int, most: int, group: bool = True, digits: int = 1) -> str:
    """`least` to `most` decimals, `digits` before the point at least."""
    rounded = value.quantize(Decimal(1).scaleb(-most), rounding=decimal.ROUND_HALF_UP, context=ARITHMETIC)
    whole, _, fraction = format(abs(rounded), "f").partition(".")
    while len(fraction) > least and fraction.endswith("0"):
        fraction = fraction[:-1]
    whole = whole.lstrip("0").rjust(digits, "0")
    if group:
        whole = locale.group.join(_threes(whole))
    sign = "-" if rounded < 0 else ""
    return f"{sign}{whole}{locale.point}{fraction}" if fraction else f"{sign}{whole or '0'}"


def _threes(digits: str) -> Iterator[str]:
    head = len(digits) % 3
    if head:
        yield digits[:head]
    for i in range(head, len(digits), 3):
        yield digits[i : i + 3]


def _by_pattern(value: Decimal, pattern: str, locale: Locale) -> str:
    """A prefix, one number part of `# , 0 .`, a suffix; `%` in either multiplies by 100."""
    if len(pattern) > 64:
        raise RenderError("a number pattern is too long")
    pattern = pattern.split(";", 1)[0]
    places = [i for i, ch in enumerate(pattern) if ch in "#0"]
    if not places:
        raise RenderError("a number pattern has no digits")
    start, end = places[0], places[-1] + 1
    prefix, core, suffix = pattern[:start].replace("'", ""), pattern[start:end], pattern[end:].replace("'", "")
    whole, _, fraction = core.partition(".")
    if set(core) - set("#0,.") or "." in fraction or len(fraction) > MAX_DECIMALS:
        raise RenderError("a number pattern is not understood")
    if prefix.endswith("."):
        prefix, whole, fraction = prefix[:-1], "", core
    if "%" in prefix + suffix:
        value = value * 100
    written = _written(value, locale, fraction.count("0"), len(fraction), "," in whole, whole.count("0"))
    negative = written.startswith("-")
    return f"{'-' if negative else ''}{prefix}{written.removeprefix('-')}{suffix}"


def string_format(run: Run, args: Args, options: Options) -> object:
    """`%s %S %d %x %X %c %b %f %.2f %e %% %n`, with width, `-`, `0`, `,`, `+` and `1$`, as Java's Formatter."""
    pattern = text(args[0])
    if pattern is None:
        return None
    pieces: list[str] = []
    pos, turn, size = 0, 1, 0
    while True:
        start = pattern.find("%", pos)
        pieces.append(pattern[pos : start if start >= 0 else len(pattern)])
        if start < 0:
            break
        spec, pos = _spec(pattern, start + 1)
        if spec.letter in "%n":
            piece = "%" if spec.letter == "%" else "\n"
        else:
            index = spec.index or turn
            turn += 0 if spec.index else 1
            if index >= len(args):
                raise RenderError("stringFormat has too few arguments")
            run.allow(spec.width)
            piece = _formatted(spec, args[index])
        pieces.append(piece)
        size += len(pieces[-2]) + len(piece)
        run.allow(size)
    return "".join(pieces)


@dataclass(slots=True)
class _Spec:
    letter: str
    index: int = 0
    flags: str = ""
    width: int = 0
    precision: int | None = None


def _spec(pattern: str, pos: int) -> tuple[_Spec, int]:
    spec = _Spec("")
    value, end = _digits(pattern, pos)
    if value and pattern.startswith("$", end):
        spec.index, pos = value, end + 1
    while pattern[pos : pos + 1] and pattern[pos] in "-0,+ ":
        spec.flags += pattern[pos]
        pos += 1
    spec.width, pos = _digits(pattern, pos)
    if pattern.startswith(".", pos):
        spec.precision, pos = _digits(pattern, pos + 1)
    spec.letter = pattern[pos : pos + 1]
    if not spec.letter or spec.letter not in "sSdxXcbfe%n" or (spec.precision or 0) > 1000:
        raise RenderError("stringFormat does not understand its format")
    return spec, pos + 1


def _digits(pattern: str, pos: int) -> tuple[int, int]:
    end = pos
    while end < len(pattern) and "0" <= pattern[end] <= "9" and end - pos < 7:
        end += 1
    return int(pattern[pos:end] or 0), end


def _formatted(spec: _Spec, value: object) -> str:
    letter = spec.letter
    if letter in "sSc":
        piece = words(value, "null")
        piece = piece[: spec.precision] if spec.precision is not None else piece
        piece = piece.upper() if letter == "S" else piece[:1] if letter == "c" else piece
    elif letter == "b":
        piece = "true" if truthy(value) and text_of(value) != "false" else "false"
    else:
        piece = _formatted_number(spec, number(value, "an argument of stringFormat"))
    if "-" in spec.flags:
        return piece.ljust(spec.width)
    if "0" in spec.flags and letter in "dxXfe":
        sign = piece[:1] if piece[:1] in ("-", "+", " ") else ""
        return sign + piece[len(sign) :].rjust(spec.width - len(sign), "0")
    return piece.rjust(spec.width)


def _formatted_number(spec: _Spec, value: Decimal) -> str:
    if spec.letter in "dxX":
        if value != value.to_integral_value():
            raise RenderError("stringFormat needs a whole number here")
        if spec.letter != "d":
            return format(int(value), spec.letter)
        piece = format(int(value), "," if "," in spec.flags else "d")
    else:
        decimals = 6 if spec.precision is None else min(spec.precision, 100)
        if spec.letter == "f":
            value = value.quantize(Decimal(1).scaleb(-decimals), rounding=decimal.ROUND_HALF_UP, context=ARITHMETIC)
        piece = format(value, f"{',' if ',' in spec.flags and spec.letter == 'f' else ''}.{decimals}{spec.letter}")
    sign = next((flag for flag in "+ " if flag in spec.flags), "")
    return piece if piece.startswith("-") else sign + piece


HELPERS: dict[str, Helper] = {
    "numberFormat": Helper(number_format, 1, 3),
    "stringFormat": Helper(string_format, 1, None),
}
