"""Who of a run's audience gets the message, and why the others do not (campaigns spec §8, in its order, with its
names).

Pure: the recipient, the plan, what the caps said and the instant come as arguments.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from services.delivery.domain.books import DROPPED, FAILED, NOT_SENT
from services.delivery.domain.caps import Caps
from services.delivery.domain.quiet import is_quiet

SEND = "send"
PUSH_TYPES = frozenset({"GCM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "ADM", "BAIDU"})

# Statuses that `_campaign.send` carries (events spec §3.3); all other drops emit no record.
WITH_EVENT = frozenset(
    {
        "UNSUPPORTED_CHANNEL",
        "DUPLICATE_ADDRESS",
        "HOLDOUT",
        "DAILY_CAP",
        "CAMPAIGN_CAP",
        "QUIET_TIME",
        "HOOK_FAILURE",
        "EXPIRED",
        "RECOMMENDATION_FAILURE",
        "FAILURE",
        "FAILURE_PERMANENT",
        "TRANSIENT_FAILURE",
        "THROTTLED",
        "CUSTOM_DELIVERY_FAILURE",
        "UNKNOWN",
        "SUCCESS",
    }
)


class Verdict(NamedTuple):
    """`book` is SEND, or the book the recipient stands in from now on, with its reason."""

    book: str
    reason: str = ""


@dataclass(slots=True)
class Recipient:
    """One member of the frozen audience with its data as it is now.

    `endpoint` and `user` are the documents, for rendering.
    """

    seq: int
    endpoint_id: str
    exists: bool
    status: str = ""
    opt_out: str = ""
    address: str = ""
    channel: str = ""
    cohort: int = -1
    timezone: str = ""
    user_id: str = ""
    duplicate_address: bool = False
    suppressed: bool = False
    endpoint: object = None
    user: object = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run's recipients are judged by.

    `covered`: channel types with a message. `custom`: channel types that go to the webhook. `usable`: channels
    configured and enabled.
    `deadline_ms`: after it nobody is sent to any more. `quiet`: minutes after midnight, both ends inclusive.
    """

    covered: frozenset[str]
    usable: frozenset[str]
    custom: frozenset[str] = frozenset()
    holdout: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()
    quiet: tuple[int, int] | None = None
    caps: Caps = field(default_factory=Caps)
    deadline_ms: int = 1 << 62


_INACTIVE = Verdict(DROPPED, "ENDPOINT_INACTIVE")
_OPT_OUT = Verdict(DROPPED, "ENDPOINT_OPT_OUT")
_NO_ADDRESS = Verdict(DROPPED, "ENDPOINT_MISSING_ADDRESS")
_NO_CHANNEL = Verdict(DROPPED, "ENDPOINT_MISSING_CHANNEL")
_GONE = Verdict(DROPPED, "FILTERED_OUT_BY_SEGMENT")
_MISMATCH = Verdict(DROPPED, "ENDPOINT_CHANNEL_MISMATCH")
_UNSUPPORTED = Verdict(DROPPED, "UNSUPPORTED_CHANNEL")
_DUPLICATE = Verdict(DROPPED, "DUPLICATE_ADDRESS")
_HOLDOUT = Verdict(DROPPED, "HOLDOUT")
_OTHER = Verdict(DROPPED, "TREATMENT_HOLDOUT")
_QUIET = Verdict(NOT_SENT, "QUIET_TIME")
_EXPIRED = Verdict(NOT_SENT, "EXPIRED")
_SUPPRESSED = Verdict(FAILED, "FAILURE_PERMANENT")
_SEND = Verdict(SEND)


def route(channel_type: str, plan: Plan) -> str:
    """The channel that serves an endpoint of that type: CUSTOM where the webhook takes the type, else the type
    itself; "" when none."""
    if channel_type in plan.custom:
        return "CUSTOM"
    return channel_type if channel_type in plan.covered else ""


def screen(recipient: Recipient, plan: Plan) -> Verdict | None:
    """Why the recipient is left out before anything counts, or None (steps 2 to 4)."""
    return _eligible(recipient, plan) or _chosen(recipient, plan)


def _eligible(recipient: Recipient, plan: Plan) -> Verdict | None:
    if not recipient.exists:
        return _GONE
    if recipient.status == "INACTIVE":
        return _INACTIVE
    if recipient.opt_out == "ALL":
        return _OPT_OUT
    if not recipient.address:
        return _NO_ADDRESS
    if not recipient.channel:
        return _NO_CHANNEL
    channel = route(recipient.channel, plan)
    if not channel:
        return _MISMATCH
    return None if channel in plan.usable else _UNSUPPORTED


def _chosen(recipient: Recipient, plan: Plan) -> Verdict | None:
    if recipient.duplicate_address:
        return _DUPLICATE
    if recipient.cohort in plan.holdout:
        return _HOLDOUT
    return _OTHER if recipient.cohort in plan.others else None


def decide(recipient: Recipient, plan: Plan, cap: str, now: datetime, retry: bool = False) -> Verdict:
    """The verdict. `cap` is what the reservation said: "" for a yes, else DAILY_CAP or CAMPAIGN_CAP.

    A `retry` was targeted before: whatever stops it now is not_sent, and caps, cohorts and duplicates are not asked
    again.
    """
    if retry:
        dropped = _eligible(recipient, plan)
        if dropped is not None:
            return Verdict(NOT_SENT, dropped.reason)
    else:
        dropped = screen(recipient, plan)
        if dropped is not None:
            return dropped
        if cap:
            return Verdict(DROPPED, cap)
    if plan.quiet is not None and is_quiet(plan.quiet, recipient.timezone, now):
        return _QUIET
    if now.timestamp() * 1000 > plan.deadline_ms:
        return _EXPIRED
    return _SUPPRESSED if recipient.suppressed else _SEND
