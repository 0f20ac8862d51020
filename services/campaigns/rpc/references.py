"""What a campaign refers to must exist when it is written: its segment and the content of its messages (campaigns spec
§2, §6.3, §10.2).
"""

from __future__ import annotations

from counterpoint.campaigns.v1.campaigns_pb2 import CampaignResponse, TreatmentResource
from counterpoint.delivery.v1.sending_pb2 import CheckContentRequest
from counterpoint.delivery.v1.sending_pb2_grpc import SendingServiceStub
from counterpoint.segments.v1.audience_pb2 import ResolveAppRequest
from counterpoint.segments.v1.audience_pb2_grpc import AudienceServiceStub
from counterpoint.segments.v1.segments_pb2 import GetSegmentRequest, GetSegmentVersionRequest, SegmentResponse
from counterpoint.segments.v1.segments_pb2_grpc import SegmentsServiceStub

from kit import caller
from kit.errors import Invalid, NotFound
from services.campaigns.deps import Deps
from services.campaigns.domain import cohorts, content, schedule

# A segment may rest on others; this deep we look for an imported one below an event campaign.
_DEEPEST = 5


async def ensure_app(deps: Deps, app_id: str) -> None:
    """Raises NotFound for an application that is unknown, deleted or another account's."""
    found = await deps.peers.stub("segments", AudienceServiceStub).ResolveApp(ResolveAppRequest(app_id=app_id))
    if found.account_id != caller.current().account:
        raise NotFound("Application not found")


async def pin_segment(deps: Deps, app_id: str, document: CampaignResponse) -> None:
    """Sets the document's segment version, the latest when none is named. Raises NotFound for an unknown segment or
    version, Invalid for an imported one below an event campaign.
    """
    segment = await _segment(deps, app_id, document.segment_id, document.segment_version)
    document.segment_version = segment.version or 1
    if schedule.kind(document.schedule) == schedule.EVENT and await _imported(deps, app_id, segment):
        raise Invalid("SegmentId: an event campaign needs a dynamic segment that rests on no imported one")


async def check_content(deps: Deps, app_id: str, document: CampaignResponse) -> dict[str, bytes]:
    """Has the sender check every treatment's content and returns the template copies by treatment: serialised
    CheckContentResponse.

    Raises NotFound for an unknown template or version, Invalid with the wire path otherwise.
    """
    copies = {cohorts.DEFAULT_TREATMENT: await _check(deps, app_id, document, "")}
    for i, treatment in enumerate(document.additional_treatments):
        if content.own(treatment):
            copies[treatment.id] = await _check(deps, app_id, treatment, f"AdditionalTreatments[{i}].")
    return copies


async def _check(deps: Deps, app_id: str, source: CampaignResponse | TreatmentResource, prefix: str) -> bytes:
    request = CheckContentRequest(app_id=app_id, account_id=caller.current().account)
    for member in content.MEMBERS:
        if source.HasField(member):  # type: ignore[arg-type]
            getattr(request, member).CopyFrom(getattr(source, member))
    # In-app messages are pulled, not sent: their rules are ours (domain/inapp.py).
    if request.HasField("message_configuration"):
        request.message_configuration.ClearField("in_app_message")
    if request.HasField("template_configuration"):
        request.template_configuration.ClearField("in_app_template")
    try:
        answer = await deps.peers.stub("delivery", SendingServiceStub).CheckContent(request)
    except Invalid as error:
        raise Invalid("; ".join(prefix + part for part in error.message.split("; ")), error.reason) from None
    return bytes(answer.SerializeToString())


async def _segment(deps: Deps, app_id: str, segment_id: str, version: int) -> SegmentResponse:
    stub = deps.peers.stub("segments", SegmentsServiceStub)
    if version:
        versioned = GetSegmentVersionRequest(application_id=app_id, segment_id=segment_id, version=str(version))
        return (await stub.GetSegmentVersion(versioned)).segment_response
    return (await stub.GetSegment(GetSegmentRequest(application_id=app_id, segment_id=segment_id))).segment_response


async def _imported(deps: Deps, app_id: str, segment: SegmentResponse, depth: int = 0) -> bool:
    if segment.segment_type == "IMPORT":
        return True
    if depth == _DEEPEST:
        return False
    for group in segment.segment_groups.groups:
        for source in group.source_segments:
            if await _imported(deps, app_id, await _segment(deps, app_id, source.id, source.version), depth + 1):
                return True
    return False
