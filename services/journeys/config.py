"""Settings of the journeys service, from the environment."""

from dataclasses import dataclass

from kit.config import setting


@dataclass(frozen=True, slots=True)
class JourneysConfig:
    """Everything else (database, bus, peers) is read by kit.service."""

    quotas: str = setting(
        "COUNTERPOINT_QUOTAS", "counterpoint", "Quota profile: counterpoint, pinpoint-2023 or pinpoint-2026."
    )
