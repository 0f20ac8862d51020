"""The numbers that must come out, the ones that did, and the table of both."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from samples.cdnow.history import Customer, History

# Known from the file alone.
CUSTOMERS = 23_570
PURCHASES = 69_659
REVENUE = 2_500_315.63
RECENT = 3_317
LAPSED = 3_765


@dataclass(slots=True)
class Table:
    """Lines of expectation against result."""

    lines: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def line(self, what: str, expected: Any, got: Any) -> None:
        """Adds one comparison; numbers are shown with separators."""
        self.lines.append((what, _shown(expected), _shown(got), expected == got))

    @property
    def good(self) -> bool:
        return all(ok for *_, ok in self.lines)

    def __str__(self) -> str:
        width = max(len(what) for what, *_ in self.lines)
        rows = [f"  {what:<{width}}  {expected:>19}  {got:>19}  {'ok' if ok else 'OFF'}" for what, expected, got, ok in self.lines]
        return "\n".join([f"  {'':<{width}}  {'expected':>19}  {'got':>19}", *rows])


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the win-back campaign must book, by the rules on the ids alone."""

    dropped: dict[str, int]
    quiet: int
    sent: list[Customer]

    @property
    def targeted(self) -> int:
        return self.quiet + len(self.sent)


def expected(history: History) -> Expected:
    """Applies the fixed rules to the audience, in the order of a run (campaigns spec 8)."""
    dropped: Counter[str] = Counter()
    quiet, sent = 0, []
    for customer in history.lapsed:
        if customer.inactive:
            dropped["ENDPOINT_INACTIVE"] += 1
        elif customer.opted_out:
            dropped["ENDPOINT_OPT_OUT"] += 1
        elif customer.address is None:
            dropped["ENDPOINT_MISSING_ADDRESS"] += 1
        elif customer.in_quiet_time:
            quiet += 1
        else:
            sent.append(customer)
    return Expected(dict(dropped), quiet, sent)


def compare_run(table: Table, plan: Expected, history: History, run: dict[str, Any], activity: dict[str, Any], files: int) -> None:
    """The books of the run against the plan, against each other and against the outbox."""
    books = run["Books"]
    dropped = {line["Reason"]: line["Count"] for line in books.get("Dropped", [])}
    not_sent = {line["Reason"]: line["Count"] for line in books.get("NotSent", [])}
    failed = sum(line["Count"] for line in books.get("Failed", []))
    table.line("produced by the segment", len(history.lapsed), books.get("Produced", 0))
    for reason, count in plan.dropped.items():
        table.line(f"dropped: {reason}", count, dropped.get(reason, 0))
    table.line("targeted", plan.targeted, books.get("Targeted", 0))
    table.line("not sent: QUIET_TIME", plan.quiet, not_sent.get("QUIET_TIME", 0))
    table.line("sent", len(plan.sent), books.get("Sent", 0))
    table.line("produced = dropped + targeted", books.get("Produced", 0), sum(dropped.values()) + books.get("Targeted", 0))
    rest = books.get("Queued", 0) + failed + books.get("Unknown", 0)
    table.line("targeted = not sent + sent + rest", books.get("Targeted", 0), sum(not_sent.values()) + books.get("Sent", 0) + rest)
    table.line("activity: TotalEndpointCount", plan.targeted, activity["TotalEndpointCount"])
    table.line("activity: SuccessfulEndpointCount", len(plan.sent), activity["SuccessfulEndpointCount"])
    table.line("files in the outbox", len(plan.sent), files)
