"""The live index: one table of columns per app, fed from the truth through the queue (design section 6).

The writer leaves endpoint ids in `index_queue`; the indexer reads those endpoints as they are now, inserts them in Native form and deletes the queue rows once
the columns acknowledged. A row's version decides, so order and repeats do no harm. What must be exact waits until the queue holds nothing older than its start.
"""

import asyncio
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from counterpoint.type.v1.type_pb2 import EndpointResponse

from kit import faults
from kit.columns import Columns
from kit.db import Database
from kit.errors import Unavailable
from services.segments.domain import member as members
from services.segments.domain.addresses import NO_ADDRESS
from services.segments.domain.member import Member
from services.segments.domain.names import Name
from services.segments.store.documents import joined
from services.segments.store.registry import Registry
from services.segments.store.tx import Tx, reading, transaction

_log = logging.getLogger("segments.index")
_TEXT = (
    "user_id channel status opt_out effective_date creation_date city country postal_code region app_version locale make model model_version platform "
    "platform_version timezone country_folded platform_folded make_folded model_folded private_to"
).split()
_FEW = frozenset(("channel", "status", "opt_out", "country", "country_folded", "platform", "platform_folded", "timezone", "locale", "private_to"))
_TYPES: dict[str, str] = {
    "endpoint_id": "String",
    "version": "Int64",
    "deleted": "UInt8",
    **{name: "LowCardinality(String)" if name in _FEW else "String" for name in _TEXT},
    "address_key": "FixedString(16)",
    "cohort": "UInt8",
    "latitude": "Nullable(Float64)",
    "longitude": "Nullable(Float64)",
    "effective_us": "Int64",
    "creation_us": "Int64",
    "active_us": "Int64",
}
# What the sender would not drop at once: made by the columns when a row comes in, so that a count reads one byte for it.
_ELIGIBLE = "eligible UInt8 DEFAULT status = 'ACTIVE' AND opt_out != 'ALL' AND address_key != toFixedString('', 16)"
_DYNAMIC = {"a": "Array(String)", "u": "Array(String)", "t": "Array(Int64)", "m": "Nullable(Float64)"}
_CLAIM_ROWS = 500
_GATHER_SECONDS = 0.25
_CLAIM_IDS = 50_000
_SHARED = (
    "CREATE TABLE IF NOT EXISTS activity (app_id String, endpoint_id String, last_us Int64) "
    "ENGINE = ReplacingMergeTree(last_us) ORDER BY (app_id, endpoint_id)",
    "CREATE TABLE IF NOT EXISTS members (app_id String, segment_id String, job_id String, kind UInt8, id String) "
    "ENGINE = MergeTree ORDER BY (segment_id, job_id, kind, id) SETTINGS non_replicated_deduplication_window = 1000",
    "ALTER TABLE members ADD COLUMN IF NOT EXISTS channel LowCardinality(String)",
    "CREATE TABLE IF NOT EXISTS audience (run_id String, seq Int64, endpoint_id String, version Int64, duplicate UInt8, from_user UInt8) "
    "ENGINE = MergeTree PARTITION BY run_id ORDER BY seq",
)


def table(app_id: str) -> str:
    """The app's table. Raises ValueError for an id that we did not mint."""
    if not app_id.isalnum() or not app_id.isascii() or len(app_id) > 64:
        raise ValueError("not an app id")
    return f"idx_{app_id}"


def type_of(column: str) -> str:
    """The ClickHouse type of a numbered column such as a17, u3, m5, a17_t."""
    return _DYNAMIC["t"] if column.endswith("_t") else _DYNAMIC[column[0]]


