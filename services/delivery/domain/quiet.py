"""Quiet time: is it night at the recipient's? (campaigns spec §10.1)"""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """The zone of that name in the tz database, None for anything else (an absolute path, nonsense, empty)."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except Exception:
        return None


def minutes(text: str) -> int | None:
    """`HH:MM` as minutes after midnight; None when it is none."""
    hours, colon, rest = text.partition(":")
    if not colon or not (hours.isascii() and hours.isdigit() and rest.isascii() and rest.isdigit()) or len(rest) != 2:
        return None
    value = int(hours) * 60 + int(rest)
    return value if int(hours) < 24 and int(rest) < 60 else None


def span(start: str, end: str) -> tuple[int, int] | None:
    """Both ends in minutes, or None when there is no quiet time."""
    first, last = minutes(start), minutes(end)
    return None if first is None or last is None else (first, last)


def is_quiet(quiet: tuple[int, int] | None, timezone: str, now: datetime) -> bool:
    """Both ends inclusive, to the minute; start after end goes over midnight.

    Without a valid zone nobody is protected.
    """
    if quiet is None:
        return False
    where = zone(timezone)
    if where is None:
        return False
    local = now.astimezone(where)
    at = local.hour * 60 + local.minute
    first, last = quiet
    if first <= last:
        return first <= at <= last
    return at >= first or at <= last
