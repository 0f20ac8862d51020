"""Erasures: what was asked for, sealed while it runs; what was removed, and the receipt, for ever."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import text

from kit.db import Database


@dataclass(slots=True)
class Erasure:
    """One erasure. `subject`: the sealed Subject, None once it is done. `lines`: count by (store, what). `left`: what is the operator's to do."""

    id: str
    account_id: str
    kind: str
    app_id: str
    started_at: datetime
    started_by: str
    subject: bytes | None
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    receipt: str = ""


_COLUMNS = "id, account_id, kind, app_id, started_at, started_by, subject"


async def insert(db: Database, row: Erasure) -> None:
    """Store a new one."""
    async with db.begin() as conn:
        await conn.execute(
            text(f"INSERT INTO erasures ({_COLUMNS}) VALUES (:id, :account, :kind, :app, :at, :by, :subject)"),
            {
                "id": row.id,
                "account": row.account_id,
                "kind": row.kind,
                "app": row.app_id,
                "at": row.started_at,
                "by": row.started_by,
                "subject": row.subject,
            },
        )


async def find(db: Database, erasure_id: str) -> Erasure | None:
    """One by its id."""
    async with db.connect() as conn:
        found = (await conn.execute(text(f"SELECT {_COLUMNS}, lines, left_over, receipt FROM erasures WHERE id = :id"), {"id": erasure_id})).one_or_none()
    if found is None:
        return None
    lines = {(store, what): count for store, what, count in json.loads(found.lines)}
    return Erasure(
        id=found.id,
        account_id=found.account_id,
        kind=found.kind,
        app_id=found.app_id,
        started_at=found.started_at,
        started_by=found.started_by,
        subject=found.subject,
        lines=lines,
        left=json.loads(found.left_over),
        receipt=found.receipt,
    )


async def save(db: Database, row: Erasure) -> None:
    """Store progress, and the end with the receipt."""
    async with db.begin() as conn:
        await conn.execute(
            text("UPDATE erasures SET lines = :lines, left_over = :left, receipt = :receipt, subject = :subject WHERE id = :id"),
            {
                "id": row.id,
                "lines": json.dumps([[*key, count] for key, count in row.lines.items()]),
                "left": json.dumps(row.left),
                "receipt": row.receipt,
                "subject": row.subject,
            },
        )


async def answers(db: Database, app_ids: list[str], account: str, *, dry_run: bool) -> int:
    """Idempotency answers about apps, and those to an account's keys where one is named."""
    where = "split_part(operation, ' ', 2) = ANY(:apps) OR (:account <> '' AND split_part(principal, ':', 5) = :account)"
    return await _gone(db, "answers", where, {"apps": app_ids, "account": account}, dry_run=dry_run)


async def keys(db: Database, account: str, *, dry_run: bool) -> int:
    """Secrets and names of an account's keys; their ids stay, because audit records name them."""
    where = "account_id = :account AND (status <> 'Deleted' OR name <> '' OR secret IS NOT NULL)"
    async with db.begin() as conn:
        count = int((await conn.execute(text(f"SELECT count(*) FROM access_keys WHERE {where}"), {"account": account})).scalar_one())
        if count and not dry_run:
            await conn.execute(text(f"UPDATE access_keys SET status = 'Deleted', name = '', secret = NULL WHERE {where}"), {"account": account})
    return count


async def _gone(db: Database, name: str, where: str, values: dict[str, object], *, dry_run: bool) -> int:
    async with db.begin() as conn:
        if dry_run:
            return int((await conn.execute(text(f"SELECT count(*) FROM {name} WHERE {where}"), values)).scalar_one())
        return (await conn.execute(text(f"DELETE FROM {name} WHERE {where}"), values)).rowcount
