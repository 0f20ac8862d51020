"""Table of contents: every RPC of analytics and the function behind it."""

from typing import Any

from counterpoint.analytics.v1 import analytics_pb2_grpc, charts_pb2_grpc, history_pb2_grpc, ingest_pb2_grpc

from services.analytics.rpc import charts, history, ingest, kpis, streams, upkeep
from services.analytics.rpc.deps import Deps


class Analytics(analytics_pb2_grpc.AnalyticsServiceServicer):
    """Pinpoint's operations."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def PutEvents(self, request: Any, context: Any) -> Any:
        return await ingest.put_events(self._deps, request)

    async def PutEventStream(self, request: Any, context: Any) -> Any:
        return await streams.put(self._deps, request)

    async def GetEventStream(self, request: Any, context: Any) -> Any:
        return await streams.get(self._deps, request)

    async def DeleteEventStream(self, request: Any, context: Any) -> Any:
        return await streams.delete(self._deps, request)

    async def GetApplicationDateRangeKpi(self, request: Any, context: Any) -> Any:
        return await kpis.application(self._deps, request)

    async def GetCampaignDateRangeKpi(self, request: Any, context: Any) -> Any:
        return await kpis.campaign(self._deps, request)

    async def GetJourneyDateRangeKpi(self, request: Any, context: Any) -> Any:
        return await kpis.journey(self._deps, request)


class Ingest(ingest_pb2_grpc.IngestServiceServicer):
    """What the gateway and operators ask."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def PutRawEvents(self, request: Any, context: Any) -> Any:
        return await ingest.put_raw_events(self._deps, request)

    async def SetRetention(self, request: Any, context: Any) -> Any:
        return await upkeep.set_retention(self._deps, request)

    async def GetIngestStatus(self, request: Any, context: Any) -> Any:
        return await upkeep.ingest_status(self._deps, request)


class Charts(charts_pb2_grpc.ChartsServiceServicer):
    """Charts under /counterpoint/v1."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def GetChart(self, request: Any, context: Any) -> Any:
        return await charts.get_chart(self._deps, request)


class History(history_pb2_grpc.HistoryServiceServicer):
    """Imports of event history under /counterpoint/v1."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def StartEventImport(self, request: Any, context: Any) -> Any:
        return await history.start(self._deps, request)

    async def GetEventImport(self, request: Any, context: Any) -> Any:
        return await history.get(self._deps, request)
