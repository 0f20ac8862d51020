from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RawEvents(_message.Message):
    __slots__ = ("app_id", "account_id", "request_id", "body", "arrival_ms", "client_key")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    ARRIVAL_MS_FIELD_NUMBER: _ClassVar[int]
    CLIENT_KEY_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    account_id: str
    request_id: str
    body: bytes
    arrival_ms: int
    client_key: bool
    def __init__(self, app_id: _Optional[str] = ..., account_id: _Optional[str] = ..., request_id: _Optional[str] = ..., body: _Optional[bytes] = ..., arrival_ms: _Optional[int] = ..., client_key: _Optional[bool] = ...) -> None: ...

class PutRawEventsRequest(_message.Message):
    __slots__ = ("bodies",)
    BODIES_FIELD_NUMBER: _ClassVar[int]
    bodies: _containers.RepeatedCompositeFieldContainer[RawEvents]
    def __init__(self, bodies: _Optional[_Iterable[_Union[RawEvents, _Mapping]]] = ...) -> None: ...

class RawEventsResult(_message.Message):
    __slots__ = ("status_code", "body")
    STATUS_CODE_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    status_code: int
    body: bytes
    def __init__(self, status_code: _Optional[int] = ..., body: _Optional[bytes] = ...) -> None: ...

class PutRawEventsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[RawEventsResult]
    def __init__(self, results: _Optional[_Iterable[_Union[RawEventsResult, _Mapping]]] = ...) -> None: ...

class SetRetentionRequest(_message.Message):
    __slots__ = ("app_id", "days", "confirm_deletion")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    CONFIRM_DELETION_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    days: int
    confirm_deletion: bool
    def __init__(self, app_id: _Optional[str] = ..., days: _Optional[int] = ..., confirm_deletion: _Optional[bool] = ...) -> None: ...

class SetRetentionResponse(_message.Message):
    __slots__ = ("days",)
    DAYS_FIELD_NUMBER: _ClassVar[int]
    days: int
    def __init__(self, days: _Optional[int] = ...) -> None: ...

class GetIngestStatusRequest(_message.Message):
    __slots__ = ("app_id",)
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    def __init__(self, app_id: _Optional[str] = ...) -> None: ...

class GetIngestStatusResponse(_message.Message):
    __slots__ = ("events_pending", "outcomes_pending")
    EVENTS_PENDING_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_PENDING_FIELD_NUMBER: _ClassVar[int]
    events_pending: int
    outcomes_pending: int
    def __init__(self, events_pending: _Optional[int] = ..., outcomes_pending: _Optional[int] = ...) -> None: ...
