"""What is told about a message after the hand-over: recorded once, resolving doubt, feeding suppression (design §7)."""

from dataclasses import dataclass
from hashlib import blake2b

from counterpoint.delivery.v1.delivery_events_pb2 import Outcome, OutcomesRecorded
from counterpoint.segments.v1.audience_pb2 import FindMemberRequest
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.bus import subjects
from kit.db import enqueue
from kit.errors import NotFound
from services.delivery.channels.provider import DIRECT, TEST
from services.delivery.deps import Deps
from services.delivery.domain.books import FAILED, RETRY, SENT, UNKNOWN
from services.delivery.jobs import outcomes as books
from services.delivery.jobs.envelopes import envelope_of
from services.delivery.jobs.loaded import Loaded, LoadedRuns
from services.delivery.jobs.records import pack, unpack
from services.delivery.store import receipts, runs, suppression, windows
from services.delivery.store.windows import RETRY_NUMBERS, Window


@dataclass(slots=True)
class Message:
    """One of our messages, as far as its seal names it. `run_id`: a run, DIRECT or TEST."""

    app_id: str
    run_id: str
    endpoint_id: str
    message_id: str
    channel: str
    sent_ms: int
    campaign_id: str = ""
    treatment_id: str = "0"
    activity_id: str = ""
    journey_id: str = ""
    journey_activity_id: str = ""
    user_id: str = ""
    address_hash: int = 0
    test: bool = False


@dataclass(slots=True)
class Told:
    """A provider's word. `kind`, `status`, `detail`: of the outcome; `suppress`: (normalised address, reason) to be listed."""

    message: Message
    kind: str
    status: str = ""
    detail: str = ""
    country: str = ""
    suppress: tuple[str, str] | None = None


async def record(deps: Deps, told: Told) -> bool:
    """Books one word in one transaction. False: it was told before."""
    message, now_ms = told.message, deps.clock.now_ms()
    seen = identity(message.app_id, message.run_id, message.endpoint_id, message.message_id, message.address_hash, told.kind)
    account = await deps.apps.account_of(deps, message.app_id) if told.suppress is not None else ""
    seq = await _in_doubt(deps, told)
    # Before the transaction: who holds a connection must not wait for a second one.
    loaded = await LoadedRuns(deps).get(message.run_id) if seq else None
    async with deps.db.begin() as conn:
        if not await receipts.fresh(conn, [seen.digest()], now_ms):
            return False
        if told.suppress is not None and told.suppress[1] in deps.config.listing:
            await suppression.add(conn, account, [(message.channel, *told.suppress)], now_ms)
        if loaded is not None:
            await _resolve(conn, loaded, told, seq, now_ms)
        if message.run_id == DIRECT and message.channel == "SMS":
            await receipts.heard(conn, message.message_id)
        batch = OutcomesRecorded(app_id=message.app_id, batch_id=f"receipt-{seen.hexdigest()}", test=message.test)
        batch.outcomes.append(_outcome(told, now_ms))
        await enqueue(conn, subjects.of(subjects.OUTCOME_RECORDED, message.app_id), batch.SerializeToString(), batch.batch_id)
    deps.relay.wake()
    return True


def identity(app_id: str, run_id: str, endpoint_id: str, message_id: str, hashed: int, kind: str) -> "blake2b":
    """By what a word about a message is known when it comes again."""
    return blake2b(f"{app_id}\0{run_id}\0{endpoint_id}\0{message_id}\0{hashed}\0{kind}".encode(), digest_size=16)


def _outcome(told: Told, now_ms: int) -> Outcome:
    message = told.message
    return Outcome(
        kind=told.kind,
        at_ms=now_ms,
        sent_ms=message.sent_ms,
        endpoint_id=message.endpoint_id,
        user_id=message.user_id,
        channel=message.channel,
        message_id=message.message_id,
        campaign_id=message.campaign_id,
        activity_id=message.activity_id,
        treatment_id=message.treatment_id or "0",
        journey_id=message.journey_id,
        journey_run_id=message.run_id if message.journey_id else "",
        journey_activity_id=message.journey_activity_id,
        status=told.status,
        detail=told.detail,
        country=told.country,
        address_hash=message.address_hash,
    )


async def _in_doubt(deps: Deps, told: Told) -> int:
    """The recipient's number in a run that has somebody in doubt, 0 when there is no such run."""
    message = told.message
    if message.run_id in (DIRECT, TEST) or told.kind == "complaint":
        return 0
    async with deps.db.connect() as conn:
        if not await receipts.in_doubt(conn, message.run_id):
            return 0
    request = FindMemberRequest(app_id=message.app_id, run_id=message.run_id, endpoint_id=message.endpoint_id)
    try:
        return int((await deps.audience.FindMember(request)).recipient.seq)
    except NotFound:
        return 0


async def _resolve(conn: AsyncConnection, loaded: Loaded, told: Told, seq: int, now_ms: int) -> None:
    """Books the recipient, if it is unknown, as what was told: the provider had it."""
    run_id, endpoint_id = told.message.run_id, told.message.endpoint_id
    row = await receipts.window_of(conn, run_id, seq)
    while row is not None:
        records = unpack(bytes(row.decision))
        found = next((one for one in records if one.endpoint_id == endpoint_id), None)
        if found is None or found.book != RETRY:
            break
        row = await receipts.window_numbered(conn, run_id, row.number + RETRY_NUMBERS)
    if row is None or found is None or found.book != UNKNOWN:
        return
    # A bounce of a mail that its server had taken is told beside the send, as for any other.
    bounced = told.kind not in ("delivered", "hardbounce", "softbounce")
    found.book, found.reason, found.delivered = (FAILED, "FAILURE_PERMANENT", False) if bounced else (SENT, "SUCCESS", False)
    window = Window(run_id, row.number, 0, 0, 0, len(records), 0, None)
    await windows.resolve(conn, window, pack(records), books.counts_of(records).document())
    await runs.recount(conn, run_id)
    batch_id = f"{run_id}-{row.number}-receipt-{told.message.message_id}"
    payload = books.batch(loaded.plan, envelope_of(loaded), batch_id, [found], now_ms)
    if payload is not None:
        await enqueue(conn, subjects.of(subjects.OUTCOME_RECORDED, told.message.app_id), payload, batch_id)
