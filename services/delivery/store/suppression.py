"""Addresses that get nothing more: hard bounces, complaints (e-mail), opted-out numbers (SMS). Account-wide."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_FIND = text(
    "SELECT s.channel, s.address FROM suppressions s JOIN unnest(CAST(:channels AS text[]), CAST(:addresses AS"
    " text[])) AS a(channel, address)"
    " USING (channel, address) WHERE s.account = :account"
)


async def found(conn: AsyncConnection, account: str, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of the (channel, normalised address) pairs are listed, in one query."""
    rows = await conn.execute(
        _FIND, {"account": account, "channels": [p[0] for p in pairs], "addresses": [p[1] for p in pairs]}
    )
    return {(row.channel, row.address) for row in rows}


async def add(conn: AsyncConnection, account: str, entries: Sequence[tuple[str, str, str]], now_ms: int) -> int:
    """Lists (channel, normalised address, reason); one that is listed stays as it is. Gives how many are new."""
    done = await conn.execute(
        text(
            "INSERT INTO suppressions (account, channel, address, reason, since_ms)"
            " SELECT DISTINCT ON (c, a) :account, c, a, r, :now"
            " FROM unnest(CAST(:channels AS text[]), CAST(:addresses AS text[]), CAST(:reasons AS text[])) AS x(c,"
            " a, r) ON CONFLICT DO NOTHING"
        ),
        {
            "account": account,
            "now": now_ms,
            "channels": [e[0] for e in entries],
            "addresses": [e[1] for e in entries],
            "reasons": [e[2] for e in entries],
        },
    )
    return done.rowcount


async def page(conn: AsyncConnection, account: str, channel: str, after: tuple[str, str], limit: int) -> Sequence[Any]:
    """Entries (channel, address, reason, since_ms) by channel and address. `channel` "": all; `after`: the last one before."""
    rows = await conn.execute(
        text(
            "SELECT channel, address, reason, since_ms FROM suppressions WHERE account = :account"
            " AND (:channel = '' OR channel = :channel) AND (channel, address) > (:after_channel, :after_address)"
            " ORDER BY channel, address LIMIT :limit"
        ),
        {"account": account, "channel": channel, "after_channel": after[0], "after_address": after[1], "limit": limit},
    )
    return list(rows)


async def remove(conn: AsyncConnection, account: str, channel: str, address: str) -> bool:
    """Takes an address off the list; False when it was not on it."""
    done = await conn.execute(
        text("DELETE FROM suppressions WHERE account = :account AND channel = :channel AND address = :address"),
        {"account": account, "channel": channel, "address": address},
    )
    return done.rowcount > 0
