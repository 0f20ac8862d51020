from counterpoint.options.v1 import options_pb2 as _options_pb2
from counterpoint.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateJourneyRequest(_message.Message):
    __slots__ = ("application_id", "write_journey_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    WRITE_JOURNEY_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    write_journey_request: WriteJourneyRequest
    def __init__(self, application_id: _Optional[str] = ..., write_journey_request: _Optional[_Union[WriteJourneyRequest, _Mapping]] = ...) -> None: ...

class CreateJourneyResponse(_message.Message):
    __slots__ = ("journey_response",)
    JOURNEY_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journey_response: JourneyResponse
    def __init__(self, journey_response: _Optional[_Union[JourneyResponse, _Mapping]] = ...) -> None: ...

class DeleteJourneyRequest(_message.Message):
    __slots__ = ("application_id", "journey_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    journey_id: str
    def __init__(self, application_id: _Optional[str] = ..., journey_id: _Optional[str] = ...) -> None: ...

class DeleteJourneyResponse(_message.Message):
    __slots__ = ("journey_response",)
    JOURNEY_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journey_response: JourneyResponse
    def __init__(self, journey_response: _Optional[_Union[JourneyResponse, _Mapping]] = ...) -> None: ...

class GetJourneyRequest(_message.Message):
    __slots__ = ("application_id", "journey_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    journey_id: str
    def __init__(self, application_id: _Optional[str] = ..., journey_id: _Optional[str] = ...) -> None: ...

class GetJourneyResponse(_message.Message):
    __slots__ = ("journey_response",)
    JOURNEY_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journey_response: JourneyResponse
    def __init__(self, journey_response: _Optional[_Union[JourneyResponse, _Mapping]] = ...) -> None: ...

class GetJourneyExecutionActivityMetricsRequest(_message.Message):
    __slots__ = ("application_id", "journey_activity_id", "journey_id", "next_token", "page_size")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ACTIVITY_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    journey_activity_id: str
    journey_id: str
    next_token: str
    page_size: str
    def __init__(self, application_id: _Optional[str] = ..., journey_activity_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., next_token: _Optional[str] = ..., page_size: _Optional[str] = ...) -> None: ...

class GetJourneyExecutionActivityMetricsResponse(_message.Message):
    __slots__ = ("journey_execution_activity_metrics_response",)
    JOURNEY_EXECUTION_ACTIVITY_METRICS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journey_execution_activity_metrics_response: JourneyExecutionActivityMetricsResponse
    def __init__(self, journey_execution_activity_metrics_response: _Optional[_Union[JourneyExecutionActivityMetricsResponse, _Mapping]] = ...) -> None: ...

class GetJourneyExecutionMetricsRequest(_message.Message):
    __slots__ = ("application_id", "journey_id", "next_token", "page_size")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    journey_id: str
    next_token: str
    page_size: str
    def __init__(self, application_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., next_token: _Optional[str] = ..., page_size: _Optional[str] = ...) -> None: ...

class GetJourneyExecutionMetricsResponse(_message.Message):
    __slots__ = ("journey_execution_metrics_response",)
    JOURNEY_EXECUTION_METRICS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journey_execution_metrics_response: JourneyExecutionMetricsResponse
    def __init__(self, journey_execution_metrics_response: _Optional[_Union[JourneyExecutionMetricsResponse, _Mapping]] = ...) -> None: ...

class GetJourneyRunExecutionActivityMetricsRequest(_message.Message):
    __slots__ = ("application_id", "journey_activity_id", "journey_id", "next_token", "page_size", "run_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ACTIVITY_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    journey_activity_id: str
    journey_id: str
    next_token: str
    page_size: str
    run_id: str
    def __init__(self, application_id: _Optional[str] = ..., journey_activity_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., next_token: _Optional[str] = ..., page_size: _Optional[str] = ..., run_id: _Optional[str] = ...) -> None: ...

class GetJourneyRunExecutionActivityMetricsResponse(_message.Message):
    __slots__ = ("journey_run_execution_activity_metrics_response",)
    JOURNEY_RUN_EXECUTION_ACTIVITY_METRICS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journey_run_execution_activity_metrics_response: JourneyRunExecutionActivityMetricsResponse
    def __init__(self, journey_run_execution_activity_metrics_response: _Optional[_Union[JourneyRunExecutionActivityMetricsResponse, _Mapping]] = ...) -> None: ...

class GetJourneyRunExecutionMetricsRequest(_message.Message):
    __slots__ = ("application_id", "journey_id", "next_token", "page_size", "run_id")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    journey_id: str
    next_token: str
    page_size: str
    run_id: str
    def __init__(self, application_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., next_token: _Optional[str] = ..., page_size: _Optional[str] = ..., run_id: _Optional[str] = ...) -> None: ...

class GetJourneyRunExecutionMetricsResponse(_message.Message):
    __slots__ = ("journey_run_execution_metrics_response",)
    JOURNEY_RUN_EXECUTION_METRICS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journey_run_execution_metrics_response: JourneyRunExecutionMetricsResponse
    def __init__(self, journey_run_execution_metrics_response: _Optional[_Union[JourneyRunExecutionMetricsResponse, _Mapping]] = ...) -> None: ...

class ListJourneyRunsRequest(_message.Message):
    __slots__ = ("application_id", "journey_id", "page_size", "token")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    journey_id: str
    page_size: str
    token: str
    def __init__(self, application_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., page_size: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListJourneyRunsResponse(_message.Message):
    __slots__ = ("journey_runs_response",)
    JOURNEY_RUNS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journey_runs_response: JourneyRunsResponse
    def __init__(self, journey_runs_response: _Optional[_Union[JourneyRunsResponse, _Mapping]] = ...) -> None: ...

class ListJourneysRequest(_message.Message):
    __slots__ = ("application_id", "page_size", "token")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    page_size: str
    token: str
    def __init__(self, application_id: _Optional[str] = ..., page_size: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class ListJourneysResponse(_message.Message):
    __slots__ = ("journeys_response",)
    JOURNEYS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journeys_response: JourneysResponse
    def __init__(self, journeys_response: _Optional[_Union[JourneysResponse, _Mapping]] = ...) -> None: ...

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

class UpdateJourneyRequest(_message.Message):
    __slots__ = ("application_id", "journey_id", "write_journey_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    WRITE_JOURNEY_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    journey_id: str
    write_journey_request: WriteJourneyRequest
    def __init__(self, application_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., write_journey_request: _Optional[_Union[WriteJourneyRequest, _Mapping]] = ...) -> None: ...

class UpdateJourneyResponse(_message.Message):
    __slots__ = ("journey_response",)
    JOURNEY_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journey_response: JourneyResponse
    def __init__(self, journey_response: _Optional[_Union[JourneyResponse, _Mapping]] = ...) -> None: ...

class UpdateJourneyStateRequest(_message.Message):
    __slots__ = ("application_id", "journey_id", "journey_state_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_STATE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    journey_id: str
    journey_state_request: JourneyStateRequest
    def __init__(self, application_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., journey_state_request: _Optional[_Union[JourneyStateRequest, _Mapping]] = ...) -> None: ...

class UpdateJourneyStateResponse(_message.Message):
    __slots__ = ("journey_response",)
    JOURNEY_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journey_response: JourneyResponse
    def __init__(self, journey_response: _Optional[_Union[JourneyResponse, _Mapping]] = ...) -> None: ...

class Activity(_message.Message):
    __slots__ = ("custom", "conditional_split", "description", "email", "holdout", "multi_condition", "push", "random_split", "sms", "wait", "contact_center")
    CUSTOM_FIELD_NUMBER: _ClassVar[int]
    CONDITIONAL_SPLIT_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    HOLDOUT_FIELD_NUMBER: _ClassVar[int]
    MULTI_CONDITION_FIELD_NUMBER: _ClassVar[int]
    PUSH_FIELD_NUMBER: _ClassVar[int]
    RANDOM_SPLIT_FIELD_NUMBER: _ClassVar[int]
    SMS_FIELD_NUMBER: _ClassVar[int]
    WAIT_FIELD_NUMBER: _ClassVar[int]
    CONTACT_CENTER_FIELD_NUMBER: _ClassVar[int]
    custom: CustomMessageActivity
    conditional_split: ConditionalSplitActivity
    description: str
    email: EmailMessageActivity
    holdout: HoldoutActivity
    multi_condition: MultiConditionalSplitActivity
    push: PushMessageActivity
    random_split: RandomSplitActivity
    sms: SMSMessageActivity
    wait: WaitActivity
    contact_center: ContactCenterActivity
    def __init__(self, custom: _Optional[_Union[CustomMessageActivity, _Mapping]] = ..., conditional_split: _Optional[_Union[ConditionalSplitActivity, _Mapping]] = ..., description: _Optional[str] = ..., email: _Optional[_Union[EmailMessageActivity, _Mapping]] = ..., holdout: _Optional[_Union[HoldoutActivity, _Mapping]] = ..., multi_condition: _Optional[_Union[MultiConditionalSplitActivity, _Mapping]] = ..., push: _Optional[_Union[PushMessageActivity, _Mapping]] = ..., random_split: _Optional[_Union[RandomSplitActivity, _Mapping]] = ..., sms: _Optional[_Union[SMSMessageActivity, _Mapping]] = ..., wait: _Optional[_Union[WaitActivity, _Mapping]] = ..., contact_center: _Optional[_Union[ContactCenterActivity, _Mapping]] = ...) -> None: ...

class ClosedDays(_message.Message):
    __slots__ = ("email", "sms", "push", "voice", "custom")
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    SMS_FIELD_NUMBER: _ClassVar[int]
    PUSH_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_FIELD_NUMBER: _ClassVar[int]
    email: _containers.RepeatedCompositeFieldContainer[ClosedDaysRule]
    sms: _containers.RepeatedCompositeFieldContainer[ClosedDaysRule]
    push: _containers.RepeatedCompositeFieldContainer[ClosedDaysRule]
    voice: _containers.RepeatedCompositeFieldContainer[ClosedDaysRule]
    custom: _containers.RepeatedCompositeFieldContainer[ClosedDaysRule]
    def __init__(self, email: _Optional[_Iterable[_Union[ClosedDaysRule, _Mapping]]] = ..., sms: _Optional[_Iterable[_Union[ClosedDaysRule, _Mapping]]] = ..., push: _Optional[_Iterable[_Union[ClosedDaysRule, _Mapping]]] = ..., voice: _Optional[_Iterable[_Union[ClosedDaysRule, _Mapping]]] = ..., custom: _Optional[_Iterable[_Union[ClosedDaysRule, _Mapping]]] = ...) -> None: ...

class ClosedDaysRule(_message.Message):
    __slots__ = ("name", "start_date_time", "end_date_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    START_DATE_TIME_FIELD_NUMBER: _ClassVar[int]
    END_DATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    start_date_time: str
    end_date_time: str
    def __init__(self, name: _Optional[str] = ..., start_date_time: _Optional[str] = ..., end_date_time: _Optional[str] = ...) -> None: ...

class Condition(_message.Message):
    __slots__ = ("conditions", "operator")
    CONDITIONS_FIELD_NUMBER: _ClassVar[int]
    OPERATOR_FIELD_NUMBER: _ClassVar[int]
    conditions: _containers.RepeatedCompositeFieldContainer[SimpleCondition]
    operator: str
    def __init__(self, conditions: _Optional[_Iterable[_Union[SimpleCondition, _Mapping]]] = ..., operator: _Optional[str] = ...) -> None: ...

class ConditionalSplitActivity(_message.Message):
    __slots__ = ("condition", "evaluation_wait_time", "false_activity", "true_activity")
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    EVALUATION_WAIT_TIME_FIELD_NUMBER: _ClassVar[int]
    FALSE_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    TRUE_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    condition: Condition
    evaluation_wait_time: WaitTime
    false_activity: str
    true_activity: str
    def __init__(self, condition: _Optional[_Union[Condition, _Mapping]] = ..., evaluation_wait_time: _Optional[_Union[WaitTime, _Mapping]] = ..., false_activity: _Optional[str] = ..., true_activity: _Optional[str] = ...) -> None: ...

class ContactCenterActivity(_message.Message):
    __slots__ = ("next_activity",)
    NEXT_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    next_activity: str
    def __init__(self, next_activity: _Optional[str] = ...) -> None: ...

class CustomMessageActivity(_message.Message):
    __slots__ = ("delivery_uri", "endpoint_types", "message_config", "next_activity", "template_name", "template_version")
    DELIVERY_URI_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_TYPES_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_CONFIG_FIELD_NUMBER: _ClassVar[int]
    NEXT_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_VERSION_FIELD_NUMBER: _ClassVar[int]
    delivery_uri: str
    endpoint_types: _containers.RepeatedScalarFieldContainer[str]
    message_config: JourneyCustomMessage
    next_activity: str
    template_name: str
    template_version: str
    def __init__(self, delivery_uri: _Optional[str] = ..., endpoint_types: _Optional[_Iterable[str]] = ..., message_config: _Optional[_Union[JourneyCustomMessage, _Mapping]] = ..., next_activity: _Optional[str] = ..., template_name: _Optional[str] = ..., template_version: _Optional[str] = ...) -> None: ...

class EmailMessageActivity(_message.Message):
    __slots__ = ("message_config", "next_activity", "template_name", "template_version")
    MESSAGE_CONFIG_FIELD_NUMBER: _ClassVar[int]
    NEXT_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_VERSION_FIELD_NUMBER: _ClassVar[int]
    message_config: JourneyEmailMessage
    next_activity: str
    template_name: str
    template_version: str
    def __init__(self, message_config: _Optional[_Union[JourneyEmailMessage, _Mapping]] = ..., next_activity: _Optional[str] = ..., template_name: _Optional[str] = ..., template_version: _Optional[str] = ...) -> None: ...

class EventCondition(_message.Message):
    __slots__ = ("dimensions", "message_activity")
    DIMENSIONS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    dimensions: _type_pb2.EventDimensions
    message_activity: str
    def __init__(self, dimensions: _Optional[_Union[_type_pb2.EventDimensions, _Mapping]] = ..., message_activity: _Optional[str] = ...) -> None: ...

class EventFilter(_message.Message):
    __slots__ = ("dimensions", "filter_type")
    DIMENSIONS_FIELD_NUMBER: _ClassVar[int]
    FILTER_TYPE_FIELD_NUMBER: _ClassVar[int]
    dimensions: _type_pb2.EventDimensions
    filter_type: str
    def __init__(self, dimensions: _Optional[_Union[_type_pb2.EventDimensions, _Mapping]] = ..., filter_type: _Optional[str] = ...) -> None: ...

class EventStartCondition(_message.Message):
    __slots__ = ("event_filter", "segment_id")
    EVENT_FILTER_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    event_filter: EventFilter
    segment_id: str
    def __init__(self, event_filter: _Optional[_Union[EventFilter, _Mapping]] = ..., segment_id: _Optional[str] = ...) -> None: ...

class HoldoutActivity(_message.Message):
    __slots__ = ("next_activity", "percentage")
    NEXT_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    PERCENTAGE_FIELD_NUMBER: _ClassVar[int]
    next_activity: str
    percentage: int
    def __init__(self, next_activity: _Optional[str] = ..., percentage: _Optional[int] = ...) -> None: ...

class JourneyChannelSettings(_message.Message):
    __slots__ = ("connect_campaign_arn", "connect_campaign_execution_role_arn")
    CONNECT_CAMPAIGN_ARN_FIELD_NUMBER: _ClassVar[int]
    CONNECT_CAMPAIGN_EXECUTION_ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    connect_campaign_arn: str
    connect_campaign_execution_role_arn: str
    def __init__(self, connect_campaign_arn: _Optional[str] = ..., connect_campaign_execution_role_arn: _Optional[str] = ...) -> None: ...

class JourneyCustomMessage(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: str
    def __init__(self, data: _Optional[str] = ...) -> None: ...

class JourneyEmailMessage(_message.Message):
    __slots__ = ("from_address",)
    FROM_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    from_address: str
    def __init__(self, from_address: _Optional[str] = ...) -> None: ...

class JourneyExecutionActivityMetricsResponse(_message.Message):
    __slots__ = ("activity_type", "application_id", "journey_activity_id", "journey_id", "last_evaluated_time", "metrics")
    class MetricsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ACTIVITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ACTIVITY_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_EVALUATED_TIME_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    activity_type: str
    application_id: str
    journey_activity_id: str
    journey_id: str
    last_evaluated_time: str
    metrics: _containers.ScalarMap[str, str]
    def __init__(self, activity_type: _Optional[str] = ..., application_id: _Optional[str] = ..., journey_activity_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., last_evaluated_time: _Optional[str] = ..., metrics: _Optional[_Mapping[str, str]] = ...) -> None: ...

class JourneyExecutionMetricsResponse(_message.Message):
    __slots__ = ("application_id", "journey_id", "last_evaluated_time", "metrics")
    class MetricsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_EVALUATED_TIME_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    journey_id: str
    last_evaluated_time: str
    metrics: _containers.ScalarMap[str, str]
    def __init__(self, application_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., last_evaluated_time: _Optional[str] = ..., metrics: _Optional[_Mapping[str, str]] = ...) -> None: ...

class JourneyLimits(_message.Message):
    __slots__ = ("daily_cap", "endpoint_reentry_cap", "messages_per_second", "endpoint_reentry_interval", "timeframe_cap", "total_cap")
    DAILY_CAP_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_REENTRY_CAP_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_REENTRY_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    TIMEFRAME_CAP_FIELD_NUMBER: _ClassVar[int]
    TOTAL_CAP_FIELD_NUMBER: _ClassVar[int]
    daily_cap: int
    endpoint_reentry_cap: int
    messages_per_second: int
    endpoint_reentry_interval: str
    timeframe_cap: _type_pb2.JourneyTimeframeCap
    total_cap: int
    def __init__(self, daily_cap: _Optional[int] = ..., endpoint_reentry_cap: _Optional[int] = ..., messages_per_second: _Optional[int] = ..., endpoint_reentry_interval: _Optional[str] = ..., timeframe_cap: _Optional[_Union[_type_pb2.JourneyTimeframeCap, _Mapping]] = ..., total_cap: _Optional[int] = ...) -> None: ...

class JourneyPushMessage(_message.Message):
    __slots__ = ("time_to_live",)
    TIME_TO_LIVE_FIELD_NUMBER: _ClassVar[int]
    time_to_live: str
    def __init__(self, time_to_live: _Optional[str] = ...) -> None: ...

class JourneyResponse(_message.Message):
    __slots__ = ("activities", "application_id", "creation_date", "id", "last_modified_date", "limits", "local_time", "name", "quiet_time", "refresh_frequency", "schedule", "start_activity", "start_condition", "state", "tags", "wait_for_quiet_time", "refresh_on_segment_update", "journey_channel_settings", "sending_schedule", "open_hours", "closed_days", "timezone_estimation_methods")
    class ActivitiesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Activity
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Activity, _Mapping]] = ...) -> None: ...
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ACTIVITIES_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    LOCAL_TIME_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    QUIET_TIME_FIELD_NUMBER: _ClassVar[int]
    REFRESH_FREQUENCY_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    START_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    START_CONDITION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_QUIET_TIME_FIELD_NUMBER: _ClassVar[int]
    REFRESH_ON_SEGMENT_UPDATE_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_CHANNEL_SETTINGS_FIELD_NUMBER: _ClassVar[int]
    SENDING_SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    OPEN_HOURS_FIELD_NUMBER: _ClassVar[int]
    CLOSED_DAYS_FIELD_NUMBER: _ClassVar[int]
    TIMEZONE_ESTIMATION_METHODS_FIELD_NUMBER: _ClassVar[int]
    activities: _containers.MessageMap[str, Activity]
    application_id: str
    creation_date: str
    id: str
    last_modified_date: str
    limits: JourneyLimits
    local_time: bool
    name: str
    quiet_time: _type_pb2.QuietTime
    refresh_frequency: str
    schedule: JourneySchedule
    start_activity: str
    start_condition: StartCondition
    state: str
    tags: _containers.ScalarMap[str, str]
    wait_for_quiet_time: bool
    refresh_on_segment_update: bool
    journey_channel_settings: JourneyChannelSettings
    sending_schedule: bool
    open_hours: OpenHours
    closed_days: ClosedDays
    timezone_estimation_methods: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, activities: _Optional[_Mapping[str, Activity]] = ..., application_id: _Optional[str] = ..., creation_date: _Optional[str] = ..., id: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., limits: _Optional[_Union[JourneyLimits, _Mapping]] = ..., local_time: _Optional[bool] = ..., name: _Optional[str] = ..., quiet_time: _Optional[_Union[_type_pb2.QuietTime, _Mapping]] = ..., refresh_frequency: _Optional[str] = ..., schedule: _Optional[_Union[JourneySchedule, _Mapping]] = ..., start_activity: _Optional[str] = ..., start_condition: _Optional[_Union[StartCondition, _Mapping]] = ..., state: _Optional[str] = ..., tags: _Optional[_Mapping[str, str]] = ..., wait_for_quiet_time: _Optional[bool] = ..., refresh_on_segment_update: _Optional[bool] = ..., journey_channel_settings: _Optional[_Union[JourneyChannelSettings, _Mapping]] = ..., sending_schedule: _Optional[bool] = ..., open_hours: _Optional[_Union[OpenHours, _Mapping]] = ..., closed_days: _Optional[_Union[ClosedDays, _Mapping]] = ..., timezone_estimation_methods: _Optional[_Iterable[str]] = ...) -> None: ...

class JourneyRunExecutionActivityMetricsResponse(_message.Message):
    __slots__ = ("activity_type", "application_id", "journey_activity_id", "journey_id", "last_evaluated_time", "metrics", "run_id")
    class MetricsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ACTIVITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ACTIVITY_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_EVALUATED_TIME_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    activity_type: str
    application_id: str
    journey_activity_id: str
    journey_id: str
    last_evaluated_time: str
    metrics: _containers.ScalarMap[str, str]
    run_id: str
    def __init__(self, activity_type: _Optional[str] = ..., application_id: _Optional[str] = ..., journey_activity_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., last_evaluated_time: _Optional[str] = ..., metrics: _Optional[_Mapping[str, str]] = ..., run_id: _Optional[str] = ...) -> None: ...

class JourneyRunExecutionMetricsResponse(_message.Message):
    __slots__ = ("application_id", "journey_id", "last_evaluated_time", "metrics", "run_id")
    class MetricsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_EVALUATED_TIME_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    journey_id: str
    last_evaluated_time: str
    metrics: _containers.ScalarMap[str, str]
    run_id: str
    def __init__(self, application_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., last_evaluated_time: _Optional[str] = ..., metrics: _Optional[_Mapping[str, str]] = ..., run_id: _Optional[str] = ...) -> None: ...

class JourneyRunResponse(_message.Message):
    __slots__ = ("creation_time", "last_update_time", "run_id", "status")
    CREATION_TIME_FIELD_NUMBER: _ClassVar[int]
    LAST_UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    creation_time: str
    last_update_time: str
    run_id: str
    status: str
    def __init__(self, creation_time: _Optional[str] = ..., last_update_time: _Optional[str] = ..., run_id: _Optional[str] = ..., status: _Optional[str] = ...) -> None: ...

class JourneyRunsResponse(_message.Message):
    __slots__ = ("item", "next_token")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[JourneyRunResponse]
    next_token: str
    def __init__(self, item: _Optional[_Iterable[_Union[JourneyRunResponse, _Mapping]]] = ..., next_token: _Optional[str] = ...) -> None: ...

class JourneySchedule(_message.Message):
    __slots__ = ("end_time", "start_time", "timezone")
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    TIMEZONE_FIELD_NUMBER: _ClassVar[int]
    end_time: str
    start_time: str
    timezone: str
    def __init__(self, end_time: _Optional[str] = ..., start_time: _Optional[str] = ..., timezone: _Optional[str] = ...) -> None: ...

class JourneySMSMessage(_message.Message):
    __slots__ = ("message_type", "origination_number", "sender_id", "entity_id", "template_id")
    MESSAGE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ORIGINATION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    SENDER_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_ID_FIELD_NUMBER: _ClassVar[int]
    message_type: str
    origination_number: str
    sender_id: str
    entity_id: str
    template_id: str
    def __init__(self, message_type: _Optional[str] = ..., origination_number: _Optional[str] = ..., sender_id: _Optional[str] = ..., entity_id: _Optional[str] = ..., template_id: _Optional[str] = ...) -> None: ...

class JourneysResponse(_message.Message):
    __slots__ = ("item", "next_token")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[JourneyResponse]
    next_token: str
    def __init__(self, item: _Optional[_Iterable[_Union[JourneyResponse, _Mapping]]] = ..., next_token: _Optional[str] = ...) -> None: ...

class JourneyStateRequest(_message.Message):
    __slots__ = ("state",)
    STATE_FIELD_NUMBER: _ClassVar[int]
    state: str
    def __init__(self, state: _Optional[str] = ...) -> None: ...

class MultiConditionalBranch(_message.Message):
    __slots__ = ("condition", "next_activity")
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    NEXT_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    condition: SimpleCondition
    next_activity: str
    def __init__(self, condition: _Optional[_Union[SimpleCondition, _Mapping]] = ..., next_activity: _Optional[str] = ...) -> None: ...

class MultiConditionalSplitActivity(_message.Message):
    __slots__ = ("branches", "default_activity", "evaluation_wait_time")
    BRANCHES_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    EVALUATION_WAIT_TIME_FIELD_NUMBER: _ClassVar[int]
    branches: _containers.RepeatedCompositeFieldContainer[MultiConditionalBranch]
    default_activity: str
    evaluation_wait_time: WaitTime
    def __init__(self, branches: _Optional[_Iterable[_Union[MultiConditionalBranch, _Mapping]]] = ..., default_activity: _Optional[str] = ..., evaluation_wait_time: _Optional[_Union[WaitTime, _Mapping]] = ...) -> None: ...

class OpenHours(_message.Message):
    __slots__ = ("email", "sms", "push", "voice", "custom")
    class EmailEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: OpenHoursRuleList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[OpenHoursRuleList, _Mapping]] = ...) -> None: ...
    class SmsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: OpenHoursRuleList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[OpenHoursRuleList, _Mapping]] = ...) -> None: ...
    class PushEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: OpenHoursRuleList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[OpenHoursRuleList, _Mapping]] = ...) -> None: ...
    class VoiceEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: OpenHoursRuleList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[OpenHoursRuleList, _Mapping]] = ...) -> None: ...
    class CustomEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: OpenHoursRuleList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[OpenHoursRuleList, _Mapping]] = ...) -> None: ...
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    SMS_FIELD_NUMBER: _ClassVar[int]
    PUSH_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_FIELD_NUMBER: _ClassVar[int]
    email: _containers.MessageMap[str, OpenHoursRuleList]
    sms: _containers.MessageMap[str, OpenHoursRuleList]
    push: _containers.MessageMap[str, OpenHoursRuleList]
    voice: _containers.MessageMap[str, OpenHoursRuleList]
    custom: _containers.MessageMap[str, OpenHoursRuleList]
    def __init__(self, email: _Optional[_Mapping[str, OpenHoursRuleList]] = ..., sms: _Optional[_Mapping[str, OpenHoursRuleList]] = ..., push: _Optional[_Mapping[str, OpenHoursRuleList]] = ..., voice: _Optional[_Mapping[str, OpenHoursRuleList]] = ..., custom: _Optional[_Mapping[str, OpenHoursRuleList]] = ...) -> None: ...

