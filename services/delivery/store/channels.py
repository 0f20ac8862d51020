"""Channel resources: a document each, beside its platform, whether it is enabled, and its sealed secrets."""

from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


class Stored(NamedTuple):
    """One channel. `secret`: as kit.seal made it, None for channels without secrets."""

    document: bytes
    secret: bytes | None


async def get(conn: AsyncConnection, app_id: str, platform: str, lock: bool = False) -> Stored | None:
    """The stored channel, None when it was never configured or was deleted.

    `lock`: until the transaction ends nobody else changes it or makes it.
    """
    if lock:
        # A row lock would not hold off a second first PUT.
        await conn.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"channel/{app_id}/{platform}"}
        )
    row = (
        await conn.execute(
            text("SELECT document, secret FROM channels WHERE app_id = :app AND platform = :platform"),
            {"app": app_id, "platform": platform},
        )
    ).first()
    if row is None:
        return None
    return Stored(bytes(row.document), None if row.secret is None else bytes(row.secret))


async def put(
    conn: AsyncConnection, app_id: str, platform: str, document: bytes, enabled: bool, secret: bytes | None = None
) -> None:
    """Creates or replaces."""
    await conn.execute(
        text(
            "INSERT INTO channels (app_id, platform, document, enabled, secret)"
            " VALUES (:app, :platform, :document, :enabled, :secret)"
            " ON CONFLICT (app_id, platform) DO UPDATE SET document = excluded.document, enabled = excluded.enabled,"
            " secret = excluded.secret"
        ),
        {"app": app_id, "platform": platform, "document": document, "enabled": enabled, "secret": secret},
    )


async def delete(conn: AsyncConnection, app_id: str, platform: str) -> None:
    """Removes the row, its secrets with it."""
    await conn.execute(
        text("DELETE FROM channels WHERE app_id = :app AND platform = :platform"), {"app": app_id, "platform": platform}
    )


async def all_of(conn: AsyncConnection, app_id: str) -> list[tuple[str, bytes, bool]]:
    """(platform, document, enabled) of every configured channel; no secrets."""
    rows = await conn.execute(
        text("SELECT platform, document, enabled FROM channels WHERE app_id = :app ORDER BY platform"), {"app": app_id}
    )
    return [(row.platform, bytes(row.document), row.enabled) for row in rows]
