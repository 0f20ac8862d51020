"""Caps: how many messages may be targeted at one endpoint (campaigns spec §11).

Pure rule; the counters live in Valkey (store/caps.py), whose script does the same steps, and a test holds both equal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

# All of an endpoint's counters lie in one of so many parts, each of which is one slot of a cluster.
BUCKETS = 16
DAY_MS = 24 * 3600 * 1000
KEEP_MS = 25 * 3600 * 1000
DAILY_CAP = "DAILY_CAP"
CAMPAIGN_CAP = "CAMPAIGN_CAP"


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits of one run; 0 is none. `app_wide`: the daily limit counts all campaigns of the app. `counted`: the run has
    none, but counts in the app's."""

    daily: int = 0
    total: int = 0
    app_wide: bool = False
    counted: bool = False

    @property
    def any(self) -> bool:
        """Whether the run's targets are written down."""
        return self.daily > 0 or self.total > 0 or self.counted


@dataclass(slots=True)
class Ledger:
    """What was targeted at one endpoint: name → epoch milliseconds, for the app and for the campaign; `base` are
    older ones without a name."""

    app: dict[str, int] = field(default_factory=dict)
    campaign: dict[str, int] = field(default_factory=dict)
    total: set[str] = field(default_factory=set)
    base: int = 0


def bucket(app_id: str, endpoint_id: str) -> int:
    """0 to BUCKETS - 1; all counters of an endpoint lie in one bucket."""
    return crc32(f"{app_id}\0{endpoint_id}".encode()) % BUCKETS


def spread(app_id: str, endpoint_ids: Iterable[str]) -> dict[int, list[str]]:
    """Endpoints by bucket."""
    found: dict[int, list[str]] = {}
    begun = crc32(f"{app_id}\0".encode())
    for endpoint_id in endpoint_ids:
        found.setdefault(crc32(endpoint_id.encode(), begun) % BUCKETS, []).append(endpoint_id)
    return found


def judge(ledger: Ledger, caps: Caps, name: str, now_ms: int) -> str:
    """ "" and the name is counted, or the cap that stops it. The same name again is a yes without counting.

    A message counts for 24 h from its targeting: at exactly 24 h it is outside (sliding window).
    """
    if name in ledger.campaign or name in ledger.total:
        return ""
    since = now_ms - DAY_MS
    counted = ledger.app if caps.app_wide else ledger.campaign
    if caps.daily > 0 and _recent(counted, since) >= caps.daily:
        return DAILY_CAP
    if caps.total > 0 and ledger.base + len(ledger.total) >= caps.total:
        return CAMPAIGN_CAP
    ledger.app[name] = now_ms
    ledger.campaign[name] = now_ms
    ledger.total.add(name)
    return ""


def _recent(stamps: Mapping[str, int], since: int) -> int:
    return sum(1 for at in stamps.values() if at > since)
