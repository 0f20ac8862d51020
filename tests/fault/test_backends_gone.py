"""Each embedded server gone for a while and back: callers get 503 with Retry-After or wait, nothing acknowledged is lost, work goes on by itself.

`FAULT_GONE_SECONDS` is how long (4; `make soak` makes it 30).
"""

from __future__ import annotations

import os
import signal
import time

import pytest

from kit.testing import eventually
from tests.fault.books import WINDOW, WORKERS, assert_sent_once
from tests.fault.stream import Stream, assert_all_there, unfriendly
from tests.fixtures.receiver import Receiver
from tests.fixtures.shop import Shop
from tests.fixtures.suite import Suite

GONE_SECONDS = float(os.environ.get("FAULT_GONE_SECONDS", "4"))
SIZE = 4_000


@pytest.fixture(scope="module")
def loaded(_victim: Suite) -> tuple[Shop, str]:
    """An app with endpoints, and the segment of them all."""
    shop = Shop(_victim, "backends gone")
    shop.load(SIZE)
    return shop, shop.everybody()


@pytest.mark.parametrize("backend", ["postgres", "nats", "valkey", "columns"])
def test_a_backend_that_is_gone_for_a_while_costs_nothing(victim: Suite, receiver: Receiver, loaded: tuple[Shop, str], backend: str) -> None:
    shop, segment = loaded
    mark = receiver.count
    assert victim.process is not None
    with Stream(shop, event_type=f"gone-{backend}", prefix=f"gone-{backend}") as stream:
        stream.goes_on(20)
        campaign = shop.launch(segment, Limits={"Total": 1, "MessagesPerSecond": 1000})
        eventually(lambda: receiver.count - mark > SIZE // 8, 60, every=0.01)
        # The launcher held still starts nothing again.
        victim.process.send_signal(signal.SIGSTOP)
        try:
            victim.kill_child(backend)
            gone = time.monotonic()
            eventually(lambda: time.monotonic() - gone > GONE_SECONDS, GONE_SECONDS + 5, every=0.1)
        finally:
            victim.process.send_signal(signal.SIGCONT)
        victim.wait_ready(60)
        back = stream.goes_on(40, timeout=60)
        run = shop.ended(campaign, 90)
    assert unfriendly(stream.failures) == []
    books = assert_sent_once(shop, campaign, run, receiver, mark, SIZE)
    assert books["Unknown"] <= WINDOW * WORKERS
    assert_all_there(stream)
    assert "cannot be stored" not in victim.said(), "an audit record is lost"
    print(f"{backend} gone for {GONE_SECONDS:.0f} s: 40 calls {back:.1f} s after it was back, unknown {books['Unknown']}, {len(stream.failures)} refused")