class Index:
    """The tables of columns."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._known: dict[str, set[str]] = {}

    async def open(self) -> None:
        """Makes the shared tables."""
        for sql in _SHARED:
            await self.columns.command(sql)

    async def ensure(self, app_id: str, numbered: Iterable[str] = ()) -> None:
        """Makes the app's table and numbered columns that are missing, all in one statement."""
        known = self._known.get(app_id)
        if known is None:
            listed = ", ".join(f"{name} {kind}" for name, kind in _TYPES.items())
            await self.columns.command(
                f"CREATE TABLE IF NOT EXISTS {table(app_id)} ({listed}, {_ELIGIBLE}) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY endpoint_id "
                "SETTINGS enable_mixed_granularity_parts = 1"
            )
            await self.columns.command(f"ALTER TABLE {table(app_id)} ADD COLUMN IF NOT EXISTS {_ELIGIBLE}")
            known = self._known[app_id] = set()
        wanted = set(numbered)
        wanted |= {name + "_t" for name in wanted if name[0] in "au" and not name.endswith("_t")}
        missing = sorted(wanted - known)
        if missing:
            adds = ", ".join(f"ADD COLUMN IF NOT EXISTS {name} {type_of(name)}" for name in missing)
            await self.columns.command(f"ALTER TABLE {table(app_id)} {adds}")
            known.update(missing)

    async def insert(self, app_id: str, rows: "Batch") -> None:
        """Stores a batch; columns it does not name keep their defaults."""
        await self.ensure(app_id, rows.dynamic)
        fixed = [name for name, values in rows.fixed.items() if name == "endpoint_id" or _tells(name, values)]
        names = [*fixed, *rows.dynamic]
        types = [*(_TYPES[name] for name in fixed), *(type_of(name) for name in rows.dynamic)]
        data = [*(rows.fixed[name] for name in fixed), *rows.dynamic.values()]
        await self.columns.insert(table(app_id), names, data, column_oriented=True, types=types)

    async def newly_listed(self, segment_id: str, job_id: str, earlier: Sequence[str]) -> dict[str, int]:
        """How many endpoints by channel, and users under "", an import lists that no earlier one of the segment does."""
        rows = await self.columns.query(
            "SELECT one, count() FROM (SELECT any(channel) AS one FROM members WHERE segment_id = {segment:String} AND job_id = {job:String} AND (kind, id) "
            "NOT IN (SELECT kind, id FROM members WHERE segment_id = {segment:String} AND job_id IN {earlier:Array(String)}) GROUP BY kind, id) GROUP BY one",
            {"segment": segment_id, "job": job_id, "earlier": list(earlier)},
        )
        return {row[0]: int(row[1]) for row in rows}

    async def drop(self, app_id: str) -> None:
        """Removes everything of a deleted app."""
        self._known.pop(app_id, None)
        await self.columns.command(f"DROP TABLE IF EXISTS {table(app_id)}")
        await self.columns.command("DELETE FROM activity WHERE app_id = {app:String}", {"app": app_id})
        await self.columns.command("DELETE FROM members WHERE app_id = {app:String}", {"app": app_id})


