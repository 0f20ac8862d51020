from counterpoint.options.v1 import options_pb2 as _options_pb2
from counterpoint.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateCampaignRequest(_message.Message):
    __slots__ = ("application_id", "write_campaign_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    WRITE_CAMPAIGN_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    write_campaign_request: WriteCampaignRequest
    def __init__(self, application_id: _Optional[str] = ..., write_campaign_request: _Optional[_Union[WriteCampaignRequest, _Mapping]] = ...) -> None: ...

class CreateCampaignResponse(_message.Message):
    __slots__ = ("campaign_response",)
    CAMPAIGN_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    campaign_response: CampaignResponse
    def __init__(self, campaign_response: _Optional[_Union[CampaignResponse, _Mapping]] = ...) -> None: ...

class DeleteCampaignRequest(_message.Message):
    __slots__ = ("application_id", "campaign_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    campaign_id: str
    def __init__(self, application_id: _Optional[str] = ..., campaign_id: _Optional[str] = ...) -> None: ...

class DeleteCampaignResponse(_message.Message):
    __slots__ = ("campaign_response",)
    CAMPAIGN_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    campaign_response: CampaignResponse
    def __init__(self, campaign_response: _Optional[_Union[CampaignResponse, _Mapping]] = ...) -> None: ...

class GetApplicationSettingsRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetApplicationSettingsResponse(_message.Message):
    __slots__ = ("application_settings_resource",)
    APPLICATION_SETTINGS_RESOURCE_FIELD_NUMBER: _ClassVar[int]
    application_settings_resource: ApplicationSettingsResource
    def __init__(self, application_settings_resource: _Optional[_Union[ApplicationSettingsResource, _Mapping]] = ...) -> None: ...

class GetCampaignRequest(_message.Message):
    __slots__ = ("application_id", "campaign_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    campaign_id: str
    def __init__(self, application_id: _Optional[str] = ..., campaign_id: _Optional[str] = ...) -> None: ...

class GetCampaignResponse(_message.Message):
    __slots__ = ("campaign_response",)
    CAMPAIGN_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    campaign_response: CampaignResponse
    def __init__(self, campaign_response: _Optional[_Union[CampaignResponse, _Mapping]] = ...) -> None: ...

class GetCampaignVersionRequest(_message.Message):
    __slots__ = ("application_id", "campaign_id", "version")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    campaign_id: str
    version: str
    def __init__(self, application_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class GetCampaignVersionResponse(_message.Message):
    __slots__ = ("campaign_response",)
    CAMPAIGN_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    campaign_response: CampaignResponse
    def __init__(self, campaign_response: _Optional[_Union[CampaignResponse, _Mapping]] = ...) -> None: ...

class GetInAppMessagesRequest(_message.Message):
    __slots__ = ("application_id", "endpoint_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    endpoint_id: str
    def __init__(self, application_id: _Optional[str] = ..., endpoint_id: _Optional[str] = ...) -> None: ...

class GetInAppMessagesResponse(_message.Message):
    __slots__ = ("in_app_messages_response",)
    IN_APP_MESSAGES_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    in_app_messages_response: InAppMessagesResponse
    def __init__(self, in_app_messages_response: _Optional[_Union[InAppMessagesResponse, _Mapping]] = ...) -> None: ...

class ListCampaignActivitiesRequest(_message.Message):
    __slots__ = ("application_id", "campaign_id", "page_size", "token")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    campaign_id: str
    page_size: str
    token: str
    def __init__(self, application_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., page_size: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListCampaignActivitiesResponse(_message.Message):
    __slots__ = ("activities_response",)
    ACTIVITIES_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    activities_response: ActivitiesResponse
    def __init__(self, activities_response: _Optional[_Union[ActivitiesResponse, _Mapping]] = ...) -> None: ...

class ListCampaignVersionsRequest(_message.Message):
    __slots__ = ("application_id", "campaign_id", "page_size", "token")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    campaign_id: str
    page_size: str
    token: str
    def __init__(self, application_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., page_size: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListCampaignVersionsResponse(_message.Message):
    __slots__ = ("campaigns_response",)
    CAMPAIGNS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    campaigns_response: CampaignsResponse
    def __init__(self, campaigns_response: _Optional[_Union[CampaignsResponse, _Mapping]] = ...) -> None: ...

class ListCampaignsRequest(_message.Message):
    __slots__ = ("application_id", "page_size", "token")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    page_size: str
    token: str
    def __init__(self, application_id: _Optional[str] = ..., page_size: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListCampaignsResponse(_message.Message):
    __slots__ = ("campaigns_response",)
    CAMPAIGNS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    campaigns_response: CampaignsResponse
    def __init__(self, campaigns_response: _Optional[_Union[CampaignsResponse, _Mapping]] = ...) -> None: ...

class ListTagsForResourceRequest(_message.Message):
    __slots__ = ("resource_arn",)
    RESOURCE_ARN_FIELD_NUMBER: _ClassVar[int]
    resource_arn: str
    def __init__(self, resource_arn: _Optional[str] = ...) -> None: ...

class ListTagsForResourceResponse(_message.Message):
    __slots__ = ("tags_model",)
    TAGS_MODEL_FIELD_NUMBER: _ClassVar[int]
    tags_model: _type_pb2.TagsModel
    def __init__(self, tags_model: _Optional[_Union[_type_pb2.TagsModel, _Mapping]] = ...) -> None: ...

class TagResourceRequest(_message.Message):
    __slots__ = ("resource_arn", "tags_model")
    RESOURCE_ARN_FIELD_NUMBER: _ClassVar[int]
    TAGS_MODEL_FIELD_NUMBER: _ClassVar[int]
    resource_arn: str
    tags_model: _type_pb2.TagsModel
    def __init__(self, resource_arn: _Optional[str] = ..., tags_model: _Optional[_Union[_type_pb2.TagsModel, _Mapping]] = ...) -> None: ...

class TagResourceResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class UntagResourceRequest(_message.Message):
    __slots__ = ("resource_arn", "tag_keys")
    RESOURCE_ARN_FIELD_NUMBER: _ClassVar[int]
    TAG_KEYS_FIELD_NUMBER: _ClassVar[int]
    resource_arn: str
    tag_keys: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, resource_arn: _Optional[str] = ..., tag_keys: _Optional[_Iterable[str]] = ...) -> None: ...

class UntagResourceResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class UpdateApplicationSettingsRequest(_message.Message):
    __slots__ = ("application_id", "write_application_settings_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    WRITE_APPLICATION_SETTINGS_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    write_application_settings_request: WriteApplicationSettingsRequest
    def __init__(self, application_id: _Optional[str] = ..., write_application_settings_request: _Optional[_Union[WriteApplicationSettingsRequest, _Mapping]] = ...) -> None: ...

class UpdateApplicationSettingsResponse(_message.Message):
    __slots__ = ("application_settings_resource",)
    APPLICATION_SETTINGS_RESOURCE_FIELD_NUMBER: _ClassVar[int]
    application_settings_resource: ApplicationSettingsResource
    def __init__(self, application_settings_resource: _Optional[_Union[ApplicationSettingsResource, _Mapping]] = ...) -> None: ...

class UpdateCampaignRequest(_message.Message):
    __slots__ = ("application_id", "campaign_id", "write_campaign_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    WRITE_CAMPAIGN_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    campaign_id: str
    write_campaign_request: WriteCampaignRequest
    def __init__(self, application_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., write_campaign_request: _Optional[_Union[WriteCampaignRequest, _Mapping]] = ...) -> None: ...

class UpdateCampaignResponse(_message.Message):
    __slots__ = ("campaign_response",)
    CAMPAIGN_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    campaign_response: CampaignResponse
    def __init__(self, campaign_response: _Optional[_Union[CampaignResponse, _Mapping]] = ...) -> None: ...

class ActivitiesResponse(_message.Message):
    __slots__ = ("item", "next_token")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[ActivityResponse]
    next_token: str
    def __init__(self, item: _Optional[_Iterable[_Union[ActivityResponse, _Mapping]]] = ..., next_token: _Optional[str] = ...) -> None: ...

class ActivityResponse(_message.Message):
    __slots__ = ("application_id", "campaign_id", "end", "id", "result", "scheduled_start", "start", "state", "successful_endpoint_count", "timezones_completed_count", "timezones_total_count", "total_endpoint_count", "treatment_id", "execution_metrics")
    class ExecutionMetricsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    SCHEDULED_START_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SUCCESSFUL_ENDPOINT_COUNT_FIELD_NUMBER: _ClassVar[int]
    TIMEZONES_COMPLETED_COUNT_FIELD_NUMBER: _ClassVar[int]
    TIMEZONES_TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_ENDPOINT_COUNT_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_ID_FIELD_NUMBER: _ClassVar[int]
    EXECUTION_METRICS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    campaign_id: str
    end: str
    id: str
    result: str
    scheduled_start: str
    start: str
    state: str
    successful_endpoint_count: int
    timezones_completed_count: int
    timezones_total_count: int
    total_endpoint_count: int
    treatment_id: str
    execution_metrics: _containers.ScalarMap[str, str]
    def __init__(self, application_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., end: _Optional[str] = ..., id: _Optional[str] = ..., result: _Optional[str] = ..., scheduled_start: _Optional[str] = ..., start: _Optional[str] = ..., state: _Optional[str] = ..., successful_endpoint_count: _Optional[int] = ..., timezones_completed_count: _Optional[int] = ..., timezones_total_count: _Optional[int] = ..., total_endpoint_count: _Optional[int] = ..., treatment_id: _Optional[str] = ..., execution_metrics: _Optional[_Mapping[str, str]] = ...) -> None: ...

class ApplicationSettingsJourneyLimits(_message.Message):
    __slots__ = ("daily_cap", "timeframe_cap", "total_cap")
    DAILY_CAP_FIELD_NUMBER: _ClassVar[int]
    TIMEFRAME_CAP_FIELD_NUMBER: _ClassVar[int]
    TOTAL_CAP_FIELD_NUMBER: _ClassVar[int]
    daily_cap: int
    timeframe_cap: _type_pb2.JourneyTimeframeCap
    total_cap: int
    def __init__(self, daily_cap: _Optional[int] = ..., timeframe_cap: _Optional[_Union[_type_pb2.JourneyTimeframeCap, _Mapping]] = ..., total_cap: _Optional[int] = ...) -> None: ...

class ApplicationSettingsResource(_message.Message):
    __slots__ = ("application_id", "campaign_hook", "last_modified_date", "limits", "quiet_time", "journey_limits")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_HOOK_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    QUIET_TIME_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_LIMITS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    campaign_hook: CampaignHook
    last_modified_date: str
    limits: CampaignLimits
    quiet_time: _type_pb2.QuietTime
    journey_limits: ApplicationSettingsJourneyLimits
    def __init__(self, application_id: _Optional[str] = ..., campaign_hook: _Optional[_Union[CampaignHook, _Mapping]] = ..., last_modified_date: _Optional[str] = ..., limits: _Optional[_Union[CampaignLimits, _Mapping]] = ..., quiet_time: _Optional[_Union[_type_pb2.QuietTime, _Mapping]] = ..., journey_limits: _Optional[_Union[ApplicationSettingsJourneyLimits, _Mapping]] = ...) -> None: ...

class CampaignEventFilter(_message.Message):
    __slots__ = ("dimensions", "filter_type")
    DIMENSIONS_FIELD_NUMBER: _ClassVar[int]
    FILTER_TYPE_FIELD_NUMBER: _ClassVar[int]
    dimensions: _type_pb2.EventDimensions
    filter_type: str
    def __init__(self, dimensions: _Optional[_Union[_type_pb2.EventDimensions, _Mapping]] = ..., filter_type: _Optional[str] = ...) -> None: ...

class CampaignHook(_message.Message):
    __slots__ = ("lambda_function_name", "mode", "web_url")
    LAMBDA_FUNCTION_NAME_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    WEB_URL_FIELD_NUMBER: _ClassVar[int]
    lambda_function_name: str
    mode: str
    web_url: str
    def __init__(self, lambda_function_name: _Optional[str] = ..., mode: _Optional[str] = ..., web_url: _Optional[str] = ...) -> None: ...

class CampaignLimits(_message.Message):
    __slots__ = ("daily", "maximum_duration", "messages_per_second", "total", "session")
    DAILY_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_DURATION_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    daily: int
    maximum_duration: int
    messages_per_second: int
    total: int
    session: int
    def __init__(self, daily: _Optional[int] = ..., maximum_duration: _Optional[int] = ..., messages_per_second: _Optional[int] = ..., total: _Optional[int] = ..., session: _Optional[int] = ...) -> None: ...

class CampaignResponse(_message.Message):
    __slots__ = ("additional_treatments", "application_id", "arn", "creation_date", "custom_delivery_configuration", "default_state", "description", "holdout_percent", "hook", "id", "is_paused", "last_modified_date", "limits", "message_configuration", "name", "schedule", "segment_id", "segment_version", "state", "tags", "template_configuration", "treatment_description", "treatment_name", "version", "priority")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ADDITIONAL_TREATMENTS_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ARN_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_DELIVERY_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_STATE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    HOLDOUT_PERCENT_FIELD_NUMBER: _ClassVar[int]
    HOOK_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_PAUSED_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    additional_treatments: _containers.RepeatedCompositeFieldContainer[TreatmentResource]
    application_id: str
    arn: str
    creation_date: str
    custom_delivery_configuration: _type_pb2.CustomDeliveryConfiguration
    default_state: CampaignState
    description: str
    holdout_percent: int
    hook: CampaignHook
    id: str
    is_paused: bool
    last_modified_date: str
    limits: CampaignLimits
    message_configuration: _type_pb2.MessageConfiguration
    name: str
    schedule: Schedule
    segment_id: str
    segment_version: int
    state: CampaignState
    tags: _containers.ScalarMap[str, str]
    template_configuration: _type_pb2.TemplateConfiguration
    treatment_description: str
    treatment_name: str
    version: int
    priority: int
    def __init__(self, additional_treatments: _Optional[_Iterable[_Union[TreatmentResource, _Mapping]]] = ..., application_id: _Optional[str] = ..., arn: _Optional[str] = ..., creation_date: _Optional[str] = ..., custom_delivery_configuration: _Optional[_Union[_type_pb2.CustomDeliveryConfiguration, _Mapping]] = ..., default_state: _Optional[_Union[CampaignState, _Mapping]] = ..., description: _Optional[str] = ..., holdout_percent: _Optional[int] = ..., hook: _Optional[_Union[CampaignHook, _Mapping]] = ..., id: _Optional[str] = ..., is_paused: _Optional[bool] = ..., last_modified_date: _Optional[str] = ..., limits: _Optional[_Union[CampaignLimits, _Mapping]] = ..., message_configuration: _Optional[_Union[_type_pb2.MessageConfiguration, _Mapping]] = ..., name: _Optional[str] = ..., schedule: _Optional[_Union[Schedule, _Mapping]] = ..., segment_id: _Optional[str] = ..., segment_version: _Optional[int] = ..., state: _Optional[_Union[CampaignState, _Mapping]] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_configuration: _Optional[_Union[_type_pb2.TemplateConfiguration, _Mapping]] = ..., treatment_description: _Optional[str] = ..., treatment_name: _Optional[str] = ..., version: _Optional[int] = ..., priority: _Optional[int] = ...) -> None: ...

class CampaignsResponse(_message.Message):
    __slots__ = ("item", "next_token")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[CampaignResponse]
    next_token: str
    def __init__(self, item: _Optional[_Iterable[_Union[CampaignResponse, _Mapping]]] = ..., next_token: _Optional[str] = ...) -> None: ...

class CampaignState(_message.Message):
    __slots__ = ("campaign_status",)
    CAMPAIGN_STATUS_FIELD_NUMBER: _ClassVar[int]
    campaign_status: str
    def __init__(self, campaign_status: _Optional[str] = ...) -> None: ...

class InAppCampaignSchedule(_message.Message):
    __slots__ = ("end_date", "event_filter", "quiet_time")
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    EVENT_FILTER_FIELD_NUMBER: _ClassVar[int]
    QUIET_TIME_FIELD_NUMBER: _ClassVar[int]
    end_date: str
    event_filter: CampaignEventFilter
    quiet_time: _type_pb2.QuietTime
    def __init__(self, end_date: _Optional[str] = ..., event_filter: _Optional[_Union[CampaignEventFilter, _Mapping]] = ..., quiet_time: _Optional[_Union[_type_pb2.QuietTime, _Mapping]] = ...) -> None: ...

class InAppMessage(_message.Message):
    __slots__ = ("content", "custom_config", "layout")
    class CustomConfigEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_CONFIG_FIELD_NUMBER: _ClassVar[int]
    LAYOUT_FIELD_NUMBER: _ClassVar[int]
    content: _containers.RepeatedCompositeFieldContainer[_type_pb2.InAppMessageContent]
    custom_config: _containers.ScalarMap[str, str]
    layout: str
    def __init__(self, content: _Optional[_Iterable[_Union[_type_pb2.InAppMessageContent, _Mapping]]] = ..., custom_config: _Optional[_Mapping[str, str]] = ..., layout: _Optional[str] = ...) -> None: ...

class InAppMessageCampaign(_message.Message):
    __slots__ = ("campaign_id", "daily_cap", "in_app_message", "priority", "schedule", "session_cap", "total_cap", "treatment_id")
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    DAILY_CAP_FIELD_NUMBER: _ClassVar[int]
    IN_APP_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    SESSION_CAP_FIELD_NUMBER: _ClassVar[int]
    TOTAL_CAP_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_ID_FIELD_NUMBER: _ClassVar[int]
    campaign_id: str
    daily_cap: int
    in_app_message: InAppMessage
    priority: int
    schedule: InAppCampaignSchedule
    session_cap: int
    total_cap: int
    treatment_id: str
    def __init__(self, campaign_id: _Optional[str] = ..., daily_cap: _Optional[int] = ..., in_app_message: _Optional[_Union[InAppMessage, _Mapping]] = ..., priority: _Optional[int] = ..., schedule: _Optional[_Union[InAppCampaignSchedule, _Mapping]] = ..., session_cap: _Optional[int] = ..., total_cap: _Optional[int] = ..., treatment_id: _Optional[str] = ...) -> None: ...

class InAppMessagesResponse(_message.Message):
    __slots__ = ("in_app_message_campaigns",)
    IN_APP_MESSAGE_CAMPAIGNS_FIELD_NUMBER: _ClassVar[int]
    in_app_message_campaigns: _containers.RepeatedCompositeFieldContainer[InAppMessageCampaign]
    def __init__(self, in_app_message_campaigns: _Optional[_Iterable[_Union[InAppMessageCampaign, _Mapping]]] = ...) -> None: ...

class Schedule(_message.Message):
    __slots__ = ("end_time", "event_filter", "frequency", "is_local_time", "quiet_time", "start_time", "timezone")
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    EVENT_FILTER_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_FIELD_NUMBER: _ClassVar[int]
    IS_LOCAL_TIME_FIELD_NUMBER: _ClassVar[int]
    QUIET_TIME_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    TIMEZONE_FIELD_NUMBER: _ClassVar[int]
    end_time: str
    event_filter: CampaignEventFilter
    frequency: str
    is_local_time: bool
    quiet_time: _type_pb2.QuietTime
    start_time: str
    timezone: str
    def __init__(self, end_time: _Optional[str] = ..., event_filter: _Optional[_Union[CampaignEventFilter, _Mapping]] = ..., frequency: _Optional[str] = ..., is_local_time: _Optional[bool] = ..., quiet_time: _Optional[_Union[_type_pb2.QuietTime, _Mapping]] = ..., start_time: _Optional[str] = ..., timezone: _Optional[str] = ...) -> None: ...

class TreatmentResource(_message.Message):
    __slots__ = ("custom_delivery_configuration", "id", "message_configuration", "schedule", "size_percent", "state", "template_configuration", "treatment_description", "treatment_name")
    CUSTOM_DELIVERY_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    SIZE_PERCENT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    custom_delivery_configuration: _type_pb2.CustomDeliveryConfiguration
    id: str
    message_configuration: _type_pb2.MessageConfiguration
    schedule: Schedule
    size_percent: int
    state: CampaignState
    template_configuration: _type_pb2.TemplateConfiguration
    treatment_description: str
    treatment_name: str
    def __init__(self, custom_delivery_configuration: _Optional[_Union[_type_pb2.CustomDeliveryConfiguration, _Mapping]] = ..., id: _Optional[str] = ..., message_configuration: _Optional[_Union[_type_pb2.MessageConfiguration, _Mapping]] = ..., schedule: _Optional[_Union[Schedule, _Mapping]] = ..., size_percent: _Optional[int] = ..., state: _Optional[_Union[CampaignState, _Mapping]] = ..., template_configuration: _Optional[_Union[_type_pb2.TemplateConfiguration, _Mapping]] = ..., treatment_description: _Optional[str] = ..., treatment_name: _Optional[str] = ...) -> None: ...

class WriteApplicationSettingsRequest(_message.Message):
    __slots__ = ("campaign_hook", "cloud_watch_metrics_enabled", "event_tagging_enabled", "limits", "quiet_time", "journey_limits")
    CAMPAIGN_HOOK_FIELD_NUMBER: _ClassVar[int]
    CLOUD_WATCH_METRICS_ENABLED_FIELD_NUMBER: _ClassVar[int]
    EVENT_TAGGING_ENABLED_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    QUIET_TIME_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_LIMITS_FIELD_NUMBER: _ClassVar[int]
    campaign_hook: CampaignHook
    cloud_watch_metrics_enabled: bool
    event_tagging_enabled: bool
    limits: CampaignLimits
    quiet_time: _type_pb2.QuietTime
    journey_limits: ApplicationSettingsJourneyLimits
    def __init__(self, campaign_hook: _Optional[_Union[CampaignHook, _Mapping]] = ..., cloud_watch_metrics_enabled: _Optional[bool] = ..., event_tagging_enabled: _Optional[bool] = ..., limits: _Optional[_Union[CampaignLimits, _Mapping]] = ..., quiet_time: _Optional[_Union[_type_pb2.QuietTime, _Mapping]] = ..., journey_limits: _Optional[_Union[ApplicationSettingsJourneyLimits, _Mapping]] = ...) -> None: ...

class WriteCampaignRequest(_message.Message):
    __slots__ = ("additional_treatments", "custom_delivery_configuration", "description", "holdout_percent", "hook", "is_paused", "limits", "message_configuration", "name", "schedule", "segment_id", "segment_version", "tags", "template_configuration", "treatment_description", "treatment_name", "priority", "present_empty")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ADDITIONAL_TREATMENTS_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_DELIVERY_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    HOLDOUT_PERCENT_FIELD_NUMBER: _ClassVar[int]
    HOOK_FIELD_NUMBER: _ClassVar[int]
    IS_PAUSED_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    additional_treatments: _containers.RepeatedCompositeFieldContainer[WriteTreatmentResource]
    custom_delivery_configuration: _type_pb2.CustomDeliveryConfiguration
    description: str
    holdout_percent: int
    hook: CampaignHook
    is_paused: bool
    limits: CampaignLimits
    message_configuration: _type_pb2.MessageConfiguration
    name: str
    schedule: Schedule
    segment_id: str
    segment_version: int
    tags: _containers.ScalarMap[str, str]
    template_configuration: _type_pb2.TemplateConfiguration
    treatment_description: str
    treatment_name: str
    priority: int
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, additional_treatments: _Optional[_Iterable[_Union[WriteTreatmentResource, _Mapping]]] = ..., custom_delivery_configuration: _Optional[_Union[_type_pb2.CustomDeliveryConfiguration, _Mapping]] = ..., description: _Optional[str] = ..., holdout_percent: _Optional[int] = ..., hook: _Optional[_Union[CampaignHook, _Mapping]] = ..., is_paused: _Optional[bool] = ..., limits: _Optional[_Union[CampaignLimits, _Mapping]] = ..., message_configuration: _Optional[_Union[_type_pb2.MessageConfiguration, _Mapping]] = ..., name: _Optional[str] = ..., schedule: _Optional[_Union[Schedule, _Mapping]] = ..., segment_id: _Optional[str] = ..., segment_version: _Optional[int] = ..., tags: _Optional[_Mapping[str, str]] = ..., template_configuration: _Optional[_Union[_type_pb2.TemplateConfiguration, _Mapping]] = ..., treatment_description: _Optional[str] = ..., treatment_name: _Optional[str] = ..., priority: _Optional[int] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...

class WriteTreatmentResource(_message.Message):
    __slots__ = ("custom_delivery_configuration", "message_configuration", "schedule", "size_percent", "template_configuration", "treatment_description", "treatment_name")
    CUSTOM_DELIVERY_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    SIZE_PERCENT_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    custom_delivery_configuration: _type_pb2.CustomDeliveryConfiguration
    message_configuration: _type_pb2.MessageConfiguration
    schedule: Schedule
    size_percent: int
    template_configuration: _type_pb2.TemplateConfiguration
    treatment_description: str
    treatment_name: str
    def __init__(self, custom_delivery_configuration: _Optional[_Union[_type_pb2.CustomDeliveryConfiguration, _Mapping]] = ..., message_configuration: _Optional[_Union[_type_pb2.MessageConfiguration, _Mapping]] = ..., schedule: _Optional[_Union[Schedule, _Mapping]] = ..., size_percent: _Optional[int] = ..., template_configuration: _Optional[_Union[_type_pb2.TemplateConfiguration, _Mapping]] = ..., treatment_description: _Optional[str] = ..., treatment_name: _Optional[str] = ...) -> None: ...
