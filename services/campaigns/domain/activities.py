"""A run's books in Pinpoint's words: the ExecutionMetrics of an activity (campaigns spec §8.1, §8.3; analytics spec
§5.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterpoint.delivery.v1.sending_pb2 import Books

# Always answered, "0" when nothing happened.
DOCUMENTED = (
    "ENDPOINT_PRODUCED",
    "ENDPOINTS_FROM_USER",
    "ENDPOINT_OPT_OUT",
    "ENDPOINT_INACTIVE",
    "FILTERED_OUT_BY_SEGMENT",
    "ENDPOINT_MISSING_ADDRESS",
    "ENDPOINT_MISSING_CHANNEL",
    "ENDPOINT_MISSING_TIMEZONE",
    "ENDPOINT_TIMEZONE_MISMATCH",
    "ENDPOINT_CHANNEL_MISMATCH",
    "DUPLICATE_ENDPOINT",
    "DUPLICATE_USER",
    "TREATMENT_HOLDOUT",
)
_INT32_MAX = 2**31 - 1


def execution_metrics(books: Books) -> dict[str, str]:
    """The documented keys, every other reason to drop under its own name, and the rest of the books.

    Our own keys: DROPPED, TARGETED, QUEUED, SENT, UNKNOWN, NOT_SENT and FAILED with one `NOT_SENT_<reason>` or
    `FAILED_<reason>` each. So that ENDPOINT_PRODUCED + ENDPOINTS_FROM_USER = DROPPED + TARGETED and TARGETED = NOT_SENT
    + QUEUED + SENT + FAILED + UNKNOWN at any moment.
    """
    counts = dict.fromkeys(DOCUMENTED, 0)
    for line in books.dropped:
        counts[key(line.reason)] = counts.get(key(line.reason), 0) + line.count
    counts["ENDPOINT_PRODUCED"] = books.produced - books.from_user
    counts["ENDPOINTS_FROM_USER"] = books.from_user
    counts["DUPLICATE_USER"] = books.duplicate_users
    counts["DROPPED"] = sum(line.count for line in books.dropped)
    counts["TARGETED"] = books.targeted
    counts["QUEUED"] = books.queued
    counts["SENT"] = books.sent
    counts["UNKNOWN"] = books.unknown
    for book, lines in (("NOT_SENT", books.not_sent), ("FAILED", books.failed)):
        counts[book] = sum(line.count for line in lines)
        for line in lines:
            counts[f"{book}_{key(line.reason)}"] = line.count
    return {name: str(count) for name, count in counts.items()}


def key(reason: str) -> str:
    """A reason as a metric name: upper case, underscores."""
    return reason.upper().replace(" ", "_").replace("-", "_")


def int32(count: int) -> int:
    """A count that fits the contract's 32 bits."""
    return min(count, _INT32_MAX)
