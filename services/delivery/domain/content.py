"""What is said: the content of a channel compiled once, rendered per recipient (templates spec §2, §4, §6; campaigns
spec §6).

Stored templates refuse a variable without value, inline content leaves it blank; `on_missing` says which it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.delivery.domain.documents import needed
from services.delivery.domain.links import RunLinks
from services.delivery.domain.mime import Filling, HeaderInjection, MimeTemplate
from services.delivery.domain.sms import Measure, measure
from services.delivery.domain.template import (
    Context,
    OnMissing,
    Place,
    RenderError,
    Template,
    compile,
    compile_tracked,
    parse_defaults,
)

EMAIL_LIMIT = 600_000
SMS_LIMIT = 1_600
HEADER_LIMIT = 870
SUBJECT_LIMIT = 10_000
_PIXEL = '<img src="{}" width="1" height="1" alt="" style="border:0">'


class Unsendable(Exception):
    """This recipient's message would be refused by anybody: bad address, text too long. The text is safe to show."""


@dataclass(frozen=True, slots=True)
class EmailContent:
    """One e-mail, compiled.

    `parts`: which parts of the endpoint document it can name. `leaving`: by body, which link slots unsubscribe.
    """

    subject: Template
    html: Template | None
    text: Template | None
    headers: tuple[tuple[str, Template], ...]
    on_missing: OnMissing
    defaults: Mapping[str, object] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    leaving: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextContent:
    """One text message (or push or voice text), compiled."""

    body: Template
    on_missing: OnMissing
    defaults: Mapping[str, object] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()


@dataclass(slots=True)
class Moment:
    """What a rendering may know besides its values: the instant, new ids, and whether its time is over."""

    now: datetime
    new_uuid: Callable[[], UUID | str]
    over: Callable[[], bool]


@dataclass(slots=True)
class Addressee:
    """Whom one rendering is for. `sent_ms`: product time in epoch milliseconds."""

    endpoint_id: str
    to: str
    message_id: str
    sent_ms: int


def email_content(
    subject: str,
    html: str,
    text: str,
    headers: Sequence[tuple[str, str]],
    on_missing: OnMissing,
    defaults: str = "",
    tracked: bool = True,
) -> EmailContent:
    """Compiles. Raises TemplateError. Absent parts are empty text; without any part the text is empty."""
    body = compile_tracked if tracked else compile
    rich = body(html, Place.HTML, EMAIL_LIMIT) if html else None
    plain = body(text, Place.TEXT, EMAIL_LIMIT) if text or not html else None
    bodies = {"html": rich, "text": plain}
    return EmailContent(
        subject=compile(subject, Place.HEADER, SUBJECT_LIMIT),
        html=rich,
        text=plain,
        headers=tuple((name, compile(value, Place.HEADER, HEADER_LIMIT)) for name, value in headers),
        on_missing=on_missing,
        defaults=parse_defaults(defaults),
        parts=needed([subject, html, text, *(value for _, value in headers)]),
        leaving={
            name: tuple(slot.unsubscribe is not None for slot in one.links)
            for name, one in bodies.items()
            if one is not None
        },
    )


def text_content(body: str, on_missing: OnMissing, defaults: str = "", limit: int = SMS_LIMIT) -> TextContent:
    """Compiles. Raises TemplateError."""
    return TextContent(compile(body, Place.TEXT, limit), on_missing, parse_defaults(defaults), needed([body]))


def render_email(
    content: EmailContent,
    layout: MimeTemplate,
    document: Mapping[str, object],
    who: Addressee,
    links: RunLinks | None,
    moment: Moment,
    substitutions: Sequence[Mapping[str, object]] = (),
    one_click: bool = True,
) -> bytes:
    """The message of one recipient. `links` None: nothing is tracked. Raises RenderError (MissingValue among them)."""
    context = Context(document, substitutions, content.defaults)

    def plain(template: Template) -> str:
        return template.render(
            context, on_missing=content.on_missing, now=moment.now, new_uuid=moment.new_uuid, deadline=moment.over
        )

    filling = Filling(message_id=who.message_id, to=who.to, subject=plain(content.subject))
    if links is None:
        filling.html = plain(content.html) if content.html is not None else None
        filling.text = plain(content.text) if content.text is not None else None
    else:
        _tracked(filling, content, context, who, links, moment, one_click)
    filling.headers = [(name, plain(value)) for name, value in content.headers]
    try:
        return layout.render(filling)
    except HeaderInjection as fault:
        raise RenderError(str(fault)) from None


def _tracked(
    filling: Filling,
    content: EmailContent,
    context: Context,
    who: Addressee,
    links: RunLinks,
    moment: Moment,
    one_click: bool,
) -> None:
    """Bodies whose links and pixel know their recipient."""
    made = links.message(who.endpoint_id, who.message_id, who.sent_ms)
    click, target = made.click, links.target

    def body(template: Template, slots: tuple[bool, ...], pixel: str) -> str:
        def link(slot: int, url: str) -> str:
            return click + target(url, slots[slot])

        return template.render(
            context,
            on_missing=content.on_missing,
            now=moment.now,
            new_uuid=moment.new_uuid,
            deadline=moment.over,
            link=link if slots else None,
            pixel=pixel,
        )

    if content.html is not None:
        filling.html = body(content.html, content.leaving["html"], _PIXEL.format(made.open))
    if content.text is not None:
        filling.text = body(content.text, content.leaving["text"], "")
    filling.report = made.report
    if one_click:
        filling.unsubscribe = made.unsubscribe


def render_text(
    content: TextContent,
    document: Mapping[str, object],
    moment: Moment,
    substitutions: Sequence[Mapping[str, object]] = (),
) -> tuple[str, Measure]:
    """One text message and what it costs. Raises RenderError, and Unsendable when no operator takes it."""
    body = content.body.render(
        Context(document, substitutions, content.defaults),
        on_missing=content.on_missing,
        now=moment.now,
        new_uuid=moment.new_uuid,
        deadline=moment.over,
    )
    found = measure(body)
    if found.too_long:
        raise Unsendable("InvalidMessage: the text is too long")
    return body, found
