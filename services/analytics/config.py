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
    kinesis_endpoint: str = setting(
        "COUNTERPOINT_KINESIS_ENDPOINT", "", "URL of a Kinesis-compatible server: every Kinesis ARN of an event stream leads there. Empty: none does."
    )
    firehose_endpoint: str = setting(
        "COUNTERPOINT_FIREHOSE_ENDPOINT", "", "URL of a Firehose-compatible server: every Firehose ARN of an event stream leads there. Empty: none does."
    )
    stream_address: bool = setting("COUNTERPOINT_STREAM_ADDRESS", False, "Show addresses in event stream records: of endpoints, and of where messages went.")
    roles: str = setting("COUNTERPOINT_ROLES", "", "TOML file: per account, role ARN to credentials profile, allowed buckets and allowed event streams.")
