"""Deletes the stored values of removed attribute names, a slice of endpoints or users at a time (endpoints spec 1.5).

A slice is a transaction of its own that notes how far it came: any replica goes on after a death, and a repeat finds nothing left to delete. The locks are
those of a write and in its order.
"""

from collections.abc import Sequence
from typing import Any

from counterpoint.segments.v1.segments_events_pb2 import EndpointsUpdated

from kit import faults, ids
from kit.bus import subjects
from kit.clock import Clock
from kit.db import Database
from services.segments.domain.names import METRIC, USER
from services.segments.store.documents import MAKERS
from services.segments.store.endpoints import lock_users, queue
from services.segments.store.tx import Tx, enqueue, transaction

_SLICE = 1000


class Purges:
    """Works what `Registry.purge` asked for."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def step(self) -> bool:
        """Does one slice of the oldest purge nobody works on. False when there is none."""
        async with transaction(self._db) as tx:
            purge = await tx.fetchrow("SELECT purge_id, app_id, kind, names, after_key FROM purges ORDER BY purge_id LIMIT 1 FOR UPDATE SKIP LOCKED")
            if purge is None:
                return False
            work = self._users if purge["kind"] == USER else self._endpoints
            last = await work(tx, purge["app_id"], purge["kind"], purge["names"], purge["after_key"])
            if last is None:
                await tx.execute("DELETE FROM purges WHERE purge_id = $1", purge["purge_id"])
            else:
                await tx.execute("UPDATE purges SET after_key = $2 WHERE purge_id = $1", purge["purge_id"], last)
            faults.point("segments.purge.slice")
        return True

    async def _endpoints(self, tx: Tx, app_id: str, kind: str, names: Sequence[str], after: str) -> str | None:
        """The last endpoint looked at, None when there was none left."""
        rows = await tx.fetch(
            "SELECT endpoint_id, document FROM endpoints WHERE app_id = $1 AND endpoint_id > $2 AND NOT deleted "
            f"ORDER BY endpoint_id LIMIT {_SLICE} FOR NO KEY UPDATE",
            app_id,
            after,
        )
        changed = []
        for row in rows:
            document = MAKERS.endpoint(row["document"])
            if _stripped(document.metrics if kind == METRIC else document.attributes, names):
                changed.append((row["endpoint_id"], document.SerializeToString()))
        if changed:
            await tx.execute(
                "UPDATE endpoints e SET document = x.document FROM unnest($2::text[], $3::bytea[]) AS x (id, document) "
                "WHERE e.app_id = $1 AND e.endpoint_id = x.id",
                app_id,
                [id for id, _ in changed],
                [document for _, document in changed],
            )
            await self._told(tx, app_id, [id for id, _ in changed])
        return rows[-1]["endpoint_id"] if rows else None

    async def _users(self, tx: Tx, app_id: str, kind: str, names: Sequence[str], after: str) -> str | None:
        """The last user looked at, None when there was none left."""
        found = await tx.fetch(f"SELECT user_id FROM users WHERE app_id = $1 AND user_id > $2 ORDER BY user_id LIMIT {_SLICE}", app_id, after)
        users = [row["user_id"] for row in found]
        await lock_users(tx, app_id, users)
        changed = []
        for row in await tx.fetch("SELECT user_id, document FROM users WHERE app_id = $1 AND user_id = ANY($2::text[])", app_id, users):
            document = MAKERS.user(row["document"])
            if _stripped(document.user_attributes, names):
                changed.append((row["user_id"], document.SerializeToString()))
        if changed:
            await tx.execute(
                "UPDATE users u SET document = x.document, version = u.version + 1 FROM unnest($2::text[], $3::bytea[]) AS x (id, document) "
                "WHERE u.app_id = $1 AND u.user_id = x.id",
                app_id,
                [id for id, _ in changed],
                [document for _, document in changed],
            )
            members = await tx.fetch(
                "SELECT endpoint_id FROM endpoints WHERE app_id = $1 AND user_id = ANY($2::text[]) ORDER BY endpoint_id FOR NO KEY UPDATE",
                app_id,
                [id for id, _ in changed],
            )
            if members:
                await self._told(tx, app_id, [row["endpoint_id"] for row in members])
        return users[-1] if users else None

    async def _told(self, tx: Tx, app_id: str, endpoint_ids: list[str]) -> None:
        """New versions, the index and the fact. An administrator's act: the fact tells no values, so no event comes of it."""
        rows = await tx.fetch(
            "UPDATE endpoints SET version = greatest(version + 1, $3) WHERE app_id = $1 AND endpoint_id = ANY($2::text[]) "
            "RETURNING endpoint_id, version, private_to",
            app_id,
            endpoint_ids,
            self._clock.now_us(),
        )
        await queue(tx, app_id, endpoint_ids)
        fact = EndpointsUpdated(app_id=app_id)
        for row in rows:
            if row["private_to"] is None:
                fact.changes.add(endpoint_id=row["endpoint_id"], version=row["version"])
        await enqueue(tx, subjects.of(subjects.ENDPOINT_UPDATED, app_id), fact.SerializeToString(), ids.new_id())


def _stripped(held: Any, names: Sequence[str]) -> bool:
    """Deletes the names; whether any was there."""
    gone = [name for name in names if name in held]
    for name in gone:
        del held[name]
    return bool(gone)
