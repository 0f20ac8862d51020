from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class AccessKey(_message.Message):
    __slots__ = ("id", "account", "principal", "status", "created_at", "expires_at", "app_id", "policies")
    ID_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    PRINCIPAL_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    POLICIES_FIELD_NUMBER: _ClassVar[int]
    id: str
    account: str
    principal: str
    status: str
    created_at: str
    expires_at: str
    app_id: str
    policies: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., account: _Optional[str] = ..., principal: _Optional[str] = ..., status: _Optional[str] = ..., created_at: _Optional[str] = ..., expires_at: _Optional[str] = ..., app_id: _Optional[str] = ..., policies: _Optional[_Iterable[str]] = ...) -> None: ...

class Policy(_message.Message):
    __slots__ = ("name", "account", "document", "updated_at")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    name: str
    account: str
    document: str
    updated_at: str
    def __init__(self, name: _Optional[str] = ..., account: _Optional[str] = ..., document: _Optional[str] = ..., updated_at: _Optional[str] = ...) -> None: ...

class AuditRecord(_message.Message):
    __slots__ = ("event_id", "event_time", "event_name", "account", "principal", "access_key_id", "region", "source_address", "user_agent", "request_id", "read_only", "request_parameters", "response_elements", "error_code", "error_message")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    EVENT_NAME_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    PRINCIPAL_FIELD_NUMBER: _ClassVar[int]
    ACCESS_KEY_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    USER_AGENT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    READ_ONLY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_ELEMENTS_FIELD_NUMBER: _ClassVar[int]
    ERROR_CODE_FIELD_NUMBER: _ClassVar[int]
    ERROR_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    event_time: str
    event_name: str
    account: str
    principal: str
    access_key_id: str
    region: str
    source_address: str
    user_agent: str
    request_id: str
    read_only: bool
    request_parameters: str
    response_elements: str
    error_code: str
    error_message: str
    def __init__(self, event_id: _Optional[str] = ..., event_time: _Optional[str] = ..., event_name: _Optional[str] = ..., account: _Optional[str] = ..., principal: _Optional[str] = ..., access_key_id: _Optional[str] = ..., region: _Optional[str] = ..., source_address: _Optional[str] = ..., user_agent: _Optional[str] = ..., request_id: _Optional[str] = ..., read_only: _Optional[bool] = ..., request_parameters: _Optional[str] = ..., response_elements: _Optional[str] = ..., error_code: _Optional[str] = ..., error_message: _Optional[str] = ...) -> None: ...
