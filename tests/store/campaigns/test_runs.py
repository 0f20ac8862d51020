"""Runs on the real database: one per due time whoever plans, claims, ends and stops (campaigns spec §8; design §7)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from counterpoint.campaigns.v1.campaigns_pb2 import ApplicationSettingsResource, CampaignResponse
from counterpoint.delivery.v1.sending_pb2 import CheckContentResponse, RunPlan
from sqlalchemy import text

from kit import ids
from kit.clock import ManualClock
from kit.db import Database, migrate
from kit.paging import Pages
from kit.rpc.client import Peers
from services.campaigns.deps import Deps
from services.campaigns.domain.quotas import PROFILES
from services.campaigns.jobs import planner
from services.campaigns.store import campaigns, runs
from services.campaigns.store.campaigns import CampaignRow
from services.campaigns.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)


@asynccontextmanager
async def replicas(servers: Servers, count: int) -> AsyncIterator[list[Deps]]:
    """So many campaigns services on one database, each with connections of its own."""
    url = servers.database_url("campaigns")
    databases = [Database(url) for _ in range(count)]
    try:
        await migrate(databases[0], "campaigns", MIGRATIONS)
        yield [Deps(db, Peers({}), ManualClock(NOW), Pages(b"k" * 32), PROFILES["counterpoint"]) for db in databases]
    finally:
        for db in databases:
            await db.engine.dispose()


async def store(deps: Deps, due_ms: int = NOW_MS, end_time: str = "", app_id: str = "app") -> CampaignRow:
    document = CampaignResponse(
        name="c",
        segment_id="seg",
        segment_version=1,
        holdout_percent=5,
        schedule={"start_time": "2026-11-24T12:00:00Z", "end_time": end_time},
    )
    row = CampaignRow(
        ids.new_id(),
        app_id,
        "000000000000",
        NOW_MS,
        1,
        "TIME",
        "SCHEDULED",
        due_ms,
        ApplicationSettingsResource(),
        NOW_MS,
        document,
    )
    copies = {"0": CheckContentResponse(templates=[{"name": "t", "content": b"x"}]).SerializeToString()}
    async with deps.db.begin() as conn:
        await campaigns.insert(conn, row, copies)
    return row


async def statuses(deps: Deps) -> dict[str, str]:
    async with deps.db.connect() as conn:
        return {row.id: row.status for row in await conn.execute(text("SELECT id, status FROM campaigns"))}


async def test_four_planners_make_one_run_for_each_due_campaign(servers: Servers) -> None:
    async with replicas(servers, 4) as every:
        due = [(await store(every[0])).id for _ in range(120)]
        later = await store(every[0], NOW_MS + 1)
        planned = await asyncio.gather(*(planner.plan_due(deps) for deps in every for _ in range(2)))
        assert sum(planned) == 120
        async with every[0].db.connect() as conn:
            rows = (await conn.execute(text("SELECT campaign_id, scheduled_ms, state, plan FROM runs"))).all()
        assert sorted(row.campaign_id for row in rows) == sorted(due)
        assert {(row.scheduled_ms, row.state) for row in rows} == {(NOW_MS, "PLANNED")}
        plan = RunPlan.FromString(rows[0].plan)
        assert (plan.template_copies[0].name, len(plan.holdout_cohorts), plan.campaign_version) == ("t", 5, 1)
        shown = await statuses(every[0])
        assert {shown[campaign] for campaign in due} == {"EXECUTING"} and shown[later.id] == "SCHEDULED"


async def test_the_same_due_time_cannot_make_a_second_run(servers: Servers) -> None:
    async with replicas(servers, 1) as (deps,):
        row = await store(deps)
        await planner.plan_due(deps)
        async with deps.db.begin() as conn:
            await conn.execute(text("UPDATE campaigns SET status = 'SCHEDULED', next_run_ms = :due"), {"due": NOW_MS})
        await planner.plan_due(deps)
        async with deps.db.connect() as conn:
            assert (
                await conn.execute(text("SELECT count(*) FROM runs WHERE campaign_id = :id"), {"id": row.id})
            ).scalar_one() == 1
        assert (await statuses(deps))[row.id] == "EXECUTING"


async def test_a_campaign_past_its_end_time_gets_no_run(servers: Servers) -> None:
    async with replicas(servers, 1) as (deps,):
        row = await store(deps, end_time="2026-11-24T12:30:00Z")
        deps.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]
        assert await planner.plan_due(deps) == 0
        assert (await statuses(deps))[row.id] == "COMPLETED"


async def test_a_claimed_run_is_left_alone_until_its_claim_runs_out(servers: Servers) -> None:
    async with replicas(servers, 2) as (one, two):
        await store(one)
        await planner.plan_due(one)
        async with one.db.begin() as conn:
            ((run, gone),) = await runs.claim_planned(conn, 1_000, 5_000, 10)
        assert not gone
        async with two.db.begin() as conn:
            assert await runs.claim_planned(conn, 4_999, 9_000, 10) == []
            ((again, _),) = await runs.claim_planned(conn, 5_000, 9_000, 10)
        assert again.run_id == run.run_id


async def test_an_end_heard_twice_or_before_the_start_was_noted_counts_once(servers: Servers) -> None:
    async with replicas(servers, 1) as (deps,):
        row = await store(deps)
        await planner.plan_due(deps)
        async with deps.db.begin() as conn:
            ((run, _),) = await runs.claim_planned(conn, 1_000, 5_000, 10)
            assert await runs.end(conn, [(run.run_id, "SUCCESS"), ("unknown", "FAIL")]) == 1
        async with deps.db.begin() as conn:
            assert await runs.end(conn, [(run.run_id, "FAIL")]) == 0
            await runs.mark_started(conn, [run.run_id], 1_000)
            (stored,) = await runs.list_page(conn, row.id, 10, None)
        assert (stored.state, stored.result) == ("ENDED", "SUCCESS")
        assert (await statuses(deps))[row.id] == "COMPLETED"


async def test_a_run_of_a_deleted_campaign_is_cancelled_and_delivery_is_told(servers: Servers) -> None:
    async with replicas(servers, 1) as (deps,):
        row = await store(deps)
        await planner.plan_due(deps)
        async with deps.db.begin() as conn:
            await campaigns.mark_deleted(conn, row.id)
            (first,) = await runs.stopping(conn, 10)
        async with deps.db.begin() as conn:
            # another replica had commanded the run before it noticed
            ((run, gone),) = await runs.claim_planned(conn, 1_000, 5_000, 10)
            assert gone
            await runs.cancel(conn, [run.run_id])
            await runs.stopped(conn, first)
            (second,) = await runs.stopping(conn, 10)
        assert second.requests == first.requests + 1
        async with deps.db.begin() as conn:
            await runs.stopped(conn, second)
            assert await runs.stopping(conn, 10) == []


async def test_two_writers_of_one_campaign_both_read_its_newest_version(servers: Servers) -> None:
    async with replicas(servers, 2) as (one, two):
        row = await store(one, NOW_MS + 10**6)

        async def bump(deps: Deps) -> int:
            async with deps.db.begin() as conn:
                current = await campaigns.get(conn, "app", row.account_id, row.id, lock=True)
                await campaigns.update(
                    conn,
                    type(row)(**{**{f: getattr(current, f) for f in row.__slots__}, "version": current.version + 1}),
                    {},
                )
                return current.version

        seen = await asyncio.gather(*(bump(deps) for deps in (one, two) for _ in range(5)))
        assert sorted(seen) == list(range(1, 11))


async def test_deleting_an_application_leaves_nothing_of_it_and_nothing_can_come_back(servers: Servers) -> None:
    async with replicas(servers, 1) as (deps,):
        await store(deps, app_id="gone")
        kept = await store(deps, app_id="kept")
        await planner.plan_due(deps)
        for _ in range(2):
            async with deps.db.begin() as conn:
                await campaigns.delete_app(conn, "gone")
        assert list(await statuses(deps)) == [kept.id]
        async with deps.db.connect() as conn:
            for table in ("campaign_versions", "content_copies", "runs"):
                assert (await conn.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 1
