"""Closing a window: counts, retries, cap totals, suppression and the outcomes, in one transaction."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.bus import subjects
from kit.db import enqueue
from services.delivery.channels import provider
from services.delivery.channels.provider import Outbound, Outcome
from services.delivery.deps import Deps
from services.delivery.domain import runplan
from services.delivery.domain.books import FAILED, NOT_SENT, RETRY, SENT, STOPPED, UNKNOWN
from services.delivery.jobs import outcomes as facts
from services.delivery.jobs.envelopes import envelope_of
from services.delivery.jobs.loaded import Loaded
from services.delivery.jobs.recipients import normalised
from services.delivery.jobs.records import SENDING, Record, pack, unpack
from services.delivery.store import caps, runs, suppression, windows
from services.delivery.store.windows import Window

# Minutes between attempts; the last one repeats until the run's time is over (channels spec §8.1).
DELAYS_MINUTES = (5, 15, 60)
# Reservations and retries stop here whatever the provider asks for.
_LONGEST_WAIT_MS = 6 * 3600 * 1000


@dataclass(slots=True)
class Closing:
    """What the transaction has to write besides the window itself."""

    retry: list[str] = field(default_factory=list)
    due_ms: int = 0
    suppress: list[tuple[str, str, str]] = field(default_factory=list)


def book(
    window: Window, record: Record, sent: Outbound, outcome: Outcome, deadline_ms: int, now_ms: int, closing: Closing
) -> None:
    """Writes one provider's answer into its record (campaigns spec §8.3)."""
    if outcome.suppress or outcome.opt_out_list:
        reason = "OPT_OUT" if outcome.opt_out_list else "HARD_BOUNCE"
        closing.suppress.append((record.channel, normalised(record.channel, sent.address), reason))
    record.detail = "" if outcome.status == provider.SUCCESSFUL else outcome.message[:500].replace(sent.address, "***")
    if outcome.status == provider.SUCCESSFUL:
        record.book, record.reason, record.delivered = SENT, "SUCCESS", outcome.delivered
    elif outcome.status == provider.UNKNOWN_FAILURE:
        record.book, record.reason = UNKNOWN, "UNKNOWN"
    elif outcome.status in (provider.THROTTLED, provider.TEMPORARY_FAILURE) and record.channel != "CUSTOM":
        _later(window, record, outcome, deadline_ms, now_ms, closing)
    else:
        custom = record.channel == "CUSTOM"
        record.book, record.reason, record.event = (
            FAILED,
            "CUSTOM_DELIVERY_FAILURE" if custom else "FAILURE_PERMANENT",
            outcome.event or "",
        )


def _later(window: Window, record: Record, outcome: Outcome, deadline_ms: int, now_ms: int, closing: Closing) -> None:
    minutes = DELAYS_MINUTES[min(window.attempt, len(DELAYS_MINUTES) - 1)]
    wait = max(minutes * 60_000, min(_LONGEST_WAIT_MS, int((outcome.retry_after or 0) * 1000)))
    due = max(closing.due_ms, now_ms + wait)
    if due <= deadline_ms:
        closing.due_ms = due
        closing.retry.append(record.endpoint_id)
        record.book, record.reason = RETRY, ""
    else:
        record.book, record.event = FAILED, outcome.event or ""
        record.reason = "THROTTLED" if outcome.status == provider.THROTTLED else "TRANSIENT_FAILURE"


@dataclass(slots=True)
class Handed:
    """A window whose recipients have all got their book, to be closed."""

    window: Window
    records: list[Record]
    closing: Closing


async def close(conn: AsyncConnection, loaded: Loaded, handed: Handed, now_ms: int) -> bool:
    """Closes, in the running transaction. False: it was taken from us; what we know resolved its unknown ones."""
    window, records, closing = handed.window, handed.records, handed.closing
    if closing.retry and await _stopping(conn, window.run_id):
        for record in records:
            if record.book == RETRY:
                record.book, record.reason = NOT_SENT, STOPPED
        closing.retry = []
    if not await windows.close(conn, window, pack(records), _counts(handed), now_ms):
        await _resolve(conn, loaded, window, records, now_ms)
        return False
    if closing.retry:
        again = msgspec.msgpack.encode(closing.retry)
        await windows.insert_retry(conn, window, len(closing.retry), again, closing.due_ms)
    await _publish(conn, loaded, f"{window.run_id}-{window.number}", records, now_ms)
    await _side_effects(conn, loaded, window, records, closing, now_ms)
    return True


