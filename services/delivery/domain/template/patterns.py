"""Date patterns in the letters of Java's SimpleDateFormat, English names (templates spec §3.6). Plain scanners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.delivery.domain.template.errors import RenderError

NAMED = {"full": "EEEE, MMMM d, yyyy", "long": "MMMM d, yyyy", "medium": "MMM d, yyyy", "short": "M/d/yy"}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MAX_PATTERN = 256
_LETTERS = frozenset("GyMLdDEuaHkKhmsSzZX")
_TIME_LETTERS = frozenset("aHkKhmsS")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Field:
    """`count` equal pattern letters, or literal text when `letter` is empty."""

    letter: str
    count: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, and whether only a date was given (then no zone shifts it)."""

    at: datetime
    date_only: bool = False


@lru_cache(maxsize=512)
def fields(pattern: str) -> tuple[Field, ...]:
    """Reads a pattern or one of the four names. Raises RenderError."""
    pattern = NAMED.get(pattern, pattern)
    if len(pattern) > MAX_PATTERN:
        raise RenderError("a date pattern is too long")
    found: list[Field] = []
    i = 0
    while i < len(pattern):
        ch = pattern[i]
        if ch == "'":
            text, i = _quoted(pattern, i)
            found.append(Field("", 0, text))
        elif ch.isascii() and ch.isalpha():
            if ch not in _LETTERS:
                raise RenderError(f"unknown letter {ch} in a date pattern")
            end = i
            while end < len(pattern) and pattern[end] == ch:
                end += 1
            found.append(Field(ch, end - i))
            i = end
        else:
            found.append(Field("", 0, ch))
            i += 1
    return tuple(found)


def _quoted(pattern: str, start: int) -> tuple[str, int]:
    """`'…'`; two quotes are one."""
    if pattern.startswith("''", start):
        return "'", start + 2
    pieces, i = [], start + 1
    while i < len(pattern):
        if pattern.startswith("''", i):
            pieces.append("'")
            i += 2
        elif pattern[i] == "'":
            return "".join(pieces), i + 1
        else:
            pieces.append(pattern[i])
            i += 1
    raise RenderError("a quote in a date pattern is not closed")


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | timezone:
    """A zone of the tz database, or an offset like +01:00 or GMT+1. Raises RenderError."""
    if name in ("UTC", "GMT", "Z"):
        return UTC
    offset = _offset(name.removeprefix("GMT").removeprefix("UTC"))
    if offset is not None and offset[1] == len(name.removeprefix("GMT").removeprefix("UTC")):
        return timezone(timedelta(minutes=offset[0]))
    try:
        return ZoneInfo(name) if 0 < len(name) <= 64 else _unknown_zone(name)
    except (ValueError, OSError, KeyError) as error:
        raise RenderError(f"unknown time zone {name[:64]}") from error


def _unknown_zone(name: str) -> ZoneInfo:
    raise KeyError(name)


def format_moment(moment: Moment, pattern: str, zone_name: str | None) -> str:
    at = moment.at
    if not moment.date_only:
        try:
            at = at.astimezone(zone(zone_name or "UTC"))
        except (OverflowError, ValueError) as error:
            raise RenderError("a date is out of range") from error
    return "".join([field.text if not field.letter else _write(field, at) for field in fields(pattern)])


def _write(field: Field, at: datetime) -> str:
    letter, count = field.letter, field.count
    if letter in "ML":
        return _name_or_number(MONTHS[at.month - 1], at.month, count)
    if letter == "E":
        return DAYS[at.weekday()] if count >= 4 else DAYS[at.weekday()][:3]
    if letter == "y" and count == 2:
        return f"{at.year % 100:02d}"
    if letter in "zZX":
        return _write_zone(letter, count, at)
    if letter == "a":
        return "AM" if at.hour < 12 else "PM"
    if letter == "G":
        return "AD"
    return str(_number(letter, at)).rjust(count, "0")


def _name_or_number(name: str, number: int, count: int) -> str:
    return name if count >= 4 else name[:3] if count == 3 else str(number).rjust(count, "0")


def _number(letter: str, at: datetime) -> int:
    return {
        "y": at.year,
        "d": at.day,
        "D": at.timetuple().tm_yday,
        "u": at.isoweekday(),
        "H": at.hour,
        "k": at.hour or 24,
        "K": at.hour % 12,
        "h": at.hour % 12 or 12,
        "m": at.minute,
        "s": at.second,
        "S": at.microsecond // 1000,
    }[letter]


def _write_zone(letter: str, count: int, at: datetime) -> str:
    if letter == "z":
        return at.tzname() or "UTC"
    offset = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    if letter == "X" and not offset:
        return "Z"
    sign, minutes = ("-" if offset < 0 else "+"), abs(offset)
    hours = f"{sign}{minutes // 60:02d}"
    if letter == "X" and count == 1:
        return hours if not minutes % 60 else f"{hours}{minutes % 60:02d}"
    return f"{hours}{':' if letter == 'X' and count >= 3 else ''}{minutes % 60:02d}"


