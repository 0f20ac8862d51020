from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EventsReceived(_message.Message):
    __slots__ = ("app_id", "batch_id", "events", "bodies")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    BODIES_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    batch_id: str
    events: _containers.RepeatedCompositeFieldContainer[ReceivedEvent]
    bodies: _containers.RepeatedCompositeFieldContainer[ReceivedBody]
    def __init__(self, app_id: _Optional[str] = ..., batch_id: _Optional[str] = ..., events: _Optional[_Iterable[_Union[ReceivedEvent, _Mapping]]] = ..., bodies: _Optional[_Iterable[_Union[ReceivedBody, _Mapping]]] = ...) -> None: ...

class ReceivedBody(_message.Message):
    __slots__ = ("body", "arrival_ms", "endpoint_ids", "events")
    BODY_FIELD_NUMBER: _ClassVar[int]
    ARRIVAL_MS_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_IDS_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    body: bytes
    arrival_ms: int
    endpoint_ids: _containers.RepeatedScalarFieldContainer[str]
    events: int
    def __init__(self, body: _Optional[bytes] = ..., arrival_ms: _Optional[int] = ..., endpoint_ids: _Optional[_Iterable[str]] = ..., events: _Optional[int] = ...) -> None: ...

class EndpointsActive(_message.Message):
    __slots__ = ("app_id", "endpoint_ids", "last_ms")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_IDS_FIELD_NUMBER: _ClassVar[int]
    LAST_MS_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    endpoint_ids: _containers.RepeatedScalarFieldContainer[str]
    last_ms: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, app_id: _Optional[str] = ..., endpoint_ids: _Optional[_Iterable[str]] = ..., last_ms: _Optional[_Iterable[int]] = ...) -> None: ...

class ReceivedEvent(_message.Message):
    __slots__ = ("endpoint_id", "event_id", "event_type", "timestamp_ms", "arrival_ms", "content_hash", "event", "demographic", "user_id", "client_reported", "store", "session_id", "session_start_ms", "session_stop_ms", "session_duration_ms")
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_MS_FIELD_NUMBER: _ClassVar[int]
    ARRIVAL_MS_FIELD_NUMBER: _ClassVar[int]
    CONTENT_HASH_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    DEMOGRAPHIC_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_REPORTED_FIELD_NUMBER: _ClassVar[int]
    STORE_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_START_MS_FIELD_NUMBER: _ClassVar[int]
    SESSION_STOP_MS_FIELD_NUMBER: _ClassVar[int]
    SESSION_DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    endpoint_id: str
    event_id: str
    event_type: str
    timestamp_ms: int
    arrival_ms: int
    content_hash: int
    event: bytes
    demographic: bytes
    user_id: str
    client_reported: bool
    store: bool
    session_id: str
    session_start_ms: int
    session_stop_ms: int
    session_duration_ms: int
    def __init__(self, endpoint_id: _Optional[str] = ..., event_id: _Optional[str] = ..., event_type: _Optional[str] = ..., timestamp_ms: _Optional[int] = ..., arrival_ms: _Optional[int] = ..., content_hash: _Optional[int] = ..., event: _Optional[bytes] = ..., demographic: _Optional[bytes] = ..., user_id: _Optional[str] = ..., client_reported: _Optional[bool] = ..., store: _Optional[bool] = ..., session_id: _Optional[str] = ..., session_start_ms: _Optional[int] = ..., session_stop_ms: _Optional[int] = ..., session_duration_ms: _Optional[int] = ...) -> None: ...
