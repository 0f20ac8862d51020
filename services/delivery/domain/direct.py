"""What a direct message says to one target, and what became of it (channels spec §2; templates spec §2.3, §5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.delivery.domain.mime import headers_fault, merge_headers
from services.delivery.domain.template import OnMissing, Place
from services.delivery.domain.templates import Fault, syntax

MOST_TARGETS = 100
LONGEST_TEXT = 600_000
SUCCESSFUL, DUPLICATE, OPT_OUT = "SUCCESSFUL", "DUPLICATE", "OPT_OUT"
TEMPORARY, PERMANENT, UNKNOWN, THROTTLED = "TEMPORARY_FAILURE", "PERMANENT_FAILURE", "UNKNOWN_FAILURE", "THROTTLED"


@dataclass(slots=True)
class Result:
    """DeliveryStatus, StatusCode, StatusMessage and MessageId of one target."""

    status: str
    code: int
    message: str
    message_id: str = ""
    address: str = ""
    delivered: bool = False
    event: str = ""
    parts: int = 0


@dataclass(frozen=True, slots=True)
class EmailSource:
    """The texts of one e-mail before rendering. `raw` is a whole MIME message and excludes the others."""

    subject: str = ""
    html: str = ""
    text: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    on_missing: OnMissing = "inline"
    defaults: str = ""
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class TextSource:
    """The text of one SMS before rendering."""

    body: str
    on_missing: OnMissing = "inline"
    defaults: str = ""


def message_faults(messages: Any) -> list[Fault]:
    """What is wrong with the text a DirectMessageConfiguration brings, whoever it goes to: syntax, and headers that may
    not be set (templates spec §3, §6.1)."""
    email, root = messages.email_message, "MessageConfiguration.EmailMessage"
    simple = email.simple_email
    headers = [(header.name, header.value) for header in simple.headers]
    texts = [
        ("MessageConfiguration.DefaultMessage.Body", messages.default_message.body, Place.TEXT),
        (f"{root}.Body", email.body, Place.TEXT),
        (f"{root}.SimpleEmail.Subject.Data", simple.subject.data, Place.HEADER),
        (f"{root}.SimpleEmail.HtmlPart.Data", simple.html_part.data, Place.HTML),
        (f"{root}.SimpleEmail.TextPart.Data", simple.text_part.data, Place.TEXT),
        ("MessageConfiguration.SMSMessage.Body", messages.sms_message.body, Place.TEXT),
    ]
    texts += [(f"{root}.SimpleEmail.Headers[{at}].Value", value, Place.HEADER) for at, (_, value) in enumerate(headers)]
    # Most texts of direct messages hold no variable: those need no compiler to be known as sound.
    faults = [fault for path, text, place in texts if "{{" in text for fault in syntax(path, text, place, LONGEST_TEXT)]
    wrong = headers_fault(headers)
    return faults + ([(f"{root}.SimpleEmail.Headers", wrong)] if wrong else [])


def as_direct(messages: Any, made: Any) -> Any:
    """`made`, an empty DirectMessageConfiguration, filled with what a campaign's MessageConfiguration says by e-mail and
    SMS."""
    email, sms, default = messages.email_message, messages.sms_message, messages.default_message
    spoken = email.title or email.html_body or email.body
    title, html, text = (email.title, email.html_body, email.body) if spoken else (default.title, "", default.body)
    if title or html or text:
        simple = made.email_message.simple_email
        simple.subject.data, simple.html_part.data, simple.text_part.data = title, html, text
    for header in email.headers:
        made.email_message.simple_email.headers.add(name=header.name, value=header.value)
    made.email_message.from_address = email.from_address
    for member in ("message_type", "origination_number", "sender_id", "entity_id", "template_id"):
        setattr(made.sms_message, member, getattr(sms, member))
    made.sms_message.body = sms.body or default.body
    return made


def email_source(entry: Any, messages: Any, template: Any) -> EmailSource | None:
    """First hit wins: the target's override, raw mail, template, channel message, default message. None: no content
    for e-mail.

    `entry`: AddressConfiguration or EndpointSendConfiguration; `messages`: DirectMessageConfiguration; `template`:
    EmailTemplateResponse or None.
    A title override alone changes the subject of what the next level says.
    """
    below = _email_below(messages, template)
    if not (entry.body_override or entry.title_override):
        return below
    below = below if below is not None and not below.raw else EmailSource()
    if entry.body_override:
        # The template's subject and headers may stay, so its defaults do.
        return EmailSource(
            entry.title_override or below.subject, "", entry.body_override, below.headers, defaults=below.defaults
        )
    return EmailSource(entry.title_override, below.html, below.text, below.headers, below.on_missing, below.defaults)


def _email_below(messages: Any, template: Any) -> EmailSource | None:
    email = messages.email_message
    if email.raw_email.data:
        return EmailSource(raw=email.raw_email.data)
    simple = email.simple_email
    own = [(header.name, header.value) for header in simple.headers]
    if template is not None:
        headers = merge_headers([(header.name, header.value) for header in template.headers], own)
        return EmailSource(
            template.subject,
            template.html_part,
            template.text_part,
            tuple(headers),
            "template",
            template.default_substitutions,
        )
    if email.HasField("simple_email") and (simple.html_part.data or simple.text_part.data or simple.subject.data):
        return EmailSource(simple.subject.data, simple.html_part.data, simple.text_part.data or email.body, tuple(own))
    if email.body:
        return EmailSource(text=email.body)
    return EmailSource(text=messages.default_message.body) if messages.default_message.body else None


def text_source(entry: Any, messages: Any, template: Any) -> TextSource | None:
    """As `email_source`, for SMS. `template`: SMSTemplateResponse or None."""
    if entry.body_override:
        return TextSource(entry.body_override, defaults=template.default_substitutions if template is not None else "")
    if template is not None:
        return TextSource(template.body, "template", template.default_substitutions)
    body = messages.sms_message.body or messages.default_message.body
    return TextSource(body) if body else None


def substitutions(entry: Any, channel_message: Any, messages: Any) -> list[Mapping[str, object]]:
    """Layers, highest precedence first: the target's, the channel message's, the default message's."""
    layers = (entry.substitutions, channel_message.substitutions, messages.default_message.substitutions)
    return [{name: list(value.values) for name, value in layer.items()} for layer in layers if layer]


def book_of(result: Result) -> tuple[str, str]:
    """Book and reason of a direct target (analytics spec §5.2)."""
    if result.status == SUCCESSFUL:
        return "sent", "SUCCESS"
    if result.status == DUPLICATE:
        return "dropped", "DUPLICATE_ADDRESS"
    if result.status == OPT_OUT:
        return "dropped", "ENDPOINT_OPT_OUT"
    if result.status == UNKNOWN:
        return "unknown", "UNKNOWN"
    return "failed", {THROTTLED: "THROTTLED", TEMPORARY: "TRANSIENT_FAILURE"}.get(result.status, "FAILURE_PERMANENT")


def no_channel(channel: str, app_id: str) -> Result:
    """The channel is not configured or is switched off."""
    return Result(PERMANENT, 400, f"No channel of type {channel} is enabled for the application {app_id}")
