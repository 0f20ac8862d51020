"""Charts by name (analytics spec 7, 8)."""

from collections import defaultdict

from counterpoint.analytics.v1 import charts_pb2 as pb

from kit.errors import Invalid, NotBuilt
from kit.times import format_ms, parse_us
from services.analytics.rpc.deps import Deps
from services.analytics.store import chart_query

# What does not add up over days: distinct counts.
_DISTINCT = frozenset({"PayingUsers", "Endpoints"})
_UNITS = {"revenue": "purchases", "events": "events"}
_NOT_BUILT = frozenset(
    {
        "daily-active-endpoints",
        "monthly-active-endpoints",
        "new-endpoints",
        "daily-active-users",
        "monthly-active-users",
        "new-users",
        "daily-retention",
        "weekly-retention",
        "7-day-rate",
        "sticky-factor",
        "sessions",
        "event-metrics",
        "best-hour",
        "voice",
    }
)


async def get_chart(deps: Deps, request: pb.GetChartRequest) -> pb.GetChartResponse:
    """Computes one chart; raises Invalid for an unknown name or range, NotBuilt for one without an engine."""
    if request.name in _NOT_BUILT:
        raise NotBuilt(f"the chart {request.name} is not built yet")
    if request.name not in _UNITS:
        raise Invalid(f"Unsupported chart: {request.name}")
    await deps.retention.refresh()
    now_ms = deps.clock.now_ms()
    from_ms = _ms("start-time", request.start_time, now_ms - deps.retention.days(request.app_id) * 86_400_000)
    to_ms = _ms("end-time", request.end_time, now_ms)
    if to_ms < from_ms:
        raise Invalid("end-time: must be after start-time")
    if request.name == "revenue":
        rows = await chart_query.revenue(deps.columns, request.app_id, from_ms, to_ms)
    else:
        rows = await chart_query.events(deps.columns, request.app_id, from_ms, to_ms, request.event_type)
    response = pb.GetChartResponse(name=request.name, unit=_UNITS[request.name], start_time=format_ms(from_ms), end_time=format_ms(to_ms))
    totals: dict[str, float] = defaultdict(float)
    for series, day, values in rows:
        response.points.add(day=day, series=series, values=values)
        for name, value in values.items():
            if name not in _DISTINCT:
                totals[f"{series}.{name}"] += value
                if name != "Revenue":
                    totals[name] += value
    response.totals.update(totals)
    return response


def _ms(name: str, text: str, default: int) -> int:
    if not text:
        return default
    try:
        return parse_us(text) // 1000
    except ValueError:
        raise Invalid(f"{name}: is not an ISO 8601 date") from None
