"""The truth about endpoints and users: locked in one order, merged in Python, written in sets.

Locks of a write, always in this order, each sorted: buckets of users, of addresses, of endpoints that do not exist yet; then endpoint rows. The same
transaction leaves the ids for the live index and the facts in the outbox.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from counterpoint.segments.v1.segments_events_pb2 import EndpointsDeleted, EndpointsUpdated, ValueChange
from counterpoint.type.v1.type_pb2 import EndpointResponse

from kit import ids
from kit.bus import subjects
from kit.clock import Clock
from kit.db import Database
from kit.errors import NotFound
from kit.telemetry import traceparent
from services.segments.domain import addresses, limits
from services.segments.domain.fold import INVALID_VALUE, MISSING_ID, Fold, Item, Outcome, Row, Rules, User, unregistered
from services.segments.domain.merge import Change
from services.segments.domain.names import Name, Names
from services.segments.store.apps import UNKNOWN, live
from services.segments.store.documents import MAKERS, parsed
from services.segments.store.registry import Registry
from services.segments.store.tx import Again, Tx, enqueue, reading, repeated, transaction

NOT_FOUND = "Resource not found"
# A write may hold all of them, of three kinds; the server's lock table has room for some thousands.
_BUCKETS = 128
_FACT_CHANGES = 5000
# Values make a fact large; the bus takes 1 MB wherever it runs.
_FACT_BYTES = 700_000
_MERGED_AT_ONCE = 300
_WITH_USER = "LEFT JOIN users u ON u.app_id = e.app_id AND u.user_id = e.user_id"

# What a write does besides in the same transaction: progress of a job.
Beside = Callable[[Tx, list[Outcome]], Awaitable[None]]


class EndpointStore:
    """Reads and writes endpoints. `committed()` is called after each write: the index and the relay look at once."""

    def __init__(self, db: Database, registry: Registry, clock: Clock, rules: Rules, committed: Callable[[], None]) -> None:
        self._db = db
        self._registry = registry
        self._clock = clock
        self.rules = rules
        self._committed = committed

    async def upsert(self, app_id: str, items: Sequence[Item], rules: Rules | None = None, beside: Beside | None = None) -> list[Outcome]:
        """Writes items in order, in one transaction; a bad item fails alone. Raises NotFound for an unknown app."""
        outcomes = [_refused(item) for item in items]
        good = [item for item, bad in zip(items, outcomes, strict=True) if bad is None]
        used = rules or self.rules
        written = iter(await repeated(lambda: self._write(app_id, good, used, outcomes, beside)))
        self._committed()
        return [bad if bad is not None else next(written) for bad in outcomes]

    async def _write(self, app_id: str, items: list[Item], rules: Rules, refused: list[Outcome | None], beside: Beside | None) -> list[Outcome]:
        try:
            return await self._attempt(app_id, items, rules, refused, beside, registered=False)
        except _NewNames as fresh:
            await self._registry.register(app_id, fresh.wanted)
        return await self._attempt(app_id, items, rules, refused, beside, registered=True)

    async def _attempt(
        self, app_id: str, items: list[Item], rules: Rules, refused: list[Outcome | None], beside: Beside | None, registered: bool
    ) -> list[Outcome]:
        async with transaction(self._db) as tx:
            names, rows, users = await self._lock(tx, app_id, items, rules)
            if not registered:
                _look_for_new_names(items, names)
            now_us = self._clock.now_us()
            fold = Fold(app_id, rows, users, names, rules, now_us, MAKERS, crowded=registered)
            outcomes = await _folded(fold, items)
            await _store(tx, app_id, fold, now_us)
            if beside is not None:
                written = iter(outcomes)
                await beside(tx, [bad if bad is not None else next(written) for bad in refused])
        return outcomes

    async def _lock(self, tx: Tx, app_id: str, items: list[Item], rules: Rules) -> tuple[Names, dict[str, Row], dict[str, User]]:
        """The app's names and every row the items may touch, locked. Raises NotFound, or Again when what was read before the locks has changed."""
        keys = sorted({item.endpoint_id for item in items})
        named, silent = _users(items)
        implied = await self._implied_users(tx, app_id, silent)
        wanted = sorted(named | set(implied.values()))
        hashes = await self._hashes(tx, app_id, items) if rules.private_to is None else []
        found = await tx.fetch(
            "SELECT * FROM lock_for_write($1, $2::text[], $3::text[], $4::int[], $5::bytea[], $6::int[])",
            app_id,
            keys,
            wanted,
            sorted({_user_bucket(user_id) for user_id in wanted}),
            hashes,
            sorted({int.from_bytes(key[:4], "big") % _BUCKETS for key in hashes}),
        )
        if not found:
            raise NotFound(UNKNOWN)
        names = await self._registry.of(tx, app_id, found[0]["version"])
        users = {user_id: User(user_id) for user_id in wanted}
        users.update((row["id"], User(row["id"], row["document"])) for row in found if row["kind"] == "user")
        rows = {row["id"]: _row(row) for row in found if row["kind"] == "endpoint"}
        for id, user_id in implied.items():
            held = rows.get(id)
            if held is not None and held.exists and held.user_id and held.user_id != user_id:
                raise Again
        for held in rows.values():
            if held.private_to is not None and held.private_to != rules.private_to:
                held.exists = False
        return names, rows, users

    async def _implied_users(self, tx: Tx, app_id: str, silent: list[str]) -> dict[str, str]:
        """Users of endpoints whose items change a user's attributes without naming it, by endpoint id."""
        if not silent:
            return {}
        found = await tx.fetch(
            "SELECT endpoint_id, user_id FROM endpoints WHERE app_id = $1 AND endpoint_id = ANY($2::text[]) AND user_id IS NOT NULL", app_id, silent
        )
        return {row["endpoint_id"]: row["user_id"] for row in found}

    async def _hashes(self, tx: Tx, app_id: str, items: list[Item]) -> list[bytes]:
        """Keys of the addresses the items may bring. Their buckets are locked, so that two writes of one new address see each other."""
        given = [(item, item.patch) for item in items if item.patch is not None and item.patch.address and not item.client_key]
        silent = [item.endpoint_id for item, patch in given if not patch.channel_type]
        channels: dict[str, str] = {}
        if silent:
            found = await tx.fetch("SELECT endpoint_id, channel FROM endpoints WHERE app_id = $1 AND endpoint_id = ANY($2::text[])", app_id, silent)
            channels = {row["endpoint_id"]: row["channel"] for row in found}
        named = {item.endpoint_id: patch.channel_type for item, patch in given if patch.channel_type}
        hashes = set()
        for item, patch in given:
            for channel in {patch.channel_type or channels.get(item.endpoint_id, ""), named.get(item.endpoint_id, patch.channel_type)}:
                hashes.add(addresses.address_key(channel, patch.address))
        return sorted(hashes)

    async def get(self, app_id: str, endpoint_id: str) -> EndpointResponse:
        """One endpoint with its user's attributes. Raises NotFound."""
        found = await self.many(app_id, [endpoint_id])
        if not found:
            raise NotFound(NOT_FOUND)
        return found[0]

    async def many(self, app_id: str, endpoint_ids: Sequence[str]) -> list[EndpointResponse]:
        """Endpoints in the order of the ids; unknown ids are left out."""
        async with reading(self._db) as tx:
            rows = await tx.fetch(
                f"SELECT e.endpoint_id, e.document, u.document AS user_document FROM endpoints e {_WITH_USER} "
                "WHERE e.app_id = $1 AND e.endpoint_id = ANY($2::text[]) AND NOT e.deleted AND e.private_to IS NULL",
                app_id,
                list(endpoint_ids),
            )
        by_id = {row["endpoint_id"]: row for row in rows}
        return parsed(by_id[id] for id in endpoint_ids if id in by_id)

    async def records(self, app_id: str, endpoint_ids: Sequence[str]) -> dict[str, Any]:
        """Rows (endpoint_id, version, document, user_document, active_us, private_to) by id, private ones included, without parsing."""
        async with reading(self._db) as tx:
            rows = await tx.fetch(
                f"SELECT e.endpoint_id, e.version, e.active_us, e.private_to, e.document, u.document AS user_document FROM endpoints e {_WITH_USER} "
                "WHERE e.app_id = $1 AND e.endpoint_id = ANY($2::text[]) AND NOT e.deleted",
                app_id,
                list(endpoint_ids),
            )
        return {row["endpoint_id"]: row for row in rows}

    async def of_users(self, app_id: str, user_ids: Sequence[str]) -> list[EndpointResponse]:
        """All endpoints of users, by user and id."""
        async with reading(self._db) as tx:
            rows = await tx.fetch(
                f"SELECT e.endpoint_id, e.document, u.document AS user_document FROM endpoints e {_WITH_USER} "
                "WHERE e.app_id = $1 AND e.user_id = ANY($2::text[]) AND NOT e.deleted AND e.private_to IS NULL ORDER BY e.user_id, e.endpoint_id",
                app_id,
                list(user_ids),
            )
        return parsed(rows)

    async def delete(self, app_id: str, endpoint_id: str) -> EndpointResponse:
        """Removes an endpoint; the last one takes its user's attributes along. Raises NotFound."""
        gone = await repeated(lambda: self._delete_one(app_id, endpoint_id))
        self._committed()
        return gone

    async def _delete_one(self, app_id: str, endpoint_id: str) -> EndpointResponse:
        async with transaction(self._db) as tx:
            await live(tx, app_id)
            where = "app_id = $1 AND endpoint_id = $2 AND NOT deleted AND private_to IS NULL"
            user_id = await tx.fetchval(f"SELECT user_id FROM endpoints WHERE {where}", app_id, endpoint_id)
            if user_id:
                await lock_users(tx, app_id, [user_id])
            row = await tx.fetchrow(f"SELECT user_id FROM endpoints WHERE {where} FOR UPDATE", app_id, endpoint_id)
            if row is None:
                raise NotFound(NOT_FOUND)
            if row["user_id"] != user_id:
                raise Again
            gone = await self._bury(tx, app_id, "endpoint_id = $2", endpoint_id)
            if user_id:
                await tx.execute(
                    "DELETE FROM users WHERE app_id = $1 AND user_id = $2 AND NOT EXISTS (SELECT 1 FROM endpoints e WHERE e.app_id = $1 AND e.user_id = $2)",
                    app_id,
                    user_id,
                )
            return gone[0]

    async def delete_user(self, app_id: str, user_id: str) -> list[EndpointResponse]:
        """Removes a user and all its endpoints. Raises NotFound for a user without endpoints."""
        gone = await repeated(lambda: self._delete_user(app_id, user_id))
        self._committed()
        return gone

    async def _delete_user(self, app_id: str, user_id: str) -> list[EndpointResponse]:
        async with transaction(self._db) as tx:
            await live(tx, app_id)
            await lock_users(tx, app_id, [user_id])
            await tx.execute("SELECT 1 FROM endpoints WHERE app_id = $1 AND user_id = $2 ORDER BY endpoint_id FOR UPDATE", app_id, user_id)
            gone = await self._bury(tx, app_id, "user_id = $2", user_id)
            await tx.execute("DELETE FROM users WHERE app_id = $1 AND user_id = $2", app_id, user_id)
            if not gone:
                raise NotFound(NOT_FOUND)
            return gone

    async def _bury(self, tx: Tx, app_id: str, where: str, argument: str) -> list[EndpointResponse]:
        """Leaves tombstones of the endpoints named and returns their last state."""
        rows = await tx.fetch(
            f"SELECT e.endpoint_id, e.document, u.document AS user_document FROM endpoints e {_WITH_USER} "
            f"WHERE e.app_id = $1 AND e.{where} AND NOT e.deleted AND e.private_to IS NULL ORDER BY e.endpoint_id",
            app_id,
            argument,
        )
        gone = [row["endpoint_id"] for row in rows]
        if gone:
            await tx.execute(
                "UPDATE endpoints SET deleted = true, document = '', user_id = NULL, address_key = NULL, channel = '', active_us = 0, "
                "version = greatest(version + 1, $3) WHERE app_id = $1 AND endpoint_id = ANY($2::text[])",
                app_id,
                gone,
                self._clock.now_us(),
            )
            await queue(tx, app_id, gone)
            fact = EndpointsDeleted(app_id=app_id, endpoint_ids=gone)
            await enqueue(tx, subjects.of(subjects.ENDPOINT_DELETED, app_id), fact.SerializeToString(), ids.new_id())
        return parsed(rows)


