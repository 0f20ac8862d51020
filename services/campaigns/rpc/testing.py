"""TestCampaign: a campaign's messages to a few before they go to all (campaigns spec §14)."""

from __future__ import annotations

import secrets
import string

from counterpoint.campaigns.v1.campaigns_pb2 import CampaignResponse, Schedule
from counterpoint.campaigns.v1.testing_pb2 import TestCampaignRequest, TestCampaignResponse
from counterpoint.delivery.v1.sending_pb2 import SendTestRequest, TestTarget
from counterpoint.delivery.v1.sending_pb2_grpc import SendingServiceStub
from counterpoint.segments.v1.audience_pb2 import CountSegmentRequest
from counterpoint.segments.v1.audience_pb2_grpc import AudienceServiceStub

from kit import caller, ids
from kit.errors import Invalid, NotBuilt, NotFound
from kit.times import to_us
from services.campaigns.deps import Deps
from services.campaigns.domain import cohorts, content, launch, states, trials, validate
from services.campaigns.jobs import plans
from services.campaigns.rpc import references
from services.campaigns.store import campaigns
from services.campaigns.store.campaigns import CampaignRow

_SEND_SECONDS = 30.0


async def test_campaign(deps: Deps, request: TestCampaignRequest) -> TestCampaignResponse:
    """Raises Invalid, NotFound (campaign, treatment, segment, template), NotBuilt."""
    found = trials.faults(request.endpoint_ids, request.addresses, request.segment_id)
    if found:
        raise Invalid.of(found)
    async with deps.db.connect() as conn:
        row = await campaigns.get(conn, request.app_id, caller.current().account, request.campaign_id)
        copies = await campaigns.copies_of(conn, row.id, row.version)
    treatment = request.treatment_id or cohorts.DEFAULT_TREATMENT
    if treatment not in (cohorts.DEFAULT_TREATMENT, *(t.id for t in row.document.additional_treatments)):
        raise NotFound("The campaign has no such treatment")
    if request.segment_id:
        return await _to_segment(deps, row, request, treatment)
    now_ms = to_us(deps.clock.now()) // 1000
    plan = plans.build(row, copies, ids.new_id(), treatment, now_ms)
    plan.test = True
    targets = [TestTarget(endpoint_id=name) for name in request.endpoint_ids]
    targets += [TestTarget(channel=trials.channel(address), address=address) for address in request.addresses]
    stub = deps.peers.stub("delivery", SendingServiceStub)
    answer = await stub.SendTest(SendTestRequest(plan=plan, targets=targets), timeout=_SEND_SECONDS)
    return TestCampaignResponse(results=answer.results)


async def _to_segment(
    deps: Deps, row: CampaignRow, request: TestCampaignRequest, treatment: str
) -> TestCampaignResponse:
    """Makes a campaign that runs at once, for this segment alone."""
    wanted = CountSegmentRequest(
        app_id=row.app_id, segment_id=request.segment_id, segment_version=request.segment_version
    )
    size = (await deps.peers.stub("segments", AudienceServiceStub).CountSegment(wanted)).total
    if size > trials.LARGEST_SEGMENT:
        raise Invalid(f"SegmentId: a test goes to at most {trials.LARGEST_SEGMENT} endpoints, the segment holds {size}")
    now = deps.clock.now()
    document = _copied(row.document, treatment)
    document.segment_id, document.segment_version = request.segment_id, request.segment_version
    mark = "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(4))
    document.name = trials.name(row.document.name, mark)
    found = validate.faults(document, now, fresh_schedules=True)
    if found:
        raise Invalid.of(found)
    member = launch.not_built(document, row.app_settings)
    if member:
        raise NotBuilt(f"Testing a campaign with {member} is not built yet")
    await references.pin_segment(deps, row.app_id, document)
    copies = await references.check_content(deps, row.app_id, document)
    made = CampaignRow(
        id=ids.new_id(),
        app_id=row.app_id,
        account_id=row.account_id,
        created_ms=to_us(now) // 1000,
        version=1,
        kind=trials.KIND,
        status=states.SCHEDULED,
        next_run_ms=to_us(now) // 1000,
        app_settings=row.app_settings,
        written_ms=to_us(now) // 1000,
        document=document,
    )
    async with deps.db.begin() as conn:
        await campaigns.insert(conn, made, copies)
    deps.due.set()
    return TestCampaignResponse(campaign_id=made.id, name=document.name)


def _copied(source: CampaignResponse, treatment_id: str) -> CampaignResponse:
    """The campaign with the content of one treatment, and without what a test does not have."""
    document = CampaignResponse()
    document.CopyFrom(source)
    chosen = next((t for t in source.additional_treatments if t.id == treatment_id), None)
    for member in content.MEMBERS if chosen is not None and content.own(chosen) else ():
        document.ClearField(member)  # type: ignore[arg-type]
        if chosen.HasField(member):  # type: ignore[union-attr, arg-type]
            getattr(document, member).CopyFrom(getattr(chosen, member))
    for member in ("additional_treatments", "limits", "schedule"):
        document.ClearField(member)  # type: ignore[arg-type]
    document.schedule.CopyFrom(Schedule(start_time="IMMEDIATE"))
    document.holdout_percent, document.is_paused = 0, False
    return document
