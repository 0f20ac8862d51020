"""Texts of which the operator never told the end: after 72 hours their record_status is UNKNOWN (events spec §3.6).

Only where receipts can come at all: with an operator that sends them and a public URL. Texts of a run are found in its
windows, direct ones in a table; what was told meanwhile is known by the ids of receipts.
"""

from collections import defaultdict
from typing import Any

from counterpoint.delivery.v1.delivery_events_pb2 import Outcome, OutcomesRecorded
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import ids
from kit.bus import subjects
from kit.db import enqueue
from services.delivery.deps import Deps
from services.delivery.domain.books import SENT
from services.delivery.domain.ids import message_id
from services.delivery.jobs.receipts import identity
from services.delivery.jobs.records import Record, unpack
from services.delivery.store import receipts

WAIT_MS = 72 * 3_600_000
_FINAL = ("delivered", "failed")
_TAKEN = 500


def waits(deps: Deps) -> bool:
    """Whether receipts of texts come to us."""
    return bool(deps.sms_token and deps.config.public_url)


async def remember(deps: Deps, conn: AsyncConnection, batch: OutcomesRecorded) -> None:
    """Direct texts of a batch that the operator took, in the transaction that records them."""
    if not waits(deps) or batch.test:
        return
    ended = {outcome.message_id for outcome in batch.outcomes if outcome.kind in _FINAL}
    sent = [o for o in batch.outcomes if o.kind == "message.send" and o.channel == "SMS" and o.book == SENT and o.message_id not in ended]
    if sent:
        await receipts.await_texts(conn, batch.app_id, [(o.endpoint_id, o.message_id, _kept(o)) for o in sent], sent[0].at_ms + WAIT_MS)


def _kept(outcome: Outcome) -> bytes:
    """What is needed later; an address is not kept for it."""
    made = Outcome()
    made.CopyFrom(outcome)
    made.envelope.address = ""
    return made.SerializeToString()


async def settle(deps: Deps) -> None:
    """Tells UNKNOWN of what is due: some direct texts, and one run."""
    now_ms, told = deps.clock.now_ms(), False
    async with deps.db.begin() as conn:
        due: dict[str, list[Outcome]] = defaultdict(list)
        for app_id, document in await receipts.due_texts(conn, now_ms, _TAKEN):
            due[app_id].append(_unheard(Outcome.FromString(document), now_ms))
        for app_id, outcomes in due.items():
            await _tell(conn, OutcomesRecorded(app_id=app_id, batch_id=f"unheard-{ids.new_id()}", outcomes=outcomes))
        run_id = await receipts.settle_run(conn, now_ms - WAIT_MS)
        if run_id and waits(deps):
            await _settle_run(conn, run_id, now_ms)
        told = bool(due or run_id)
    if told:
        deps.relay.wake()


async def _settle_run(conn: AsyncConnection, run_id: str, now_ms: int) -> None:
    run = await receipts.run_of(conn, run_id)
    if run is None:
        return
    for window in await receipts.windows_of(conn, run_id):
        records = [one for one in unpack(bytes(window.decision)) if one.channel == "SMS" and one.book == SENT and not one.delivered]
        named = {one.endpoint_id: message_id(run_id, one.endpoint_id) for one in records}
        told = {
            (endpoint_id, kind): identity(run.app_id, run_id, endpoint_id, named[endpoint_id], 0, kind).digest() for endpoint_id in named for kind in _FINAL
        }
        heard = await receipts.seen(conn, list(told.values()))
        silent = [one for one in records if not any(told[one.endpoint_id, kind] in heard for kind in _FINAL)]
        outcomes = [_of_run(run, run_id, one, named[one.endpoint_id], window.closed_ms, now_ms) for one in silent]
        await _tell(conn, OutcomesRecorded(app_id=run.app_id, batch_id=f"{run_id}-{window.number}-unheard", outcomes=outcomes, test=run.test))


def _of_run(run: Any, run_id: str, record: Record, named: str, sent_ms: int, now_ms: int) -> Outcome:
    made = Outcome(endpoint_id=record.endpoint_id, user_id=record.user_id, channel="SMS", message_id=named, campaign_id=run.campaign_id)
    made.activity_id, made.treatment_id, made.sent_ms, made.country, made.parts = run_id, run.treatment_id, sent_ms, record.country, record.parts
    return _unheard(made, now_ms)


def _unheard(outcome: Outcome, now_ms: int) -> Outcome:
    outcome.kind, outcome.status, outcome.detail, outcome.at_ms = "failed", "UNKNOWN", "no receipt in 72 hours", now_ms
    outcome.book = outcome.reason = ""
    outcome.price_millicents = 0.0
    return outcome


async def _tell(conn: AsyncConnection, batch: OutcomesRecorded) -> None:
    if batch.outcomes:
        await enqueue(conn, subjects.of(subjects.OUTCOME_RECORDED, batch.app_id), batch.SerializeToString(), batch.batch_id)
