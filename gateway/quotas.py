"""Request rates and body sizes: the published numbers of quotas spec §1-2, one typed table.

Rates are requests per second, burst equal. `0` means unlimited. A profile is chosen by COUNTERPOINT_QUOTAS.
"""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024
DEFAULT_BODY = 7 * MEBIBYTE
BODY_LIMITS = {"PutEvents": 4 * MEBIBYTE}
MAX_JSON_DEPTH = 64

PROFILES = ("counterpoint", "pinpoint-2023", "pinpoint-2026")


@dataclass(frozen=True, slots=True)
class Row:
    """The rate of some operations in each profile."""

    operations: tuple[str, ...]
    pinpoint_2023: int
    pinpoint_2026: int
    counterpoint: int


_TEMPLATES = ("Email", "InApp", "Push", "Sms", "Voice")

ROWS = (
    Row(("CreateCampaign", "UpdateCampaign", "DeleteCampaign"), 25, 25, 100),
    Row(("CreateSegment", "UpdateSegment", "DeleteSegment"), 25, 25, 100),
    Row(tuple(f"Create{kind}Template" for kind in _TEMPLATES), 300, 10, 300),
    Row(tuple(f"Update{kind}Template" for kind in _TEMPLATES), 300, 10, 300),
    Row(("CreateImportJob",), 300, 300, 300),
    Row(("GetEndpoint",), 7000, 10, 7000),
    Row(("UpdateEndpoint",), 5000, 10, 5000),
    Row(("UpdateEndpointsBatch",), 5000, 2, 5000),
    Row(("DeleteEndpoint",), 1000, 5, 1000),
    Row(("PutEvents",), 7000, 15, 7000),
    Row(("SendMessages",), 4000, 4000, 4000),
    Row(("SendUsersMessages",), 6000, 6000, 6000),
    Row(("GetInAppMessages",), 5000, 5000, 5000),
    Row(("PhoneNumberValidate",), 20, 20, 200),
    Row(("SendOTPMessage", "VerifyOTPMessage"), 300, 300, 300),
)
EVERY_OTHER = Row((), 300, 300, 300)


def _column(row: Row, profile: str) -> int:
    return {
        "counterpoint": row.counterpoint,
        "pinpoint-2023": row.pinpoint_2023,
        "pinpoint-2026": row.pinpoint_2026,
    }[profile]


class Rates:
    """The rates of one profile."""

    def __init__(self, profile: str) -> None:
        """Raises ValueError for a profile that does not exist."""
        if profile not in PROFILES:
            raise ValueError(f"COUNTERPOINT_QUOTAS must be one of {', '.join(PROFILES)}")
        self._rates = {name: _column(row, profile) for row in ROWS for name in row.operations}
        self._other = _column(EVERY_OTHER, profile)

    def rate(self, operation: str) -> int:
        """Requests per second of an account for this operation; 0: unlimited."""
        return self._rates.get(operation, self._other)


def body_limit(operation: str) -> int:
    """The largest request body in bytes."""
    return BODY_LIMITS.get(operation, DEFAULT_BODY)
