"""Event streams of apps, and the queue of what is yet to be forwarded (events spec 3.1).

The queue holds facts of the bus as they came. It exists so that a destination that is away for a day keeps nobody else's events from
leaving the bus; deleting a stream deletes what waits for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from kit.db import Database

EVENTS, OUTCOMES = "events", "outcomes"


@dataclass(frozen=True, slots=True)
class Stream:
    """An app's event stream. `modified_us`: when it was last written, and by whom; `dropped`: records given up so far.

    `turn`: another number when another replica has forwarded in between, or the stream was made anew.
    """

    app_id: str
    account_id: str
    destination_arn: str
    role_arn: str
    modified_us: int
    modified_by: str
    dropped: int = 0
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One fact in the queue. `sequence`: its number in the stream of the bus; `records`: how many things it tells."""

    app_id: str
    source: str
    sequence: int
    batch_id: str
    queued_ms: int
    records: int
    payload: bytes


_COLUMNS = "app_id, account_id, destination_arn, role_arn, modified_us, modified_by, dropped, turn"
_PUT = text(
    "INSERT INTO event_streams (app_id, account_id, destination_arn, role_arn, modified_us, modified_by, turn)"
    " VALUES (:app_id, :account_id, :destination_arn, :role_arn, :modified_us, :modified_by, :modified_us)"
    " ON CONFLICT (app_id) DO UPDATE SET account_id = excluded.account_id, destination_arn = excluded.destination_arn,"
    " role_arn = excluded.role_arn, modified_us = excluded.modified_us, modified_by = excluded.modified_by"
)
# Joined with the streams, so that one deleted meanwhile takes nothing.
_QUEUE = text(
    "INSERT INTO stream_queue (app_id, source, sequence, batch_id, queued_ms, records, payload)"
    " SELECT q.* FROM unnest(CAST(:apps AS text[]), CAST(:sources AS text[]), CAST(:sequences AS bigint[]), CAST(:batches AS text[]),"
    " CAST(:queued AS bigint[]), CAST(:counts AS int[]), CAST(:payloads AS bytea[]))"
    " AS q(app_id, source, sequence, batch_id, queued_ms, records, payload) JOIN event_streams s ON s.app_id = q.app_id"
    " ON CONFLICT DO NOTHING"
)
_CLAIM = text(
    "UPDATE event_streams SET owner = :owner, lease_until = now() + make_interval(secs => :seconds),"
    " turn = turn + CASE WHEN owner = :owner THEN 0 ELSE 1 END"
    f" WHERE app_id = :app AND (owner IS NULL OR owner = :owner OR lease_until < now()) RETURNING {_COLUMNS}"
)
# The oldest facts of one source, as many as fit into :bytes, one at least.
_TAKE = text(
    "SELECT source, sequence, batch_id, queued_ms, records, payload FROM ("
    " SELECT *, sum(octet_length(payload)) OVER (ORDER BY sequence, batch_id) - octet_length(payload) AS before FROM ("
    "  SELECT * FROM stream_queue WHERE app_id = :app AND source = :source AND (sequence <= :floor OR queued_ms < :stale)"
    "  ORDER BY sequence, batch_id LIMIT :facts) AS oldest"
    ") AS sized WHERE before < :bytes ORDER BY sequence, batch_id"
)
_DONE = text(
    "DELETE FROM stream_queue WHERE app_id = :app AND (source, sequence, batch_id) IN"
    " (SELECT * FROM unnest(CAST(:sources AS text[]), CAST(:sequences AS bigint[]), CAST(:batches AS text[])))"
)