def alone(loaded: Loaded, handed: Handed, now_ms: int) -> windows.Closed | None:
    """What closing writes when it is nothing but the window and its fact, as nearly always; None when there is more."""
    window, closing = handed.window, handed.closing
    if closing.retry or closing.suppress or (runplan.caps_of(loaded.plan).any and window.attempt == 0):
        return None
    batch_id = f"{window.run_id}-{window.number}"
    subject = subjects.of(subjects.OUTCOME_RECORDED, loaded.plan.app_id)
    payload = facts.batch(loaded.plan, envelope_of(loaded), batch_id, handed.records, now_ms)
    told = "" if payload is None else batch_id
    return windows.Closed(window, pack(handed.records), _counts(handed), told, subject, payload)


def _counts(handed: Handed) -> dict[str, Any]:
    counts = facts.counts_of(handed.records)
    assert counts.members == handed.window.members, "a window's books hold each of its members once"
    return counts.document()


async def _side_effects(
    conn: AsyncConnection, loaded: Loaded, window: Window, records: list[Record], closing: Closing, now_ms: int
) -> None:
    plan = loaded.plan
    if closing.suppress:
        await suppression.add(conn, plan.account_id, [entry for entry in closing.suppress if entry[2] in loaded.listing], now_ms)
    if runplan.caps_of(plan).any and window.attempt == 0:
        targeted = [record.endpoint_id for record in records if record.counted]
        if targeted:
            await caps.record(
                conn, plan.app_id, plan.campaign_id, plan.run_id, window.number, targeted, plan.limits.total > 0, now_ms
            )


async def _publish(conn: AsyncConnection, loaded: Loaded, batch_id: str, records: list[Record], now_ms: int) -> None:
    payload = facts.batch(loaded.plan, envelope_of(loaded), batch_id, records, now_ms)
    if payload is not None:
        await enqueue(conn, subjects.of(subjects.OUTCOME_RECORDED, loaded.plan.app_id), payload, batch_id)


async def _stopping(conn: AsyncConnection, run_id: str) -> bool:
    from sqlalchemy import text

    row = (await conn.execute(text("SELECT stopping FROM runs WHERE run_id = :run FOR SHARE"), {"run": run_id})).first()
    return row is None or bool(row.stopping)


async def _resolve(conn: AsyncConnection, loaded: Loaded, window: Window, late: list[Record], now_ms: int) -> None:
    """Another worker booked our recipients as unknown: outcomes that came too late resolve exactly these."""
    stored = await windows.unresolved(conn, window)
    if stored is None:
        return
    known = {record.endpoint_id: record for record in late if record.book in (SENT, FAILED)}
    records, changed = unpack(stored[0]), []
    for at, record in enumerate(records):
        if record.book == UNKNOWN and record.endpoint_id in known:
            records[at] = known[record.endpoint_id]
            changed.append(records[at])
    if changed:
        await windows.resolve(conn, window, pack(records), facts.counts_of(records).document())
        await runs.recount(conn, window.run_id)
        await _publish(conn, loaded, f"{window.run_id}-{window.number}-late-{window.epoch}", changed, now_ms)


async def close_dead(deps: Deps, loaded: Loaded, window: Window, decision: bytes, conn: AsyncConnection) -> None:
    """Closes a window whose worker died in sending: everybody who was being handed over is unknown, the others are
    as decided."""
    records = unpack(decision)
    for record in records:
        if record.book == SENDING:
            record.book, record.reason = UNKNOWN, "UNKNOWN"
    now_ms = deps.clock.now_ms()
    if await windows.close(conn, window, pack(records), facts.counts_of(records).document(), now_ms):
        await _publish(conn, loaded, f"{window.run_id}-{window.number}", records, now_ms)
        await _side_effects(conn, loaded, window, records, Closing(), now_ms)
