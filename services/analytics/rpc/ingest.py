"""Taking events in: PutRawEvents in bulk, PutEvents typed; one path behind both (events spec 1)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from counterpoint.analytics.v1 import analytics_events_pb2 as facts
from counterpoint.analytics.v1 import analytics_pb2, ingest_pb2
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc
from counterpoint.type.v1 import type_pb2

from kit import ids
from kit.bus import subjects
from kit.caller import current
from kit.errors import Invalid
from kit.wire import decode, encode
from services.analytics.domain import whole
from services.analytics.domain.events import Verdict, answer, judge
from services.analytics.rpc.deps import Deps

# A message of the bus stays below 4 MB.
_MESSAGE_BYTES = 3 << 20
_MESSAGE_EVENTS = 5000
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_NO_CHANNEL = "Missing ChannelType: an Address needs one, in the request or stored"
_CONTENT = whole.FIELDS.index("event")
EndpointAnswers = dict[str, tuple[int, str]]


async def put_raw_events(deps: Deps, request: ingest_pb2.PutRawEventsRequest) -> ingest_pb2.PutRawEventsResponse:
    """Judges every body, writes the endpoints, publishes the events and answers body by body once everything is durable."""
    await deps.retention.refresh()
    now_ms = deps.clock.now_ms()
    batches = _Batches()
    judged = [_judged(raw, now_ms, deps.retention.days(raw.app_id), batches) for raw in request.bodies]
    answers = await _write_endpoints(deps, judged)
    await deps.bus.publish_many(batches.messages())
    response = ingest_pb2.PutRawEventsResponse()
    for one, endpoints in zip(judged, answers, strict=True):
        if one.refused is not None:
            response.results.add(status_code=400, body=one.refused.message.encode())
        else:
            response.results.add(status_code=202, body=one.answer(endpoints))
    return response


@dataclass(slots=True)
class _Judged:
    """A body and what became of it: refused, accepted as a whole, or judged event by event. `parts`: Endpoint parts by id."""

    raw: ingest_pb2.RawEvents
    app_id: str
    parts: dict[str, bytes]
    kept: whole.Whole | None = None
    verdict: Verdict | None = None
    refused: Invalid | None = None

    def answer(self, endpoints: EndpointAnswers) -> bytes:
        """The JSON answer of an accepted body."""
        if self.kept is not None:
            return whole.answer_whole(self.raw.body, endpoints) if endpoints else self.kept.answer
        assert self.verdict is not None
        return answer(self.verdict, endpoints)


def _judged(raw: ingest_pb2.RawEvents, now_ms: int, retention_days: int, batches: "_Batches") -> _Judged:
    """Judges one body and adds its accepted events to what is published."""
    app_id, body = raw.app_id, raw.body
    found = whole.whole(body, now_ms, retention_days)
    if found is not None:
        batches.add_whole(app_id, body, raw.arrival_ms, found.events)
        return _Judged(raw, app_id, found.parts, kept=found)
    try:
        verdict = judge(body, now_ms, retention_days)
    except Invalid as error:
        return _Judged(raw, app_id, {}, refused=error)
    batches.add_events(app_id, whole.rows(verdict.accepted, verdict.endpoints, raw.arrival_ms))
    return _Judged(raw, app_id, verdict.endpoints, verdict=verdict)


async def put_events(deps: Deps, request: analytics_pb2.PutEventsRequest) -> analytics_pb2.PutEventsResponse:
    """The typed form for callers by stub."""
    who = current()
    raw = ingest_pb2.RawEvents(
        app_id=request.application_id,
        account_id=who.account,
        request_id=who.request_id,
        body=msgspec.json.encode(encode(request.events_request)),
        arrival_ms=deps.clock.now_ms(),
        client_key=who.client_key,
    )
    stub = deps.peers.stub("segments", audience_pb2_grpc.AudienceServiceStub)
    await stub.ResolveApp(audience_pb2.ResolveAppRequest(app_id=request.application_id))
    (result,) = (await put_raw_events(deps, ingest_pb2.PutRawEventsRequest(bodies=[raw]))).results
    if result.status_code != 202:
        raise Invalid(result.body.decode())
    return analytics_pb2.PutEventsResponse(events_response=decode(analytics_pb2.EventsResponse, msgspec.json.decode(result.body)))


async def _write_endpoints(deps: Deps, judged: list[_Judged]) -> list[EndpointAnswers]:
    """Writes the non-empty Endpoint parts and creates unknown endpoints, all bodies in one call; the answers per body."""
    answers: list[EndpointAnswers] = [{} for _ in judged]
    items: list[audience_pb2.EndpointUpsert] = []
    places: list[tuple[int, str, tuple[str, str]]] = []
    for index, one in enumerate(judged):
        raw = one.raw
        for endpoint_id, part in one.parts.items():
            key = (one.app_id, endpoint_id)
            try:
                endpoint = _endpoint(part)
            except Invalid as error:
                answers[index][endpoint_id] = (400, error.message)
                continue
            if endpoint is None and key in deps.known:
                continue
            items.append(
                audience_pb2.EndpointUpsert(app_id=one.app_id, endpoint_id=endpoint_id, endpoint=endpoint, request_id=raw.request_id, client_key=raw.client_key)
            )
            places.append((index, endpoint_id, key))
    for position in sorted(await _without_channel(deps, items), reverse=True):
        index, endpoint_id, _ = places.pop(position)
        answers[index][endpoint_id] = (400, _NO_CHANNEL)
        del items[position]
    if not places:
        return answers
    results = await deps.endpoints.submit(items)
    for (index, endpoint_id, key), result in zip(places, results, strict=True):
        if result.status_code == 202:
            deps.known.add(key)
        else:
            answers[index][endpoint_id] = (result.status_code, result.message)
    return answers


async def _without_channel(deps: Deps, items: list[audience_pb2.EndpointUpsert]) -> list[int]:
    """Positions of items with an Address whose channel neither they nor the store tell (events spec 1.3). Most calls have no such item and ask nothing."""
    silent: dict[str, list[int]] = defaultdict(list)
    for position, item in enumerate(items):
        if item.endpoint.address and not item.endpoint.channel_type:
            silent[item.app_id].append(position)
    found: list[int] = []
    for app_id, positions in silent.items():
        stub = deps.peers.stub("segments", audience_pb2_grpc.AudienceServiceStub)
        asked = {items[position].endpoint_id for position in positions}
        stored = await stub.BatchGetEndpoints(audience_pb2.BatchGetEndpointsRequest(app_id=app_id, endpoint_ids=sorted(asked)))
        told = {endpoint.id for endpoint in stored.endpoints if endpoint.channel_type}
        found += [position for position in positions if items[position].endpoint_id not in told]
    return found


def _endpoint(part: bytes) -> type_pb2.EndpointRequest | None:
    """The Endpoint part as a message, None for `{}` and null. Raises Invalid: nobody has looked into the part before."""
    if part == b"{}":
        return None
    try:
        value = msgspec.json.decode(part)
    except _UNREADABLE:
        raise Invalid("the Endpoint part is not valid JSON") from None
    if not value:
        return None
    message: type_pb2.EndpointRequest = decode(type_pb2.EndpointRequest, value)
    return message


class _Batches:
    """The messages of the bus in the making: one per app where its events fit."""

    def __init__(self) -> None:
        self._open: dict[str, _Batch] = {}
        self._full: list[_Batch] = []

    def add_whole(self, app_id: str, body: bytes, arrival_ms: int, events: dict[str, int]) -> None:
        """A body as it came. `events`: how many, by endpoint id."""
        if events:
            count = sum(events.values())
            self._room(app_id, len(body), count).bodies.add(body=body, arrival_ms=arrival_ms, endpoint_ids=events, events=count)

    def add_events(self, app_id: str, rows: Iterator[whole.Row]) -> None:
        """Single events."""
        for row in rows:
            self._room(app_id, len(row[_CONTENT]) + 150, 1).events.add(**dict(zip(whole.FIELDS, row, strict=True)))

    def _room(self, app_id: str, size: int, events: int) -> facts.EventsReceived:
        """The app's batch that takes so much more."""
        batch = self._open.get(app_id)
        if batch is not None and (batch.size + size > _MESSAGE_BYTES or batch.events + events > _MESSAGE_EVENTS):
            self._full.append(batch)
            batch = None
        if batch is None:
            batch = self._open[app_id] = _Batch(facts.EventsReceived(app_id=app_id, batch_id=ids.new_id()))
        batch.size += size
        batch.events += events
        return batch.fact

    def messages(self) -> list[tuple[str, bytes, str]]:
        """Subject, payload and id of every message."""
        facts_made = [batch.fact for batch in (*self._full, *self._open.values())]
        return [(subjects.of(subjects.EVENT_RECEIVED, fact.app_id), fact.SerializeToString(), fact.batch_id) for fact in facts_made]


@dataclass(slots=True)
class _Batch:
    fact: facts.EventsReceived
    size: int = 0
    events: int = 0
