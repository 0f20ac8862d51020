from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class ReleaseEverythingRequest(_message.Message):
    __slots__ = ("stop_unfinished",)
    STOP_UNFINISHED_FIELD_NUMBER: _ClassVar[int]
    stop_unfinished: bool
    def __init__(self, stop_unfinished: _Optional[bool] = ...) -> None: ...

class ReleaseEverythingResponse(_message.Message):
    __slots__ = ("stopped",)
    STOPPED_FIELD_NUMBER: _ClassVar[int]
    stopped: int
    def __init__(self, stopped: _Optional[int] = ...) -> None: ...
