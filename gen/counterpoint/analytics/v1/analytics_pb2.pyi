from counterpoint.options.v1 import options_pb2 as _options_pb2
from counterpoint.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DeleteEventStreamRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class DeleteEventStreamResponse(_message.Message):
    __slots__ = ("event_stream",)
    EVENT_STREAM_FIELD_NUMBER: _ClassVar[int]
    event_stream: EventStream
    def __init__(self, event_stream: _Optional[_Union[EventStream, _Mapping]] = ...) -> None: ...

class GetApplicationDateRangeKpiRequest(_message.Message):
    __slots__ = ("application_id", "end_time", "kpi_name", "next_token", "page_size", "start_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    KPI_NAME_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    end_time: str
    kpi_name: str
    next_token: str
    page_size: str
    start_time: str
    def __init__(self, application_id: _Optional[str] = ..., end_time: _Optional[str] = ..., kpi_name: _Optional[str] = ..., next_token: _Optional[str] = ..., page_size: _Optional[str] = ..., start_time: _Optional[str] = ...) -> None: ...

class GetApplicationDateRangeKpiResponse(_message.Message):
    __slots__ = ("application_date_range_kpi_response",)
    APPLICATION_DATE_RANGE_KPI_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    application_date_range_kpi_response: ApplicationDateRangeKpiResponse
    def __init__(self, application_date_range_kpi_response: _Optional[_Union[ApplicationDateRangeKpiResponse, _Mapping]] = ...) -> None: ...

class GetCampaignDateRangeKpiRequest(_message.Message):
    __slots__ = ("application_id", "campaign_id", "end_time", "kpi_name", "next_token", "page_size", "start_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    KPI_NAME_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    campaign_id: str
    end_time: str
    kpi_name: str
    next_token: str
    page_size: str
    start_time: str
    def __init__(self, application_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., end_time: _Optional[str] = ..., kpi_name: _Optional[str] = ..., next_token: _Optional[str] = ..., page_size: _Optional[str] = ..., start_time: _Optional[str] = ...) -> None: ...

class GetCampaignDateRangeKpiResponse(_message.Message):
    __slots__ = ("campaign_date_range_kpi_response",)
    CAMPAIGN_DATE_RANGE_KPI_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    campaign_date_range_kpi_response: CampaignDateRangeKpiResponse
    def __init__(self, campaign_date_range_kpi_response: _Optional[_Union[CampaignDateRangeKpiResponse, _Mapping]] = ...) -> None: ...

class GetEventStreamRequest(_message.Message):
    __slots__ = ("application_id",)
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    def __init__(self, application_id: _Optional[str] = ...) -> None: ...

class GetEventStreamResponse(_message.Message):
    __slots__ = ("event_stream",)
    EVENT_STREAM_FIELD_NUMBER: _ClassVar[int]
    event_stream: EventStream
    def __init__(self, event_stream: _Optional[_Union[EventStream, _Mapping]] = ...) -> None: ...

class GetJourneyDateRangeKpiRequest(_message.Message):
    __slots__ = ("application_id", "end_time", "journey_id", "kpi_name", "next_token", "page_size", "start_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    KPI_NAME_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    end_time: str
    journey_id: str
    kpi_name: str
    next_token: str
    page_size: str
    start_time: str
    def __init__(self, application_id: _Optional[str] = ..., end_time: _Optional[str] = ..., journey_id: _Optional[str] = ..., kpi_name: _Optional[str] = ..., next_token: _Optional[str] = ..., page_size: _Optional[str] = ..., start_time: _Optional[str] = ...) -> None: ...

class GetJourneyDateRangeKpiResponse(_message.Message):
    __slots__ = ("journey_date_range_kpi_response",)
    JOURNEY_DATE_RANGE_KPI_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    journey_date_range_kpi_response: JourneyDateRangeKpiResponse
    def __init__(self, journey_date_range_kpi_response: _Optional[_Union[JourneyDateRangeKpiResponse, _Mapping]] = ...) -> None: ...

class PutEventStreamRequest(_message.Message):
    __slots__ = ("application_id", "write_event_stream")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    WRITE_EVENT_STREAM_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    write_event_stream: WriteEventStream
    def __init__(self, application_id: _Optional[str] = ..., write_event_stream: _Optional[_Union[WriteEventStream, _Mapping]] = ...) -> None: ...

class PutEventStreamResponse(_message.Message):
    __slots__ = ("event_stream",)
    EVENT_STREAM_FIELD_NUMBER: _ClassVar[int]
    event_stream: EventStream
    def __init__(self, event_stream: _Optional[_Union[EventStream, _Mapping]] = ...) -> None: ...

class PutEventsRequest(_message.Message):
    __slots__ = ("application_id", "events_request")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    EVENTS_REQUEST_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    events_request: EventsRequest
    def __init__(self, application_id: _Optional[str] = ..., events_request: _Optional[_Union[EventsRequest, _Mapping]] = ...) -> None: ...

class PutEventsResponse(_message.Message):
    __slots__ = ("events_response",)
    EVENTS_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    events_response: EventsResponse
    def __init__(self, events_response: _Optional[_Union[EventsResponse, _Mapping]] = ...) -> None: ...

class ApplicationDateRangeKpiResponse(_message.Message):
    __slots__ = ("application_id", "end_time", "kpi_name", "kpi_result", "next_token", "start_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    KPI_NAME_FIELD_NUMBER: _ClassVar[int]
    KPI_RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    end_time: str
    kpi_name: str
    kpi_result: BaseKpiResult
    next_token: str
    start_time: str
    def __init__(self, application_id: _Optional[str] = ..., end_time: _Optional[str] = ..., kpi_name: _Optional[str] = ..., kpi_result: _Optional[_Union[BaseKpiResult, _Mapping]] = ..., next_token: _Optional[str] = ..., start_time: _Optional[str] = ...) -> None: ...

class BaseKpiResult(_message.Message):
    __slots__ = ("rows",)
    ROWS_FIELD_NUMBER: _ClassVar[int]
    rows: _containers.RepeatedCompositeFieldContainer[ResultRow]
    def __init__(self, rows: _Optional[_Iterable[_Union[ResultRow, _Mapping]]] = ...) -> None: ...

class CampaignDateRangeKpiResponse(_message.Message):
    __slots__ = ("application_id", "campaign_id", "end_time", "kpi_name", "kpi_result", "next_token", "start_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    KPI_NAME_FIELD_NUMBER: _ClassVar[int]
    KPI_RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    campaign_id: str
    end_time: str
    kpi_name: str
    kpi_result: BaseKpiResult
    next_token: str
    start_time: str
    def __init__(self, application_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., end_time: _Optional[str] = ..., kpi_name: _Optional[str] = ..., kpi_result: _Optional[_Union[BaseKpiResult, _Mapping]] = ..., next_token: _Optional[str] = ..., start_time: _Optional[str] = ...) -> None: ...

class EndpointItemResponse(_message.Message):
    __slots__ = ("message", "status_code")
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    STATUS_CODE_FIELD_NUMBER: _ClassVar[int]
    message: str
    status_code: int
    def __init__(self, message: _Optional[str] = ..., status_code: _Optional[int] = ...) -> None: ...

class Event(_message.Message):
    __slots__ = ("app_package_name", "app_title", "app_version_code", "attributes", "client_sdk_version", "event_type", "metrics", "sdk_name", "session", "timestamp")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class MetricsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    APP_PACKAGE_NAME_FIELD_NUMBER: _ClassVar[int]
    APP_TITLE_FIELD_NUMBER: _ClassVar[int]
    APP_VERSION_CODE_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    CLIENT_SDK_VERSION_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    SDK_NAME_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    app_package_name: str
    app_title: str
    app_version_code: str
    attributes: _containers.ScalarMap[str, str]
    client_sdk_version: str
    event_type: str
    metrics: _containers.ScalarMap[str, float]
    sdk_name: str
    session: Session
    timestamp: str
    def __init__(self, app_package_name: _Optional[str] = ..., app_title: _Optional[str] = ..., app_version_code: _Optional[str] = ..., attributes: _Optional[_Mapping[str, str]] = ..., client_sdk_version: _Optional[str] = ..., event_type: _Optional[str] = ..., metrics: _Optional[_Mapping[str, float]] = ..., sdk_name: _Optional[str] = ..., session: _Optional[_Union[Session, _Mapping]] = ..., timestamp: _Optional[str] = ...) -> None: ...

class EventItemResponse(_message.Message):
    __slots__ = ("message", "status_code")
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    STATUS_CODE_FIELD_NUMBER: _ClassVar[int]
    message: str
    status_code: int
    def __init__(self, message: _Optional[str] = ..., status_code: _Optional[int] = ...) -> None: ...

class EventsBatch(_message.Message):
    __slots__ = ("endpoint", "events")
    class EventsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Event
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Event, _Mapping]] = ...) -> None: ...
    ENDPOINT_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    endpoint: PublicEndpoint
    events: _containers.MessageMap[str, Event]
    def __init__(self, endpoint: _Optional[_Union[PublicEndpoint, _Mapping]] = ..., events: _Optional[_Mapping[str, Event]] = ...) -> None: ...

class EventsRequest(_message.Message):
    __slots__ = ("batch_item",)
    class BatchItemEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: EventsBatch
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[EventsBatch, _Mapping]] = ...) -> None: ...
    BATCH_ITEM_FIELD_NUMBER: _ClassVar[int]
    batch_item: _containers.MessageMap[str, EventsBatch]
    def __init__(self, batch_item: _Optional[_Mapping[str, EventsBatch]] = ...) -> None: ...

