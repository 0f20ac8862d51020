"""Accepted events into the columns, a set at a time."""

from collections.abc import Sequence
from operator import attrgetter

from counterpoint.analytics.v1 import analytics_events_pb2 as facts

from kit.columns import Columns

# Column → type; those of the fact carry its field's name, but for the last two of these.
_FACT_COLUMNS = (
    ("event_type", "LowCardinality(String)"),
    ("endpoint_id", "String"),
    ("event_id", "String"),
    ("content_hash", "UInt64"),
    ("arrival_ms", "Int64"),
    ("user_id", "String"),
    ("session_id", "String"),
    ("session_start_ms", "Int64"),
    ("session_stop_ms", "Int64"),
    ("session_duration_ms", "Int64"),
    ("client_reported", "UInt8"),
    ("demographic", "String"),
    ("event_ms", "Int64"),
    ("content", "String"),
)
_FIELD_OF = {"event_ms": "timestamp_ms", "content": "event"}
_FIELDS = attrgetter(*(_FIELD_OF.get(name, name) for name, _ in _FACT_COLUMNS))
_NAMES = [name for name, _ in _FACT_COLUMNS] + ["app_id", "day", "imported"]
_TYPES = [kind for _, kind in _FACT_COLUMNS] + ["String", "Date", "UInt8"]
# A partition for every day at once, more than the server's default of 100, when history is loaded.
_SETTINGS = {"max_partitions_per_insert_block": 0}


async def insert(columns: Columns, batches: Sequence[facts.EventsReceived], token: str, imported: bool = False) -> int:
    """Stores the events that are to be stored and returns how many. `token`: identity of this set, for deduplication of a repeated insert.

    `imported`: the events are history, not what clients send now.
    """
    kept = [(batch.app_id, event) for batch in batches for event in batch.events if event.store]
    if not kept:
        return 0
    table: list[Sequence[object]] = list(zip(*[_FIELDS(event) for _, event in kept], strict=True))
    at = _NAMES.index("event_ms")
    table += [[app_id for app_id, _ in kept], [ms // 86_400_000 for ms in table[at]], [int(imported)] * len(kept)]  # type: ignore[operator]
    await columns.insert("events", _NAMES, table, column_oriented=True, types=_TYPES, token=token, settings=_SETTINGS)
    return len(kept)