class StreamStore:
    """Reads and writes both tables; whose app it is, the callers ask."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, stream: Stream) -> None:
        """Stores or replaces the app's stream; what waits goes to the new destination."""
        async with self._db.begin() as conn:
            await conn.execute(
                _PUT,
                {
                    "app_id": stream.app_id,
                    "account_id": stream.account_id,
                    "destination_arn": stream.destination_arn,
                    "role_arn": stream.role_arn,
                    "modified_us": stream.modified_us,
                    "modified_by": stream.modified_by,
                },
            )

    async def get(self, app_id: str) -> Stream | None:
        """The app's stream, None without one."""
        async with self._db.connect() as conn:
            row = (await conn.execute(text(f"SELECT {_COLUMNS} FROM event_streams WHERE app_id = :app"), {"app": app_id})).first()
        return None if row is None else Stream(*row)

    async def delete(self, app_id: str) -> Stream | None:
        """Removes the app's stream with its queue and returns it as it was."""
        async with self._db.begin() as conn:
            row = (await conn.execute(text(f"DELETE FROM event_streams WHERE app_id = :app RETURNING {_COLUMNS}"), {"app": app_id})).first()
        return None if row is None else Stream(*row)

    async def configured(self, app_ids: Iterable[str]) -> set[str]:
        """Those of the apps that have a stream."""
        async with self._db.connect() as conn:
            rows = await conn.execute(text("SELECT app_id FROM event_streams WHERE app_id = ANY(:apps)"), {"apps": list(app_ids)})
            return {row.app_id for row in rows}

    async def queue(self, facts: Sequence[Waiting]) -> None:
        """Adds facts; one that is there already is not added again."""
        columns = {
            "apps": [fact.app_id for fact in facts],
            "sources": [fact.source for fact in facts],
            "sequences": [fact.sequence for fact in facts],
            "batches": [fact.batch_id for fact in facts],
            "queued": [fact.queued_ms for fact in facts],
            "counts": [fact.records for fact in facts],
            "payloads": [fact.payload for fact in facts],
        }
        async with self._db.begin() as conn:
            await conn.execute(_QUEUE, columns)

    async def waiting(self) -> list[str]:
        """Apps for which something waits."""
        sql = "SELECT app_id FROM event_streams s WHERE EXISTS (SELECT 1 FROM stream_queue q WHERE q.app_id = s.app_id)"
        async with self._db.connect() as conn:
            return [row.app_id for row in await conn.execute(text(sql))]

    async def claim(self, app_id: str, owner: str, seconds: float) -> Stream | None:
        """Makes `owner` the only one who forwards for the app until the lease ends, and again to stay so. None: another is, or the stream is gone."""
        async with self._db.begin() as conn:
            row = (await conn.execute(_CLAIM, {"app": app_id, "owner": owner, "seconds": seconds})).first()
        return None if row is None else Stream(*row)

    async def release(self, owner: str) -> None:
        """Ends every lease of an owner."""
        async with self._db.begin() as conn:
            await conn.execute(text("UPDATE event_streams SET owner = NULL WHERE owner = :owner"), {"owner": owner})

    async def take(self, app_id: str, floors: Mapping[str, int], stale_ms: int, facts: int, size: int) -> list[Waiting]:
        """The oldest facts of every source up to its floor, about `size` bytes and at most `facts` of each; they stay until `done`.

        What was queued before `stale_ms` goes whatever the floor says: the bus it came from may have begun to count anew.
        """
        found: list[Waiting] = []
        async with self._db.connect() as conn:
            for source, floor in floors.items():
                rows = await conn.execute(_TAKE, {"app": app_id, "source": source, "floor": floor, "stale": stale_ms, "facts": facts, "bytes": size})
                found += [Waiting(app_id, *row) for row in rows]
        return found

    async def done(self, app_id: str, facts: Sequence[Waiting], dropped: int = 0) -> None:
        """Removes facts whose records are all in, or given up: `dropped` of them."""
        columns = {
            "app": app_id,
            "sources": [fact.source for fact in facts],
            "sequences": [fact.sequence for fact in facts],
            "batches": [fact.batch_id for fact in facts],
        }
        async with self._db.begin() as conn:
            await conn.execute(_DONE, columns)
            if dropped:
                await conn.execute(text("UPDATE event_streams SET dropped = dropped + :n WHERE app_id = :app"), {"n": dropped, "app": app_id})

    async def expire(self, app_id: str, before_ms: int) -> int:
        """Drops what was queued before, counts it, and returns how many records that was at most."""
        async with self._db.begin() as conn:
            rows = await conn.execute(
                text("DELETE FROM stream_queue WHERE app_id = :app AND queued_ms < :before RETURNING records"), {"app": app_id, "before": before_ms}
            )
            dropped = sum(row.records for row in rows)
            if dropped:
                await conn.execute(text("UPDATE event_streams SET dropped = dropped + :n WHERE app_id = :app"), {"n": dropped, "app": app_id})
        return dropped
