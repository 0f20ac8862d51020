"""The end of a run: books closed, RunEnded told."""

from counterpoint.delivery.v1.delivery_events_pb2 import RunEnded
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.bus import subjects
from kit.db import enqueue
from services.delivery.deps import Deps
from services.delivery.domain import books, runplan
from services.delivery.jobs.loaded import Loaded
from services.delivery.store import runs
from services.delivery.store.runs import RunRow


async def end_run(deps: Deps, row: RunRow, loaded: Loaded) -> bool:
    """Ends the run when no window is left. False while there is one."""
    plan = runplan.judged_by(loaded.plan, loaded.documents)
    usable = bool((plan.covered | ({"CUSTOM"} if plan.custom else set())) & plan.usable)
    now_ms = deps.clock.now_ms()
    async with deps.db.begin() as conn:
        ended = await runs.finish(conn, row.run_id, usable, now_ms)
        if ended is None:
            return False
        await tell(conn, ended, now_ms)
    deps.relay.wake()
    return True


async def tell(conn: AsyncConnection, ended: RunRow, now_ms: int) -> None:
    """Writes RunEnded into the outbox of the transaction that ends the run."""
    fact = RunEnded(
        app_id=ended.app_id,
        campaign_id=ended.campaign_id,
        activity_id=ended.run_id,
        treatment_id=ended.treatment_id,
        state=ended.state,
        result=ended.result,
        at_ms=now_ms,
        aborted=ended.state == "COMPLETED" and books.aborted(ended.result, ended.books or {}),
    )
    await enqueue(
        conn, subjects.of(subjects.RUN_ENDED, ended.app_id), fact.SerializeToString(), f"{ended.run_id}-ended"
    )
