"""The product in one table: every operation with its method, path, RPC, action and success status.

`OPERATIONS` are Pinpoint's 122, `EXTENSIONS` our own under `/counterpoint/v1`. Both are plain rows for one router
(`gateway.router`) and one transcoder (`kit.wire`).
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, replace
from functools import cached_property
from types import ModuleType
from typing import Any

from google.protobuf.message import Message

from kit.errors import Invalid, NotFound

BY_ARN = ""
"""Service of the tag operations: the ARN in the path decides (`for_params`)."""


@dataclass(frozen=True)
class Route:
    """One operation.

    `service`: the process that answers, also its peer name. `api`: its gRPC service, `rpc`: the method there.
    `action`: what a policy must allow on `resource`, the part of the ARN after the account, with path parameters in
    braces. Which member of request and answer is the JSON body itself stands in the contract (`LOCATION_PAYLOAD`).
    """

    operation: str
    method: str
    path: str
    status: int
    service: str
    api: str
    rpc: str
    action: str
    resource: str
    extension: bool = False

    @cached_property
    def rpc_path(self) -> str:
        """`/package.Service/Method` as gRPC names it."""
        return f"/counterpoint.{self.service}.v1.{self.api}/{self.rpc}"

    @cached_property
    def request_class(self) -> type[Message]:
        """The message `kit.wire.decode_operation` makes."""
        kind: type[Message] = getattr(self._module("_pb2"), f"{self.rpc}Request")
        return kind

    @cached_property
    def response_class(self) -> type[Message]:
        """The message the RPC answers with."""
        kind: type[Message] = getattr(self._module("_pb2"), f"{self.rpc}Response")
        return kind

    @cached_property
    def stub_class(self) -> Any:
        """The generated client of the route's gRPC service, for `kit.rpc` peers."""
        return getattr(self._module("_pb2_grpc"), f"{self.api}Stub")

    def for_params(self, params: dict[str, str]) -> Route:
        """The route with its service settled. Raises Invalid or NotFound for an ARN nobody here owns."""
        return self if self.service != BY_ARN else _BY_SERVICE[self.operation, tag_owner(params["resource-arn"])]

    def resource_part(self, params: dict[str, str]) -> str:
        """The part of the ARN after the account, for policies: `apps/4a…/segments/9b…`."""
        if self.resource == "{resource-arn}":
            return params["resource-arn"].split(":", 5)[-1]
        return _PARAM.sub(lambda found: _resource_param(found[1], params), self.resource)

    def _module(self, suffix: str) -> ModuleType:
        stem = self.api.removesuffix("Service").lower()
        return importlib.import_module(f"counterpoint.{self.service}.v1.{stem}{suffix}")


_PARAM = re.compile(r"\{([^}]+)\}")
_ARN = re.compile(r"arn:[a-z-]+:mobiletargeting:[a-z0-9-]*:[0-9]{12}:(.+)")


def _resource_param(name: str, params: dict[str, str]) -> str:
    # Template types are compared without case in paths, but policies name them in capitals (templates spec).
    return params[name].upper() if name == "template-type" else params[name]


def tag_owner(arn: str) -> str:
    """The service that keeps the tags of a resource, by its ARN; Invalid for text that is no ARN of ours."""
    found = _ARN.fullmatch(arn)
    if found is None:
        raise Invalid.of([("resource-arn", "must be an ARN of mobiletargeting")])
    parts = found[1].split("/")
    match parts:
        case ["apps", _] | ["apps", _, "segments", _]:
            return "segments"
        case ["apps", _, "campaigns", _]:
            return "campaigns"
        case ["apps", _, "journeys", _]:
            return "journeys"
        case ["templates", _, _]:
            return "delivery"
    raise NotFound("Resource not found")


LISTED = {
    "GetApps",
    "GetCampaigns",
    "GetCampaignVersions",
    "GetCampaignActivities",
    "GetSegments",
    "GetSegmentVersions",
    "GetSegmentImportJobs",
    "GetSegmentExportJobs",
    "GetImportJobs",
    "GetExportJobs",
    "GetJourneyRuns",
    "GetRecommenderConfigurations",
    "GetChannels",
    "GetUserEndpoints",
}
"""Operations whose RPC is called List<Plural>, by the usual RPC naming; every other RPC keeps its operation's name."""

