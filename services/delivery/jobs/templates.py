"""From stored templates to the documents that runs and direct sends work with."""

from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1.sending_pb2 import ResolvedTemplate
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.errors import NotFound
from services.delivery.store import templates

# Member of TemplateConfiguration → type, request message, response message.
KINDS: dict[str, tuple[str, Any, Any]] = {
    "email_template": ("EMAIL", shapes.EmailTemplateRequest, shapes.EmailTemplateResponse),
    "sms_template": ("SMS", shapes.SMSTemplateRequest, shapes.SMSTemplateResponse),
    "push_template": ("PUSH", shapes.PushNotificationTemplateRequest, shapes.PushNotificationTemplateResponse),
    "voice_template": ("VOICE", shapes.VoiceTemplateRequest, shapes.VoiceTemplateResponse),
    "in_app_template": ("INAPP", shapes.InAppTemplateRequest, shapes.InAppTemplateResponse),
}
OF_TYPE = {kind: (request, response) for kind, request, response in KINDS.values()}


def response_of(kind: str, row: templates.TemplateRow, version: templates.VersionRow, arn: str = "") -> Any:
    """The <Type>TemplateResponse of one version."""
    from kit.times import format_ms

    request_type, response_type = OF_TYPE[kind]
    request = request_type.FromString(version.document)
    answer = response_type()
    ours = {field.name: field for field in response_type.DESCRIPTOR.fields}
    for field, value in request.ListFields():
        if field.name not in ours or field.name == "tags":
            continue
        if field.is_repeated and field.message_type is not None and field.message_type.GetOptions().map_entry:
            target = getattr(answer, field.name)
            for key, item in value.items():
                target[key] = item
        elif field.is_repeated:
            getattr(answer, field.name).extend(value)
        elif field.message_type is not None:
            getattr(answer, field.name).CopyFrom(value)
        else:
            setattr(answer, field.name, value)
    answer.template_name, answer.template_type, answer.version = row.name, kind, str(version.version)
    answer.creation_date, answer.last_modified_date = format_ms(row.created_ms), format_ms(version.modified_ms)
    for key, item in row.tags.items():
        answer.tags[key] = item
    if arn:
        answer.arn = arn
    return answer


async def resolve(
    conn: AsyncConnection,
    account: str,
    configuration: Any,
    copies: dict[tuple[str, str], ResolvedTemplate] | None = None,
) -> list[ResolvedTemplate]:
    """The templates a TemplateConfiguration names, as they are now; a copy taken earlier stands in for one that is
    gone.

    Raises NotFound for one that neither exists nor has a copy.
    """
    found = []
    for member, (kind, _, _) in KINDS.items():
        if not configuration.HasField(member):
            continue
        wanted = getattr(configuration, member)
        if not wanted.name:
            continue
        resolved = await _one(conn, account, kind, wanted.name, wanted.version)
        if resolved is None and copies:
            resolved = copies.get((kind, wanted.name))
        if resolved is None:
            which = f" version {wanted.version}" if wanted.version else ""
            raise NotFound(f"Template {wanted.name}{which} not found")
        found.append(resolved)
    return found


async def _one(conn: AsyncConnection, account: str, kind: str, name: str, version: str) -> ResolvedTemplate | None:
    row = await templates.get(conn, account, kind, name)
    if row is None:
        return None
    number = (
        row.active
        if not version
        else row.latest
        if version == "latest"
        else int(version)
        if version.isascii() and version.isdigit() and len(version) < 6
        else 0
    )
    stored = await templates.version(conn, account, kind, name, number)
    if stored is None:
        return None
    document = response_of(kind, row, stored)
    return ResolvedTemplate(template_type=kind, name=name, version=str(number), content=document.SerializeToString())
