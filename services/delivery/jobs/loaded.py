"""A run as its workers hold it: plan, judgement and compiled content, read and compiled once per process."""

import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1.sending_pb2 import CheckContentResponse, RunPlan

from kit.errors import NotFound
from kit.times import format_ms, from_us
from services.delivery.channels.provider import TEST, WebhookCall
from services.delivery.deps import Deps
from services.delivery.domain import runplan
from services.delivery.domain.addresses import belongs_to, parse_mailbox
from services.delivery.domain.content import EmailContent, TextContent, email_content, text_content
from services.delivery.domain.ids import message_ids
from services.delivery.domain.links import RunLinks
from services.delivery.domain.mime import MimeTemplate, merge_headers
from services.delivery.domain.prices import Prices
from services.delivery.domain.reports import ReturnPath
from services.delivery.store import channels, runs

KEPT = 32
NO_PRICES = Prices()


@dataclass(slots=True)
class Loaded:
    """What recipients of one run need. Absent content: that channel has no message. `named`: message ids by endpoint."""

    plan: Any
    named: Callable[[str], str]
    email: EmailContent | None = None
    sms: TextContent | None = None
    call: WebhookCall | None = None
    links: RunLinks | None = None
    returns: ReturnPath | None = None
    listing: frozenset[str] = frozenset()
    prices: Prices = NO_PRICES
    documents: dict[str, Any] = field(default_factory=dict)

    def sender(self) -> tuple[str, str]:
        """From address for e-mail and what is wrong with it, "" when nothing."""
        channel = self.documents.get("EMAIL")
        if channel is None:
            return "", "e-mail channel is not configured"
        inline = self.plan.message_configuration.email_message.from_address
        chosen = inline or channel.from_address
        try:
            mailbox = parse_mailbox(chosen)
        except ValueError:
            return "", "FromAddress is not an e-mail address"
        if not belongs_to(mailbox.address, channel.identity):
            return "", "FromAddress does not belong to the channel's identity"
        return chosen, ""

    def layout(self, now_ms: int, abuse: str) -> MimeTemplate:
        """The fixed part of the run's mail as of now. Raises ValueError when there is no usable sender."""
        chosen, fault = self.sender()
        if fault:
            raise ValueError(fault)
        date = format_datetime(from_us(now_ms * 1000))
        return MimeTemplate.from_parts(
            chosen,
            date,
            os.urandom(12).hex(),
            feedback_id=f"{self.plan.campaign_id}:{self.plan.app_id}:counterpoint",
            abuse_address=abuse,
        )


class LoadedRuns:
    """The newest runs of this process, compiled."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._kept: OrderedDict[str, Loaded] = OrderedDict()

    async def get(self, run_id: str) -> Loaded:
        """Loads and compiles at first use. Raises NotFound when the run is gone."""
        found = self._kept.get(run_id)
        if found is None:
            async with self._deps.db.connect() as conn:
                stored = await runs.documents(conn, run_id)
            if stored is None:
                raise NotFound("run is gone")
            found = compiled(RunPlan.FromString(stored[0]), CheckContentResponse.FromString(stored[1]), self._deps)
            self._kept[run_id] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(run_id)
        async with self._deps.db.connect() as conn:
            found.documents = await channel_documents(conn, found.plan.app_id)
        return found


CHANNEL_DOCUMENTS: dict[str, Any] = {
    "EMAIL": shapes.EmailChannelResponse,
    "SMS": shapes.SMSChannelResponse,
    "VOICE": shapes.VoiceChannelResponse,
    "GCM": shapes.GCMChannelResponse,
    "APNS": shapes.APNSChannelResponse,
    "APNS_SANDBOX": shapes.APNSSandboxChannelResponse,
    "APNS_VOIP": shapes.APNSVoipChannelResponse,
    "APNS_VOIP_SANDBOX": shapes.APNSVoipSandboxChannelResponse,
    "ADM": shapes.ADMChannelResponse,
    "BAIDU": shapes.BaiduChannelResponse,
}


async def channel_documents(conn: Any, app_id: str) -> dict[str, Any]:
    """The enabled channels of an app, parsed."""
    return {
        platform: CHANNEL_DOCUMENTS[platform].FromString(document)
        for platform, document, enabled in await channels.all_of(conn, app_id)
        if enabled and platform in CHANNEL_DOCUMENTS
    }


def compiled(plan: Any, content: Any, deps: Deps) -> Loaded:
    """Compiles everything a run may say. Raises TemplateError: the author's fault."""
    templates = {resolved.template_type: resolved.content for resolved in content.templates}
    loaded = Loaded(plan, message_ids(plan.run_id), returns=deps.returns, listing=deps.config.listing, prices=deps.prices)
    covered = runplan.covered(plan)
    if "EMAIL" in covered:
        loaded.email = _email(plan, templates.get("EMAIL"))
        run = TEST if plan.test else plan.run_id
        treatment = plan.treatment_id or "0"
        loaded.links = deps.links.run(plan.app_id, run, plan.campaign_id, treatment, "", plan.run_id, derived=not plan.test)
    if "SMS" in covered:
        loaded.sms = _sms(plan, templates.get("SMS"))
    if runplan.custom_types(plan):
        loaded.call = _call(plan)
    return loaded


def _email(plan: Any, template: bytes | None) -> EmailContent:
    inline, default = plan.message_configuration.email_message, plan.message_configuration.default_message
    own = [(header.name, header.value) for header in inline.headers]
    if template is not None:
        stored = shapes.EmailTemplateResponse.FromString(template)
        headers = merge_headers([(header.name, header.value) for header in stored.headers], own)
        return email_content(stored.subject, stored.html_part, stored.text_part, headers, "template", stored.default_substitutions)
    if runplan.speaks(plan.message_configuration, "email_message"):
        return email_content(inline.title, inline.html_body, inline.body, own, "inline")
    return email_content(default.title, "", default.body, own, "inline")


def _sms(plan: Any, template: bytes | None) -> TextContent:
    if template is not None:
        stored = shapes.SMSTemplateResponse.FromString(template)
        return text_content(stored.body, "template", stored.default_substitutions)
    messages = plan.message_configuration
    return text_content((messages.sms_message if runplan.speaks(messages, "sms_message") else messages.default_message).body, "inline")


def _call(plan: Any) -> WebhookCall:
    head = {
        "Message": {},
        "Data": plan.message_configuration.custom_message.data,
        "ApplicationId": plan.app_id,
        "CampaignId": plan.campaign_id,
        "TreatmentId": plan.treatment_id or "0",
        "ActivityId": plan.run_id,
        "ScheduledTime": format_ms(plan.scheduled_ms),
    }
    return WebhookCall(plan.custom_delivery_configuration.delivery_uri, plan.app_id, head)