class OpenHoursRule(_message.Message):
    __slots__ = ("start_time", "end_time")
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    start_time: str
    end_time: str
    def __init__(self, start_time: _Optional[str] = ..., end_time: _Optional[str] = ...) -> None: ...

class OpenHoursRuleList(_message.Message):
    __slots__ = ("values",)
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedCompositeFieldContainer[OpenHoursRule]
    def __init__(self, values: _Optional[_Iterable[_Union[OpenHoursRule, _Mapping]]] = ...) -> None: ...

class PushMessageActivity(_message.Message):
    __slots__ = ("message_config", "next_activity", "template_name", "template_version")
    MESSAGE_CONFIG_FIELD_NUMBER: _ClassVar[int]
    NEXT_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_VERSION_FIELD_NUMBER: _ClassVar[int]
    message_config: JourneyPushMessage
    next_activity: str
    template_name: str
    template_version: str
    def __init__(self, message_config: _Optional[_Union[JourneyPushMessage, _Mapping]] = ..., next_activity: _Optional[str] = ..., template_name: _Optional[str] = ..., template_version: _Optional[str] = ...) -> None: ...

class RandomSplitActivity(_message.Message):
    __slots__ = ("branches",)
    BRANCHES_FIELD_NUMBER: _ClassVar[int]
    branches: _containers.RepeatedCompositeFieldContainer[RandomSplitEntry]
    def __init__(self, branches: _Optional[_Iterable[_Union[RandomSplitEntry, _Mapping]]] = ...) -> None: ...

