"""Sends the queues of event streams to their destinations: at least once, in order per endpoint, for 24 hours (events spec 3.1).

One replica at a time forwards for an app (a lease), and no app waits for another's destination. Order is that of the bus: only facts
below which every fact has reached the queue are taken, so neither a repeated message nor a second reader changes it.
"""

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from counterpoint.analytics.v1.analytics_events_pb2 import EventsReceived, ReceivedEvent
from counterpoint.delivery.v1.delivery_events_pb2 import OutcomesRecorded
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc

from kit import ids
from kit.bus import Bus, subjects
from kit.errors import CounterpointError
from kit.rpc import Peers
from services.analytics.domain import records
from services.analytics.domain.waves import Waves
from services.analytics.domain.whole import FIELDS, take_apart
from services.analytics.events.aws import AT_ONCE, StreamFailed, Streams, fits
from services.analytics.store.streams import EVENTS, OUTCOMES, Stream, StreamStore, Waiting

_log = logging.getLogger("analytics.forwarder")
GIVE_UP_MS = 24 * 3_600_000
_STALE_MS = 600_000
# Longer than a call to a destination may take, renewed when half of it is over.
_LEASE_SECONDS = 40.0
_FACTS = 50
_BYTES = 8 << 20
_ENDPOINTS = 5000
_SLOWEST_SECONDS = 60.0
# So many times in a row nothing may be taken before an attempt ends.
_REFUSALS = 5
_BUSY_SECONDS, _IDLE_SECONDS = 0.2, 1.0
_DURABLES = {EVENTS: subjects.ANALYTICS_EVENTS, OUTCOMES: subjects.ANALYTICS_FORWARD_OUTCOMES}


class _NotOurs(Exception):
    """Another replica forwards for the app, or its stream is gone."""


@dataclass(slots=True)
class _Hand:
    """What a replica holds of one app between two attempts: facts taken, records of theirs that are not in yet, when to try again."""

    facts: Sequence[Waiting] = ()
    waves: Waves = field(default_factory=Waves)
    too_large: int = 0
    oldest_ms: int = 0
    failures: int = 0
    not_before: float = 0.0
    leased_until: float = 0.0
    turn: int = -1

    def drop(self) -> None:
        """Empties the hand; what it held is still in the queue."""
        self.facts, self.waves, self.too_large, self.oldest_ms = (), Waves(), 0, 0


