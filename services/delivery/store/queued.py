"""Direct sends that were answered before they were made (COUNTERPOINT_ASYNC_SEND). Times are machine time in seconds."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Queued:
    """One call's messages, sealed."""

    call: str
    app_id: str
    document: bytes


async def put(conn: AsyncConnection, call: str, app_id: str, document: bytes, due: float) -> None:
    """Queues a call, or puts it back for another attempt."""
    await conn.execute(
        text(
            "INSERT INTO queued_sends (call, app_id, document, queued) VALUES (:call, :app, :document, :due)"
            " ON CONFLICT (call) DO UPDATE SET document = excluded.document, queued = excluded.queued, begun = false, owner = ''"
        ),
        {"call": call, "app": app_id, "document": document, "due": due},
    )


async def begin(conn: AsyncConnection, owner: str, until: float, now: float, limit: int) -> list[Queued]:
    """Takes calls that are due and says that their hand-over begins: nobody begins them again."""
    rows = await conn.execute(
        text(
            "UPDATE queued_sends q SET begun = true, owner = :owner, lease_until = :until FROM (SELECT call FROM queued_sends"
            " WHERE NOT begun AND queued <= :now ORDER BY queued LIMIT :n FOR UPDATE SKIP LOCKED) c"
            " WHERE q.call = c.call RETURNING q.call, q.app_id, q.document"
        ),
        {"owner": owner, "until": until, "now": now, "n": limit},
    )
    return [Queued(row.call, row.app_id, bytes(row.document)) for row in rows]


async def dead(conn: AsyncConnection, now: float) -> Queued | None:
    """A call whose process died in hand-over, locked."""
    row = (
        await conn.execute(
            text("SELECT call, app_id, document FROM queued_sends WHERE begun AND lease_until < :now LIMIT 1 FOR UPDATE SKIP LOCKED"),
            {"now": now},
        )
    ).first()
    return None if row is None else Queued(row.call, row.app_id, bytes(row.document))


async def still_ours(conn: AsyncConnection, call: str, owner: str) -> bool:
    """Whether nobody has booked the call as in doubt meanwhile; locks it."""
    row = await conn.execute(
        text("SELECT 1 FROM queued_sends WHERE call = :call AND owner = :owner AND begun FOR UPDATE"), {"call": call, "owner": owner}
    )
    return row.first() is not None


async def done(conn: AsyncConnection, calls: Sequence[str]) -> None:
    """Forgets calls."""
    await conn.execute(text("DELETE FROM queued_sends WHERE call = ANY(:calls)"), {"calls": list(calls)})
