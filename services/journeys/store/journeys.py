"""Journeys, stored whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from counterpoint.journeys.v1.journeys_pb2 import JourneyResponse
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.errors import NotFound

_SELECT = "SELECT id, app_id, account_id, created_ms, written_ms, state, document, tags FROM journeys"


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """A journey. `document`: JourneyResponse without ids, dates, state and tags."""

    id: str
    app_id: str
    account_id: str
    created_ms: int
    written_ms: int
    state: str
    document: JourneyResponse
    tags: Mapping[str, str] = field(default_factory=dict)


def _row(found: Any) -> JourneyRow:
    document = JourneyResponse.FromString(found.document)
    return JourneyRow(
        found.id,
        found.app_id,
        found.account_id,
        found.created_ms,
        found.written_ms,
        found.state,
        document,
        json.loads(found.tags),
    )


async def get(conn: AsyncConnection, app_id: str, account_id: str, journey_id: str, lock: bool = False) -> JourneyRow:
    """Raises NotFound. `lock`: holds the row until the transaction ends."""
    sql = f"{_SELECT} WHERE id = :id AND app_id = :app AND account_id = :account" + (" FOR UPDATE" if lock else "")
    found = (await conn.execute(text(sql), {"id": journey_id, "app": app_id, "account": account_id})).first()
    if found is None:
        raise NotFound("Resource not found")
    return _row(found)


async def list_page(
    conn: AsyncConnection, app_id: str, account_id: str, limit: int, after: Sequence[Any] | None
) -> list[JourneyRow]:
    """Newest first. `after`: (created_ms, id) of the last journey of the page before."""
    where, values = "", {"app": app_id, "account": account_id, "limit": limit}
    if after:
        where = "AND (created_ms, id) < (:created, :id)"
        values |= {"created": after[0], "id": after[1]}
    sql = (
        f"{_SELECT} WHERE app_id = :app AND account_id = :account {where} ORDER BY created_ms DESC, id DESC LIMIT "
        f":limit"
    )
    return [_row(found) for found in await conn.execute(text(sql), values)]


async def insert(conn: AsyncConnection, row: JourneyRow) -> None:
    """Stores a new journey. Raises NotFound when the application was deleted meanwhile."""
    await conn.execute(text("SELECT pg_advisory_xact_lock_shared(hashtext(:key))"), {"key": f"app:{row.app_id}"})
    if (await conn.execute(text("SELECT 1 FROM deleted_apps WHERE app_id = :app"), {"app": row.app_id})).first():
        raise NotFound("Application not found")
    await conn.execute(
        text(
            "INSERT INTO journeys (id, app_id, account_id, created_ms, written_ms, state, document) "
            "VALUES (:id, :app, :account, :created, :written, :state, :document)"
        ),
        {
            "id": row.id,
            "app": row.app_id,
            "account": row.account_id,
            "created": row.created_ms,
            "written": row.written_ms,
            "state": row.state,
            "document": row.document.SerializeToString(),
        },
    )


async def update(conn: AsyncConnection, row: JourneyRow) -> None:
    """Stores a changed draft whose row is locked."""
    await conn.execute(
        text("UPDATE journeys SET written_ms = :written, document = :document WHERE id = :id"),
        {"id": row.id, "written": row.written_ms, "document": row.document.SerializeToString()},
    )


async def delete(conn: AsyncConnection, journey_id: str) -> None:
    """Deletes a journey."""
    await conn.execute(text("DELETE FROM journeys WHERE id = :id"), {"id": journey_id})


async def set_tags(conn: AsyncConnection, journey_id: str, tags: Mapping[str, str]) -> None:
    """Replaces the tags of a journey whose row is locked."""
    await conn.execute(
        text("UPDATE journeys SET tags = :tags WHERE id = :id"), {"id": journey_id, "tags": json.dumps(dict(tags))}
    )


async def delete_app(conn: AsyncConnection, app_id: str) -> None:
    """Deletes everything of an application and remembers that it is gone. Doing it again changes nothing."""
    await conn.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"app:{app_id}"})
    await conn.execute(text("INSERT INTO deleted_apps (app_id) VALUES (:app) ON CONFLICT DO NOTHING"), {"app": app_id})
    await conn.execute(text("DELETE FROM journeys WHERE app_id = :app"), {"app": app_id})
