"""The books: every endpoint of a run stands in exactly one of them, at every moment (campaigns spec §8.3).

produced = dropped + targeted; targeted = not_sent + queued + sent + failed + unknown
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

DROPPED = "dropped"
NOT_SENT = "not_sent"
QUEUED = "queued"
SENT = "sent"
FAILED = "failed"
UNKNOWN = "unknown"
RETRY = "retry"
STOPPED = "stopped"
UNRENDERED = "FAILURE"


@dataclass(slots=True)
class Counts:
    """What became of the recipients of one window. `retry` are those that a later window has taken over."""

    dropped: dict[str, int] = field(default_factory=dict)
    not_sent: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    unknown: int = 0
    retry: int = 0

    def add(self, book: str, reason: str, count: int = 1) -> None:
        """Books `count` recipients. `book` is one of the constants above except QUEUED."""
        if book == SENT:
            self.sent += count
        elif book == UNKNOWN:
            self.unknown += count
        elif book == RETRY:
            self.retry += count
        else:
            reasons: dict[str, int] = {DROPPED: self.dropped, NOT_SENT: self.not_sent, FAILED: self.failed}[book]
            reasons[reason] = reasons.get(reason, 0) + count

    @property
    def members(self) -> int:
        """Recipients counted, each once."""
        return (
            sum(self.dropped.values())
            + sum(self.not_sent.values())
            + sum(self.failed.values())
            + self.sent
            + self.unknown
            + self.retry
        )

    def document(self) -> dict[str, Any]:
        """As JSON values, empty books left out."""
        found: dict[str, Any] = {
            DROPPED: self.dropped,
            NOT_SENT: self.not_sent,
            FAILED: self.failed,
            SENT: self.sent,
            UNKNOWN: self.unknown,
            RETRY: self.retry,
        }
        return {name: value for name, value in found.items() if value}


@dataclass(slots=True)
class Books:
    """The whole run. `queued` are the members of windows that are not closed."""

    produced: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    not_sent: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    queued: int = 0
    sent: int = 0
    unknown: int = 0

    @property
    def targeted(self) -> int:
        return self.produced - sum(self.dropped.values())

    @property
    def balanced(self) -> bool:
        """Whether both equations hold."""
        rest = sum(self.not_sent.values()) + self.queued + self.sent + sum(self.failed.values()) + self.unknown
        return self.targeted == rest and min(self.queued, self.sent, self.unknown) >= 0


def sum_up(produced: int, open_members: int, closed: Iterable[Mapping[str, Any]]) -> Books:
    """The run's books from its windows: members of those still open, and the documents of the closed ones."""
    books = Books(produced=produced, queued=open_members)
    for counts in closed:
        for name, total in ((DROPPED, books.dropped), (NOT_SENT, books.not_sent), (FAILED, books.failed)):
            for reason, count in counts.get(name, {}).items():
                total[reason] = total.get(reason, 0) + count
        books.sent += counts.get(SENT, 0)
        books.unknown += counts.get(UNKNOWN, 0)
    return books


def result_of(books: Books, usable: bool) -> str:
    """SUCCESS or FAIL: a run fails when no channel was usable or when it tried and every attempt failed (campaigns
    spec §8.1)."""
    # A message that could not be rendered for anybody is an attempt that failed, although nothing was handed over.
    tried = sum(books.failed.values()) + books.not_sent.get(UNRENDERED, 0) + books.unknown
    if books.sent == 0 and (tried > 0 or (books.produced > 0 and not usable)):
        return "FAIL"
    return "SUCCESS"


def aborted(result: str, document: Mapping[str, Any]) -> bool:
    """Whether a campaign run failed without targeting anybody: it could not run at all (campaigns spec §3).
    `document`: the books as an ended run keeps them, empty when it ended before it had any."""
    reached = (document.get(name) for name in (NOT_SENT, FAILED, SENT, UNKNOWN))
    return result == "FAIL" and not any(reached)
