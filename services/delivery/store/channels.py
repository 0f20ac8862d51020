"""Channel resources: a document each, beside its platform and whether it is enabled."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def get(conn: AsyncConnection, app_id: str, platform: str, lock: bool = False) -> bytes | None:
    """The stored document, None when the channel was never configured or was deleted."""
    row = (
        await conn.execute(
            text(
                "SELECT document FROM channels WHERE app_id = :app AND platform = :platform"
                + (" FOR UPDATE" if lock else "")
            ),
            {"app": app_id, "platform": platform},
        )
    ).first()
    return None if row is None else bytes(row.document)


async def put(conn: AsyncConnection, app_id: str, platform: str, document: bytes, enabled: bool) -> None:
    """Creates or replaces."""
    await conn.execute(
        text(
            "INSERT INTO channels (app_id, platform, document, enabled) VALUES (:app, :platform, :document, :enabled)"
            " ON CONFLICT (app_id, platform) DO UPDATE SET document = excluded.document, enabled = excluded.enabled"
        ),
        {"app": app_id, "platform": platform, "document": document, "enabled": enabled},
    )


async def delete(conn: AsyncConnection, app_id: str, platform: str) -> None:
    """Removes the row, its secrets with it."""
    await conn.execute(
        text("DELETE FROM channels WHERE app_id = :app AND platform = :platform"), {"app": app_id, "platform": platform}
    )


async def all_of(conn: AsyncConnection, app_id: str) -> list[tuple[str, bytes, bool]]:
    """(platform, document, enabled) of every configured channel."""
    rows = await conn.execute(
        text("SELECT platform, document, enabled FROM channels WHERE app_id = :app ORDER BY platform"), {"app": app_id}
    )
    return [(row.platform, bytes(row.document), row.enabled) for row in rows]
