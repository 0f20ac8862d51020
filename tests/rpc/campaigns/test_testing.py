"""Test messages of a campaign (campaigns spec §14)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from counterpoint.campaigns.v1.testing_pb2 import TestCampaignRequest as Wanted
from counterpoint.campaigns.v1.testing_pb2_grpc import TestingServiceStub as Stub

from kit.errors import Invalid, NotBuilt, NotFound
from kit.testing import eventually_async
from tests.rpc.campaigns.rig import Rig


async def tried(rig: Rig, campaign_id: str, **members: Any) -> Any:
    return await rig.ctx.peers.stub("campaigns", Stub).TestCampaign(Wanted(app_id=rig.app_id, campaign_id=campaign_id, **members))


async def test_ten_targets_get_the_content_of_a_treatment_and_a_result_each(rig: Rig) -> None:
    other = {"size_percent": 10, "message_configuration": {"email_message": {"title": "Other", "body": "x"}}}
    made = await rig.create(is_paused=True, additional_treatments=[other])
    answer = await tried(rig, made.id, endpoint_ids=["e1"], addresses=["a@example.org", "+4915112345678"])
    assert [(result.target, result.delivery_status) for result in answer.results] == [
        ("e1", "SUCCESSFUL"), ("a@example.org", "SUCCESSFUL"), ("+4915112345678", "SUCCESSFUL")]  # fmt: skip
    (asked,) = rig.delivery.tests
    assert asked.plan.test and asked.plan.campaign_id == made.id and asked.plan.message_configuration.email_message.title == "Hi"
    assert [(t.endpoint_id, t.channel) for t in asked.targets] == [("e1", ""), ("", "EMAIL"), ("", "SMS")]
    await tried(rig, made.id, endpoint_ids=["e1"], treatment_id="1")
    assert rig.delivery.tests[-1].plan.message_configuration.email_message.title == "Other"
    with pytest.raises(NotFound):
        await tried(rig, made.id, endpoint_ids=["e1"], treatment_id="2")
    assert rig.plans == []


async def test_a_segment_is_tested_by_a_campaign_that_no_limit_and_no_quota_knows(rig: Rig) -> None:
    made = await rig.create(is_paused=True, holdout_percent=50, limits={"daily": 1, "total": 1}, schedule={"start_time": "2027-03-01T09:00:00Z"})
    answer = await tried(rig, made.id, segment_id="seg")
    assert re.fullmatch("test [a-z0-9]{4} spring", answer.name) and answer.campaign_id != made.id

    async def planned() -> Any:
        return next((plan for plan in rig.plans if plan.campaign_id == answer.campaign_id), None)

    plan = await eventually_async(planned)
    assert plan.test and (plan.limits.daily, plan.limits.total, list(plan.holdout_cohorts)) == (0, 0, [])
    assert (await rig.get(made.id)).state.campaign_status == "PAUSED"
    assert (await rig.get(answer.campaign_id)).name == answer.name


async def test_what_cannot_be_tested_is_refused(rig: Rig) -> None:
    made = await rig.create(is_paused=True, hook={"web_url": "https://shop.example/hook"})
    with pytest.raises(NotBuilt, match="Hook"):
        await tried(rig, made.id, segment_id="seg")
    rig.segments.size = 101
    with pytest.raises(Invalid, match="at most 100"):
        await tried(rig, made.id, segment_id="seg")
    rig.segments.size = 3
    with pytest.raises(Invalid, match="EndpointIds"):
        await tried(rig, made.id)
    with pytest.raises(NotFound):
        await tried(rig, "0" * 32, endpoint_ids=["e1"])
