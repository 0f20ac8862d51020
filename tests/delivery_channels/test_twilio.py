"""Text messages against an operator that speaks the protocol."""

from __future__ import annotations

import time
from typing import Any

import pytest
from aiohttp import web

from kit.errors import Invalid
from kit.testing.twilio_server import CLOSE, GARBAGE, HANG, TwilioServer
from services.delivery.channels.provider import Outbound, Outcome, SmsPayload
from services.delivery.channels.twilio import TwilioProvider, parse_twilio_url
from services.delivery.channels.twilio_answers import receipt, signed


def text(number: str, **payload: Any) -> Outbound:
    return Outbound("m" + number, "SMS", number, SmsPayload("Grüße & mehr", **payload), app_id="app1")


async def sent(operator: TwilioServer, *items: Outbound, query: str = "") -> list[Outcome]:
    sender = TwilioProvider(parse_twilio_url(operator.url + query), time.monotonic, lambda item: "https://cb.example/" + item.message_id)
    try:
        return await sender.send(items)
    finally:
        await sender.close()


async def test_a_message_arrives_with_its_origin_and_callback() -> None:
    async with TwilioServer() as operator:
        (outcome,) = await sent(operator, text("+4915112345678", origin="Shop", validity=60))
        (form,) = operator.messages
    assert (outcome.status, outcome.message, outcome.provider_id, outcome.delivered) == ("SUCCESSFUL", "MessageId: m+4915112345678", form["Sid"], False)
    assert (form["To"], form["From"], form["Body"], form["ValidityPeriod"]) == ("+4915112345678", "Shop", "Grüße & mehr", "60")
    assert form["StatusCallback"] == "https://cb.example/m+4915112345678"


async def test_the_origin_falls_back_to_the_settings() -> None:
    async with TwilioServer() as operator:
        await sent(operator, text("+4915112345678"), query="?from=+493012345")
        await sent(operator, text("+4915112345678"), query="?service=MG1")
    assert (operator.messages[0]["From"], operator.messages[1]["MessagingServiceSid"]) == ("+493012345", "MG1")


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        ((400, 21211), "PERMANENT_FAILURE", 400),
        ((400, 21614), "PERMANENT_FAILURE", 400),
        ((400, 21408), "PERMANENT_FAILURE", 403),
        ((400, 21610), "OPT_OUT", 200),
        ((429, 20429), "THROTTLED", 429),
        ((503, 0), "TEMPORARY_FAILURE", 503),
        (CLOSE, "UNKNOWN_FAILURE", 500),
        (GARBAGE, "UNKNOWN_FAILURE", 500),
        (HANG, "UNKNOWN_FAILURE", 500),
    ],
)
async def test_an_answer_means_its_outcome_and_the_others_arrive(answer: tuple[int, int] | str, status: str, code: int) -> None:
    async with TwilioServer(rules={r"99$": answer}) as operator:
        outcomes = await sent(operator, text("+4915112345601"), text("+4915112345699"), text("+4915112345602"), query="?timeout=0.5")
        assert [found.status for found in outcomes] == ["SUCCESSFUL", status, "SUCCESSFUL"]
        assert outcomes[1].code == code and len(operator.messages) == 2
        if status == "THROTTLED":
            assert outcomes[1].retry_after == 7.0
        if status == "OPT_OUT":
            assert outcomes[1].opt_out_list


async def test_nobody_listening_is_temporary_and_nothing_was_handed_over() -> None:
    async with TwilioServer() as operator:
        pass
    item = text("+4915112345678")
    (outcome,) = await sent(operator, item)
    assert (outcome.status, item.handed) == ("TEMPORARY_FAILURE", False)


async def test_a_refused_account_is_an_alarm_opens_the_circuit_and_shows_no_token() -> None:
    async with TwilioServer() as operator:
        url = operator.url
        operator.token = "changed"
        sender = TwilioProvider(parse_twilio_url(url), time.monotonic)
        outcomes = [(await sender.send([text("+4915112345678")]))[0] for _ in range(6)]
        await sender.close()
    assert (outcomes[0].status, outcomes[0].code, outcomes[0].alarm) == ("PERMANENT_FAILURE", 401, True)
    assert outcomes[5].status == "TEMPORARY_FAILURE" and "secret-token" not in repr(outcomes)


async def test_made_up_numbers_never_leave() -> None:
    async with TwilioServer() as operator:
        outcomes = await sent(operator, text("+12065550142"), text("+14254147167"))
        assert [found.status for found in outcomes] == ["SUCCESSFUL", "PERMANENT_FAILURE"]
        assert outcomes[0].delivered and operator.messages == []


async def test_a_receipt_comes_back_signed() -> None:
    seen: list[dict[str, str]] = []

    async def take(request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        good = signed("secret-token", str(request.url), form.items(), request.headers["X-Twilio-Signature"])
        seen.extend([form] if good else [])
        return web.Response(status=204 if good else 403)

    app = web.Application()
    app.router.add_post("/cb", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with TwilioServer() as operator:
            base = f"http://127.0.0.1:{runner.addresses[0][1]}/cb?x=1"
            sender = TwilioProvider(parse_twilio_url(operator.url), time.monotonic, lambda _: base)
            (outcome,) = await sender.send([text("+4915112345678")])
            await sender.close()
            assert await operator.report(operator.messages[0], "undelivered", 30003) == 204
            assert receipt(seen[0]) == (outcome.provider_id, "UNREACHABLE", "_SMS.FAILURE")
            operator.token = "forged"
            assert await operator.report(operator.messages[0], "delivered") == 403
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "url", ["twilio+http://h", "twilio+http://SID@h", "twilio+ftp://SID:geheim@h", "twilio+http://SID:geheim@h?x=1", "twilio+http://S/..:geheim@h"]
)
def test_a_wrong_url_is_refused_without_its_token(url: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_twilio_url(url)
    assert "geheim" not in str(caught.value)
