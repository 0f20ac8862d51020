"""From the plan that campaigns wrote to what recipients are judged by."""

from collections.abc import Iterable
from typing import Any

from services.delivery.domain.caps import Caps
from services.delivery.domain.decide import PUSH_TYPES, Plan
from services.delivery.domain.quiet import span

HARD_STOP_SECONDS = 24 * 3600
WINDOW = 200
SLOW_WINDOW = 20
# Recipients are read at most about this long before they are sent to.
FRESH_SECONDS = 3
BUILT = frozenset({"EMAIL", "SMS", "CUSTOM"})
_MESSAGES = (("EMAIL", "email_message", "email_template"), ("SMS", "sms_message", "sms_template"))
_TEXTS = {"email_message": ("title", "html_body", "body"), "sms_message": ("body",)}
_PUSH_MESSAGES = (("GCM", "gcm_message"), ("ADM", "adm_message"), ("BAIDU", "baidu_message"))
_APNS = ("APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX")


def speaks(messages: Any, member: str) -> bool:
    """Whether a channel's own e-mail or text message says something; one that holds settings alone, such as a
    FromAddress, leaves the words to the template or the default message."""
    return any(getattr(getattr(messages, member), text) for text in _TEXTS[member])


def covered(plan: Any) -> frozenset[str]:
    """Channel types for which the run has a message (campaigns spec §6.1)."""
    messages, templates = plan.message_configuration, plan.template_configuration
    everywhere = messages.HasField("default_message")
    found = {channel for channel, member, template in _MESSAGES if everywhere or speaks(messages, member) or templates.HasField(template)}
    push = everywhere or templates.HasField("push_template")
    found |= {channel for channel, member in _PUSH_MESSAGES if push or messages.HasField(member)}
    if push or messages.HasField("apns_message"):
        found |= set(_APNS)
    return frozenset(found)


def custom_types(plan: Any) -> frozenset[str]:
    """Channel types that go to the webhook (campaigns spec §7)."""
    if not plan.message_configuration.HasField("custom_message"):
        return frozenset()
    types = set(plan.custom_delivery_configuration.endpoint_types) or {"CUSTOM"}
    return frozenset(types | PUSH_TYPES if "PUSH" in types else types)


def channels(plan: Any) -> list[str]:
    """The channels a run sends through, for holds."""
    return sorted((covered(plan) & BUILT) | ({"CUSTOM"} if custom_types(plan) else set()))


def caps_of(plan: Any) -> Caps:
    """The limits, 0 meaning none."""
    limits = plan.limits
    return Caps(max(0, limits.daily), max(0, limits.total), app_wide=limits.daily_app_wide, counted=limits.counted)


def deadline_ms(plan: Any) -> int:
    """When nothing may be handed over any more: MaximumDuration after the scheduled time, at most 24 h by default."""
    return int(plan.scheduled_ms + (plan.limits.maximum_duration or HARD_STOP_SECONDS) * 1000)


def window_size(plan: Any) -> int:
    """Members of a window: 200, fewer where the pace is slow, so that nobody's data is read long before the message."""
    rate = plan.limits.messages_per_second
    return WINDOW if rate <= 0 else max(SLOW_WINDOW, min(WINDOW, rate * FRESH_SECONDS))


def judged_by(plan: Any, enabled: Iterable[str]) -> Plan:
    """The plan for `decide`. `enabled`: channels of the app that are configured and switched on."""
    return Plan(
        covered=covered(plan),
        usable=frozenset((set(enabled) & BUILT) | {"CUSTOM"}),
        custom=custom_types(plan),
        holdout=frozenset(plan.holdout_cohorts),
        others=frozenset(plan.other_cohorts),
        quiet=span(plan.quiet_start, plan.quiet_end),
        caps=caps_of(plan),
        deadline_ms=deadline_ms(plan),
    )
