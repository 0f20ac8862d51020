"""Import jobs of event history: beginning and watching them (events spec 1.7)."""

import re

from counterpoint.analytics.v1 import history_pb2 as pb
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc

from kit import ids
from kit.caller import current
from kit.errors import Invalid, NotFound
from kit.objects import split
from kit.times import format_us
from services.analytics.rpc.deps import Deps
from services.analytics.store.history import EventImport

_ROLE = re.compile(r"arn:[a-z0-9-]+:iam::\d{12}:role/\S{1,512}")
_LONGEST = 2048


async def start(deps: Deps, request: pb.StartEventImportRequest) -> pb.StartEventImportResponse:
    """Takes the job; it runs in the background."""
    split(request.s3_url)
    if len(request.s3_url) > _LONGEST:
        raise Invalid(f"S3Url: must have 1 to {_LONGEST} characters")
    if not _ROLE.fullmatch(request.role_arn):
        raise Invalid("RoleArn: must be the ARN of a role")
    await _own(deps, request.app_id)
    job = EventImport(request.app_id, ids.new_id(), current().account, request.s3_url, request.role_arn, deps.clock.now_us())
    await deps.imports.create(job)
    deps.import_waits()
    return pb.StartEventImportResponse(event_import_response=_shown(job))


async def get(deps: Deps, request: pb.GetEventImportRequest) -> pb.GetEventImportResponse:
    """A job and its progress. Raises NotFound."""
    await _own(deps, request.app_id)
    return pb.GetEventImportResponse(event_import_response=_shown(await deps.imports.get(request.app_id, request.job_id)))


async def _own(deps: Deps, app_id: str) -> None:
    """Raises NotFound unless the app is the caller's."""
    stub = deps.peers.stub("segments", audience_pb2_grpc.AudienceServiceStub)
    answer = await stub.ResolveApp(audience_pb2.ResolveAppRequest(app_id=app_id))
    if answer.account_id != current().account:
        raise NotFound("Application not found")


def _shown(job: EventImport) -> pb.EventImportResponse:
    shown = pb.EventImportResponse(
        application_id=job.app_id,
        id=job.job_id,
        job_status=job.status,
        creation_date=format_us(job.created_us),
        definition=pb.EventImportDefinition(s3_url=job.s3_url, role_arn=job.role_arn),
        type="IMPORT_EVENTS",
        completed_pieces=job.pieces,
        failed_pieces=job.failed_pieces,
        total_processed=job.processed,
        total_failures=job.failed,
        total_expired=job.expired,
        failures=job.failures,
    )
    if job.completed_us is not None:
        shown.completion_date = format_us(job.completed_us)
    return shown
