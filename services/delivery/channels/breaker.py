"""A circuit breaker per provider: after five refusals of our credentials, or when half of a minute's work fails,
nothing is tried for 30 s (channels spec §11)."""

from __future__ import annotations

from collections.abc import Callable

AUTH_ERRORS = 5
WINDOW = 60.0
OPEN_FOR = 30.0
LEAST = 20
"""Fewer answers than this in a minute are too few to judge a share by."""


class Breaker:
    """Counts answers; `allows()` is False while the circuit is open. `monotonic`: seconds, never going back."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._now = monotonic
        self._auth = 0
        self._began = monotonic()
        self._good = 0
        self._bad = 0
        self._open_until = float("-inf")

    def allows(self) -> bool:
        return self._now() >= self._open_until

    @property
    def retry_after(self) -> float:
        """Seconds until the circuit closes, 0 when it is closed."""
        return max(0.0, self._open_until - self._now())

    def auth_failed(self) -> None:
        """The provider refused our credentials; five in a row open the circuit."""
        self._auth += 1
        if self._auth >= AUTH_ERRORS:
            self._trip()

    def record(self, good: int, bad: int) -> None:
        """`good`: answers of a working provider (a refused recipient is one); `bad`: no answer, or none of use."""
        now = self._now()
        if now - self._began >= WINDOW:
            self._began, self._good, self._bad = now, 0, 0
        self._good += good
        self._bad += bad
        if good:
            self._auth = 0
        total = self._good + self._bad
        if total >= LEAST and self._bad * 2 >= total:
            self._trip()

    def _trip(self) -> None:
        self._open_until = self._now() + OPEN_FOR
        self._auth = self._good = self._bad = 0
        self._began = self._now()
