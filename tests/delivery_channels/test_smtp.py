"""The SMTP provider against a real socket: every class of answer, every way a connection ends."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kit.testing import eventually_async
from kit.testing.smtp_sink import CLOSE, GARBAGE, HANG, Rule, SmtpSink
from services.delivery.channels.provider import EmailPayload, Outbound, Outcome
from services.delivery.channels.smtp import SmtpProvider
from services.delivery.channels.smtp_settings import parse_smtp_url
from services.delivery.channels.smtp_stream import WINDOW
from services.delivery.channels.smtp_wire import SmtpWire
from tests.delivery_channels.certificates import self_signed

MIME = b"Subject: x\r\n\r\nhello\r\n.dot\r\n..two\r\n.\r\nend\r\n"

MODES = [{"chunking": True}, {"chunking": False}, {"chunking": False, "pipelining": False}]
modes = pytest.mark.parametrize("mode", MODES, ids=["chunked", "grouped", "one-by-one"])


def mail(*addresses: str, mime: bytes = MIME, sender: str = "from@shop.example") -> list[Outbound]:
    return [Outbound(f"m{n}", "EMAIL", address, EmailPayload(mime, sender)) for n, address in enumerate(addresses)]


def many(count: int) -> list[Outbound]:
    return mail(*(f"r{n}@x.example" for n in range(count)))


def provider(sink: SmtpSink, user: str = "", **options: object) -> SmtpProvider:
    query = "&".join(f"{name}={value}" for name, value in options.items())
    scheme = "smtps" if sink.implicit_tls else "smtp"
    return SmtpProvider(parse_smtp_url(f"{scheme}://{user}127.0.0.1:{sink.port}?{query}".rstrip("?")), time.monotonic)


async def sent(sink: SmtpSink, batch: Sequence[Outbound], user: str = "", **options: object) -> list[Outcome]:
    sender = provider(sink, user, **options)
    try:
        return await sender.send(batch)
    finally:
        await sender.close()


@modes
async def test_a_batch_arrives_byte_by_byte_and_is_answered_in_order(mode: dict[str, Any]) -> None:
    async with SmtpSink(**mode) as sink:
        batch = many(300)
        outcomes = await sent(sink, batch)
    assert [found.message for found in outcomes] == [f"MessageId: m{n}" for n in range(300)]
    assert {found.status for found in outcomes} == {"SUCCESSFUL"} and not outcomes[0].delivered
    assert sorted(kept.recipient for kept in sink.messages) == sorted(item.address for item in batch)
    assert {kept.content for kept in sink.messages} == {MIME} and {kept.sender for kept in sink.messages} == {"from@shop.example"}
    assert all(item.handed for item in batch)


@modes
async def test_each_recipient_gets_an_answer_of_his_own_and_the_rest_arrive(mode: dict[str, Any]) -> None:
    rules = [
        Rule("^gone", "RCPT", "550 5.1.1 no such user"),
        Rule("^grey", "RCPT", "451 4.3.0 later"),
        Rule("^full", "RCPT", "552 5.2.2 full"),
        Rule("^rate", "RCPT", "450 4.7.1 too many, rate limit"),
        Rule("^spam", "DATA", "554 5.7.1 looks like spam"),
        Rule("^size", "DATA", "552 5.3.4 too big"),
        Rule("^late", "DATA", "451 4.3.0 disk"),
        Rule("^banned", "MAIL", "550 5.7.1 not you"),
    ]
    async with SmtpSink(rules=rules, **mode) as sink:
        kinds = ["ok", "gone", "grey", "full", "rate", "spam", "size", "late"]
        batch = mail(*(f"{kind}{turn}@x.example" for turn in range(40) for kind in kinds))
        batch += mail("v@x.example", sender="banned@shop.example")
        outcomes = await sent(sink, batch)
    expected = {
        "ok": ("SUCCESSFUL", 200, None),
        "gone": ("PERMANENT_FAILURE", 400, "hardbounce"),
        "grey": ("TEMPORARY_FAILURE", 503, "softbounce"),
        "full": ("TEMPORARY_FAILURE", 503, "softbounce"),
        "rate": ("THROTTLED", 429, None),
        "spam": ("PERMANENT_FAILURE", 403, "rejected"),
        "size": ("PERMANENT_FAILURE", 413, "rejected"),
        "late": ("TEMPORARY_FAILURE", 503, "softbounce"),
        "v": ("PERMANENT_FAILURE", 403, "rejected"),
    }
    for item, found in zip(batch, outcomes, strict=True):
        kind = item.address.split("@")[0].rstrip("0123456789")
        assert (found.status, found.code, found.event) == expected[kind], item.address
        assert found.suppress is (kind == "gone")
    assert sink.count == 40 and {kept.recipient[:2] for kept in sink.messages} == {"ok"}


@modes
async def test_a_connection_lost_after_the_content_leaves_exactly_that_message_in_doubt(mode: dict[str, Any]) -> None:
    async with SmtpSink(rules=[Rule("^boom", "DATA", CLOSE)], **mode) as sink:
        outcomes = await sent(sink, mail("a@x.example", "b@x.example", "boom@x.example"), connections=1)
        assert [found.status for found in outcomes] == ["SUCCESSFUL", "SUCCESSFUL", "UNKNOWN_FAILURE"]
        assert outcomes[2].code == 500 and sink.count == 2


@modes
async def test_messages_not_handed_over_when_a_connection_dies_go_out_on_another(mode: dict[str, Any]) -> None:
    async with SmtpSink(rules=[Rule("^boom", "DATA", CLOSE)], **mode) as sink:
        batch = mail(*("boom@x.example" if n == 100 else f"r{n}@x.example" for n in range(400)))
        outcomes = await sent(sink, batch, connections=1)
        states = Counter(found.status for found in outcomes)
        # Whoever was behind it in the same window is in doubt too; nobody else is, and nobody got two.
        assert states["UNKNOWN_FAILURE"] <= WINDOW and states["SUCCESSFUL"] == 400 - states["UNKNOWN_FAILURE"]
        assert outcomes[100].status == "UNKNOWN_FAILURE"
        assert max(Counter(kept.recipient for kept in sink.messages).values()) == 1
        assert sink.connections == 2
        if not mode["chunking"]:
            assert states["UNKNOWN_FAILURE"] == 1


@modes
async def test_a_server_that_says_421_after_some_messages_gets_the_rest_on_new_connections(mode: dict[str, Any]) -> None:
    async with SmtpSink(per_connection=10, **mode) as sink:
        outcomes = await sent(sink, many(35), connections=1)
        assert {found.status for found in outcomes} == {"SUCCESSFUL"} and sink.count == 35


@modes
async def test_421_for_the_first_message_is_temporary(mode: dict[str, Any]) -> None:
    async with SmtpSink(rules=[Rule("", "MAIL", "421 4.3.2 going down")], **mode) as sink:
        outcomes = await sent(sink, many(3), connections=1)
        assert {(found.status, found.code) for found in outcomes} == {("TEMPORARY_FAILURE", 503)} and sink.count == 0


@modes
async def test_garbage_after_the_content_is_doubt(mode: dict[str, Any]) -> None:
    async with SmtpSink(rules=[Rule("^odd", "DATA", GARBAGE)], **mode) as sink:
        outcomes = await sent(sink, mail("a@x.example", "odd@x.example"), connections=1)
        assert [found.status for found in outcomes] == ["SUCCESSFUL", "UNKNOWN_FAILURE"]


@modes
async def test_silence_after_the_content_is_doubt_and_before_it_is_not(mode: dict[str, Any]) -> None:
    async with SmtpSink(rules=[Rule("^mute", "DATA", HANG)], **mode) as sink:
        (outcome,) = await sent(sink, mail("mute@x.example"), timeout=0.2)
        assert (outcome.status, outcome.code) == ("UNKNOWN_FAILURE", 500)
    if not mode["chunking"]:
        async with SmtpSink(rules=[Rule("^mute", "RCPT", HANG)], **mode) as sink:
            (item,) = batch = mail("mute@x.example")
            (outcome,) = await sent(sink, batch, timeout=0.2)
            assert (outcome.status, outcome.code) == ("TEMPORARY_FAILURE", 503)
            assert not item.handed


@modes
async def test_a_connection_is_kept_for_the_next_batch_and_replaced_when_it_died(mode: dict[str, Any]) -> None:
    async with SmtpSink(**mode) as sink:
        sender = provider(sink)
        for _ in range(3):
            await sender.send(many(5))
        assert sink.connections == 1
        kept = sender._idle[0][0]
        sink.drop_all()

        async def noticed() -> bool:
            return kept.lost

        await eventually_async(noticed)
        outcomes = await sender.send(many(5))
        assert {found.status for found in outcomes} == {"SUCCESSFUL"} and sink.connections == 2
        await sender.close()


async def test_an_idle_connection_is_asked_before_content_is_entrusted_to_it() -> None:
    async with SmtpSink() as sink:
        now = [0.0]
        sender = SmtpProvider(parse_smtp_url(f"smtp://127.0.0.1:{sink.port}"), lambda: now[0])
        await sender.send(many(1))
        now[0] = 100.0
        assert (await sender.send(many(1)))[0].status == "SUCCESSFUL" and sink.connections == 1
        now[0] = 1000.0
        assert (await sender.send(many(1)))[0].status == "SUCCESSFUL" and sink.connections == 2
        await sender.close()


async def test_nobody_listening_is_temporary() -> None:
    async with SmtpSink() as sink:
        pass
    outcomes = await sent(sink, many(100))
    assert {(found.status, found.code) for found in outcomes} == {("TEMPORARY_FAILURE", 503)}


async def test_a_server_that_refuses_connections_is_temporary() -> None:
    async with SmtpSink(greeting="554 not today") as sink:
        assert {found.status for found in await sent(sink, many(2))} == {"TEMPORARY_FAILURE"}


async def test_an_empty_batch_is_an_empty_answer() -> None:
    async with SmtpSink() as sink:
        assert await sent(sink, []) == []


@pytest.mark.parametrize("methods", ["PLAIN LOGIN", "LOGIN"])
async def test_it_logs_in(methods: str) -> None:
    async with SmtpSink(auth=("shop", "geheim"), auth_methods=methods) as sink:
        assert (await sent(sink, many(1), user="shop:geheim@"))[0].status == "SUCCESSFUL"


@pytest.mark.parametrize("methods", ["PLAIN", "LOGIN", "XOAUTH2"])
async def test_a_refused_login_is_401_an_alarm_and_shows_no_password(methods: str) -> None:
    async with SmtpSink(auth=("shop", "other"), auth_methods=methods) as sink:
        outcomes = await sent(sink, many(3), user="shop:geheim@")
        assert {(found.status, found.code, found.alarm) for found in outcomes} == {("PERMANENT_FAILURE", 401, True)}
        assert "geheim" not in repr(outcomes)


async def test_five_refused_logins_open_the_circuit() -> None:
    async with SmtpSink(auth=("shop", "other")) as sink:
        sender = provider(sink, user="shop:geheim@")
        for _ in range(5):
            await sender.send(many(1))
        (resting,) = await sender.send(many(1))
        assert (resting.status, sink.connections) == ("TEMPORARY_FAILURE", 5) and (resting.retry_after or 0) > 20
        await sender.close()


async def test_starttls_secures_the_login(tmp_path: Path) -> None:
    trusted, context = self_signed(tmp_path)
    async with SmtpSink(tls=context, auth=("shop", "geheim")) as sink:
        outcomes = await sent(sink, many(50), user="shop:geheim@", ca=trusted, tls="required", connections=1)
        assert {found.status for found in outcomes} == {"SUCCESSFUL"} and sink.commands[:3] == ["EHLO", "STAR", "EHLO"]


async def test_implicit_tls(tmp_path: Path) -> None:
    trusted, context = self_signed(tmp_path)
    async with SmtpSink(tls=context, implicit_tls=True) as sink:
        assert {found.status for found in await sent(sink, many(50), ca=trusted)} == {"SUCCESSFUL"}


@pytest.mark.parametrize("implicit", [True, False])
async def test_an_unknown_certificate_is_a_tls_failure(tmp_path: Path, implicit: bool) -> None:
    _, context = self_signed(tmp_path)
    async with SmtpSink(tls=context, implicit_tls=implicit) as sink:
        (outcome,) = await sent(sink, many(1))
        assert (outcome.status, outcome.code, outcome.alarm) == ("PERMANENT_FAILURE", 401, True)
        assert sink.count == 0


async def test_a_certificate_for_another_host_is_a_tls_failure(tmp_path: Path) -> None:
    trusted, context = self_signed(tmp_path, "other.example")
    async with SmtpSink(tls=context) as sink:
        (outcome,) = await sent(sink, many(1), ca=trusted)
        assert outcome.code == 401


async def test_required_tls_that_is_not_offered_sends_nothing() -> None:
    async with SmtpSink() as sink:
        (outcome,) = await sent(sink, many(1), tls="required")
        assert (outcome.code, sink.count) == (401, 0)


@modes
@pytest.mark.parametrize("bad", ["a@b.example>\r\nRCPT TO:<x@y.example", "no-address", "a b@c.example", ""])
async def test_an_address_that_could_break_a_command_never_reaches_the_server(mode: dict[str, Any], bad: str) -> None:
    async with SmtpSink(**mode) as sink:
        outcomes = await sent(sink, mail("a@x.example", bad, "b@x.example"), connections=1)
        assert [found.status for found in outcomes] == ["SUCCESSFUL", "PERMANENT_FAILURE", "SUCCESSFUL"]
        assert sink.count == 2


async def test_a_message_over_the_servers_size_is_413_without_being_sent() -> None:
    async with SmtpSink(size=1000) as sink:
        outcomes = await sent(sink, mail("a@x.example", mime=b"x" * 1001) + mail("b@x.example"))
        assert [(found.status, found.code) for found in outcomes] == [("PERMANENT_FAILURE", 413), ("SUCCESSFUL", 200)]


async def test_an_international_address_needs_a_server_that_takes_it() -> None:
    for utf8, status in ((True, "SUCCESSFUL"), (False, "PERMANENT_FAILURE")):
        async with SmtpSink(utf8=utf8) as sink:
            assert (await sent(sink, mail("jörg@x.example")))[0].status == status


async def test_a_final_relay_counts_as_delivered() -> None:
    async with SmtpSink() as sink:
        assert (await sent(sink, many(1), final="true"))[0].delivered


@modes
async def test_a_message_without_a_last_line_end_arrives_whole(mode: dict[str, Any]) -> None:
    async with SmtpSink(**mode) as sink:
        await sent(sink, mail("a@x.example", "b@x.example", mime=b".first\r\nlast"))
        assert {kept.content.rstrip(b"\r\n") for kept in sink.messages} == {b".first\r\nlast"}


@modes
async def test_a_cancelled_send_leaves_no_connection_out_of_step(mode: dict[str, Any]) -> None:
    async with SmtpSink(rules=[Rule("^mute", "DATA", HANG)], **mode) as sink:
        sender = provider(sink, connections=1)
        batch = mail("mute@x.example")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(sender.send(batch), 0.2)
        assert batch[0].handed
        assert [found.message for found in await sender.send(many(2))] == ["MessageId: m0", "MessageId: m1"]
        await sender.close()


async def test_two_batches_at_once_get_their_own_answers() -> None:
    async with SmtpSink(rules=[Rule("^gone", "RCPT", "550 5.1.1 no")]) as sink:
        sender = provider(sink, connections=3)
        good, bad = await asyncio.gather(sender.send(many(200)), sender.send(mail(*["gone@x.example"] * 200)))
        assert {found.status for found in good} == {"SUCCESSFUL"} and {found.status for found in bad} == {"PERMANENT_FAILURE"}
        assert sink.connections <= 3
        await sender.close()


@modes
@pytest.mark.parametrize("bad", [b"x\r\n\n.\nMAIL FROM:<a@b.example>\r\n", b"x\n.\r\n", b"x\r.\r\r\n", b"x\r\n.\rRCPT\r\n"])
async def test_content_with_bare_line_ends_smuggles_nothing(mode: dict[str, Any], bad: bytes) -> None:
    async with SmtpSink(**mode) as sink:
        outcomes = await sent(sink, mail("a@x.example", mime=bad) + mail("b@x.example"))
        assert [found.status for found in outcomes] == ["PERMANENT_FAILURE", "SUCCESSFUL"] and sink.count == 1


async def test_chunking_can_be_switched_off() -> None:
    async with SmtpSink(rules=[Rule("^boom", "DATA", CLOSE)]) as sink:
        outcomes = await sent(sink, mail("boom@x.example", *("r@x.example" for _ in range(20))), connections=1, chunking="false")
        assert [found.status for found in outcomes].count("UNKNOWN_FAILURE") == 1


@pytest.mark.parametrize("cut", [1, 2, 3, 7])
def test_replies_are_read_however_they_are_cut(cut: int) -> None:
    wire, seen = SmtpWire(), []
    wire.on_reply = lambda code, text: seen.append((code, text))
    raw = b"250-first\r\n250-SIZE 5\r\n250 last\r\n354\r\n550 5.1.1 no\n"
    for at in range(0, len(raw), cut):
        wire.data_received(raw[at : at + cut])
    assert seen == [(250, b"first\nSIZE 5\nlast"), (354, b""), (550, b"5.1.1 no")]
    assert not wire.unread
