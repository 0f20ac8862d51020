"""`events-store`: PutEvents as in `events-accept`, until every event is counted in the columns and nothing waits, against the accepting alone."""

from typing import Any

from bench.events_accept import EVENTS, take


def row(seconds: float = 20.0, count: int = 60_000) -> dict[str, Any]:
    """Events a second from the first request until all are counted; the limit is the rate at which the same run accepted them."""
    taken = take(seconds, count, to_the_end=True)
    accepting, storing = taken.load.per_second * EVENTS, taken.counted / taken.seconds
    return {
        "name": "events-store",
        "figure": round(storing),
        "unit": "events/s until they are counted",
        "limit": round(accepting),
        "ratio": round(storing / accepting, 3),
        "goal": ">= 0.40, >= 30,000/s",
        "check": taken.complete,
        "notes": f"{taken.counted:,} events accepted in {taken.load.seconds:.1f} s and counted {taken.seconds - taken.load.seconds:.1f} s later; "
        f"processor µs a body of {EVENTS} events: {taken.used}",
    }
