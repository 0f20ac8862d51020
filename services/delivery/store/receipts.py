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


async def seen(conn: AsyncConnection, ids: Sequence[bytes]) -> set[bytes]:
    """Which ids were told before."""
    rows = await conn.execute(text("SELECT id FROM receipts WHERE id = ANY(CAST(:ids AS bytea[]))"), {"ids": list(ids)})
    return {bytes(row.id) for row in rows}


async def await_texts(conn: AsyncConnection, app_id: str, texts: Sequence[tuple[str, str, bytes]], due_ms: int) -> None:
    """Direct texts, (endpoint, message, document), whose end shall be told by then."""
    await conn.execute(
        text(
            "INSERT INTO awaited_texts (app_id, endpoint_id, message_id, due_ms, document) SELECT :app, e, m, :due, d"
            " FROM unnest(CAST(:endpoints AS text[]), CAST(:messages AS text[]), CAST(:documents AS bytea[])) AS x(e, m, d)"
            " ON CONFLICT DO NOTHING"
        ),
        {
            "app": app_id,
            "due": due_ms,
            "endpoints": [one[0] for one in texts],
            "messages": [one[1] for one in texts],
            "documents": [one[2] for one in texts],
        },
    )


async def heard(conn: AsyncConnection, message_id: str) -> None:
    """The end of a direct text was told."""
    await conn.execute(text("DELETE FROM awaited_texts WHERE message_id = :message"), {"message": message_id})


async def due_texts(conn: AsyncConnection, now_ms: int, limit: int) -> list[tuple[str, bytes]]:
    """Takes (app, document) of direct texts whose time is over."""
    rows = await conn.execute(
        text(
            "DELETE FROM awaited_texts WHERE message_id IN (SELECT message_id FROM awaited_texts WHERE due_ms < :now"
            " ORDER BY due_ms LIMIT :n FOR UPDATE SKIP LOCKED) RETURNING app_id, document"
        ),
        {"now": now_ms, "n": limit},
    )
    return [(row.app_id, bytes(row.document)) for row in rows]


async def settle_run(conn: AsyncConnection, before_ms: int) -> str:
    """Takes one run with texts that ended before; "" when there is none."""
    row = await conn.execute(
        text(
            "UPDATE runs SET settled = true WHERE run_id = (SELECT run_id FROM runs WHERE ended_ms > 0 AND NOT settled AND 'SMS' = ANY(channels)"
            " AND ended_ms < :before ORDER BY ended_ms LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING run_id"
        ),
        {"before": before_ms},
    )
    return row.scalar_one_or_none() or ""


async def windows_of(conn: AsyncConnection, run_id: str) -> Sequence[Any]:
    """Number, decision and closed_ms of the run's windows that sent."""
    where = "SELECT number, decision, closed_ms FROM windows WHERE run_id = :run AND state = 'closed' AND decision IS NOT NULL ORDER BY number"
    return list(await conn.execute(text(where), {"run": run_id}))


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