RESOURCES = {
    "GetApplicationSettings": "~",
    "UpdateApplicationSettings": "~",
    "GetCampaigns": "~",
    "CreateSegment": "~",
    "GetSegments": "~",
    "CreateImportJob": "~",
    "GetImportJobs": "~",
    "UpdateEndpointsBatch": "~",
    "GetCampaignActivities": "~/campaigns/{campaign-id}",
    "GetCampaignVersion": "~/campaigns/{campaign-id}",
    "GetCampaignVersions": "~/campaigns/{campaign-id}",
    "GetSegmentVersion": "~/segments/{segment-id}",
    "GetSegmentVersions": "~/segments/{segment-id}",
    "GetSegmentImportJobs": "~/segments/{segment-id}",
    "GetInAppMessages": "~/endpoints/{endpoint-id}",
    "SendUsersMessages": "~/messages",
    "ListTemplateVersions": "templates/{template-name}/{template-type}",
    "UpdateTemplateActiveVersion": "templates/{template-name}/{template-type}",
    "TagResource": "{resource-arn}",
    "UntagResource": "{resource-arn}",
    "ListTagsForResource": "{resource-arn}",
}
"""Where a policy's resource is not simply the path (api-conventions spec §8)."""

_KIND_TEMPLATE = re.compile(r"/v1/templates/\{template-name\}/(email|inapp|push|sms|voice)")


def _resource(operation: str, path: str) -> str:
    if operation in RESOURCES:
        return _whole(RESOURCES[operation])
    of_kind = _KIND_TEMPLATE.fullmatch(path)
    return f"templates/{{template-name}}/{of_kind[1].upper()}" if of_kind else path.removeprefix("/v1/")


def _whole(short: str) -> str:
    return short.replace("~", "apps/{application-id}", 1)


def _table(service: str, text: str) -> tuple[Route, ...]:
    """Rows of `operation method status path`; `~` stands for an app's own path."""
    return tuple(_operation(service, *line.split()) for line in text.strip().splitlines())


def _operation(service: str, operation: str, method: str, status: str, short: str) -> Route:
    path = "/v1/" + _whole(short).removeprefix("/v1/")
    return Route(
        operation=operation,
        method=method,
        path=path,
        status=int(status),
        service=service,
        api=f"{service.capitalize()}Service",
        rpc=f"List{operation.removeprefix('Get')}" if operation in LISTED else operation,
        action=f"mobiletargeting:{operation}",
        resource=_resource(operation, path),
    )


SEGMENTS = _table(
    "segments",
    """
    CreateApp                             POST   201 /v1/apps
    GetApps                               GET    200 /v1/apps
    GetApp                                GET    200 ~
    DeleteApp                             DELETE 200 ~
    RemoveAttributes                      PUT    200 ~/attributes/{attribute-type}
    UpdateEndpointsBatch                  PUT    202 ~/endpoints
    GetEndpoint                           GET    200 ~/endpoints/{endpoint-id}
    UpdateEndpoint                        PUT    202 ~/endpoints/{endpoint-id}
    DeleteEndpoint                        DELETE 202 ~/endpoints/{endpoint-id}
    CreateExportJob                       POST   202 ~/jobs/export
    GetExportJobs                         GET    200 ~/jobs/export
    GetExportJob                          GET    200 ~/jobs/export/{job-id}
    CreateImportJob                       POST   201 ~/jobs/import
    GetImportJobs                         GET    200 ~/jobs/import
    GetImportJob                          GET    200 ~/jobs/import/{job-id}
    CreateSegment                         POST   201 ~/segments
    GetSegments                           GET    200 ~/segments
    GetSegment                            GET    200 ~/segments/{segment-id}
    UpdateSegment                         PUT    200 ~/segments/{segment-id}
    DeleteSegment                         DELETE 200 ~/segments/{segment-id}
    GetSegmentExportJobs                  GET    200 ~/segments/{segment-id}/jobs/export
    GetSegmentImportJobs                  GET    200 ~/segments/{segment-id}/jobs/import
    GetSegmentVersions                    GET    200 ~/segments/{segment-id}/versions
    GetSegmentVersion                     GET    200 ~/segments/{segment-id}/versions/{version}
    GetUserEndpoints                      GET    200 ~/users/{user-id}
    DeleteUserEndpoints                   DELETE 202 ~/users/{user-id}
    CreateRecommenderConfiguration        POST   201 /v1/recommenders
    GetRecommenderConfigurations          GET    200 /v1/recommenders
    GetRecommenderConfiguration           GET    200 /v1/recommenders/{recommender-id}
    UpdateRecommenderConfiguration        PUT    200 /v1/recommenders/{recommender-id}
    DeleteRecommenderConfiguration        DELETE 200 /v1/recommenders/{recommender-id}
    """,
)