class EventsResponse(_message.Message):
    __slots__ = ("results",)
    class ResultsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: ItemResponse
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[ItemResponse, _Mapping]] = ...) -> None: ...
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.MessageMap[str, ItemResponse]
    def __init__(self, results: _Optional[_Mapping[str, ItemResponse]] = ...) -> None: ...

class EventStream(_message.Message):
    __slots__ = ("application_id", "destination_stream_arn", "external_id", "last_modified_date", "last_updated_by", "role_arn")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_STREAM_ARN_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_MODIFIED_DATE_FIELD_NUMBER: _ClassVar[int]
    LAST_UPDATED_BY_FIELD_NUMBER: _ClassVar[int]
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    destination_stream_arn: str
    external_id: str
    last_modified_date: str
    last_updated_by: str
    role_arn: str
    def __init__(self, application_id: _Optional[str] = ..., destination_stream_arn: _Optional[str] = ..., external_id: _Optional[str] = ..., last_modified_date: _Optional[str] = ..., last_updated_by: _Optional[str] = ..., role_arn: _Optional[str] = ...) -> None: ...

class ItemResponse(_message.Message):
    __slots__ = ("endpoint_item_response", "events_item_response")
    class EventsItemResponseEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: EventItemResponse
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[EventItemResponse, _Mapping]] = ...) -> None: ...
    ENDPOINT_ITEM_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    EVENTS_ITEM_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    endpoint_item_response: EndpointItemResponse
    events_item_response: _containers.MessageMap[str, EventItemResponse]
    def __init__(self, endpoint_item_response: _Optional[_Union[EndpointItemResponse, _Mapping]] = ..., events_item_response: _Optional[_Mapping[str, EventItemResponse]] = ...) -> None: ...

