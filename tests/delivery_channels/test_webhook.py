"""The custom channel and the guarded client below it, against real servers."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiohttp import web

from kit.clock import ManualClock
from kit.egress import Egress, EgressPolicy, EgressRefused, EgressTimeout
from kit.errors import Invalid, TooLarge, Unavailable
from services.delivery.channels.provider import Outbound, Outcome, WebhookCall, WebhookPayload
from services.delivery.channels.webhook import WebhookProvider, check_owner, check_url

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
START = datetime(2026, 11, 24, 19, 39, 48, tzinfo=UTC)


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[int]:
    """A web server on a free port that gives every request to `handler`."""
    app = web.Application(client_max_size=10_000_000)
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


class Hook:
    """A webhook that keeps what it got and answers from a list (the last answer over and over)."""

    def __init__(self, *answers: int, body: object = None) -> None:
        self.answers, self.body = list(answers) or [200], body
        self.got: list[tuple[dict[str, str], bytes]] = []

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.got.append((dict(request.headers), await request.read()))
        status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if status == 0 and request.transport is not None:
            request.transport.abort()
        return web.json_response(self.body, status=status or 200)


def batch(url: str, count: int) -> list[Outbound]:
    call = WebhookCall(url, "app1", {"Message": {}, "Data": '{"offer":7}', "ApplicationId": "app1", "CampaignId": "camp", "TreatmentId": "0"})
    return [
        Outbound(f"m{n}", "CUSTOM", f"a{n}", WebhookPayload(call, b'{"ChannelType":"CUSTOM","Address":"a%d"}' % n), endpoint_id=f'e"{n}') for n in range(count)
    ]


async def called(hook: Hook, count: int = 1) -> tuple[list[Outcome], list[float]]:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async with serving(hook) as port:
        egress = Egress(EgressPolicy.parse(f"127.0.0.1:{port}"))
        sender = WebhookProvider(egress, lambda app: b"key-of-" + app.encode(), ManualClock(START), pause)
        try:
            return await sender.send(batch(f"http://127.0.0.1:{port}/hook", count)), pauses
        finally:
            await egress.close()


async def test_fifty_endpoints_at_most_travel_in_one_signed_post() -> None:
    hook = Hook()
    outcomes, _ = await called(hook, 120)
    assert [found.message for found in outcomes] == [f"MessageId: m{n}" for n in range(120)]
    bodies = [json.loads(raw) for _, raw in hook.got]
    assert sorted(len(body["Endpoints"]) for body in bodies) == [20, 50, 50]
    together = {name: found for body in bodies for name, found in body["Endpoints"].items()}
    assert together['e"7'] == {"ChannelType": "CUSTOM", "Address": "a7"} and len(together) == 120
    assert (bodies[0]["CampaignId"], bodies[0]["Data"], bodies[0]["Message"]) == ("camp", '{"offer":7}', {})
    headers, raw = hook.got[0]
    seconds = int(START.timestamp())
    expected = hmac.digest(b"key-of-app1", b"%d.%b" % (seconds, raw), hashlib.sha256).hex()
    assert headers["X-Counterpoint-Signature"] == f"t={seconds},v1={expected}"
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("answers", "status", "calls"),
    [
        ([204], "SUCCESSFUL", 1),
        ([500, 503, 200], "SUCCESSFUL", 3),
        ([429, 200], "SUCCESSFUL", 2),
        ([0, 200], "SUCCESSFUL", 2),
        ([500], "PERMANENT_FAILURE", 3),
        ([429], "PERMANENT_FAILURE", 3),
        ([400], "PERMANENT_FAILURE", 1),
        ([404], "PERMANENT_FAILURE", 1),
        ([302], "PERMANENT_FAILURE", 1),
    ],
)
async def test_three_attempts_for_what_may_pass_and_one_for_the_rest(answers: list[int], status: str, calls: int) -> None:
    hook = Hook(*answers)
    outcomes, pauses = await called(hook, 2)
    assert {found.status for found in outcomes} == {status} and len(hook.got) == calls
    assert pauses == [1.0, 4.0][: calls - 1]
    if status != "SUCCESSFUL":
        assert outcomes[0].message.startswith("CUSTOM_DELIVERY_FAILURE")


async def test_a_bad_batch_fails_alone() -> None:
    class Picky(Hook):
        async def __call__(self, request: web.Request) -> web.StreamResponse:
            return web.Response(status=400 if b'"a60"' in await request.read() else 200)

    outcomes, _ = await called(Picky(), 120)
    assert [found.status for found in outcomes].count("PERMANENT_FAILURE") == 50


async def test_event_attributes_of_the_answer_come_back_within_their_limits() -> None:
    many = {f"k{n}": "v" for n in range(9)}
    body = {'e"0': {"EventAttributes": {"k": "v", "long": "x" * 129, "number": 5}}, 'e"1': {"EventAttributes": many}, "other": 3}
    outcomes, _ = await called(Hook(body=body), 3)
    assert outcomes[0].attributes == {"k": "v"} and len(outcomes[1].attributes or {}) == 5 and outcomes[2].attributes is None


async def test_a_private_address_is_refused_without_a_connection() -> None:
    hook = Hook()
    async with serving(hook) as port:
        egress = Egress(EgressPolicy())
        sender = WebhookProvider(egress, lambda _: b"k" * 32, ManualClock(START))
        for url in (f"https://127.0.0.1:{port}/", f"https://localhost:{port}/", f"http://localhost:{port}/"):
            (outcome,) = await sender.send(batch(url, 1))
            assert (outcome.status, outcome.code) == ("PERMANENT_FAILURE", 403)
        await egress.close()
    assert hook.got == []


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"])
@pytest.mark.parametrize("scheme", ["https", "http"])
async def test_no_spelling_of_loopback_gets_through(host: str, scheme: str) -> None:
    hook = Hook()
    async with serving(hook) as port:
        # A network in the list lets plain names reach the resolver, which must then refuse them.
        egress = Egress(EgressPolicy.parse("10.0.0.0/8"))
        with pytest.raises((EgressRefused, Unavailable, Invalid)):
            await egress.request("GET", f"{scheme}://{host}:{port}/")
        await egress.close()
    assert hook.got == []


@pytest.mark.parametrize("allow", ["localhost:{port}", "127.0.0.0/8,::1/128"])
async def test_the_list_opens_exactly_what_it_names(allow: str) -> None:
    async with serving(Hook(body={"x": 1})) as port:
        egress = Egress(EgressPolicy.parse(allow.format(port=port)))
        assert json.loads((await egress.request("GET", f"http://localhost:{port}/")).body) == {"x": 1}
        await egress.close()


async def test_a_redirect_is_an_answer_and_not_followed() -> None:
    seen: list[str] = []

    async def bounce(request: web.Request) -> web.StreamResponse:
        seen.append(request.path)
        return web.Response(status=302, headers={"Location": "/secret"})

    async with serving(bounce) as port:
        egress = Egress(EgressPolicy.parse(f"127.0.0.1:{port}"))
        assert (await egress.request("GET", f"http://127.0.0.1:{port}/a")).status == 302
        await egress.close()
    assert seen == ["/a"]


async def test_proxy_variables_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with serving(Hook()) as port:
        egress = Egress(EgressPolicy.parse(f"127.0.0.1:{port}"))
        assert (await egress.request("GET", f"http://127.0.0.1:{port}/")).ok
        await egress.close()


async def test_a_large_answer_and_a_slow_one_are_given_up() -> None:
    release = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/slow":
            await release.wait()
        return web.Response(body=b"x" * 200_000)

    async with serving(answer) as port:
        egress = Egress(EgressPolicy.parse(f"127.0.0.1:{port}"))
        with pytest.raises(TooLarge):
            await egress.request("GET", f"http://127.0.0.1:{port}/large", largest=100_000)
        with pytest.raises(EgressTimeout):
            await egress.request("GET", f"http://127.0.0.1:{port}/slow", timeout=0.2)
        release.set()
        await egress.close()


async def test_the_owner_is_known_by_the_answer_to_head() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(headers={"X-Amz-Pinpoint-AccountId": "123456789012"} if request.method == "HEAD" else {})

    async with serving(answer) as port:
        egress = Egress(EgressPolicy.parse(f"127.0.0.1:{port}"))
        url = f"http://127.0.0.1:{port}/hook"
        await check_owner(url, "123456789012", egress)
        with pytest.raises(Invalid, match="AccountId"):
            await check_owner(url, "000000000000", egress)
        await egress.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/a b",
        "https://shop.example/?a=1&b=2",
        "https://shop.example/%41",
        "https://shop.example/\n",
        "http://shop.example/",
        "https://10.0.0.1/",
        "my-function",
        "",
    ],
)
def test_a_delivery_uri_that_breaks_the_rule_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="DeliveryUri"):
        check_url(url, Egress(EgressPolicy()))


def test_an_ordinary_delivery_uri_is_taken() -> None:
    check_url("https://shop.example:8443/hook/a~b_c?x#y", Egress(EgressPolicy()))
