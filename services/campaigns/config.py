"""Settings of the campaigns service, from the environment."""

from dataclasses import dataclass

from kit.config import setting


@dataclass(frozen=True, slots=True)
class CampaignsConfig:
    """Everything else (database, bus, peers) is read by kit.service."""

    quotas: str = setting(
        "COUNTERPOINT_QUOTAS", "counterpoint", "Quota profile: counterpoint, pinpoint-2023 or pinpoint-2026."
    )
    tick_seconds: float = setting(
        "COUNTERPOINT_CAMPAIGNS_TICK",
        0.5,
        "Seconds of machine time between two looks for due campaigns; at most 1 keeps an immediate start within 5 "
        "seconds.",
    )
    reconcile_seconds: float = setting(
        "COUNTERPOINT_CAMPAIGNS_RECONCILE",
        5.0,
        "Seconds between two questions to delivery about runs whose end was not heard of.",
    )
