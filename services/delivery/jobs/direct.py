"""Direct sends: targets resolved in one call, rendered, handed over in one batch per channel, recorded in one
outbox row."""

import asyncio
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1.delivery_events_pb2 import Envelope, OutcomesRecorded
from redis.exceptions import RedisError

from kit import ids
from kit.times import from_us
from services.delivery.channels import provider
from services.delivery.channels.provider import DIRECT, TEST, EmailPayload, Outbound, Outcome, Payload, SmsPayload
from services.delivery.deps import Deps
from services.delivery.domain import direct, phone
from services.delivery.domain.addresses import belongs_to, parse_mailbox, valid_email
from services.delivery.domain.content import (
    Addressee,
    Unsendable,
    email_content,
    render_email,
    render_text,
    text_content,
)
from services.delivery.domain.direct import Result
from services.delivery.domain.documents import PARTS, document
from services.delivery.domain.ids import address_hash, message_id
from services.delivery.domain.links import BARE, RunLinks
from services.delivery.domain.mime import HeaderInjection, MimeTemplate
from services.delivery.domain.rawmail import RawMailFault, prepare
from services.delivery.domain.runplan import BUILT
from services.delivery.domain.sms import normalise_number, origin
from services.delivery.domain.template import Context, Place, RenderError, TemplateError, compile, parse_defaults
from services.delivery.jobs.moments import moment
from services.delivery.jobs.outcomes import record_status
from services.delivery.jobs.recipients import normalised
from services.delivery.store import suppression

DEADLINE_SECONDS = 10.0
_log = logging.getLogger("delivery.direct")


@dataclass(slots=True)
class Target:
    """One entry of a request. `endpoint` None: a bare address. `missing`: the endpoint id is unknown. `envelope`: of the
    message, once it is rendered. `queued`: what becomes of it is told by who hands it over."""

    key: str
    channel: str
    address: str
    entry: Any
    endpoint: Any = None
    missing: bool = False
    result: Result | None = None
    envelope: Envelope | None = None
    queued: bool = False
    price: float = 0.0


@dataclass(slots=True)
class Request:
    """What all targets of a call share.

    `documents`: enabled channels; `templates`: by type; `trace_id`, `context`: of the caller, for delivery events;
    `handed`: some provider may have got something. `test`: it counts in no figure; `campaign_id`, `treatment_id`: whose
    content a test tries.
    """

    app_id: str
    account: str
    messages: Any
    templates: dict[str, Any]
    documents: dict[str, Any]
    trace_id: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    handed: bool = False
    test: bool = False
    campaign_id: str = ""
    treatment_id: str = "0"


async def send(deps: Deps, request: Request, targets: Sequence[Target]) -> None:
    """Gives every target its result."""
    await screen(deps, request, targets)
    await hand_over(deps, request, targets)


async def hand_over(deps: Deps, request: Request, targets: Sequence[Target]) -> None:
    """Renders and sends to the targets that have no result yet."""
    rendered = render(deps, request, targets)
    request.handed = True
    await deliver(deps, rendered)


def render(deps: Deps, request: Request, targets: Sequence[Target]) -> list[tuple[Target, Outbound]]:
    """The messages of the targets that have no result yet; one that cannot be made gets its result here."""
    maker, rendered = _Maker(deps, request), []
    for target in targets:
        if target.result is None:
            outbound = maker.outbound(target)
            if outbound is not None:
                rendered.append((target, outbound))
    return rendered


async def deliver(deps: Deps, rendered: Sequence[tuple[Target, Outbound]]) -> None:
    """Hands over, one batch per channel, and gives every target its result."""
    batches: dict[str, list[tuple[Target, Outbound]]] = {}
    for target, outbound in rendered:
        batches.setdefault(target.channel, []).append((target, outbound))
    await asyncio.gather(*(_hand_over(deps, channel, batch) for channel, batch in batches.items()))


