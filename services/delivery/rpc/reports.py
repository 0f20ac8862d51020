"""What comes back: bounces and complaints by mail, receipts of text messages by callback (channels spec §5.1, §8, §8.1)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from counterpoint.delivery.v1 import sending_pb2 as shapes
from counterpoint.segments.v1 import audience_pb2 as audience

from kit.errors import Invalid, NotFound
from services.delivery.channels.provider import DIRECT, TEST, Outbound
from services.delivery.channels.smtp_answers import RCPT, outcome_of
from services.delivery.channels.twilio_answers import receipt, signed
from services.delivery.deps import Deps
from services.delivery.domain import links, phone, reports
from services.delivery.domain.ids import address_hash, message_id
from services.delivery.domain.reports import Report
from services.delivery.jobs import receipts
from services.delivery.jobs.receipts import Message, Told
from services.delivery.jobs.recipients import normalised
from services.delivery.rpc.tracking import opt_out
from services.delivery.store import receipts as store

RECEIPTS = "/r/"
"""Path of the callbacks, below the public URL."""
_NO_REPORT = "This mail is neither a bounce nor a complaint that names a message of ours."


async def take_report(deps: Deps, request: Any) -> Any:
    """TakeReport."""
    if not request.message:
        raise Invalid("Message: is required")
    taken = await take_mail(deps, request.message, reports.recipients(request.message))
    return shapes.TakeReportResponse(taken=taken, words="" if taken else _NO_REPORT)


async def take_mail(deps: Deps, raw: bytes, to: Sequence[str]) -> int:
    """Books what a mail says of ours; returns of how many messages. `to`: the addresses it came to."""
    taken = 0
    for report in reports.parse(raw):
        try:
            found = await _mail(deps, report, to)
            if found is not None:
                taken += await receipts.record(deps, await _told(deps, report, found))
        except NotFound:
            continue
    return taken


async def _mail(deps: Deps, report: Report, to: Sequence[str]) -> Message | None:
    """The mail a report speaks of: by the seal in its head, else by the address the report came to."""
    ref = deps.links.read(links.REPORT, report.token) if report.token else None
    if ref is not None:
        return of_ref(ref, "EMAIL")
    sealed = deps.returns.read(to) if deps.returns is not None else None
    if sealed is None:
        return None
    scope, number, member = sealed
    if not member:
        return Message(scope, DIRECT, "", "", "EMAIL", 0, address_hash=number)
    async with deps.db.connect() as conn:
        run = await store.run_of(conn, scope)
    if run is None:
        return None
    request = audience.ReadAudienceRequest(app_id=run.app_id, run_id=scope, from_seq=number, to_seq=number)
    for recipient in (await deps.audience.ReadAudience(request)).recipients:
        named = message_id(scope, recipient.endpoint_id)
        return Message(
            run.app_id, scope, recipient.endpoint_id, named, "EMAIL", run.started_ms, run.campaign_id, run.treatment_id, scope, test=run.test
        )
    return None


def of_ref(ref: links.Ref, channel: str) -> Message:
    """The message a seal names. In those of bare addresses the activity is the hash of the address."""
    bare, journey = ref.activity_id.startswith(links.BARE), bool(ref.journey_id)
    campaign = ref.run_id not in (DIRECT, TEST) and not journey
    return Message(
        ref.app_id,
        ref.run_id,
        ref.endpoint_id,
        ref.message_id,
        channel,
        ref.sent_ms,
        ref.campaign_id,
        ref.treatment_id or "0",
        "" if bare or journey else ref.activity_id or (ref.run_id if campaign else ""),
        ref.journey_id,
        ref.activity_id if journey else "",
        address_hash=int(ref.activity_id[1:], 16) if bare else 0,
        test=ref.run_id == TEST,
    )


async def _told(deps: Deps, report: Report, mail: Message) -> Told:
    address, mail.user_id = await _address(deps, mail, report.recipient)
    if report.kind == reports.COMPLAINT:
        return Told(mail, "complaint", detail=report.text, suppress=(address, "COMPLAINT") if address else None)
    if report.kind == reports.DELIVERED:
        return Told(mail, "delivered")
    outcome = outcome_of(RCPT, report.code, report.text)
    listed = (address, "HARD_BOUNCE") if outcome.suppress and address else None
    words = outcome.message.replace(report.recipient, "***") if report.recipient else outcome.message
    return Told(mail, outcome.event or "hardbounce", detail=words, suppress=listed)


async def _address(deps: Deps, mail: Message, claimed: str) -> tuple[str, str]:
    """The normalised address that a report may have listed, and its user: the message's own, never another that the
    report names. "" when they differ, or when nobody knows any more."""
    given = normalised("EMAIL", claimed)
    if not mail.endpoint_id:
        return (given if given and mail.address_hash == address_hash("EMAIL", given) else ""), ""
    request = audience.BatchGetEndpointsRequest(app_id=mail.app_id, endpoint_ids=[mail.endpoint_id])
    for endpoint in (await deps.audience.BatchGetEndpoints(request)).endpoints:
        own = normalised("EMAIL", endpoint.address) if endpoint.channel_type == "EMAIL" else ""
        # Complaints often come without the address: who holds the seal is the recipient.
        return (own if given in ("", own) else ""), endpoint.user.user_id
    return "", ""


async def take_receipt(deps: Deps, request: Any) -> Any:
    """TakeReceipt: a status callback of a Twilio-compatible operator. Unsigned or unknown ones change nothing."""
    ref = deps.links.read(links.REPORT, request.token)
    form = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    url = f"{deps.links.public}{RECEIPTS}{request.token}"
    if ref is None or not deps.sms_token or not signed(deps.sms_token, url, form, request.signature):
        return shapes.TakeReceiptResponse(known=False)
    said = receipt(dict(form))
    if said is not None and said.event in _SMS_KINDS:
        try:
            await _book(deps, of_ref(ref, "SMS"), said.record_status, _SMS_KINDS[said.event], dict(form))
        except NotFound:
            pass
    return shapes.TakeReceiptResponse(known=True)


_SMS_KINDS = {"_SMS.SUCCESS": "delivered", "_SMS.FAILURE": "failed"}


async def _book(deps: Deps, message: Message, status: str, kind: str, form: dict[str, str]) -> None:
    if message.run_id not in (DIRECT, TEST):
        async with deps.db.connect() as conn:
            run = await store.run_of(conn, message.run_id)
        if run is None:
            return
        message = replace(message, campaign_id=run.campaign_id, treatment_id=run.treatment_id, test=run.test)
    number = normalised("SMS", form.get("To", ""))
    code = form.get("ErrorCode", "")
    listed = (number, "OPT_OUT") if status == "OPTED_OUT" and number else None
    detail = f"SMS operator's receipt: {code}" if code and code != "0" else ""
    told = Told(message, kind, status, detail, phone.region_of(number) if number else "", listed)
    if listed and message.endpoint_id:
        # As a click on an unsubscribe link; doing it again changes nothing.
        await opt_out(deps, [(message.app_id, message.endpoint_id)])
    if await receipts.record(deps, told) and listed:
        await receipts.record(deps, replace(told, kind="optout", status="", suppress=None))


def callback(signer: links.LinkSigner, public: str, item: Outbound, sent_ms: int) -> str:
    """The URL by which the operator tells what became of a text message; "" without a public URL."""
    if not public:
        return ""
    bare = "" if item.endpoint_id else f"{links.BARE}{address_hash('SMS', item.address):016x}"
    sealed = signer.run(item.app_id, item.run, activity_id=bare)
    return f"{signer.public}{RECEIPTS}{sealed.report(item.endpoint_id, item.message_id, sent_ms)}"
