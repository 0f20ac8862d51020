"""One window's recipients: decided, rendered, and made into messages for the providers."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.delivery.channels.provider import EmailPayload, Outbound, Payload, SmsPayload, WebhookPayload
from services.delivery.domain.addresses import valid_email
from services.delivery.domain.books import DROPPED, FAILED, NOT_SENT
from services.delivery.domain.content import Addressee, Unsendable, render_email, render_text
from services.delivery.domain.decide import SEND, Plan, Recipient, decide, route
from services.delivery.domain.documents import document
from services.delivery.domain.mime import MimeTemplate
from services.delivery.domain.phone import region_of
from services.delivery.domain.sms import normalise_number, origin
from services.delivery.domain.template import MissingValue, RenderError
from services.delivery.jobs.loaded import Loaded
from services.delivery.jobs.moments import moment
from services.delivery.jobs.records import SENDING, Record

# Recipients between two turns of the loop: about a millisecond.
_AT_ONCE = 20
SUPPRESSED = "Address is on the suppression list"


@dataclass(slots=True)
class Prepared:
    """A window ready for hand-over. `outbound[i]` belongs to `records[index[i]]`."""

    records: list[Record] = field(default_factory=list)
    outbound: list[Outbound] = field(default_factory=list)
    index: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Maker:
    """What all windows of one read-ahead share. `layout` None: `sender_fault` says why no e-mail can leave."""

    loaded: Loaded
    plan: Plan
    layout: MimeTemplate | None
    sender_fault: str
    now: datetime
    now_ms: int

    async def prepare(self, recipients: Sequence[Recipient], caps: Mapping[str, str], retry: bool) -> Prepared:
        """Decides and renders every recipient. A fault of one stops nobody else.

        In small parts, between which answers of providers and databases are heard.
        """
        made = Prepared()
        for at in range(0, len(recipients), _AT_ONCE):
            self._add(made, recipients[at : at + _AT_ONCE], caps, retry)
            await asyncio.sleep(0)
        return made

    def _add(self, made: Prepared, recipients: Sequence[Recipient], caps: Mapping[str, str], retry: bool) -> None:
        for recipient in recipients:
            verdict = decide(recipient, self.plan, caps.get(recipient.endpoint_id, ""), self.now, retry)
            channel = route(recipient.channel, self.plan) or recipient.channel
            record = Record(
                recipient.endpoint_id,
                recipient.user_id,
                channel,
                verdict.book,
                verdict.reason,
                counted=verdict.book != DROPPED,
            )
            if verdict.book == SEND:
                self._outbound(made, record, recipient, channel)
            elif recipient.suppressed and verdict.book == FAILED:
                record.detail, record.event = SUPPRESSED, "hardbounce" if channel == "EMAIL" else ""
            made.records.append(record)

    def _outbound(self, made: Prepared, record: Record, recipient: Recipient, channel: str) -> None:
        plan = self.loaded.plan
        named = self.loaded.named(recipient.endpoint_id)
        try:
            address, payload = self._payload(record, recipient, channel, named)
        except Unsendable as fault:
            record.book, record.reason, record.detail = FAILED, "FAILURE_PERMANENT", str(fault)
        except RenderError as fault:
            record.book, record.reason = NOT_SENT, "FAILURE"
            record.detail = f"no value for {fault.path}" if isinstance(fault, MissingValue) else str(fault)
            record.event = "rendering_failure" if channel == "EMAIL" else ""
        else:
            record.book = SENDING
            made.index.append(len(made.records))
            made.outbound.append(
                Outbound(named, channel, address, payload, recipient.endpoint_id, plan.app_id, plan.run_id)
            )

    def _payload(self, record: Record, recipient: Recipient, channel: str, named: str) -> tuple[str, Payload]:
        if channel == "EMAIL":
            return self._email(recipient, named)
        if channel == "SMS":
            return self._sms(record, recipient)
        call = self.loaded.call
        if call is None:
            raise Unsendable("no webhook")
        # As everywhere, what is empty is left out.
        shown = {name: value for name, value in document(recipient.endpoint, recipient.user).items() if value}
        shown.pop("Id", None)
        return recipient.address, WebhookPayload(call, json.dumps(shown, ensure_ascii=False).encode())

    def _email(self, recipient: Recipient, named: str) -> tuple[str, Payload]:
        content = self.loaded.email
        if self.layout is None or content is None:
            raise Unsendable(self.sender_fault)
        to = recipient.address.strip()
        if not valid_email(to):
            raise Unsendable("not an e-mail address")
        who = Addressee(recipient.endpoint_id, to, named, self.now_ms)
        mime = render_email(
            content,
            self.layout,
            document(recipient.endpoint, recipient.user, content.parts),
            who,
            self.loaded.links,
            moment(self.now),
        )
        returns = self.loaded.returns
        sender = self.layout.envelope_from if returns is None else returns.member(self.loaded.plan.run_id, recipient.seq)
        return to, EmailPayload(mime, sender, clean=True)

    def _sms(self, record: Record, recipient: Recipient) -> tuple[str, Payload]:
        content = self.loaded.sms
        number = normalise_number(recipient.address)
        if number is None or content is None:
            raise Unsendable("Invalid phone number")
        body, found = render_text(
            content, document(recipient.endpoint, recipient.user, content.parts), moment(self.now)
        )
        inline, channel = self.loaded.plan.message_configuration.sms_message, self.loaded.documents.get("SMS")
        record.parts, record.country = found.parts, region_of(number)
        record.price = self.loaded.prices.of(record.country, found.parts)
        own = (channel.short_code, channel.sender_id) if channel else ("", "")
        return number, SmsPayload(
            body,
            origin(number, inline.origination_number, inline.sender_id, *own),
            inline.message_type or "TRANSACTIONAL",
            found.encoding,
            found.parts,
            inline.entity_id,
            inline.template_id,
        )
