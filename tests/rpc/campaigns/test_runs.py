"""From a created campaign to a completed one (campaigns spec §3, §8)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from counterpoint.delivery.v1.sending_pb2 import Books, ReasonCount
from sqlalchemy import text

from kit.errors import Invalid, Unavailable
from kit.testing import eventually_async
from tests.rpc.campaigns.rig import Rig


async def _started(rig: Rig, campaign_id: str, version: int = 1) -> object:
    async def plan() -> object:
        found = (p for p in rig.plans if p.campaign_id == campaign_id and p.campaign_version >= version)
        return next(found, None)

    return await eventually_async(plan)


async def _has_status(rig: Rig, campaign_id: str, status: str) -> None:
    async def holds() -> bool:
        return await rig.status(campaign_id) == status

    await eventually_async(holds)


async def test_an_immediate_campaign_starts_and_completes_when_its_run_ends(rig: Rig) -> None:
    made = await rig.create(holdout_percent=10)
    assert made.state.campaign_status == "SCHEDULED"
    assert made.segment_version == 3
    assert made.arn.endswith(f"apps/{rig.app_id}/campaigns/{made.id}")
    plan = await _started(rig, made.id)
    assert (plan.segment_id, plan.segment_version, plan.campaign_version, plan.treatment_id) == ("seg", 3, 1, "0")
    assert len(plan.holdout_cohorts) == 10
    assert list(plan.other_cohorts) == []
    assert plan.message_configuration.email_message.title == "Hi"
    assert await rig.status(made.id) == "EXECUTING"
    await rig.announce_end(rig.delivery.end(plan.run_id))
    await _has_status(rig, made.id, "COMPLETED")


async def test_a_run_whose_end_was_not_heard_of_is_asked_about(rig: Rig) -> None:
    made = await rig.create()
    plan = await _started(rig, made.id)
    rig.delivery.end(plan.run_id)
    await _has_status(rig, made.id, "COMPLETED")


async def test_a_campaign_waits_for_its_time(rig: Rig) -> None:
    made = await rig.create(schedule={"start_time": "2026-11-24T13:00:00Z", "frequency": "ONCE"})
    rig.clock.advance(timedelta(minutes=59))
    assert await rig.status(made.id) == "SCHEDULED"
    assert rig.plans == []
    rig.clock.advance(timedelta(minutes=1))
    plan = await _started(rig, made.id)
    assert plan.scheduled_ms == 1_795_525_200_000


async def test_a_start_delivery_could_not_take_is_repeated_and_makes_one_run(rig: Rig) -> None:
    rig.delivery.failures["StartRun"] = Unavailable("away")
    made = await rig.create()

    before = rig.delivery.starts

    async def tried() -> bool:
        return rig.delivery.starts > before

    await eventually_async(tried)
    (pending,) = (await rig.activities(made.id)).item
    assert (pending.state, pending.treatment_id) == ("PENDING", "0")
    del rig.delivery.failures["StartRun"]
    plan = await _started(rig, made.id)
    assert [p.run_id for p in rig.plans] == [plan.run_id] == [pending.id]


async def test_a_run_delivery_refuses_makes_the_campaign_invalid(rig: Rig) -> None:
    rig.delivery.failures["StartRun"] = Invalid("no such channel")
    made = await rig.create()
    await _has_status(rig, made.id, "INVALID")
    (activity,) = (await rig.activities(made.id)).item
    assert (activity.state, activity.result) == ("COMPLETED", "FAIL")
    rig.delivery.failures.clear()
    rig.clock.advance(timedelta(seconds=1))
    assert (await rig.update(made.id, description="mended")).state.campaign_status == "SCHEDULED"
    plan = await _started(rig, made.id)
    assert plan.campaign_version == 2
    assert [item.state for item in (await rig.activities(made.id)).item] == ["RUNNING", "COMPLETED"]


async def test_a_campaign_whose_run_finds_no_usable_channel_is_invalid_until_it_is_mended(rig: Rig) -> None:
    heard, asked = await rig.create(), await rig.create(name="asked")
    for made, tell in ((heard, True), (asked, False)):
        plan = await _started(rig, made.id)
        run = rig.delivery.end(plan.run_id, "COMPLETED", "FAIL")
        run.books.CopyFrom(Books(produced=2, dropped=[ReasonCount(reason="UNSUPPORTED_CHANNEL", count=2)]))
        if tell:
            await rig.announce_end(run)
        await _has_status(rig, made.id, "INVALID")
    rig.clock.advance(timedelta(seconds=1))
    assert (await rig.update(heard.id, description="mended")).state.campaign_status == "SCHEDULED"
    tried = await _started(rig, heard.id, version=2)
    run = rig.delivery.end(tried.run_id, "COMPLETED", "FAIL")
    run.books.CopyFrom(Books(produced=1, targeted=1, failed=[ReasonCount(reason="FAILURE_PERMANENT", count=1)]))
    await rig.announce_end(run)
    await _has_status(rig, heard.id, "COMPLETED")


async def test_activities_show_the_books_in_the_documented_words(rig: Rig) -> None:
    made = await rig.create()
    assert (await rig.create(name="later", is_paused=True)).state.campaign_status == "PAUSED"
    plan = await _started(rig, made.id)
    rig.delivery.runs[plan.run_id].state = "PAUSED"
    rig.delivery.runs[plan.run_id].books.CopyFrom(
        Books(
            produced=100,
            from_user=4,
            dropped=[ReasonCount(reason="ENDPOINT_OPT_OUT", count=7), ReasonCount(reason="HOLDOUT", count=3)],
            targeted=90,
            not_sent=[ReasonCount(reason="QUIET_TIME", count=5)],
            queued=20,
            sent=60,
            failed=[ReasonCount(reason="FAILURE_PERMANENT", count=4)],
            unknown=1,
        )
    )
    (activity,) = (await rig.activities(made.id)).item
    assert (activity.id, activity.state, activity.total_endpoint_count, activity.successful_endpoint_count) == (
        plan.run_id,
        "PAUSED",
        90,
        60,
    )
    assert not activity.HasField("result") and not activity.HasField("end")
    metrics = {key: int(value) for key, value in activity.execution_metrics.items()}
    assert (
        metrics["ENDPOINT_PRODUCED"] + metrics["ENDPOINTS_FROM_USER"] == 100 == metrics["DROPPED"] + metrics["TARGETED"]
    )
    assert metrics["ENDPOINT_OPT_OUT"] == 7 and metrics["HOLDOUT"] == 3 and metrics["ENDPOINT_INACTIVE"] == 0
    assert metrics["NOT_SENT"] + metrics["QUEUED"] + metrics["SENT"] + metrics["FAILED"] + metrics["UNKNOWN"] == 90


async def test_a_campaign_past_its_end_completes_without_a_run(rig: Rig) -> None:
    made = await rig.create(schedule={"start_time": "2026-11-24T13:00:00Z", "end_time": "2026-11-24T14:00:00Z"})
    rig.clock.advance(timedelta(hours=3))
    await _has_status(rig, made.id, "COMPLETED")
    assert rig.plans == []


async def test_an_update_at_the_due_time_makes_no_second_run(rig: Rig) -> None:
    made = [await rig.create(name=f"c{n}", schedule={"start_time": "2026-11-24T13:00:00Z"}) for n in range(12)]
    rig.clock.advance(timedelta(hours=1))

    async def move(campaign_id: str) -> bool:
        try:
            await rig.update(campaign_id, schedule={"start_time": "2026-11-24T13:00:01Z"})
        except Invalid:
            return False
        return True

    await asyncio.gather(*(move(campaign.id) for campaign in made))
    rig.clock.advance(timedelta(minutes=1))

    async def all_run() -> bool:
        return {plan.campaign_id for plan in rig.plans} == {campaign.id for campaign in made}

    await eventually_async(all_run)
    assert len(rig.plans) == len(made)
    for campaign in made:
        assert len((await rig.activities(campaign.id)).item) == 1


async def test_activities_come_newest_first_in_pages(rig: Rig) -> None:
    made = await rig.create()
    await _started(rig, made.id)
    async with rig.db.begin() as conn:
        await conn.execute(
            text(
                "INSERT INTO runs (run_id, app_id, account_id, campaign_id, campaign_version, treatment_id, "
                "scheduled_ms, state, plan) "
                "SELECT 'run' || n, app_id, account_id, campaign_id, 1, '0', n, 'ENDED', '' FROM runs, "
                "generate_series(1, 4) n WHERE campaign_id = :id"
            ),
            {"id": made.id},
        )
    seen, token = [], None
    while True:
        page = await rig.activities(made.id, page_size="2", token=token)
        seen += [item.id for item in page.item]
        if not page.HasField("next_token"):
            break
        token = page.next_token
    assert seen[1:] == ["run4", "run3", "run2", "run1"] and len(seen) == 5
