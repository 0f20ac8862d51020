"""The RPCs of the journeys service, one line each; the function of the same name stands in the module of its noun."""

from __future__ import annotations

from typing import Any

from counterpoint.journeys.v1 import journeys_pb2 as pb
from counterpoint.journeys.v1.journeys_pb2_grpc import JourneysServiceServicer

from services.journeys.deps import Deps
from services.journeys.rpc import journeys, metrics, tags


class Servicer(JourneysServiceServicer):
    """Table of contents."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def CreateJourney(self, request: pb.CreateJourneyRequest, context: Any) -> pb.CreateJourneyResponse:
        return await journeys.create_journey(self._deps, request)

    async def GetJourney(self, request: pb.GetJourneyRequest, context: Any) -> pb.GetJourneyResponse:
        return await journeys.get_journey(self._deps, request)

    async def ListJourneys(self, request: pb.ListJourneysRequest, context: Any) -> pb.ListJourneysResponse:
        return await journeys.list_journeys(self._deps, request)

    async def UpdateJourney(self, request: pb.UpdateJourneyRequest, context: Any) -> pb.UpdateJourneyResponse:
        return await journeys.update_journey(self._deps, request)

    async def UpdateJourneyState(
        self, request: pb.UpdateJourneyStateRequest, context: Any
    ) -> pb.UpdateJourneyStateResponse:
        return await journeys.update_journey_state(self._deps, request)

    async def DeleteJourney(self, request: pb.DeleteJourneyRequest, context: Any) -> pb.DeleteJourneyResponse:
        return await journeys.delete_journey(self._deps, request)

    async def ListJourneyRuns(self, request: pb.ListJourneyRunsRequest, context: Any) -> pb.ListJourneyRunsResponse:
        return await metrics.list_journey_runs(self._deps, request)

    async def GetJourneyExecutionMetrics(
        self, request: pb.GetJourneyExecutionMetricsRequest, context: Any
    ) -> pb.GetJourneyExecutionMetricsResponse:
        return await metrics.get_journey_execution_metrics(self._deps, request)

    async def GetJourneyExecutionActivityMetrics(
        self, request: pb.GetJourneyExecutionActivityMetricsRequest, context: Any
    ) -> pb.GetJourneyExecutionActivityMetricsResponse:
        return await metrics.get_journey_execution_activity_metrics(self._deps, request)

    async def GetJourneyRunExecutionMetrics(
        self, request: pb.GetJourneyRunExecutionMetricsRequest, context: Any
    ) -> pb.GetJourneyRunExecutionMetricsResponse:
        return await metrics.get_journey_run_execution_metrics(self._deps, request)

    async def GetJourneyRunExecutionActivityMetrics(
        self, request: pb.GetJourneyRunExecutionActivityMetricsRequest, context: Any
    ) -> pb.GetJourneyRunExecutionActivityMetricsResponse:
        return await metrics.get_journey_run_execution_activity_metrics(self._deps, request)

    async def ListTagsForResource(
        self, request: pb.ListTagsForResourceRequest, context: Any
    ) -> pb.ListTagsForResourceResponse:
        return await tags.list_tags_for_resource(self._deps, request)

    async def TagResource(self, request: pb.TagResourceRequest, context: Any) -> pb.TagResourceResponse:
        return await tags.tag_resource(self._deps, request)

    async def UntagResource(self, request: pb.UntagResourceRequest, context: Any) -> pb.UntagResourceResponse:
        return await tags.untag_resource(self._deps, request)