class RandomSplitEntry(_message.Message):
    __slots__ = ("next_activity", "percentage")
    NEXT_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    PERCENTAGE_FIELD_NUMBER: _ClassVar[int]
    next_activity: str
    percentage: int
    def __init__(self, next_activity: _Optional[str] = ..., percentage: _Optional[int] = ...) -> None: ...

class SegmentCondition(_message.Message):
    __slots__ = ("segment_id",)
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    segment_id: str
    def __init__(self, segment_id: _Optional[str] = ...) -> None: ...

class SimpleCondition(_message.Message):
    __slots__ = ("event_condition", "segment_condition", "segment_dimensions")
    EVENT_CONDITION_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_CONDITION_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_DIMENSIONS_FIELD_NUMBER: _ClassVar[int]
    event_condition: EventCondition
    segment_condition: SegmentCondition
    segment_dimensions: _type_pb2.SegmentDimensions
    def __init__(self, event_condition: _Optional[_Union[EventCondition, _Mapping]] = ..., segment_condition: _Optional[_Union[SegmentCondition, _Mapping]] = ..., segment_dimensions: _Optional[_Union[_type_pb2.SegmentDimensions, _Mapping]] = ...) -> None: ...

class SMSMessageActivity(_message.Message):
    __slots__ = ("message_config", "next_activity", "template_name", "template_version")
    MESSAGE_CONFIG_FIELD_NUMBER: _ClassVar[int]
    NEXT_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_NAME_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_VERSION_FIELD_NUMBER: _ClassVar[int]
    message_config: JourneySMSMessage
    next_activity: str
    template_name: str
    template_version: str
    def __init__(self, message_config: _Optional[_Union[JourneySMSMessage, _Mapping]] = ..., next_activity: _Optional[str] = ..., template_name: _Optional[str] = ..., template_version: _Optional[str] = ...) -> None: ...

