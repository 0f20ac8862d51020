"""`scale`: `events-store` and `fanout` with two replicas of every service on two cores, against one replica of each on one core."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from bench.campaign import Shop
from bench.events_accept import EVENTS, take
from bench.running import Running, suite

SIZE = int(os.environ.get("FANOUT", "100000")) // 2
SECONDS = 8.0
BODIES = 20_000
Start = Callable[[], AbstractContextManager[Running]]


def row() -> dict[str, Any]:
    """The smaller of both ratios. The load generator shares the cores with whatever it drives."""
    stored = [_stored(start) for start in (_one, _two)]
    sent = [_sent(start) for start in (_one, _two)]
    events, messages = (pair[1][0] / pair[0][0] for pair in (stored, sent))
    return {
        "name": "scale",
        "figure": round(min(events, messages), 3),
        "unit": "times as much with two replicas on two cores",
        "limit": None,
        "ratio": None,
        "goal": ">= 1.6",
        "check": all(good for _, good in [*stored, *sent]) and (os.cpu_count() or 1) > 1,
        "notes": f"events-store {stored[0][0]:,.0f} -> {stored[1][0]:,.0f} events/s ({events:.2f}); "
        f"fanout {sent[0][0]:,.0f} -> {sent[1][0]:,.0f} messages/s ({messages:.2f})",
    }


@contextmanager
def _one() -> Iterator[Running]:
    """One replica, everything it needs, and its load on one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        with suite({"COUNTERPOINT_EMAIL_URL": "null:"}) as running:
            yield running
    finally:
        os.sched_setaffinity(0, cores)


@contextmanager
def _two() -> Iterator[Running]:
    with suite({"COUNTERPOINT_EMAIL_URL": "null:", "COUNTERPOINT_REPLICAS": "2"}) as running:
        yield running


def _stored(start: Start) -> tuple[float, bool]:
    taken = take(SECONDS, BODIES, to_the_end=True, start=start)
    return taken.counted / taken.seconds, taken.complete and taken.accepted * EVENTS == taken.counted


def _sent(start: Start) -> tuple[float, bool]:
    with start() as running:
        shop = Shop(running, SIZE)
        sent = shop.send(shop.everybody, SIZE)
    return SIZE / sent.took, sent.whole
