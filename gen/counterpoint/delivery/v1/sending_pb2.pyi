from counterpoint.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CheckContentRequest(_message.Message):
    __slots__ = ("app_id", "account_id", "message_configuration", "template_configuration", "custom_delivery_configuration")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_DELIVERY_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    account_id: str
    message_configuration: _type_pb2.MessageConfiguration
    template_configuration: _type_pb2.TemplateConfiguration
    custom_delivery_configuration: _type_pb2.CustomDeliveryConfiguration
    def __init__(self, app_id: _Optional[str] = ..., account_id: _Optional[str] = ..., message_configuration: _Optional[_Union[_type_pb2.MessageConfiguration, _Mapping]] = ..., template_configuration: _Optional[_Union[_type_pb2.TemplateConfiguration, _Mapping]] = ..., custom_delivery_configuration: _Optional[_Union[_type_pb2.CustomDeliveryConfiguration, _Mapping]] = ...) -> None: ...

class CheckContentResponse(_message.Message):
    __slots__ = ("templates",)
    TEMPLATES_FIELD_NUMBER: _ClassVar[int]
    templates: _containers.RepeatedCompositeFieldContainer[ResolvedTemplate]
    def __init__(self, templates: _Optional[_Iterable[_Union[ResolvedTemplate, _Mapping]]] = ...) -> None: ...

class ResolvedTemplate(_message.Message):
    __slots__ = ("template_type", "name", "version", "content")
    TEMPLATE_TYPE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    template_type: str
    name: str
    version: str
    content: bytes
    def __init__(self, template_type: _Optional[str] = ..., name: _Optional[str] = ..., version: _Optional[str] = ..., content: _Optional[bytes] = ...) -> None: ...

class EffectiveLimits(_message.Message):
    __slots__ = ("daily", "daily_app_wide", "total", "messages_per_second", "maximum_duration", "counted")
    DAILY_FIELD_NUMBER: _ClassVar[int]
    DAILY_APP_WIDE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_DURATION_FIELD_NUMBER: _ClassVar[int]
    COUNTED_FIELD_NUMBER: _ClassVar[int]
    daily: int
    daily_app_wide: bool
    total: int
    messages_per_second: int
    maximum_duration: int
    counted: bool
    def __init__(self, daily: _Optional[int] = ..., daily_app_wide: _Optional[bool] = ..., total: _Optional[int] = ..., messages_per_second: _Optional[int] = ..., maximum_duration: _Optional[int] = ..., counted: _Optional[bool] = ...) -> None: ...

class RunPlan(_message.Message):
    __slots__ = ("app_id", "account_id", "run_id", "campaign_id", "campaign_version", "treatment_id", "segment_id", "segment_version", "scheduled_ms", "holdout_cohorts", "other_cohorts", "message_configuration", "template_configuration", "custom_delivery_configuration", "template_copies", "limits", "quiet_start", "quiet_end", "campaign_name", "test")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_VERSION_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    SCHEDULED_MS_FIELD_NUMBER: _ClassVar[int]
    HOLDOUT_COHORTS_FIELD_NUMBER: _ClassVar[int]
    OTHER_COHORTS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_DELIVERY_CONFIGURATION_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_COPIES_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    QUIET_START_FIELD_NUMBER: _ClassVar[int]
    QUIET_END_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_NAME_FIELD_NUMBER: _ClassVar[int]
    TEST_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    account_id: str
    run_id: str
    campaign_id: str
    campaign_version: int
    treatment_id: str
    segment_id: str
    segment_version: int
    scheduled_ms: int
    holdout_cohorts: _containers.RepeatedScalarFieldContainer[int]
    other_cohorts: _containers.RepeatedScalarFieldContainer[int]
    message_configuration: _type_pb2.MessageConfiguration
    template_configuration: _type_pb2.TemplateConfiguration
    custom_delivery_configuration: _type_pb2.CustomDeliveryConfiguration
    template_copies: _containers.RepeatedCompositeFieldContainer[ResolvedTemplate]
    limits: EffectiveLimits
    quiet_start: str
    quiet_end: str
    campaign_name: str
    test: bool
    def __init__(self, app_id: _Optional[str] = ..., account_id: _Optional[str] = ..., run_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., campaign_version: _Optional[int] = ..., treatment_id: _Optional[str] = ..., segment_id: _Optional[str] = ..., segment_version: _Optional[int] = ..., scheduled_ms: _Optional[int] = ..., holdout_cohorts: _Optional[_Iterable[int]] = ..., other_cohorts: _Optional[_Iterable[int]] = ..., message_configuration: _Optional[_Union[_type_pb2.MessageConfiguration, _Mapping]] = ..., template_configuration: _Optional[_Union[_type_pb2.TemplateConfiguration, _Mapping]] = ..., custom_delivery_configuration: _Optional[_Union[_type_pb2.CustomDeliveryConfiguration, _Mapping]] = ..., template_copies: _Optional[_Iterable[_Union[ResolvedTemplate, _Mapping]]] = ..., limits: _Optional[_Union[EffectiveLimits, _Mapping]] = ..., quiet_start: _Optional[str] = ..., quiet_end: _Optional[str] = ..., campaign_name: _Optional[str] = ..., test: _Optional[bool] = ...) -> None: ...

