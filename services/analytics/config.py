"""Settings of analytics."""

from dataclasses import dataclass

from kit.config import setting


@dataclass(frozen=True, slots=True)
class AnalyticsConfig:
    """What an operator can set."""

    retention_days: int = setting(
        "COUNTERPOINT_ANALYTICS_RETENTION_DAYS",
        90,
        "Days that events and figures are kept; stored at first start, lowering needs `counterpoint retention set`.",
    )
    known_endpoints: int = setting(
        "COUNTERPOINT_ANALYTICS_KNOWN_ENDPOINTS", 500_000, "Endpoint ids remembered per process as existing, so that events of theirs cost no call."
    )