class JourneyDateRangeKpiResponse(_message.Message):
    __slots__ = ("application_id", "end_time", "journey_id", "kpi_name", "kpi_result", "next_token", "start_time")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    KPI_NAME_FIELD_NUMBER: _ClassVar[int]
    KPI_RESULT_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    end_time: str
    journey_id: str
    kpi_name: str
    kpi_result: BaseKpiResult
    next_token: str
    start_time: str
    def __init__(self, application_id: _Optional[str] = ..., end_time: _Optional[str] = ..., journey_id: _Optional[str] = ..., kpi_name: _Optional[str] = ..., kpi_result: _Optional[_Union[BaseKpiResult, _Mapping]] = ..., next_token: _Optional[str] = ..., start_time: _Optional[str] = ...) -> None: ...

class PublicEndpoint(_message.Message):
    __slots__ = ("address", "attributes", "channel_type", "demographic", "effective_date", "endpoint_status", "location", "metrics", "opt_out", "request_id", "user", "present_empty")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _type_pb2.StringList
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_type_pb2.StringList, _Mapping]] = ...) -> None: ...
    class MetricsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_TYPE_FIELD_NUMBER: _ClassVar[int]
    DEMOGRAPHIC_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_STATUS_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    OPT_OUT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    USER_FIELD_NUMBER: _ClassVar[int]
    PRESENT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    address: str
    attributes: _containers.MessageMap[str, _type_pb2.StringList]
    channel_type: str
    demographic: _type_pb2.EndpointDemographic
    effective_date: str
    endpoint_status: str
    location: _type_pb2.EndpointLocation
    metrics: _containers.ScalarMap[str, float]
    opt_out: str
    request_id: str
    user: _type_pb2.EndpointUser
    present_empty: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, address: _Optional[str] = ..., attributes: _Optional[_Mapping[str, _type_pb2.StringList]] = ..., channel_type: _Optional[str] = ..., demographic: _Optional[_Union[_type_pb2.EndpointDemographic, _Mapping]] = ..., effective_date: _Optional[str] = ..., endpoint_status: _Optional[str] = ..., location: _Optional[_Union[_type_pb2.EndpointLocation, _Mapping]] = ..., metrics: _Optional[_Mapping[str, float]] = ..., opt_out: _Optional[str] = ..., request_id: _Optional[str] = ..., user: _Optional[_Union[_type_pb2.EndpointUser, _Mapping]] = ..., present_empty: _Optional[_Iterable[int]] = ...) -> None: ...

