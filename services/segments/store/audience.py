"""Questions to the live index: counts, members in order, frozen audiences (design section 6)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from kit import faults
from kit.db import Database
from kit.errors import NotFound
from services.segments.domain import criteria
from services.segments.domain.criteria import Imported, Tree
from services.segments.domain.names import Names
from services.segments.store.index import Index, Indexer, table
from services.segments.store.predicate import Predicate, compile_tree, listed, text
from services.segments.store.tx import reading, transaction

_READ_AHEAD = 100_000
# The values of a segment and of its sources stand in the query, up to 80 KB for each segment reached.
_LARGE = {"max_query_size": 32 << 20}


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a segment gave when a run began."""

    size: int
    from_user: int
    duplicate_users: int


@dataclass(frozen=True, slots=True)
class Place:
    """One frozen member."""

    seq: int
    endpoint_id: str
    version: int
    duplicate: bool
    from_user: bool


class Audiences:
    """Asks the index, exactly: every question first waits for what was committed before it."""

    def __init__(self, db: Database, index: Index, indexer: Indexer, wait_seconds: float) -> None:
        self._db = db
        self._index = index
        self._indexer = indexer
        self._wait = wait_seconds
        self._freezing: dict[str, asyncio.Task[Frozen]] = {}

    async def _prepared(self, app_id: str, tree: Tree, names: Names, now_us: int) -> Predicate:
        made = compile_tree(tree, app_id, names.numbers, now_us)
        await self._index.ensure(app_id, made.columns)
        await self._indexer.caught_up(app_id, self._wait)
        return made

    async def count(self, app_id: str, tree: Tree, names: Names, now_us: int) -> tuple[int, int]:
        """(members, eligible members)."""
        made = await self._prepared(app_id, tree, names, now_us)
        rows = await self._index.columns.query(count_sql(app_id, made), settings=_LARGE)
        return int(rows[0][0]), int(rows[0][1])

    async def pages(self, app_id: str, tree: Tree, names: Names, now_us: int, size: int, after: str = "") -> AsyncIterator[list[str]]:
        """Member ids in order, in pages of at most `size`, beginning after an id."""
        made = await self._prepared(app_id, tree, names, now_us)
        # Lists of imported segments are read anew by every query, so a query takes many pages.
        at_once = max(1, _READ_AHEAD // size) * size
        while True:
            (found,) = await self._index.columns.query_columns(
                f"SELECT endpoint_id FROM {table(app_id)} FINAL WHERE endpoint_id > {text(after)} AND {made.where} ORDER BY endpoint_id LIMIT {at_once}",
                settings=_LARGE,
            ) or ([],)
            for start in range(0, len(found), size):
                yield list(found[start : start + size])
            if len(found) < at_once:
                return
            after = found[-1]

    async def last_event(self, app_id: str, endpoint_id: str) -> int:
        """Arrival of the endpoint's newest event in epoch microseconds, 0 for none."""
        rows = await self._index.columns.query(
            f"SELECT max(last_us) FROM activity WHERE app_id = {text(app_id)} AND endpoint_id = {text(endpoint_id)}"
        )
        return int(rows[0][0] or 0)

    async def is_listed(self, leaf: Imported, endpoint_id: str, user_id: str) -> bool:
        """Whether an import lists the endpoint or its user."""
        if not leaf.jobs:
            return False
        rows = await self._index.columns.query(
            f"SELECT {text(endpoint_id)} IN ({listed(0, leaf.segment_id, leaf.jobs)}) OR "
            f"({text(user_id)} != '' AND {text(user_id)} IN ({listed(1, leaf.segment_id, leaf.jobs)}))"
        )
        return bool(rows[0][0])

    async def freeze(self, app_id: str, run_id: str, tree: Tree, names: Names, now_us: int) -> Frozen:
        """Fixes the audience of a run once; the same run again answers the first result.

        A caller that gives up does not end the work: the columns would go on filling while the next attempt begins. Who asks again joins it.
        """
        task = self._freezing.get(run_id)
        if task is None:
            task = self._freezing[run_id] = asyncio.create_task(self._freeze(app_id, run_id, tree, names, now_us))
            task.add_done_callback(lambda _: self._freezing.pop(run_id, None))
        return await asyncio.shield(task)

    async def _freeze(self, app_id: str, run_id: str, tree: Tree, names: Names, now_us: int) -> Frozen:
        made = await self._prepared(app_id, tree, names, now_us)
        async with transaction(self._db) as tx:
            await tx.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"freeze:{run_id}")
            row = await tx.fetchrow("SELECT size, from_user, duplicate_users FROM freezes WHERE app_id = $1 AND run_id = $2", app_id, run_id)
            if row is not None:
                return Frozen(*row)
            frozen = await self._fill(app_id, run_id, tree, made)
            faults.point("segments.audience.filled")
            await tx.execute(
                "INSERT INTO freezes (app_id, run_id, size, from_user, duplicate_users, frozen_us) VALUES ($1, $2, $3, $4, $5, $6)",
                app_id,
                run_id,
                frozen.size,
                frozen.from_user,
                frozen.duplicate_users,
                now_us,
            )
        return frozen

    async def known(self, app_id: str, run_id: str) -> Frozen | None:
        """What the run froze, None when it has not."""
        async with reading(self._db) as tx:
            row = await tx.fetchrow("SELECT size, from_user, duplicate_users FROM freezes WHERE app_id = $1 AND run_id = $2", app_id, run_id)
        return None if row is None else Frozen(*row)

    async def _fill(self, app_id: str, run_id: str, tree: Tree, made: Predicate) -> Frozen:
        """Writes the partition of the run anew: whatever an interrupted attempt left is dropped first."""
        columns = self._index.columns
        await columns.command(f"ALTER TABLE audience DROP PARTITION {text(run_id)}")
        await columns.command(
            "INSERT INTO audience (run_id, seq, endpoint_id, version, duplicate, from_user) "
            f"SELECT {text(run_id)}, row_number() OVER w, endpoint_id, version, eligible AND lagInFrame(address_key) OVER w = address_key, from_user "
            f"FROM (SELECT endpoint_id, version, address_key, eligible, {_from_user(tree)} AS from_user "
            f"FROM {table(app_id)} FINAL WHERE {made.where}) "
            "WINDOW w AS (ORDER BY address_key ASC, eligible DESC, endpoint_id ASC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)",
            settings=_LARGE,
        )
        rows = await columns.query(f"SELECT count(), sum(from_user), max(seq) FROM audience WHERE run_id = {text(run_id)}")
        size, from_user = int(rows[0][0]), int(rows[0][1])
        if size != int(rows[0][2] or 0):
            raise RuntimeError("a frozen audience is not dense")
        return Frozen(size, from_user, await self._duplicate_users(tree))

    async def _duplicate_users(self, tree: Tree) -> int:
        """Users named more than once in the lists the tree reads."""
        total = 0
        for leaf in criteria.leaves(tree):
            if isinstance(leaf, Imported) and leaf.jobs:
                jobs = ", ".join(map(text, leaf.jobs))
                rows = await self._index.columns.query(
                    f"SELECT count() - uniqExact(id) FROM members WHERE segment_id = {text(leaf.segment_id)} AND job_id IN ({jobs}) AND kind = 1"
                )
                total += int(rows[0][0])
        return total

    async def places(self, run_id: str, first: int, last: int) -> list[Place]:
        """Frozen members by range of seq."""
        return await self._places(f"run_id = {text(run_id)} AND seq BETWEEN {int(first)} AND {int(last)}")

    async def places_of(self, run_id: str, endpoint_ids: Sequence[str]) -> list[Place]:
        """Frozen members by id."""
        if not endpoint_ids:
            return []
        return await self._places(f"run_id = {text(run_id)} AND endpoint_id IN ({', '.join(map(text, endpoint_ids))})")

    async def _places(self, where: str) -> list[Place]:
        rows: list[tuple[Any, ...]] = await self._index.columns.query(
            f"SELECT seq, endpoint_id, version, duplicate, from_user FROM audience WHERE {where} ORDER BY seq"
        )
        return [Place(row[0], row[1], row[2], bool(row[3]), bool(row[4])) for row in rows]

    async def need_frozen(self, app_id: str, run_id: str) -> Frozen:
        """What the run froze. Raises NotFound."""
        known = await self.known(app_id, run_id)
        if known is None:
            raise NotFound("Audience not found")
        return known

    async def forget_before(self, frozen_us: int) -> None:
        """Drops audiences frozen before an instant."""
        async with reading(self._db) as tx:
            rows = await tx.fetch("SELECT app_id, run_id FROM freezes WHERE frozen_us < $1 LIMIT 100", frozen_us)
            for row in rows:
                await self._index.columns.command(f"ALTER TABLE audience DROP PARTITION {text(row['run_id'])}")
                await tx.execute("DELETE FROM freezes WHERE app_id = $1 AND run_id = $2", row["app_id"], row["run_id"])

    async def forget(self, app_id: str) -> None:
        """Drops the audiences of a deleted app."""
        async with reading(self._db) as tx:
            rows = await tx.fetch("SELECT run_id FROM freezes WHERE app_id = $1", app_id)
        for row in rows:
            await self._index.columns.command(f"ALTER TABLE audience DROP PARTITION {text(row['run_id'])}")


def count_sql(app_id: str, made: Predicate) -> str:
    """Members and eligible members of a predicate."""
    return f"SELECT count(), countIf(eligible) FROM {table(app_id)} FINAL WHERE {made.where}"


def _from_user(tree: Tree) -> str:
    """1 where a member is there only because its user is listed."""
    found = [leaf for leaf in criteria.leaves(tree) if isinstance(leaf, Imported) and leaf.jobs]
    if not found:
        return "0"
    named = " OR ".join(f"endpoint_id IN ({listed(0, leaf.segment_id, leaf.jobs)})" for leaf in found)
    by_user = " OR ".join(f"user_id IN ({listed(1, leaf.segment_id, leaf.jobs)})" for leaf in found)
    return f"(NOT ({named}) AND ({by_user}))"
