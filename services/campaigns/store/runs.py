"""Runs as plans: made by the scheduler, commanded to delivery, ended by its fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_COLUMNS = (
    "r.run_id, r.app_id, r.account_id, r.campaign_id, r.campaign_version, r.treatment_id, r.scheduled_ms, r.state, "
    "r.result, r.plan, r.traceparent"
)
# A restored suite waits for `counterpoint release` (store/restores.py).
_NOT_ON_HOLD = "NOT EXISTS (SELECT 1 FROM restores WHERE released_ms IS NULL)"


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run. `state`: PLANNED (delivery may not know it yet), STARTED, ENDED, REFUSED (delivery cannot run it).
    `plan`: a serialised RunPlan. `traceparent`: the trace the run is part of.
    """

    run_id: str
    app_id: str
    account_id: str
    campaign_id: str
    campaign_version: int
    treatment_id: str
    scheduled_ms: int
    state: str
    result: str
    plan: bytes
    traceparent: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A campaign whose run is due, its row locked."""

    campaign_id: str
    next_run_ms: int


async def lock_due(conn: AsyncConnection, now_ms: int, limit: int) -> list[Due]:
    """Locks due campaigns that no other replica holds, earliest first."""
    sql = text(
        "SELECT id, next_run_ms FROM campaigns WHERE next_run_ms <= :now AND status = 'SCHEDULED' AND NOT deleted "
        f"AND {_NOT_ON_HOLD} ORDER BY next_run_ms LIMIT :limit FOR UPDATE SKIP LOCKED"
    )
    return [Due(found.id, found.next_run_ms) for found in await conn.execute(sql, {"now": now_ms, "limit": limit})]


async def insert(conn: AsyncConnection, rows: Sequence[RunRow]) -> None:
    """Stores planned runs; one that exists for the same campaign, treatment and time stays as it is."""
    if not rows:
        return
    await conn.execute(
        text(
            "INSERT INTO runs (run_id, app_id, account_id, campaign_id, campaign_version, treatment_id, "
            "scheduled_ms, state, plan, traceparent) "
            "VALUES (:run, :app, :account, :campaign, :version, :treatment, :scheduled, 'PLANNED', :plan, :trace) "
            "ON CONFLICT (campaign_id, treatment_id, scheduled_ms) DO NOTHING"
        ),
        [
            {
                "run": r.run_id,
                "app": r.app_id,
                "account": r.account_id,
                "campaign": r.campaign_id,
                "version": r.campaign_version,
                "treatment": r.treatment_id,
                "scheduled": r.scheduled_ms,
                "plan": r.plan,
                "trace": r.traceparent,
            }
            for r in rows
        ],
    )


async def move_on(conn: AsyncConnection, campaign_ids: Sequence[str]) -> None:
    """Due campaigns whose runs are written: EXECUTING, or COMPLETED where no run is open (the end had passed, or this
    very run had ended before).
    """
    if campaign_ids:
        await conn.execute(
            text(
                "UPDATE campaigns c SET next_run_ms = NULL, status = CASE WHEN EXISTS ("
                "SELECT 1 FROM runs r WHERE r.campaign_id = c.id AND r.state IN ('PLANNED', 'STARTED')) THEN "
                "'EXECUTING' ELSE 'COMPLETED' END "
                "WHERE c.id = ANY(:ids)"
            ),
            {"ids": list(campaign_ids)},
        )


async def claim_planned(conn: AsyncConnection, machine_ms: int, until_ms: int, limit: int) -> list[tuple[RunRow, bool]]:
    """Claims runs to be started until `until_ms` of machine time. The flag says that their campaign was deleted or
    failed meanwhile.
    """
    sql = text(
        f"UPDATE runs r SET claimed_until_ms = :until FROM campaigns c WHERE c.id = r.campaign_id AND r.run_id IN ("
        f"SELECT run_id FROM runs WHERE state = 'PLANNED' AND claimed_until_ms <= :machine AND {_NOT_ON_HOLD} ORDER BY scheduled_ms "
        "LIMIT :limit FOR UPDATE SKIP LOCKED) "
        f"RETURNING {_COLUMNS}, c.status = 'DELETED' AS gone"
    )
    found = await conn.execute(sql, {"machine": machine_ms, "until": until_ms, "limit": limit})
    return [(_row(row), row.gone) for row in found]


async def mark_started(conn: AsyncConnection, run_ids: Sequence[str], machine_ms: int) -> None:
    """Delivery has the runs. Where the campaign was deleted meanwhile, delivery has to be told once more to stop."""
    await conn.execute(
        text(
            "UPDATE runs SET state = 'STARTED', claimed_until_ms = :machine WHERE run_id = ANY(:ids) AND state = "
            "'PLANNED'"
        ),
        {"ids": list(run_ids), "machine": machine_ms},
    )
    await conn.execute(
        text(
            "UPDATE campaigns SET stop_requests = stop_requests + 1 WHERE status = 'DELETED' AND id IN (SELECT "
            "campaign_id FROM runs WHERE run_id = ANY(:ids))"
        ),
        {"ids": list(run_ids)},
    )


async def postpone(conn: AsyncConnection, run_ids: Sequence[str], until_ms: int) -> None:
    """Nobody tries to start these before `until_ms` of machine time."""
    await conn.execute(
        text("UPDATE runs SET claimed_until_ms = :until WHERE run_id = ANY(:ids)"),
        {"ids": list(run_ids), "until": until_ms},
    )


async def refuse(conn: AsyncConnection, run_ids: Sequence[str]) -> None:
    """Delivery cannot run these: their campaigns are INVALID, or stay DELETED."""
    ids = {"ids": list(run_ids)}
    await conn.execute(text("UPDATE runs SET state = 'REFUSED', result = 'FAIL' WHERE run_id = ANY(:ids)"), ids)
    await conn.execute(
        text(
            "UPDATE campaigns SET status = 'INVALID', next_run_ms = NULL WHERE status = 'EXECUTING' "
            "AND id IN (SELECT campaign_id FROM runs WHERE run_id = ANY(:ids))"
        ),
        ids,
    )


async def cancel(conn: AsyncConnection, run_ids: Sequence[str]) -> None:
    """Runs of a deleted campaign that delivery may have heard of: they end here, and delivery is told to stop."""
    ids = {"ids": list(run_ids)}
    await conn.execute(text("UPDATE runs SET state = 'ENDED', result = 'FAIL' WHERE run_id = ANY(:ids)"), ids)
    await conn.execute(
        text(
            "UPDATE campaigns SET stop_requests = stop_requests + 1 WHERE id IN (SELECT campaign_id FROM runs "
            "WHERE run_id = ANY(:ids))"
        ),
        ids,
    )


async def end(conn: AsyncConnection, results: Sequence[tuple[str, str]], aborted: Sequence[str] = ()) -> int:
    """Ends runs (run id, result) and completes campaigns with no open run left; those whose run is among the `aborted`
    could not run at all and are INVALID. Repeating it changes nothing. Returns how many runs ended now.
    """
    if not results:
        return 0
    # One statement locks rows in id order, so that two replicas with overlapping batches cannot wait for each other.
    done = await conn.execute(
        text(
            "WITH given AS (SELECT * FROM unnest(CAST(:ids AS text[]), CAST(:results AS text[])) AS g(run_id, "
            "result)), "
            "locked AS (SELECT r.run_id FROM runs r JOIN given USING (run_id) WHERE r.state IN ('PLANNED', "
            "'STARTED') ORDER BY r.run_id FOR UPDATE) "
            "UPDATE runs r SET state = 'ENDED', result = g.result FROM given g WHERE r.run_id = g.run_id AND "
            "r.run_id IN (SELECT run_id FROM locked)"
        ),
        {"ids": [run for run, _ in results], "results": [result for _, result in results]},
    )
    await conn.execute(
        text(
            "UPDATE campaigns c SET next_run_ms = NULL, status = CASE WHEN c.id IN (SELECT campaign_id FROM runs "
            "WHERE run_id = ANY(:aborted)) THEN 'INVALID' ELSE 'COMPLETED' END WHERE c.status = 'EXECUTING' "
            "AND c.id IN (SELECT campaign_id FROM runs WHERE run_id = ANY(:ids)) "
            "AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.campaign_id = c.id AND r.state IN ('PLANNED', 'STARTED'))"
        ),
        {"ids": [run for run, _ in results], "aborted": list(aborted)},
    )
    return done.rowcount


async def claim_started(conn: AsyncConnection, machine_ms: int, until_ms: int, limit: int) -> list[RunRow]:
    """Claims started runs that were not asked about lately."""
    sql = text(
        "UPDATE runs r SET claimed_until_ms = :until WHERE r.run_id IN ("
        "SELECT run_id FROM runs WHERE state = 'STARTED' AND claimed_until_ms <= :machine ORDER BY "
        "claimed_until_ms LIMIT :limit FOR UPDATE SKIP LOCKED) "
        f"RETURNING {_COLUMNS}"
    )
    return [
        _row(found) for found in await conn.execute(sql, {"machine": machine_ms, "until": until_ms, "limit": limit})
    ]


async def plan_again(conn: AsyncConnection, run_ids: Sequence[str]) -> None:
    """Delivery does not know these, as after a restore: they are commanded once more."""
    await conn.execute(
        text("UPDATE runs SET state = 'PLANNED', claimed_until_ms = 0 WHERE run_id = ANY(:ids) AND state = 'STARTED'"),
        {"ids": list(run_ids)},
    )


async def list_page(
    conn: AsyncConnection, campaign_id: str, limit: int, after: Sequence[object] | None
) -> list[RunRow]:
    """Newest first. `after`: (scheduled_ms, run_id) of the last run of the page before."""
    where, values = "", {"campaign": campaign_id, "limit": limit}
    if after:
        where = "AND (r.scheduled_ms, r.run_id) < (:scheduled, :run)"
        values |= {"scheduled": after[0], "run": after[1]}  # type: ignore[dict-item]
    sql = (
        f"SELECT {_COLUMNS} FROM runs r WHERE r.campaign_id = :campaign {where} ORDER BY r.scheduled_ms DESC, "
        f"r.run_id DESC LIMIT :limit"
    )
    return [_row(found) for found in await conn.execute(text(sql), values)]


@dataclass(frozen=True, slots=True)
class Stop:
    """A campaign of which delivery has still to be told to stop its runs. `requests`: how often that was asked for."""

    app_id: str
    account_id: str
    campaign_id: str
    requests: int


async def stopping(conn: AsyncConnection, limit: int) -> list[Stop]:
    """Campaigns whose runs have to be stopped."""
    found = await conn.execute(
        text(
            "SELECT app_id, account_id, id, stop_requests FROM campaigns WHERE stop_requests > 0 ORDER BY id LIMIT "
            ":limit"
        ),
        {"limit": limit},
    )
    return [Stop(row.app_id, row.account_id, row.id, row.stop_requests) for row in found]


async def stopped(conn: AsyncConnection, stop: Stop) -> None:
    """Delivery was told; a request that came meanwhile stays."""
    await conn.execute(
        text("UPDATE campaigns SET stop_requests = 0 WHERE id = :id AND stop_requests = :seen"),
        {"id": stop.campaign_id, "seen": stop.requests},
    )


def _row(found: object) -> RunRow:
    return RunRow(*(getattr(found, name) for name in RunRow.__slots__))
