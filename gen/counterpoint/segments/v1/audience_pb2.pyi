from counterpoint.options.v1 import options_pb2 as _options_pb2
from counterpoint.segments.v1 import segments_pb2 as _segments_pb2
from counterpoint.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ResolveAppRequest(_message.Message):
    __slots__ = ("app_id",)
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    def __init__(self, app_id: _Optional[str] = ...) -> None: ...

class ResolveAppResponse(_message.Message):
    __slots__ = ("account_id",)
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    def __init__(self, account_id: _Optional[str] = ...) -> None: ...

class EndpointUpsert(_message.Message):
    __slots__ = ("app_id", "endpoint_id", "endpoint", "request_id", "client_key")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_KEY_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    endpoint_id: str
    endpoint: _type_pb2.EndpointRequest
    request_id: str
    client_key: bool
    def __init__(self, app_id: _Optional[str] = ..., endpoint_id: _Optional[str] = ..., endpoint: _Optional[_Union[_type_pb2.EndpointRequest, _Mapping]] = ..., request_id: _Optional[str] = ..., client_key: _Optional[bool] = ...) -> None: ...

class UpsertEndpointsRequest(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[EndpointUpsert]
    def __init__(self, items: _Optional[_Iterable[_Union[EndpointUpsert, _Mapping]]] = ...) -> None: ...

class EndpointUpsertResult(_message.Message):
    __slots__ = ("status_code", "message", "created")
    STATUS_CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    status_code: int
    message: str
    created: bool
    def __init__(self, status_code: _Optional[int] = ..., message: _Optional[str] = ..., created: _Optional[bool] = ...) -> None: ...

class UpsertEndpointsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[EndpointUpsertResult]
    def __init__(self, results: _Optional[_Iterable[_Union[EndpointUpsertResult, _Mapping]]] = ...) -> None: ...

class BatchGetEndpointsRequest(_message.Message):
    __slots__ = ("app_id", "endpoint_ids")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_IDS_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    endpoint_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, app_id: _Optional[str] = ..., endpoint_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetEndpointsResponse(_message.Message):
    __slots__ = ("endpoints",)
    ENDPOINTS_FIELD_NUMBER: _ClassVar[int]
    endpoints: _containers.RepeatedCompositeFieldContainer[_type_pb2.EndpointResponse]
    def __init__(self, endpoints: _Optional[_Iterable[_Union[_type_pb2.EndpointResponse, _Mapping]]] = ...) -> None: ...

class BatchGetUserEndpointsRequest(_message.Message):
    __slots__ = ("app_id", "user_ids")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    USER_IDS_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    user_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, app_id: _Optional[str] = ..., user_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetUserEndpointsResponse(_message.Message):
    __slots__ = ("endpoints",)
    ENDPOINTS_FIELD_NUMBER: _ClassVar[int]
    endpoints: _containers.RepeatedCompositeFieldContainer[_type_pb2.EndpointResponse]
    def __init__(self, endpoints: _Optional[_Iterable[_Union[_type_pb2.EndpointResponse, _Mapping]]] = ...) -> None: ...

class CountSegmentRequest(_message.Message):
    __slots__ = ("app_id", "segment_id", "segment_version", "definition")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    DEFINITION_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    segment_id: str
    segment_version: int
    definition: _type_pb2.WriteSegmentRequest
    def __init__(self, app_id: _Optional[str] = ..., segment_id: _Optional[str] = ..., segment_version: _Optional[int] = ..., definition: _Optional[_Union[_type_pb2.WriteSegmentRequest, _Mapping]] = ...) -> None: ...

class CountSegmentResponse(_message.Message):
    __slots__ = ("total", "eligible")
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    ELIGIBLE_FIELD_NUMBER: _ClassVar[int]
    total: int
    eligible: int
    def __init__(self, total: _Optional[int] = ..., eligible: _Optional[int] = ...) -> None: ...

class StreamMembersRequest(_message.Message):
    __slots__ = ("app_id", "segment_id", "segment_version", "batch_size")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    BATCH_SIZE_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    segment_id: str
    segment_version: int
    batch_size: int
    def __init__(self, app_id: _Optional[str] = ..., segment_id: _Optional[str] = ..., segment_version: _Optional[int] = ..., batch_size: _Optional[int] = ...) -> None: ...

class StreamMembersResponse(_message.Message):
    __slots__ = ("recipients",)
    RECIPIENTS_FIELD_NUMBER: _ClassVar[int]
    recipients: _containers.RepeatedCompositeFieldContainer[Recipient]
    def __init__(self, recipients: _Optional[_Iterable[_Union[Recipient, _Mapping]]] = ...) -> None: ...

class FreezeAudienceRequest(_message.Message):
    __slots__ = ("app_id", "run_id", "segment_id", "segment_version", "now_us")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    NOW_US_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    run_id: str
    segment_id: str
    segment_version: int
    now_us: int
    def __init__(self, app_id: _Optional[str] = ..., run_id: _Optional[str] = ..., segment_id: _Optional[str] = ..., segment_version: _Optional[int] = ..., now_us: _Optional[int] = ...) -> None: ...

class FreezeAudienceResponse(_message.Message):
    __slots__ = ("size", "from_user", "duplicate_users")
    SIZE_FIELD_NUMBER: _ClassVar[int]
    FROM_USER_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_USERS_FIELD_NUMBER: _ClassVar[int]
    size: int
    from_user: int
    duplicate_users: int
    def __init__(self, size: _Optional[int] = ..., from_user: _Optional[int] = ..., duplicate_users: _Optional[int] = ...) -> None: ...

class ReadAudienceRequest(_message.Message):
    __slots__ = ("app_id", "run_id", "from_seq", "to_seq", "endpoint_ids")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_SEQ_FIELD_NUMBER: _ClassVar[int]
    TO_SEQ_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_IDS_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    run_id: str
    from_seq: int
    to_seq: int
    endpoint_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, app_id: _Optional[str] = ..., run_id: _Optional[str] = ..., from_seq: _Optional[int] = ..., to_seq: _Optional[int] = ..., endpoint_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class Recipient(_message.Message):
    __slots__ = ("seq", "endpoint_id", "exists", "version", "frozen_version", "endpoint", "user", "duplicate_address", "from_user")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    EXISTS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    FROZEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_FIELD_NUMBER: _ClassVar[int]
    USER_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    FROM_USER_FIELD_NUMBER: _ClassVar[int]
    seq: int
    endpoint_id: str
    exists: bool
    version: int
    frozen_version: int
    endpoint: bytes
    user: bytes
    duplicate_address: bool
    from_user: bool
    def __init__(self, seq: _Optional[int] = ..., endpoint_id: _Optional[str] = ..., exists: _Optional[bool] = ..., version: _Optional[int] = ..., frozen_version: _Optional[int] = ..., endpoint: _Optional[bytes] = ..., user: _Optional[bytes] = ..., duplicate_address: _Optional[bool] = ..., from_user: _Optional[bool] = ...) -> None: ...

class ReadAudienceResponse(_message.Message):
    __slots__ = ("recipients",)
    RECIPIENTS_FIELD_NUMBER: _ClassVar[int]
    recipients: _containers.RepeatedCompositeFieldContainer[Recipient]
    def __init__(self, recipients: _Optional[_Iterable[_Union[Recipient, _Mapping]]] = ...) -> None: ...

class FindMemberRequest(_message.Message):
    __slots__ = ("app_id", "run_id", "endpoint_id")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    run_id: str
    endpoint_id: str
    def __init__(self, app_id: _Optional[str] = ..., run_id: _Optional[str] = ..., endpoint_id: _Optional[str] = ...) -> None: ...

class FindMemberResponse(_message.Message):
    __slots__ = ("recipient", "dropped")
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    DROPPED_FIELD_NUMBER: _ClassVar[int]
    recipient: Recipient
    dropped: DroppedItem
    def __init__(self, recipient: _Optional[_Union[Recipient, _Mapping]] = ..., dropped: _Optional[_Union[DroppedItem, _Mapping]] = ...) -> None: ...

class EvaluateMemberRequest(_message.Message):
    __slots__ = ("app_id", "endpoint_id", "segment_id", "segment_version", "now_us")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    NOW_US_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    endpoint_id: str
    segment_id: str
    segment_version: int
    now_us: int
    def __init__(self, app_id: _Optional[str] = ..., endpoint_id: _Optional[str] = ..., segment_id: _Optional[str] = ..., segment_version: _Optional[int] = ..., now_us: _Optional[int] = ...) -> None: ...

class RuleOutcome(_message.Message):
    __slots__ = ("rule", "wants", "saw", "holds")
    RULE_FIELD_NUMBER: _ClassVar[int]
    WANTS_FIELD_NUMBER: _ClassVar[int]
    SAW_FIELD_NUMBER: _ClassVar[int]
    HOLDS_FIELD_NUMBER: _ClassVar[int]
    rule: str
    wants: str
    saw: str
    holds: bool
    def __init__(self, rule: _Optional[str] = ..., wants: _Optional[str] = ..., saw: _Optional[str] = ..., holds: _Optional[bool] = ...) -> None: ...

class EvaluateMemberResponse(_message.Message):
    __slots__ = ("endpoint_exists", "member", "version", "rules", "dropped")
    ENDPOINT_EXISTS_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    DROPPED_FIELD_NUMBER: _ClassVar[int]
    endpoint_exists: bool
    member: bool
    version: int
    rules: _containers.RepeatedCompositeFieldContainer[RuleOutcome]
    dropped: DroppedItem
    def __init__(self, endpoint_exists: _Optional[bool] = ..., member: _Optional[bool] = ..., version: _Optional[int] = ..., rules: _Optional[_Iterable[_Union[RuleOutcome, _Mapping]]] = ..., dropped: _Optional[_Union[DroppedItem, _Mapping]] = ...) -> None: ...

class StartImportRequest(_message.Message):
    __slots__ = ("app_id", "define_segment", "external_id", "format", "register_endpoints", "role_arn", "s3_url", "segment_id", "segment_name", "emit_changes")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    DEFINE_SEGMENT_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    REGISTER_ENDPOINTS_FIELD_NUMBER: _ClassVar[int]
    ROLE_ARN_FIELD_NUMBER: _ClassVar[int]
    S3_URL_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    EMIT_CHANGES_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    define_segment: bool
    external_id: str
    format: str
    register_endpoints: bool
    role_arn: str
    s3_url: str
    segment_id: str
    segment_name: str
    emit_changes: bool
    def __init__(self, app_id: _Optional[str] = ..., define_segment: _Optional[bool] = ..., external_id: _Optional[str] = ..., format: _Optional[str] = ..., register_endpoints: _Optional[bool] = ..., role_arn: _Optional[str] = ..., s3_url: _Optional[str] = ..., segment_id: _Optional[str] = ..., segment_name: _Optional[str] = ..., emit_changes: _Optional[bool] = ...) -> None: ...

class StartImportResponse(_message.Message):
    __slots__ = ("import_job_response",)
    IMPORT_JOB_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    import_job_response: _segments_pb2.ImportJobResponse
    def __init__(self, import_job_response: _Optional[_Union[_segments_pb2.ImportJobResponse, _Mapping]] = ...) -> None: ...

class DroppedItem(_message.Message):
    __slots__ = ("endpoint_id", "at", "reason", "message")
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    endpoint_id: str
    at: str
    reason: str
    message: str
    def __init__(self, endpoint_id: _Optional[str] = ..., at: _Optional[str] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class DroppedCount(_message.Message):
    __slots__ = ("reason", "count")
    REASON_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    reason: str
    count: int
    def __init__(self, reason: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class GetDroppedItemsRequest(_message.Message):
    __slots__ = ("app_id", "endpoint_id")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    endpoint_id: str
    def __init__(self, app_id: _Optional[str] = ..., endpoint_id: _Optional[str] = ...) -> None: ...

class GetDroppedItemsResponse(_message.Message):
    __slots__ = ("counts", "items")
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[DroppedCount]
    items: _containers.RepeatedCompositeFieldContainer[DroppedItem]
    def __init__(self, counts: _Optional[_Iterable[_Union[DroppedCount, _Mapping]]] = ..., items: _Optional[_Iterable[_Union[DroppedItem, _Mapping]]] = ...) -> None: ...

class GetAttributesRequest(_message.Message):
    __slots__ = ("app_id", "attribute_type")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTE_TYPE_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    attribute_type: str
    def __init__(self, app_id: _Optional[str] = ..., attribute_type: _Optional[str] = ...) -> None: ...

class GetAttributesResponse(_message.Message):
    __slots__ = ("attribute_type", "attributes", "removed", "purging")
    ATTRIBUTE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    REMOVED_FIELD_NUMBER: _ClassVar[int]
    PURGING_FIELD_NUMBER: _ClassVar[int]
    attribute_type: str
    attributes: _containers.RepeatedScalarFieldContainer[str]
    removed: _containers.RepeatedScalarFieldContainer[str]
    purging: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, attribute_type: _Optional[str] = ..., attributes: _Optional[_Iterable[str]] = ..., removed: _Optional[_Iterable[str]] = ..., purging: _Optional[_Iterable[str]] = ...) -> None: ...

class RestoreAttributesRequest(_message.Message):
    __slots__ = ("app_id", "attribute_type", "names")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTE_TYPE_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    attribute_type: str
    names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, app_id: _Optional[str] = ..., attribute_type: _Optional[str] = ..., names: _Optional[_Iterable[str]] = ...) -> None: ...

class RestoreAttributesResponse(_message.Message):
    __slots__ = ("attribute_type", "attributes")
    ATTRIBUTE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    attribute_type: str
    attributes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, attribute_type: _Optional[str] = ..., attributes: _Optional[_Iterable[str]] = ...) -> None: ...

class PurgeAttributesRequest(_message.Message):
    __slots__ = ("app_id", "attribute_type", "names")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTE_TYPE_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    attribute_type: str
    names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, app_id: _Optional[str] = ..., attribute_type: _Optional[str] = ..., names: _Optional[_Iterable[str]] = ...) -> None: ...

class PurgeAttributesResponse(_message.Message):
    __slots__ = ("attribute_type", "attributes")
    ATTRIBUTE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    attribute_type: str
    attributes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, attribute_type: _Optional[str] = ..., attributes: _Optional[_Iterable[str]] = ...) -> None: ...
