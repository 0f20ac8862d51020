"""Rules for templates as they are written (templates spec §1, §6.1, §7): content, limits, syntax, versions.

Faults as (wire path, words).
"""

import re
from typing import Any

from services.delivery.domain.mime import headers_fault
from services.delivery.domain.template import Place, TemplateError, compile, compile_tracked, parse_defaults

TYPES = ("EMAIL", "SMS", "VOICE", "PUSH", "INAPP")
MOST_TEMPLATES = 20_000
MOST_VERSIONS = 5_000
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$")
_LIMITS = {"EMAIL": 600_000, "SMS": 1_600, "VOICE": 10_000}
_PUSH_LIMITS = {"default": 4_000, "adm": 6_000, "apns": 4_000, "baidu": 4_000, "gcm": 4_000}
Fault = tuple[str, str]


def valid_name(name: str) -> bool:
    """Begins with a letter or digit; letters, digits, `_`, `-`; at most 128."""
    return bool(_NAME.match(name))


def type_of(text: str) -> str | None:
    """The template type, whatever its case; None for an unknown one."""
    folded = text.upper()
    return folded if folded in TYPES else None


def syntax(path: str, source: str, place: Place, limit: int, tracked: bool = False) -> list[Fault]:
    """The fault of one text, with line and column."""
    try:
        (compile_tracked if tracked else compile)(source, place, limit)
    except TemplateError as fault:
        return [(path, str(fault))]
    return []


def defaults_faults(text: str) -> list[Fault]:
    """DefaultSubstitutions must be a JSON object of texts, numbers and lists of texts."""
    try:
        parse_defaults(text)
    except TemplateError as fault:
        return [("DefaultSubstitutions", fault.message)]
    return []


def email_faults(request: Any) -> list[Fault]:
    """An EmailTemplateRequest."""
    if not (request.subject or request.html_part or request.text_part):
        return [("EmailTemplateRequest", "needs a Subject, HtmlPart or TextPart")]
    headers = sum(len(header.name) + len(header.value) for header in request.headers)
    if len(request.subject) + len(request.html_part) + len(request.text_part) + headers > _LIMITS["EMAIL"]:
        return [("EmailTemplateRequest", "is longer than 600,000 characters")]
    faults = syntax("Subject", request.subject, Place.HEADER, _LIMITS["EMAIL"])
    faults += syntax("HtmlPart", request.html_part, Place.HTML, _LIMITS["EMAIL"], tracked=True)
    faults += syntax("TextPart", request.text_part, Place.TEXT, _LIMITS["EMAIL"], tracked=True)
    pairs = [(header.name, header.value) for header in request.headers]
    wrong = headers_fault(pairs)
    faults += [("Headers", wrong)] if wrong else []
    for at, (_, value) in enumerate(pairs):
        faults += syntax(f"Headers[{at}].Value", value, Place.HEADER, 870)
    return faults + defaults_faults(request.default_substitutions)


def sms_faults(request: Any) -> list[Fault]:
    """An SMSTemplateRequest."""
    return _body_faults(request, "SMS")


def voice_faults(request: Any) -> list[Fault]:
    """A VoiceTemplateRequest."""
    return _body_faults(request, "VOICE")


def _body_faults(request: Any, kind: str) -> list[Fault]:
    if not request.body:
        return [("Body", "is required")]
    if len(request.body) > _LIMITS[kind]:
        return [("Body", f"is longer than {_LIMITS[kind]:,} characters")]
    return syntax("Body", request.body, Place.TEXT, _LIMITS[kind]) + defaults_faults(request.default_substitutions)


def push_faults(request: Any) -> list[Fault]:
    """A PushNotificationTemplateRequest: at least one block; every text compiles."""
    blocks = [member for member in _PUSH_LIMITS if request.HasField(member)]
    if not blocks:
        return [("PushNotificationTemplateRequest", "needs at least one block")]
    faults: list[Fault] = []
    for member in blocks:
        block, limit = getattr(request, member), _PUSH_LIMITS[member]
        name = request.DESCRIPTOR.fields_by_name[member].json_name
        texts = [
            (field, value)
            for field, value in block.ListFields()
            if field.type == field.TYPE_STRING and field.name != "action"
        ]
        if sum(len(value) for _, value in texts) > limit:
            faults.append((name, f"is longer than {limit:,} characters"))
            continue
        for field, value in texts:
            faults += syntax(f"{name}.{field.json_name}", value, _push_place(field.name), limit)
    return faults + defaults_faults(request.default_substitutions)


def _push_place(field: str) -> Place:
    if field == "raw_content":
        return Place.JSON
    return Place.URL if field.endswith("url") else Place.TEXT


def in_app_faults(request: Any) -> list[Fault]:
    """An InAppTemplateRequest; its text is delivered literally, so nothing compiles."""
    if not request.content:
        return [("Content", "is required")]
    if len(request.content) > 5:
        return [("Content", "at most 5 are allowed")]
    if len(request.content) > 1 and request.layout != "CAROUSEL":
        return [("Content", "may hold one item only, except with Layout CAROUSEL")]
    if request.ByteSize() > 200_000:
        return [("InAppTemplateRequest", "is longer than 200,000 characters")]
    return [("CustomConfig", "at most 10 pairs are allowed")] if len(request.custom_config) > 10 else []


FAULTS = {"EMAIL": email_faults, "SMS": sms_faults, "VOICE": voice_faults, "PUSH": push_faults, "INAPP": in_app_faults}
