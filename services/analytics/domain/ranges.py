"""The range of a KPI query (analytics spec 1.1): UTC, at most 31 calendar days inclusive, begun fewer than 90 days ago, whole hours."""

from datetime import UTC, datetime, time, timedelta

from kit.errors import Invalid
from kit.times import parse_iso

MAX_DAYS = 31
MAX_AGE_DAYS = 90


def effective(start_text: str | None, end_text: str | None, now: datetime) -> tuple[datetime, datetime]:
    """(start, end) as they take effect: start floored to its hour, end as given (its hour is included when computing).

    Neither given: the preceding 31 days. One given: 31 days from or up to it.
    """
    start, end = _read("StartTime", start_text), _read("EndTime", end_text)
    if start is None and end is None:
        end = now
        start = _midnight(now - timedelta(days=MAX_DAYS - 1))
    elif end is None:
        assert start is not None
        end = min(datetime.combine((start + timedelta(days=MAX_DAYS - 1)).date(), time(23, 59, 59), UTC), now)
    elif start is None:
        start = _midnight(end - timedelta(days=MAX_DAYS - 1))
    if end < start:
        raise Invalid("EndTime must be after StartTime")
    if (end.date() - start.date()).days + 1 > MAX_DAYS:
        raise Invalid("Date range must be 31 days or fewer")
    if (now.date() - start.date()).days >= MAX_AGE_DAYS:
        raise Invalid("StartTime must be within 90 days of the current date")
    return start.replace(minute=0, second=0, microsecond=0), end


def bounds_ms(start: datetime, end: datetime) -> tuple[int, int]:
    """Epoch milliseconds [from, to) of whole hours: the hour that holds `end` is in."""
    last = end.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return int(start.timestamp() * 1000), int(last.timestamp() * 1000)


def _read(name: str, text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return parse_iso(text)
    except ValueError:
        raise Invalid(f"{name}: is not an ISO 8601 date") from None


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(UTC).date(), time(), UTC)
