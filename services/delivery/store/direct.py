"""The memory of direct sends: a call is stored before any provider is called, its answer afterwards, for 24 hours
of machine time."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Call:
    """A stored call. `answer` None: it runs, or its process died (then `lease_until` has passed)."""

    owner: str
    lease_until: float
    answer: bytes | None


async def begin(conn: AsyncConnection, key: str, app_id: str, owner: str, until: float, machine: float) -> bool:
    """Stores a new call; False when the key is there already."""
    made = await conn.execute(
        text(
            "INSERT INTO direct_calls (key, app_id, owner, lease_until, started) VALUES (:key, :app, :owner,"
            " :until, :now) ON CONFLICT DO NOTHING"
        ),
        {"key": key, "app": app_id, "owner": owner, "until": until, "now": machine},
    )
    return made.rowcount == 1


async def find(conn: AsyncConnection, key: str) -> Call | None:
    """The call of a key."""
    row = (
        await conn.execute(text("SELECT owner, lease_until, answer FROM direct_calls WHERE key = :key"), {"key": key})
    ).first()
    return None if row is None else Call(row.owner, row.lease_until, None if row.answer is None else bytes(row.answer))


async def take_over(conn: AsyncConnection, key: str, dead_owner: str, owner: str, until: float) -> bool:
    """Makes a call in doubt ours; False when somebody else was faster."""
    changed = await conn.execute(
        text(
            "UPDATE direct_calls SET owner = :owner, lease_until = :until WHERE key = :key AND owner = :dead AND"
            " answer IS NULL"
        ),
        {"key": key, "dead": dead_owner, "owner": owner, "until": until},
    )
    return changed.rowcount == 1


async def answer(conn: AsyncConnection, key: str, document: bytes) -> None:
    """Stores the answer."""
    await conn.execute(
        text("UPDATE direct_calls SET answer = :answer WHERE key = :key"), {"key": key, "answer": document}
    )


async def forget(conn: AsyncConnection, key: str) -> None:
    """Removes a call that failed before anything was handed over."""
    await conn.execute(text("DELETE FROM direct_calls WHERE key = :key AND answer IS NULL"), {"key": key})
