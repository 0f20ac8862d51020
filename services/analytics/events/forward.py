"""Parts of the readers of the bus that put what an app with an event stream did into that stream's queue.

An app without a stream costs the read and one look-up a set; who puts a stream and then an event finds the event in it.
"""

import time
from collections.abc import Awaitable, Callable

from counterpoint.analytics.v1.analytics_events_pb2 import EventsReceived
from counterpoint.delivery.v1.delivery_events_pb2 import OutcomesRecorded
from google.protobuf.message import DecodeError

from kit.bus import Fact, Poison
from services.analytics.store.streams import EVENTS, OUTCOMES, StreamStore, Waiting

Handler = Callable[[list[Fact]], Awaitable[None]]


def queue_events(store: StreamStore, queued: Callable[[], None]) -> Handler:
    """For the reader of events; `queued()` after something was added."""

    def read(data: bytes) -> tuple[str, int]:
        batch = EventsReceived.FromString(data)
        return batch.batch_id, len(batch.events) + sum(body.events for body in batch.bodies)

    return _queue(store, EVENTS, read, queued)


def queue_outcomes(store: StreamStore, queued: Callable[[], None]) -> Handler:
    """Handler of ANALYTICS_FORWARD_OUTCOMES."""

    def read(data: bytes) -> tuple[str, int]:
        batch = OutcomesRecorded.FromString(data)
        return batch.batch_id, len(batch.outcomes)

    return _queue(store, OUTCOMES, read, queued)


def _queue(store: StreamStore, source: str, read: Callable[[bytes], tuple[str, int]], queued: Callable[[], None]) -> Handler:
    async def handle(facts: list[Fact]) -> None:
        wanted = await store.configured({fact.app_id for fact in facts})
        if not wanted:
            return
        # Machine time: it only says how long somebody has been trying.
        now_ms = time.time_ns() // 1_000_000
        waiting = []
        for fact in facts:
            if fact.app_id in wanted:
                try:
                    batch_id, count = read(fact.data)
                except DecodeError as error:
                    raise Poison("not readable") from error
                waiting.append(Waiting(fact.app_id, source, fact.sequence, batch_id, now_ms, count, fact.data))
        await store.queue(waiting)
        queued()

    return handle
