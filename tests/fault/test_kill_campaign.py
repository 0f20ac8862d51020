"""kill -9 of delivery in the middle of a campaign to 20,000: it goes on by itself, and what is booked is what the receiver got (design §7)."""

from __future__ import annotations

import time

from kit.testing import eventually
from tests.fault.books import WINDOW, WORKERS, assert_sent_once
from tests.fixtures.receiver import Receiver
from tests.fixtures.shop import Shop
from tests.fixtures.suite import Suite

SIZE = 20_000


def test_delivery_killed_in_the_middle_of_a_campaign_goes_on_and_nobody_gets_two(victim: Suite, receiver: Receiver) -> None:
    shop = Shop(victim, "kill delivery")
    shop.load(SIZE)
    segment = shop.everybody()
    mark = receiver.count
    campaign = shop.launch(segment)
    eventually(lambda: receiver.count - mark > SIZE // 4, 60, every=0.01)
    killed = time.monotonic()
    victim.kill_child("delivery-sending")
    at_death = receiver.count
    assert at_death - mark < SIZE * 3 // 4, "the kill came too late to mean anything"
    eventually(lambda: receiver.count > at_death, 40, every=0.02)
    resumed = time.monotonic() - killed
    run = shop.ended(campaign, 90)
    books = assert_sent_once(shop, campaign, run, receiver, mark, SIZE)
    assert books["Unknown"] <= WINDOW * WORKERS
    print(f"delivery killed after {at_death - mark} of {SIZE} mails: sending again after {resumed:.1f} s, unknown {books['Unknown']}")
