"""Caps fail closed: nothing capped is sent while the counters may be incomplete; one replica rebuilds them."""

import logging
import time

from sqlalchemy import text

from services.delivery.deps import Deps
from services.delivery.store import windows

_log = logging.getLogger("delivery.caps")
_TRUST_SECONDS = 1.0
_LOCK = 7_204_001


class CapGate:
    """Says whether the counters can be trusted, and rebuilds them when not."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._until = 0.0

    async def open(self) -> bool:
        """True when capped runs may send now. Raises when Valkey is away (the caller waits)."""
        if time.monotonic() < self._until:
            return True
        if not await self._deps.caps.trusted() and not await self._rebuild():
            return False
        self._until = time.monotonic() + _TRUST_SECONDS
        return True

    async def sure(self) -> bool:
        """As `open`, asked anew: just before a reservation."""
        return await self._deps.caps.trusted()

    async def _rebuild(self) -> bool:
        """Waits (by answering False) until no window of a capped run is in anybody's hands: their targets are not
        in PostgreSQL yet."""
        async with self._deps.db.begin() as conn:
            locked = (await conn.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK})).scalar_one()
            if not locked or await windows.in_flight(conn) > 0:
                return False
            await self._deps.caps.rebuild(conn, self._deps.clock.now_ms())
        _log.info("cap counters rebuilt")
        return True
