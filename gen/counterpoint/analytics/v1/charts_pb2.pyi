from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetChartRequest(_message.Message):
    __slots__ = ("app_id", "name", "start_time", "end_time", "event_type")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    name: str
    start_time: str
    end_time: str
    event_type: str
    def __init__(self, app_id: _Optional[str] = ..., name: _Optional[str] = ..., start_time: _Optional[str] = ..., end_time: _Optional[str] = ..., event_type: _Optional[str] = ...) -> None: ...

class ChartPoint(_message.Message):
    __slots__ = ("day", "series", "values")
    class ValuesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    DAY_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    day: str
    series: str
    values: _containers.ScalarMap[str, float]
    def __init__(self, day: _Optional[str] = ..., series: _Optional[str] = ..., values: _Optional[_Mapping[str, float]] = ...) -> None: ...

class GetChartResponse(_message.Message):
    __slots__ = ("name", "unit", "start_time", "end_time", "points", "totals")
    class TotalsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    TOTALS_FIELD_NUMBER: _ClassVar[int]
    name: str
    unit: str
    start_time: str
    end_time: str
    points: _containers.RepeatedCompositeFieldContainer[ChartPoint]
    totals: _containers.ScalarMap[str, float]
    def __init__(self, name: _Optional[str] = ..., unit: _Optional[str] = ..., start_time: _Optional[str] = ..., end_time: _Optional[str] = ..., points: _Optional[_Iterable[_Union[ChartPoint, _Mapping]]] = ..., totals: _Optional[_Mapping[str, float]] = ...) -> None: ...
