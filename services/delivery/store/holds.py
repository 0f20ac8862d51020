"""Holds: an operator's stop, by app, campaign or channel; after a restore one of everything, whose app is empty."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class HoldRow:
    """One hold; empty campaign and channel: the whole app."""

    app_id: str
    campaign_id: str
    channel: str
    since_ms: int


async def hold_everything(driver: Any, now_ms: int) -> None:
    """Puts all apps on hold, as after a restore; `driver` is asyncpg's connection in the transaction that brings the rows back."""
    await driver.execute("INSERT INTO delivery.holds (app_id, since_ms) VALUES ('', $1) ON CONFLICT DO NOTHING", now_ms)


async def everything(conn: AsyncConnection) -> bool:
    """Whether all apps are on hold."""
    return (await conn.execute(text("SELECT 1 FROM holds WHERE app_id = ''"))).first() is not None


async def give_up_queued(conn: AsyncConnection) -> None:
    """Direct sends that were queued at the backup are in doubt: they may have been made since. They are booked so, and not made."""
    await conn.execute(text("UPDATE queued_sends SET begun = true, lease_until = 0 WHERE NOT begun"))


async def put(conn: AsyncConnection, app_id: str, campaign_id: str, channel: str, now_ms: int) -> None:
    """Sets a hold; one that is set keeps its time."""
    await conn.execute(
        text(
            "INSERT INTO holds (app_id, campaign_id, channel, since_ms) VALUES (:app, :campaign, :channel, :now)"
            " ON CONFLICT DO NOTHING"
        ),
        {"app": app_id, "campaign": campaign_id, "channel": channel, "now": now_ms},
    )


async def lift(conn: AsyncConnection, app_id: str, campaign_id: str, channel: str) -> None:
    """Removes a hold; none is fine."""
    await conn.execute(
        text("DELETE FROM holds WHERE app_id = :app AND campaign_id = :campaign AND channel = :channel"),
        {"app": app_id, "campaign": campaign_id, "channel": channel},
    )


async def all_of(conn: AsyncConnection, app_id: str = "") -> list[HoldRow]:
    """The holds of an app, of all apps when empty."""
    rows = await conn.execute(
        text(
            "SELECT app_id, campaign_id, channel, since_ms FROM holds WHERE :app = '' OR app_id IN ('', :app) ORDER BY"
            " since_ms, campaign_id, channel"
        ),
        {"app": app_id},
    )
    return [HoldRow(row.app_id, row.campaign_id, row.channel, row.since_ms) for row in rows]


def held(holds: list[HoldRow], app_id: str, campaign_id: str, channels: tuple[str, ...]) -> bool:
    """Whether a run waits: its app, its campaign, or one of the channels it sends through is on hold."""
    return any(
        hold.app_id in ("", app_id)
        and (
            hold.campaign_id == campaign_id
            if hold.campaign_id
            else (hold.channel in channels if hold.channel else True)
        )
        for hold in holds
    )
