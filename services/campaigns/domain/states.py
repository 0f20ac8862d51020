"""States of a campaign and what may be changed in which (campaigns spec §3, §4)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

SCHEDULED, EXECUTING, PENDING_NEXT_RUN = "SCHEDULED", "EXECUTING", "PENDING_NEXT_RUN"
COMPLETED, PAUSED, DELETED, INVALID = "COMPLETED", "PAUSED", "DELETED", "INVALID"
# What counts against the quota of active campaigns.
ACTIVE = (SCHEDULED, EXECUTING, PENDING_NEXT_RUN)
# What a campaign shows whose treatments are not all completed: the first of these that any of them holds.
_SHOWN = (EXECUTING, PENDING_NEXT_RUN, SCHEDULED, PAUSED, INVALID, DELETED)
_LABELS = frozenset({"name", "description", "treatment_name", "treatment_description"})
_WORDS = {
    "additional_treatments": "AdditionalTreatments",
    "custom_delivery_configuration": "CustomDeliveryConfiguration",
    "holdout_percent": "HoldoutPercent",
    "hook": "Hook",
    "is_paused": "IsPaused",
    "limits": "Limits",
    "message_configuration": "MessageConfiguration",
    "priority": "Priority",
    "schedule": "Schedule",
    "segment_id": "SegmentId",
    "segment_version": "SegmentVersion",
    "template_configuration": "TemplateConfiguration",
}


class Edit(StrEnum):
    """What a write does to the life of a campaign."""

    KEEP = "keep"  # the state and the time of the next run stay
    PAUSE = "pause"  # no run starts
    PLAN = "plan"  # the next run is computed anew


def refusal(status: str, once: bool, changed: Iterable[str]) -> str:
    """Why these members may not be changed in this state; "" when they may."""
    if status == DELETED:
        return "The campaign failed because its segment was deleted: it can be read and deleted only"
    locked = status == COMPLETED or (status == EXECUTING and once)
    refused = sorted(_WORDS[name] for name in set(changed) - _LABELS)
    if not locked or not refused:
        return ""
    return (
        f"{', '.join(refused)}: cannot be changed while the campaign is {status}; only the names and descriptions can"
    )


def edit(status: str, paused_before: bool, paused_after: bool, schedule_written: bool) -> Edit:
    """What an allowed write does. `schedule_written`: the request changes the schedule."""
    if status in (EXECUTING, COMPLETED):
        return Edit.KEEP
    if paused_after:
        return Edit.PAUSE
    if paused_before or schedule_written or status in (PAUSED, INVALID):
        return Edit.PLAN
    return Edit.KEEP


def overall(treatments: Iterable[str]) -> str:
    """The campaign's status from those of its treatments."""
    held = set(treatments)
    if held == {COMPLETED}:
        return COMPLETED
    return next(state for state in _SHOWN if state in held)
