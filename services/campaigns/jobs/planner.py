"""Makes the runs that are due: one transaction claims the campaigns, writes the run rows and moves the campaigns on.

The unique key (campaign, treatment, scheduled time) and the lock on the campaign's row together see to it that an
update at the due time makes no second run.
"""

from __future__ import annotations

import logging

from sqlalchemy.ext.asyncio import AsyncConnection

from kit import faults, ids, telemetry
from services.campaigns.deps import Deps
from services.campaigns.domain import cohorts, schedule
from services.campaigns.jobs import plans
from services.campaigns.store import campaigns, runs, settings

_log = logging.getLogger("campaigns.planner")
_BATCH = 50
# A run this soon after the campaign was written belongs to that request's trace; a later one has a trace of its own, named by its id.
_SOON_MS = 15 * 60_000


async def plan_due(deps: Deps) -> int:
    """Plans every due run; returns how many."""
    planned = 0
    while True:
        async with deps.db.begin() as conn:
            due = await runs.lock_due(conn, deps.clock.now_ms(), _BATCH)
            rows = await _make(deps, conn, due)
        planned += len(rows)
        if rows:
            faults.point("campaigns.run.written")
            deps.planned.set()
        if len(due) < _BATCH:
            return planned


def _trace(row: campaigns.CampaignRow, run_id: str, due_ms: int) -> str:
    """The traceparent of a run."""
    return row.traceparent if row.traceparent and due_ms - row.written_ms <= _SOON_MS else telemetry.named(run_id)


async def _make(deps: Deps, conn: AsyncConnection, due: list[runs.Due]) -> list[runs.RunRow]:
    """Writes the runs of locked campaigns; one past its EndTime is completed without a run."""
    now = deps.clock.now()
    versions = await campaigns.load_current(conn, [d.campaign_id for d in due])
    copies = await campaigns.copies_of_all(conn, [(row.id, row.version) for row in versions.values()])
    limited = await settings.with_daily_limit(conn, sorted({row.app_id for row in versions.values()}))
    rows, late = [], []
    for item in due:
        row = versions[item.campaign_id]
        if schedule.ended(row.document.schedule, now):
            late.append(row.id)
            continue
        run_id = ids.new_id()
        plan = plans.build(row, copies.get(row.id, {}), run_id, cohorts.DEFAULT_TREATMENT, item.next_run_ms, row.app_id in limited)
        rows.append(
            runs.RunRow(
                run_id,
                row.app_id,
                row.account_id,
                row.id,
                row.version,
                cohorts.DEFAULT_TREATMENT,
                item.next_run_ms,
                "PLANNED",
                "",
                plan.SerializeToString(),
                _trace(row, run_id, item.next_run_ms),
            )
        )
    await runs.insert(conn, rows)
    await runs.move_on(conn, [row.campaign_id for row in rows] + late)
    if rows:
        _log.info("%d runs planned", len(rows))
    return rows
