"""`EmailMessage.RawEmail`: a message that the caller laid out himself (channels spec §8).

We force nothing but the sender's identity; `Date` and `Message-ID` are added when missing, `Bcc` is taken out, our own
marks are added, and variables in the subject and in decoded text parts are filled. Attachments pass untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from typing import Final

from services.delivery.domain.addresses import belongs_to, domain_of, parse_mailbox
from services.delivery.domain.mime import header_text

LARGEST: Final = 10 * 1024 * 1024
AUTHORS_FIRST: Final = "Feedback-ID"
"""The one of our marks that the author's own replaces (channels spec §8)."""
_POLICY: Final = policy.SMTP.clone(max_line_length=76, cte_type="7bit")


class RawMailFault(ValueError):
    """The message cannot be sent as it is; the text says why and is safe to show."""


def prepare(
    data: bytes,
    identity: str,
    message_id: str,
    date: str,
    fill: Callable[[str], str] | None = None,
    extra: Iterable[tuple[str, str]] = (),
) -> tuple[bytes, str]:
    """The bytes to send and the envelope sender. `fill` renders one text; `extra` are our own headers.

    RawMailFault when there is not exactly one `From` address, when it does not belong to `identity`, or when the
    message cannot be read. An empty `identity` is not checked.
    """
    if len(data) > LARGEST:
        raise RawMailFault("message is too large")
    try:
        message = BytesParser(EmailMessage, policy=_POLICY).parsebytes(data)
        sender = _sender(message)
        if identity and not belongs_to(sender, identity):
            raise RawMailFault("From address does not belong to the channel's identity")
        _add_missing(message, message_id, domain_of(sender), date)
        if fill is not None:
            _fill(message, fill)
        head = ""
        for name, value in extra:
            if name == AUTHORS_FIRST and name in message:
                continue
            del message[name]
            # Laid out by us: the library would cut a token into encoded words.
            head += f"{name}: {header_text(name, value)}\r\n"
        return head.encode() + message.as_bytes(policy=_POLICY), sender
    except RawMailFault:
        raise
    except (ValueError, LookupError, MessageError, AttributeError, TypeError) as fault:
        # The parser's own errors quote the message; its content belongs into no log.
        raise RawMailFault("message cannot be read") from fault


def _sender(message: EmailMessage) -> str:
    fields = message.get_all("From", [])
    if len(fields) != 1 or len(fields[0].addresses) != 1:
        raise RawMailFault("exactly one From address is needed")
    try:
        return parse_mailbox(fields[0].addresses[0].addr_spec).address
    except ValueError:
        raise RawMailFault("From is not an e-mail address") from None


def _add_missing(message: EmailMessage, message_id: str, domain: str, date: str) -> None:
    del message["Bcc"]
    del message["Return-Path"]
    if "Date" not in message:
        message["Date"] = date
    if "Message-ID" not in message:
        message["Message-ID"] = f"<{message_id}@{domain}>"
    if "MIME-Version" not in message:
        message["MIME-Version"] = "1.0"


def _fill(message: EmailMessage, fill: Callable[[str], str]) -> None:
    subject = message.get("Subject")
    if subject is not None and "{{" in str(subject):
        filled = fill(str(subject))
        if any(ord(c) < 32 for c in filled):
            raise RawMailFault("Subject has control characters")
        del message["Subject"]
        message["Subject"] = filled
    for part in message.walk():
        if _is_text(part) and isinstance(part, EmailMessage):
            text = part.get_content()
            if "{{" in text:
                part.set_content(fill(text), subtype=part.get_content_subtype(), charset="utf-8")


def _is_text(part: Message) -> bool:
    return part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"
