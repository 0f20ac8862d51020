from counterpoint.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class StartEventImportRequest(_message.Message):
    __slots__ = ("app_id", "s3_url", "role_arn")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    S3_URL_FIELD_NUMBER: _ClassVar[int]
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    s3_url: str
    role_arn: str
    def __init__(self, app_id: _Optional[str] = ..., s3_url: _Optional[str] = ..., role_arn: _Optional[str] = ...) -> None: ...

class StartEventImportResponse(_message.Message):
    __slots__ = ("event_import_response",)
    EVENT_IMPORT_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    event_import_response: EventImportResponse
    def __init__(self, event_import_response: _Optional[_Union[EventImportResponse, _Mapping]] = ...) -> None: ...

class GetEventImportRequest(_message.Message):
    __slots__ = ("app_id", "job_id")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    job_id: str
    def __init__(self, app_id: _Optional[str] = ..., job_id: _Optional[str] = ...) -> None: ...

class GetEventImportResponse(_message.Message):
    __slots__ = ("event_import_response",)
    EVENT_IMPORT_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    event_import_response: EventImportResponse
    def __init__(self, event_import_response: _Optional[_Union[EventImportResponse, _Mapping]] = ...) -> None: ...

class EventImportDefinition(_message.Message):
    __slots__ = ("s3_url", "role_arn")
    S3_URL_FIELD_NUMBER: _ClassVar[int]
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    s3_url: str
    role_arn: str
    def __init__(self, s3_url: _Optional[str] = ..., role_arn: _Optional[str] = ...) -> None: ...

class EventImportResponse(_message.Message):
    __slots__ = ("application_id", "id", "job_status", "creation_date", "completion_date", "definition", "type", "completed_pieces", "failed_pieces", "total_processed", "total_failures", "total_expired", "failures")
    APPLICATION_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    JOB_STATUS_FIELD_NUMBER: _ClassVar[int]
    CREATION_DATE_FIELD_NUMBER: _ClassVar[int]
    COMPLETION_DATE_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    COMPLETED_PIECES_FIELD_NUMBER: _ClassVar[int]
    FAILED_PIECES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_PROCESSED_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FAILURES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_EXPIRED_FIELD_NUMBER: _ClassVar[int]
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    application_id: str
    id: str
    job_status: str
    creation_date: str
    completion_date: str
    definition: EventImportDefinition
    type: str
    completed_pieces: int
    failed_pieces: int
    total_processed: int
    total_failures: int
    total_expired: int
    failures: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, application_id: _Optional[str] = ..., id: _Optional[str] = ..., job_status: _Optional[str] = ..., creation_date: _Optional[str] = ..., completion_date: _Optional[str] = ..., definition: _Optional[_Union[EventImportDefinition, _Mapping]] = ..., type: _Optional[str] = ..., completed_pieces: _Optional[int] = ..., failed_pieces: _Optional[int] = ..., total_processed: _Optional[int] = ..., total_failures: _Optional[int] = ..., total_expired: _Optional[int] = ..., failures: _Optional[_Iterable[str]] = ...) -> None: ...
