"""Counts closed windows for the metrics."""

from collections import Counter
from collections.abc import Iterable

from kit.telemetry import names
from services.delivery.jobs.records import Record


def closed(records: Iterable[Record]) -> None:
    """The recipients of one window by book and reason."""
    for (book, reason), count in Counter((record.book, record.reason) for record in records).items():
        names.RECIPIENTS.add(count, book, reason)
