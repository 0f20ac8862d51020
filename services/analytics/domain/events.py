"""PutEvents bodies: typed decoding, the verdict on every event, and the identity of an event (events spec 1.1 to 1.5).

A body is decoded typed in one go; only when that fails is it read again part by part, so that one malformed event costs the others nothing.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any

import msgspec

from kit.errors import Invalid
from kit.times import parse_iso, to_us

MAX_EVENTS = 100
MAX_EVENT_BYTES = 1000 * 1024
MAX_KEYS = 40
MAX_KEY = 50
MAX_VALUE = 200
MAX_TYPE = 50
MAX_DURATION_MS = 2**31 - 1
ACCEPTED = "Accepted"
DURATION_FAULT = "Session duration in milliseconds must be equal to the difference of start and stop timestamp"
_SERVICE_PREFIXES = ("_email.", "_SMS.", "_voice.")
_SERVICE_TYPES = frozenset({"_campaign.send", "_journey.send", "_endpoint.changed"})


class Session(msgspec.Struct, gc=False):
    """The session part of an event; times as sent."""

    Id: str | None = None
    StartTimestamp: str | None = None
    StopTimestamp: str | None = None
    # A whole number, which some clients write as 5.0.
    Duration: int | float | None = None


class Event(msgspec.Struct, gc=False):
    """One event as sent. Unknown members are ignored."""

    EventType: str | None = None
    Timestamp: str | None = None
    Attributes: dict[str, str | None] | None = None
    Metrics: dict[str, float | None] | None = None
    Session: "Session | None" = None
    AppPackageName: str | None = None
    AppTitle: str | None = None
    AppVersionCode: str | None = None
    ClientSdkVersion: str | None = None
    SdkName: str | None = None


_Name = Annotated[str, msgspec.Meta(max_length=MAX_KEY)]
_Value = Annotated[str, msgspec.Meta(max_length=MAX_VALUE)]


class MeasuredEvent(Event, gc=False):
    """An event whose names and values the decoder itself found short enough, which nearly all are."""

    Attributes: dict[_Name, _Value | None] | None = None  # type: ignore[assignment]
    Metrics: dict[_Name, float | None] | None = None  # type: ignore[assignment]


class Batch(msgspec.Struct, gc=False):
    """What one endpoint sent. `Endpoint` stays raw: most are `{}`."""

    Endpoint: msgspec.Raw = msgspec.Raw(b"{}")
    Events: dict[str, MeasuredEvent] | None = None


class Body(msgspec.Struct, gc=False):
    """A whole request."""

    BatchItem: dict[str, Batch] | None = None


class _RawBatch(msgspec.Struct, gc=False):
    Endpoint: msgspec.Raw = msgspec.Raw(b"{}")
    Events: dict[str, msgspec.Raw] | None = None


class _RawBody(msgspec.Struct, gc=False):
    BatchItem: dict[str, _RawBatch] | None = None


class Accepted(msgspec.Struct, gc=False):
    """One event that passed. Times in epoch milliseconds; `content` is its canonical JSON; `content_hash` its first 64 bits of SHA-256."""

    endpoint_id: str
    event_id: str
    event_type: str
    timestamp_ms: int
    content_hash: int
    content: bytes
    client_reported: bool
    store: bool
    session: Session | None


@dataclass(slots=True)
class Verdict:
    """What became of one body. `results` has every key that was sent: endpoint id → event id → (code, message)."""

    accepted: list[Accepted] = field(default_factory=list)
    results: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)
    # Endpoint part as raw JSON, by endpoint id.
    endpoints: dict[str, bytes] = field(default_factory=dict)


_body = msgspec.json.Decoder(Body)
_raw_body = msgspec.json.Decoder(_RawBody)
_event = msgspec.json.Decoder(Event)
_canonical = msgspec.json.Encoder(order="sorted")


def judge(body: bytes, now_ms: int, retention_days: int) -> Verdict:
    """The verdict on a body. Raises Invalid when the request as a whole is refused: malformed JSON, no BatchItem, more than 100 events."""
    try:
        items: dict[str, Any] | None = _body.decode(body).BatchItem
    except msgspec.ValidationError:
        items = _piecewise(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid("The request body is not valid JSON") from None
    if not items:
        raise Invalid("BatchItem: is required")
    if sum(len(batch.Events or ()) for batch in items.values()) > MAX_EVENTS:
        raise Invalid(f"BatchItem: at most {MAX_EVENTS} events per request")
    verdict = Verdict()
    oldest_ms = now_ms - retention_days * 86_400_000
    large = len(body) > MAX_EVENT_BYTES
    for endpoint_id, batch in items.items():
        verdict.endpoints[endpoint_id] = bytes(batch.Endpoint)
        answers = verdict.results[endpoint_id] = {}
        for event_id, event in (batch.Events or {}).items():
            at_ms = None if isinstance(event, str) else instant_ms(event.Timestamp or "")
            fault = event if isinstance(event, str) else event_fault(event, at_ms)
            if fault is None:
                accepted = accept(endpoint_id, event_id, without_nulls(event), at_ms or 0, oldest_ms)
                if large and len(accepted.content) > MAX_EVENT_BYTES:
                    fault = "The event is larger than 1000 KB"
                else:
                    verdict.accepted.append(accepted)
                    answers[event_id] = (202, ACCEPTED if accepted.store else f"Accepted, not stored: older than {retention_days} days")
            if fault is not None:
                answers[event_id] = (400, fault)
    return verdict


def _piecewise(body: bytes) -> dict[str, Any] | None:
    """The body with every unreadable event replaced by the text of its fault."""
    try:
        items = _raw_body.decode(body).BatchItem
    except msgspec.ValidationError as error:
        raise Invalid(f"BatchItem: {_said(error)}") from None
    readable: dict[str, Any] = {}
    for endpoint_id, raw in (items or {}).items():
        events: dict[str, Any] = {}
        for event_id, content in (raw.Events or {}).items():
            try:
                events[event_id] = _event.decode(content)
            except msgspec.ValidationError as error:
                events[event_id] = f"Invalid event: {_said(error)}"
        readable[endpoint_id] = _Readable(raw.Endpoint, events)
    return readable


@dataclass(slots=True)
class _Readable:
    Endpoint: msgspec.Raw
    Events: dict[str, Any]


def _said(error: Exception) -> str:
    return str(error).replace("`$.", "`").replace("`", "'")


def event_fault(event: Event, at_ms: int | None) -> str | None:
    """Why an event is refused, None when it is not (events spec 1.2, 1.3). `at_ms`: its Timestamp, None when that is no date."""
    if not event.EventType:
        return "Missing EventType"
    if len(event.EventType) > MAX_TYPE:
        return f"EventType is longer than {MAX_TYPE} characters"
    if not event.Timestamp:
        return "Missing Timestamp"
    if at_ms is None:
        return "Invalid Timestamp"
    attributes, metrics = event.Attributes or {}, event.Metrics or {}
    if len(attributes) + len(metrics) > MAX_KEYS:
        return f"More than {MAX_KEYS} attributes and metrics"
    fault = None if isinstance(event, MeasuredEvent) else _length_fault(attributes, metrics)
    if fault:
        return fault
    return session_fault(event.Session) if event.Session is not None else None


def _length_fault(attributes: dict[str, str | None], metrics: dict[str, float | None]) -> str | None:
    for key, value in attributes.items():
        if len(key) > MAX_KEY:
            return f"Attribute name is longer than {MAX_KEY} characters: {key[:MAX_KEY]}…"
        if value is not None and len(value) > MAX_VALUE:
            return f"Attribute value is longer than {MAX_VALUE} characters: {key}"
    for key in metrics:
        if len(key) > MAX_KEY:
            return f"Metric name is longer than {MAX_KEY} characters: {key[:MAX_KEY]}…"
    return None


def session_fault(session: Session) -> str | None:
    """Why a session is refused, None when it is not; makes its duration a whole number."""
    if not session.Id:
        return "Missing Session.Id"
    if not session.StartTimestamp:
        return "Missing Session.StartTimestamp"
    start_ms = instant_ms(session.StartTimestamp)
    if start_ms is None:
        return "Invalid Session.StartTimestamp"
    if session.Duration is not None:
        if session.Duration < 0:
            return "Session.Duration is negative"
        if session.Duration > MAX_DURATION_MS or session.Duration != int(session.Duration):
            return f"Session.Duration is not a whole number up to {MAX_DURATION_MS}"
        session.Duration = int(session.Duration)
    if session.StopTimestamp:
        stop_ms = instant_ms(session.StopTimestamp)
        if stop_ms is None:
            return "Invalid Session.StopTimestamp"
        if session.Duration is not None and stop_ms - start_ms != session.Duration:
            return DURATION_FAULT
    return None


@lru_cache(maxsize=8192)
def instant_ms(text: str) -> int | None:
    """The instant of a text in epoch milliseconds, None when it is none. Events of one batch mostly share theirs, and sessions their start."""
    try:
        moment = parse_iso(text)
    except ValueError:
        return None
    return to_us(moment) // 1000 if 1970 <= moment.year <= 2200 else None


def accept(endpoint_id: str, event_id: str, event: Event, at_ms: int, oldest_ms: int) -> Accepted:
    """An event without fault and without nulls among its values, with what identifies it. `at_ms`: its Timestamp; one before `oldest_ms` is not stored."""
    content, content_hash = identity(event)
    event_type = event.EventType or ""
    return Accepted(endpoint_id, event_id, event_type, at_ms, content_hash, content, client_reported(event_type), at_ms >= oldest_ms, event.Session)


def identity(event: Event) -> tuple[bytes, int]:
    """The canonical JSON of an event without nulls, and the first 64 bits of its SHA-256 (events spec 1.5)."""
    content = _canonical.encode(event)
    return content, int.from_bytes(hashlib.sha256(content).digest()[:8], "big")


@lru_cache(maxsize=4096)
def client_reported(event_type: str) -> bool:
    """Whether a client reports what only the service itself can know (events spec 2)."""
    return event_type in _SERVICE_TYPES or event_type.startswith(_SERVICE_PREFIXES)


def without_nulls(event: Event) -> Event:
    """null as a value is absence (api-conventions spec 3)."""
    if event.Attributes and None in event.Attributes.values():
        event.Attributes = {key: value for key, value in event.Attributes.items() if value is not None}
    if event.Metrics and None in event.Metrics.values():
        event.Metrics = {key: value for key, value in event.Metrics.items() if value is not None}
    return event


def session_times(session: Session) -> tuple[int, int, int]:
    """(start, stop, duration) of a checked session in milliseconds; 0 where there is no stop, -1 where there is no duration."""
    stop_ms = instant_ms(session.StopTimestamp) if session.StopTimestamp else 0
    return instant_ms(session.StartTimestamp or "") or 0, stop_ms or 0, -1 if session.Duration is None else int(session.Duration)


def answer(verdict: Verdict, endpoints: dict[str, tuple[int, str]]) -> bytes:
    """The EventsResponse as JSON. `endpoints`: code and message per endpoint id, 202 where nothing is said.

    Every key that was sent is there: clients destructure both maps (events spec 1.3).
    """
    results = {}
    for endpoint_id, events in verdict.results.items():
        code, message = endpoints.get(endpoint_id, (202, ACCEPTED))
        results[endpoint_id] = {
            "EndpointItemResponse": {"StatusCode": code, "Message": message},
            "EventsItemResponse": {event_id: {"StatusCode": c, "Message": m} for event_id, (c, m) in events.items()},
        }
    return msgspec.json.encode({"Results": results})
