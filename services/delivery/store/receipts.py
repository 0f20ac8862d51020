"""What providers tell after the hand-over: each word once, and the recipients in doubt that it resolves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from counterpoint.delivery.v1.sending_pb2 import RunPlan
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_KEPT_MS = 30 * 86_400_000
_COLUMNS = "number, decision FROM windows WHERE run_id = :run AND state = 'closed' AND decision IS NOT NULL"


async def fresh(conn: AsyncConnection, ids: Sequence[bytes], now_ms: int) -> set[bytes]:
    """Remembers ids for thirty days and gives those that are new."""
    rows = await conn.execute(
        text(
            "INSERT INTO receipts (id, at_ms) SELECT DISTINCT i, CAST(:now AS bigint) FROM unnest(CAST(:ids AS bytea[])) AS x(i)"
            " ON CONFLICT DO NOTHING RETURNING id"
        ),
        {"ids": list(ids), "now": now_ms},
    )
    return {bytes(row.id) for row in rows}


async def prune(conn: AsyncConnection, now_ms: int) -> None:
    """Forgets ids older than thirty days."""
    await conn.execute(text("DELETE FROM receipts WHERE at_ms < :since"), {"since": now_ms - _KEPT_MS})


async def in_doubt(conn: AsyncConnection, run_id: str) -> bool:
    """Whether a run has recipients of whom nobody knows whether they were sent to."""
    row = await conn.execute(
        text("SELECT 1 FROM windows WHERE run_id = :run AND CAST(counts ->> 'unknown' AS int) > 0 LIMIT 1"), {"run": run_id}
    )
    return row.first() is not None


async def window_of(conn: AsyncConnection, run_id: str, seq: int) -> Any:
    """Number and decision of the closed window that first held a member, locked; None when there is none."""
    where = f"SELECT {_COLUMNS} AND attempt = 0 AND from_seq <= :seq AND to_seq >= :seq FOR UPDATE"
    return (await conn.execute(text(where), {"run": run_id, "seq": seq})).first()


async def window_numbered(conn: AsyncConnection, run_id: str, number: int) -> Any:
    """Number and decision of one closed window, locked."""
    where = f"SELECT {_COLUMNS} AND number = :number FOR UPDATE"
    return (await conn.execute(text(where), {"run": run_id, "number": number})).first()


@dataclass(frozen=True, slots=True)
class Sent:
    """The run of a message."""

    app_id: str
    campaign_id: str
    treatment_id: str
    started_ms: int
    test: bool


async def run_of(conn: AsyncConnection, run_id: str) -> Sent | None:
    """A run by its id alone, which came to us under a seal."""
    where = "SELECT app_id, campaign_id, treatment_id, started_ms, plan FROM runs WHERE run_id = :run"
    row = (await conn.execute(text(where), {"run": run_id})).first()
    if row is None:
        return None
    return Sent(row.app_id, row.campaign_id, row.treatment_id, row.started_ms, RunPlan.FromString(bytes(row.plan)).test)
