"""Notes when an endpoint was last active: the newest arrival of its events, in a narrow table of its own (endpoints spec 2.4)."""

from counterpoint.analytics.v1.analytics_events_pb2 import EventsReceived
from google.protobuf.message import DecodeError

from kit.bus import Fact, Poison
from kit.columns import Columns


class ActivityWriter:
    """Handles `event.received`. A repeat changes nothing: the newest instant wins."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    async def __call__(self, facts: list[Fact]) -> None:
        newest: dict[tuple[str, str], int] = {}
        for fact in facts:
            try:
                received = EventsReceived.FromString(fact.data)
            except DecodeError:
                raise Poison("not an EventsReceived message") from None
            seen = [(event.endpoint_id, event.arrival_ms) for event in received.events]
            seen += [(endpoint_id, body.arrival_ms) for body in received.bodies for endpoint_id in body.endpoint_ids]
            for endpoint_id, arrival_ms in seen:
                key = (received.app_id, endpoint_id)
                newest[key] = max(newest.get(key, 0), arrival_ms * 1000)
        rows = [(app_id, endpoint_id, last_us) for (app_id, endpoint_id), last_us in newest.items()]
        await self._columns.insert("activity", ["app_id", "endpoint_id", "last_us"], rows, types=["String", "String", "Int64"])
