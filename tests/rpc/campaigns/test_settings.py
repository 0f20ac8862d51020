"""Application settings and what campaigns take from them (campaigns spec §10.1, §11.1; clients spec §1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from counterpoint.campaigns.v1 import campaigns_pb2 as pb

from kit.errors import Invalid, NotBuilt, NotFound
from kit.testing import eventually_async
from tests.rpc.campaigns.rig import Rig


async def read(rig: Rig) -> pb.ApplicationSettingsResource:
    answer = await rig.stub.GetApplicationSettings(pb.GetApplicationSettingsRequest(application_id=rig.app_id))
    return answer.application_settings_resource


async def write(rig: Rig, **members: Any) -> pb.ApplicationSettingsResource:
    request = pb.UpdateApplicationSettingsRequest(application_id=rig.app_id, write_application_settings_request=members)
    return (await rig.stub.UpdateApplicationSettings(request)).application_settings_resource


async def test_settings_are_objects_from_the_start_and_change_by_block(rig: Rig) -> None:
    fresh = await read(rig)
    assert fresh.application_id == rig.app_id
    assert all(fresh.HasField(name) for name in ("campaign_hook", "limits", "quiet_time"))
    await write(rig, limits={"daily": 3, "maximum_duration": 600, "messages_per_second": 1, "total": 100})
    await write(rig, quiet_time={"start": "00:00", "end": "03:00"})
    written = await write(
        rig,
        campaign_hook={"lambda_function_name": "arn:aws:lambda:us-east-1:000000000000:function:f", "mode": "DELIVERY"},
    )
    assert (written.limits.daily, written.quiet_time.end, written.campaign_hook.mode) == (3, "03:00", "DELIVERY")
    assert written == await read(rig)
    assert written.last_modified_date == "2026-11-24T12:00:00.000Z"
    with pytest.raises(Invalid, match=r"Limits\.Daily"):
        await write(rig, limits={"daily": 101})
    assert await read(rig) == written
    rig.app_id = "e" * 32
    with pytest.raises(NotFound, match="Application not found"):
        await read(rig)
    with pytest.raises(NotFound, match="Application not found"):
        await write(rig, limits={})


async def test_a_campaign_keeps_the_settings_it_was_made_with(rig: Rig) -> None:
    await write(
        rig, limits={"daily": 1, "total": 9, "messages_per_second": 50}, quiet_time={"start": "22:00", "end": "06:00"}
    )
    first = await rig.create(schedule={"start_time": "2026-11-24T12:00:00Z"}, is_paused=True, limits={"total": 4})
    assert not first.limits.HasField("daily")
    second = await rig.create(
        schedule={"start_time": "2026-11-24T12:00:00Z", "quiet_time": {}},
        is_paused=True,
        limits={"daily": 0, "messages_per_second": 7},
    )
    await write(rig, limits={"daily": 50}, quiet_time={})
    await rig.update(first.id, is_paused=False)
    await rig.update(second.id, is_paused=False)

    async def both() -> bool:
        return len(rig.plans) == 2

    await eventually_async(both)
    plans = {plan.campaign_id: plan for plan in rig.plans}
    one, two = plans[first.id], plans[second.id]
    assert (one.limits.daily, one.limits.daily_app_wide, one.limits.total, one.limits.messages_per_second) == (
        1,
        True,
        4,
        50,
    )
    assert (one.quiet_start, one.quiet_end) == ("22:00", "06:00")
    assert (two.limits.daily, two.limits.daily_app_wide, two.limits.total, two.limits.messages_per_second) == (
        0,
        False,
        9,
        7,
    )
    assert (two.quiet_start, two.quiet_end) == ("", "")


async def test_an_application_wide_hook_cannot_be_launched_past(rig: Rig) -> None:
    await write(rig, campaign_hook={"lambda_function_name": "f"})
    with pytest.raises(NotBuilt, match="CampaignHook of the application settings"):
        await rig.create()
    assert (await rig.create(is_paused=True)).state.campaign_status == "PAUSED"
    # a campaign's own empty hook is no hook
    assert (await rig.create(hook={"mode": "FILTER"})).state.campaign_status == "SCHEDULED"


async def test_a_campaign_without_limits_counts_once_the_application_has_a_daily_one(rig: Rig) -> None:
    async def plan_of(rig: Rig, campaign_id: str) -> Any:
        async def planned() -> Any:
            return next((plan for plan in rig.plans if plan.campaign_id == campaign_id), None)

        return await eventually_async(planned)

    before = await rig.create(name="before")
    assert not (await plan_of(rig, before.id)).limits.counted
    later = await rig.create(name="later", schedule={"start_time": "2026-11-24T13:00:00Z"})
    await write(rig, limits={"daily": 3})
    free = await rig.create(name="free", limits={"daily": 0})
    assert (await plan_of(rig, free.id)).limits.counted
    own = await rig.create(name="own", limits={"daily": 2})
    assert not (await plan_of(rig, own.id)).limits.counted
    rig.clock.advance(timedelta(hours=1))
    assert (await plan_of(rig, later.id)).limits.counted
