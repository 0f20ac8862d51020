"""What only several replicas can get wrong: two senders for one campaign, and callers while one of the two is gone."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.testing import eventually
from launcher.registry import SERVICES
from tests.fault.stream import Stream, assert_all_there, unfriendly
from tests.fixtures.shop import Shop
from tests.fixtures.suite import Suite
from tests.fixtures.webhook import WebhookReceiver

SIZE = 5_000
# A window of 200 for each of two workers.
ONE_PROCESS = 400


@pytest.fixture(scope="module")
def shop(suite: Suite) -> Iterator[tuple[Shop, str]]:
    """An app with endpoints, and the segment of them all."""
    made = Shop(suite, "two senders")
    made.load(SIZE)
    yield made, made.everybody()


def launched(shop: Shop, segment: str, webhook: WebhookReceiver) -> str:
    """A campaign to the webhook, whose counts begin anew."""
    webhook.named.clear()
    call = {"DeliveryUri": webhook.url, "EndpointTypes": ["EMAIL"]}
    return shop.launch(segment, MessageConfiguration={"CustomMessage": {"Data": "hello"}}, CustomDeliveryConfiguration=call)


def worked(pid: int) -> int:
    """Ticks of the processor a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_two_senders_share_a_campaign_and_nobody_gets_two(suite: Suite, webhook: WebhookReceiver, shop: tuple[Shop, str]) -> None:
    pids = {name: pid for name, pid in suite.pids().items() if name.startswith("delivery-sending")}
    before = {name: worked(pid) for name, pid in pids.items()}
    run = shop[0].ended(launched(*shop, webhook))
    assert (run["Books"]["Produced"], run["Books"]["Sent"], run["Books"].get("Unknown", 0)) == (SIZE, SIZE, 0)
    assert webhook.named == {f"e{n}": 1 for n in range(SIZE)}
    ticks = {name: worked(pid) - before[name] for name, pid in pids.items()}
    assert len(ticks) == 2 and min(ticks.values()) * 10 > max(ticks.values()), ticks


def test_a_sender_that_dies_leaves_its_work_to_the_other(suite: Suite, webhook: WebhookReceiver, shop: tuple[Shop, str]) -> None:
    campaign = launched(*shop, webhook)
    eventually(lambda: webhook.count > SIZE // 4, 30, every=0.01)
    suite.kill_child("delivery-sending-1")
    at_death = webhook.count
    run = shop[0].ended(campaign)
    sent, unknown = (int(run["Books"].get(name, 0)) for name in ("Sent", "Unknown"))
    assert (run["Books"]["Produced"], sent + unknown) == (SIZE, SIZE)
    assert unknown <= ONE_PROCESS
    assert [name for name, count in webhook.named.items() if count > 1] == []
    assert sent <= len(webhook.named) <= sent + unknown
    print(f"one of two senders killed after {at_death} of {SIZE}: unknown {unknown}")


def test_callers_hardly_notice_that_one_replica_of_each_service_dies(suite: Suite, shop: tuple[Shop, str]) -> None:
    suite.wait_ready()
    with Stream(shop[0]) as stream:
        stream.goes_on(40)
        for name in SERVICES:
            suite.kill_child(f"{name}-1")
            stream.goes_on(20)
        suite.wait_ready()
    assert unfriendly(stream.failures) == []
    assert_all_there(stream)
    print(f"one of two replicas killed five times: {stream.acknowledged} calls, {len(stream.failures)} refused")


def test_a_rolling_restart_fails_no_call_that_may_not_be_repeated(suite: Suite, webhook: WebhookReceiver, shop: tuple[Shop, str]) -> None:
    suite.wait_ready()
    before = suite.pids()
    with Stream(shop[0], event_type="rolling", prefix="rolling") as stream:
        stream.goes_on(40)
        campaign = launched(*shop, webhook)
        for _round in (1, 2):
            # The older of each pair, which in the second round is the one that still runs as it began.
            leaving = [pid for name, pid in suite.pids().items() if name.endswith("-1") and name in before]
            served = suite.said().count(" serves")
            for pid in leaving:
                os.kill(pid, signal.SIGTERM)
            eventually(lambda served=served, leaving=leaving: suite.said().count(" serves") >= served + len(leaving), 90, every=0.2)
            stream.goes_on(40)
        run = shop[0].ended(campaign, 90)
    assert set(suite.pids()) == set(before)
    assert unfriendly(stream.failures) == []
    assert_all_there(stream)
    # Who is asked to stop finishes its window: nobody is in doubt.
    assert (int(run["Books"]["Sent"]), int(run["Books"].get("Unknown", 0))) == (SIZE, 0)
    print(f"{2 * len(leaving)} processes restarted under load: {stream.acknowledged} calls, {len(stream.failures)} refused for a moment")