CAMPAIGNS = _table(
    "campaigns",
    """
    CreateCampaign                        POST   201 ~/campaigns
    GetCampaigns                          GET    200 ~/campaigns
    GetCampaign                           GET    200 ~/campaigns/{campaign-id}
    UpdateCampaign                        PUT    200 ~/campaigns/{campaign-id}
    DeleteCampaign                        DELETE 200 ~/campaigns/{campaign-id}
    GetCampaignActivities                 GET    200 ~/campaigns/{campaign-id}/activities
    GetCampaignVersions                   GET    200 ~/campaigns/{campaign-id}/versions
    GetCampaignVersion                    GET    200 ~/campaigns/{campaign-id}/versions/{version}
    GetInAppMessages                      GET    200 ~/endpoints/{endpoint-id}/inappmessages
    GetApplicationSettings                GET    200 ~/settings
    UpdateApplicationSettings             PUT    200 ~/settings
    """,
)

JOURNEYS = _table(
    "journeys",
    """
    CreateJourney                         POST   201 ~/journeys
    ListJourneys                          GET    200 ~/journeys
    GetJourney                            GET    200 ~/journeys/{journey-id}
    UpdateJourney                         PUT    200 ~/journeys/{journey-id}
    DeleteJourney                         DELETE 200 ~/journeys/{journey-id}
    GetJourneyExecutionActivityMetrics    GET    200 ~/journeys/{journey-id}/activities/{journey-activity-id}/execution-metrics
    GetJourneyExecutionMetrics            GET    200 ~/journeys/{journey-id}/execution-metrics
    GetJourneyRuns                        GET    200 ~/journeys/{journey-id}/runs
    GetJourneyRunExecutionActivityMetrics GET    200 ~/journeys/{journey-id}/runs/{run-id}/activities/{journey-activity-id}/execution-metrics
    GetJourneyRunExecutionMetrics         GET    200 ~/journeys/{journey-id}/runs/{run-id}/execution-metrics
    UpdateJourneyState                    PUT    200 ~/journeys/{journey-id}/state
    """,
)

