"""Bodies every event of which is accepted and stored, which nearly all are: one typed decoding judges them, and they travel as they came.

What `whole` does not take, `judge` looks at event by event; both come to the same verdict (a test holds them equal). The reader of the bus
takes a body apart into rows.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import msgspec

from services.analytics.domain.events import (
    ACCEPTED,
    MAX_EVENT_BYTES,
    MAX_EVENTS,
    MAX_KEYS,
    MAX_TYPE,
    Accepted,
    Body,
    MeasuredEvent,
    Session,
    client_reported,
    identity,
    instant_ms,
    session_fault,
    session_times,
    without_nulls,
)

_Given = Annotated[str, msgspec.Meta(min_length=1)]
# Members of a row in order; names of ReceivedEvent.
FIELDS = (
    "endpoint_id",
    "event_id",
    "event_type",
    "timestamp_ms",
    "arrival_ms",
    "content_hash",
    "event",
    "demographic",
    "user_id",
    "client_reported",
    "store",
    "session_id",
    "session_start_ms",
    "session_stop_ms",
    "session_duration_ms",
)
Row = tuple[Any, ...]
_NO_SESSION = ("", 0, 0, -1)


class _Session(Session, gc=False, kw_only=True):
    Id: _Given
    StartTimestamp: _Given


class _Event(MeasuredEvent, gc=False, kw_only=True):
    EventType: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TYPE)]
    Timestamp: _Given
    Session: _Session | None = None


class _Batch(msgspec.Struct, gc=False):
    Endpoint: msgspec.Raw = msgspec.Raw(b"{}")
    Events: dict[str, _Event] | None = None


class _Whole(msgspec.Struct, gc=False):
    BatchItem: Annotated[dict[str, _Batch], msgspec.Meta(min_length=1)]


class Whole(msgspec.Struct, gc=False):
    """What is kept of a body: Endpoint parts and numbers of events (those that have some) by endpoint id, and the answer when every endpoint is well."""

    parts: dict[str, bytes]
    events: dict[str, int]
    answer: bytes


_whole = msgspec.json.Decoder(_Whole)
_body = msgspec.json.Decoder(Body)
_encoder = msgspec.json.Encoder()
_WELL = msgspec.Raw(_encoder.encode({"StatusCode": 202, "Message": ACCEPTED}))


def whole(body: bytes, now_ms: int, retention_days: int) -> Whole | None:
    """What is to be kept of a body all of whose events are accepted and stored; None when `judge` must look at it.

    What was decoded is let go at once: kept for a whole call, it would lie in memory that no cache holds.
    """
    if len(body) > MAX_EVENT_BYTES:
        return None
    try:
        items = _whole.decode(body).BatchItem
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    oldest_ms = now_ms - retention_days * 86_400_000
    counts: dict[str, int] = {}
    for endpoint_id, batch in items.items():
        if batch.Events:
            counts[endpoint_id] = len(batch.Events)
            if not _sound(batch.Events.values(), oldest_ms):
                return None
    if sum(counts.values()) > MAX_EVENTS:
        return None
    return Whole({endpoint_id: bytes(batch.Endpoint) for endpoint_id, batch in items.items()}, counts, _answer(items, {}))


def _sound(events: Iterable[_Event], oldest_ms: int) -> bool:
    """Whether decoding found everything there is to find. Events of one batch mostly share instant and session: what was just looked at is not again."""
    stamp = start = ""
    for event in events:
        if event.Timestamp != stamp:
            stamp = event.Timestamp
            at_ms = instant_ms(stamp)
            if at_ms is None or at_ms < oldest_ms:
                return False
        attributes, metrics, session = event.Attributes, event.Metrics, event.Session
        if (len(attributes) if attributes else 0) + (len(metrics) if metrics else 0) > MAX_KEYS:
            return False
        if session is None:
            continue
        if session.Duration is None and session.StopTimestamp is None:
            if session.StartTimestamp != start:
                start = session.StartTimestamp
                if instant_ms(start) is None:
                    return False
        elif session_fault(session) is not None:
            return False
    return True


def answer_whole(body: bytes, endpoints: dict[str, tuple[int, str]]) -> bytes:
    """The EventsResponse of a whole body as JSON, equal to `answer` of its verdict. `endpoints`: code and message per endpoint id that is not well."""
    return _answer(_whole.decode(body).BatchItem, endpoints)


def _answer(items: dict[str, _Batch], endpoints: dict[str, tuple[int, str]]) -> bytes:
    results = {}
    for endpoint_id, batch in items.items():
        said = endpoints.get(endpoint_id)
        results[endpoint_id] = {
            "EndpointItemResponse": _WELL if said is None else {"StatusCode": said[0], "Message": said[1]},
            "EventsItemResponse": dict.fromkeys(batch.Events or (), _WELL),
        }
    return _encoder.encode({"Results": results})


def take_apart(body: bytes, arrival_ms: int) -> Iterator[Row]:
    """The rows of a whole body, in FIELDS order. Raises msgspec.DecodeError for bytes that are no such body."""
    nulls = b"null" in body
    for endpoint_id, batch in (_body.decode(body).BatchItem or {}).items():
        demographic, user_id = snapshot(bytes(batch.Endpoint))
        for event_id, event in (batch.Events or {}).items():
            if nulls:
                without_nulls(event)
            session, times = event.Session, _NO_SESSION
            if session is not None:
                if session.Duration is not None:
                    session.Duration = int(session.Duration)
                times = (session.Id or "", *session_times(session))
            content, content_hash = identity(event)
            event_type, at_ms = event.EventType or "", instant_ms(event.Timestamp or "") or 0
            head = (endpoint_id, event_id, event_type, at_ms, arrival_ms, content_hash, content, demographic, user_id)
            yield (*head, client_reported(event_type), True, *times)


def rows(accepted: list[Accepted], endpoints: dict[str, bytes], arrival_ms: int) -> Iterator[Row]:
    """The rows of events that were judged one by one, in FIELDS order. `endpoints`: Endpoint parts by id."""
    for event in accepted:
        yield _row(event, arrival_ms, snapshot(endpoints[event.endpoint_id]))


def _row(event: Accepted, arrival_ms: int, part: tuple[bytes, str]) -> Row:
    session = event.session
    return (
        event.endpoint_id,
        event.event_id,
        event.event_type,
        event.timestamp_ms,
        arrival_ms,
        event.content_hash,
        event.content,
        *part,
        event.client_reported,
        event.store,
        *(_NO_SESSION if session is None else (session.Id or "", *session_times(session))),
    )


class _User(msgspec.Struct):
    UserId: str | None = None


class _Part(msgspec.Struct):
    Demographic: msgspec.Raw = msgspec.Raw()
    User: _User | None = None


_part = msgspec.json.Decoder(_Part)


def snapshot(part: bytes) -> tuple[bytes, str]:
    """(Demographic as JSON, user id) of an Endpoint part; empty where it brings none or is not well-formed."""
    if len(part) <= 4:
        return b"", ""
    try:
        value = _part.decode(part)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return b"", ""
    demographic = bytes(value.Demographic)
    return (demographic if demographic.startswith(b"{") else b""), (value.User.UserId or "") if value.User else ""
