"""What can be stored but not launched yet: such campaigns are kept paused and read back (the launch answers 501 naming
the member).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.campaigns.domain import content, schedule

if TYPE_CHECKING:
    from counterpoint.campaigns.v1.campaigns_pb2 import ApplicationSettingsResource, CampaignHook, CampaignResponse


def not_built(campaign: CampaignResponse, app: ApplicationSettingsResource) -> str:
    """The member that keeps the campaign from being launched, with its value; "" when it can be. `app`: the settings
    snapshotted at creation.
    """
    chosen = schedule.frequency(campaign.schedule)
    if chosen != "ONCE":
        return f"Schedule.Frequency {chosen}"
    if campaign.schedule.is_local_time:
        return "Schedule.IsLocalTime"
    if campaign.additional_treatments:
        return "AdditionalTreatments"
    if is_hook(campaign.hook):
        return "Hook"
    if not campaign.HasField("hook") and is_hook(app.campaign_hook):
        return "CampaignHook of the application settings"
    if content.only_in_app(campaign):
        return "MessageConfiguration.InAppMessage"
    return ""


def is_hook(hook: CampaignHook) -> bool:
    """A hook with neither name nor address is no hook (campaigns spec §9)."""
    return bool(hook.lambda_function_name or hook.web_url)
