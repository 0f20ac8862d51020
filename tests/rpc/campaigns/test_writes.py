"""Create, update, pause, delete, versions, lists and tags through real gRPC (campaigns spec §1–§4, §17)."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest
from counterpoint.campaigns.v1 import campaigns_pb2 as pb

from kit.errors import CounterpointError, Invalid, NotBuilt, NotFound, Unavailable
from kit.testing import eventually_async
from tests.fixtures.servers import Servers
from tests.rpc.campaigns.rig import ACCOUNT, Rig, campaigns_service

LATER: dict[str, Any] = {"start_time": "2026-11-24T13:00:00Z"}
EVENT: dict[str, Any] = {
    "start_time": "IMMEDIATE",
    "frequency": "EVENT",
    "event_filter": {"filter_type": "ENDPOINT", "dimensions": {}},
}


async def refused(kind: type[Exception], call: Awaitable[Any]) -> str:
    with pytest.raises(kind) as caught:
        await call
    return str(caught.value)


def path(rig: Rig, campaign_id: str) -> dict[str, str]:
    return {"application_id": rig.app_id, "campaign_id": campaign_id}


async def test_a_campaign_is_read_back_as_it_was_written(rig: Rig) -> None:
    whole = {
        "name": "everything",
        "description": "d",
        "is_paused": True,
        "holdout_percent": 10,
        "priority": 1,
        "treatment_name": "plain",
        "limits": {"daily": 1, "total": 1, "messages_per_second": 50, "maximum_duration": 3600},
        "hook": {"lambda_function_name": "f", "mode": "DELIVERY"},
        "schedule": LATER
        | {
            "frequency": "WEEKLY",
            "is_local_time": True,
            "timezone": "UTC+01",
            "quiet_time": {"start": "21:00", "end": "08:00"},
        },
        "additional_treatments": [
            {"size_percent": 40, "treatment_name": "emoji", "message_configuration": {"email_message": {"title": "🌷"}}}
        ],
        "tags": {"team": "a"},
    }
    made = await rig.create(**whole)
    request = pb.WriteCampaignRequest(**whole)
    for name in (
        "name",
        "description",
        "is_paused",
        "holdout_percent",
        "priority",
        "treatment_name",
        "limits",
        "hook",
        "schedule",
    ):
        assert getattr(made, name) == getattr(request, name)
    (treatment,) = made.additional_treatments
    assert (treatment.id, treatment.size_percent, treatment.treatment_name, treatment.state.campaign_status) == (
        "1",
        40,
        "emoji",
        "PAUSED",
    )
    assert (made.state.campaign_status, made.default_state.campaign_status) == ("PAUSED", "PAUSED")
    assert (made.version, made.creation_date, made.last_modified_date) == (
        1,
        "2026-11-24T12:00:00.000Z",
        "2026-11-24T12:00:00.000Z",
    )
    assert dict(made.tags) == {"team": "a"}
    assert await rig.get(made.id) == made
    plain = await rig.create(is_paused=True)
    assert not plain.HasField("default_state")
    assert (plain.priority, plain.holdout_percent, plain.segment_version) == (3, 0, 3)


async def test_bad_requests_are_refused_and_leave_nothing(rig: Rig) -> None:
    assert await refused(Invalid, rig.create(name=None, schedule=None)) == "Name: is required; Schedule: is required"
    assert await refused(Invalid, rig.create(tags={"aws:x": "1"})) == "tags.aws:x: the prefix aws: is reserved"
    assert await refused(NotFound, rig.create(segment_id="nobody")) == "Resource not found"
    assert await refused(NotFound, rig.create(segment_version=4)) == "Resource not found"
    assert (await rig.create(is_paused=True, segment_version=2)).segment_version == 2
    await refused(NotFound, rig.create(template_configuration={"email_template": {"name": "none"}}))
    rig.delivery.failures["CheckContent"] = Invalid("MessageConfiguration.EmailMessage.Title: unclosed {{")
    assert await refused(Invalid, rig.create()) == "MessageConfiguration.EmailMessage.Title: unclosed {{"
    rig.delivery.failures.clear()
    listed = await rig.stub.ListCampaigns(pb.ListCampaignsRequest(application_id=rig.app_id))
    assert len(listed.campaigns_response.item) == 1
    rig.app_id = "f" * 32
    assert await refused(NotFound, rig.create()) == "Application not found"
    assert (
        await refused(NotFound, rig.stub.ListCampaigns(pb.ListCampaignsRequest(application_id=rig.app_id)))
        == "Application not found"
    )
    assert await refused(NotFound, rig.get("0" * 32)) == "Resource not found"


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"schedule": LATER | {"frequency": "DAILY"}}, "Schedule.Frequency DAILY"),
        ({"schedule": EVENT}, "Schedule.Frequency EVENT"),
        ({"schedule": LATER | {"is_local_time": True}}, "Schedule.IsLocalTime"),
        ({"additional_treatments": [{"size_percent": 5}]}, "AdditionalTreatments"),
        ({"hook": {"web_url": "https://example.com"}}, "Hook"),
    ],
)
async def test_what_cannot_be_launched_yet_is_stored_paused_only(rig: Rig, members: dict[str, Any], word: str) -> None:
    assert word in await refused(NotBuilt, rig.create(**members))
    made = await rig.create(**members, is_paused=True)
    assert made.state.campaign_status == "PAUSED"
    assert word in await refused(NotBuilt, rig.update(made.id, is_paused=False))
    assert (await rig.update(made.id, description="still paused")).version == 2
    assert await rig.status(made.id) == "PAUSED"


async def test_an_event_campaign_refuses_imported_segments(rig: Rig) -> None:
    rig.segments.segments |= {"import": ("IMPORT", 1), "based": ("DIMENSIONAL", 1)}
    rig.segments.sources["based"] = ["import"]
    for segment in ("import", "based"):
        assert "dynamic segment" in await refused(
            Invalid, rig.create(segment_id=segment, schedule=EVENT, is_paused=True)
        )
    assert (await rig.create(segment_id="import", is_paused=True)).segment_version == 1
    assert (await rig.create(segment_id="seg", schedule=EVENT, is_paused=True)).segment_version == 3


async def test_get_in_app_messages_says_it_is_not_built(rig: Rig) -> None:
    asked = pb.GetInAppMessagesRequest(application_id=rig.app_id, endpoint_id="e")
    assert "GetInAppMessages" in await refused(NotBuilt, rig.stub.GetInAppMessages(asked))


async def test_every_update_makes_a_version_that_stays_readable(rig: Rig) -> None:
    made = await rig.create(schedule=LATER, tags={"a": "1"})
    rig.clock.advance(timedelta(minutes=1))
    changed = await rig.update(made.id, name="summer", limits={"daily": 2}, tags={"b": "2"})
    assert (changed.version, changed.name, changed.limits.daily, changed.segment_version) == (2, "summer", 2, 3)
    assert (changed.creation_date, changed.last_modified_date) == (
        "2026-11-24T12:00:00.000Z",
        "2026-11-24T12:01:00.000Z",
    )
    assert dict(changed.tags) == {"a": "1"}
    first = (
        await rig.stub.GetCampaignVersion(pb.GetCampaignVersionRequest(**path(rig, made.id), version="1"))
    ).campaign_response
    assert (first.version, first.name, first.HasField("limits"), first.last_modified_date) == (
        1,
        "spring",
        False,
        "2026-11-24T12:00:00.000Z",
    )
    await rig.update(made.id, is_paused=True)
    first = (
        await rig.stub.GetCampaignVersion(pb.GetCampaignVersionRequest(**path(rig, made.id), version="1"))
    ).campaign_response
    assert first.state.campaign_status == "PAUSED"
    for version in ("0", "4", "x", "9" * 20):
        await refused(
            NotFound, rig.stub.GetCampaignVersion(pb.GetCampaignVersionRequest(**path(rig, made.id), version=version))
        )
    one = (
        await rig.stub.ListCampaignVersions(pb.ListCampaignVersionsRequest(**path(rig, made.id), page_size="2"))
    ).campaigns_response
    two = await rig.stub.ListCampaignVersions(
        pb.ListCampaignVersionsRequest(**path(rig, made.id), page_size="2", token=one.next_token)
    )
    assert [item.version for item in (*one.item, *two.campaigns_response.item)] == [3, 2, 1]
    assert not two.campaigns_response.HasField("next_token")


async def test_a_new_segment_is_pinned_at_its_latest_version(rig: Rig) -> None:
    rig.segments.segments["other"] = ("DIMENSIONAL", 7)
    made = await rig.create(schedule=LATER)
    assert (await rig.update(made.id, segment_id="other")).segment_version == 7
    rig.segments.segments["other"] = ("DIMENSIONAL", 8)
    assert (await rig.update(made.id, name="n")).segment_version == 7
    assert (await rig.update(made.id, segment_version=8)).segment_version == 8


async def test_pausing_and_resuming_move_the_state_by_the_table(rig: Rig) -> None:
    made = await rig.create(schedule=LATER)
    assert (await rig.update(made.id, is_paused=True)).state.campaign_status == "PAUSED"
    rig.clock.advance(timedelta(hours=2))
    assert await rig.status(made.id) == "PAUSED"
    assert "StartTime" in await refused(Invalid, rig.update(made.id, is_paused=False))
    resumed = await rig.update(made.id, is_paused=False, schedule={"start_time": "2026-11-24T15:00:00Z"})
    assert resumed.state.campaign_status == "SCHEDULED"
    assert rig.plans == []
    rig.clock.advance(timedelta(hours=1))

    async def running() -> bool:
        return len(rig.plans) == 1 and await rig.status(made.id) == "EXECUTING"

    await eventually_async(running)
    assert rig.plans[0].campaign_version == resumed.version
    assert "EXECUTING" in await refused(Invalid, rig.update(made.id, is_paused=True))
    assert "Schedule" in await refused(Invalid, rig.update(made.id, schedule={"start_time": "IMMEDIATE"}))
    assert (await rig.update(made.id, name="renamed")).state.campaign_status == "EXECUTING"


async def test_a_paused_campaign_can_be_paused_again_although_its_template_is_gone(rig: Rig) -> None:
    rig.delivery.templates["t"] = b"content"
    made = await rig.create(template_configuration={"email_template": {"name": "t"}}, is_paused=True)
    del rig.delivery.templates["t"]
    assert (await rig.update(made.id, template_configuration={"email_template": {"name": "t"}})).version == 2
    await refused(
        NotFound, rig.update(made.id, template_configuration={"email_template": {"name": "t", "version": "1"}})
    )
    await rig.update(made.id, is_paused=False)

    async def started() -> bool:
        return bool(rig.plans)

    await eventually_async(started)
    (copy,) = rig.plans[0].template_copies
    assert (copy.name, copy.content, rig.plans[0].campaign_version) == ("t", b"content", 3)


async def test_a_deleted_campaign_is_gone_and_its_runs_are_stopped(rig: Rig) -> None:
    made = await rig.create()
    rig.delivery.failures["StopRuns"] = Unavailable("away")

    async def started() -> bool:
        return bool(rig.plans)

    await eventually_async(started)
    gone = (await rig.stub.DeleteCampaign(pb.DeleteCampaignRequest(**path(rig, made.id)))).campaign_response
    assert (gone.id, gone.state.campaign_status) == (made.id, "DELETED")
    await refused(NotFound, rig.get(made.id))
    await refused(NotFound, rig.activities(made.id))
    await refused(NotFound, rig.update(made.id, name="x"))
    await refused(NotFound, rig.stub.DeleteCampaign(pb.DeleteCampaignRequest(**path(rig, made.id))))
    assert not (
        await rig.stub.ListCampaigns(pb.ListCampaignsRequest(application_id=rig.app_id))
    ).campaigns_response.item
    rig.delivery.failures.clear()

    async def stopped() -> bool:
        return made.id in rig.delivery.stops

    await eventually_async(stopped)


async def test_lists_are_newest_first_in_pages(rig: Rig) -> None:
    made = []
    for number in range(5):
        made.append((await rig.create(name=f"c{number}", is_paused=True)).id)
        rig.clock.advance(timedelta(seconds=number % 2))
    seen: list[str] = []
    token = None
    while True:
        asked = pb.ListCampaignsRequest(application_id=rig.app_id, page_size="2", token=token)
        page = (await rig.stub.ListCampaigns(asked)).campaigns_response
        seen += [item.id for item in page.item]
        if not page.HasField("next_token"):
            break
        token = page.next_token
    assert sorted(seen) == sorted(made) and len(seen) == 5
    assert seen[0] == made[4] and set(seen[1:3]) == set(made[2:4])
    for members in ({"page_size": "0"}, {"page_size": "x"}, {"token": "forged"}):
        await refused(Invalid, rig.stub.ListCampaigns(pb.ListCampaignsRequest(application_id=rig.app_id, **members)))


async def test_tags_go_by_arn(rig: Rig) -> None:
    made = await rig.create(is_paused=True, tags={"a": "0"})
    await rig.stub.TagResource(pb.TagResourceRequest(resource_arn=made.arn, tags_model={"tags": {"a": "1", "b": "2"}}))
    await rig.stub.UntagResource(pb.UntagResourceRequest(resource_arn=made.arn, tag_keys=["b", "never"]))
    listed = await rig.stub.ListTagsForResource(pb.ListTagsForResourceRequest(resource_arn=made.arn))
    assert dict(listed.tags_model.tags) == {"a": "1"} == dict((await rig.get(made.id)).tags)
    await refused(
        Invalid, rig.stub.TagResource(pb.TagResourceRequest(resource_arn=made.arn, tags_model={"tags": {"k;": ""}}))
    )
    for arn in (made.arn.replace(ACCOUNT, "111111111111"), made.arn + "x", "nonsense"):
        await refused(NotFound, rig.stub.ListTagsForResource(pb.ListTagsForResourceRequest(resource_arn=arn)))


async def test_the_quota_of_active_campaigns_counts_no_paused_ones(servers: Servers) -> None:
    async with campaigns_service(servers, COUNTERPOINT_QUOTAS="pinpoint-2023") as rig:
        async with rig.db.begin() as conn:
            from sqlalchemy import text

            await conn.execute(
                text(
                    "INSERT INTO campaigns (id, app_id, account_id, created_ms, version, kind, status, segment_id, "
                    "app_settings) "
                    "SELECT 'filler' || n, 'elsewhere', :account, 0, 1, 'TIME', 'SCHEDULED', 's', '' FROM "
                    "generate_series(1, 199) n"
                ),
                {"account": ACCOUNT},
            )
        last = await rig.create(schedule=LATER)
        assert "200" in await refused(Invalid, rig.create(schedule=LATER))
        waiting = await rig.create(schedule=LATER, is_paused=True)
        await refused(Invalid, rig.update(waiting.id, is_paused=False))
        await rig.update(last.id, name="an active one may still be changed")
        await rig.update(last.id, is_paused=True)
        await rig.update(waiting.id, is_paused=False)


async def test_another_account_sees_nothing(rig: Rig) -> None:
    from kit import caller

    made = await rig.create(is_paused=True)
    caller.set_current(caller.Caller(account="111111111111"))
    try:
        await refused(NotFound, rig.get(made.id))
        await refused(CounterpointError, rig.stub.ListCampaigns(pb.ListCampaignsRequest(application_id=rig.app_id)))
    finally:
        caller.set_current(caller.Caller())
