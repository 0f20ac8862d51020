"""Connections that are cut in the middle, slow, or silent: to the bus, the columns and the mail provider, under load."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from kit.testing import eventually
from tests.fault.books import assert_sent_once
from tests.fault.stream import Stream, assert_all_there, unfriendly
from tests.fixtures.proxy import Proxy
from tests.fixtures.receiver import Receiver
from tests.fixtures.servers import Servers
from tests.fixtures.shop import Shop
from tests.fixtures.suite import Suite

SIZE = 3_000


@dataclass(frozen=True)
class Lines:
    """A suite, and the lines that lead out of it."""

    suite: Suite
    receiver: Receiver
    bus: Proxy
    columns: Proxy
    mail: Proxy


@pytest.fixture(scope="module")
def lines() -> Iterator[Lines]:
    """Bus and columns are given by URL, each behind a proxy, and so is the provider."""
    with ExitStack() as stack:
        servers, receiver = stack.enter_context(Servers()), stack.enter_context(Receiver())
        bus, columns, mail = (stack.enter_context(_before(url)) for url in (servers.bus_url, servers.columns_url, receiver.url))
        keys = {
            "COUNTERPOINT_BUS_URL": _through(servers.bus_url, bus),
            "COUNTERPOINT_COLUMNS_URL": _through(servers.columns_url, columns),
            "COUNTERPOINT_EMAIL_URL": _through(receiver.url, mail) + "?timeout=5",
            "COUNTERPOINT_SEND_LEASE": "5",
        }
        yield Lines(stack.enter_context(Suite(keys)), receiver, bus, columns, mail)


def test_lines_that_are_cut_again_and_again_lose_nothing(lines: Lines) -> None:
    shop = Shop(lines.suite, "cut")
    shop.load(SIZE)
    segment, mark = shop.everybody(), lines.receiver.count
    with Stream(shop) as stream:
        campaign = shop.launch(segment, Limits={"MessagesPerSecond": 1000})
        for _ in range(3):
            stream.goes_on(15)
            lines.bus.cut()
            lines.columns.cut()
        run = shop.ended(campaign)
        stream.goes_on(20)
    assert unfriendly(stream.failures) == []
    assert_all_there(stream)
    books = assert_sent_once(shop, campaign, run, lines.receiver, mark, SIZE)
    assert books["Unknown"] == 0
    print(f"bus and columns cut three times: {stream.acknowledged} calls, {len(stream.failures)} refused")


def test_a_provider_that_is_cut_off_leaves_few_in_doubt_and_nobody_gets_two(lines: Lines) -> None:
    shop = Shop(lines.suite, "cut mail")
    shop.load(SIZE)
    segment, mark = shop.everybody(), lines.receiver.count
    campaign = shop.launch(segment)
    for share in (8, 4, 2):
        eventually(lambda share=share: lines.receiver.count - mark > SIZE // share, 30, every=0.002)
        lines.mail.cut()

    def settled() -> dict[str, object]:
        (found,) = shop.runs(campaign)
        books = found.get("Books", {})
        return found if sum(int(books.get(name, 0)) for name in ("Sent", "Unknown")) > SIZE * 9 // 10 else {}

    run = eventually(settled, 60, every=0.2)
    got = lines.receiver.recipients(mark)
    assert max(got.values()) == 1
    assert int(run["Books"]["Targeted"]) == SIZE
    assert int(run["Books"]["Sent"]) <= len(got)
    print(f"the provider cut off three times: {run['Books']}")


def test_slow_and_silent_lines_make_callers_wait_and_lose_nothing(lines: Lines) -> None:
    shop = Shop(lines.suite, "slow")
    with Stream(shop) as stream:
        stream.goes_on(20)
        lines.bus.delay = lines.columns.delay = 0.1
        stream.goes_on(20)
        lines.bus.silent = True
        silent = time.monotonic()
        eventually(lambda: time.monotonic() - silent > 7, 10)
        lines.bus.silent, lines.bus.delay, lines.columns.delay = False, 0.0, 0.0
        stream.goes_on(40, timeout=60)
    assert unfriendly(stream.failures) == []
    assert_all_there(stream)
    print(f"bus slow, then silent for 7 s: {stream.acknowledged} calls, {len(stream.failures)} refused")


def _before(url: str) -> Proxy:
    port = urlsplit(url).port
    assert port is not None
    return Proxy(port)


def _through(url: str, proxy: Proxy) -> str:
    return url.replace(f":{urlsplit(url).port}", f":{proxy.port}")
