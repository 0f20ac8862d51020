"""From records to the batch of facts that a closed window publishes."""

from collections.abc import Iterable
from typing import Any

from counterpoint.delivery.v1.delivery_events_pb2 import Envelope, Outcome, OutcomesRecorded

from services.delivery.domain.books import FAILED, SENT, UNKNOWN, Counts
from services.delivery.domain.decide import WITH_EVENT
from services.delivery.domain.ids import message_ids
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


def batch(plan: Any, envelope: Envelope, batch_id: str, records: Iterable[Record], now_ms: int) -> bytes | None:
    """The OutcomesRecorded of a window, None when none of its recipients has anything to tell. `envelope`: of the run."""
    told = _Told(plan, now_ms)
    facts: list[bytes] = []
    for record in records:
        if record.reason not in WITH_EVENT:
            continue
        who = told.who(record)
        if record.book == SENT:
            send, delivered = told.sent(record.channel, record.parts, record.country, record.price)
            facts.append(_OUTCOME + _varint(len(send) + len(who)) + send + who)
            if record.delivered:
                facts.append(_OUTCOME + _varint(len(delivered) + len(who)) + delivered + who)
        else:
            _not_sent(told, facts, who, record)
    if not facts:
        return None
    head = OutcomesRecorded(app_id=plan.app_id, batch_id=batch_id, envelope=envelope, test=plan.test)
    return head.SerializeToString() + b"".join(facts)


def _not_sent(told: "_Told", facts: list[bytes], who: bytes, record: Record) -> None:
    found = [told.shared(record.channel, kind="campaign.send", status=record.reason, book=record.book, reason=record.reason, detail=record.detail)]
    if record.channel == "SMS" and record.book == FAILED:
        status = record_status(record.detail)
        found.append(told.shared("SMS", kind="failed", status=status, detail=record.detail, sent_ms=told.now_ms, country=record.country))
    if record.event:
        found.append(told.shared(record.channel, kind=record.event, detail=record.detail, sent_ms=told.now_ms))
    facts += [_OUTCOME + _varint(len(each) + len(who)) + each + who for each in found]


class _Told:
    """Writes outcomes as bytes: in this form the parts of a message may stand one behind the other, so that what many
    recipients share is serialised once and what is each one's own is put behind it."""

    def __init__(self, plan: Any, now_ms: int) -> None:
        self.now_ms = now_ms
        self._plan = plan
        self._named = message_ids(plan.run_id)
        self._sent: dict[tuple[str, int, str, float], tuple[bytes, bytes]] = {}

    def who(self, record: Record) -> bytes:
        """The recipient's own members. What was never addressed by a message has no message id."""
        endpoint, user = record.endpoint_id.encode(), record.user_id.encode()
        made = _ENDPOINT + _varint(len(endpoint)) + endpoint
        if user:
            made += _USER + _varint(len(user)) + user
        if record.book in (SENT, FAILED, UNKNOWN):
            made += _MESSAGE + self._named(record.endpoint_id).encode()
        return made

    def sent(self, channel: str, parts: int, country: str, price: float) -> tuple[bytes, bytes]:
        """What those sent to share: of campaign.send, which alone tells the price, and of delivered."""
        key = channel, parts, country, price
        found = self._sent.get(key)
        if found is None:
            rest = {"sent_ms": self.now_ms, "parts": parts, "country": country}
            send = self.shared(channel, kind="campaign.send", status="SUCCESS", book=SENT, reason="SUCCESS", price_millicents=price, **rest)
            found = self._sent[key] = send, self.shared(channel, kind="delivered", **rest)
        return found

    def shared(self, channel: str, **members: Any) -> bytes:
        """An outcome without its recipient."""
        plan = self._plan
        return Outcome(
            at_ms=self.now_ms,
            channel=channel,
            campaign_id=plan.campaign_id,
            activity_id=plan.run_id,
            treatment_id=plan.treatment_id or "0",
            **members,
        ).SerializeToString()


def _tag(message: Any, name: str) -> bytes:
    """The key of a text or message field; one byte, as for all numbers below 16."""
    number = message.DESCRIPTOR.fields_by_name[name].number
    return bytes((number << 3 | 2,))


def _varint(number: int) -> bytes:
    if number < len(_VARINTS):
        return _VARINTS[number]
    return bytes((number & 0x7F | 0x80,)) + _varint(number >> 7)


_ENDPOINT, _USER = _tag(Outcome, "endpoint_id"), _tag(Outcome, "user_id")
_MESSAGE = _tag(Outcome, "message_id") + bytes((41,))  # its length: message ids are all of one
_OUTCOME = _tag(OutcomesRecorded, "outcomes")
_VARINTS = [bytes((n,)) if n < 128 else bytes((n & 0x7F | 0x80, n >> 7)) for n in range(4096)]
