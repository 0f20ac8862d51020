"""The script in Valkey and the pure rule say the same (campaigns spec §11; domain/caps.py)."""

from __future__ import annotations

import random

from kit import ids
from kit.cache import Cache
from kit.db import Database, migrate
from services.delivery.domain.caps import BUCKETS, DAY_MS, Caps, Ledger, bucket, judge, spread
from services.delivery.store import caps as store
from services.delivery.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers

START = 1_700_000_000_000


async def test_the_script_decides_as_the_rule_over_random_histories(servers: Servers) -> None:
    async with Cache(servers.cache_url) as cache:
        counters = store.CapCounters(cache)
        dice = random.Random(7)
        app, campaigns, names = ids.new_id(), [ids.new_id() for _ in range(2)], [f"e{n}" for n in range(12)]
        ledgers = {(campaign, name): Ledger() for campaign in campaigns for name in names}
        for name in names:
            shared: dict[str, int] = {}
            for campaign in campaigns:
                ledgers[campaign, name].app = shared
        now, reservations = START, [f"run-{n}" for n in range(40)]
        for _ in range(120):
            now += dice.randrange(DAY_MS // 6)
            campaign, name = dice.choice(campaigns), dice.choice(reservations)
            caps = Caps(daily=dice.randrange(4), total=dice.randrange(8), app_wide=dice.random() < 0.5)
            asked = dice.sample(names, 5)
            answers = await counters.reserve(app, campaign, name, asked, caps, now)
            assert answers == {one: judge(ledgers[campaign, one], caps, name, now) for one in asked}
            # names stay unique within a campaign's life, as run ids are
            reservations.remove(name)
            reservations.append(ids.new_id())


async def test_rebuilt_counters_stop_whom_the_lost_ones_would_have_stopped(servers: Servers) -> None:
    async with Cache(servers.cache_url) as cache, Database(servers.database_url("delivery"), 2) as db:
        await migrate(db, "delivery", MIGRATIONS)
        counters = store.CapCounters(cache)
        app, campaign = ids.new_id(), ids.new_id()
        async with db.begin() as conn:
            await store.record(conn, app, campaign, "run-1", 0, ["a", "b"], True, START)
            await store.record(conn, app, campaign, "run-2", 0, ["a"], True, START + DAY_MS)
        async with db.begin() as conn:
            await counters.rebuild(conn, START + DAY_MS + 1)
        assert await counters.trusted()
        answers = await counters.reserve(app, campaign, "run-3", ["a", "b", "c"], Caps(total=2), START + DAY_MS + 2)
        assert answers == {"a": "CAMPAIGN_CAP", "b": "", "c": ""}
        other = await counters.reserve(
            app, ids.new_id(), "run-4", ["a", "d"], Caps(daily=1, app_wide=True), START + DAY_MS + 3
        )
        assert other == {"a": "DAILY_CAP", "d": ""}


def test_endpoints_spread_over_all_buckets() -> None:
    names = [f"e{n}" for n in range(2_000)]
    parts = spread("app", names)
    assert len(parts) == BUCKETS and sorted(name for part in parts.values() for name in part) == sorted(names)
    assert all(bucket("app", name) == part for part, members in parts.items() for name in members)


async def test_a_clock_set_back_by_a_day_forgets_nothing(servers: Servers) -> None:
    async with Cache(servers.cache_url) as cache:
        counters, app, campaign = store.CapCounters(cache), ids.new_id(), ids.new_id()
        assert await counters.reserve(app, campaign, "run-1", ["a"], Caps(daily=1), START) == {"a": ""}
        earlier = START - DAY_MS + 60_000
        assert await counters.reserve(app, campaign, "run-1", ["a"], Caps(daily=1), earlier) == {"a": ""}
        assert await counters.reserve(app, campaign, "run-2", ["a"], Caps(daily=1), earlier) == {"a": "DAILY_CAP"}


async def test_many_endpoints_of_one_bucket_are_asked_in_parts(servers: Servers) -> None:
    async with Cache(servers.cache_url) as cache:
        counters, app, campaign = store.CapCounters(cache), ids.new_id(), ids.new_id()
        names = spread(app, (f"e{n}" for n in range(40_000)))[3]
        assert len(names) > 2_000
        for name, answer in (("run-1", ""), ("run-1", ""), ("run-2", "CAMPAIGN_CAP")):
            assert set((await counters.reserve(app, campaign, name, names, Caps(total=1), START)).values()) == {answer}
