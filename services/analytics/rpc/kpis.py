"""The three DateRangeKpi operations (analytics spec 1). Paging arguments are accepted and ignored."""

from typing import Any

from counterpoint.analytics.v1 import analytics_pb2 as pb

from kit.times import format_iso
from services.analytics.domain import kpis, ranges
from services.analytics.rpc.deps import Deps
from services.analytics.store.kpi_query import base_counts


async def application(deps: Deps, request: pb.GetApplicationDateRangeKpiRequest) -> pb.GetApplicationDateRangeKpiResponse:
    """GetApplicationDateRangeKpi."""
    body = pb.ApplicationDateRangeKpiResponse(**await _computed(deps, "application", request))
    return pb.GetApplicationDateRangeKpiResponse(application_date_range_kpi_response=body)


async def campaign(deps: Deps, request: pb.GetCampaignDateRangeKpiRequest) -> pb.GetCampaignDateRangeKpiResponse:
    """GetCampaignDateRangeKpi. Whether the campaign exists was asked before, by the gateway."""
    computed = await _computed(deps, "campaign", request, campaign_id=request.campaign_id)
    body = pb.CampaignDateRangeKpiResponse(campaign_id=request.campaign_id, **computed)
    return pb.GetCampaignDateRangeKpiResponse(campaign_date_range_kpi_response=body)


async def journey(deps: Deps, request: pb.GetJourneyDateRangeKpiRequest) -> pb.GetJourneyDateRangeKpiResponse:
    """GetJourneyDateRangeKpi. Whether the journey exists was asked before, by the gateway."""
    computed = await _computed(deps, "journey", request, journey_id=request.journey_id)
    body = pb.JourneyDateRangeKpiResponse(journey_id=request.journey_id, **computed)
    return pb.GetJourneyDateRangeKpiResponse(journey_date_range_kpi_response=body)


async def _computed(deps: Deps, scope: str, request: Any, campaign_id: str = "", journey_id: str = "") -> dict[str, Any]:
    kpi = kpis.find(scope, request.kpi_name)
    start, end = ranges.effective(
        request.start_time if request.HasField("start_time") else None, request.end_time if request.HasField("end_time") else None, deps.clock.now()
    )
    counts = await base_counts(deps.columns, request.application_id, kpi.family, kpi.group, *ranges.bounds_ms(start, end), campaign_id, journey_id)
    result = pb.BaseKpiResult()
    for group, value in kpis.rows(kpi, counts):
        row = result.rows.add()
        if kpi.group:
            row.grouped_bys.add(key=kpi.group_key, type="String", value=group)
        row.values.add(key=kpi.value_key, type="Double", value=value)
    return {
        "application_id": request.application_id,
        "kpi_name": kpi.name,
        "start_time": format_iso(start),
        "end_time": format_iso(end),
        "kpi_result": result,
    }
