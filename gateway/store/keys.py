"""Accounts and access keys in the gateway's own schema."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from kit.db import Database
from kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One access key. `secret` is sealed, None once deleted. `status`: Active, Inactive, Deleted."""

    id: str
    account_id: str
    name: str
    secret: bytes | None
    status: str
    created_at: datetime
    created_by: str


_COLUMNS = "id, account_id, name, secret, status, created_at, created_by"


async def insert(db: Database, row: KeyRow) -> None:
    """Store a new key, and its account when it is the account's first."""
    async with db.begin() as conn:
        await conn.execute(
            text("INSERT INTO accounts (id, created_at) VALUES (:id, :at) ON CONFLICT (id) DO NOTHING"),
            {"id": row.account_id, "at": row.created_at},
        )
        await conn.execute(
            text(
                "INSERT INTO access_keys (id, account_id, name, secret, status, created_at, created_by, changed_at) "
                "VALUES (:id, :account, :name, :secret, :status, :at, :by, :at)"
            ),
            {
                "id": row.id,
                "account": row.account_id,
                "name": row.name,
                "secret": row.secret,
                "status": row.status,
                "at": row.created_at,
                "by": row.created_by,
            },
        )


async def find(db: Database, key_id: str) -> KeyRow | None:
    """One key by its id, whatever its status."""
    async with db.connect() as conn:
        row = (
            await conn.execute(text(f"SELECT {_COLUMNS} FROM access_keys WHERE id = :id"), {"id": key_id})
        ).one_or_none()
    return KeyRow(*row) if row else None


async def of_account(db: Database, account: str) -> list[KeyRow]:
    """The keys of an account that are not deleted, oldest first."""
    async with db.connect() as conn:
        rows = await conn.execute(
            text(
                f"SELECT {_COLUMNS} FROM access_keys WHERE account_id = :account AND status <> 'Deleted' "
                "ORDER BY created_at, id"
            ),
            {"account": account},
        )
        return [KeyRow(*row) for row in rows]


async def set_status(db: Database, key_id: str, account: str, status: str, now: datetime) -> KeyRow:
    """Disable, enable or delete a key of this account; deleting forgets the secret. Raises NotFound."""
    async with db.begin() as conn:
        row = (
            await conn.execute(
                text(
                    "UPDATE access_keys SET status = :status, changed_at = :now, "
                    "secret = CASE WHEN :status = 'Deleted' THEN NULL ELSE secret END "
                    f"WHERE id = :id AND account_id = :account AND status <> 'Deleted' RETURNING {_COLUMNS}"
                ),
                {"id": key_id, "account": account, "status": status, "now": now},
            )
        ).one_or_none()
    if row is None:
        raise NotFound("Access key not found")
    return KeyRow(*row)
