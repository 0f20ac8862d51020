"""Subject to handler: an application that is gone. The handler may see a fact twice."""

from __future__ import annotations

from counterpoint.segments.v1.segments_events_pb2 import AppDeleted
from google.protobuf.message import DecodeError

from kit.bus import Bus, subjects
from kit.bus.bus import Fact, Poison
from kit.bus.consumer import Consumer
from services.journeys.deps import Deps
from services.journeys.store import journeys


def consumers(bus: Bus, deps: Deps) -> list[Consumer]:
    """The readers of this service, to be started."""

    async def app_deleted(facts: list[Fact]) -> None:
        for fact in facts:
            try:
                gone = AppDeleted.FromString(fact.data)
            except DecodeError as error:
                raise Poison("no AppDeleted") from error
            async with deps.db.begin() as conn:
                await journeys.delete_app(conn, gone.app_id)

    return [bus.subscribe(subjects.JOURNEYS_APPS, app_deleted)]
