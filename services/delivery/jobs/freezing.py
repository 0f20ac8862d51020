"""From a stored run to windows: templates resolved, audience frozen, all in steps that may be repeated."""

import asyncio
import logging
from dataclasses import replace

from counterpoint.delivery.v1.delivery_events_pb2 import RunStarted
from counterpoint.delivery.v1.sending_pb2 import CheckContentResponse, RunPlan
from counterpoint.segments.v1.audience_pb2 import FreezeAudienceRequest
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import caller, faults
from kit.bus import subjects
from kit.caller import Caller
from kit.db import enqueue
from kit.errors import CounterpointError, Invalid, NotFound
from kit.service import iterate
from kit.telemetry import resume, span
from services.delivery.deps import Deps
from services.delivery.domain import runplan
from services.delivery.domain.template import TemplateError
from services.delivery.jobs.ending import tell
from services.delivery.jobs.loaded import compiled
from services.delivery.jobs.templates import resolve
from services.delivery.store import runs
from services.delivery.store.runs import RunRow

FREEZE_TIMEOUT = 600.0
EVERY_SECONDS = 1.0
AT_ONCE = 4
_log = logging.getLogger("delivery.freezing")


class Freezer:
    """Freezes runs side by side, so that a large audience keeps no small one waiting."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def step(self) -> None:
        """Starts on every run that waits and is not in hand."""
        self._tasks = {run_id: task for run_id, task in self._tasks.items() if not task.done()}
        async with self._deps.db.connect() as conn:
            waiting = await runs.initializing(conn)
        for row, document in waiting:
            if row.run_id not in self._tasks and len(self._tasks) < AT_ONCE:
                work = self._one(row, RunPlan.FromString(document))
                self._tasks[row.run_id] = asyncio.create_task(work, name=f"freeze {row.run_id}")

    async def run(self) -> None:
        """Until cancelled; a freeze in hand is given up with it and repeated by the next process."""
        try:
            await iterate(EVERY_SECONDS, self.step, self._deps.starting)
        finally:
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _one(self, row: RunRow, plan: RunPlan) -> None:
        resume(row.traceparent)
        try:
            with span("freeze", run=row.run_id):
                await _freeze(self._deps, row, plan)
        except CounterpointError as error:
            _log.warning("run %s waits for its audience: %s", row.run_id, error.message)
        except Exception:
            _log.exception("run %s could not be frozen", row.run_id)
        if len(self._tasks) >= AT_ONCE:
            self._deps.starting.set()


async def _freeze(deps: Deps, row: RunRow, plan: RunPlan) -> None:
    caller.set_current(Caller(account=plan.account_id or Caller().account, principal="delivery"))
    try:
        async with deps.db.connect() as conn:
            content = await _content(conn, plan)
        compiled(plan, content, deps)
        request = FreezeAudienceRequest(
            app_id=plan.app_id,
            run_id=plan.run_id,
            segment_id=plan.segment_id,
            segment_version=plan.segment_version,
            now_us=deps.clock.now_us(),
        )
        frozen = await deps.audience.FreezeAudience(request, timeout=FREEZE_TIMEOUT)
    except (NotFound, Invalid, TemplateError) as fault:
        _log.warning("run %s fails: %s", row.run_id, fault)
        await _fail(deps, row)
        return
    faults.point("delivery.run.frozen")
    now_ms = deps.clock.now_ms()
    async with deps.db.begin() as conn:
        window = runplan.window_size(plan)
        document, channels = content.SerializeToString(), runplan.channels(plan)
        if not await runs.freeze(conn, row.run_id, frozen, document, channels, window, now_ms):
            return
        started = RunStarted(
            app_id=row.app_id,
            campaign_id=row.campaign_id,
            activity_id=row.run_id,
            treatment_id=row.treatment_id,
            at_ms=now_ms,
            produced=frozen.size,
        )
        await enqueue(
            conn, subjects.of(subjects.RUN_STARTED, row.app_id), started.SerializeToString(), f"{row.run_id}-started"
        )
    _log.info("run %s of campaign %s begins with %d members", row.run_id, row.campaign_id, frozen.size)
    deps.relay.wake()
    deps.wake.set()


async def _content(conn: AsyncConnection, plan: RunPlan) -> CheckContentResponse:
    copies = {(copy.template_type, copy.name): copy for copy in plan.template_copies}
    return CheckContentResponse(templates=await resolve(conn, plan.account_id, plan.template_configuration, copies))


async def _fail(deps: Deps, row: RunRow) -> None:
    now_ms = deps.clock.now_ms()
    async with deps.db.begin() as conn:
        if await runs.fail(conn, row.run_id, "COMPLETED", now_ms):
            await tell(conn, replace(row, state="COMPLETED", result="FAIL"), now_ms)
    deps.relay.wake()
