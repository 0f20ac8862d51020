"""Product time. Domain code gets instants as arguments; only wiring holds a Clock.

Signatures, leases, bus ages and TTLs stay on machine time; schedules, waits, caps, quiet time and retention follow this clock (design section 4).
"""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Where product time comes from."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def now_us(self) -> int:
        """The instant as epoch microseconds."""
        ...

    def now_ms(self) -> int:
        """The instant as epoch milliseconds."""
        ...


class SystemClock:
    """Machine time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def now_us(self) -> int:
        return time.time_ns() // 1000

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


class ManualClock:
    """Stands still until it is moved; for tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Moves the clock; `by` may be negative."""
        self._now += by

    def now(self) -> datetime:
        return self._now

    def now_us(self) -> int:
        return int(self._now.timestamp() * 1_000_000)

    def now_ms(self) -> int:
        return int(self._now.timestamp() * 1000)


class OffsetClock:
    """Machine time plus the seconds in a file, read anew at most every half second (`counterpoint clock advance`)."""

    def __init__(self, offset_file: Path) -> None:
        self._file = offset_file
        self._offset_us = 0
        self._read_at = float("-inf")

    def _offset(self) -> int:
        moment = time.monotonic()
        if moment - self._read_at > 0.5:
            self._read_at = moment
            try:
                self._offset_us = int(float(self._file.read_text().strip() or 0) * 1_000_000)
            except FileNotFoundError:
                self._offset_us = 0
        return self._offset_us

    def now_us(self) -> int:
        return time.time_ns() // 1000 + self._offset()

    def now_ms(self) -> int:
        return self.now_us() // 1000

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.now_us() / 1_000_000, UTC)
