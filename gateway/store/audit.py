"""Audit records: append-only rows, written in sets, read newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kit.db import Database, copy_records

COLUMNS = ("id", "account_id", "at", "event_name", "request_id", "principal", "app_id", "error_code", "record")

Row = tuple[UUID, str, datetime, str, str, str, str, str, str]


async def append(db: Database, rows: Sequence[Row]) -> None:
    """Write a batch in one COPY."""
    async with db.begin() as conn:
        await copy_records(conn, "audit", COLUMNS, rows)


async def page(
    db: Database, account: str, since: datetime, until: datetime, event_name: str, size: int
) -> list[str]:
    """The records (JSON texts) of an account in [since, until), newest first; `event_name` empty: all."""
    async with db.connect() as conn:
        rows = await conn.execute(
            text(
                "SELECT record FROM audit WHERE account_id = :account AND at >= :since AND at < :until "
                "AND (:name = '' OR event_name = :name) ORDER BY at DESC, id LIMIT :size"
            ),
            {"account": account, "since": since, "until": until, "name": event_name, "size": size},
        )
        return [row.record for row in rows]
