"""Runs and execution metrics. A draft has no runs and counts nothing: 200 with empty metrics (analytics spec §5)."""

from __future__ import annotations

from counterpoint.journeys.v1 import journeys_pb2 as pb

from kit.errors import NotFound
from kit.paging import page_size
from kit.times import format_us, to_us
from services.journeys.deps import Deps
from services.journeys.domain import activities
from services.journeys.rpc.journeys import find
from services.journeys.store.journeys import JourneyRow


async def list_journey_runs(deps: Deps, request: pb.ListJourneyRunsRequest) -> pb.ListJourneyRunsResponse:
    """The runs, none of a draft. Raises NotFound, Invalid for a bad page size or token."""
    page_size(request.page_size)
    row = await find(deps, request.application_id, request.journey_id)
    if request.token:
        deps.pages.decode("ListJourneyRuns", row.id, request.token)
    return pb.ListJourneyRunsResponse(journey_runs_response=pb.JourneyRunsResponse())


async def get_journey_execution_metrics(
    deps: Deps, request: pb.GetJourneyExecutionMetricsRequest
) -> pb.GetJourneyExecutionMetricsResponse:
    """Raises NotFound."""
    row = await find(deps, request.application_id, request.journey_id)
    answer = pb.JourneyExecutionMetricsResponse(
        application_id=row.app_id, journey_id=row.id, last_evaluated_time=_now(deps)
    )
    return pb.GetJourneyExecutionMetricsResponse(journey_execution_metrics_response=answer)


async def get_journey_execution_activity_metrics(
    deps: Deps, request: pb.GetJourneyExecutionActivityMetricsRequest
) -> pb.GetJourneyExecutionActivityMetricsResponse:
    """Raises NotFound, for an unknown activity too."""
    row = await find(deps, request.application_id, request.journey_id)
    answer = pb.JourneyExecutionActivityMetricsResponse(
        application_id=row.app_id,
        journey_id=row.id,
        journey_activity_id=request.journey_activity_id,
        activity_type=_activity_type(row, request.journey_activity_id),
        last_evaluated_time=_now(deps),
    )
    return pb.GetJourneyExecutionActivityMetricsResponse(journey_execution_activity_metrics_response=answer)


async def get_journey_run_execution_metrics(
    deps: Deps, request: pb.GetJourneyRunExecutionMetricsRequest
) -> pb.GetJourneyRunExecutionMetricsResponse:
    """Raises NotFound: no journey can have a run yet."""
    await find(deps, request.application_id, request.journey_id)
    raise NotFound("Resource not found")


async def get_journey_run_execution_activity_metrics(
    deps: Deps, request: pb.GetJourneyRunExecutionActivityMetricsRequest
) -> pb.GetJourneyRunExecutionActivityMetricsResponse:
    """Raises NotFound: no journey can have a run yet."""
    await find(deps, request.application_id, request.journey_id)
    raise NotFound("Resource not found")


def _activity_type(row: JourneyRow, activity_id: str) -> str:
    if activity_id not in row.document.activities:
        raise NotFound("Resource not found")
    return activities.kind(row.document.activities[activity_id])


def _now(deps: Deps) -> str:
    return format_us(to_us(deps.clock.now()))
