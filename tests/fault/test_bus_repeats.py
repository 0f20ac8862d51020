"""The bus delivers everything once more and backwards: figures, segments and books say the same as before."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Any, Self

from kit.bus import subjects
from kit.testing import eventually
from tests.fault.books import assert_sent_once
from tests.fault.stream import Stream, assert_all_there
from tests.fixtures.receiver import Receiver
from tests.fixtures.shop import Shop
from tests.fixtures.suite import Suite

SIZE = 2_000
_STREAMS = ("CP_EVT_SEGMENTS", "CP_EVT_RUNS", "CP_EVT_OUTCOMES", "CP_EVT_EVENTS")


def test_facts_that_come_again_and_backwards_count_once(victim: Suite, receiver: Receiver) -> None:
    shop = Shop(victim, "repeats")
    mark = receiver.count
    with Bystander(victim) as bystander:
        with Stream(shop) as stream:
            shop.load(SIZE)
            segment = shop.everybody()
            campaign = shop.launch(segment)
            run = shop.ended(campaign)
            stream.goes_on(20)
        assert_sent_once(shop, campaign, run, receiver, mark, SIZE)
        assert_all_there(stream)
        before = _figures(shop, segment, campaign)
        again = bystander.say_again(shop.app)
        eventually(lambda: bystander.waiting() == 0, 60, every=0.2)
    kinds = {subject.rpartition(".")[0] for subject in again}
    assert {subjects.EVENT_RECEIVED, subjects.OUTCOME_RECORDED, subjects.ENDPOINT_UPDATED, subjects.RUN_ENDED} <= kinds
    assert _figures(shop, segment, campaign) == before
    assert_sent_once(shop, campaign, shop.ended(campaign), receiver, mark, SIZE)
    assert_all_there(stream)
    print(f"{len(again)} facts once more, backwards")


def _figures(shop: Shop, segment: str, campaign: str) -> dict[str, Any]:
    kpis = ("attempted-deliveries", "successful-deliveries")
    state = shop.pinpoint.get_campaign(ApplicationId=shop.app, CampaignId=campaign)["CampaignResponse"]["State"]
    return {
        "size": (shop.size(), shop.size(segment)),
        "kpis": [shop.kpi(campaign, name) for name in kpis],
        "totals": shop.call("GET", "charts/events").get("Totals", {}),
        "state": state,
        "books": [run["Books"] for run in shop.runs(campaign)],
    }


class Bystander:
    """Hears every fact from a thread of its own, and says it all again when asked."""

    def __init__(self, suite: Suite) -> None:
        self._url = (suite.data / "bus-url").read_text().strip()
        self._heard: list[tuple[str, bytes]] = []
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Self:
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._run(self._connect())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._run(self._connection.close())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def say_again(self, app: str) -> list[str]:
        """Publishes all that was heard of an app once more, the last first, under no id; the subjects."""
        mine = [(subject, data) for subject, data in reversed(self._heard) if subject.endswith(f".{app}")]
        self._run(self._publish(mine))
        return [subject for subject, _ in mine]

    def waiting(self) -> int:
        """Facts that some reader has not taken."""
        return int(self._run(self._backlog()))

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _connect(self) -> None:
        import nats

        self._connection = await nats.connect(self._url)

        async def hear(message: Any) -> None:
            self._heard.append((message.subject, message.data))

        await self._connection.subscribe("cp.evt.>", cb=hear)
        await self._connection.flush()

    async def _publish(self, messages: list[tuple[str, bytes]]) -> None:
        stream = self._connection.jetstream()
        for subject, data in messages:
            await stream.publish(subject, data)

    async def _backlog(self) -> int:
        manager = self._connection.jsm()
        readers = [reader for name in _STREAMS for reader in await manager.consumers_info(name)]
        return sum(reader.num_pending + reader.num_ack_pending for reader in readers)