class StartCondition(_message.Message):
    __slots__ = ("description", "event_start_condition", "segment_start_condition")
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    EVENT_START_CONDITION_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_START_CONDITION_FIELD_NUMBER: _ClassVar[int]
    description: str
    event_start_condition: EventStartCondition
    segment_start_condition: SegmentCondition
    def __init__(self, description: _Optional[str] = ..., event_start_condition: _Optional[_Union[EventStartCondition, _Mapping]] = ..., segment_start_condition: _Optional[_Union[SegmentCondition, _Mapping]] = ...) -> None: ...

class WaitActivity(_message.Message):
    __slots__ = ("next_activity", "wait_time")
    NEXT_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    WAIT_TIME_FIELD_NUMBER: _ClassVar[int]
    next_activity: str
    wait_time: WaitTime
    def __init__(self, next_activity: _Optional[str] = ..., wait_time: _Optional[_Union[WaitTime, _Mapping]] = ...) -> None: ...

class WaitTime(_message.Message):
    __slots__ = ("wait_for", "wait_until")
    WAIT_FOR_FIELD_NUMBER: _ClassVar[int]
    WAIT_UNTIL_FIELD_NUMBER: _ClassVar[int]
    wait_for: str
    wait_until: str
    def __init__(self, wait_for: _Optional[str] = ..., wait_until: _Optional[str] = ...) -> None: ...

