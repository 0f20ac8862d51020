from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OutcomesRecorded(_message.Message):
    __slots__ = ("app_id", "batch_id", "outcomes", "envelope", "test")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    ENVELOPE_FIELD_NUMBER: _ClassVar[int]
    TEST_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    batch_id: str
    outcomes: _containers.RepeatedCompositeFieldContainer[Outcome]
    envelope: Envelope
    test: bool
    def __init__(self, app_id: _Optional[str] = ..., batch_id: _Optional[str] = ..., outcomes: _Optional[_Iterable[_Union[Outcome, _Mapping]]] = ..., envelope: _Optional[_Union[Envelope, _Mapping]] = ..., test: _Optional[bool] = ...) -> None: ...

class Envelope(_message.Message):
    __slots__ = ("from_address", "subject", "origin", "message_type", "address")
    FROM_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_TYPE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    from_address: str
    subject: str
    origin: str
    message_type: str
    address: str
    def __init__(self, from_address: _Optional[str] = ..., subject: _Optional[str] = ..., origin: _Optional[str] = ..., message_type: _Optional[str] = ..., address: _Optional[str] = ...) -> None: ...

class Outcome(_message.Message):
    __slots__ = ("kind", "at_ms", "endpoint_id", "user_id", "channel", "message_id", "campaign_id", "activity_id", "treatment_id", "journey_id", "journey_run_id", "journey_activity_id", "status", "book", "reason", "detail", "sent_ms", "country", "parts", "price_millicents", "address_hash", "trace_id", "user_agent", "context", "envelope")
    class ContextEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    KIND_FIELD_NUMBER: _ClassVar[int]
    AT_MS_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIVITY_ID_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_ACTIVITY_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    BOOK_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    SENT_MS_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    PRICE_MILLICENTS_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_HASH_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    USER_AGENT_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    ENVELOPE_FIELD_NUMBER: _ClassVar[int]
    kind: str
    at_ms: int
    endpoint_id: str
    user_id: str
    channel: str
    message_id: str
    campaign_id: str
    activity_id: str
    treatment_id: str
    journey_id: str
    journey_run_id: str
    journey_activity_id: str
    status: str
    book: str
    reason: str
    detail: str
    sent_ms: int
    country: str
    parts: int
    price_millicents: float
    address_hash: int
    trace_id: str
    user_agent: str
    context: _containers.ScalarMap[str, str]
    envelope: Envelope
    def __init__(self, kind: _Optional[str] = ..., at_ms: _Optional[int] = ..., endpoint_id: _Optional[str] = ..., user_id: _Optional[str] = ..., channel: _Optional[str] = ..., message_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., activity_id: _Optional[str] = ..., treatment_id: _Optional[str] = ..., journey_id: _Optional[str] = ..., journey_run_id: _Optional[str] = ..., journey_activity_id: _Optional[str] = ..., status: _Optional[str] = ..., book: _Optional[str] = ..., reason: _Optional[str] = ..., detail: _Optional[str] = ..., sent_ms: _Optional[int] = ..., country: _Optional[str] = ..., parts: _Optional[int] = ..., price_millicents: _Optional[float] = ..., address_hash: _Optional[int] = ..., trace_id: _Optional[str] = ..., user_agent: _Optional[str] = ..., context: _Optional[_Mapping[str, str]] = ..., envelope: _Optional[_Union[Envelope, _Mapping]] = ...) -> None: ...

class RunStarted(_message.Message):
    __slots__ = ("app_id", "campaign_id", "activity_id", "treatment_id", "at_ms", "produced")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIVITY_ID_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_ID_FIELD_NUMBER: _ClassVar[int]
    AT_MS_FIELD_NUMBER: _ClassVar[int]
    PRODUCED_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    campaign_id: str
    activity_id: str
    treatment_id: str
    at_ms: int
    produced: int
    def __init__(self, app_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., activity_id: _Optional[str] = ..., treatment_id: _Optional[str] = ..., at_ms: _Optional[int] = ..., produced: _Optional[int] = ...) -> None: ...

class RunEnded(_message.Message):
    __slots__ = ("app_id", "campaign_id", "activity_id", "treatment_id", "state", "result", "at_ms", "aborted")
    APP_ID_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    ACTIVITY_ID_FIELD_NUMBER: _ClassVar[int]
    TREATMENT_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    AT_MS_FIELD_NUMBER: _ClassVar[int]
    ABORTED_FIELD_NUMBER: _ClassVar[int]
    app_id: str
    campaign_id: str
    activity_id: str
    treatment_id: str
    state: str
    result: str
    at_ms: int
    aborted: bool
    def __init__(self, app_id: _Optional[str] = ..., campaign_id: _Optional[str] = ..., activity_id: _Optional[str] = ..., treatment_id: _Optional[str] = ..., state: _Optional[str] = ..., result: _Optional[str] = ..., at_ms: _Optional[int] = ..., aborted: _Optional[bool] = ...) -> None: ...