def read(text: str, pattern: str) -> Moment:
    """Reads a text by a pattern; what follows the pattern is ignored. Raises RenderError."""
    found: dict[str, int] = {}
    pos, parts = 0, fields(pattern)
    for i, field in enumerate(parts):
        if not field.letter:
            if not text.startswith(field.text, pos):
                raise RenderError("a date does not fit its inputFormat")
            pos += len(field.text)
        else:
            adjacent = i + 1 < len(parts) and parts[i + 1].letter not in ("", "a", "E", "z", "Z", "X")
            pos = _read_field(field, text, pos, adjacent, found)
    return _assemble(found, any(field.letter in _TIME_LETTERS for field in parts if field.letter))


def _read_field(field: Field, text: str, pos: int, adjacent: bool, found: dict[str, int]) -> int:
    letter = field.letter
    if letter in "ML" and field.count >= 3:
        index, end = _read_name(text, pos, MONTHS)
        found["M"] = index + 1
        return end
    if letter == "E":
        return _read_name(text, pos, DAYS)[1]
    if letter == "a":
        index, end = _read_name(text, pos, ("AM", "PM"))
        found["a"] = index
        return end
    if letter == "G":
        return _read_name(text, pos, ("AD",))[1]
    if letter in "zZX":
        return _read_zone(text, pos, found)
    most = field.count if adjacent else 9
    end = pos
    while end < len(text) and end - pos < most and "0" <= text[end] <= "9":
        end += 1
    if end == pos:
        raise RenderError("a date does not fit its inputFormat")
    value = int(text[pos:end])
    if letter == "y" and field.count == 2 and end - pos == 2:
        value += 2000 if value < 70 else 1900
    found["M" if letter == "L" else letter] = value
    return end


def _read_name(text: str, pos: int, names: tuple[str, ...]) -> tuple[int, int]:
    for length_of in (len, lambda _: 3):
        for index, name in enumerate(names):
            end = pos + length_of(name)
            if text[pos:end].lower() == name[: end - pos].lower():
                return index, end
    raise RenderError("a date does not fit its inputFormat")


def _read_zone(text: str, pos: int, found: dict[str, int]) -> int:
    for name in ("UTC", "GMT", "Z"):
        if text.startswith(name, pos):
            found["offset"] = 0
            rest = _offset(text[pos + len(name) : pos + len(name) + 6])
            if name != "Z" and rest is not None:
                found["offset"] = rest[0]
                return pos + len(name) + rest[1]
            return pos + len(name)
    offset = _offset(text[pos : pos + 6])
    if offset is None:
        raise RenderError("a date's zone is not understood")
    found["offset"] = offset[0]
    return pos + offset[1]


def _offset(text: str) -> tuple[int, int] | None:
    """`+1`, `+01`, `+0100`, `+01:00` at the start: (minutes, characters read)."""
    if text[:1] not in ("+", "-") or not text.isascii():
        return None
    digits, i = "", 1
    while i < len(text) and len(digits) < 4 and (text[i].isdigit() or (text[i] == ":" and len(digits) in (1, 2))):
        digits += text[i] if text[i] != ":" else ""
        i += 1
    if not digits or len(digits) == 3:
        return None
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    if minutes > 18 * 60:
        return None
    return (-minutes if text[0] == "-" else minutes), i


def _assemble(found: dict[str, int], has_time: bool) -> Moment:
    hour = found.get("H", found.get("k", 0) % 24)
    if "h" in found or "K" in found:
        hour = found.get("h", found.get("K", 0)) % 12 + 12 * found.get("a", 0)
    day = found.get("d", 1)
    try:
        at = datetime(
            found.get("y", 1970), found.get("M", 1), day, hour, found.get("m", 0), found.get("s", 0),
            found.get("S", 0) * 1000, timezone(timedelta(minutes=found.get("offset", 0))),
        )  # fmt: skip
        if "D" in found and "d" not in found:
            at += timedelta(days=found["D"] - 1)
    except (ValueError, OverflowError) as error:
        raise RenderError("there is no such date") from error
    return Moment(at, not has_time)


def read_iso(text: str) -> Moment:
    """ISO 8601 date or date-time (UTC unless it says otherwise), else epoch milliseconds. Raises RenderError."""
    text = text.strip()
    if len(text) > 40:
        raise RenderError("a date is not understood")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return from_epoch(text)
    return Moment(at if at.tzinfo else at.replace(tzinfo=UTC), date_only=len(text) <= 10)


def from_epoch(text: str) -> Moment:
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 15:
        raise RenderError("a date is not understood")
    try:
        return Moment(_EPOCH + timedelta(milliseconds=int(text)))
    except OverflowError as error:
        raise RenderError("a date is out of range") from error
