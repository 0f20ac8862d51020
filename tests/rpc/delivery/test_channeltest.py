"""The network check of channels (channels spec §1.1)."""

from __future__ import annotations

from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1.sending_pb2 import TestChannelRequest as Wanted

from kit.errors import Invalid, NotBuilt, NotFound
from kit.testing.smtp_sink import SmtpSink
from kit.testing.twilio_server import TwilioServer
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import World, world


async def tried(w: World, app: str, channel: str = "email", send_to: str = "") -> tuple[bool, list[tuple[str, bool]], str]:
    answer: Any = await w.sending.TestChannel(Wanted(app_id=app, channel=channel, send_to=send_to))
    return answer.ok, [(step.step, step.ok) for step in answer.steps], " ".join(step.words for step in answer.steps)


async def test_an_smtp_server_is_asked_and_nothing_is_sent_unless_wanted(servers: Servers) -> None:
    async with SmtpSink() as sink, world(servers, EMAIL_URL=f"smtp://127.0.0.1:{sink.port}") as w:
        app = await w.app()
        ok, steps, words = await tried(w, app)
        assert (ok, steps) == (True, [("channel", True), ("connect", True)]) and f"127.0.0.1:{sink.port} answers, not encrypted" in words
        assert sink.count == 0
        ok, steps, _ = await tried(w, app, send_to="me@shop.example")
        assert ok and steps[-1] == ("send", True) and [kept.recipient for kept in sink.messages] == ["me@shop.example"]
        ok, steps, words = await tried(w, app, send_to="nonsense")
        assert not ok and steps[-1] == ("send", False) and "PERMANENT_FAILURE 400: Invalid e-mail address" in words


async def test_what_fails_is_said_and_secrets_are_not(servers: Servers) -> None:
    async with world(servers, EMAIL_URL="smtp://me:hidden-word@127.0.0.1:9") as w:
        app = await w.app()
        ok, steps, words = await tried(w, app)
        assert (ok, steps) == (False, [("channel", True), ("connect", False)]) and "hidden-word" not in words
        bare = await w.app(email=False)
        assert (await tried(w, bare))[:2] == (False, [("channel", False)])
        for channel, error in (("fax", Invalid), ("voice", NotBuilt)):
            with pytest.raises(error):
                await tried(w, app, channel)
        with pytest.raises(NotFound):
            await tried(w, "0" * 32)


async def test_an_operator_is_asked_for_its_account(servers: Servers) -> None:
    async with TwilioServer() as operator:
        for url, found in ((operator.url, True), (operator.url.replace(operator.token, "wrong-token"), False)):
            async with world(servers, SMS_URL=url) as w:
                app = await w.app()
                channel = shapes.SMSChannelRequest(sender_id="Shop")
                await w.delivery.UpdateSmsChannel(shapes.UpdateSmsChannelRequest(application_id=app, sms_channel_request=channel))
                ok, steps, words = await tried(w, app, "sms")
                assert (ok, steps) == (found, [("channel", True), ("connect", True), ("authenticate", found)])
                assert "wrong-token" not in words and operator.messages == []


async def test_the_outbox_is_a_folder_that_can_be_written_to(servers: Servers) -> None:
    async with world(servers) as w:
        assert (await tried(w, await w.app()))[:2] == (True, [("channel", True), ("outbox", True)])
