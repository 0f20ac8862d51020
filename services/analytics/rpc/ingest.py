"""Taking events in: PutRawEvents in bulk, PutEvents typed; one path behind both (events spec 1)."""

from collections import defaultdict
from typing import Any

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
from services.analytics.domain.events import Accepted, Verdict, answer, judge, session_times
from services.analytics.rpc.deps import Deps

# A message of the bus stays below 4 MB.
_MESSAGE_BYTES = 3 << 20
_MESSAGE_EVENTS = 5000
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_NO_CHANNEL = "Missing ChannelType: an Address needs one, in the request or stored"
EndpointAnswers = dict[str, tuple[int, str]]


async def put_raw_events(deps: Deps, request: ingest_pb2.PutRawEventsRequest) -> ingest_pb2.PutRawEventsResponse:
    """Judges every body, writes the endpoints, publishes the events and answers body by body once everything is durable."""
    await deps.retention.refresh()
    now_ms = deps.clock.now_ms()
    judged: list[Verdict | Invalid] = []
    for raw in request.bodies:
        try:
            judged.append(judge(raw.body, now_ms, deps.retention.days(raw.app_id)))
        except Invalid as error:
            judged.append(error)
    answers = await _write_endpoints(deps, request.bodies, judged)
    await _publish(deps, request.bodies, judged)
    response = ingest_pb2.PutRawEventsResponse()
    for verdict, endpoints in zip(judged, answers, strict=True):
        if isinstance(verdict, Invalid):
            response.results.add(status_code=400, body=verdict.message.encode())
        else:
            response.results.add(status_code=202, body=answer(verdict, endpoints))
    return response


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


async def _write_endpoints(deps: Deps, bodies: Any, judged: list[Verdict | Invalid]) -> list[EndpointAnswers]:
    """Writes the non-empty Endpoint parts and creates unknown endpoints, all bodies in one call; the answers per body."""
    answers: list[EndpointAnswers] = [{} for _ in judged]
    items: list[audience_pb2.EndpointUpsert] = []
    places: list[tuple[int, str, tuple[str, str]]] = []
    for index, (raw, verdict) in enumerate(zip(bodies, judged, strict=True)):
        if isinstance(verdict, Invalid):
            continue
        for endpoint_id, part in verdict.endpoints.items():
            key = (raw.app_id, endpoint_id)
            try:
                endpoint = _endpoint(part)
            except Invalid as error:
                answers[index][endpoint_id] = (400, error.message)
                continue
            if endpoint is None and key in deps.known:
                continue
            items.append(
                audience_pb2.EndpointUpsert(app_id=raw.app_id, endpoint_id=endpoint_id, endpoint=endpoint, request_id=raw.request_id, client_key=raw.client_key)
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
    try:
        value = msgspec.json.decode(part)
    except _UNREADABLE:
        raise Invalid("the Endpoint part is not valid JSON") from None
    if not value:
        return None
    message: type_pb2.EndpointRequest = decode(type_pb2.EndpointRequest, value)
    return message


async def _publish(deps: Deps, bodies: Any, judged: list[Verdict | Invalid]) -> None:
    """Publishes the accepted events, one message per app where they fit; returns after the acks."""
    by_app: dict[str, list[tuple[Any, Verdict]]] = defaultdict(list)
    for raw, verdict in zip(bodies, judged, strict=True):
        if not isinstance(verdict, Invalid) and verdict.accepted:
            by_app[raw.app_id].append((raw, verdict))
    messages: list[tuple[str, bytes, str]] = []
    for app_id, parts in by_app.items():
        batch, size = _fresh(app_id), 0
        for raw, verdict in parts:
            for event in verdict.accepted:
                if size > _MESSAGE_BYTES or len(batch.events) >= _MESSAGE_EVENTS:
                    messages.append(_message(batch))
                    batch, size = _fresh(app_id), 0
                _add(batch, raw, verdict, event)
                size += len(event.content) + 150
        messages.append(_message(batch))
    await deps.bus.publish_many(messages)


def _fresh(app_id: str) -> facts.EventsReceived:
    return facts.EventsReceived(app_id=app_id, batch_id=ids.new_id())


def _message(batch: facts.EventsReceived) -> tuple[str, bytes, str]:
    return subjects.of(subjects.EVENT_RECEIVED, batch.app_id), batch.SerializeToString(), batch.batch_id


def _add(batch: facts.EventsReceived, raw: Any, verdict: Verdict, event: Accepted) -> None:
    demographic, user_id = _snapshot(verdict.endpoints[event.endpoint_id])
    added = batch.events.add(
        endpoint_id=event.endpoint_id,
        event_id=event.event_id,
        event_type=event.event_type,
        timestamp_ms=event.timestamp_ms,
        arrival_ms=raw.arrival_ms,
        content_hash=event.content_hash,
        event=event.content,
        demographic=demographic,
        user_id=user_id,
        client_reported=event.client_reported,
        store=event.store,
        session_duration_ms=-1,
    )
    if event.session is not None:
        added.session_id = event.session.Id or ""
        added.session_start_ms, added.session_stop_ms, added.session_duration_ms = session_times(event.session)


class _User(msgspec.Struct):
    UserId: str | None = None


class _Part(msgspec.Struct):
    Demographic: msgspec.Raw = msgspec.Raw()
    User: _User | None = None


_part = msgspec.json.Decoder(_Part)


def _snapshot(part: bytes) -> tuple[bytes, str]:
    """(Demographic as JSON, user id) of an Endpoint part; empty where it brings none or is not well-formed."""
    if len(part) <= 4:
        return b"", ""
    try:
        value = _part.decode(part)
    except _UNREADABLE:
        return b"", ""
    demographic = bytes(value.Demographic)
    return (demographic if demographic.startswith(b"{") else b""), (value.User.UserId or "") if value.User else ""
