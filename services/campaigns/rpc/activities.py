"""ListCampaignActivities: our runs with delivery's books."""

from __future__ import annotations

from counterpoint.campaigns.v1.campaigns_pb2 import (
    ActivitiesResponse,
    ActivityResponse,
    ListCampaignActivitiesRequest,
    ListCampaignActivitiesResponse,
)
from counterpoint.delivery.v1.sending_pb2 import ListRunsRequest, Run
from counterpoint.delivery.v1.sending_pb2_grpc import SendingServiceStub

from kit import caller
from kit.paging import page_size
from kit.times import format_ms
from services.campaigns.deps import Deps
from services.campaigns.domain import activities
from services.campaigns.store import campaigns, runs


async def list_campaign_activities(
    deps: Deps, request: ListCampaignActivitiesRequest
) -> ListCampaignActivitiesResponse:
    """One activity per run and treatment, newest first. Raises NotFound, Invalid for a bad page size or token."""
    size, scope = page_size(request.page_size), f"{request.application_id}/{request.campaign_id}"
    after = deps.pages.decode("ListCampaignActivities", scope, request.token) if request.token else None
    async with deps.db.connect() as conn:
        campaign = await campaigns.get(conn, request.application_id, caller.current().account, request.campaign_id)
        rows = await runs.list_page(conn, campaign.id, size + 1, after)
    known = await _known(deps, campaign.app_id, [row.run_id for row in rows[:size]])
    page = ActivitiesResponse(item=[_activity(row, known.get(row.run_id)) for row in rows[:size]])
    if len(rows) > size:
        last = rows[size - 1]
        page.next_token = deps.pages.encode("ListCampaignActivities", scope, [last.scheduled_ms, last.run_id])
    return ListCampaignActivitiesResponse(activities_response=page)


async def _known(deps: Deps, app_id: str, run_ids: list[str]) -> dict[str, Run]:
    if not run_ids:
        return {}
    stub = deps.peers.stub("delivery", SendingServiceStub)
    answer = await stub.ListRuns(ListRunsRequest(app_id=app_id, run_ids=run_ids, page_size=len(run_ids)))
    return {run.run_id: run for run in answer.runs}


def _activity(row: runs.RunRow, run: Run | None) -> ActivityResponse:
    """A run that delivery does not know yet is pending and empty; one it refused has failed."""
    activity = ActivityResponse(
        application_id=row.app_id,
        campaign_id=row.campaign_id,
        id=row.run_id,
        treatment_id=row.treatment_id,
        scheduled_start=format_ms(row.scheduled_ms),
        state="COMPLETED" if row.state == "REFUSED" else "PENDING",
        timezones_total_count=1,
        timezones_completed_count=0,
        total_endpoint_count=0,
        successful_endpoint_count=0,
    )
    result = row.result if run is None else run.result
    if result:
        activity.result = result
    if run is None:
        return activity
    activity.state = run.state
    activity.total_endpoint_count = activities.int32(run.books.targeted)
    activity.successful_endpoint_count = activities.int32(run.books.sent)
    activity.timezones_completed_count = 1 if run.ended_ms else 0
    activity.execution_metrics.update(activities.execution_metrics(run.books))
    if run.started_ms:
        activity.start = format_ms(run.started_ms)
    if run.ended_ms:
        activity.end = format_ms(run.ended_ms)
    return activity
