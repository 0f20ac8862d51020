"""Apps: rows, tags, and the short cache that every call asks."""

import json
from dataclasses import dataclass
from typing import Any

from counterpoint.segments.v1.segments_events_pb2 import AppDeleted

from kit.bus import subjects
from kit.db import Database
from kit.errors import Invalid, NotFound
from services.segments.store.tx import Tx, enqueue, reading, transaction

UNKNOWN = "Application not found"


@dataclass(frozen=True, slots=True)
class App:
    """One app that is not deleted."""

    app_id: str
    account_id: str
    name: str
    tags: dict[str, str]
    created_us: int


_LATE_WRITES_US = 120_000_000
_COLUMNS = "app_id, account_id, name, tags, created_us"


def _app(row: Any) -> App:
    return App(row["app_id"], row["account_id"], row["name"], row["tags"], row["created_us"])


class AppStore:
    """Reads and writes apps of any account; the callers scope."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def create(self, app: App, at_most: int) -> None:
        """Stores a new app. Raises Invalid when the account has `at_most` already."""
        async with transaction(self._db) as tx:
            await tx.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"projects:{app.account_id}")
            count = await tx.fetchval("SELECT count(*) FROM apps WHERE account_id = $1 AND deleted_us IS NULL", app.account_id)
            if count >= at_most:
                raise Invalid(f"Quota projects-per-account reached: limit {at_most}, in use {count}; COUNTERPOINT_QUOTAS changes it", "QUOTA")
            await tx.execute(
                "INSERT INTO apps (app_id, account_id, name, tags, created_us) VALUES ($1, $2, $3, $4, $5)",
                app.app_id,
                app.account_id,
                app.name,
                json.dumps(app.tags),
                app.created_us,
            )

    async def get(self, app_id: str, account_id: str | None = None) -> App:
        """The app. Raises NotFound for an unknown or deleted one, or one of another account."""
        async with reading(self._db) as tx:
            row = await tx.fetchrow(f"SELECT {_COLUMNS} FROM apps WHERE app_id = $1 AND deleted_us IS NULL", app_id)
        if row is None or (account_id is not None and row["account_id"] != account_id):
            raise NotFound(UNKNOWN)
        return _app(row)

    async def page(self, account_id: str, limit: int, after: tuple[int, str] | None) -> list[App]:
        """Apps of an account, newest first."""
        at, id = after or (2**62, "")
        async with reading(self._db) as tx:
            rows = await tx.fetch(
                f"SELECT {_COLUMNS} FROM apps WHERE account_id = $1 AND deleted_us IS NULL AND (created_us, app_id) < ($2, $3) "
                "ORDER BY created_us DESC, app_id DESC LIMIT $4",
                account_id,
                at,
                id,
                limit,
            )
        return [_app(row) for row in rows]

    async def set_tags(self, app_id: str, tags: dict[str, str]) -> None:
        """Replaces the app's tags."""
        async with reading(self._db) as tx:
            await tx.execute("UPDATE apps SET tags = $2 WHERE app_id = $1", app_id, json.dumps(tags))

    async def delete(self, app_id: str, account_id: str, now_us: int) -> App:
        """Marks the app deleted and tells everybody; a loop removes its rows later. Raises NotFound."""
        async with transaction(self._db) as tx:
            row = await tx.fetchrow(
                f"UPDATE apps SET deleted_us = $3 WHERE app_id = $1 AND account_id = $2 AND deleted_us IS NULL RETURNING {_COLUMNS}", app_id, account_id, now_us
            )
            if row is None:
                raise NotFound(UNKNOWN)
            fact = AppDeleted(app_id=app_id, account_id=account_id)
            await enqueue(tx, subjects.of(subjects.APP_DELETED, app_id), fact.SerializeToString(), f"app-deleted-{app_id}")
        return _app(row)

    async def unpurged(self) -> list[str]:
        """Deleted apps whose rows are still there."""
        async with reading(self._db) as tx:
            return [row["app_id"] for row in await tx.fetch("SELECT app_id FROM apps WHERE deleted_us IS NOT NULL AND NOT purged LIMIT 20")]

    async def purge(self, app_id: str, now_us: int) -> None:
        """Removes every row of a deleted app, in slices; the app's own row stays as a marker."""
        for table in ("index_queue", "jobs", "failed_rows", "segment_versions", "segments", "names", "freezes", "purges", "dropped_counts", "dropped_items"):
            async with transaction(self._db) as tx:
                await tx.execute(f"DELETE FROM {table} WHERE app_id = $1", app_id)
        for table, key in (("endpoints", "endpoint_id"), ("users", "user_id")):
            while True:
                async with transaction(self._db) as tx:
                    done = await tx.execute(
                        f"DELETE FROM {table} WHERE app_id = $1 AND {key} IN (SELECT {key} FROM {table} WHERE app_id = $1 LIMIT 20000)", app_id
                    )
                if done.rpartition(" ")[2] == "0":
                    break
        # A write that had begun before the deletion may still arrive: the app is purged again until none can.
        async with reading(self._db) as tx:
            await tx.execute("UPDATE apps SET purged = true WHERE app_id = $1 AND deleted_us < $2", app_id, now_us - _LATE_WRITES_US)


async def live(tx: Tx, app_id: str) -> Any:
    """The row of an app inside a write: account_id and names_version. Raises NotFound when it is deleted or unknown."""
    row = await tx.fetchrow("SELECT account_id, names_version FROM apps WHERE app_id = $1 AND deleted_us IS NULL", app_id)
    if row is None:
        raise NotFound(UNKNOWN)
    return row
