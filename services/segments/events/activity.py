"""Notes when an endpoint was last active: the newest arrival of its events, in a narrow table of its own (endpoints spec 2.4)."""

from counterpoint.analytics.v1.analytics_events_pb2 import EndpointsActive
from google.protobuf.message import DecodeError

from kit.bus import Fact, Poison
from kit.columns import Columns


class ActivityWriter:
    """Handles `endpoint.active`. A repeat changes nothing: the newest instant wins."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    async def __call__(self, facts: list[Fact]) -> None:
        newest: dict[tuple[str, str], int] = {}
        for fact in facts:
            try:
                active = EndpointsActive.FromString(fact.data)
            except DecodeError:
                raise Poison("not an EndpointsActive message") from None
            for endpoint_id, last_ms in zip(active.endpoint_ids, active.last_ms, strict=False):
                key = (active.app_id, endpoint_id)
                newest[key] = max(newest.get(key, 0), last_ms * 1000)
        rows = [(app_id, endpoint_id, last_us) for (app_id, endpoint_id), last_us in newest.items()]
        await self._columns.insert("activity", ["app_id", "endpoint_id", "last_us"], rows, types=["String", "String", "Int64"])
