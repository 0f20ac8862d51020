"""Each embedded server killed once while callers call and a campaign sends: 503 or a wait, nothing lost, and work goes on by itself."""

from __future__ import annotations

import time

import pytest

from kit.testing import eventually
from tests.fault.books import WINDOW, WORKERS, assert_sent_once
from tests.fault.stream import Stream, assert_all_there, unfriendly
from tests.fixtures.receiver import Receiver
from tests.fixtures.shop import Shop
from tests.fixtures.suite import Suite

SIZE = 4_000


@pytest.fixture(scope="module")
def loaded(_victim: Suite) -> tuple[Shop, str]:
    """An app with endpoints, and the segment of them all."""
    shop = Shop(_victim, "kill backends")
    shop.load(SIZE)
    return shop, shop.everybody()


@pytest.mark.parametrize("backend", ["postgres", "nats", "valkey", "columns"])
def test_a_backend_that_dies_costs_nothing_that_was_acknowledged(victim: Suite, receiver: Receiver, loaded: tuple[Shop, str], backend: str) -> None:
    shop, segment = loaded
    mark = receiver.count
    with Stream(shop, event_type=f"visit-{backend}", prefix=backend) as stream:
        stream.goes_on(20)
        # Capped, so that sending needs the counters too.
        campaign = shop.launch(segment, Limits={"Total": 1})
        eventually(lambda: receiver.count - mark > SIZE // 8, 60, every=0.01)
        victim.kill_child(backend)
        killed = time.monotonic()
        at_death = receiver.count - mark
        back = stream.goes_on(40, timeout=30)
        eventually(lambda: receiver.count - mark > at_death, 30)
        resumed = time.monotonic() - killed
        run = shop.ended(campaign, 60)
    assert unfriendly(stream.failures) == []
    books = assert_sent_once(shop, campaign, run, receiver, mark, SIZE)
    assert books["Unknown"] <= WINDOW * WORKERS
    assert_all_there(stream)
    assert "cannot be stored" not in victim.said(), "an audit record is lost"
    waits = [later - earlier for earlier, later in zip(stream.times, stream.times[1:], strict=False)]
    print(
        f"{backend} killed after {at_death} of {SIZE} mails: 40 calls {back:.1f} s later, mail {resumed:.1f} s later, unknown {books['Unknown']}, "
        f"{len(stream.failures)} calls refused, longest pause {max(waits):.1f} s"
    )
