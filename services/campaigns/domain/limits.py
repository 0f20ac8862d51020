"""Limits of campaigns and application settings: their ranges and which one counts (campaigns spec §11.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterpoint.campaigns.v1.campaigns_pb2 import CampaignLimits

Fault = tuple[str, str]
_CAPS = (("daily", "Daily"), ("total", "Total"), ("session", "Session"))
MOST_MESSAGES = 100
FASTEST = 20_000
SHORTEST_RUN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Effective:
    """What a campaign is held to. 0 means none; `maximum_duration` 0 means the 24 hours of the sender.
    `daily_app_wide`: the daily limit was inherited from the application, so the messages of all its campaigns count.
    """

    daily: int
    daily_app_wide: bool
    total: int
    messages_per_second: int
    maximum_duration: int


def faults(limits: CampaignLimits, path: str, zero_is_unset: bool = False) -> list[Fault]:
    """What is out of range.

    `zero_is_unset`: in application settings 0 seconds and 0 messages per second mean "not set", which Terraform sends
    for an empty block (clients spec §1).
    """
    found = [
        (f"{path}.{wire}", f"must be from 0 to {MOST_MESSAGES}")
        for name, wire in _CAPS
        if limits.HasField(name) and not 0 <= getattr(limits, name) <= MOST_MESSAGES
    ]
    rate, duration = limits.messages_per_second, limits.maximum_duration
    if limits.HasField("messages_per_second") and not (1 <= rate <= FASTEST or (zero_is_unset and rate == 0)):
        found.append((f"{path}.MessagesPerSecond", f"must be from 1 to {FASTEST}"))
    if limits.HasField("maximum_duration") and not (
        duration >= SHORTEST_RUN_SECONDS or (zero_is_unset and duration == 0)
    ):
        found.append((f"{path}.MaximumDuration", f"must be at least {SHORTEST_RUN_SECONDS} seconds"))
    return found


def effective(campaign: CampaignLimits, app: CampaignLimits) -> Effective:
    """The campaign's limits over the application's, member by member. `app` is the snapshot taken when the campaign was
    created.

    A 0 set on the campaign switches the application's daily or total limit off.
    """

    def value(name: str) -> int:
        chosen = campaign if campaign.HasField(name) else app
        return int(getattr(chosen, name))

    return Effective(
        daily=value("daily"),
        daily_app_wide=not campaign.HasField("daily") and app.daily > 0,
        total=value("total"),
        messages_per_second=value("messages_per_second"),
        maximum_duration=value("maximum_duration"),
    )
