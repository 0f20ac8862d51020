"""Attribute names of apps: read through a cache that the app's names_version keeps honest."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from kit.db import Database
from kit.errors import Invalid
from services.segments.domain.names import NAMES_PER_APP, TOO_MANY, Name, Names, literal, matched, new_names, removed
from services.segments.store.apps import live
from services.segments.store.tx import Tx, reading, transaction

_MOST_CACHED = 2000


class Registry:
    """Names by app."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._cache: dict[str, Names] = {}

    async def of(self, tx: Tx, app_id: str, version: int) -> Names:
        """The names at a version the caller has just read."""
        names = self._cache.get(app_id)
        if names is None or names.version < version:
            names = await self._load(tx, app_id)
        return names

    async def current(self, app_id: str) -> Names:
        """The names now."""
        async with reading(self._db) as tx:
            version = await tx.fetchval("SELECT names_version FROM apps WHERE app_id = $1", app_id)
            return await self.of(tx, app_id, version or 0)

    async def register(self, app_id: str, wanted: Sequence[Iterable[Name]]) -> None:
        """Gives numbers to names not seen before, item by item while they fit (250 together), in a transaction of its own."""
        async with self._locked(app_id) as (tx, names):
            fresh = new_names(names, wanted)
            if not fresh:
                return
            await self._add(tx, app_id, names, fresh, blocked=False)
            await tx.execute("UPDATE apps SET names_version = names_version + 1 WHERE app_id = $1", app_id)

    async def block(self, app_id: str, kind: str, patterns: Sequence[str]) -> list[str]:
        """Blocks the names that match, and plain names given even if unknown. Returns the registered ones that matched."""
        async with self._locked(app_id) as (tx, names):
            found = matched(names, kind, patterns)
            await tx.execute("UPDATE names SET blocked = true WHERE app_id = $1 AND kind = $2 AND name = ANY($3::text[])", app_id, kind, found)
            unknown = [(kind, name) for name in dict.fromkeys(literal(patterns)) if (kind, name) not in names.numbers]
            await self._add(tx, app_id, names, unknown, blocked=True)
            await tx.execute("UPDATE apps SET names_version = names_version + 1 WHERE app_id = $1", app_id)
        return found

    async def restore(self, app_id: str, kind: str, patterns: Sequence[str]) -> list[str]:
        """Lets blocked names that match be written again; a purge of them ends. Raises Invalid when they do not fit into the 250."""
        async with self._locked(app_id) as (tx, names):
            found = removed(names, kind, patterns)
            if len(names.counted | set(found)) > NAMES_PER_APP:
                raise Invalid(TOO_MANY)
            await tx.execute("UPDATE names SET blocked = false WHERE app_id = $1 AND kind = $2 AND name = ANY($3::text[])", app_id, kind, found)
            await tx.execute(
                "UPDATE purges SET names = ARRAY(SELECT n FROM unnest(names) AS n WHERE n <> ALL ($3::text[])) WHERE app_id = $1 AND kind = $2",
                app_id,
                kind,
                found,
            )
            await tx.execute("UPDATE apps SET names_version = names_version + 1 WHERE app_id = $1", app_id)
        return found

    async def purge(self, app_id: str, kind: str, patterns: Sequence[str]) -> list[str]:
        """Has the stored values of blocked names that match deleted; they stay blocked."""
        async with self._locked(app_id) as (tx, names):
            found = removed(names, kind, patterns)
            if found:
                await tx.execute("INSERT INTO purges (app_id, kind, names) VALUES ($1, $2, $3)", app_id, kind, found)
        return found

    async def purging(self, app_id: str, kind: str) -> list[str]:
        """Names whose values are being deleted, sorted."""
        async with reading(self._db) as tx:
            rows = await tx.fetch("SELECT DISTINCT unnest(names) AS name FROM purges WHERE app_id = $1 AND kind = $2", app_id, kind)
        return sorted(row["name"] for row in rows)

    @asynccontextmanager
    async def _locked(self, app_id: str) -> AsyncIterator[tuple[Tx, Names]]:
        """A transaction that alone changes the app's names. Raises NotFound."""
        async with transaction(self._db) as tx:
            await tx.execute("SELECT 1 FROM apps WHERE app_id = $1 FOR NO KEY UPDATE", app_id)
            await live(tx, app_id)
            yield tx, await self._load(tx, app_id)

    async def _add(self, tx: Tx, app_id: str, names: Names, fresh: Sequence[Name], blocked: bool) -> None:
        highest = {kind: max((n for (k, _), n in names.numbers.items() if k == kind), default=0) for kind in "aum"}
        rows = []
        for kind, name in fresh:
            highest[kind] += 1
            rows.append((app_id, kind, name, highest[kind], blocked))
        if rows:
            await tx.executemany("INSERT INTO names (app_id, kind, name, number, blocked) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", rows)

    async def _load(self, tx: Tx, app_id: str) -> Names:
        row = await tx.fetchval("SELECT names_version FROM apps WHERE app_id = $1", app_id)
        names = Names(version=row or 0)
        for entry in await tx.fetch("SELECT kind, name, number, blocked FROM names WHERE app_id = $1", app_id):
            key = (entry["kind"], entry["name"])
            names.numbers[key] = entry["number"]
            if entry["blocked"]:
                names.blocked.add(key)
        if len(self._cache) >= _MOST_CACHED:
            self._cache.clear()
        self._cache[app_id] = names
        return names
