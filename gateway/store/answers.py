"""Idempotency answers: what a call answered, kept 24 hours for its repetition (api-conventions spec §5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from kit.db import Database

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Key:
    """What makes two calls the same call."""

    principal: str
    operation: str
    invocation_id: str
    body_hash: str

    def values(self) -> dict[str, str]:
        """As statement parameters."""
        return {
            "principal": self.principal,
            "operation": self.operation,
            "invocation_id": self.invocation_id,
            "body_hash": self.body_hash,
        }


@dataclass(frozen=True, slots=True)
class Claim:
    """`mine`: run the call. Otherwise `status` and sealed `body` are the stored answer, or None while it runs."""

    mine: bool
    status: int | None = None
    body: bytes | None = None


_WHERE = (
    "principal = :principal AND operation = :operation AND invocation_id = :invocation_id AND body_hash = :body_hash"
)
_CLAIM = text(
    "INSERT INTO answers (principal, operation, invocation_id, body_hash, owner, lease_until, created_at) "
    "VALUES (:principal, :operation, :invocation_id, :body_hash, :owner, :lease, :now) "
    "ON CONFLICT (principal, operation, invocation_id, body_hash) DO UPDATE "
    "SET owner = excluded.owner, lease_until = excluded.lease_until, created_at = excluded.created_at, "
    "status = NULL, body = NULL "
    "WHERE (answers.status IS NULL AND answers.lease_until < excluded.created_at) OR answers.created_at < :expired "
    "RETURNING owner"
)
_READ = text(f"SELECT status, body FROM answers WHERE {_WHERE}")
_FINISH = text(f"UPDATE answers SET status = :status, body = :body WHERE {_WHERE} AND owner = :owner")
_RELEASE = text(f"DELETE FROM answers WHERE {_WHERE} AND owner = :owner AND status IS NULL")
_SWEEP = text("DELETE FROM answers WHERE created_at < :expired")


async def claim(db: Database, key: Key, owner: str, now: datetime, lease: timedelta) -> Claim:
    """Take the call, or learn what became of it. A claim whose owner died is free again after its lease."""
    async with db.begin() as conn:
        parameters = {**key.values(), "owner": owner, "lease": now + lease, "now": now, "expired": now - KEPT}
        if (await conn.execute(_CLAIM, parameters)).one_or_none() is not None:
            return Claim(mine=True)
        row = (await conn.execute(_READ, key.values())).one_or_none()
    return Claim(False, row.status, row.body) if row else Claim(False)


async def finish(db: Database, key: Key, owner: str, status: int, body: bytes) -> None:
    """Keep the answer (`body` sealed)."""
    async with db.begin() as conn:
        await conn.execute(_FINISH, {**key.values(), "owner": owner, "status": status, "body": body})


async def release(db: Database, key: Key, owner: str) -> None:
    """Give the claim back after a failure, so that a repetition runs."""
    async with db.begin() as conn:
        await conn.execute(_RELEASE, {**key.values(), "owner": owner})


async def sweep(db: Database, now: datetime) -> int:
    """Forget what is older than 24 hours; returns how many."""
    async with db.begin() as conn:
        return int((await conn.execute(_SWEEP, {"expired": now - KEPT})).rowcount)
