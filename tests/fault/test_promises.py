"""What a sender is promised when things happen at the same moment: an import and a campaign, one address twice, a change of mind, lost counters."""

from __future__ import annotations

import asyncio
import time

from kit.cache import Cache
from kit.testing import eventually
from services.delivery.domain import runplan
from tests.fault.books import assert_sent_once
from tests.fixtures.receiver import Receiver
from tests.fixtures.shop import Shop
from tests.fixtures.suite import Suite

SIZE = 3_000


def test_an_import_followed_at_once_by_a_campaign_misses_nobody(victim: Suite, receiver: Receiver) -> None:
    shop = Shop(victim, "at once")
    segment = shop.everybody()
    mark = receiver.count
    shop.load(SIZE)
    campaign = shop.launch(segment)
    assert_sent_once(shop, campaign, shop.ended(campaign), receiver, mark, SIZE)


def test_an_address_that_two_endpoints_share_gets_one_message(victim: Suite, receiver: Receiver) -> None:
    shop = Shop(victim, "shared")
    shared, mark = shop.address(1), receiver.count
    items = [
        {"Id": f"e{n}", "ChannelType": "EMAIL", "Address": address, "Attributes": {"Kind": ["customer"]}}
        for n, address in ((1, shared), (2, shared), (3, shop.address(3)))
    ]
    shop.pinpoint.update_endpoints_batch(ApplicationId=shop.app, EndpointBatchRequest={"Item": items})
    # The second took the address over, which put the first to sleep; woken, it has the same address.
    shop.pinpoint.update_endpoint(ApplicationId=shop.app, EndpointId="e1", EndpointRequest={"EndpointStatus": "ACTIVE"})
    run = shop.ended(shop.launch(shop.everybody()))
    dropped = {line["Reason"]: line["Count"] for line in run["Books"].get("Dropped", [])}
    mine = {address: count for address, count in receiver.recipients(mark).items() if shop.app[:8] in address}
    assert mine == {shared: 1, shop.address(3): 1}
    assert (int(run["Books"]["Produced"]), int(run["Books"]["Sent"]), dropped) == (3, 2, {"DUPLICATE_ADDRESS": 1}), run


def test_who_opts_out_while_a_paced_run_goes_on_is_not_mailed(victim: Suite, receiver: Receiver) -> None:
    size = 2_000
    shop = Shop(victim, "change of mind")
    shop.load(size)
    mark = receiver.count
    campaign = shop.launch(shop.everybody(), Limits={"MessagesPerSecond": 200})
    eventually(lambda: receiver.count - mark > size // 10, 60, every=0.01)
    reached = set(receiver.recipients(mark))
    late = [n for n in range(size) if shop.address(n) not in reached][-100:]
    items = [{"Id": f"e{n}", "ChannelType": "EMAIL", "Address": shop.address(n), "OptOut": "ALL"} for n in late]
    shop.pinpoint.update_endpoints_batch(ApplicationId=shop.app, EndpointBatchRequest={"Item": items})
    # Members are read a few seconds before their turn: those were on their way.
    said = time.monotonic()
    eventually(lambda: time.monotonic() - said > runplan.FRESH_SECONDS + 1, 10)
    reached = set(receiver.recipients(mark))
    run = shop.ended(campaign)
    got = receiver.recipients(mark)
    spared = [n for n in late if shop.address(n) not in got]
    assert {shop.address(n) for n in late} & set(got) <= reached
    assert {line["Reason"]: line["Count"] for line in run["Books"]["Dropped"]} == {"ENDPOINT_OPT_OUT": len(spared)}


def test_counters_that_are_wiped_are_rebuilt_before_anybody_is_mailed_again(victim: Suite, receiver: Receiver) -> None:
    shop = Shop(victim, "counters")
    shop.load(500)
    segment, mark = shop.everybody(), receiver.count
    # Two mails a day and person, over all campaigns of the app.
    settings = {"Limits": {"Daily": 2}}
    shop.pinpoint.update_application_settings(ApplicationId=shop.app, WriteApplicationSettingsRequest=settings)
    assert_sent_once(shop, campaign := shop.launch(segment), shop.ended(campaign), receiver, mark, 500)
    asyncio.run(_wipe(_cache_url(victim)))
    runs = [shop.ended(shop.launch(segment)) for _ in range(2)]
    sent = [int(run["Books"].get("Sent", 0)) for run in runs]
    mine = {address: count for address, count in receiver.recipients(mark).items() if shop.app[:8] in address}
    assert (sent, set(mine.values())) == ([500, 0], {2})


def _cache_url(suite: Suite) -> str:
    from launcher import data
    from launcher.embedded.valkey import Valkey

    folder = data.look(suite.data)
    return Valkey(suite.data, folder.identity, folder.secret).url


async def _wipe(url: str) -> None:
    async with Cache(url) as cache:
        await cache.client.flushall()
