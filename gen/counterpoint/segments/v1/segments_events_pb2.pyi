from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EndpointsUpdated(_message.Message):
    __slots__ = ("app_id", "changes")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    changes: _containers.RepeatedCompositeFieldContainer[EndpointChange]
    def __init__(self, app_id: _Optional[str] = ..., changes: _Optional[_Iterable[_Union[EndpointChange, _Mapping]]] = ...) -> None: ...

class EndpointChange(_message.Message):
    __slots__ = ("endpoint_id", "version", "created", "values")
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    endpoint_id: str
    version: int
    created: bool
    values: _containers.RepeatedCompositeFieldContainer[ValueChange]
    def __init__(self, endpoint_id: _Optional[str] = ..., version: _Optional[int] = ..., created: _Optional[bool] = ..., values: _Optional[_Iterable[_Union[ValueChange, _Mapping]]] = ...) -> None: ...

class ValueChange(_message.Message):
    __slots__ = ("name", "old", "new")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OLD_FIELD_NUMBER: _ClassVar[int]
    NEW_FIELD_NUMBER: _ClassVar[int]
    name: str
    old: str
    new: str
    def __init__(self, name: _Optional[str] = ..., old: _Optional[str] = ..., new: _Optional[str] = ...) -> None: ...

class EndpointsDeleted(_message.Message):
    __slots__ = ("app_id", "endpoint_ids")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_IDS_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    endpoint_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, app_id: _Optional[str] = ..., endpoint_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class AppDeleted(_message.Message):
    __slots__ = ("app_id", "account_id")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    account_id: str
    def __init__(self, app_id: _Optional[str] = ..., account_id: _Optional[str] = ...) -> None: ...

class SegmentDeleted(_message.Message):
    __slots__ = ("app_id", "segment_id")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    segment_id: str
    def __init__(self, app_id: _Optional[str] = ..., segment_id: _Optional[str] = ...) -> None: ...