class _NewNames(Exception):
    """Items bring names without a number; they are registered in a transaction of their own, so that no write holds the app's row."""

    def __init__(self, wanted: list[list[Name]]) -> None:
        super().__init__()
        self.wanted = wanted


def _look_for_new_names(items: list[Item], names: Names) -> None:
    wanted = [found for item in items if item.patch is not None and (found := unregistered(item.patch, names.numbers))]
    if wanted:
        raise _NewNames(wanted)


def _users(items: list[Item]) -> tuple[set[str], list[str]]:
    """(users the items name, endpoints whose items change a user's attributes without naming it)."""
    named: set[str] = set()
    silent: list[str] = []
    for item in items:
        if item.patch is not None and item.patch.HasField("user"):
            user = item.patch.user
            if user.user_id:
                named.add(user.user_id)
            elif user.user_attributes and not user.HasField("user_id"):
                silent.append(item.endpoint_id)
    return named, silent


def _refused(item: Item) -> Outcome | None:
    """The refusal of an item that no stored row could make right."""
    fault = limits.fault_of_id(item.endpoint_id) or ("" if item.patch is None else limits.fault_of_patch(item.patch))
    if not fault:
        return None
    return Outcome(400, fault, reason=INVALID_VALUE if item.endpoint_id else MISSING_ID)


