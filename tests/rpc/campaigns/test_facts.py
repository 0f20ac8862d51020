"""Facts of other services: a segment or an application that is gone (campaigns spec §3, §4)."""

from __future__ import annotations

import pytest
from counterpoint.campaigns.v1 import campaigns_pb2 as pb
from counterpoint.segments.v1.segments_events_pb2 import AppDeleted, SegmentDeleted

from kit.bus import subjects
from kit.errors import Invalid, NotFound
from kit.testing import eventually_async
from tests.rpc.campaigns.rig import ACCOUNT, Rig


async def test_a_campaign_whose_segment_is_deleted_fails_and_stays_readable(rig: Rig) -> None:
    rig.segments.segments["kept"] = ("DIMENSIONAL", 1)
    other = await rig.create(segment_id="kept", is_paused=True)
    paused = await rig.create(is_paused=True)
    running = await rig.create()

    async def started() -> bool:
        return bool(rig.plans)

    await eventually_async(started)
    await rig.publish(subjects.SEGMENT_DELETED, SegmentDeleted(app_id=rig.app_id, segment_id="seg"))

    async def failed() -> bool:
        return {await rig.status(paused.id), await rig.status(running.id)} == {
            "DELETED"
        } and running.id in rig.delivery.stops

    await eventually_async(failed)
    assert paused.id not in rig.delivery.stops
    assert await rig.status(other.id) == "PAUSED"
    with pytest.raises(Invalid, match="segment was deleted"):
        await rig.update(paused.id, name="x")
    listed = await rig.stub.ListCampaigns(pb.ListCampaignsRequest(application_id=rig.app_id))
    assert len(listed.campaigns_response.item) == 3
    # a run that ends afterwards does not revive it
    await rig.announce_end(rig.delivery.end(rig.plans[0].run_id, "CANCELLED", "FAIL"))
    await rig.stub.DeleteCampaign(pb.DeleteCampaignRequest(application_id=rig.app_id, campaign_id=running.id))
    with pytest.raises(NotFound):
        await rig.get(running.id)


async def test_everything_of_a_deleted_application_goes_with_it(rig: Rig) -> None:
    made = await rig.create(is_paused=True)
    await rig.stub.UpdateApplicationSettings(
        pb.UpdateApplicationSettingsRequest(
            application_id=rig.app_id, write_application_settings_request={"limits": {"daily": 1}}
        )
    )
    await rig.publish(subjects.APP_DELETED, AppDeleted(app_id=rig.app_id, account_id=ACCOUNT))

    async def gone() -> bool:
        try:
            await rig.get(made.id)
        except NotFound:
            return True
        return False

    await eventually_async(gone)
    # the segments service has not heard of it yet: a late creation is refused here
    with pytest.raises(NotFound, match="Application not found"):
        await rig.create(is_paused=True)
    with pytest.raises(NotFound, match="Application not found"):
        await rig.stub.UpdateApplicationSettings(
            pb.UpdateApplicationSettingsRequest(
                application_id=rig.app_id, write_application_settings_request={"limits": {"daily": 1}}
            )
        )