async def screen(deps: Deps, request: Request, targets: Sequence[Target]) -> None:
    """Results of the targets that are not sent to: rules 2, 5, 6, 7 of channels spec §2."""
    seen: set[tuple[str, str]] = set()
    for target in targets:
        target.result = _refusal(request, target)
        pair = (target.channel, normalised(target.channel, target.address))
        if target.result is None and pair in seen:
            target.result = Result(direct.DUPLICATE, 200, "Duplicate address")
        seen.add(pair)
    pairs = [(t.channel, normalised(t.channel, t.address)) for t in targets if t.result is None]
    if not pairs:
        return
    async with deps.db.connect() as conn:
        listed = await suppression.found(conn, request.account, pairs)
    for target in targets:
        if target.result is None and (target.channel, normalised(target.channel, target.address)) in listed:
            if target.channel == "SMS":
                target.result = Result(direct.OPT_OUT, 200, "Phone number is opted out")
            else:
                target.result = Result(direct.PERMANENT, 400, "Address is on the suppression list", event="hardbounce")


def _refusal(request: Request, target: Target) -> Result | None:
    if target.missing:
        return Result(direct.PERMANENT, 404, "Endpoint not found")
    if target.endpoint is not None:
        if target.endpoint.opt_out == "ALL":
            return Result(direct.OPT_OUT, 200, "Endpoint has opted out")
        if target.endpoint.endpoint_status == "INACTIVE":
            return Result(direct.PERMANENT, 400, "Endpoint is inactive")
        if not target.address or not target.channel:
            return Result(direct.PERMANENT, 400, "Endpoint has no address")
    if target.channel not in BUILT:
        return Result(direct.PERMANENT, 400, "channel not built yet")
    if target.channel == "CUSTOM":
        return Result(direct.PERMANENT, 400, "No message for channel CUSTOM")
    return None if target.channel in request.documents else direct.no_channel(target.channel, request.app_id)


