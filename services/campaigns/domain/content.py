"""What a campaign or treatment says: legal messages by channel (campaigns spec §6, §7). Templates and inline text are
checked by the sender.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from services.campaigns.domain import inapp

if TYPE_CHECKING:
    from counterpoint.campaigns.v1.campaigns_pb2 import CampaignResponse, TreatmentResource
    from counterpoint.type.v1.type_pb2 import (
        CustomDeliveryConfiguration,
        Message,
        MessageConfiguration,
        TemplateConfiguration,
    )

    Content = CampaignResponse | TreatmentResource

Fault = tuple[str, str]
MOST_HEADERS, LONGEST_HEADER_NAME, LONGEST_HEADER_VALUE = 15, 126, 870
LONGEST_PUSH_BODY = 200
LARGEST_CUSTOM_BYTES = 5 * 1024
MEMBERS = ("message_configuration", "template_configuration", "custom_delivery_configuration")
_PUSH = (
    ("adm_message", "ADMMessage"),
    ("apns_message", "APNSMessage"),
    ("baidu_message", "BaiduMessage"),
    ("default_message", "DefaultMessage"),
    ("gcm_message", "GCMMessage"),
)
_TEMPLATES = (
    ("email_template", "EmailTemplate"),
    ("push_template", "PushTemplate"),
    ("sms_template", "SMSTemplate"),
    ("in_app_template", "InAppTemplate"),
)
# What an e-mail or a text message says; their other members are settings.
_TEXTS = {"email_message": ("title", "html_body", "body"), "sms_message": ("body",)}
_ACTIONS = ("OPEN_APP", "DEEP_LINK", "URL")
_ENDPOINT_TYPES = (
    "PUSH",
    "GCM",
    "APNS",
    "APNS_SANDBOX",
    "APNS_VOIP",
    "APNS_VOIP_SANDBOX",
    "ADM",
    "SMS",
    "VOICE",
    "EMAIL",
    "BAIDU",
    "CUSTOM",
    "IN_APP",
)
# Deliberately narrow, as documented: letters, digits and - . _ ~ ? / # : (campaigns spec §7).
_WEB_URI = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9\-._~?/#:]*")
_FUNCTION = re.compile(r"[A-Za-z0-9\-_:$./]{1,1024}")


def faults(content: Content, prefix: str = "") -> list[Fault]:
    """What is wrong with the content; `prefix` is the wire path in front, such as `AdditionalTreatments[0].`."""
    found: list[Fault] = []
    if content.HasField("message_configuration"):
        found.extend(_message_faults(content.message_configuration, f"{prefix}MessageConfiguration"))
    if content.HasField("template_configuration"):
        found.extend(_template_faults(content.template_configuration, f"{prefix}TemplateConfiguration"))
    custom = content.HasField("message_configuration") and content.message_configuration.HasField("custom_message")
    if content.HasField("custom_delivery_configuration"):
        found.extend(_delivery_faults(content.custom_delivery_configuration, f"{prefix}CustomDeliveryConfiguration"))
    elif custom:
        found.append((f"{prefix}CustomDeliveryConfiguration", "is required with MessageConfiguration.CustomMessage"))
    return found


def covers(content: Content) -> bool:
    """At least one channel has a message that says something, or a template (campaigns spec §6.1)."""
    return any(_says_something(field.name, value) for field, value in content.message_configuration.ListFields()) or any(
        getattr(content.template_configuration, name).name for name, _ in _TEMPLATES
    )


def _says_something(member: str, message: Any) -> bool:
    """Settings alone, such as a FromAddress beside a template, are no message."""
    texts = _TEXTS.get(member)
    if texts is None:
        return member == "custom_message" or bool(message.ListFields())
    return any(getattr(message, text) for text in texts)


def own(treatment: TreatmentResource) -> bool:
    """The treatment brings content of its own instead of using the campaign's."""
    return any(getattr(treatment, name).ListFields() for name in MEMBERS[:2])


def only_in_app(content: Content) -> bool:
    """Nothing but an in-app message, which no run can hand over."""
    named = {field.name for field, _ in content.message_configuration.ListFields()} | {field.name for field, _ in content.template_configuration.ListFields()}
    return bool(named) and named <= {"in_app_message", "in_app_template"}


def _message_faults(message: MessageConfiguration, path: str) -> list[Fault]:
    found: list[Fault] = []
    for name, wire in _PUSH:
        if message.HasField(name):
            found.extend(_push_faults(getattr(message, name), f"{path}.{wire}"))
    headers = message.email_message.headers
    if len(headers) > MOST_HEADERS:
        found.append((f"{path}.EmailMessage.Headers", f"may hold at most {MOST_HEADERS} headers"))
    for i, header in enumerate(headers):
        if not 1 <= len(header.name) <= LONGEST_HEADER_NAME:
            found.append((f"{path}.EmailMessage.Headers[{i}].Name", f"must have 1 to {LONGEST_HEADER_NAME} characters"))
        if len(header.value) > LONGEST_HEADER_VALUE:
            found.append((f"{path}.EmailMessage.Headers[{i}].Value", f"may have at most {LONGEST_HEADER_VALUE} characters"))
    if message.sms_message.message_type not in ("", "TRANSACTIONAL", "PROMOTIONAL"):
        found.append((f"{path}.SMSMessage.MessageType", "must be TRANSACTIONAL or PROMOTIONAL"))
    if len(message.custom_message.data.encode()) > LARGEST_CUSTOM_BYTES:
        found.append((f"{path}.CustomMessage.Data", "may have at most 5 KB"))
    if message.HasField("in_app_message"):
        found.extend(inapp.faults(message.in_app_message, f"{path}.InAppMessage"))
    return found


def _push_faults(message: Message, path: str) -> list[Fault]:
    found: list[Fault] = []
    if message.action and message.action not in _ACTIONS:
        found.append((f"{path}.Action", f"must be one of {', '.join(_ACTIONS)}"))
    if len(message.body) > LONGEST_PUSH_BODY:
        found.append((f"{path}.Body", f"may have at most {LONGEST_PUSH_BODY} characters"))
    if message.raw_content and not _json_object(message.raw_content):
        found.append((f"{path}.RawContent", "must be a JSON object as text"))
    if message.time_to_live < 0:
        found.append((f"{path}.TimeToLive", "must not be negative"))
    return found


def _json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _template_faults(templates: TemplateConfiguration, path: str) -> list[Fault]:
    found: list[Fault] = []
    if templates.HasField("voice_template"):
        found.append((f"{path}.VoiceTemplate", "is not supported in campaigns"))
    for name, wire in _TEMPLATES:
        if templates.HasField(name) and not getattr(templates, name).name:
            found.append((f"{path}.{wire}.Name", "is required"))
    return found


def _delivery_faults(custom: CustomDeliveryConfiguration, path: str) -> list[Fault]:
    found: list[Fault] = []
    uri = custom.delivery_uri
    if not uri:
        found.append((f"{path}.DeliveryUri", "is required"))
    elif not (_WEB_URI if "//" in uri else _FUNCTION).fullmatch(uri):
        found.append(
            (
                f"{path}.DeliveryUri",
                "must be an https:// address of letters, digits and - . _ ~ ? / # :, or the name or ARN of a function",
            )
        )
    for i, endpoint_type in enumerate(custom.endpoint_types):
        if endpoint_type not in _ENDPOINT_TYPES:
            found.append((f"{path}.EndpointTypes[{i}]", f"must be one of {', '.join(_ENDPOINT_TYPES)}"))
    return found