def _row(row: Any) -> Row:
    return Row(
        endpoint_id=row["id"],
        version=row["version"],
        exists=not row["deleted"],
        user_id=row["user_id"] or "",
        channel=row["channel"],
        address_key=row["address_key"] or addresses.NO_ADDRESS,
        active=row["status"] == "ACTIVE",
        active_us=row["active_us"],
        private_to=row["private_to"],
        packed=row["document"],
    )


# One round trip: users, endpoints with a new version only, endpoints with a new document, the index queue, the facts.
_STORE = "SELECT store_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)"


async def _store(tx: Tx, app_id: str, fold: Fold, now_us: int) -> None:
    """Writes what the fold changed, leaves the ids for the index and the facts for the relay."""
    rows, touched = fold.changed(), fold.touched()
    if not rows and not touched:
        return
    for row in (*rows, *touched):
        row.version = max(row.version + 1, now_us)
    users = [user for user in fold.users.values() if user.dirty and user.document is not None]
    facts = _facts(app_id, [row for row in (*rows, *touched) if row.private_to is None])
    documents = [row.document for row in rows if row.document is not None]
    await tx.execute(
        _STORE,
        app_id,
        now_us,
        [user.user_id for user in users],
        [user.document.SerializeToString() for user in users if user.document is not None],
        [row.endpoint_id for row in touched],
        [row.version for row in touched],
        [row.endpoint_id for row in (*rows, *touched)],
        subjects.of(subjects.ENDPOINT_UPDATED, app_id),
        [ids.new_id() for _ in facts],
        facts,
        [row.endpoint_id for row in rows],
        [row.version for row in rows],
        [row.user_id or None for row in rows],
        [row.channel for row in rows],
        [row.address_key if row.address_key != addresses.NO_ADDRESS else None for row in rows],
        [document.endpoint_status for document in documents],
        [document.opt_out for document in documents],
        [int(document.cohort_id or 0) for document in documents],
        [row.active_us for row in rows],
        [row.private_to for row in rows],
        [document.SerializeToString() for document in documents],
        traceparent(),
    )


