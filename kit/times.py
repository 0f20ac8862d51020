"""Instants as text: ISO 8601 in, `2026-11-24T19:39:48.123Z` out (api-conventions spec 4)."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_iso(text: str) -> datetime:
    """Reads ISO 8601 with or without offset (without: UTC) or a bare date (midnight UTC).

    Raises ValueError for anything else, week dates and bare times included.
    """
    if len(text) < 10 or text[4:5] != "-" or text[7:8] != "-" or not text[:4].isdigit():
        raise ValueError(f"not an ISO 8601 date: {text[:40]!r}")
    if len(text) > 10 and text[10] not in "Tt ":
        raise ValueError(f"not an ISO 8601 date: {text[:40]!r}")
    moment = datetime.fromisoformat(text)
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"date out of range: {text[:40]!r}") from error


def to_us(moment: datetime) -> int:
    """Epoch microseconds, exact."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_us(us: int) -> datetime:
    """The instant of epoch microseconds, exact."""
    return _EPOCH + timedelta(microseconds=us)


def parse_us(text: str) -> int:
    """`parse_iso` as epoch microseconds."""
    return to_us(parse_iso(text))


def format_iso(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SS.mmmZ`, milliseconds cut."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def format_us(us: int) -> str:
    """`format_iso` of epoch microseconds."""
    return format_iso(from_us(us))


def format_ms(ms: int) -> str:
    """`format_iso` of epoch milliseconds."""
    return format_iso(from_us(ms * 1000))
