"""Count quotas of campaigns by profile (quotas spec §7, §17)."""

from __future__ import annotations

from dataclasses import dataclass

ACTIVE, EVENT, IN_APP = "active-campaigns", "event-campaigns", "in-app-campaigns"


@dataclass(frozen=True, slots=True)
class Quotas:
    """Most campaigns at once; None: as many as fit. `active` counts per account, the others per application."""

    active: int
    event: int | None
    in_app: int


PROFILES = {
    "counterpoint": Quotas(active=5_000, event=None, in_app=250),
    "pinpoint-2023": Quotas(active=200, event=25, in_app=25),
    "pinpoint-2026": Quotas(active=200, event=25, in_app=25),
}


def refusal(quota: str, limit: int | None, current: int) -> str:
    """The words of a broken quota; "" while one more fits. `current`: campaigns that count now, without the new one."""
    if limit is None or current < limit:
        return ""
    scope = "of the account" if quota == ACTIVE else "of the application"
    use = f"the limit is {limit}, {current} are in use"
    return f"Quota {quota} {scope} reached: {use}; COUNTERPOINT_QUOTAS selects another profile"
