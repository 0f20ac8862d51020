"""The range of a KPI query (analytics spec 1.1)."""

from datetime import UTC, datetime

import pytest

from kit.errors import Invalid
from kit.times import format_iso
from services.analytics.domain.ranges import bounds_ms, effective

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, ("2026-10-25T00:00:00.000Z", "2026-11-24T15:30:00.000Z")),
        ("2026-11-01T10:40:00Z", "2026-11-02T00:00:00Z", ("2026-11-01T10:00:00.000Z", "2026-11-02T00:00:00.000Z")),
        ("2026-11-20T00:00:00Z", None, ("2026-11-20T00:00:00.000Z", "2026-11-24T15:30:00.000Z")),
        ("2026-09-01T00:00:00Z", None, ("2026-09-01T00:00:00.000Z", "2026-10-01T23:59:59.000Z")),
        (None, "2026-11-10T12:00:00Z", ("2026-10-11T00:00:00.000Z", "2026-11-10T12:00:00.000Z")),
        ("2026-10-25T00:00:00Z", "2026-11-24T15:00:00Z", ("2026-10-25T00:00:00.000Z", "2026-11-24T15:00:00.000Z")),
    ],
)
def test_the_effective_range(start: str | None, end: str | None, expected: tuple[str, str]) -> None:
    got = effective(start, end, NOW)
    assert (format_iso(got[0]), format_iso(got[1])) == expected


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("2026-10-01T00:00:00Z", "2026-11-10T00:00:00Z", "Date range must be 31 days or fewer"),
        ("2026-08-26T00:00:00Z", "2026-08-28T00:00:00Z", "StartTime must be within 90 days"),
        ("2026-11-10T00:00:00Z", "2026-11-09T00:00:00Z", "EndTime must be after StartTime"),
        ("soon", None, "StartTime: is not an ISO 8601 date"),
    ],
)
def test_a_range_out_of_bounds_is_refused(start: str | None, end: str | None, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        effective(start, end, NOW)


def test_the_hour_that_holds_the_end_is_counted() -> None:
    start, end = effective("2026-11-24T10:40:00Z", "2026-11-24T12:00:00Z", NOW)
    assert bounds_ms(start, end) == (1795514400000, 1795525200000)
