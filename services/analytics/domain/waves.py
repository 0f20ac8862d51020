"""What may be sent at once so that a record that fails never lets a later one of its endpoint pass (events spec 3.1).

A call to a stream answers per record, and any of them may fail. So a call holds at most one record of each client: the next one goes
when this one is in.
"""

from collections import deque
from collections.abc import Iterable

from services.analytics.domain.records import Record

RECORDS = 500
# Firehose takes 4 MiB a call, Kinesis 5.
BYTES = 4_000_000


class Waves:
    """Records on their way, in order per key."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._waiting: dict[str, deque[Record]] = {}
        for record in records:
            self._waiting.setdefault(record.key, deque()).append(record)

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def next(self) -> list[Record]:
        """The oldest record of as many keys as one call takes."""
        wave: list[Record] = []
        size = 0
        for queue in self._waiting.values():
            size += len(queue[0].data) + len(queue[0].key)
            if len(wave) == RECORDS or (wave and size > BYTES):
                break
            wave.append(queue[0])
        return wave

    def done(self, record: Record) -> None:
        """Takes out a record of the last wave."""
        queue = self._waiting[record.key]
        queue.popleft()
        if not queue:
            del self._waiting[record.key]
