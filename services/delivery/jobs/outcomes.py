"""From records to the batch of facts that a closed window publishes."""

from collections.abc import Iterable

from counterpoint.delivery.v1.delivery_events_pb2 import Envelope, OutcomesRecorded

from services.delivery.domain.books import FAILED, SENT, Counts
from services.delivery.domain.decide import WITH_EVENT
from services.delivery.domain.ids import message_id
from services.delivery.jobs.records import Record


def counts_of(records: Iterable[Record]) -> Counts:
    """The window's books."""
    counts = Counts()
    for record in records:
        counts.add(record.book, record.reason)
    return counts


def record_status(detail: str) -> str:
    """The SMS record_status of a failure (events spec §3.6) as far as the provider's words tell it."""
    words = detail.lower()
    if "invalid phone" in words or "21211" in words or "21614" in words:
        return "INVALID"
    if "invalidmessage" in words:
        return "INVALID_MESSAGE"
    return "OPTED_OUT" if "opted out" in words or "suppression" in words else "UNKNOWN"


def batch(plan: object, envelope: Envelope, batch_id: str, records: Iterable[Record], now_ms: int) -> bytes | None:
    """The OutcomesRecorded of a window, None when none of its recipients has anything to tell. `envelope`: of the run."""
    app_id, campaign, run, treatment = plan.app_id, plan.campaign_id, plan.run_id, plan.treatment_id or "0"  # type: ignore[attr-defined]
    message = OutcomesRecorded(app_id=app_id, batch_id=batch_id, envelope=envelope, test=plan.test)  # type: ignore[attr-defined]
    add = message.outcomes.add
    for record in records:
        if record.reason not in WITH_EVENT:
            continue
        # What was never addressed by a message has no message id.
        named = message_id(run, record.endpoint_id) if record.book in ("sent", "failed", "unknown") else ""
        shared = {
            "at_ms": now_ms,
            "endpoint_id": record.endpoint_id,
            "user_id": record.user_id,
            "channel": record.channel,
            "message_id": named,
            "campaign_id": campaign,
            "activity_id": run,
            "treatment_id": treatment,
        }
        if record.book == SENT:
            add(
                kind="campaign.send",
                status="SUCCESS",
                book=SENT,
                reason="SUCCESS",
                sent_ms=now_ms,
                parts=record.parts,
                country=record.country,
                **shared,
            )
            if record.delivered:
                add(kind="delivered", sent_ms=now_ms, parts=record.parts, country=record.country, **shared)
            continue
        add(
            kind="campaign.send",
            status=record.reason,
            book=record.book,
            reason=record.reason,
            detail=record.detail,
            **shared,
        )
        if record.channel == "SMS" and record.book == FAILED:
            add(kind="failed", status=record_status(record.detail), detail=record.detail, sent_ms=now_ms, country=record.country, **shared)
        if record.event:
            add(kind=record.event, detail=record.detail, sent_ms=now_ms, **shared)
    return message.SerializeToString() if message.outcomes else None
