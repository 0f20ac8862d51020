"""Accepted events into the columns, a set at a time."""

from collections.abc import Sequence
from operator import attrgetter

from counterpoint.analytics.v1 import analytics_events_pb2 as facts

from kit.columns import Columns
from services.analytics.domain.whole import FIELDS, Row, take_apart

# Member of a row → column and type; what is not here is not stored.
_COLUMNS = {
    "endpoint_id": ("endpoint_id", "String"),
    "event_id": ("event_id", "String"),
    "event_type": ("event_type", "LowCardinality(String)"),
    "timestamp_ms": ("event_ms", "Int64"),
    "arrival_ms": ("arrival_ms", "Int64"),
    "content_hash": ("content_hash", "UInt64"),
    "event": ("content", "String"),
    "demographic": ("demographic", "String"),
    "user_id": ("user_id", "String"),
    "client_reported": ("client_reported", "UInt8"),
    "session_id": ("session_id", "String"),
    "session_start_ms": ("session_start_ms", "Int64"),
    "session_stop_ms": ("session_stop_ms", "Int64"),
    "session_duration_ms": ("session_duration_ms", "Int64"),
}
_NAMES = [name for name, _ in _COLUMNS.values()] + ["app_id", "day", "imported"]
_TYPES = [kind for _, kind in _COLUMNS.values()] + ["String", "Date", "UInt8"]
_MEMBERS = [FIELDS.index(member) for member in _COLUMNS]
_STORE, _AT = FIELDS.index("store"), FIELDS.index("timestamp_ms")
_row = attrgetter(*FIELDS)
# A partition for every day at once, more than the server's default of 100, when history is loaded.
_SETTINGS = {"max_partitions_per_insert_block": 0}


async def insert(columns: Columns, batches: Sequence[facts.EventsReceived], token: str, imported: bool = False) -> int:
    """Stores the events that are to be stored and returns how many. `token`: identity of this set, for deduplication of a repeated insert.

    `imported`: the events are history, not what clients send now. Raises msgspec.DecodeError for a body that is none.
    """
    apps: list[str] = []
    kept: list[Row] = []
    for batch in batches:
        kept += [row for event in batch.events if (row := _row(event))[_STORE]]
        for body in batch.bodies:
            kept += take_apart(body.body, body.arrival_ms)
        apps += [batch.app_id] * (len(kept) - len(apps))
    if not kept:
        return 0
    by_member = list(zip(*kept, strict=True))
    table: list[Sequence[object]] = [by_member[place] for place in _MEMBERS]
    table += [apps, [ms // 86_400_000 for ms in by_member[_AT]], [int(imported)] * len(kept)]
    await columns.insert("events", _NAMES, table, column_oriented=True, types=_TYPES, token=token, settings=_SETTINGS)
    return len(kept)
