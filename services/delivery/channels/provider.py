"""What every provider takes and answers: `Outbound` in, `Outcome` out.

One provider per file in this folder; `factory.py` builds them from URLs. No provider writes a database,
retries for a campaign or decides who may be written to: that is the sending engine's work (channels spec §11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

SUCCESSFUL: Final = "SUCCESSFUL"
THROTTLED: Final = "THROTTLED"
TEMPORARY_FAILURE: Final = "TEMPORARY_FAILURE"
PERMANENT_FAILURE: Final = "PERMANENT_FAILURE"
UNKNOWN_FAILURE: Final = "UNKNOWN_FAILURE"
OPT_OUT: Final = "OPT_OUT"

HARD_BOUNCE: Final = "hardbounce"
SOFT_BOUNCE: Final = "softbounce"
REJECTED: Final = "rejected"

DIRECT: Final = "direct"
"""The run name of messages that belong to no campaign run and no journey activity."""
TEST: Final = "test"
"""The run name in the links of test messages, whose opens and clicks count in no figure."""


@dataclass(slots=True)
class EmailPayload:
    """A whole message in wire form. `mime` has CRLF line ends, no dot stuffing; `sender` is the envelope address.

    `clean`: laid out by us, so that no line end in it stands alone.
    """

    mime: bytes
    sender: str
    clean: bool = False


@dataclass(slots=True)
class SmsPayload:
    """One text message. `origin` is a number in E.164, a short code or a sender id; empty means the provider's default.

    `encoding` and `parts` come from `domain.sms.measure`. `validity` is in seconds, None for the provider's default.
    """

    body: str
    origin: str = ""
    message_type: str = "TRANSACTIONAL"
    encoding: str = "GSM"
    parts: int = 1
    entity_id: str = ""
    template_id: str = ""
    validity: int | None = None


@dataclass(frozen=True, slots=True)
class WebhookCall:
    """What the recipients of one custom activity share. Recipients of one call object travel in POSTs of ≤ 50.

    `head` holds the members of the body before `Endpoints` (campaigns spec §7), `app_id` chooses the signing key.
    """

    url: str
    app_id: str
    head: Mapping[str, Any]


@dataclass(slots=True)
class WebhookPayload:
    """One endpoint of a custom delivery: its document as JSON bytes, and the call it belongs to."""

    call: WebhookCall
    endpoint: bytes


Payload = EmailPayload | SmsPayload | WebhookPayload


@dataclass(slots=True)
class Outbound:
    """One message for one recipient. `run` is the run's id, or `DIRECT`; with `app_id` it names the outbox folder.

    `handed` becomes True just before its first byte may leave: whoever cancels `send` at a deadline tells by it
    "never sent" (408) from "in doubt" (channels spec §2 rule 8).
    """

    message_id: str
    channel: str
    address: str
    payload: Payload
    endpoint_id: str = ""
    app_id: str = ""
    run: str = DIRECT
    handed: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of one message.

    status        a DeliveryStatus of channels spec §2; UNKNOWN_FAILURE says that it may have been sent
    code          StatusCode of the same table
    message       StatusMessage, safe to show and to keep: no secret in it
    provider_id   the provider's own name of the message, by which receipts come back; may be empty
    retry_after   seconds to wait before another attempt, when the provider said so
    suppress      the address does not exist (hard bounce): put it on the suppression list
    opt_out_list  the provider keeps this number as opted out: put it on the opt-out list
    deactivate    the endpoint's address is dead: set EndpointStatus INACTIVE
    event         'hardbounce', 'softbounce' (only when it is given up) or 'rejected'; None for no such event
    delivered     it arrived (outbox, or a relay that is final), not only taken
    alarm         the provider's set-up is at fault (authentication, TLS): an operator must look
    attributes    EventAttributes that a journey's webhook answered for this endpoint
    """

    status: str
    code: int
    message: str = ""
    provider_id: str = ""
    retry_after: float | None = None
    suppress: bool = False
    opt_out_list: bool = False
    deactivate: bool = False
    event: str | None = None
    delivered: bool = False
    alarm: bool = False
    attributes: dict[str, str] | None = None


class Provider(Protocol):
    """A way out of the house for one channel."""

    @property
    def name(self) -> str:
        """Short name for logs and figures, e.g. `smtp`; never the URL, which may hold a password."""

    async def send(self, batch: Sequence[Outbound]) -> list[Outcome]:
        """Hand over `batch`; the answers lie in its order, one each. Never raises for a recipient's sake."""

    async def close(self) -> None:
        """Let go of connections. Calls of `send` that still run finish or end in a failure of their own."""


def accepted(message_id: str, provider_id: str = "", delivered: bool = False) -> Outcome:
    """The answer for a message the provider took; clients parse its text (channels spec §2)."""
    return Outcome(SUCCESSFUL, 200, "MessageId: " + message_id, provider_id or message_id, delivered=delivered)


def temporary(message: str, code: int = 503, retry_after: float | None = None) -> Outcome:
    """Not sent; another attempt is sensible."""
    return Outcome(TEMPORARY_FAILURE, code, message, retry_after=retry_after)


def in_doubt(message: str) -> Outcome:
    """Handed over, and no answer came: never to be sent again on its own."""
    return Outcome(UNKNOWN_FAILURE, 500, message)


def refused(message: str, code: int = 400, event: str | None = None) -> Outcome:
    """Will never be taken like this."""
    return Outcome(PERMANENT_FAILURE, code, message, event=event)