async def _folded(fold: Fold, items: list[Item]) -> list[Outcome]:
    """The outcomes; many items are merged in a thread, so that other calls are answered meanwhile."""

    def work() -> list[Outcome]:
        return [fold.put(item) for item in items]

    return work() if len(items) <= _MERGED_AT_ONCE else await asyncio.to_thread(work)


async def queue(tx: Tx, app_id: str, endpoint_ids: list[str]) -> None:
    """Leaves endpoints for the live index."""
    await tx.execute("INSERT INTO index_queue (app_id, ids) VALUES ($1, $2::text[])", app_id, endpoint_ids)


def _user_bucket(user_id: str) -> int:
    return zlib.crc32(user_id.encode()) % _BUCKETS


async def lock_users(tx: Tx, app_id: str, user_ids: Sequence[str]) -> None:
    """The locks that writes of the users' endpoints take first."""
    buckets = sorted({_user_bucket(user_id) for user_id in user_ids})
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('users:' || $1), b) FROM unnest($2::int[]) AS b", app_id, buckets)


def _facts(app_id: str, rows: list[Row]) -> list[bytes]:
    """EndpointsUpdated, at most 5,000 changes or about 700 KB each."""
    packed: list[bytes] = []
    fact, size = EndpointsUpdated(app_id=app_id), 0
    for row in rows:
        if len(fact.changes) >= _FACT_CHANGES or size >= _FACT_BYTES:
            packed.append(fact.SerializeToString())
            fact, size = EndpointsUpdated(app_id=app_id), 0
        change = fact.changes.add(endpoint_id=row.endpoint_id, version=row.version, created=row.created)
        for name, old, new in _net(row.changes):
            change.values.append(ValueChange(name=name, old=old, new=new))
        if row.changes:
            size += change.ByteSize()
    if fact.changes:
        packed.append(fact.SerializeToString())
    return packed


def _net(changes: list[Change]) -> list[Change]:
    """One change a name, from the first value to the last: several items of one write may be of one endpoint."""
    if len(changes) < 2:
        return changes
    found: dict[str, Change] = {}
    for name, old, new in changes:
        found[name] = (name, found[name][1] if name in found else old, new)
    return [change for change in found.values() if change[1] != change[2]]


__all__ = ["NOT_FOUND", "EndpointStore", "lock_users", "queue"]
