"""What analytics keeps of a person or an app, and its end: every table of the columns, and what waits for event streams.

In the columns a part that held somebody is written anew without them; the old part's file goes within ten minutes.
"""

import json
from collections.abc import Sequence
from typing import Any

from counterpoint.analytics.v1.analytics_events_pb2 import EventsReceived
from counterpoint.delivery.v1.delivery_events_pb2 import OutcomesRecorded
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.columns import Columns
from services.analytics.store.streams import EVENTS

_NOW = {"mutations_sync": 2}
_BATCH = 200
_QUEUED = text(
    "SELECT source, sequence, batch_id, payload FROM stream_queue WHERE app_id = :app AND (source, sequence, batch_id) > (:source, :sequence, :batch)"
    " AND EXISTS (SELECT 1 FROM unnest(CAST(:needles AS bytea[])) AS n WHERE position(n IN payload) > 0)"
    f" ORDER BY source, sequence, batch_id LIMIT {_BATCH} FOR UPDATE"
)
_REWRITE = text(
    "UPDATE stream_queue SET payload = :payload, records = :records WHERE app_id = :app AND source = :source AND sequence = :sequence AND batch_id = :batch"
)


async def in_columns(columns: Columns, where: dict[str, str], values: dict[str, Any], *, dry_run: bool) -> dict[str, int]:
    """Rows by table that fit any of the conditions whose column the table has. `where`: condition by column; app_id is always asked for.

    Every table is looked at, whoever made it and whenever.
    """
    listed = await columns.query(
        "SELECT table, groupArray(name) FROM system.columns WHERE database = currentDatabase() AND table IN"
        " (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree') GROUP BY table ORDER BY table"
    )
    found = {}
    for table, names in listed:
        chosen = [condition for name, condition in where.items() if name in names]
        if "app_id" not in names or not chosen:
            continue
        whole = f"has({{apps:Array(String)}}, app_id) AND ({' OR '.join(chosen)})"
        count = int((await columns.query(f"SELECT count() FROM {table} WHERE {whole}", values))[0][0])
        if count and not dry_run:
            await columns.command(f"ALTER TABLE {table} DELETE WHERE {whole}", values, settings=_NOW)
        if count:
            found[table] = count
    return found


async def queued(conn: AsyncConnection, app_id: str, ids: frozenset[str], users: frozenset[str], *, dry_run: bool) -> int:
    """Records of a person that wait to be forwarded; the facts around them are written anew without them."""
    values: dict[str, Any] = {"app": app_id, "needles": [id.encode() for id in ids | users], "source": "", "sequence": -1, "batch": ""}
    found = 0
    while True:
        rows = (await conn.execute(_QUEUED, values)).all()
        for row in rows:
            payload, gone, left = (_events if row.source == EVENTS else _outcomes)(bytes(row.payload), ids, users)
            found += gone
            if gone and not dry_run:
                key = {"app": app_id, "source": row.source, "sequence": row.sequence, "batch": row.batch_id}
                await conn.execute(_REWRITE, {**key, "payload": payload, "records": left})
        if len(rows) < _BATCH:
            return found
        values |= {"source": rows[-1].source, "sequence": rows[-1].sequence, "batch": rows[-1].batch_id}


def _outcomes(payload: bytes, ids: frozenset[str], users: frozenset[str]) -> tuple[bytes, int, int]:
    batch = OutcomesRecorded.FromString(payload)
    kept = [outcome for outcome in batch.outcomes if outcome.endpoint_id not in ids and outcome.user_id not in users]
    gone = len(batch.outcomes) - len(kept)
    del batch.outcomes[:]
    batch.outcomes.extend(kept)
    return batch.SerializeToString(), gone, len(kept)


def _events(payload: bytes, ids: frozenset[str], users: frozenset[str]) -> tuple[bytes, int, int]:
    batch = EventsReceived.FromString(payload)
    kept = [event for event in batch.events if event.endpoint_id not in ids and event.user_id not in users]
    gone = len(batch.events) - len(kept)
    del batch.events[:]
    batch.events.extend(kept)
    for body in batch.bodies:
        gone += _of_body(body, ids, users)
    return batch.SerializeToString(), gone, len(kept) + sum(body.events for body in batch.bodies)


def _of_body(body: Any, ids: frozenset[str], users: frozenset[str]) -> int:
    """Takes the person's items out of one body; how many events those had."""
    document = json.loads(body.body)
    items = document.get("BatchItem", {})
    ours = [id for id, item in items.items() if id in ids or _user(item) in users]
    gone = sum(len(items.pop(id).get("Events") or {}) for id in ours)
    if ours:
        body.body = json.dumps(document, ensure_ascii=False).encode(errors="surrogatepass")
        body.events -= gone
        kept = [id for id in body.endpoint_ids if id not in ours]
        del body.endpoint_ids[:]
        body.endpoint_ids.extend(kept)
    return gone


def _user(item: dict[str, Any]) -> str:
    return str(((item.get("Endpoint") or {}).get("User") or {}).get("UserId") or "")


def concerns(content: bytes, ids: frozenset[str], users: frozenset[str]) -> bool:
    """Whether a fact about events tells of the person."""
    return _events(content, ids, users)[1] > 0


async def app_rows(conn: AsyncConnection, app_ids: Sequence[str], *, dry_run: bool) -> int:
    """Event stream, its queue, retention and event imports of apps."""
    total = 0
    for name in ("stream_queue", "event_streams", "retention", "event_imports"):
        sql = f"SELECT count(*) FROM {name} WHERE app_id = ANY(:apps)" if dry_run else f"DELETE FROM {name} WHERE app_id = ANY(:apps)"
        done = await conn.execute(text(sql), {"apps": list(app_ids)})
        total += int(done.scalar_one()) if dry_run else done.rowcount
    return total


async def queued_events(conn: AsyncConnection, app_id: str, *, dry_run: bool) -> int:
    """Facts about events that wait to be forwarded."""
    where = "FROM stream_queue WHERE app_id = :app AND source = :source"
    done = await conn.execute(text(f"SELECT count(*) {where}" if dry_run else f"DELETE {where}"), {"app": app_id, "source": EVENTS})
    return int(done.scalar_one()) if dry_run else done.rowcount
