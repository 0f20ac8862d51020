"""Accepted events into the columns, a set at a time."""

from collections.abc import Sequence

import msgspec
from counterpoint.analytics.v1 import analytics_events_pb2 as facts

from kit.columns import Columns
from kit.times import parse_us

_COLUMNS = (
    ("app_id", "String"),
    ("event_type", "LowCardinality(String)"),
    ("day", "Date"),
    ("endpoint_id", "String"),
    ("event_id", "String"),
    ("event_ms", "Int64"),
    ("content_hash", "UInt64"),
    ("arrival_ms", "Int64"),
    ("user_id", "String"),
    ("session_id", "String"),
    ("session_start_ms", "Int64"),
    ("session_stop_ms", "Int64"),
    ("session_duration_ms", "Int64"),
    ("attributes", "Map(String, String)"),
    ("metrics", "Map(String, Float64)"),
    ("platform", "LowCardinality(String)"),
    ("locale", "LowCardinality(String)"),
    ("timezone", "LowCardinality(String)"),
    ("app_version", "LowCardinality(String)"),
    ("client_reported", "UInt8"),
    ("imported", "UInt8"),
)
_NAMES = [name for name, _ in _COLUMNS]
_TYPES = [kind for _, kind in _COLUMNS]


class _Session(msgspec.Struct, gc=False):
    Id: str | None = None
    StartTimestamp: str | None = None
    StopTimestamp: str | None = None
    Duration: int | None = None


class _Event(msgspec.Struct, gc=False):
    Attributes: dict[str, str | None] | None = None
    Metrics: dict[str, float | None] | None = None
    Session: _Session | None = None


class _Demographic(msgspec.Struct, gc=False):
    Platform: str | None = None
    Locale: str | None = None
    Timezone: str | None = None
    AppVersion: str | None = None


_event = msgspec.json.Decoder(_Event)
_demographic = msgspec.json.Decoder(_Demographic)
_NO_SESSION = _Session()
_NO_DEMOGRAPHIC = _Demographic()
# A day of PARTITION BY each: more at once than the server's default of 100 when history is loaded.
_SETTINGS = {"max_partitions_per_insert_block": 0}


async def insert(columns: Columns, batches: Sequence[facts.EventsReceived], token: str) -> int:
    """Stores the events that are to be stored and returns how many. `token`: identity of this set, for deduplication of a repeated insert."""
    table: list[list[object]] = [[] for _ in _COLUMNS]
    for batch in batches:
        for event in batch.events:
            if event.store:
                for column, value in zip(table, _row(batch.app_id, event), strict=True):
                    column.append(value)
    await columns.insert("events", _NAMES, table if table[0] else [], column_oriented=True, types=_TYPES, token=token, settings=_SETTINGS)
    return len(table[0])


def _row(app_id: str, event: facts.ReceivedEvent) -> tuple[object, ...]:
    content = _event.decode(event.event)
    session = content.Session or _NO_SESSION
    device = _demographic.decode(event.demographic) if event.demographic else _NO_DEMOGRAPHIC
    return (
        app_id,
        event.event_type,
        event.timestamp_ms // 86_400_000,
        event.endpoint_id,
        event.event_id,
        event.timestamp_ms,
        event.content_hash,
        event.arrival_ms,
        event.user_id,
        session.Id or "",
        _ms(session.StartTimestamp),
        _ms(session.StopTimestamp),
        session.Duration if session.Duration is not None else -1,
        {key: value for key, value in (content.Attributes or {}).items() if value is not None},
        {key: value for key, value in (content.Metrics or {}).items() if value is not None},
        device.Platform or "",
        device.Locale or "",
        device.Timezone or "",
        device.AppVersion or "",
        int(event.client_reported),
        0,
    )


def _ms(text: str | None) -> int:
    return parse_us(text) // 1000 if text else 0
