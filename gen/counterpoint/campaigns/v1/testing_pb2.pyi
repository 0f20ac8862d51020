from counterpoint.delivery.v1 import sending_pb2 as _sending_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TestCampaignRequest(_message.Message):
    __slots__ = ("app_id", "campaign_id", "treatment_id", "endpoint_ids", "addresses", "segment_id", "segment_version")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_IDS_FIELD_NUMBER: _ClassVar[int]
    ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    campaign_id: str
    treatment_id: str
    endpoint_ids: _containers.RepeatedScalarFieldContainer[str]
    addresses: _containers.RepeatedScalarFieldContainer[str]
    segment_id: str
    segment_version: int
    def __init__(self, app_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., treatment_id: _Optional[str] = ..., endpoint_ids: _Optional[_Iterable[str]] = ..., addresses: _Optional[_Iterable[str]] = ..., segment_id: _Optional[str] = ..., segment_version: _Optional[int] = ...) -> None: ...

class TestCampaignResponse(_message.Message):
    __slots__ = ("results", "campaign_id", "name")
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_sending_pb2.TestResult]
    campaign_id: str
    name: str
    def __init__(self, results: _Optional[_Iterable[_Union[_sending_pb2.TestResult, _Mapping]]] = ..., campaign_id: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...
