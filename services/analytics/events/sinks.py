"""Readers of the bus: events and outcomes into the columns, deleted apps out of them.

A set is acknowledged after it is stored. A repeat stores the same identities again, which count once.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from counterpoint.analytics.v1 import analytics_events_pb2
from counterpoint.delivery.v1 import delivery_events_pb2
from counterpoint.segments.v1 import segments_events_pb2
from google.protobuf.message import DecodeError, Message

from kit import ids
from kit.bus import Bus, Fact, Poison, subjects
from kit.columns import Columns
from services.analytics.store import events, outcomes, retention
from services.analytics.store.history import EventImports
from services.analytics.store.streams import StreamStore

# Ids are 512 characters at most: a message stays below 4 MB.
_ACTIVE_A_MESSAGE = 1500
Handler = Callable[[list[Fact]], Awaitable[None]]
M = TypeVar("M", bound=Message)


def token_of(facts: list[Fact]) -> str:
    """Identity of a set of stream messages, for the deduplication of a repeated insert."""
    return hashlib.sha256(repr([fact.sequence for fact in facts]).encode()).hexdigest()[:32]


def events_sink(columns: Columns, queue: Handler, bus: Bus) -> Handler:
    """Handler of ANALYTICS_EVENTS. `queue` takes what event streams forward; a set is acknowledged when both have it and it is said who was active."""

    async def handle(facts: list[Fact]) -> None:
        batches = [_parsed(analytics_events_pb2.EventsReceived(), fact) for fact in facts]
        await queue(facts)
        try:
            await events.insert(columns, batches, token_of(facts))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Poison("a body is not readable") from error
        await bus.publish_many(active(batches))

    return handle


def active(batches: list[analytics_events_pb2.EventsReceived]) -> list[tuple[str, bytes, str]]:
    """Who was active when, a message an app (or a few)."""
    by_app: dict[str, dict[str, int]] = {}
    for batch in batches:
        newest = by_app.setdefault(batch.app_id, {})
        for event in batch.events:
            newest[event.endpoint_id] = max(event.arrival_ms, newest.get(event.endpoint_id, 0))
        for body in batch.bodies:
            for endpoint_id in body.endpoint_ids:
                newest[endpoint_id] = max(body.arrival_ms, newest.get(endpoint_id, 0))
    messages = []
    for app_id, newest in by_app.items():
        endpoint_ids = list(newest)
        for start in range(0, len(endpoint_ids), _ACTIVE_A_MESSAGE):
            part = endpoint_ids[start : start + _ACTIVE_A_MESSAGE]
            fact = analytics_events_pb2.EndpointsActive(app_id=app_id, endpoint_ids=part, last_ms=[newest[endpoint_id] for endpoint_id in part])
            messages.append((subjects.of(subjects.ENDPOINT_ACTIVE, app_id), fact.SerializeToString(), ids.new_id()))
    return messages


def outcomes_sink(columns: Columns) -> Handler:
    """Handler of ANALYTICS_OUTCOMES."""

    async def handle(facts: list[Fact]) -> None:
        batches = [_parsed(delivery_events_pb2.OutcomesRecorded(), fact) for fact in facts]
        await outcomes.insert(columns, [batch for batch in batches if not batch.test], token_of(facts))

    return handle


def apps_sink(columns: Columns, kept: retention.Retention, streams: StreamStore, imports: EventImports) -> Handler:
    """Handler of ANALYTICS_APPS."""

    async def handle(facts: list[Fact]) -> None:
        for fact in facts:
            app_id = _parsed(segments_events_pb2.AppDeleted(), fact).app_id
            await streams.delete(app_id)
            await imports.delete_app(app_id)
            await retention.delete_app(columns, app_id)
            await kept.forget(app_id)

    return handle


def _parsed(message: M, fact: Fact) -> M:
    try:
        message.ParseFromString(fact.data)
    except DecodeError as error:
        raise Poison("not readable") from error
    return message