class WriteJourneyRequest(_message.Message):
    __slots__ = ("activities", "creation_date", "last_modified_date", "limits", "local_time", "name", "quiet_time", "refresh_frequency", "schedule", "start_activity", "start_condition", "state", "wait_for_quiet_time", "refresh_on_segment_update", "journey_channel_settings", "sending_schedule", "open_hours", "closed_days", "timezone_estimation_methods", "present_empty")
    class ActivitiesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Activity
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Activity, _Mapping]] = ...) -> None: ...
    ACTIVITIES_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    LOCAL_TIME_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    QUIET_TIME_FIELD_NUMBER: _ClassVar[int]
    REFRESH_FREQUENCY_FIELD_NUMBER: _ClassVar[int]
    SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    START_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    START_CONDITION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_QUIET_TIME_FIELD_NUMBER: _ClassVar[int]
    REFRESH_ON_SEGMENT_UPDATE_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_CHANNEL_SETTINGS_FIELD_NUMBER: _ClassVar[int]
    SENDING_SCHEDULE_FIELD_NUMBER: _ClassVar[int]
    OPEN_HOURS_FIELD_NUMBER: _ClassVar[int]
    CLOSED_DAYS_FIELD_NUMBER: _ClassVar[int]
    TIMEZONE_ESTIMATION_METHODS_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    activities: _containers.MessageMap[str, Activity]
    creation_date: str
    last_modified_date: str
    limits: JourneyLimits
    local_time: bool
    name: str
    quiet_time: _type_pb2.QuietTime
    refresh_frequency: str
    schedule: JourneySchedule
    start_activity: str
    start_condition: StartCondition
    state: str
    wait_for_quiet_time: bool
    refresh_on_segment_update: bool
    journey_channel_settings: JourneyChannelSettings
    sending_schedule: bool
    open_hours: OpenHours
    closed_days: ClosedDays
    timezone_estimation_methods: _containers.RepeatedScalarFieldContainer[str]
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, activities: _Optional[_Mapping[str, Activity]] = ..., creation_date: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., limits: _Optional[_Union[JourneyLimits, _Mapping]] = ..., local_time: _Optional[bool] = ..., name: _Optional[str] = ..., quiet_time: _Optional[_Union[_type_pb2.QuietTime, _Mapping]] = ..., refresh_frequency: _Optional[str] = ..., schedule: _Optional[_Union[JourneySchedule, _Mapping]] = ..., start_activity: _Optional[str] = ..., start_condition: _Optional[_Union[StartCondition, _Mapping]] = ..., state: _Optional[str] = ..., wait_for_quiet_time: _Optional[bool] = ..., refresh_on_segment_update: _Optional[bool] = ..., journey_channel_settings: _Optional[_Union[JourneyChannelSettings, _Mapping]] = ..., sending_schedule: _Optional[bool] = ..., open_hours: _Optional[_Union[OpenHours, _Mapping]] = ..., closed_days: _Optional[_Union[ClosedDays, _Mapping]] = ..., timezone_estimation_methods: _Optional[_Iterable[str]] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...
