"""Outbox: a fact is written in the transaction that makes it true and published afterwards.

Table, in every schema that publishes (OUTBOX_SQL). The relay claims rows with SKIP LOCKED, publishes with `Nats-Msg-Id` = id and deletes after the ack, never
by a high-water id (design section 5). Any number of replicas. A row is published at least once; consumers are idempotent by keys of their own.
"""

import asyncio
import logging
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.db.database import Database
from kit.telemetry import traceparent

OUTBOX_SQL = """
CREATE TABLE outbox (
    id text PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY,
    subject text NOT NULL,
    payload bytea NOT NULL,
    traceparent text NOT NULL DEFAULT ''
);
CREATE INDEX outbox_position ON outbox (position);
"""

_log = logging.getLogger("kit.db.relay")
# Payloads kept between commit and publishing; they are below 4 MB, a window's is a tenth of one.
_HELD = 32
_CLAIM = text(
    "SELECT id, subject, CASE WHEN id = ANY(CAST(:held AS text[])) THEN NULL ELSE payload END AS payload, traceparent"
    " FROM outbox ORDER BY position LIMIT :n FOR UPDATE SKIP LOCKED"
)
_DELETE = text("DELETE FROM outbox WHERE id = ANY(:ids)")
_INSERT = text("INSERT INTO outbox (id, subject, payload, traceparent) VALUES (:id, :subject, :payload, :trace) ON CONFLICT (id) DO NOTHING")


async def enqueue(conn: AsyncConnection, subject: str, payload: bytes, id: str) -> None:
    """Writes one fact (already a batch, below 4 MB) into the outbox of the running transaction, with the trace it belongs to."""
    await conn.execute(_INSERT, {"id": id, "subject": subject, "payload": payload, "trace": traceparent()})


class Relay:
    """Publishes the outbox. `run()` is a background loop; `wake()` after a commit makes it look at once, or after `gather` seconds for what follows."""

    def __init__(self, db: Database, bus: Any, batch: int = 50, idle: float = 0.25, gather: float = 0.0) -> None:
        self._db = db
        self._bus = bus
        self._batch = batch
        self._idle = idle
        self._gather = gather
        self._woken = asyncio.Event()
        self._held: dict[str, bytes] = {}

    def hold(self, id: str, payload: bytes) -> None:
        """Keeps a payload that was just committed under that id, so that it need not be read back. Only the newest are kept."""
        self._held[id] = payload
        if len(self._held) > _HELD:
            del self._held[next(iter(self._held))]

    def wake(self) -> None:
        """Tells the loop that there is something to publish."""
        self._woken.set()

    async def run(self) -> None:
        """Publishes until cancelled; an error waits a second and tries again."""
        while True:
            try:
                if await self.once() >= self._batch:
                    continue
            except asyncio.CancelledError:
                raise
            except Exception as error:
                _log.warning("outbox waits: %s", type(error).__name__)
                await asyncio.sleep(1)
            try:
                await asyncio.wait_for(self._woken.wait(), self._idle)
            except TimeoutError:
                pass
            else:
                await asyncio.sleep(self._gather)
            self._woken.clear()

    async def once(self) -> int:
        """Publishes one batch and returns how many rows it held."""
        held = dict(self._held)
        async with self._db.begin() as conn:
            rows = (await conn.execute(_CLAIM, {"n": self._batch, "held": list(held)})).all()
            if not rows:
                return 0
            await self._bus.publish_many([(row.subject, held[row.id] if row.payload is None else row.payload, row.id, row.traceparent) for row in rows])
            await conn.execute(_DELETE, {"ids": [row.id for row in rows]})
        for row in rows:
            self._held.pop(row.id, None)
        return len(rows)