class _Maker:
    """Renders the targets of one call; equal sources are compiled once."""

    def __init__(self, deps: Deps, request: Request) -> None:
        now_us = deps.clock.now_us()
        self._deps, self._request = deps, request
        self._now, self._now_ms = from_us(now_us), now_us // 1000
        self._call = ids.new_id()
        self._compiled: dict[Any, Any] = {}
        self._run = TEST if request.test else DIRECT
        self._feedback_id = f"direct:{request.app_id}:counterpoint"

    def outbound(self, target: Target) -> Outbound | None:
        """The message, or None and the target's result says why not."""
        named = message_id(self._call, target.key)
        try:
            address, payload, parts = self._email(target, named) if target.channel == "EMAIL" else self._sms(target)
        except (Unsendable, RawMailFault, HeaderInjection, ValueError) as fault:
            target.result = Result(direct.PERMANENT, 400, str(fault))
        except TemplateError as fault:
            target.result = Result(direct.PERMANENT, 400, f"Invalid template: {fault}")
        except RenderError as fault:
            target.result = Result(
                direct.PERMANENT, 400, str(fault), event="rendering_failure" if target.channel == "EMAIL" else ""
            )
        else:
            target.result = Result(direct.UNKNOWN, 500, "", named, target.address, parts=parts)
            if target.envelope is not None and target.endpoint is None and self._deps.config.stream_address:
                target.envelope.address = address
            return Outbound(
                named, target.channel, address, payload, self._endpoint_id(target), self._request.app_id, self._run
            )
        return None

    def _endpoint_id(self, target: Target) -> str:
        return str(target.endpoint.id) if target.endpoint is not None else ""

    def _document(self, target: Target, parts: frozenset[str]) -> dict[str, object]:
        return document(target.endpoint, None, parts) if target.endpoint is not None else {}

    def _email(self, target: Target, named: str) -> tuple[str, Payload, int]:
        messages = self._request.messages
        source = direct.email_source(target.entry, messages, self._request.templates.get("EMAIL"))
        if source is None:
            raise Unsendable("No message for channel EMAIL")
        to = target.address.strip()
        if not valid_email(to):
            raise Unsendable("Invalid e-mail address")
        seals, hashed = self._seals(target, to)
        channel = self._request.documents["EMAIL"]
        sender = messages.email_message.from_address or channel.from_address
        layers = direct.substitutions(target.entry, messages.email_message, messages)
        if source.raw:
            mime, envelope = prepare(
                source.raw,
                channel.identity,
                named,
                format_datetime(self._now),
                lambda text: self._fill(text, target, layers),
                self._marks(seals.report(self._endpoint_id(target), named, self._now_ms)),
            )
            target.envelope = Envelope(from_address=envelope)
            return to, EmailPayload(mime, self._returned(hashed) or envelope), 0
        layout = self._layout(sender, channel.identity)
        # A subject with variables may speak of the person: it is the recipient's alone.
        target.envelope = Envelope(from_address=sender, subject="" if "{{" in source.subject else source.subject)
        key = (source.subject, source.html, source.text, source.headers, source.on_missing, source.defaults)
        if key not in self._compiled:
            self._compiled[key] = email_content(*key)
        content = self._compiled[key]
        who = Addressee(self._endpoint_id(target), to, named, self._now_ms)
        mime = render_email(
            content,
            layout,
            self._document(target, content.parts),
            who,
            seals,
            moment(self._now),
            layers,
            one_click=False,
        )
        return to, EmailPayload(mime, self._returned(hashed) or layout.envelope_from), 0

    def _seals(self, target: Target, to: str) -> tuple[RunLinks, int]:
        """The links of one message, and the hash of its address, by which a report of a bare address is believed."""
        request, hashed = self._request, address_hash("EMAIL", normalised("EMAIL", to))
        bare = f"{BARE}{hashed:016x}" if target.endpoint is None else ""
        return self._deps.links.run(request.app_id, self._run, request.campaign_id, request.treatment_id, "", bare), hashed

    def _returned(self, hashed: int) -> str:
        """The envelope sender to which bounces come back; "" when none is set up."""
        returns = self._deps.returns
        return returns.address(self._request.app_id, hashed) if returns is not None else ""

    def _marks(self, report: str) -> list[tuple[str, str]]:
        """What every mail of ours carries, a raw one too: by it a report of abuse finds its sender (channels spec §8)."""
        marks = [("Feedback-ID", self._feedback_id), ("X-Counterpoint-Message", report)]
        if self._deps.config.abuse_address:
            marks.append(("X-Report-Abuse", self._deps.config.abuse_address))
        if self._request.trace_id:
            marks.append(("X-Counterpoint-Trace-Id", self._request.trace_id))
        return marks

    def _fill(self, text: str, target: Target, layers: Sequence[Any]) -> str:
        """One text of a raw mail."""
        context = Context(self._document(target, PARTS), layers, parse_defaults(""))
        return compile(text, Place.TEXT, 600_000).render(
            context, on_missing="inline", now=self._now, new_uuid=ids.request_id, deadline=None
        )

    def _layout(self, sender: str, identity: str) -> MimeTemplate:
        key = ("layout", sender)
        if key not in self._compiled:
            if not belongs_to(parse_mailbox(sender).address, identity):
                raise Unsendable("FromAddress does not belong to the channel's identity")
            self._compiled[key] = MimeTemplate.from_parts(
                sender,
                format_datetime(self._now),
                os.urandom(12).hex(),
                reply_to=list(self._request.messages.email_message.reply_to_addresses),
                feedback_id=self._feedback_id,
                abuse_address=self._deps.config.abuse_address,
                trace_id=self._request.trace_id,
            )
        found: MimeTemplate = self._compiled[key]
        return found

    def _sms(self, target: Target) -> tuple[str, Payload, int]:
        messages = self._request.messages
        source = direct.text_source(target.entry, messages, self._request.templates.get("SMS"))
        if source is None:
            raise Unsendable("No message for channel SMS")
        number = normalise_number(target.address)
        if number is None:
            raise Unsendable("Invalid phone number")
        key = (source.body, source.on_missing, source.defaults)
        if key not in self._compiled:
            self._compiled[key] = text_content(*key)
        content, inline = self._compiled[key], messages.sms_message
        layers = direct.substitutions(target.entry, inline, messages)
        body, found = render_text(content, self._document(target, content.parts), moment(self._now), layers)
        channel = self._request.documents["SMS"]
        sender = origin(
            number, inline.origination_number, inline.sender_id, channel.short_code, channel.sender_id
        )
        kind = inline.message_type or "TRANSACTIONAL"
        target.envelope = Envelope(origin=sender, message_type=kind)
        target.price = self._deps.prices.of(phone.region_of(number), found.parts) if self._deps.config.sms_prices else 0.0
        return (
            number,
            SmsPayload(body, sender, kind, found.encoding, found.parts, inline.entity_id, inline.template_id),
            found.parts,
        )


