"""Which runs have work left and are not on hold, asked of the database at most every quarter of a second."""

import time

from services.delivery.deps import Deps
from services.delivery.store import holds, runs
from services.delivery.store.runs import RunRow

_FRESH_SECONDS = 0.25


class ActiveRuns:
    """Shared by the workers of one process."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._at = 0.0
        self._rows: list[tuple[RunRow, int | None]] = []
        self._holds: list[holds.HoldRow] = []

    async def rows(self) -> list[RunRow]:
        """Runs with a window that is due, or none open (they may be over), oldest first; those on hold left out."""
        await self._fresh()
        now_ms = self._deps.clock.now_ms()
        due = [row for row, next_due in self._rows if next_due is None or next_due <= now_ms]
        # A stopped run has nothing left to hold back: it is to end.
        return [row for row in due if row.stopping or not self._held(row)]

    def _held(self, row: RunRow) -> bool:
        return holds.held(self._holds, row.app_id, row.campaign_id, row.channels)

    async def state(self, run_id: str) -> str:
        """ "go", "held" or "over" (stopped or ended) for a run in hand."""
        await self._fresh()
        row = next((row for row, _ in self._rows if row.run_id == run_id), None)
        if row is None or row.stopping:
            return "over"
        return "held" if self._held(row) else "go"

    def forget(self) -> None:
        """Asks anew at the next call."""
        self._at = 0.0

    async def _fresh(self) -> None:
        if time.monotonic() - self._at < _FRESH_SECONDS:
            return
        async with self._deps.db.connect() as conn:
            self._rows = await runs.running(conn)
            self._holds = await holds.all_of(conn)
        self._at = time.monotonic()
