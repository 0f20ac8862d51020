"""Campaigns over SMS and over a customer's webhook (campaigns spec §6, §7)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import sending_pb2
from counterpoint.type.v1.type_pb2 import CustomDeliveryConfiguration, MessageConfiguration

from kit.errors import Invalid
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import ACCOUNT, endpoint, lines, world


async def test_a_campaign_by_sms_counts_its_failures(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(
            endpoint("a", "+4915112345678", "SMS", attributes={"N": ["Ann"]}),
            endpoint("b", "12", "SMS"),
            endpoint("mail"),
        )
        body = shapes.SMSChannelRequest(sender_id="Shop")
        await w.delivery.UpdateSmsChannel(shapes.UpdateSmsChannelRequest(application_id=app, sms_channel_request=body))
        run_id = await w.run(
            app,
            message_configuration=MessageConfiguration(
                sms_message={"body": "Hi {{Attributes.N}}", "message_type": "PROMOTIONAL"}
            ),
        )
        run = await w.ended(app, run_id)
        assert (run.books.sent, lines(run.books.failed), lines(run.books.dropped)) == (
            1,
            {"FAILURE_PERMANENT": 1},
            {"ENDPOINT_CHANNEL_MISMATCH": 1},
        )
        found = [json.loads(path.read_text()) for path in (w.data / "outbox" / app / run_id).glob("*.json")]
        assert [(one["Body"], one["Origin"], one["MessageType"]) for one in found] == [
            ("Hi Ann", "Shop", "PROMOTIONAL")
        ]
        failed = [outcome for outcome in await w.recorded(app, 4) if outcome.kind == "failed"]
        assert [outcome.status for outcome in failed] == ["INVALID"]


async def test_a_webhook_gets_batches_and_its_refusal_fails_them(servers: Servers) -> None:
    got: list[dict[str, Any]] = []

    async def hook(request: web.Request) -> web.Response:
        got.append(await request.json())
        return web.Response(status=400 if "bad" in got[-1]["Data"] else 200)

    server = web.Application()
    server.router.add_post("/hook", hook)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    delivery = CustomDeliveryConfiguration(
        delivery_uri=f"http://127.0.0.1:{port}/hook", endpoint_types=["EMAIL", "CUSTOM"]
    )
    try:
        async with world(servers, EGRESS_ALLOW=f"127.0.0.1:{port}") as w:
            app = await w.app(*(endpoint(f"e{n}") for n in range(60)), endpoint("c", "x", "CUSTOM"), email=False)
            messages = MessageConfiguration(custom_message={"data": '{"offer":7}'})
            run = await w.ended(
                app, await w.run(app, message_configuration=messages, custom_delivery_configuration=delivery)
            )
            assert (run.books.sent, sorted(len(call["Endpoints"]) for call in got)) == (61, [11, 50])
            assert got[0]["Data"] == '{"offer":7}' and got[0]["ApplicationId"] == app
            shown = [member for call in got for one in call["Endpoints"].values() for member in one.values()]
            assert shown and all(shown)
            messages = MessageConfiguration(custom_message={"data": "bad"})
            run = await w.ended(
                app, await w.run(app, message_configuration=messages, custom_delivery_configuration=delivery)
            )
            assert (lines(run.books.failed), run.result) == ({"CUSTOM_DELIVERY_FAILURE": 61}, "FAIL")
    finally:
        await runner.cleanup()


async def test_a_function_is_called_where_the_operator_says_and_an_unmapped_one_is_refused(servers: Servers, tmp_path: Path) -> None:
    got: list[dict[str, Any]] = []

    async def function(request: web.Request) -> web.Response:
        got.append(await request.json())
        return web.Response()

    server = web.Application()
    server.router.add_post("/welcome", function)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    file, arn = tmp_path / "functions.toml", f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:welcome"
    file.write_text(f'welcome = "http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/welcome"')  # type: ignore[union-attr]
    delivery = CustomDeliveryConfiguration(delivery_uri=arn, endpoint_types=["EMAIL"])
    messages = MessageConfiguration(custom_message={"data": "1"})
    try:
        async with world(servers, FUNCTIONS=str(file)) as w:
            app = await w.app(endpoint("ann"), email=False)
            asked = sending_pb2.CheckContentRequest(app_id=app, account_id=ACCOUNT, message_configuration=messages, custom_delivery_configuration=delivery)
            await w.sending.CheckContent(asked)
            run = await w.ended(app, await w.run(app, message_configuration=messages, custom_delivery_configuration=delivery))
            assert run.books.sent == 1 and list(got[0]["Endpoints"]) == ["ann"] and got[0]["Data"] == "1"
            asked.custom_delivery_configuration.delivery_uri = "goodbye"
            with pytest.raises(Invalid, match="DeliveryUri: no function of this name"):
                await w.sending.CheckContent(asked)
            delivery.delivery_uri = "goodbye"
            run = await w.ended(app, await w.run(app, message_configuration=messages, custom_delivery_configuration=delivery))
            assert lines(run.books.failed) == {"CUSTOM_DELIVERY_FAILURE": 1}
    finally:
        await runner.cleanup()


async def test_a_text_that_was_sent_tells_its_price_and_its_country(servers: Servers, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text("DE = 7550.0\ndefault = 700")
    async with world(servers, SMS_PRICES=str(tmp_path / "prices.toml")) as w:
        app = await w.app(endpoint("a", "+4915112345678", "SMS"), endpoint("b", "+12125550123", "SMS"))
        channel = shapes.SMSChannelRequest(sender_id="Shop")
        await w.delivery.UpdateSmsChannel(shapes.UpdateSmsChannelRequest(application_id=app, sms_channel_request=channel))
        await w.ended(app, await w.run(app, message_configuration=MessageConfiguration(sms_message={"body": "x" * 161})))
        request = shapes.SendMessagesRequest(application_id=app)
        request.message_request.message_configuration.sms_message.body = "Hi"
        request.message_request.addresses["+4366412345678"].channel_type = "SMS"
        await w.delivery.SendMessages(request)
        outcomes = await w.recorded(app, 6)
        prices = {outcome.country: outcome.price_millicents for outcome in outcomes if outcome.kind != "delivered"}
        assert prices == {"DE": 15_100.0, "US": 1_400.0, "AT": 700.0}
        assert {outcome.price_millicents for outcome in outcomes if outcome.kind == "delivered"} == {0.0}
