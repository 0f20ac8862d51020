"""CreateCampaign, GetCampaign, ListCampaigns, UpdateCampaign, DeleteCampaign."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from counterpoint.campaigns.v1.campaigns_pb2 import (
    ApplicationSettingsResource,
    CampaignResponse,
    CampaignsResponse,
    CreateCampaignRequest,
    CreateCampaignResponse,
    DeleteCampaignRequest,
    DeleteCampaignResponse,
    GetCampaignRequest,
    GetCampaignResponse,
    ListCampaignsRequest,
    ListCampaignsResponse,
    UpdateCampaignRequest,
    UpdateCampaignResponse,
    WriteCampaignRequest,
)

from kit import caller, ids, tags
from kit.errors import Invalid, NotBuilt, NotFound, Unavailable
from kit.paging import page_size
from kit.times import to_us
from services.campaigns.deps import Deps
from services.campaigns.domain import content, launch, merge, schedule, states, trials, validate
from services.campaigns.rpc import documents, references
from services.campaigns.store import campaigns, settings
from services.campaigns.store.campaigns import CampaignRow

DEFAULT_PRIORITY = 3
# How often an update starts over because the campaign changed while it was being checked.
_ATTEMPTS = 4
_SEGMENT = {"segment_id", "segment_version"}
_CONTENT = {*content.MEMBERS, "additional_treatments"}
_SCHEDULES = {"schedule", "additional_treatments"}


async def create_campaign(deps: Deps, request: CreateCampaignRequest) -> CreateCampaignResponse:
    """Stores a campaign; an unpaused one is planned. Raises Invalid, NotFound (application, segment, template),
    NotBuilt for what cannot be launched yet.
    """
    now, who, write = deps.clock.now(), caller.current(), request.write_campaign_request
    document = _with_defaults(merge.merged(CampaignResponse(), write))
    _refuse(validate.faults(document, now, fresh_schedules=True) + tags.faults(write.tags))
    async with deps.db.connect() as conn:
        app = await settings.get(conn, request.application_id, who.account) or ApplicationSettingsResource()
    if not document.is_paused:
        _refuse_not_built(document, app)
    await references.pin_segment(deps, request.application_id, document)
    copies = await references.check_content(deps, request.application_id, document)
    row = CampaignRow(
        id=ids.new_id(),
        app_id=request.application_id,
        account_id=who.account,
        created_ms=_ms(now),
        version=1,
        kind=schedule.kind(document.schedule),
        status=states.PAUSED if document.is_paused else states.SCHEDULED,
        next_run_ms=None if document.is_paused else _ms(schedule.due(document.schedule, now)),
        app_settings=app,
        written_ms=_ms(now),
        document=document,
        tags=dict(write.tags),
    )
    async with deps.db.begin() as conn:
        await campaigns.check_quotas(conn, deps.quotas, row)
        await campaigns.insert(conn, row, copies)
    deps.due.set()
    return CreateCampaignResponse(campaign_response=documents.response(row))


async def get_campaign(deps: Deps, request: GetCampaignRequest) -> GetCampaignResponse:
    """The newest version. Raises NotFound."""
    async with deps.db.connect() as conn:
        row = await campaigns.get(conn, request.application_id, caller.current().account, request.campaign_id)
    return GetCampaignResponse(campaign_response=documents.response(row))


async def list_campaigns(deps: Deps, request: ListCampaignsRequest) -> ListCampaignsResponse:
    """Newest first, by keyset. Raises Invalid for a bad page size or token, NotFound for an unknown application."""
    app_id, size = request.application_id, page_size(request.page_size)
    after = deps.pages.decode("ListCampaigns", app_id, request.token) if request.token else None
    async with deps.db.connect() as conn:
        rows = await campaigns.list_page(conn, app_id, caller.current().account, size + 1, after)
    if not rows and after is None:
        await references.ensure_app(deps, app_id)
    page = CampaignsResponse(item=[documents.response(row) for row in rows[:size]])
    if len(rows) > size:
        last = rows[size - 1]
        page.next_token = deps.pages.encode("ListCampaigns", app_id, [last.created_ms, last.id])
    return ListCampaignsResponse(campaigns_response=page)


async def update_campaign(deps: Deps, request: UpdateCampaignRequest) -> UpdateCampaignResponse:
    """Stores a new version by the merge rule; applies from the next run. Raises Invalid for what the state forbids,
    NotFound, NotBuilt.
    """
    who, write = caller.current(), request.write_campaign_request
    for _ in range(_ATTEMPTS):
        async with deps.db.connect() as conn:
            stored = await campaigns.get(conn, request.application_id, who.account, request.campaign_id)
            copies = await campaigns.copies_of(conn, stored.id, stored.version)
        row, copies = await _rewritten(deps, stored, write, copies)
        async with deps.db.begin() as conn:
            current = await campaigns.get(conn, request.application_id, who.account, request.campaign_id, lock=True)
            # A run that began or a write that came between is judged anew.
            if (current.version, current.status) == (stored.version, stored.status):
                row = replace(row, tags=current.tags)
                await campaigns.check_quotas(conn, deps.quotas, row)
                await campaigns.update(conn, row, copies)
                break
    else:
        raise Unavailable("the campaign is being changed by others", retry_after=1)
    deps.due.set()
    return UpdateCampaignResponse(campaign_response=documents.response(row))


async def delete_campaign(deps: Deps, request: DeleteCampaignRequest) -> DeleteCampaignResponse:
    """Deletes the campaign and has its runs stopped; answers what it was, with status DELETED. Raises NotFound."""
    async with deps.db.begin() as conn:
        row = await campaigns.get(
            conn, request.application_id, caller.current().account, request.campaign_id, lock=True
        )
        await campaigns.mark_deleted(conn, row.id)
    deps.stops.set()
    return DeleteCampaignResponse(campaign_response=documents.response(replace(row, status=states.DELETED)))


async def _rewritten(
    deps: Deps, stored: CampaignRow, write: WriteCampaignRequest, copies: dict[str, bytes]
) -> tuple[CampaignRow, dict[str, bytes]]:
    """The row and template copies after an update, checked. References are checked anew only where they were written or
    the campaign was INVALID: a template or segment that is gone must not keep anybody from pausing.
    """
    now, written = deps.clock.now(), set(merge.written(write))
    document = merge.merged(stored.document, write)
    changed = merge.changed(stored.document, document, write)
    if "segment_id" in changed and "segment_version" not in written:
        document.segment_version = 0
    refused = states.refusal(stored.status, schedule.frequency(stored.document.schedule) == "ONCE", changed)
    if refused:
        raise Invalid(refused)
    fresh = bool(changed & _SCHEDULES)
    _refuse(validate.faults(document, now, fresh_schedules=fresh))
    edit = states.edit(stored.status, stored.document.is_paused, document.is_paused, fresh)
    status = {states.Edit.KEEP: stored.status, states.Edit.PAUSE: states.PAUSED, states.Edit.PLAN: states.SCHEDULED}[
        edit
    ]
    if status == states.SCHEDULED:
        _refuse_not_built(document, stored.app_settings)
    if edit is states.Edit.PLAN and schedule.passed(document.schedule, now) and not fresh:
        raise Invalid("Schedule.StartTime: has passed and the campaign never ran; send a new Schedule to resume it")
    kind = trials.KIND if stored.kind == trials.KIND else schedule.kind(document.schedule)
    if changed & _SEGMENT or stored.status == states.INVALID or kind != stored.kind:
        await references.pin_segment(deps, stored.app_id, document)
    if written & _CONTENT or stored.status == states.INVALID:
        try:
            copies = await references.check_content(deps, stored.app_id, document)
        except NotFound:
            # A client that sends back what it read does not ask for the template again; its copy serves on.
            if changed & _CONTENT or stored.status == states.INVALID:
                raise
    row = replace(
        stored,
        version=stored.version + 1,
        shown_version=stored.version + 1,
        kind=kind,
        status=status,
        next_run_ms={
            states.Edit.KEEP: stored.next_run_ms,
            states.Edit.PAUSE: None,
            states.Edit.PLAN: _planned_ms(stored, document, now),
        }[edit],
        written_ms=_ms(now),
        document=document,
    )
    return row, copies


def _planned_ms(stored: CampaignRow, document: CampaignResponse, now: datetime) -> int:
    """When the next run is due. A run that delivery refused keeps its time for itself, so a campaign that was INVALID
    never takes a time that has passed.
    """
    due = _ms(schedule.due(document.schedule, now))
    return max(due, _ms(now)) if stored.status == states.INVALID else due


def _with_defaults(document: CampaignResponse) -> CampaignResponse:
    """What a campaign holds that says nothing about it (campaigns spec §2)."""
    document.holdout_percent = document.holdout_percent
    document.is_paused = document.is_paused
    if not document.HasField("priority"):
        document.priority = DEFAULT_PRIORITY
    return document


def _refuse(faults: list[tuple[str, str]]) -> None:
    if faults:
        raise Invalid.of(faults)


def _refuse_not_built(document: CampaignResponse, app: ApplicationSettingsResource) -> None:
    member = launch.not_built(document, app)
    if member:
        raise NotBuilt(f"Launching a campaign with {member} is not built yet; it can be stored with IsPaused true")


def _ms(moment: datetime) -> int:
    return to_us(moment) // 1000
