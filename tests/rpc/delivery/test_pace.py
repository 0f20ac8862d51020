"""The pace of providers, through the service (design §7)."""

from __future__ import annotations

import time
from hashlib import blake2b
from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes

from kit.cache import Cache
from kit.testing import eventually_async
from kit.testing.twilio_server import TwilioServer
from services.delivery.channels.provider import THROTTLED, Outcome, accepted
from services.delivery.store.pacing import Pacing
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import Scripted, World, endpoint, world


async def booked(servers: Servers, channel: str, url: str) -> float:
    """Until when the provider of a URL is booked, in milliseconds of the epoch."""
    async with Cache(servers.cache_url) as cache:
        name = f"{channel}:{blake2b(url.encode(), digest_size=8).hexdigest()}"
        return await Pacing(cache).wait_for(name, 0, 0, 0, 1e10) * 1000


async def text(w: World, app: str, number: str) -> Any:
    request = shapes.SendMessagesRequest(application_id=app)
    request.message_request.message_configuration.sms_message.body = "Hi"
    request.message_request.addresses[number].channel_type = "SMS"
    return (await w.delivery.SendMessages(request)).message_response.result[number]


async def test_a_campaign_goes_at_the_pace_of_its_provider_in_steps_of_a_second(servers: Servers) -> None:
    sizes: list[int] = []

    class Steps(Scripted):
        async def send(self, batch: Any) -> list[Any]:
            sizes.append(len(batch))
            return await super().send(batch)

    url, began = "smtp://127.0.0.1:9", time.time() * 1000
    async with world(servers, email=Steps(lambda item: accepted(item.message_id)), EMAIL_URL=url, EMAIL_RATE="30") as w:
        app = await w.app(*(endpoint(f"e{n}") for n in range(75)))
        run = await w.ended(app, await w.run(app, email=("Hi", "there")))
        assert (run.books.sent, sizes) == (75, [30, 30, 15])
        assert await booked(servers, "EMAIL", url) >= began + 2_500
        document = (await w.delivery.GetEmailChannel(shapes.GetEmailChannelRequest(application_id=app))).email_channel_response
        assert document.messages_per_second == 30


async def test_throttling_stops_the_provider_for_all_and_for_direct_sends_at_once(servers: Servers) -> None:
    async with TwilioServer(rules={"[+]49": (429, 20429)}) as operator, world(servers, SMS_URL=operator.url) as w:
        app = await w.app()
        channel = shapes.SMSChannelRequest(sender_id="Shop")
        await w.delivery.UpdateSmsChannel(shapes.UpdateSmsChannelRequest(application_id=app, sms_channel_request=channel))
        first, second = await text(w, app, "+4915112345678"), await text(w, app, "+43664123456")
        assert (first.delivery_status, first.status_code) == ("THROTTLED", 429)
        # The operator asked for seven seconds: longer than a direct send waits.
        assert (second.delivery_status, second.status_message) == ("THROTTLED", "The sending rate is used up")
        assert operator.messages == []


async def test_a_run_waits_while_its_provider_is_paused_and_goes_on_by_itself(servers: Servers) -> None:
    seen: list[str] = []

    def answers(item: Any) -> Outcome:
        seen.append(item.endpoint_id)
        return Outcome(THROTTLED, 429, "454 4.7.0 too many") if len(seen) == 1 else accepted(item.message_id)

    url = "smtp://127.0.0.1:19"
    async with world(servers, email=Scripted(answers), EMAIL_URL=url, CLOCK="manual") as w:
        app, began = await w.app(endpoint("a")), time.time() * 1000
        run_id = await w.run(app, email=("Hi", "there"))
        await eventually_async(lambda: _queued(w, app, run_id, seen))
        assert await booked(servers, "EMAIL", url) >= began + 1_000
        other = await w.app(endpoint("b"))
        assert (await w.ended(other, await w.run(other, email=("Hi", "there")))).books.sent == 1
        await w.advance(301)
        assert (await w.ended(app, run_id)).books.sent == 1 and seen == ["a", "b", "a"]


async def _queued(w: World, app: str, run_id: str, seen: list[str]) -> bool:
    return seen == ["a"] and (await w.state(app, run_id)).books.queued == 1
