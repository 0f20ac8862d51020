"""What segments keeps of a person, a segment or an app, and its end: rows, live index, activity, lists, frozen audiences.

In the columns a part that held somebody is written anew without them; the old part's file goes within ten minutes.
"""

from collections.abc import Sequence
from typing import Any

from counterpoint.type.v1.type_pb2 import EndpointResponse

from kit.clock import Clock
from kit.columns import Columns
from kit.db import Database
from kit.errors import NotFound
from services.segments.store.index import Index, Indexer, table
from services.segments.store.jobs import OPEN
from services.segments.store.predicate import text
from services.segments.store.tx import reading, transaction

_NOW = {"mutations_sync": 2}
_SLICE = 5000
_INDEX_SECONDS = 60.0
# An address in its place, so that the numbers of a frozen audience stay dense: its books still count everybody.
_NOBODY = "concat('erased:', toString(seq))"


class Erasure:
    """Every method but `known` counts, and unless `dry_run` removes, and may be repeated."""

    def __init__(self, db: Database, index: Index, indexer: Indexer, clock: Clock) -> None:
        self._db = db
        self._index = index
        self._indexer = indexer
        self._clock = clock

    @property
    def _columns(self) -> Columns:
        return self._index.columns

    async def apps_of(self, account_id: str) -> list[str]:
        """Every app an account has or had."""
        async with reading(self._db) as tx:
            return [row["app_id"] for row in await tx.fetch("SELECT app_id FROM apps WHERE account_id = $1 ORDER BY app_id", account_id)]

    async def owner(self, app_id: str) -> str | None:
        """The account of an app that is or was, None for one that never was."""
        async with reading(self._db) as tx:
            found: str | None = await tx.fetchval("SELECT account_id FROM apps WHERE app_id = $1", app_id)
        return found

    async def known(self, app_id: str, user_id: str, endpoint_id: str) -> list[EndpointResponse]:
        """A user's endpoints, or one endpoint; those an import keeps to a segment included. Only ids and addresses are filled in."""
        async with reading(self._db) as tx:
            rows = await tx.fetch(
                "SELECT endpoint_id, document FROM endpoints WHERE app_id = $1 AND (($2 <> '' AND user_id = $2) OR ($3 <> '' AND endpoint_id = $3))",
                app_id,
                user_id,
                endpoint_id,
            )
        found = []
        for row in rows:
            document = EndpointResponse.FromString(row["document"])
            found.append(EndpointResponse(id=row["endpoint_id"], channel_type=document.channel_type, address=document.address))
        return found

    async def jobs_of(self, app_id: str, segment_id: str) -> list[str]:
        """The imports a segment is made of. Raises NotFound for a segment that never was."""
        async with reading(self._db) as tx:
            if not await tx.fetchval("SELECT EXISTS (SELECT 1 FROM segments WHERE app_id = $1 AND segment_id = $2)", app_id, segment_id):
                raise NotFound("Resource not found")
            return [
                row["job"]
                for row in await tx.fetch(
                    "SELECT DISTINCT unnest(jobs) AS job FROM segment_versions WHERE app_id = $1 AND segment_id = $2"
                    " UNION SELECT job_id FROM jobs WHERE app_id = $1 AND segment_id = $2 AND kind = 'IMPORT'",
                    app_id,
                    segment_id,
                )
            ]

    async def endpoint_rows(self, app_id: str, endpoint_ids: Sequence[str], *, dry_run: bool) -> int:
        """Endpoints by id, alive or as the mark a deletion leaves, and their rows of the live index."""
        ids = list(endpoint_ids)
        where = "app_id = $1 AND endpoint_id = ANY($2::text[])"
        async with reading(self._db) as tx:
            count = int(await tx.fetchval(f"SELECT count(*) FROM endpoints WHERE {where}", app_id, ids))
        if dry_run or not count:
            return count
        async with transaction(self._db) as tx:
            await tx.execute(f"SELECT 1 FROM endpoints WHERE {where} ORDER BY endpoint_id FOR UPDATE", app_id, ids)
            await tx.execute(
                "UPDATE endpoints SET deleted = true, document = '', user_id = NULL, address_key = NULL, channel = '', active_us = 0, private_to = NULL,"
                f" version = greatest(version + 1, $3) WHERE {where}",
                app_id,
                ids,
                self._clock.now_us(),
            )
            await tx.execute("INSERT INTO index_queue (app_id, ids) VALUES ($1, $2::text[])", app_id, ids)
        # The index must have the deletion before the row is gone that it is read from.
        await self._indexer.caught_up(app_id, _INDEX_SECONDS)
        await self._gone(table(app_id), f"endpoint_id IN ({_listed(ids)})")
        async with transaction(self._db) as tx:
            await tx.execute(f"DELETE FROM endpoints WHERE {where} AND deleted", app_id, ids)
        return count

    async def user_rows(self, app_id: str, user_ids: Sequence[str], *, dry_run: bool) -> int:
        """Users' own rows, with their attributes."""
        return await self._rows("users", "app_id = $1 AND user_id = ANY($2::text[])", (app_id, list(user_ids)), dry_run=dry_run)

    async def refused(self, app_id: str, endpoint_ids: Sequence[str], *, dry_run: bool) -> int:
        """The newest refused write of each endpoint."""
        return await self._rows("dropped_items", "app_id = $1 AND endpoint_id = ANY($2::text[])", (app_id, list(endpoint_ids)), dry_run=dry_run)

    async def cursors(self, app_id: str, endpoint_ids: Sequence[str], *, dry_run: bool) -> tuple[int, int]:
        """Exports that noted an endpoint as their last one: (ended, still running); those ended need the note no more."""
        where = "app_id = $1 AND kind = 'EXPORT' AND cursor->>'after' = ANY($2::text[])"
        async with transaction(self._db) as tx:
            ended = int(await tx.fetchval(f"SELECT count(*) FROM jobs WHERE {where} AND NOT ({OPEN})", app_id, list(endpoint_ids)))
            running = int(await tx.fetchval(f"SELECT count(*) FROM jobs WHERE {where} AND {OPEN}", app_id, list(endpoint_ids)))
            if ended and not dry_run:
                await tx.execute(f"UPDATE jobs SET cursor = cursor - 'after' WHERE {where} AND NOT ({OPEN})", app_id, list(endpoint_ids))
        return ended, running

    async def private_ids(self, app_id: str, segment_id: str) -> list[str]:
        """Some endpoints that an import keeps to the segment."""
        async with reading(self._db) as tx:
            rows = await tx.fetch("SELECT endpoint_id FROM endpoints WHERE app_id = $1 AND private_to = $2 LIMIT $3", app_id, segment_id, _SLICE)
        return [row["endpoint_id"] for row in rows]

    async def activity(self, app_id: str, endpoint_ids: Sequence[str] | None, *, dry_run: bool) -> int:
        """When endpoints were last active; of all when None."""
        chosen = "" if endpoint_ids is None else f" AND endpoint_id IN ({_listed(endpoint_ids)})"
        return await self._in_columns("activity", f"app_id = {text(app_id)}{chosen}", dry_run=dry_run)

    async def listed(self, app_id: str, endpoint_ids: Sequence[str], user_ids: Sequence[str], *, dry_run: bool) -> int:
        """Lines of imported lists that name a person."""
        named = [f"(kind = {kind} AND id IN ({_listed(ids)}))" for kind, ids in ((0, endpoint_ids), (1, user_ids)) if ids]
        return await self._in_columns("members", f"app_id = {text(app_id)} AND ({' OR '.join(named)})", dry_run=dry_run) if named else 0

    async def list_of(self, app_id: str, segment_id: str, *, dry_run: bool) -> int:
        """Lines of a segment's own lists."""
        return await self._in_columns("members", f"app_id = {text(app_id)} AND segment_id = {text(segment_id)}", dry_run=dry_run)

    async def lists(self, app_id: str, *, dry_run: bool) -> int:
        """Lines of all imported lists of an app."""
        return await self._in_columns("members", f"app_id = {text(app_id)}", dry_run=dry_run)

    async def audiences(self, app_id: str, endpoint_ids: Sequence[str], *, dry_run: bool) -> int:
        """Places in frozen audiences: the place stays, nobody is in it any more."""
        async with reading(self._db) as tx:
            runs = [row["run_id"] for row in await tx.fetch("SELECT run_id FROM freezes WHERE app_id = $1", app_id)]
        if not runs or not endpoint_ids:
            return 0
        where = f"run_id IN ({_listed(runs)}) AND endpoint_id IN ({_listed(endpoint_ids)})"
        count = await self._count("audience", where)
        if count and not dry_run:
            await self._columns.command(f"ALTER TABLE audience UPDATE endpoint_id = {_NOBODY} WHERE {where}", settings=_NOW)
        return count

    async def segment_rows(self, app_id: str, segment_id: str, job_ids: Sequence[str], *, dry_run: bool) -> int:
        """The segment with its versions, its import jobs and what failed in them."""
        total = 0
        for name, where, arguments in (
            ("failed_rows", "app_id = $1 AND job_id = ANY($2::text[])", (app_id, list(job_ids))),
            ("jobs", "app_id = $1 AND segment_id = $2", (app_id, segment_id)),
            ("segment_versions", "app_id = $1 AND segment_id = $2", (app_id, segment_id)),
            ("segments", "app_id = $1 AND segment_id = $2", (app_id, segment_id)),
        ):
            total += await self._rows(name, where, arguments, dry_run=dry_run)
        return total

    async def app_rows(self, app_id: str) -> dict[str, int]:
        """How many rows of each kind an app has."""
        kinds = {"endpoints": "endpoints", "users": "users", "segments": "segment_versions", "jobs": "jobs", "attribute names": "names"}
        async with reading(self._db) as tx:
            return {kind: int(await tx.fetchval(f"SELECT count(*) FROM {name} WHERE app_id = $1", app_id)) for kind, name in kinds.items()}

    async def unname(self, app_id: str, *, dry_run: bool) -> int:
        """Name and tags of an app; its id stays, so that late facts about it find it deleted."""
        where = "app_id = $1 AND (name <> '' OR tags <> '{}')"
        async with transaction(self._db) as tx:
            count = int(await tx.fetchval(f"SELECT count(*) FROM apps WHERE {where}", app_id))
            if count and not dry_run:
                await tx.execute("UPDATE apps SET name = '', tags = '{}' WHERE app_id = $1 AND deleted_us IS NOT NULL", app_id)
        return count

    async def recommenders(self, account_id: str, *, dry_run: bool) -> int:
        """An account's recommender configurations."""
        return await self._rows("recommenders", "account_id = $1", (account_id,), dry_run=dry_run)

    async def unpublished(self, app_ids: Sequence[str], needles: Sequence[bytes]) -> int:
        """Facts about the apps that are not on the bus yet; only those that hold one of the texts, if any are given."""
        return await unpublished(self._db, app_ids, needles)

    async def _rows(self, name: str, where: str, arguments: tuple[Any, ...], *, dry_run: bool) -> int:
        async with transaction(self._db) as tx:
            if dry_run:
                return int(await tx.fetchval(f"SELECT count(*) FROM {name} WHERE {where}", *arguments))
            return int((await tx.execute(f"DELETE FROM {name} WHERE {where}", *arguments)).rpartition(" ")[2])

    async def _in_columns(self, name: str, where: str, *, dry_run: bool) -> int:
        count = await self._count(name, where)
        if count and not dry_run:
            await self._gone(name, where)
        return count

    async def _count(self, name: str, where: str) -> int:
        return int((await self._columns.query(f"SELECT count() FROM {name} WHERE {where}"))[0][0])

    async def _gone(self, name: str, where: str) -> None:
        found = await self._columns.query(f"SELECT 1 FROM system.tables WHERE database = currentDatabase() AND name = {text(name)}")
        if found:
            await self._columns.command(f"ALTER TABLE {name} DELETE WHERE {where}", settings=_NOW)


async def unpublished(db: Database, app_ids: Sequence[str], needles: Sequence[bytes]) -> int:
    """Rows of the outbox about the apps; only those that hold one of the texts, if any are given."""
    async with reading(db) as tx:
        return int(
            await tx.fetchval(
                "SELECT count(*) FROM outbox WHERE split_part(subject, '.', -1) = ANY($1::text[])"
                " AND (cardinality($2::bytea[]) = 0 OR EXISTS (SELECT 1 FROM unnest($2::bytea[]) AS n WHERE position(n IN payload) > 0))",
                list(app_ids),
                list(needles),
            )
        )


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(map(text, ids)) or "''"
