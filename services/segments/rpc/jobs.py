"""Import and export jobs: creating and watching them."""

import re

from counterpoint.segments.v1 import audience_pb2
from counterpoint.segments.v1 import segments_pb2 as pb

from kit import caller, ids
from kit.errors import Invalid, NotFound
from kit.objects import split
from kit.paging import page_size
from kit.times import format_us
from services.segments.rpc.deps import Deps
from services.segments.store.jobs import Job
from services.segments.store.segments import IMPORT

_ROLE = re.compile(r"arn:[a-z0-9-]+:iam::\d{12}:role/\S{1,512}")
# Members of StartImport that ImportJobRequest does not have.
_OURS = frozenset({"app_id", "emit_changes"})
_PLAIN_COUNTERS = (("processed", "total_processed"), ("failed", "total_failures"), ("pieces", "completed_pieces"), ("failed_pieces", "failed_pieces"))


async def create_import_job(deps: Deps, request: pb.CreateImportJobRequest) -> pb.CreateImportJobResponse:
    """Takes the job; it runs in the background."""
    wanted = pb.ImportJobRequest()
    wanted.CopyFrom(request.import_job_request)
    return pb.CreateImportJobResponse(import_job_response=await _take_import(deps, request.application_id, wanted, emit_changes=False))


async def start_import(deps: Deps, request: audience_pb2.StartImportRequest) -> audience_pb2.StartImportResponse:
    """Takes the job as CreateImportJob does; it tells its changes when asked to (endpoints spec 1.7)."""
    wanted = pb.ImportJobRequest()
    for field, value in request.ListFields():
        if field.name not in _OURS:
            setattr(wanted, field.name, value)
    job = await _take_import(deps, request.app_id, wanted, request.emit_changes)
    return audience_pb2.StartImportResponse(import_job_response=job)


async def _take_import(deps: Deps, app_id: str, wanted: pb.ImportJobRequest, emit_changes: bool) -> pb.ImportJobResponse:
    """Checks what is wanted, completes it and stores the job."""
    app = await deps.app(app_id)
    _check_place("S3Url", wanted.s3_url)
    _check_role(wanted.role_arn)
    if wanted.format not in ("CSV", "JSON"):
        raise Invalid("Format: must be CSV or JSON")
    if not wanted.HasField("define_segment") and not wanted.HasField("register_endpoints"):
        wanted.define_segment, wanted.register_endpoints = False, True
    planned = ""
    if wanted.segment_id:
        await _check_imported(deps, app.app_id, wanted.segment_id)
        wanted.define_segment = True
        planned = wanted.segment_id
    elif wanted.define_segment:
        planned = ids.new_id()
    if len(wanted.segment_name) > 128:
        raise Invalid("SegmentName: must have 1 to 128 characters")
    job = _new(deps, app.app_id, app.account_id, "IMPORT", wanted.SerializeToString(), wanted.segment_id or None)
    job.emit_changes = emit_changes
    if planned:
        job.cursor["segment"] = planned
    await deps.jobs.create(job, deps.config.running_imports if deps.config.refuse_imports_above else None)
    deps.job_waits()
    return shown_import(job)


async def create_export_job(deps: Deps, request: pb.CreateExportJobRequest) -> pb.CreateExportJobResponse:
    """Takes the job; it runs in the background. Raises NotFound for an unknown segment."""
    app = await deps.app(request.application_id)
    wanted = request.export_job_request
    _check_place("S3UrlPrefix", wanted.s3_url_prefix)
    _check_role(wanted.role_arn)
    if wanted.segment_id:
        await deps.segments.get(app.app_id, wanted.segment_id, wanted.segment_version)
    job = _new(deps, app.app_id, app.account_id, "EXPORT", wanted.SerializeToString(), wanted.segment_id or None)
    await deps.jobs.create(job, None)
    deps.job_waits()
    return pb.CreateExportJobResponse(export_job_response=shown_export(job))


async def get_import_job(deps: Deps, request: pb.GetImportJobRequest) -> pb.GetImportJobResponse:
    """An import job and its progress."""
    await deps.app(request.application_id)
    return pb.GetImportJobResponse(import_job_response=shown_import(await deps.jobs.get(request.application_id, "IMPORT", request.job_id)))


async def get_export_job(deps: Deps, request: pb.GetExportJobRequest) -> pb.GetExportJobResponse:
    """An export job and its progress."""
    await deps.app(request.application_id)
    return pb.GetExportJobResponse(export_job_response=shown_export(await deps.jobs.get(request.application_id, "EXPORT", request.job_id)))


async def list_import_jobs(deps: Deps, request: pb.ListImportJobsRequest) -> pb.ListImportJobsResponse:
    """An app's imports, newest first."""
    found, token = await _page(deps, request.application_id, "IMPORT", None, request.page_size, request.token)
    return pb.ListImportJobsResponse(import_jobs_response=_imports(found, token))


