"""kill -9 of the launcher and of all it started, in the middle of work; the next start on the same folder owes nobody anything."""

from __future__ import annotations

import time

from kit.testing import eventually
from tests.fault.books import WINDOW, WORKERS, assert_sent_once
from tests.fault.killing import kill_everything
from tests.fault.stream import Stream, assert_all_there
from tests.fixtures.receiver import Receiver
from tests.fixtures.shop import Shop
from tests.fixtures.suite import Suite


def started_again(suite: Suite) -> float:
    """Starts the killed suite on its folder; the seconds until it was ready."""
    began = time.monotonic()
    suite.start()
    return time.monotonic() - began


def test_an_import_goes_on_where_it_was_and_every_acknowledged_call_is_there(victim: Suite) -> None:
    size = 30_000
    shop = Shop(victim, "kill import")
    with Stream(shop) as stream:
        stream.goes_on(40)
        job = shop.begin_import(size)
        eventually(lambda: shop.job(job).get("TotalProcessed", 0) > 0, 30, every=0.01)
        kill_everything(victim)
        calls = stream.acknowledged
        took = started_again(victim)
        before = shop.job(job)
        assert before["TotalProcessed"] < size, "the kill came too late to mean anything"
        ended = shop.imported(job)
        stream.goes_on(20)
    assert (ended["JobStatus"], ended["TotalProcessed"], ended.get("TotalFailures", 0)) == ("COMPLETED", size, 0)
    assert shop.size(shop.everybody()) == size
    assert all(failure.status in (0, 503) for failure in stream.failures), stream.failures[:5]
    assert_all_there(stream)
    print(
        f"everything killed after {before['TotalProcessed']} of {size} rows and {calls} calls: ready again after {took:.1f} s, "
        f"{stream.acknowledged} calls, {len(stream.failures)} refused"
    )


def test_a_campaign_goes_on_and_nobody_gets_two(victim: Suite, receiver: Receiver) -> None:
    size = 10_000
    shop = Shop(victim, "kill all")
    shop.load(size)
    segment = shop.everybody()
    mark = receiver.count
    campaign = shop.launch(segment)
    eventually(lambda: receiver.count - mark > size // 4, 60, every=0.01)
    kill_everything(victim)
    at_death = receiver.count - mark
    assert at_death < size * 3 // 4, "the kill came too late to mean anything"
    took = started_again(victim)
    run = shop.ended(campaign, 90)
    books = assert_sent_once(shop, campaign, run, receiver, mark, size)
    assert books["Unknown"] <= WINDOW * WORKERS
    print(f"everything killed after {at_death} of {size} mails: ready again after {took:.1f} s, unknown {books['Unknown']}")
