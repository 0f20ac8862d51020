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


def test_a_stop_while_callers_call_and_a_campaign_sends_loses_nothing_and_doubts_nobody(victim: Suite, receiver: Receiver) -> None:
    size = 10_000
    shop = Shop(victim, "stop under load")
    shop.load(size)
    segment = shop.everybody()
    mark = receiver.count
    assert victim.process is not None
    with Stream(shop) as stream:
        stream.goes_on(20)
        # Paced, so that there is something left to send however fast this machine is.
        campaign = shop.launch(segment, Limits={"MessagesPerSecond": 1000})
        eventually(lambda: receiver.count - mark > size // 4, 60, every=0.01)
        assert stream.failures == []
        began = time.monotonic()
        # Ctrl-C goes the same way (tests/launcher).
        victim.process.send_signal(signal.SIGTERM)
        code = victim.process.wait(15)
        took = time.monotonic() - began
        at_stop = receiver.count - mark
        victim.start()
        stream.goes_on(20)
        run = shop.ended(campaign)
    assert (code, took < 10) == (0, True)
    assert at_stop < size, "the stop came too late to mean anything"
    assert all(failure.at >= began and failure.status in (0, 503) for failure in stream.failures), stream.failures[:5]
    assert_all_there(stream)
    books = assert_sent_once(shop, campaign, run, receiver, mark, size)
    assert books["Unknown"] == 0
    print(f"stopped in {took:.1f} s after {at_stop} of {size} mails, {len(stream.failures)} calls refused; the rest sent after the next start")
