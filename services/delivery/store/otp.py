"""One-time passwords at rest: keyed digests of codes and destinations, no code and no number."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.delivery.domain.otp import DAY_MS, HOUR_MS, over_limit


@dataclass(frozen=True, slots=True)
class Code:
    """A code about to be sent. `reference`, `destination`, `digest` as domain.otp makes them; `send_id` names this
    send."""

    reference: bytes
    app_id: str
    destination: bytes
    digest: bytes
    allowed: int
    expires_ms: int
    send_id: str


async def reserve(conn: AsyncConnection, code: Code, now_ms: int) -> str:
    """Counts the send and keeps the code in place of an earlier one; else says which limit forbids it."""
    # One destination at a time, so that sends at once cannot all find room.
    lock = int.from_bytes(code.destination[:8], "big", signed=True)
    await conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
    values = {
        "reference": code.reference,
        "app": code.app_id,
        "destination": code.destination,
        "digest": code.digest,
        "allowed": code.allowed,
        "expires": code.expires_ms,
        "send": code.send_id,
        "now": now_ms,
        "hour": now_ms - HOUR_MS,
        "day": now_ms - DAY_MS,
    }
    found = (await conn.execute(_COUNTS, values)).one()
    refusal = over_limit(found.last_hour, found.last_day, found.live)
    if not refusal:
        await conn.execute(_COUNT, values)
        await conn.execute(_KEEP, values)
    return refusal


_COUNTS = text(
    "SELECT count(*) FILTER (WHERE at_ms > :hour) AS last_hour, count(*) AS last_day,"
    " (SELECT count(*) FROM otp_codes WHERE destination = :destination AND expires_ms > :now"
    " AND attempts < allowed AND reference <> :reference) AS live"
    " FROM otp_sends WHERE destination = :destination AND at_ms > :day"
)
_COUNT = text("INSERT INTO otp_sends (send_id, destination, at_ms) VALUES (:send, :destination, :now)")
_KEEP = text(
    "INSERT INTO otp_codes (reference, app_id, destination, digest, attempts, allowed, expires_ms)"
    " VALUES (:reference, :app, :destination, :digest, 0, :allowed, :expires)"
    " ON CONFLICT (reference) DO UPDATE SET digest = excluded.digest, attempts = 0, allowed = excluded.allowed,"
    " expires_ms = excluded.expires_ms"
)


async def withdraw(conn: AsyncConnection, code: Code) -> None:
    """Forgets a send that certainly reached nobody, and its code."""
    await conn.execute(text("DELETE FROM otp_sends WHERE send_id = :send"), {"send": code.send_id})
    await consume(conn, code.reference, code.digest)


async def attempt(conn: AsyncConnection, reference: bytes, now_ms: int) -> bytes | None:
    """Uses up one attempt and gives the digest to compare with; None when there is no live code."""
    row = (
        await conn.execute(
            text(
                "UPDATE otp_codes SET attempts = attempts + 1 WHERE reference = :reference AND expires_ms > :now"
                " AND attempts < allowed RETURNING digest"
            ),
            {"reference": reference, "now": now_ms},
        )
    ).first()
    return None if row is None else bytes(row.digest)


async def consume(conn: AsyncConnection, reference: bytes, digest: bytes) -> bool:
    """Removes this very code; False when another call was faster or a new send replaced it."""
    gone = await conn.execute(
        text("DELETE FROM otp_codes WHERE reference = :reference AND digest = :digest"),
        {"reference": reference, "digest": digest},
    )
    return gone.rowcount == 1


async def prune(conn: AsyncConnection, now_ms: int) -> None:
    """Forgets what no limit and no check asks for any more."""
    await conn.execute(text("DELETE FROM otp_codes WHERE expires_ms <= :now"), {"now": now_ms})
    await conn.execute(text("DELETE FROM otp_sends WHERE at_ms <= :day"), {"day": now_ms - DAY_MS})
