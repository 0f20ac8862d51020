"""Table of contents of the RPCs: one line each."""

from collections.abc import AsyncIterator
from typing import Any

from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc, segments_pb2, segments_pb2_grpc

from services.segments.rpc import apps, attributes, audience, dropped, endpoints, jobs, recommenders, segments, tags
from services.segments.rpc.deps import Deps


class SegmentsServicer(segments_pb2_grpc.SegmentsServiceServicer):
    """Operations of the REST API."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def CreateApp(self, request: segments_pb2.CreateAppRequest, context: Any) -> segments_pb2.CreateAppResponse:
        return await apps.create_app(self._deps, request)

    async def GetApp(self, request: segments_pb2.GetAppRequest, context: Any) -> segments_pb2.GetAppResponse:
        return await apps.get_app(self._deps, request)

    async def ListApps(self, request: segments_pb2.ListAppsRequest, context: Any) -> segments_pb2.ListAppsResponse:
        return await apps.list_apps(self._deps, request)

    async def DeleteApp(self, request: segments_pb2.DeleteAppRequest, context: Any) -> segments_pb2.DeleteAppResponse:
        return await apps.delete_app(self._deps, request)

    async def ListTagsForResource(self, request: segments_pb2.ListTagsForResourceRequest, context: Any) -> segments_pb2.ListTagsForResourceResponse:
        return await tags.list_tags_for_resource(self._deps, request)

    async def TagResource(self, request: segments_pb2.TagResourceRequest, context: Any) -> segments_pb2.TagResourceResponse:
        return await tags.tag_resource(self._deps, request)

    async def UntagResource(self, request: segments_pb2.UntagResourceRequest, context: Any) -> segments_pb2.UntagResourceResponse:
        return await tags.untag_resource(self._deps, request)

    async def UpdateEndpoint(self, request: segments_pb2.UpdateEndpointRequest, context: Any) -> segments_pb2.UpdateEndpointResponse:
        return await endpoints.update_endpoint(self._deps, request)

    async def UpdateEndpointsBatch(self, request: segments_pb2.UpdateEndpointsBatchRequest, context: Any) -> segments_pb2.UpdateEndpointsBatchResponse:
        answer, warning = await endpoints.update_endpoints_batch(self._deps, request)
        if warning:
            context.set_trailing_metadata(((endpoints.WARNING_KEY, warning.encode("ascii", "backslashreplace").decode()),))
        return answer

    async def GetEndpoint(self, request: segments_pb2.GetEndpointRequest, context: Any) -> segments_pb2.GetEndpointResponse:
        return await endpoints.get_endpoint(self._deps, request)

    async def DeleteEndpoint(self, request: segments_pb2.DeleteEndpointRequest, context: Any) -> segments_pb2.DeleteEndpointResponse:
        return await endpoints.delete_endpoint(self._deps, request)

    async def ListUserEndpoints(self, request: segments_pb2.ListUserEndpointsRequest, context: Any) -> segments_pb2.ListUserEndpointsResponse:
        return await endpoints.list_user_endpoints(self._deps, request)

    async def DeleteUserEndpoints(self, request: segments_pb2.DeleteUserEndpointsRequest, context: Any) -> segments_pb2.DeleteUserEndpointsResponse:
        return await endpoints.delete_user_endpoints(self._deps, request)

    async def RemoveAttributes(self, request: segments_pb2.RemoveAttributesRequest, context: Any) -> segments_pb2.RemoveAttributesResponse:
        return await attributes.remove_attributes(self._deps, request)

    async def CreateSegment(self, request: segments_pb2.CreateSegmentRequest, context: Any) -> segments_pb2.CreateSegmentResponse:
        return await segments.create_segment(self._deps, request)

    async def UpdateSegment(self, request: segments_pb2.UpdateSegmentRequest, context: Any) -> segments_pb2.UpdateSegmentResponse:
        return await segments.update_segment(self._deps, request)

    async def GetSegment(self, request: segments_pb2.GetSegmentRequest, context: Any) -> segments_pb2.GetSegmentResponse:
        return await segments.get_segment(self._deps, request)

    async def GetSegmentVersion(self, request: segments_pb2.GetSegmentVersionRequest, context: Any) -> segments_pb2.GetSegmentVersionResponse:
        return await segments.get_segment_version(self._deps, request)

    async def ListSegments(self, request: segments_pb2.ListSegmentsRequest, context: Any) -> segments_pb2.ListSegmentsResponse:
        return await segments.list_segments(self._deps, request)

    async def ListSegmentVersions(self, request: segments_pb2.ListSegmentVersionsRequest, context: Any) -> segments_pb2.ListSegmentVersionsResponse:
        return await segments.list_segment_versions(self._deps, request)

    async def DeleteSegment(self, request: segments_pb2.DeleteSegmentRequest, context: Any) -> segments_pb2.DeleteSegmentResponse:
        return await segments.delete_segment(self._deps, request)

    async def CreateImportJob(self, request: segments_pb2.CreateImportJobRequest, context: Any) -> segments_pb2.CreateImportJobResponse:
        return await jobs.create_import_job(self._deps, request)

    async def GetImportJob(self, request: segments_pb2.GetImportJobRequest, context: Any) -> segments_pb2.GetImportJobResponse:
        return await jobs.get_import_job(self._deps, request)

    async def ListImportJobs(self, request: segments_pb2.ListImportJobsRequest, context: Any) -> segments_pb2.ListImportJobsResponse:
        return await jobs.list_import_jobs(self._deps, request)

    async def ListSegmentImportJobs(self, request: segments_pb2.ListSegmentImportJobsRequest, context: Any) -> segments_pb2.ListSegmentImportJobsResponse:
        return await jobs.list_segment_import_jobs(self._deps, request)

    async def CreateExportJob(self, request: segments_pb2.CreateExportJobRequest, context: Any) -> segments_pb2.CreateExportJobResponse:
        return await jobs.create_export_job(self._deps, request)

    async def GetExportJob(self, request: segments_pb2.GetExportJobRequest, context: Any) -> segments_pb2.GetExportJobResponse:
        return await jobs.get_export_job(self._deps, request)

    async def ListExportJobs(self, request: segments_pb2.ListExportJobsRequest, context: Any) -> segments_pb2.ListExportJobsResponse:
        return await jobs.list_export_jobs(self._deps, request)

    async def ListSegmentExportJobs(self, request: segments_pb2.ListSegmentExportJobsRequest, context: Any) -> segments_pb2.ListSegmentExportJobsResponse:
        return await jobs.list_segment_export_jobs(self._deps, request)

    async def CreateRecommenderConfiguration(
        self, request: segments_pb2.CreateRecommenderConfigurationRequest, context: Any
    ) -> segments_pb2.CreateRecommenderConfigurationResponse:
        return await recommenders.create(self._deps, request)

    async def GetRecommenderConfiguration(
        self, request: segments_pb2.GetRecommenderConfigurationRequest, context: Any
    ) -> segments_pb2.GetRecommenderConfigurationResponse:
        return await recommenders.get(self._deps, request)

    async def ListRecommenderConfigurations(
        self, request: segments_pb2.ListRecommenderConfigurationsRequest, context: Any
    ) -> segments_pb2.ListRecommenderConfigurationsResponse:
        return await recommenders.list_(self._deps, request)

    async def UpdateRecommenderConfiguration(
        self, request: segments_pb2.UpdateRecommenderConfigurationRequest, context: Any
    ) -> segments_pb2.UpdateRecommenderConfigurationResponse:
        return await recommenders.update(self._deps, request)

    async def DeleteRecommenderConfiguration(
        self, request: segments_pb2.DeleteRecommenderConfigurationRequest, context: Any
    ) -> segments_pb2.DeleteRecommenderConfigurationResponse:
        return await recommenders.delete(self._deps, request)


class AudienceServicer(audience_pb2_grpc.AudienceServiceServicer):
    """What other services ask."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def ResolveApp(self, request: audience_pb2.ResolveAppRequest, context: Any) -> audience_pb2.ResolveAppResponse:
        return await apps.resolve_app(self._deps, request)

    async def UpsertEndpoints(self, request: audience_pb2.UpsertEndpointsRequest, context: Any) -> audience_pb2.UpsertEndpointsResponse:
        return await endpoints.upsert_endpoints(self._deps, request)

    async def BatchGetEndpoints(self, request: audience_pb2.BatchGetEndpointsRequest, context: Any) -> audience_pb2.BatchGetEndpointsResponse:
        return await endpoints.batch_get_endpoints(self._deps, request)

    async def BatchGetUserEndpoints(self, request: audience_pb2.BatchGetUserEndpointsRequest, context: Any) -> audience_pb2.BatchGetUserEndpointsResponse:
        return await endpoints.batch_get_user_endpoints(self._deps, request)

    async def CountSegment(self, request: audience_pb2.CountSegmentRequest, context: Any) -> audience_pb2.CountSegmentResponse:
        return await audience.count_segment(self._deps, request)

    async def FreezeAudience(self, request: audience_pb2.FreezeAudienceRequest, context: Any) -> audience_pb2.FreezeAudienceResponse:
        return await audience.freeze_audience(self._deps, request)

    async def ReadAudience(self, request: audience_pb2.ReadAudienceRequest, context: Any) -> audience_pb2.ReadAudienceResponse:
        return await audience.read_audience(self._deps, request)

    async def FindMember(self, request: audience_pb2.FindMemberRequest, context: Any) -> audience_pb2.FindMemberResponse:
        return await audience.find_member(self._deps, request)

    async def EvaluateMember(self, request: audience_pb2.EvaluateMemberRequest, context: Any) -> audience_pb2.EvaluateMemberResponse:
        return await audience.evaluate_member(self._deps, request)

    async def StartImport(self, request: audience_pb2.StartImportRequest, context: Any) -> audience_pb2.StartImportResponse:
        return await jobs.start_import(self._deps, request)

    async def GetDroppedItems(self, request: audience_pb2.GetDroppedItemsRequest, context: Any) -> audience_pb2.GetDroppedItemsResponse:
        return await dropped.get_dropped_items(self._deps, request)

    async def GetAttributes(self, request: audience_pb2.GetAttributesRequest, context: Any) -> audience_pb2.GetAttributesResponse:
        return await attributes.get_attributes(self._deps, request)

    async def RestoreAttributes(self, request: audience_pb2.RestoreAttributesRequest, context: Any) -> audience_pb2.RestoreAttributesResponse:
        return await attributes.restore_attributes(self._deps, request)

    async def PurgeAttributes(self, request: audience_pb2.PurgeAttributesRequest, context: Any) -> audience_pb2.PurgeAttributesResponse:
        return await attributes.purge_attributes(self._deps, request)

    async def StreamMembers(self, request: audience_pb2.StreamMembersRequest, context: Any) -> AsyncIterator[audience_pb2.StreamMembersResponse]:
        async for batch in audience.stream_members(self._deps, request):
            yield batch