class Batch:
    """Rows of one app, column by column."""

    def __init__(self, numbers: dict[Name, int]) -> None:
        self._columns = {key: f"{key[0]}{number}" for key, number in numbers.items()}
        self.fixed: dict[str, list[Any]] = {name: [] for name in _TYPES}
        self.dynamic: dict[str, list[Any]] = {}
        self.size = 0
        self._texts = [(name, self.fixed[name].append) for name in _TEXT if name in members.FIELDS.values()]
        self._folded = [(name, self.fixed[name + "_folded"].append) for name in members.FOLDED]

    def add(self, version: int, member: Member) -> None:
        """One endpoint as it is."""
        fixed, fields = self.fixed, member.fields
        for name, append in self._texts:
            append(fields[name])
        for name, append in self._folded:
            text = fields[name]
            append(members.fold(text) if text else "")
        fixed["private_to"].append(member.private_to)
        self._common(version, 0, member.endpoint_id)
        fixed["address_key"].append(member.address_key)
        fixed["cohort"].append(int(fields["cohort"] or 0))
        fixed["latitude"].append(member.latitude)
        fixed["longitude"].append(member.longitude)
        fixed["effective_us"].append(member.effective_us)
        fixed["creation_us"].append(member.creation_us)
        fixed["active_us"].append(member.active_us)
        columns = self._columns
        for kind, lists in (("a", member.attributes), ("u", member.user_attributes)):
            for name, values in lists.items():
                column = columns.get((kind, name))
                if column is not None and values:
                    self._set(column, values)
                    self._set(column + "_t", members.instants(values))
        for name, value in member.metrics.items():
            column = columns.get(("m", name))
            if column is not None:
                self._set(column, value)
        self._close()

    def remove(self, version: int, endpoint_id: str) -> None:
        """A tombstone."""
        for name, kind in _TYPES.items():
            if name not in ("endpoint_id", "version", "deleted"):
                self.fixed[name].append(_blank(kind))
        self._common(version, 1, endpoint_id)
        self._close()

    def _common(self, version: int, deleted: int, endpoint_id: str) -> None:
        self.fixed["version"].append(version)
        self.fixed["deleted"].append(deleted)
        self.fixed["endpoint_id"].append(endpoint_id)

    def _set(self, column: str, value: Any) -> None:
        held = self.dynamic.get(column)
        if held is None:
            held = self.dynamic[column] = [_blank(type_of(column)) for _ in range(self.size)]
        held.append(value)

    def _close(self) -> None:
        """Numbered columns this row did not set get their default."""
        self.size += 1
        for column, held in self.dynamic.items():
            if len(held) < self.size:
                held.append(_blank(type_of(column)))


def _tells(name: str, values: list[Any]) -> bool:
    """Whether a column holds anything but its default, which need not be sent."""
    return values.count(None) < len(values) if _TYPES[name].startswith("Nullable") else any(values)


def _blank(kind: str) -> Any:
    if kind.startswith("Array"):
        return ()
    if kind.startswith("Nullable"):
        return None
    if kind == "FixedString(16)":
        return b"\0" * 16
    return "" if "String" in kind else 0


