"""Retries, caps, holds, stops, quiet time and the explanation of them (campaigns spec §8, §10.1, §11; design §7)."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from counterpoint.delivery.v1 import sending_pb2 as shapes
from counterpoint.segments.v1 import audience_pb2 as audience
from sqlalchemy import text

from kit.db import Database
from kit.errors import Invalid, NotFound
from kit.testing import eventually_async
from services.delivery.channels.provider import accepted, in_doubt, refused, temporary
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import Scripted, World, endpoint, lines, world

MAIL = ("Hi", "there")


async def explained(w: World, app: str, run_id: str, name: str) -> Any:
    return await w.sending.ExplainRecipient(shapes.ExplainRecipientRequest(app_id=app, endpoint_id=name, run_id=run_id))


async def test_transient_answers_are_retried_later_and_permanent_ones_are_not(servers: Servers) -> None:
    tries: dict[str, int] = {}

    def answers(item: Any) -> Any:
        tries[item.endpoint_id] = tries.get(item.endpoint_id, 0) + 1
        if item.endpoint_id == "never":
            answer = refused("550 5.1.1 no such user", 400, "hardbounce")
            answer.suppress = True
            return answer
        if item.endpoint_id == "doubt":
            return in_doubt("connection lost")
        return (
            temporary("451 later") if item.endpoint_id == "later" and tries["later"] < 3 else accepted(item.message_id)
        )

    async with world(servers, email=Scripted(answers), CLOCK="manual") as w:
        app = await w.app(endpoint("good"), endpoint("later"), endpoint("never"), endpoint("doubt"))
        run_id = await w.run(app, email=MAIL)

        async def waiting() -> Any:
            run = await w.state(app, run_id)
            return run if run.books.sent == 1 else None

        run = await eventually_async(waiting)
        assert (run.state, run.books.queued, run.books.unknown, lines(run.books.failed)) == (
            "RUNNING",
            1,
            1,
            {"FAILURE_PERMANENT": 1},
        )
        said = await explained(w, app, run_id, "later")
        assert said.book == "queued" and "next attempt" in said.summary
        await w.advance(301)
        await eventually_async(lambda: _times(tries, "later", 2))
        await w.advance(301 + 901)
        run = await w.ended(app, run_id)
        assert (run.books.sent, run.books.unknown, tries["later"]) == (2, 1, 3)
        assert (await explained(w, app, run_id, "later")).book == "sent"
        said = await explained(w, app, run_id, "never")
        assert (said.book, said.reason) == ("failed", "FAILURE_PERMANENT") and "550" in said.summary
        # the hard bounce is remembered: the next run fails it without asking the provider
        again = await w.ended(app, await w.run(app, email=MAIL))
        assert lines(again.books.failed) == {"FAILURE_PERMANENT": 1} and tries["never"] == 1


async def _times(tries: dict[str, int], name: str, count: int) -> bool:
    return tries.get(name) == count


async def test_a_retry_never_goes_past_the_maximum_duration(servers: Servers) -> None:
    async with world(servers, email=Scripted(lambda item: temporary("451 later"))) as w:
        app = await w.app(endpoint("a"))
        run = await w.ended(app, await w.run(app, email=MAIL, limits={"maximum_duration": 240}))
        assert (lines(run.books.failed), run.result) == ({"TRANSIENT_FAILURE": 1}, "FAIL")


async def test_caps_hold_over_runs_and_survive_the_loss_of_the_counters(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(*(endpoint(f"e{n}") for n in range(230)))
        first = await w.ended(app, await w.run(app, email=MAIL, campaign="c1", limits={"total": 1}))
        assert first.books.sent == 230
        second = await w.ended(app, await w.run(app, email=MAIL, campaign="c1", limits={"total": 1}))
        assert lines(second.books.dropped) == {"CAMPAIGN_CAP": 230}
        other = await w.ended(
            app, await w.run(app, email=MAIL, campaign="c2", limits={"daily": 1, "daily_app_wide": True})
        )
        assert lines(other.books.dropped) == {"DAILY_CAP": 230}
        own = await w.ended(app, await w.run(app, email=MAIL, campaign="c2", limits={"daily": 5}))
        assert own.books.sent == 230
        servers.kill("valkey")
        third = await w.ended(app, await w.run(app, email=MAIL, campaign="c1", limits={"total": 1}), timeout=30)
        assert lines(third.books.dropped) == {"CAMPAIGN_CAP": 230}


async def test_a_run_without_a_limit_counts_in_the_apps_daily_one(servers: Servers) -> None:
    async with world(servers) as w:
        app, wide = await w.app(*(endpoint(f"e{n}") for n in range(5))), {"daily": 1, "daily_app_wide": True}
        free = await w.ended(app, await w.run(app, email=MAIL, campaign="free"))
        assert (await w.ended(app, await w.run(app, email=MAIL, campaign="first", limits=wide))).books.sent == free.books.sent == 5
        app = await w.app(*(endpoint(f"e{n}") for n in range(5)))
        counted = await w.ended(app, await w.run(app, email=MAIL, campaign="counted", limits={"counted": True}))
        again = await w.ended(app, await w.run(app, email=MAIL, campaign="counted", limits={"counted": True}))
        assert counted.books.sent == again.books.sent == 5
        capped = await w.ended(app, await w.run(app, email=MAIL, campaign="last", limits=wide))
        assert lines(capped.books.dropped) == {"DAILY_CAP": 5}


async def test_quiet_time_is_not_sent_and_counts_as_targeted(servers: Servers) -> None:
    now = datetime.now(UTC)
    start, end = (now - timedelta(hours=1)).strftime("%H:%M"), (now + timedelta(hours=1)).strftime("%H:%M")
    async with world(servers) as w:
        app = await w.app(endpoint("night", timezone="UTC"), endpoint("nowhere"))
        run_id = await w.run(app, email=MAIL, quiet_start=start, quiet_end=end)
        run = await w.ended(app, run_id)
        assert (run.books.targeted, run.books.sent, lines(run.books.not_sent)) == (2, 1, {"QUIET_TIME": 1})
        said = await explained(w, app, run_id, "night")
        assert (said.book, said.reason, said.member, said.judged_on) == ("not_sent", "QUIET_TIME", True, "run")


async def test_a_hold_pauses_a_run_and_a_stop_ends_it(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(*(endpoint(f"e{n}") for n in range(450)))
        await w.sending.SetHold(shapes.SetHoldRequest(app_id=app, campaign_id="c", verb="hold"))
        run_id = await w.run(app, email=MAIL, campaign="c")

        async def frozen() -> Any:
            run = await w.state(app, run_id)
            return run if run.books.produced else None

        run = await eventually_async(frozen)
        assert (run.state, run.books.queued, run.books.sent) == ("PAUSED", 450, 0)
        other = await w.ended(app, await w.run(app, email=MAIL, campaign="d"))
        assert other.books.sent == 450
        assert (await w.state(app, run_id)).books.sent == 0
        assert (await w.sending.StopRuns(shapes.StopRunsRequest(app_id=app, campaign_id="c"))).stopped == 1
        run = await w.ended(app, run_id)
        assert (run.state, lines(run.books.not_sent)) == ("CANCELLED", {"stopped": 450})
        assert (await explained(w, app, run_id, "e7")).reason == "stopped"


async def test_a_rate_spreads_the_messages_and_a_run_past_its_time_expires(servers: Servers) -> None:
    provider = Scripted(lambda item: accepted(item.message_id))
    async with world(servers, email=provider) as w:
        app = await w.app(*(endpoint(f"e{n}") for n in range(30)))
        run = await w.ended(app, await w.run(app, email=MAIL, limits={"messages_per_second": 20}))
        assert run.books.sent == 30 and run.ended_ms - run.started_ms > 900
        old = await w.run(app, email=MAIL, scheduled_ms=1_700_000_000_000, limits={"maximum_duration": 60})
        run = await w.ended(app, old)
        assert (lines(run.books.not_sent), len(provider.sent)) == ({"EXPIRED": 30}, 30)


async def test_a_run_whose_segment_or_channel_is_gone_fails(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("a"), email=False)
        run = await w.ended(app, await w.run(app, email=MAIL))
        assert (run.result, lines(run.books.dropped)) == ("FAIL", {"UNSUPPORTED_CHANNEL": 1})
        run = await w.ended(app, await w.run(app, email=MAIL, segment_id="gone"))
        assert (run.state, run.result, run.books.produced) == ("COMPLETED", "FAIL", 0)


async def test_a_stranger_is_explained_by_the_segment_of_today(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("a"))
        run_id = await w.run(app, email=MAIL)
        await w.ended(app, run_id)
        w.audience.put(app, endpoint("late"))
        refused = audience.DroppedItem(at="2026-11-24T10:00:00.000Z", reason="INVALID_VALUE", message="ChannelType: no")
        w.audience.dropped = {"late": refused, "a": refused}
        for name in ("late", "a"):
            dropped = (await explained(w, app, run_id, name)).dropped_write
            assert (dropped.at, dropped.reason, dropped.message) == (refused.at, "INVALID_VALUE", "ChannelType: no")
        said = await explained(w, app, run_id, "late")
        assert (said.book, said.member, said.judged_on) == ("not_a_member", False, "today")
        assert "Attributes.Tier wants one of gold, it has silver" in said.summary
        with pytest.raises(NotFound):
            await w.sending.ExplainRecipient(
                shapes.ExplainRecipientRequest(app_id=app, endpoint_id="a", campaign_id="none")
            )
        with pytest.raises(Invalid, match="endpoint: is required; campaign: is required"):
            await w.sending.ExplainRecipient(shapes.ExplainRecipientRequest(app_id=app))


async def test_the_same_run_again_is_a_yes_without_effect(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("a"))
        run_id = await w.run(app, email=MAIL)
        await w.ended(app, run_id)
        plan = shapes.RunPlan(app_id=app, account_id="1", run_id=run_id, campaign_id="x")
        assert not (await w.sending.StartRun(shapes.StartRunRequest(plan=plan))).created
        listed = await w.sending.ListRuns(shapes.ListRunsRequest(app_id=app))
        assert [run.run_id for run in listed.runs] == [run_id] and not listed.more


async def test_what_became_of_each_member_is_forgotten_in_time_and_the_books_are_not(servers: Servers) -> None:
    url = servers.database_url("delivery")
    async with world(servers, url, CLOCK="manual", AUDIENCE_DAYS="30", SEND_LEASE="5") as w:
        app = await w.app(endpoint("ann"))
        old = await w.run(app, email=MAIL)
        await w.ended(app, old)
        await w.advance(20 * 86_400)
        young = await w.run(app, email=MAIL, scheduled_ms=int(time.time() * 1000) + 20 * 86_400_000)
        await w.ended(app, young)
        await w.advance(31 * 86_400)

        async def left() -> bool:
            async with Database(url, 1) as db, db.begin() as conn:
                return {row.run_id for row in await conn.execute(text("SELECT DISTINCT run_id FROM windows"))} == {young}

        await eventually_async(left)
        assert (await w.state(app, old)).books.sent == 1
        said = await explained(w, app, old, "ann")
        assert (said.book, said.summary) == ("", "What became of each endpoint of a run is kept for 30 days after its end.")
        assert (await explained(w, app, young, "ann")).book == "sent"