async def list_export_jobs(deps: Deps, request: pb.ListExportJobsRequest) -> pb.ListExportJobsResponse:
    """An app's exports, newest first."""
    found, token = await _page(deps, request.application_id, "EXPORT", None, request.page_size, request.token)
    return pb.ListExportJobsResponse(export_jobs_response=_exports(found, token))


async def list_segment_import_jobs(deps: Deps, request: pb.ListSegmentImportJobsRequest) -> pb.ListSegmentImportJobsResponse:
    """The imports of a segment, newest first."""
    await _need_segment(deps, request.application_id, request.segment_id)
    found, token = await _page(deps, request.application_id, "IMPORT", request.segment_id, request.page_size, request.token)
    return pb.ListSegmentImportJobsResponse(import_jobs_response=_imports(found, token))


async def list_segment_export_jobs(deps: Deps, request: pb.ListSegmentExportJobsRequest) -> pb.ListSegmentExportJobsResponse:
    """The exports of a segment, newest first."""
    await _need_segment(deps, request.application_id, request.segment_id)
    found, token = await _page(deps, request.application_id, "EXPORT", request.segment_id, request.page_size, request.token)
    return pb.ListSegmentExportJobsResponse(export_jobs_response=_exports(found, token))


async def _page(deps: Deps, app_id: str, kind: str, segment_id: str | None, size_text: str, token: str) -> tuple[list[Job], str]:
    app = await deps.app(app_id)
    size = page_size(size_text)
    operation, scope = f"{kind}-jobs", f"{app.app_id}/{segment_id or ''}"
    after = deps.pages.decode(operation, scope, token) if token else None
    found = await deps.jobs.page(app.app_id, kind, segment_id, size + 1, (after[0], after[1]) if after else None)
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    return found[:size], deps.pages.encode(operation, scope, [last.created_us, last.job_id])


async def _need_segment(deps: Deps, app_id: str, segment_id: str) -> None:
    await deps.app(app_id)
    await deps.segments.get(app_id, segment_id)


async def _check_imported(deps: Deps, app_id: str, segment_id: str) -> None:
    try:
        segment = await deps.segments.get(app_id, segment_id)
    except NotFound:
        raise Invalid(f"Segment not found: {segment_id}") from None
    if segment.kind != IMPORT:
        raise Invalid("SegmentId: must name an imported segment")


def _check_place(path: str, url: str) -> None:
    try:
        split(url)
    except Invalid:
        raise Invalid(f"{path}: must have the form s3://bucket/key") from None


def _check_role(arn: str) -> None:
    if not _ROLE.fullmatch(arn):
        raise Invalid("RoleArn: must be the ARN of a role, arn:aws:iam::<12 digits>:role/<name>")


def _new(deps: Deps, app_id: str, account_id: str, kind: str, request: bytes, segment_id: str | None) -> Job:
    return Job(app_id, ids.new_id(), account_id or caller.current().account, kind, "CREATED", request, segment_id, deps.clock.now_us())


def _imports(jobs: list[Job], token: str) -> pb.ImportJobsResponse:
    return pb.ImportJobsResponse(item=[shown_import(job) for job in jobs], next_token=token or None)


def _exports(jobs: list[Job], token: str) -> pb.ExportJobsResponse:
    return pb.ExportJobsResponse(item=[shown_export(job) for job in jobs], next_token=token or None)


def shown_import(job: Job) -> pb.ImportJobResponse:
    """The job as the API shows it."""
    asked = pb.ImportJobRequest.FromString(job.request)
    definition = pb.ImportJobResource.FromString(job.request)
    if job.segment_id and (asked.segment_id or job.status == "COMPLETED"):
        definition.segment_id = job.segment_id
    answer = pb.ImportJobResponse(
        application_id=job.app_id, creation_date=format_us(job.created_us), definition=definition, id=job.job_id, job_status=job.status, type="IMPORT"
    )
    _fill(answer, job)
    return answer


def shown_export(job: Job) -> pb.ExportJobResponse:
    """The job as the API shows it."""
    definition = pb.ExportJobResource.FromString(job.request)
    answer = pb.ExportJobResponse(
        application_id=job.app_id, creation_date=format_us(job.created_us), definition=definition, id=job.job_id, job_status=job.status, type="EXPORT"
    )
    _fill(answer, job)
    return answer


def _fill(answer: pb.ImportJobResponse | pb.ExportJobResponse, job: Job) -> None:
    """Counters appear once the job has begun."""
    if job.completed_us is not None:
        answer.completion_date = format_us(job.completed_us)
    if job.status == "CREATED":
        return
    for name, member in _PLAIN_COUNTERS:
        setattr(answer, member, int(job.counters.get(name, 0)))
    answer.total_pieces = answer.completed_pieces + answer.failed_pieces + (1 if job.counters.get("rows_in_piece") else 0)
    answer.failures.extend(job.failures)