class Forwarder:
    """`run()` is a background loop, `wake()` makes it look at once."""

    def __init__(self, store: StreamStore, bus: Bus, peers: Peers, streams: Streams, with_address: bool = False) -> None:
        self._store = store
        self._bus = bus
        self._peers = peers
        self._streams = streams
        self._with_address = with_address
        self._owner = ids.new_id()
        self._woken = asyncio.Event()
        self._hands: dict[str, _Hand] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._limit = asyncio.Semaphore(AT_ONCE)

    def wake(self) -> None:
        """Something was queued."""
        self._woken.set()

    async def run(self) -> None:
        """Forwards until cancelled."""
        try:
            while True:
                busy = await self._begin()
                try:
                    await asyncio.wait_for(self._woken.wait(), _BUSY_SECONDS if busy else _IDLE_SECONDS)
                except TimeoutError:
                    pass
                self._woken.clear()
        finally:
            running = list(self._running.values())
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            self._hands.clear()
            with suppress(Exception):
                await asyncio.wait_for(self._store.release(self._owner), 1)

    async def _begin(self) -> bool:
        """Starts an attempt for every app that waits and has none running; whether there is anything to do."""
        apps = await self._store.waiting()
        for gone in self._hands.keys() - set(apps) - self._running.keys():
            del self._hands[gone]
        now = time.monotonic()
        due = [app for app in apps if app not in self._running and self._hands.setdefault(app, _Hand()).not_before <= now]
        if due:
            floors = {source: await self._bus.acked_up_to(durable) for source, durable in _DURABLES.items()}
            for app in due:
                self._running[app] = asyncio.create_task(self._attempt(app, floors), name=f"event-stream-{app}")
        return bool(self._running)

    async def _attempt(self, app_id: str, floors: dict[str, int]) -> None:
        hand = self._hands[app_id]
        try:
            async with self._limit:
                await self._forward(app_id, hand, floors)
            hand.failures = 0
        except _NotOurs:
            hand.drop()
            hand.not_before = time.monotonic() + 1
        except (StreamFailed, CounterpointError) as error:
            _log.warning("the event stream of app %s waits %.1f s: %s", app_id, self._pause(hand), error)
        except Exception:
            _log.exception("the event stream of app %s waits %.1f s", app_id, self._pause(hand))
        finally:
            del self._running[app_id]

    def _pause(self, hand: _Hand) -> float:
        """Sets when to try again, each time later, and returns in how many seconds that is."""
        hand.failures += 1
        pause = min(_SLOWEST_SECONDS, 0.25 * 2 ** min(hand.failures, 8))
        hand.not_before = time.monotonic() + pause
        return pause

    async def _forward(self, app_id: str, hand: _Hand, floors: dict[str, int]) -> None:
        """Sends one handful. Raises StreamFailed with the rest still in hand."""
        stream = await self._lease(app_id, hand)
        now_ms = time.time_ns() // 1_000_000
        if hand.facts and hand.oldest_ms < now_ms - GIVE_UP_MS:
            # What is in hand is no longer only what is not in: counted whole below would be too many.
            await self._store.done(app_id, hand.facts, len(hand.waves) + hand.too_large)
            _log.error("the event stream of app %s: %d records were given up after 24 hours", app_id, len(hand.waves))
            hand.drop()
        if not hand.facts:
            dropped = await self._store.expire(app_id, now_ms - GIVE_UP_MS)
            if dropped:
                _log.error("the event stream of app %s: %d records were given up after 24 hours", app_id, dropped)
            await self._take(stream, hand, floors, now_ms - _STALE_MS)
        if not hand.facts:
            return
        await self._send(stream, hand)
        await self._store.done(app_id, hand.facts, hand.too_large)
        hand.drop()
        self.wake()

    async def _lease(self, app_id: str, hand: _Hand) -> Stream:
        began = time.monotonic()
        stream = await self._store.claim(app_id, self._owner, _LEASE_SECONDS)
        if stream is None:
            raise _NotOurs
        if stream.turn != hand.turn:
            # Somebody else has gone on where we had stopped.
            hand.drop()
        hand.turn = stream.turn
        hand.leased_until = began + _LEASE_SECONDS
        return stream

    async def _take(self, stream: Stream, hand: _Hand, floors: dict[str, int], stale_ms: int) -> None:
        facts = await self._store.take(stream.app_id, floors, stale_ms, _FACTS, _BYTES)
        if not facts:
            return
        made = await self._records(stream, facts)
        small = [record for record in made if fits(stream, record)]
        hand.facts, hand.waves, hand.too_large = facts, Waves(small), len(made) - len(small)
        hand.oldest_ms = min(fact.queued_ms for fact in facts)
        if hand.too_large:
            _log.error("the event stream of app %s: %d records are larger than the destination takes", stream.app_id, hand.too_large)

    async def _records(self, stream: Stream, facts: Sequence[Waiting]) -> list[records.Record]:
        events = [event for fact in facts if fact.source == EVENTS for event in _events(EventsReceived.FromString(fact.payload))]
        batches = [OutcomesRecorded.FromString(fact.payload) for fact in facts if fact.source == OUTCOMES]
        wanted = {event.endpoint_id for event in events}
        wanted |= {outcome.endpoint_id for batch in batches for outcome in batch.outcomes if self._with_address or outcome.kind == "campaign.send"}
        frame = records.Frame(stream.app_id, stream.account_id, await self._endpoints(stream.app_id, sorted(wanted - {""})), self._with_address)
        made = [records.of_event(frame, event) for event in events]
        return made + [record for batch in batches for outcome in batch.outcomes for record in records.of_outcome(frame, outcome, batch)]

    async def _endpoints(self, app_id: str, wanted: list[str]) -> dict[str, object]:
        stub = self._peers.stub("segments", audience_pb2_grpc.AudienceServiceStub)
        found: dict[str, object] = {}
        for start in range(0, len(wanted), _ENDPOINTS):
            request = audience_pb2.BatchGetEndpointsRequest(app_id=app_id, endpoint_ids=wanted[start : start + _ENDPOINTS])
            found |= {endpoint.id: endpoint for endpoint in (await stub.BatchGetEndpoints(request)).endpoints}
        return found

    async def _send(self, stream: Stream, hand: _Hand) -> None:
        """Everything in hand, a wave at a time; those that fail go again before anything later of their endpoint."""
        refused = 0
        while hand.waves:
            if hand.leased_until - time.monotonic() < _LEASE_SECONDS / 2:
                stream = await self._lease(stream.app_id, hand)
            wave = hand.waves.next()
            taken = await self._streams.send(stream, wave)
            for record, is_in in zip(wave, taken, strict=True):
                if is_in:
                    hand.waves.done(record)
            if any(taken):
                hand.failures = refused = 0
            if all(taken):
                continue
            refused += 1
            if refused == _REFUSALS:
                raise StreamFailed("records are refused")
            # Some records throttled, or all: the destination asks for a moment.
            await asyncio.sleep(0.02 * 2**refused)


def _events(batch: EventsReceived) -> Iterator[ReceivedEvent]:
    yield from batch.events
    for body in batch.bodies:
        for row in take_apart(body.body, body.arrival_ms):
            yield ReceivedEvent(**dict(zip(FIELDS, row, strict=True)))