class ResultRow(_message.Message):
    __slots__ = ("grouped_bys", "values")
    GROUPED_BYS_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    grouped_bys: _containers.RepeatedCompositeFieldContainer[ResultRowValue]
    values: _containers.RepeatedCompositeFieldContainer[ResultRowValue]
    def __init__(self, grouped_bys: _Optional[_Iterable[_Union[ResultRowValue, _Mapping]]] = ..., values: _Optional[_Iterable[_Union[ResultRowValue, _Mapping]]] = ...) -> None: ...

class ResultRowValue(_message.Message):
    __slots__ = ("key", "type", "value")
    KEY_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    key: str
    type: str
    value: str
    def __init__(self, key: _Optional[str] = ..., type: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class Session(_message.Message):
    __slots__ = ("duration", "id", "start_timestamp", "stop_timestamp")
    DURATION_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    START_TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    STOP_TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    duration: int
    id: str
    start_timestamp: str
    stop_timestamp: str
    def __init__(self, duration: _Optional[int] = ..., id: _Optional[str] = ..., start_timestamp: _Optional[str] = ..., stop_timestamp: _Optional[str] = ...) -> None: ...

class WriteEventStream(_message.Message):
    __slots__ = ("destination_stream_arn", "role_arn")
    DESTINATION_STREAM_ARN_FIELD_NUMBER: _ClassVar[int]
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    destination_stream_arn: str
    role_arn: str
    def __init__(self, destination_stream_arn: _Optional[str] = ..., role_arn: _Optional[str] = ...) -> None: ...
