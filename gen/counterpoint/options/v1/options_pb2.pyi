from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Location(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LOCATION_UNSPECIFIED: _ClassVar[Location]
    LOCATION_URI: _ClassVar[Location]
    LOCATION_QUERY: _ClassVar[Location]
    LOCATION_PAYLOAD: _ClassVar[Location]

class Format(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FORMAT_UNSPECIFIED: _ClassVar[Format]
    FORMAT_TIMESTAMP: _ClassVar[Format]
    FORMAT_TIME_OF_DAY: _ClassVar[Format]
    FORMAT_DURATION: _ClassVar[Format]
    FORMAT_JSON_OBJECT: _ClassVar[Format]
LOCATION_UNSPECIFIED: Location
LOCATION_URI: Location
LOCATION_QUERY: Location
LOCATION_PAYLOAD: Location
FORMAT_UNSPECIFIED: Format
FORMAT_TIMESTAMP: Format
FORMAT_TIME_OF_DAY: Format
FORMAT_DURATION: Format
FORMAT_JSON_OBJECT: Format
RULE_FIELD_NUMBER: _ClassVar[int]
rule: _descriptor.FieldDescriptor
WRAPPER_FIELD_NUMBER: _ClassVar[int]
wrapper: _descriptor.FieldDescriptor

class FieldRule(_message.Message):
    __slots__ = ("required", "location", "values", "keys", "format", "min", "max", "min_len", "max_len", "min_items", "max_items", "pattern", "lenient", "accept_bare", "max_key_len", "empty_clears", "empty_ok", "omit_empty")
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    KEYS_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    MIN_FIELD_NUMBER: _ClassVar[int]
    MAX_FIELD_NUMBER: _ClassVar[int]
    MIN_LEN_FIELD_NUMBER: _ClassVar[int]
    MAX_LEN_FIELD_NUMBER: _ClassVar[int]
    MIN_ITEMS_FIELD_NUMBER: _ClassVar[int]
    MAX_ITEMS_FIELD_NUMBER: _ClassVar[int]
    PATTERN_FIELD_NUMBER: _ClassVar[int]
    LENIENT_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_BARE_FIELD_NUMBER: _ClassVar[int]
    MAX_KEY_LEN_FIELD_NUMBER: _ClassVar[int]
    EMPTY_CLEARS_FIELD_NUMBER: _ClassVar[int]
    EMPTY_OK_FIELD_NUMBER: _ClassVar[int]
    OMIT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    required: bool
    location: Location
    values: _containers.RepeatedScalarFieldContainer[str]
    keys: _containers.RepeatedScalarFieldContainer[str]
    format: Format
    min: float
    max: float
    min_len: int
    max_len: int
    min_items: int
    max_items: int
    pattern: str
    lenient: bool
    accept_bare: bool
    max_key_len: int
    empty_clears: bool
    empty_ok: bool
    omit_empty: bool
    def __init__(self, required: _Optional[bool] = ..., location: _Optional[_Union[Location, str]] = ..., values: _Optional[_Iterable[str]] = ..., keys: _Optional[_Iterable[str]] = ..., format: _Optional[_Union[Format, str]] = ..., min: _Optional[float] = ..., max: _Optional[float] = ..., min_len: _Optional[int] = ..., max_len: _Optional[int] = ..., min_items: _Optional[int] = ..., max_items: _Optional[int] = ..., pattern: _Optional[str] = ..., lenient: _Optional[bool] = ..., accept_bare: _Optional[bool] = ..., max_key_len: _Optional[int] = ..., empty_clears: _Optional[bool] = ..., empty_ok: _Optional[bool] = ..., omit_empty: _Optional[bool] = ...) -> None: ...