class Indexer:
    """Moves the queue into the index. Any number of replicas: queue rows are claimed with SKIP LOCKED."""

    def __init__(self, db: Database, index: Index, registry: Registry) -> None:
        self._db = db
        self._index = index
        self._registry = registry
        self._woken = asyncio.Event()
        self._hurried = asyncio.Event()

    def wake(self) -> None:
        """Something was committed: look at once."""
        self._woken.set()

    async def run(self) -> None:
        """The background loop."""
        while True:
            try:
                if await self.step():
                    continue
            except Unavailable as error:
                _log.warning("the index waits: %s", error.message)
                await asyncio.sleep(0.5)
            try:
                await asyncio.wait_for(self._woken.wait(), 0.5)
            except TimeoutError:
                pass
            self._woken.clear()
            await self._gather()

    async def _gather(self) -> None:
        """Lets writes gather for a moment: a few large sets cost the columns far less than many small ones. Somebody who waits ends it."""
        try:
            await asyncio.wait_for(self._hurried.wait(), _GATHER_SECONDS)
        except TimeoutError:
            pass
        self._hurried.clear()

    async def step(self) -> bool:
        """Moves one claim of queue rows. True when it was a full one: more may wait."""
        async with transaction(self._db) as tx:
            claimed = await tx.fetch(
                "SELECT position, app_id, ids FROM index_queue ORDER BY position LIMIT $1 FOR UPDATE SKIP LOCKED",
                _CLAIM_ROWS,
            )
            done: list[int] = []
            groups = _grouped(claimed)
            for app_id, group in groups.items():
                try:
                    await self._apply(tx, app_id, sorted(group.ids))
                except (Unavailable, asyncpg.PostgresError):
                    raise
                except Exception:
                    # One app's trouble must not keep the others from being indexed; its rows stay, and who waits for them is told.
                    _log.exception("the index of app %s does not take its rows", app_id)
                else:
                    done += group.positions
            faults.point("segments.index.inserted")
            if done:
                await tx.execute("DELETE FROM index_queue WHERE position = ANY($1::bigint[])", done)
        taken = sum(len(group.positions) for group in groups.values())
        return bool(done) and (taken == _CLAIM_ROWS or taken < len(claimed))

    async def _apply(self, tx: Tx, app_id: str, endpoint_ids: list[str]) -> None:
        version = await tx.fetchval("SELECT names_version FROM apps WHERE app_id = $1 AND deleted_us IS NULL", app_id)
        if version is None:
            return
        rows = await tx.fetch(
            "SELECT e.endpoint_id, e.version, e.active_us, e.private_to, e.address_key, e.deleted, e.document, u.document AS user_document FROM endpoints e "
            "LEFT JOIN users u ON u.app_id = e.app_id AND u.user_id = e.user_id WHERE e.app_id = $1 AND e.endpoint_id = ANY($2::text[])",
            app_id,
            endpoint_ids,
        )
        names = await self._registry.of(tx, app_id, version)
        batch = await asyncio.to_thread(_batch, names.numbers, rows)
        if batch.size:
            await self._index.insert(app_id, batch)

    async def restore(self) -> None:
        """Queues every endpoint of apps whose table is gone, as after columns were lost: the truth fills them again."""
        tables = {row[0] for row in await self._index.columns.query("SELECT name FROM system.tables WHERE database = currentDatabase()")}
        async with reading(self._db) as tx:
            apps = await tx.fetch(
                "SELECT app_id FROM apps a WHERE deleted_us IS NULL AND EXISTS (SELECT 1 FROM endpoints e WHERE e.app_id = a.app_id AND NOT e.deleted)"
            )
            for app_id in [row["app_id"] for row in apps if table(row["app_id"]) not in tables]:
                _log.warning("the index of app %s is built anew", app_id)
                await tx.execute(
                    "INSERT INTO index_queue (app_id, ids) SELECT $1, array_agg(endpoint_id) FROM "
                    "(SELECT endpoint_id, row_number() OVER (ORDER BY endpoint_id) / 10000 AS slice FROM endpoints WHERE app_id = $1 AND NOT deleted) AS x "
                    "GROUP BY slice",
                    app_id,
                )

    async def caught_up(self, app_id: str, seconds: float) -> None:
        """Returns once every write committed before the call is in the index. Raises Unavailable after `seconds`."""
        async with reading(self._db) as tx:
            position = await tx.fetchval("SELECT max(position) FROM index_queue WHERE app_id = $1", app_id)
        if position is None:
            return
        end = time.monotonic() + seconds
        pause = 0.002
        while True:
            self._hurried.set()
            self.wake()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.1)
            async with reading(self._db) as tx:
                if not await tx.fetchval("SELECT EXISTS (SELECT 1 FROM index_queue WHERE app_id = $1 AND position <= $2)", app_id, position):
                    return
            if time.monotonic() > end:
                raise Unavailable("the live index has not caught up in time", "INDEX_BEHIND", retry_after=2)


@dataclass(slots=True)
class _Group:
    """Queue rows of one app."""

    positions: list[int] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


def _grouped(claimed: Sequence[Any]) -> dict[str, _Group]:
    """Queue rows by app, up to a bounded number of ids."""
    groups: dict[str, _Group] = {}
    total = 0
    for row in claimed:
        if total and total + len(row["ids"]) > _CLAIM_IDS:
            break
        group = groups.setdefault(row["app_id"], _Group())
        group.positions.append(row["position"])
        group.ids.update(row["ids"])
        total += len(row["ids"])
    return groups


def _batch(numbers: dict[Name, int], rows: Sequence[Any]) -> Batch:
    batch = Batch(numbers)
    for row in rows:
        if row["deleted"]:
            batch.remove(row["version"], row["endpoint_id"])
        else:
            document = EndpointResponse.FromString(joined(row["document"], row["user_document"] or b""))
            batch.add(row["version"], members.member(document, row["active_us"], row["private_to"] or "", row["address_key"] or NO_ADDRESS))
    return batch
