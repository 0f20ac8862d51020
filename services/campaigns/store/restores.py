"""Restores of this suite from a backup. While the newest is not released, no run is planned and none is commanded (`store/runs.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# A backup may be of a suite that stood on hold itself: the newest restore decides.
_SUPERSEDE = "UPDATE campaigns.restores SET released_ms = $1 WHERE released_ms IS NULL AND restored_ms <> $1"
_MARK = "INSERT INTO campaigns.restores (restored_ms, backup_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class Restore:
    """The newest restore. `restored_ms`: product time; what was due until then was missed. `backup_ms`: machine time."""

    restored_ms: int
    backup_ms: int
    released: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """A run a release decides about. `document`: the campaign's. `run_id` empty: not made yet."""

    app_id: str
    campaign_id: str
    document: bytes
    run_id: str
    scheduled_ms: int
    state: str


async def mark(driver: Any, backup_ms: int, restored_ms: int) -> None:
    """Puts the suite on hold, once for one `restored_ms`; `driver` is asyncpg's connection in the transaction that brings the rows back."""
    if await driver.fetchval("SELECT to_regclass('campaigns.restores')") is not None:
        await driver.execute(_SUPERSEDE, restored_ms)
        await driver.execute(_MARK, restored_ms, backup_ms)


async def newest(conn: AsyncConnection) -> Restore | None:
    """The last restore, None for a suite that never was."""
    row = (
        await conn.execute(text("SELECT restored_ms, backup_ms, released_ms IS NOT NULL AS released FROM restores ORDER BY restored_ms DESC LIMIT 1"))
    ).first()
    return None if row is None else Restore(row.restored_ms, row.backup_ms, row.released)


async def missed(conn: AsyncConnection, restored_ms: int) -> list[Missed]:
    """Runs due until the restore, and runs that were open at the backup, oldest first; at most a thousand."""
    rows = await conn.execute(
        text(
            "SELECT c.app_id, c.id AS campaign_id, v.document, d.run_id, d.scheduled_ms, d.state FROM ("
            " SELECT id AS campaign_id, '' AS run_id, next_run_ms AS scheduled_ms, 'DUE' AS state FROM campaigns"
            " WHERE next_run_ms <= :until AND status = 'SCHEDULED' AND NOT deleted"
            " UNION ALL SELECT campaign_id, run_id, scheduled_ms, CASE state WHEN 'PLANNED' THEN 'DUE' ELSE state END"
            " FROM runs WHERE state IN ('PLANNED', 'STARTED')) d"
            " JOIN campaigns c ON c.id = d.campaign_id JOIN campaign_versions v ON v.campaign_id = c.id AND v.version = c.version"
            " ORDER BY d.scheduled_ms, c.id LIMIT 1000"
        ),
        {"until": restored_ms},
    )
    return [Missed(row.app_id, row.campaign_id, row.document, row.run_id, row.scheduled_ms, row.state) for row in rows]


async def open_runs(conn: AsyncConnection) -> list[str]:
    """Runs that have not ended."""
    return [row.run_id for row in await conn.execute(text("SELECT run_id FROM runs WHERE state IN ('PLANNED', 'STARTED')"))]


async def due(conn: AsyncConnection, until_ms: int) -> list[str]:
    """Campaigns whose run was due by then, their rows locked."""
    sql = text("SELECT id FROM campaigns WHERE next_run_ms <= :until AND status = 'SCHEDULED' AND NOT deleted ORDER BY id FOR UPDATE")
    return [row.id for row in await conn.execute(sql, {"until": until_ms})]


async def release(conn: AsyncConnection, now_ms: int) -> None:
    """Ends the hold."""
    await conn.execute(text("UPDATE restores SET released_ms = :now WHERE released_ms IS NULL"), {"now": now_ms})