async def _hand_over(deps: Deps, channel: str, batch: list[tuple[Target, Outbound]]) -> None:
    """One batch; at the deadline what was not handed over never will be, and what was is in doubt (rule 8)."""
    messages = [outbound for _, outbound in batch]
    try:
        answers = await asyncio.wait_for(_paced(deps, channel, messages), DEADLINE_SECONDS)
    except Exception as error:
        late = isinstance(error, TimeoutError)
        if not late:
            _log.exception("provider for %s failed", channel)
        early = (
            provider.temporary("Not handed over in time", 408) if late else provider.temporary("Provider failed", 500)
        )
        answers = [provider.in_doubt("No answer from the provider") if item.handed else early for item in messages]
    for (target, outbound), answer in zip(batch, answers, strict=True):
        target.result = _result(target, outbound, answer)


async def _paced(deps: Deps, channel: str, messages: list[Outbound]) -> list[Outcome]:
    """The provider's answers, when it is our turn; THROTTLED for all when that would be too late for this call."""
    if deps.pace.rates([channel]):
        try:
            wait = await deps.pace.turn(channel, len(messages), DEADLINE_SECONDS / 2)
        except RedisError:
            # A rate is no reason to keep a one-time password back.
            wait = 0.0
        if wait is None:
            return [Outcome(direct.THROTTLED, 429, "The sending rate is used up") for _ in messages]
        if wait > 0:
            await asyncio.sleep(wait)
    answers = await deps.providers[channel].send(messages)
    await deps.pace.answered(channel, answers)
    return answers


def _result(target: Target, outbound: Outbound, answer: Outcome) -> Result:
    event = answer.event or ("hardbounce" if answer.suppress else "")
    parts = target.result.parts if target.result is not None else 0
    return Result(
        answer.status, answer.code, answer.message, outbound.message_id, target.address, answer.delivered, event, parts
    )


def outcomes(request: Request, targets: Sequence[Target], batch_id: str, now_ms: int) -> OutcomesRecorded:
    """One message.send per target that was meant to be sent to, and what followed at once."""
    batch = OutcomesRecorded(app_id=request.app_id, batch_id=batch_id, test=request.test)
    for target in targets:
        result = target.result
        if result is None or target.missing or target.queued:
            continue
        book, reason = direct.book_of(result)
        address = normalised(target.channel, target.address)
        shared = {
            "at_ms": now_ms,
            "sent_ms": now_ms,
            "channel": target.channel,
            "message_id": result.message_id,
            "campaign_id": request.campaign_id,
            "treatment_id": request.treatment_id,
            "parts": result.parts,
            "endpoint_id": target.endpoint.id if target.endpoint is not None else "",
            "user_id": target.endpoint.user.user_id if target.endpoint is not None else "",
            "address_hash": address_hash(target.channel, address),
            # Figures of transactional texts are grouped by it (analytics spec §2.3).
            "country": phone.region_of(address) if target.channel == "SMS" else "",
            "trace_id": request.trace_id,
            "context": {**request.context, **target.entry.context},
            "envelope": target.envelope,
        }
        price = target.price if result.status == direct.SUCCESSFUL else 0.0
        detail = "" if result.status == direct.SUCCESSFUL else result.message[:500].replace(target.address, "***")
        said = {"status": result.status, "book": book, "reason": reason, "detail": detail, "price_millicents": price}
        batch.outcomes.add(kind="message.send", **said, **shared)
        if target.channel == "SMS" and book == "failed":
            batch.outcomes.add(kind="failed", status=record_status(detail), detail=detail, **shared)
        if result.delivered:
            batch.outcomes.add(kind="delivered", **shared)
        elif result.event and result.event != "softbounce":
            batch.outcomes.add(kind=result.event, detail=detail, **shared)
    return batch


def suppressed(deps: Deps, targets: Sequence[Target]) -> list[tuple[str, str, str]]:
    """Addresses to list because the provider says that they do not exist."""
    if "HARD_BOUNCE" not in deps.config.listing:
        return []
    return [
        (t.channel, normalised(t.channel, t.address), "HARD_BOUNCE")
        for t in targets
        if t.result is not None and t.result.event == "hardbounce" and t.result.message_id
    ]


def message(result: Result, endpoint: bool) -> Any:
    """The public form of a result."""
    made: Any = shapes.EndpointMessageResult() if endpoint else shapes.MessageResult()
    made.delivery_status, made.status_code, made.status_message = result.status, result.code, result.message
    if result.message_id:
        made.message_id = result.message_id
    if endpoint and result.address:
        made.address = result.address
    return made