DELIVERY = _table(
    "delivery",
    """
    GetChannels                           GET    200 ~/channels
    GetAdmChannel                         GET    200 ~/channels/adm
    UpdateAdmChannel                      PUT    200 ~/channels/adm
    DeleteAdmChannel                      DELETE 200 ~/channels/adm
    GetApnsChannel                        GET    200 ~/channels/apns
    UpdateApnsChannel                     PUT    200 ~/channels/apns
    DeleteApnsChannel                     DELETE 200 ~/channels/apns
    GetApnsSandboxChannel                 GET    200 ~/channels/apns_sandbox
    UpdateApnsSandboxChannel              PUT    200 ~/channels/apns_sandbox
    DeleteApnsSandboxChannel              DELETE 200 ~/channels/apns_sandbox
    GetApnsVoipChannel                    GET    200 ~/channels/apns_voip
    UpdateApnsVoipChannel                 PUT    200 ~/channels/apns_voip
    DeleteApnsVoipChannel                 DELETE 200 ~/channels/apns_voip
    GetApnsVoipSandboxChannel             GET    200 ~/channels/apns_voip_sandbox
    UpdateApnsVoipSandboxChannel          PUT    200 ~/channels/apns_voip_sandbox
    DeleteApnsVoipSandboxChannel          DELETE 200 ~/channels/apns_voip_sandbox
    GetBaiduChannel                       GET    200 ~/channels/baidu
    UpdateBaiduChannel                    PUT    200 ~/channels/baidu
    DeleteBaiduChannel                    DELETE 200 ~/channels/baidu
    GetEmailChannel                       GET    200 ~/channels/email
    UpdateEmailChannel                    PUT    200 ~/channels/email
    DeleteEmailChannel                    DELETE 200 ~/channels/email
    GetGcmChannel                         GET    200 ~/channels/gcm
    UpdateGcmChannel                      PUT    200 ~/channels/gcm
    DeleteGcmChannel                      DELETE 200 ~/channels/gcm
    GetSmsChannel                         GET    200 ~/channels/sms
    UpdateSmsChannel                      PUT    200 ~/channels/sms
    DeleteSmsChannel                      DELETE 200 ~/channels/sms
    GetVoiceChannel                       GET    200 ~/channels/voice
    UpdateVoiceChannel                    PUT    200 ~/channels/voice
    DeleteVoiceChannel                    DELETE 200 ~/channels/voice
    SendMessages                          POST   200 ~/messages
    SendOTPMessage                        POST   200 ~/otp
    SendUsersMessages                     POST   200 ~/users-messages
    VerifyOTPMessage                      POST   200 ~/verify-otp
    PhoneNumberValidate                   POST   200 /v1/phone/number/validate
    ListTemplates                         GET    200 /v1/templates
    CreateEmailTemplate                   POST   201 /v1/templates/{template-name}/email
    GetEmailTemplate                      GET    200 /v1/templates/{template-name}/email
    UpdateEmailTemplate                   PUT    202 /v1/templates/{template-name}/email
    DeleteEmailTemplate                   DELETE 202 /v1/templates/{template-name}/email
    CreateInAppTemplate                   POST   201 /v1/templates/{template-name}/inapp
    GetInAppTemplate                      GET    200 /v1/templates/{template-name}/inapp
    UpdateInAppTemplate                   PUT    202 /v1/templates/{template-name}/inapp
    DeleteInAppTemplate                   DELETE 202 /v1/templates/{template-name}/inapp
    CreatePushTemplate                    POST   201 /v1/templates/{template-name}/push
    GetPushTemplate                       GET    200 /v1/templates/{template-name}/push
    UpdatePushTemplate                    PUT    202 /v1/templates/{template-name}/push
    DeletePushTemplate                    DELETE 202 /v1/templates/{template-name}/push
    CreateSmsTemplate                     POST   201 /v1/templates/{template-name}/sms
    GetSmsTemplate                        GET    200 /v1/templates/{template-name}/sms
    UpdateSmsTemplate                     PUT    202 /v1/templates/{template-name}/sms
    DeleteSmsTemplate                     DELETE 202 /v1/templates/{template-name}/sms
    CreateVoiceTemplate                   POST   201 /v1/templates/{template-name}/voice
    GetVoiceTemplate                      GET    200 /v1/templates/{template-name}/voice
    UpdateVoiceTemplate                   PUT    202 /v1/templates/{template-name}/voice
    DeleteVoiceTemplate                   DELETE 202 /v1/templates/{template-name}/voice
    UpdateTemplateActiveVersion           PUT    200 /v1/templates/{template-name}/{template-type}/active-version
    ListTemplateVersions                  GET    200 /v1/templates/{template-name}/{template-type}/versions
    """,
)

ANALYTICS = _table(
    "analytics",
    """
    GetCampaignDateRangeKpi               GET    200 ~/campaigns/{campaign-id}/kpis/daterange/{kpi-name}
    PutEvents                             POST   202 ~/events
    PutEventStream                        POST   200 ~/eventstream
    GetEventStream                        GET    200 ~/eventstream
    DeleteEventStream                     DELETE 200 ~/eventstream
    GetJourneyDateRangeKpi                GET    200 ~/journeys/{journey-id}/kpis/daterange/{kpi-name}
    GetApplicationDateRangeKpi            GET    200 ~/kpis/daterange/{kpi-name}
    """,
)

TAGS = _table(
    BY_ARN,
    """
    TagResource                           POST   204 /v1/tags/{resource-arn}
    UntagResource                         DELETE 204 /v1/tags/{resource-arn}
    ListTagsForResource                   GET    200 /v1/tags/{resource-arn}
    """,
)

TAGGED = ("segments", "campaigns", "journeys", "delivery")
_BY_SERVICE = {(row.operation, service): replace(row, service=service, api=f"{service.capitalize()}Service") for row in TAGS for service in TAGGED}

OPERATIONS: tuple[Route, ...] = SEGMENTS + CAMPAIGNS + JOURNEYS + DELIVERY + ANALYTICS + TAGS
"""Pinpoint's operations, 122 rows."""

