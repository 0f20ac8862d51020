"""All rules one campaign document must keep before it is stored (campaigns spec §2, §5, §17). The rules of one member
stand in the module of that member.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.campaigns.domain import content, limits, schedule

if TYPE_CHECKING:
    from counterpoint.campaigns.v1.campaigns_pb2 import CampaignHook, CampaignResponse

Fault = tuple[str, str]
LONGEST_NAME = 128
MOST_TREATMENTS = 4


def faults(campaign: CampaignResponse, now: datetime, fresh_schedules: bool) -> list[Fault]:
    """Everything wrong with the document, as (wire path, reason). `fresh_schedules`: the schedules were written just
    now.
    """
    found = _label_faults(campaign)
    found.extend(content.faults(campaign))
    if not content.covers(campaign):
        found.append(("MessageConfiguration", "a message or a template for at least one channel is required"))
    found.extend(limits.faults(campaign.limits, "Limits"))
    found.extend(hook_faults(campaign.hook, "Hook"))
    if campaign.HasField("schedule"):
        found.extend(schedule.faults(campaign.schedule, "Schedule", now, fresh_schedules))
    else:
        found.append(("Schedule", "is required"))
    found.extend(_treatment_faults(campaign, now, fresh_schedules))
    return found


def _label_faults(campaign: CampaignResponse) -> list[Fault]:
    found: list[Fault] = []
    if not campaign.name:
        found.append(("Name", "is required"))
    elif len(campaign.name) > LONGEST_NAME:
        found.append(("Name", f"may have at most {LONGEST_NAME} characters"))
    if not campaign.segment_id:
        found.append(("SegmentId", "is required"))
    if campaign.segment_version < 0:
        found.append(("SegmentVersion", "must not be negative"))
    if not 0 <= campaign.holdout_percent <= 100:
        found.append(("HoldoutPercent", "must be from 0 to 100"))
    if campaign.HasField("priority") and not 1 <= campaign.priority <= 5:
        found.append(("Priority", "must be from 1 to 5"))
    return found


def _treatment_faults(campaign: CampaignResponse, now: datetime, fresh: bool) -> list[Fault]:
    treatments = campaign.additional_treatments
    found: list[Fault] = []
    if len(treatments) > MOST_TREATMENTS:
        found.append(("AdditionalTreatments", f"may hold at most {MOST_TREATMENTS} treatments"))
    for i, treatment in enumerate(treatments):
        path = f"AdditionalTreatments[{i}]"
        if not treatment.HasField("size_percent"):
            found.append((f"{path}.SizePercent", "is required"))
        elif not 0 <= treatment.size_percent <= 100:
            found.append((f"{path}.SizePercent", "must be from 0 to 100"))
        found.extend(content.faults(treatment, f"{path}."))
        if treatment.HasField("schedule"):
            found.extend(schedule.faults(treatment.schedule, f"{path}.Schedule", now, fresh))
            if schedule.kind(treatment.schedule) != schedule.kind(campaign.schedule):
                found.append(
                    (
                        f"{path}.Schedule.Frequency",
                        "time-based, EVENT and IN_APP_EVENT treatments cannot be mixed in one campaign",
                    )
                )
    # A part out of range is named above; it shall not be reported a second time by the sum.
    if sum(min(percent, 100) for percent in (campaign.holdout_percent, *(t.size_percent for t in treatments))) > 100:
        found.append(("AdditionalTreatments", "HoldoutPercent and all SizePercent together are more than 100"))
    return found


def hook_faults(hook: CampaignHook, path: str) -> list[Fault]:
    """A hook's mode and address (campaigns spec §9)."""
    found: list[Fault] = []
    if hook.mode not in ("", "FILTER", "DELIVERY"):
        found.append((f"{path}.Mode", "must be FILTER or DELIVERY"))
    if hook.web_url and not hook.web_url.startswith(("https://", "http://")):
        found.append((f"{path}.WebUrl", "must be an https:// address"))
    return found
