"""Quiet time (campaigns spec §10.1)."""

from datetime import UTC, datetime

import pytest

from services.delivery.domain.quiet import is_quiet, minutes, span


@pytest.mark.parametrize(
    ("start", "end", "zone", "utc", "quiet"),
    [
        ("22:00", "07:00", "UTC", "22:00", True),
        ("22:00", "07:00", "UTC", "07:00", True),
        ("22:00", "07:00", "UTC", "07:01", False),
        ("22:00", "07:00", "UTC", "21:59", False),
        ("12:00", "13:00", "UTC", "12:30", True),
        ("12:00", "13:00", "UTC", "13:01", False),
        ("12:00", "12:00", "UTC", "12:00", True),
        ("22:00", "07:00", "Asia/Tokyo", "14:00", True),
        ("22:00", "07:00", "", "23:00", False),
        ("22:00", "07:00", "Mars/Olympus", "23:00", False),
        ("22:00", "07:00", "/etc/passwd", "23:00", False),
        ("", "", "UTC", "23:00", False),
        ("22:00", "", "UTC", "23:00", False),
    ],
)
def test_both_ends_are_quiet_and_without_a_zone_nobody_is_protected(
    start: str, end: str, zone: str, utc: str, quiet: bool
) -> None:
    hour, minute = map(int, utc.split(":"))
    assert is_quiet(span(start, end), zone, datetime(2026, 11, 24, hour, minute, 30, tzinfo=UTC)) is quiet


def test_daylight_saving_follows_the_zone() -> None:
    quiet = span("22:00", "23:00")
    assert is_quiet(quiet, "Europe/Berlin", datetime(2026, 7, 1, 20, 30, tzinfo=UTC))
    assert not is_quiet(quiet, "Europe/Berlin", datetime(2026, 12, 1, 20, 30, tzinfo=UTC))


@pytest.mark.parametrize("text", ["24:00", "7", "07:60", "ab:cd", "", "7:5", "-1:00"])
def test_what_is_no_time_of_day_is_none(text: str) -> None:
    assert minutes(text) is None
