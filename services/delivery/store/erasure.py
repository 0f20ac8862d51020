"""What delivery keeps of a person or an app, and its end: windows, caps, direct calls, one-time passwords, suppression.

Every function counts, and unless `dry_run` removes, and may be repeated.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.cache import Cache
from services.delivery.domain.caps import spread
from services.delivery.jobs.records import pack, unpack

_BATCH = 500
_HOLDS = "EXISTS (SELECT 1 FROM unnest(CAST(:needles AS bytea[])) AS n WHERE position(n IN {column}) > 0)"
_IN_DECISION, _IN_TARGETS, _IN_ANSWER, _IN_PAYLOAD = (_HOLDS.format(column=name) for name in ("w.decision", "w.targets", "answer", "payload"))
_WINDOWS = text(
    f"SELECT w.run_id, w.number, w.state, w.decision, w.targets FROM windows w JOIN runs r USING (run_id) WHERE r.app_id = :app AND ({_IN_DECISION} OR"
    f" {_IN_TARGETS}) AND (w.run_id, w.number) > (:run, :number) ORDER BY w.run_id, w.number LIMIT {_BATCH} FOR UPDATE OF w"
)
_REWRITE = text("UPDATE windows SET decision = :decision, targets = :targets WHERE run_id = :run AND number = :number")


async def windows(conn: AsyncConnection, app_id: str, ids: frozenset[str], users: frozenset[str], *, dry_run: bool) -> tuple[int, int]:
    """(places of the person in windows and retries, windows in some worker's hands that hold them still).

    The place stays, so that the books still count everybody; nobody is in it any more.
    """
    found = busy = 0
    values: dict[str, Any] = {"app": app_id, "needles": [id.encode() for id in ids | users], "run": "", "number": -1}
    while True:
        rows = (await conn.execute(_WINDOWS, values)).all()
        changes = []
        for row in rows:
            decision, targets, count = _without(row.decision, row.targets, ids, users)
            if count and row.state in ("claimed", "sending") and not dry_run:
                busy += 1
            elif count:
                found += count
                changes.append({"run": row.run_id, "number": row.number, "decision": decision, "targets": targets})
        if changes and not dry_run:
            await conn.execute(_REWRITE, changes)
        if len(rows) < _BATCH:
            return found, busy
        values |= {"run": rows[-1].run_id, "number": rows[-1].number}


def _without(decision: bytes | None, targets: bytes | None, ids: frozenset[str], users: frozenset[str]) -> tuple[bytes | None, bytes | None, int]:
    """Decision and targets of a window with the person's places empty, and how many those were."""
    count = 0
    if decision is not None:
        records = unpack(bytes(decision))
        for number, record in enumerate(records):
            if record.endpoint_id in ids or (record.user_id and record.user_id in users):
                record.endpoint_id, record.user_id, record.detail = f"erased:{number}", "", ""
                count += 1
        decision = pack(records)
    if targets is not None:
        named = msgspec.msgpack.decode(bytes(targets), type=list[str])
        kept = [f"erased:{number}" if id in ids else id for number, id in enumerate(named)]
        count += sum(old != new for old, new in zip(named, kept, strict=True))
        targets = msgspec.msgpack.encode(kept)
    return decision, targets, count


async def cap_rows(conn: AsyncConnection, app_id: str, ids: Sequence[str], *, dry_run: bool) -> int:
    """Lifetime totals, and places among the targets of the last day."""
    values = {"app": app_id, "ids": list(ids)}
    totals = "FROM cap_totals WHERE app_id = :app AND endpoint_id = ANY(:ids)"
    targets = "cap_targets WHERE app_id = :app AND endpoint_ids && CAST(:ids AS text[])"
    count = int((await conn.execute(text(f"SELECT (SELECT count(*) {totals}) + (SELECT count(*) FROM {targets})"), values)).scalar_one())
    if count and not dry_run:
        await conn.execute(text(f"DELETE {totals}"), values)
        await conn.execute(
            text(
                "UPDATE cap_targets SET endpoint_ids = ARRAY(SELECT e FROM unnest(endpoint_ids) AS e WHERE e <> ALL(CAST(:ids AS text[])))"
                " WHERE app_id = :app AND endpoint_ids && CAST(:ids AS text[])"
            ),
            values,
        )
    return count


async def counters(cache: Cache, app_id: str, ids: Sequence[str], *, dry_run: bool) -> int:
    """Cap counters in Valkey: an endpoint is a field of the hashes of its bucket."""
    found = 0
    for number, members in spread(app_id, list(ids)).items():
        async for key in cache.client.scan_iter(match=f"cp:caps:{{{number}}}:*", count=5000):
            call: Any = cache.client.hmget(key, members) if dry_run else cache.client.hdel(key, *members)
            answer = await call
            found += sum(value is not None for value in answer) if dry_run else int(answer)
    return found


async def orphans(conn: AsyncConnection, cache: Cache, app_id: str, *, dry_run: bool) -> int:
    """Cap counters in Valkey of an app, and those of campaigns that are gone with it."""
    campaigns = {row.campaign_id for row in await conn.execute(text("SELECT DISTINCT campaign_id FROM runs WHERE app_id <> :app"), {"app": app_id})}
    total = 0
    batch: list[bytes] = []
    async for key in cache.client.scan_iter(match="cp:caps:{*", count=5000):
        kind, owner = key.decode(errors="replace").split(":")[3:5]
        if owner == app_id if kind == "d" else owner not in campaigns:
            batch.append(key)
        if len(batch) >= _BATCH:
            total += await _unlink(cache, batch, dry_run=dry_run)
            batch = []
    return total + await _unlink(cache, batch, dry_run=dry_run)


async def _unlink(cache: Cache, keys: list[bytes], *, dry_run: bool) -> int:
    if keys and not dry_run:
        await cache.client.unlink(*keys)
    return len(keys)


async def direct_answers(conn: AsyncConnection, app_ids: Sequence[str], needles: Sequence[str], *, dry_run: bool) -> int:
    """Answers kept for a repetition that name the person. The call is remembered as one in doubt: a repetition sends nothing."""
    values = {"apps": [*app_ids, ""], "needles": [needle.encode() for needle in needles]}
    where = f"app_id = ANY(:apps) AND {_IN_ANSWER}"
    if dry_run:
        return int((await conn.execute(text(f"SELECT count(*) FROM direct_calls WHERE {where}"), values)).scalar_one())
    return (await conn.execute(text(f"UPDATE direct_calls SET answer = NULL, lease_until = 0 WHERE {where}"), values)).rowcount


async def passwords(conn: AsyncConnection, destinations: Sequence[bytes], *, dry_run: bool) -> int:
    """Codes sent to somebody's numbers, and how often."""
    total = 0
    for name in ("otp_codes", "otp_sends"):
        total += await _rows(conn, name, "destination = ANY(:found)", {"found": list(destinations)}, dry_run=dry_run)
    return total


async def awaited(conn: AsyncConnection, app_id: str, ids: Sequence[str], *, dry_run: bool) -> int:
    """Direct texts to the endpoints whose receipts are awaited."""
    return await _rows(conn, "awaited_texts", "app_id = :app AND endpoint_id = ANY(:ids)", {"app": app_id, "ids": list(ids)}, dry_run=dry_run)


async def suppressions(conn: AsyncConnection, account: str, addresses: Sequence[tuple[str, str]] | None, *, dry_run: bool) -> int:
    """Entries of an account's suppression list; all of them when None."""
    values: dict[str, Any] = {"account": account}
    where = "account = :account"
    if addresses is not None:
        values |= {"channels": [channel for channel, _ in addresses], "addresses": [address for _, address in addresses]}
        where += " AND (channel, address) IN (SELECT * FROM unnest(CAST(:channels AS text[]), CAST(:addresses AS text[])))"
    return await _rows(conn, "suppressions", where, values, dry_run=dry_run)


async def templates(conn: AsyncConnection, account: str, *, dry_run: bool) -> int:
    """An account's templates with their versions."""
    return await _rows(conn, "templates", "account = :account", {"account": account}, dry_run=dry_run)


async def app_rows(conn: AsyncConnection, app_id: str) -> dict[str, int]:
    """How many rows of each kind an app has."""
    kinds = {"runs": "runs", "channels": "channels", "caps": "cap_totals", "direct calls": "direct_calls", "one-time passwords": "otp_codes"}
    values = {"app": app_id}
    return {kind: int((await conn.execute(text(f"SELECT count(*) FROM {name} WHERE app_id = :app"), values)).scalar_one()) for kind, name in kinds.items()}


async def queued(conn: AsyncConnection, app_id: str) -> int:
    """Direct sends of an app that were answered before they were made; sealed, so nobody sees to whom without opening them. They go within minutes."""
    return int((await conn.execute(text("SELECT count(*) FROM queued_sends WHERE app_id = :app"), {"app": app_id})).scalar_one())


async def unpublished(conn: AsyncConnection, app_ids: Sequence[str], needles: Sequence[str]) -> int:
    """Facts about the apps that are not on the bus yet; only those that hold one of the texts, if any are given."""
    where = "split_part(subject, '.', -1) = ANY(:apps)" + (f" AND {_IN_PAYLOAD}" if needles else "")
    values: dict[str, Any] = {"apps": list(app_ids)} | ({"needles": [needle.encode() for needle in needles]} if needles else {})
    return int((await conn.execute(text(f"SELECT count(*) FROM outbox WHERE {where}"), values)).scalar_one())


async def _rows(conn: AsyncConnection, name: str, where: str, values: dict[str, Any], *, dry_run: bool) -> int:
    if dry_run:
        return int((await conn.execute(text(f"SELECT count(*) FROM {name} WHERE {where}"), values)).scalar_one())
    return (await conn.execute(text(f"DELETE FROM {name} WHERE {where}"), values)).rowcount
