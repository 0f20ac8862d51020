"""The RPCs of the campaigns service, one line each; the function of the same name stands in the module of its noun."""

from __future__ import annotations

from typing import Any

from counterpoint.campaigns.v1 import campaigns_pb2 as pb
from counterpoint.campaigns.v1 import testing_pb2
from counterpoint.campaigns.v1.campaigns_pb2_grpc import CampaignsServiceServicer
from counterpoint.campaigns.v1.testing_pb2_grpc import TestingServiceServicer

from services.campaigns.deps import Deps
from services.campaigns.rpc import activities, campaigns, inapp, settings, tags, testing, versions


class Servicer(CampaignsServiceServicer):
    """Table of contents."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def CreateCampaign(self, request: pb.CreateCampaignRequest, context: Any) -> pb.CreateCampaignResponse:
        return await campaigns.create_campaign(self._deps, request)

    async def GetCampaign(self, request: pb.GetCampaignRequest, context: Any) -> pb.GetCampaignResponse:
        return await campaigns.get_campaign(self._deps, request)

    async def ListCampaigns(self, request: pb.ListCampaignsRequest, context: Any) -> pb.ListCampaignsResponse:
        return await campaigns.list_campaigns(self._deps, request)

    async def UpdateCampaign(self, request: pb.UpdateCampaignRequest, context: Any) -> pb.UpdateCampaignResponse:
        return await campaigns.update_campaign(self._deps, request)

    async def DeleteCampaign(self, request: pb.DeleteCampaignRequest, context: Any) -> pb.DeleteCampaignResponse:
        return await campaigns.delete_campaign(self._deps, request)

    async def GetCampaignVersion(
        self, request: pb.GetCampaignVersionRequest, context: Any
    ) -> pb.GetCampaignVersionResponse:
        return await versions.get_campaign_version(self._deps, request)

    async def ListCampaignVersions(
        self, request: pb.ListCampaignVersionsRequest, context: Any
    ) -> pb.ListCampaignVersionsResponse:
        return await versions.list_campaign_versions(self._deps, request)

    async def ListCampaignActivities(
        self, request: pb.ListCampaignActivitiesRequest, context: Any
    ) -> pb.ListCampaignActivitiesResponse:
        return await activities.list_campaign_activities(self._deps, request)

    async def GetInAppMessages(self, request: pb.GetInAppMessagesRequest, context: Any) -> pb.GetInAppMessagesResponse:
        return await inapp.get_in_app_messages(self._deps, request)

    async def GetApplicationSettings(
        self, request: pb.GetApplicationSettingsRequest, context: Any
    ) -> pb.GetApplicationSettingsResponse:
        return await settings.get_application_settings(self._deps, request)

    async def UpdateApplicationSettings(
        self, request: pb.UpdateApplicationSettingsRequest, context: Any
    ) -> pb.UpdateApplicationSettingsResponse:
        return await settings.update_application_settings(self._deps, request)

    async def ListTagsForResource(
        self, request: pb.ListTagsForResourceRequest, context: Any
    ) -> pb.ListTagsForResourceResponse:
        return await tags.list_tags_for_resource(self._deps, request)

    async def TagResource(self, request: pb.TagResourceRequest, context: Any) -> pb.TagResourceResponse:
        return await tags.tag_resource(self._deps, request)

    async def UntagResource(self, request: pb.UntagResourceRequest, context: Any) -> pb.UntagResourceResponse:
        return await tags.untag_resource(self._deps, request)


class Testing(TestingServiceServicer):
    """Our own: test messages."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def TestCampaign(
        self, request: testing_pb2.TestCampaignRequest, context: Any
    ) -> testing_pb2.TestCampaignResponse:
        return await testing.test_campaign(self._deps, request)
