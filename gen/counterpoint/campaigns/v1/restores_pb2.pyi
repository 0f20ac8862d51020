from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetRestoreRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class MissedRun(_message.Message):
    __slots__ = ("app_id", "campaign_id", "name", "run_id", "scheduled", "state")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    SCHEDULED_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    campaign_id: str
    name: str
    run_id: str
    scheduled: str
    state: str
    def __init__(self, app_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., name: _Optional[str] = ..., run_id: _Optional[str] = ..., scheduled: _Optional[str] = ..., state: _Optional[str] = ...) -> None: ...

class GetRestoreResponse(_message.Message):
    __slots__ = ("on_hold", "backup", "restored", "missed")
    ON_HOLD_FIELD_NUMBER: _ClassVar[int]
    BACKUP_FIELD_NUMBER: _ClassVar[int]
    RESTORED_FIELD_NUMBER: _ClassVar[int]
    MISSED_FIELD_NUMBER: _ClassVar[int]
    on_hold: bool
    backup: str
    restored: str
    missed: _containers.RepeatedCompositeFieldContainer[MissedRun]
    def __init__(self, on_hold: _Optional[bool] = ..., backup: _Optional[str] = ..., restored: _Optional[str] = ..., missed: _Optional[_Iterable[_Union[MissedRun, _Mapping]]] = ...) -> None: ...

class ReleaseRestoreRequest(_message.Message):
    __slots__ = ("missed",)
    MISSED_FIELD_NUMBER: _ClassVar[int]
    missed: str
    def __init__(self, missed: _Optional[str] = ...) -> None: ...

class ReleaseRestoreResponse(_message.Message):
    __slots__ = ("runs", "released")
    RUNS_FIELD_NUMBER: _ClassVar[int]
    RELEASED_FIELD_NUMBER: _ClassVar[int]
    runs: int
    released: bool
    def __init__(self, runs: _Optional[int] = ..., released: _Optional[bool] = ...) -> None: ...
