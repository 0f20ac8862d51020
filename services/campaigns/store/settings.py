"""Settings of applications."""

from __future__ import annotations

from collections.abc import Sequence

from counterpoint.campaigns.v1.campaigns_pb2 import ApplicationSettingsResource
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.errors import NotFound


async def get(conn: AsyncConnection, app_id: str, account_id: str) -> ApplicationSettingsResource | None:
    """The stored settings, None when nothing was ever written."""
    sql = text("SELECT document FROM settings WHERE app_id = :app AND account_id = :account")
    found = (await conn.execute(sql, {"app": app_id, "account": account_id})).first()
    return ApplicationSettingsResource.FromString(found.document) if found else None


async def with_daily_limit(conn: AsyncConnection, app_ids: Sequence[str]) -> set[str]:
    """Which of the applications have a daily limit now."""
    sql = text("SELECT app_id, document FROM settings WHERE app_id = ANY(:apps)")
    found = await conn.execute(sql, {"apps": list(app_ids)})
    return {row.app_id for row in found if ApplicationSettingsResource.FromString(row.document).limits.daily > 0}


async def lock(conn: AsyncConnection, app_id: str) -> None:
    """Writers of one application's settings wait for each other, and for its deletion. Raises NotFound once it is
    deleted.
    """
    await conn.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"app:{app_id}"})
    if (await conn.execute(text("SELECT 1 FROM deleted_apps WHERE app_id = :app"), {"app": app_id})).first():
        raise NotFound("Application not found")


async def put(conn: AsyncConnection, app_id: str, account_id: str, settings: ApplicationSettingsResource) -> None:
    """Stores the settings."""
    await conn.execute(
        text(
            "INSERT INTO settings (app_id, account_id, document) VALUES (:app, :account, :document) "
            "ON CONFLICT (app_id) DO UPDATE SET account_id = EXCLUDED.account_id, document = EXCLUDED.document"
        ),
        {"app": app_id, "account": account_id, "document": settings.SerializeToString()},
    )