ALIASES = (("POST", "/v1/apps/{application-id}/events/legacy", "PutEvents"),)
"""Second paths of an operation: mobile SDKs send events to the old path (api-conventions spec §10)."""


def _extensions(text: str) -> tuple[Route, ...]:
    """Rows of `operation method status path service.api.rpc action resource`; `~` stands for an app's own path,
    `{name:a|b}` for a parameter with only these values.

    Path and query parameters and body members are fields of the request message, by JSON name or field name. Actions
    are Pinpoint's action that guards the same thing, so that policies pasted from there go on working.
    """
    return tuple(_own(*line.split()) for line in text.strip().splitlines())


def _own(operation: str, method: str, status: str, short: str, target: str, action: str, resource: str) -> Route:
    service, api, rpc = target.split(".")
    return Route(
        operation=operation,
        method=method,
        path="/counterpoint/v1/" + short.replace("~", "apps/{app_id}", 1),
        status=int(status),
        service=service,
        api=api,
        rpc=rpc,
        action=f"mobiletargeting:{action}",
        resource=resource.replace("~", "apps/{app_id}", 1),
        extension=True,
    )


EXTENSIONS = _extensions(
    """
    Explain         GET  200 ~/explain                                     delivery.SendingService.ExplainRecipient GetCampaignActivities     ~
    HoldApp         POST 200 ~/{verb:hold|release}                         delivery.SendingService.SetHold          UpdateApplicationSettings ~
    HoldCampaign    POST 200 ~/campaigns/{campaign_id}/{verb:hold|release} delivery.SendingService.SetHold          UpdateCampaign            ~/campaigns/{campaign_id}
    ListHolds       GET  200 ~/holds                                       delivery.SendingService.ListHolds        GetApplicationSettings    ~
    TestChannel     POST 200 ~/channels/{channel}/test                     delivery.SendingService.TestChannel      SendMessages              ~/messages
    TestCampaign    POST 200 ~/campaigns/{campaign_id}/test                campaigns.TestingService.TestCampaign    SendMessages              ~/campaigns/{campaign_id}
    ListRuns        GET  200 ~/campaigns/{campaign_id}/runs                delivery.SendingService.ListRuns         GetCampaignActivities     ~/campaigns/{campaign_id}
    EstimateSegment POST 200 ~/segments/estimate                           segments.AudienceService.CountSegment    GetSegments               ~
    StartImport     POST 201 ~/jobs/import                                 segments.AudienceService.StartImport     CreateImportJob           ~
    GetDroppedItems GET  200 ~/dropped-items                               segments.AudienceService.GetDroppedItems GetEndpoint               ~
    GetAttributes   GET  200 ~/attributes/{attribute_type}                 segments.AudienceService.GetAttributes   GetApp                    ~
    RestoreAttributes PUT 200 ~/attributes/{attribute_type}/restore        segments.AudienceService.RestoreAttributes RemoveAttributes        ~
    PurgeAttributes PUT  202 ~/attributes/{attribute_type}/purge           segments.AudienceService.PurgeAttributes RemoveAttributes          ~
    StartEventImport POST 201 ~/jobs/import-events                        analytics.HistoryService.StartEventImport CreateImportJob         ~
    GetEventImport  GET  200 ~/jobs/import-events/{job_id}                 analytics.HistoryService.GetEventImport  GetImportJob              ~
    ListSuppressions GET 200 suppressions                                 delivery.SendingService.ListSuppressions SendMessages              suppressions
    PutSuppression  POST 200 suppressions                                 delivery.SendingService.PutSuppression   SendMessages              suppressions
    DeleteSuppression DELETE 200 suppressions                             delivery.SendingService.DeleteSuppression SendMessages             suppressions
    TakeReport      POST 200 reports                                       delivery.SendingService.TakeReport       SendMessages              reports
    SetRetention    PUT  200 ~/retention                                   analytics.IngestService.SetRetention     UpdateApplicationSettings ~
    GetIngestStatus GET  200 ~/ingest-status                               analytics.IngestService.GetIngestStatus  GetReports                ~
    GetChart        GET  200 ~/charts/{name}                               analytics.ChartsService.GetChart         GetReports                ~
    """,  # noqa: E501 - a table is read by its columns
)
"""Our own operations under /counterpoint/v1, with the same machinery."""
