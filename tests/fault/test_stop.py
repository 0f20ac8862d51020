"""Stopping under load: nobody is told anything but "later", it takes less than ten seconds, and the next start finishes what was begun."""

from __future__ import annotations

import signal
import time

from kit.testing import eventually
from tests.fault.books import assert_sent_once
from tests.fault.stream import Stream, assert_all_there
from tests.fixtures.receiver import Receiver
from tests.fixtures.shop import Shop
from tests.fixtures.suite import Suite


def test_sigterm_under_load_refuses_only_with_later_and_loses_nothing(victim: Suite) -> None:
    shop = Shop(victim, "stop under load")
    assert victim.process is not None
    with Stream(shop) as stream:
        stream.goes_on(100)
        assert stream.failures == []
        began = time.monotonic()
        victim.process.send_signal(signal.SIGTERM)
        code = victim.process.wait(15)
        took = time.monotonic() - began
        victim.start()
        stream.goes_on(40)
    assert (code, took < 10) == (0, True)
    assert all(failure.at >= began and failure.status in (0, 503) for failure in stream.failures), stream.failures[:5]
    assert_all_there(stream)
    print(f"stopped under load in {took:.1f} s, {len(stream.failures)} calls refused")


def test_ctrl_c_while_a_campaign_sends_doubts_nobody_and_the_next_start_finishes_it(victim: Suite, receiver: Receiver) -> None:
    size = 10_000
    shop = Shop(victim, "stop sending")
    shop.load(size)
    segment = shop.everybody()
    mark = receiver.count
    campaign = shop.launch(segment)
    eventually(lambda: receiver.count - mark > size // 4, 60, every=0.01)
    began = time.monotonic()
    code = victim.stop()
    took = time.monotonic() - began
    at_stop = receiver.count - mark
    assert (code, took < 10) == (0, True)
    assert at_stop < size, "the stop came too late to mean anything"
    victim.start()
    books = assert_sent_once(shop, campaign, shop.ended(campaign, 60), receiver, mark, size)
    assert books["Unknown"] == 0
    print(f"stopped after {at_stop} of {size} mails in {took:.1f} s, the rest sent after the next start")
