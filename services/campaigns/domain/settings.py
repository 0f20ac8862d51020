"""Application settings: merge by block, ranges (campaigns spec §11.1, clients spec §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.campaigns.domain import limits, schedule, validate

if TYPE_CHECKING:
    from counterpoint.campaigns.v1.campaigns_pb2 import (
        ApplicationSettingsJourneyLimits,
        ApplicationSettingsResource,
        WriteApplicationSettingsRequest,
    )

Fault = tuple[str, str]
_BLOCKS = ("campaign_hook", "limits", "quiet_time", "journey_limits")
# Always answered as objects, empty when never set: Terraform reads through them unasked.
ALWAYS = ("campaign_hook", "limits", "quiet_time")
MOST_DAYS = 30


def merged(
    stored: ApplicationSettingsResource, request: WriteApplicationSettingsRequest
) -> ApplicationSettingsResource:
    """The settings after the write: a block that is present replaces the stored one whole, an absent one keeps it."""
    settings = type(stored)()
    settings.CopyFrom(stored)
    for name in _BLOCKS:
        if request.HasField(name):  # type: ignore[arg-type]
            getattr(settings, name).CopyFrom(getattr(request, name))
            getattr(settings, name).SetInParent()
    return settings


def completed(settings: ApplicationSettingsResource) -> ApplicationSettingsResource:
    """A copy in which the blocks of `ALWAYS` are present."""
    shown = type(settings)()
    shown.CopyFrom(settings)
    for name in ALWAYS:
        getattr(shown, name).SetInParent()
    return shown


def faults(settings: ApplicationSettingsResource) -> list[Fault]:
    """What is out of range."""
    return [
        *limits.faults(settings.limits, "Limits", zero_is_unset=True),
        *schedule.quiet_faults(settings.quiet_time, "QuietTime"),
        *validate.hook_faults(settings.campaign_hook, "CampaignHook"),
        *_journey_faults(settings.journey_limits),
    ]


def _journey_faults(journeys: ApplicationSettingsJourneyLimits) -> list[Fault]:
    values = (
        ("JourneyLimits.DailyCap", journeys.daily_cap, limits.MOST_MESSAGES),
        ("JourneyLimits.TotalCap", journeys.total_cap, limits.MOST_MESSAGES),
        ("JourneyLimits.TimeframeCap.Cap", journeys.timeframe_cap.cap, limits.MOST_MESSAGES),
        ("JourneyLimits.TimeframeCap.Days", journeys.timeframe_cap.days, MOST_DAYS),
    )
    return [(path, f"must be from 0 to {most}") for path, value, most in values if not 0 <= value <= most]
