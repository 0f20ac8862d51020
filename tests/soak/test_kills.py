"""Campaigns while processes die again and again: `make soak SECONDS=3600`. The books balance after each, and nobody gets two."""

from __future__ import annotations

import os
import random
import time

from botocore.exceptions import ClientError

from kit.testing import eventually
from tests.fault.books import WINDOW, WORKERS, assert_sent_once
from tests.fault.killing import kill_everything
from tests.fault.stream import Stream, assert_all_there
from tests.fixtures.receiver import Receiver
from tests.fixtures.shop import Shop
from tests.fixtures.suite import Suite

SECONDS = float(os.environ.get("SOAK_SECONDS", "600")) / 2
SIZE = 100_000
# Mail between two kills of delivery.
APART = 25_000


def test_a_campaign_to_a_hundred_thousand_survives_kill_after_kill() -> None:
    end = time.monotonic() + SECONDS
    with Receiver() as receiver, Suite({"COUNTERPOINT_EMAIL_URL": receiver.url, "COUNTERPOINT_SEND_LEASE": "5"}) as suite:
        shop = Shop(suite, "soak")
        shop.load(SIZE)
        segment = shop.everybody()
        while True:
            suite.wait_ready()
            mark, deaths = receiver.count, 0
            campaign = eventually(lambda: launched(shop, segment), 60)
            while not over(shop, campaign):
                wait_for_mail(shop, campaign, receiver)
                if not over(shop, campaign):
                    name = random.choice(["delivery", "delivery-sending", "segments", "postgres", "nats", "valkey", "columns"])
                    suite.kill_child(name)
                    deaths += 1
            books = assert_sent_once(shop, campaign, shop.ended(campaign), receiver, mark, SIZE)
            assert books["Unknown"] <= WINDOW * WORKERS * deaths
            print(f"{deaths} kills: sent {books['Sent']:,}, unknown {books['Unknown']}", flush=True)
            if time.monotonic() > end:
                return


def test_everything_killed_round_after_round_loses_no_call() -> None:
    end = time.monotonic() + SECONDS
    with Suite() as suite:
        rounds = 0
        while rounds == 0 or time.monotonic() < end:
            shop = Shop(suite, f"round {rounds}")
            with Stream(shop) as stream:
                stream.goes_on(random.randint(50, 500), 60)
                kill_everything(suite)
                suite.start()
                stream.goes_on(40, 60)
            assert_all_there(stream, 60)
            rounds += 1
            print(f"round {rounds}: {stream.acknowledged} calls, {len(stream.failures)} refused", flush=True)


def launched(shop: Shop, segment: str) -> str:
    """A new campaign; "" when it cannot be made just now."""
    try:
        return shop.launch(segment)
    except ClientError:
        return ""


def wait_for_mail(shop: Shop, campaign: str, receiver: Receiver) -> None:
    """Returns after so much more mail, or at the end of the run."""
    seen = receiver.count
    eventually(lambda: receiver.count - seen > APART or over(shop, campaign), 120, every=0.1)


def over(shop: Shop, campaign: str) -> bool:
    """Whether the campaign's run has ended; False while nobody can say."""
    try:
        return any(run["State"] == "COMPLETED" for run in shop.runs(campaign))
    except (AssertionError, OSError):
        return False
