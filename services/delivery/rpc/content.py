"""CheckContent: what a campaign would send, judged before the campaign is stored."""

from typing import Any

from counterpoint.delivery.v1.sending_pb2 import CheckContentResponse

from kit.errors import Invalid
from services.delivery.channels.functions import is_function
from services.delivery.channels.webhook import check_owner, check_url
from services.delivery.deps import Deps
from services.delivery.domain.addresses import parse_mailbox
from services.delivery.domain.mime import headers_fault
from services.delivery.domain.template import Place
from services.delivery.domain.templates import Fault, syntax
from services.delivery.jobs.templates import resolve

_PUSH = (
    ("default_message", "DefaultMessage"),
    ("adm_message", "ADMMessage"),
    ("apns_message", "APNSMessage"),
    ("baidu_message", "BaiduMessage"),
    ("gcm_message", "GCMMessage"),
)
_LONGEST_MESSAGE = 200


async def check(deps: Deps, request: Any) -> CheckContentResponse:
    """Raises NotFound for a template or version that is not there, Invalid with wire paths for the rest."""
    faults = _messages(request.message_configuration) + _templates(request.template_configuration)
    if faults:
        raise Invalid.of(faults)
    if request.message_configuration.HasField("custom_message") or request.custom_delivery_configuration.delivery_uri:
        await _delivery(deps, request)
    async with deps.db.connect() as conn:
        return CheckContentResponse(templates=await resolve(conn, request.account_id, request.template_configuration))


def _messages(messages: Any) -> list[Fault]:
    faults: list[Fault] = []
    email, root = messages.email_message, "MessageConfiguration.EmailMessage"
    faults += syntax(f"{root}.Title", email.title, Place.HEADER, 600_000) + syntax(
        f"{root}.Body", email.body, Place.TEXT, 600_000, tracked=True
    )
    faults += syntax(f"{root}.HtmlBody", email.html_body, Place.HTML, 600_000, tracked=True)
    pairs = [(header.name, header.value) for header in email.headers]
    wrong = headers_fault(pairs)
    faults += [(f"{root}.Headers", wrong)] if wrong else []
    for at, (_, value) in enumerate(pairs):
        faults += syntax(f"{root}.Headers[{at}].Value", value, Place.HEADER, 870)
    if email.from_address:
        try:
            parse_mailbox(email.from_address)
        except ValueError:
            faults.append((f"{root}.FromAddress", "is not an e-mail address"))
    faults += syntax("MessageConfiguration.SMSMessage.Body", messages.sms_message.body, Place.TEXT, 1600)
    for member, name in _PUSH:
        faults += _push(getattr(messages, member), f"MessageConfiguration.{name}")
    return faults


def _push(message: Any, root: str) -> list[Fault]:
    faults: list[Fault] = []
    if len(message.body) > _LONGEST_MESSAGE:
        faults.append((f"{root}.Body", f"is longer than {_LONGEST_MESSAGE} characters"))
    for member, name, place in (
        ("title", "Title", Place.TEXT),
        ("body", "Body", Place.TEXT),
        ("url", "Url", Place.URL),
        ("raw_content", "RawContent", Place.JSON),
    ):
        faults += syntax(f"{root}.{name}", getattr(message, member), place, 6000)
    return faults


def _templates(configuration: Any) -> list[Fault]:
    if configuration.HasField("voice_template"):
        return [("TemplateConfiguration.VoiceTemplate", "is not supported in campaigns")]
    members = (
        ("email_template", "EmailTemplate"),
        ("sms_template", "SMSTemplate"),
        ("push_template", "PushTemplate"),
        ("in_app_template", "InAppTemplate"),
    )
    return [
        (f"TemplateConfiguration.{name}.Name", "is required")
        for member, name in members
        if configuration.HasField(member) and not getattr(configuration, member).name
    ]


async def _delivery(deps: Deps, request: Any) -> None:
    """The rule of campaigns spec §7 for DeliveryUri."""
    url = request.custom_delivery_configuration.delivery_uri
    path = "CustomDeliveryConfiguration"
    if not url:
        raise Invalid(f"{path}.DeliveryUri: is required with a CustomMessage")
    if is_function(url):
        if deps.functions.find(url) is None:
            raise Invalid(f"{path}.DeliveryUri: no function of this name or ARN is mapped (COUNTERPOINT_FUNCTIONS)")
        return
    try:
        check_url(url, deps.egress)
        if deps.config.head_check:
            await check_owner(url, request.account_id, deps.egress)
    except Invalid as fault:
        raise Invalid(f"{path}.{fault.message}") from None