class StartRunRequest(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: RunPlan
    def __init__(self, plan: _Optional[_Union[RunPlan, _Mapping]] = ...) -> None: ...

class StartRunResponse(_message.Message):
    __slots__ = ("created",)
    CREATED_FIELD_NUMBER: _ClassVar[int]
    created: bool
    def __init__(self, created: _Optional[bool] = ...) -> None: ...

class StopRunsRequest(_message.Message):
    __slots__ = ("app_id", "campaign_id")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    campaign_id: str
    def __init__(self, app_id: _Optional[str] = ..., campaign_id: _Optional[str] = ...) -> None: ...

class StopRunsResponse(_message.Message):
    __slots__ = ("stopped",)
    STOPPED_FIELD_NUMBER: _ClassVar[int]
    stopped: int
    def __init__(self, stopped: _Optional[int] = ...) -> None: ...

class ListRunsRequest(_message.Message):
    __slots__ = ("app_id", "campaign_id", "run_ids", "page_size", "before_scheduled_ms", "before_run_id")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    RUN_IDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    BEFORE_SCHEDULED_MS_FIELD_NUMBER: _ClassVar[int]
    BEFORE_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    campaign_id: str
    run_ids: _containers.RepeatedScalarFieldContainer[str]
    page_size: int
    before_scheduled_ms: int
    before_run_id: str
    def __init__(self, app_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., run_ids: _Optional[_Iterable[str]] = ..., page_size: _Optional[int] = ..., before_scheduled_ms: _Optional[int] = ..., before_run_id: _Optional[str] = ...) -> None: ...

class ReasonCount(_message.Message):
    __slots__ = ("reason", "count")
    REASON_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    reason: str
    count: int
    def __init__(self, reason: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class Books(_message.Message):
    __slots__ = ("produced", "from_user", "dropped", "targeted", "not_sent", "queued", "sent", "failed", "unknown", "duplicate_users")
    PRODUCED_FIELD_NUMBER: _ClassVar[int]
    FROM_USER_FIELD_NUMBER: _ClassVar[int]
    DROPPED_FIELD_NUMBER: _ClassVar[int]
    TARGETED_FIELD_NUMBER: _ClassVar[int]
    NOT_SENT_FIELD_NUMBER: _ClassVar[int]
    QUEUED_FIELD_NUMBER: _ClassVar[int]
    SENT_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_USERS_FIELD_NUMBER: _ClassVar[int]
    produced: int
    from_user: int
    dropped: _containers.RepeatedCompositeFieldContainer[ReasonCount]
    targeted: int
    not_sent: _containers.RepeatedCompositeFieldContainer[ReasonCount]
    queued: int
    sent: int
    failed: _containers.RepeatedCompositeFieldContainer[ReasonCount]
    unknown: int
    duplicate_users: int
    def __init__(self, produced: _Optional[int] = ..., from_user: _Optional[int] = ..., dropped: _Optional[_Iterable[_Union[ReasonCount, _Mapping]]] = ..., targeted: _Optional[int] = ..., not_sent: _Optional[_Iterable[_Union[ReasonCount, _Mapping]]] = ..., queued: _Optional[int] = ..., sent: _Optional[int] = ..., failed: _Optional[_Iterable[_Union[ReasonCount, _Mapping]]] = ..., unknown: _Optional[int] = ..., duplicate_users: _Optional[int] = ...) -> None: ...

class Run(_message.Message):
    __slots__ = ("run_id", "app_id", "campaign_id", "treatment_id", "campaign_version", "state", "result", "scheduled_ms", "started_ms", "ended_ms", "books")
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_VERSION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    SCHEDULED_MS_FIELD_NUMBER: _ClassVar[int]
    STARTED_MS_FIELD_NUMBER: _ClassVar[int]
    ENDED_MS_FIELD_NUMBER: _ClassVar[int]
    BOOKS_FIELD_NUMBER: _ClassVar[int]
    run_id: str
    app_id: str
    campaign_id: str
    treatment_id: str
    campaign_version: int
    state: str
    result: str
    scheduled_ms: int
    started_ms: int
    ended_ms: int
    books: Books
    def __init__(self, run_id: _Optional[str] = ..., app_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., treatment_id: _Optional[str] = ..., campaign_version: _Optional[int] = ..., state: _Optional[str] = ..., result: _Optional[str] = ..., scheduled_ms: _Optional[int] = ..., started_ms: _Optional[int] = ..., ended_ms: _Optional[int] = ..., books: _Optional[_Union[Books, _Mapping]] = ...) -> None: ...

class ListRunsResponse(_message.Message):
    __slots__ = ("runs", "more")
    RUNS_FIELD_NUMBER: _ClassVar[int]
    MORE_FIELD_NUMBER: _ClassVar[int]
    runs: _containers.RepeatedCompositeFieldContainer[Run]
    more: bool
    def __init__(self, runs: _Optional[_Iterable[_Union[Run, _Mapping]]] = ..., more: _Optional[bool] = ...) -> None: ...

class SetHoldRequest(_message.Message):
    __slots__ = ("app_id", "campaign_id", "channel", "on", "verb")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    VERB_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    campaign_id: str
    channel: str
    on: bool
    verb: str
    def __init__(self, app_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., channel: _Optional[str] = ..., on: _Optional[bool] = ..., verb: _Optional[str] = ...) -> None: ...

class Hold(_message.Message):
    __slots__ = ("app_id", "campaign_id", "channel", "since_ms")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SINCE_MS_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    campaign_id: str
    channel: str
    since_ms: int
    def __init__(self, app_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., channel: _Optional[str] = ..., since_ms: _Optional[int] = ...) -> None: ...

class SetHoldResponse(_message.Message):
    __slots__ = ("holds",)
    HOLDS_FIELD_NUMBER: _ClassVar[int]
    holds: _containers.RepeatedCompositeFieldContainer[Hold]
    def __init__(self, holds: _Optional[_Iterable[_Union[Hold, _Mapping]]] = ...) -> None: ...

class ListHoldsRequest(_message.Message):
    __slots__ = ("app_id",)
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    def __init__(self, app_id: _Optional[str] = ...) -> None: ...

class ListHoldsResponse(_message.Message):
    __slots__ = ("holds",)
    HOLDS_FIELD_NUMBER: _ClassVar[int]
    holds: _containers.RepeatedCompositeFieldContainer[Hold]
    def __init__(self, holds: _Optional[_Iterable[_Union[Hold, _Mapping]]] = ...) -> None: ...

class ExplainRecipientRequest(_message.Message):
    __slots__ = ("app_id", "endpoint_id", "campaign_id", "run_id")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    endpoint_id: str
    campaign_id: str
    run_id: str
    def __init__(self, app_id: _Optional[str] = ..., endpoint_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., run_id: _Optional[str] = ...) -> None: ...

class ExplainedRule(_message.Message):
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

class ExplainRecipientResponse(_message.Message):
    __slots__ = ("endpoint_id", "campaign_id", "activity_id", "book", "reason", "summary", "message_id", "at", "member", "changed_since_run", "judged_on", "rules", "dropped_write")
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIVITY_ID_FIELD_NUMBER: _ClassVar[int]
    BOOK_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    CHANGED_SINCE_RUN_FIELD_NUMBER: _ClassVar[int]
    JUDGED_ON_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    DROPPED_WRITE_FIELD_NUMBER: _ClassVar[int]
    endpoint_id: str
    campaign_id: str
    activity_id: str
    book: str
    reason: str
    summary: str
    message_id: str
    at: str
    member: bool
    changed_since_run: bool
    judged_on: str
    rules: _containers.RepeatedCompositeFieldContainer[ExplainedRule]
    dropped_write: ExplainedDrop
    def __init__(self, endpoint_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., activity_id: _Optional[str] = ..., book: _Optional[str] = ..., reason: _Optional[str] = ..., summary: _Optional[str] = ..., message_id: _Optional[str] = ..., at: _Optional[str] = ..., member: _Optional[bool] = ..., changed_since_run: _Optional[bool] = ..., judged_on: _Optional[str] = ..., rules: _Optional[_Iterable[_Union[ExplainedRule, _Mapping]]] = ..., dropped_write: _Optional[_Union[ExplainedDrop, _Mapping]] = ...) -> None: ...

class ExplainedDrop(_message.Message):
    __slots__ = ("at", "reason", "message")
    AT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    at: str
    reason: str
    message: str
    def __init__(self, at: _Optional[str] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class TrackItem(_message.Message):
    __slots__ = ("kind", "token", "user_agent", "ip_address")
    KIND_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    USER_AGENT_FIELD_NUMBER: _ClassVar[int]
    IP_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    kind: str
    token: str
    user_agent: str
    ip_address: str
    def __init__(self, kind: _Optional[str] = ..., token: _Optional[str] = ..., user_agent: _Optional[str] = ..., ip_address: _Optional[str] = ...) -> None: ...

class TrackRequest(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[TrackItem]
    def __init__(self, items: _Optional[_Iterable[_Union[TrackItem, _Mapping]]] = ...) -> None: ...

class TrackResult(_message.Message):
    __slots__ = ("known", "location")
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    known: bool
    location: str
    def __init__(self, known: _Optional[bool] = ..., location: _Optional[str] = ...) -> None: ...

class TrackResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[TrackResult]
    def __init__(self, results: _Optional[_Iterable[_Union[TrackResult, _Mapping]]] = ...) -> None: ...

class SendTestRequest(_message.Message):
    __slots__ = ("plan", "targets")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    plan: RunPlan
    targets: _containers.RepeatedCompositeFieldContainer[TestTarget]
    def __init__(self, plan: _Optional[_Union[RunPlan, _Mapping]] = ..., targets: _Optional[_Iterable[_Union[TestTarget, _Mapping]]] = ...) -> None: ...

class TestTarget(_message.Message):
    __slots__ = ("endpoint_id", "channel", "address")
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    endpoint_id: str
    channel: str
    address: str
    def __init__(self, endpoint_id: _Optional[str] = ..., channel: _Optional[str] = ..., address: _Optional[str] = ...) -> None: ...

class SendTestResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[TestResult]
    def __init__(self, results: _Optional[_Iterable[_Union[TestResult, _Mapping]]] = ...) -> None: ...

class TestResult(_message.Message):
    __slots__ = ("target", "delivery_status", "status_code", "status_message", "message_id")
    TARGET_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_STATUS_FIELD_NUMBER: _ClassVar[int]
    STATUS_CODE_FIELD_NUMBER: _ClassVar[int]
    STATUS_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    target: str
    delivery_status: str
    status_code: int
    status_message: str
    message_id: str
    def __init__(self, target: _Optional[str] = ..., delivery_status: _Optional[str] = ..., status_code: _Optional[int] = ..., status_message: _Optional[str] = ..., message_id: _Optional[str] = ...) -> None: ...

class TestChannelRequest(_message.Message):
    __slots__ = ("app_id", "channel", "send_to")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SEND_TO_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    channel: str
    send_to: str
    def __init__(self, app_id: _Optional[str] = ..., channel: _Optional[str] = ..., send_to: _Optional[str] = ...) -> None: ...

class TestChannelResponse(_message.Message):
    __slots__ = ("ok", "steps")
    OK_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    ok: bool
    steps: _containers.RepeatedCompositeFieldContainer[TestedStep]
    def __init__(self, ok: _Optional[bool] = ..., steps: _Optional[_Iterable[_Union[TestedStep, _Mapping]]] = ...) -> None: ...

class TestedStep(_message.Message):
    __slots__ = ("step", "ok", "words")
    STEP_FIELD_NUMBER: _ClassVar[int]
    OK_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    step: str
    ok: bool
    words: str
    def __init__(self, step: _Optional[str] = ..., ok: _Optional[bool] = ..., words: _Optional[str] = ...) -> None: ...

class TakeReportRequest(_message.Message):
    __slots__ = ("message",)
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    message: bytes
    def __init__(self, message: _Optional[bytes] = ...) -> None: ...

class TakeReportResponse(_message.Message):
    __slots__ = ("taken", "words")
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    taken: int
    words: str
    def __init__(self, taken: _Optional[int] = ..., words: _Optional[str] = ...) -> None: ...

class TakeReceiptRequest(_message.Message):
    __slots__ = ("token", "body", "signature")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    token: str
    body: bytes
    signature: str
    def __init__(self, token: _Optional[str] = ..., body: _Optional[bytes] = ..., signature: _Optional[str] = ...) -> None: ...

class TakeReceiptResponse(_message.Message):
    __slots__ = ("known",)
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    known: bool
    def __init__(self, known: _Optional[bool] = ...) -> None: ...

class ListSuppressionsRequest(_message.Message):
    __slots__ = ("channel", "page_size", "token")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    channel: str
    page_size: str
    token: str
    def __init__(self, channel: _Optional[str] = ..., page_size: _Optional[str] = ..., token: _Optional[str] = ...) -> None: ...

class Suppression(_message.Message):
    __slots__ = ("channel", "address", "reason", "since")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    channel: str
    address: str
    reason: str
    since: str
    def __init__(self, channel: _Optional[str] = ..., address: _Optional[str] = ..., reason: _Optional[str] = ..., since: _Optional[str] = ...) -> None: ...

class ListSuppressionsResponse(_message.Message):
    __slots__ = ("item", "next_token")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    NEXT_TOKEN_FIELD_NUMBER: _ClassVar[int]
    item: _containers.RepeatedCompositeFieldContainer[Suppression]
    next_token: str
    def __init__(self, item: _Optional[_Iterable[_Union[Suppression, _Mapping]]] = ..., next_token: _Optional[str] = ...) -> None: ...

class PutSuppressionRequest(_message.Message):
    __slots__ = ("channel", "addresses", "reason")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    channel: str
    addresses: _containers.RepeatedScalarFieldContainer[str]
    reason: str
    def __init__(self, channel: _Optional[str] = ..., addresses: _Optional[_Iterable[str]] = ..., reason: _Optional[str] = ...) -> None: ...

class PutSuppressionResponse(_message.Message):
    __slots__ = ("added",)
    ADDED_FIELD_NUMBER: _ClassVar[int]
    added: int
    def __init__(self, added: _Optional[int] = ...) -> None: ...

class DeleteSuppressionRequest(_message.Message):
    __slots__ = ("channel", "address")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    channel: str
    address: str
    def __init__(self, channel: _Optional[str] = ..., address: _Optional[str] = ...) -> None: ...

class DeleteSuppressionResponse(_message.Message):
    __slots__ = ("removed",)
    REMOVED_FIELD_NUMBER: _ClassVar[int]
    removed: bool
    def __init__(self, removed: _Optional[bool] = ...) -> None: ...
