"""What a dead worker left: claimed windows open again, windows in sending are closed with their recipients unknown."""

import logging
import time

from sqlalchemy import text

from services.delivery.deps import Deps
from services.delivery.jobs import unheard
from services.delivery.jobs.closing import close_dead
from services.delivery.jobs.loaded import LoadedRuns
from services.delivery.store import caps, otp, receipts, windows

_log = logging.getLogger("delivery.sweeping")
_DIRECT_SECONDS = 24 * 3600
DAY_MS = 86_400_000


async def sweep(deps: Deps, loaded: LoadedRuns) -> None:
    """One round; any number of replicas may do it."""
    async with deps.db.begin() as conn:
        reopened = await windows.reopen_expired(conn, time.time())
    if reopened:
        _log.warning("%d windows of a silent worker are open again", reopened)
        deps.wake.set()
    await unheard.settle(deps)
    while await _one_dead(deps, loaded):
        deps.wake.set()
    async with deps.db.begin() as conn:
        await caps.prune(conn, deps.clock.now_ms())
        await otp.prune(conn, deps.clock.now_ms())
        await receipts.prune(conn, deps.clock.now_ms())
        await windows.prune(conn, deps.clock.now_ms() - deps.config.audience_days * DAY_MS)
        await conn.execute(
            text("DELETE FROM direct_calls WHERE started < :since"), {"since": time.time() - _DIRECT_SECONDS}
        )


async def _one_dead(deps: Deps, loaded: LoadedRuns) -> bool:
    async with deps.db.begin() as conn:
        found = await windows.dead_sending(conn, time.time())
        if found is None:
            return False
        window, decision = found
        await close_dead(deps, await loaded.get(window.run_id), window, decision, conn)
    _log.warning("window %d of run %s ended in doubt", window.number, window.run_id)
    deps.relay.wake()
    return True
