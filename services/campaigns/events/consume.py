"""Subject to handler: a run that ended, a segment or application that is gone. A handler may see a fact twice."""

from __future__ import annotations

from typing import TypeVar

from counterpoint.delivery.v1.delivery_events_pb2 import RunEnded
from counterpoint.segments.v1.segments_events_pb2 import AppDeleted, SegmentDeleted
from google.protobuf.message import DecodeError, Message

from kit.bus import Bus, subjects
from kit.bus.bus import Fact, Poison
from kit.bus.consumer import Consumer
from services.campaigns.deps import Deps
from services.campaigns.store import campaigns, runs

M = TypeVar("M", bound=Message)


def consumers(bus: Bus, deps: Deps) -> list[Consumer]:
    """The readers of this service, to be started."""

    async def run_ended(facts: list[Fact]) -> None:
        ended = [_read(RunEnded, fact) for fact in facts]
        async with deps.db.begin() as conn:
            aborted = [fact.activity_id for fact in ended if fact.aborted]
            await runs.end(conn, [(fact.activity_id, fact.result) for fact in ended], aborted)

    async def segment_deleted(facts: list[Fact]) -> None:
        gone = [_read(SegmentDeleted, fact) for fact in facts]
        async with deps.db.begin() as conn:
            for fact in gone:
                await campaigns.fail_of_segment(conn, fact.app_id, fact.segment_id)
        deps.stops.set()

    async def app_deleted(facts: list[Fact]) -> None:
        for fact in facts:
            gone = _read(AppDeleted, fact)
            async with deps.db.begin() as conn:
                await campaigns.delete_app(conn, gone.app_id)

    return [
        bus.subscribe(subjects.CAMPAIGNS_RUNS, run_ended, batch=100),
        bus.subscribe(subjects.CAMPAIGNS_SEGMENTS, segment_deleted),
        bus.subscribe(subjects.CAMPAIGNS_APPS, app_deleted),
    ]


def _read(kind: type[M], fact: Fact) -> M:
    try:
        return kind.FromString(fact.data)
    except DecodeError as error:
        raise Poison(f"no {kind.__name__}") from error
