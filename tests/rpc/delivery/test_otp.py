"""One-time passwords over real servers (channels spec §6, quotas spec §12)."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes

from kit import caller
from kit.bus import subjects
from kit.caller import Caller
from kit.config import ConfigError
from kit.db import Database
from kit.errors import Invalid, NotFound
from kit.testing import eventually_async
from services.delivery.channels import provider
from services.delivery.store import suppression
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import ACCOUNT, Scripted, World, world

PHONE = "+4915112345678"


async def app_with_sms(w: World) -> str:
    app = await w.app(email=False)
    body = shapes.SMSChannelRequest(sender_id="Shop")
    await w.delivery.UpdateSmsChannel(shapes.UpdateSmsChannelRequest(application_id=app, sms_channel_request=body))
    return app


async def send(w: World, app: str, phone: str = PHONE, reference: str = "login", **members: Any) -> Any:
    """The MessageResult of one SendOTPMessage."""
    body = shapes.SendOTPMessageRequestParameters(
        **(
            {
                "brand_name": "Nordlicht",
                "channel": "SMS",
                "destination_identity": phone,
                "origination_identity": "Nord",
                "reference_id": reference,
            }
            | members
        )
    )
    request = shapes.SendOTPMessageRequest(application_id=app, send_otp_message_request_parameters=body)
    answer = (await w.delivery.SendOTPMessage(request)).message_response
    assert (answer.application_id, list(answer.result)) == (app, [phone])
    return answer.result[phone]


async def verify(w: World, app: str, code: str, phone: str = PHONE, reference: str = "login") -> bool:
    body = shapes.VerifyOTPMessageRequestParameters(destination_identity=phone, reference_id=reference, otp=code)
    request = shapes.VerifyOTPMessageRequest(application_id=app, verify_otp_message_request_parameters=body)
    return bool((await w.delivery.VerifyOTPMessage(request)).verification_response.valid)


def message(w: World, app: str, sent: Any) -> dict[str, Any]:
    """The text message of a result, from the outbox."""
    found: dict[str, Any] = json.loads((w.data / "outbox" / app / "direct" / f"{sent.message_id}.json").read_text())
    return found


def code_of(w: World, app: str, sent: Any, length: int = 6) -> str:
    """The code as the recipient reads it."""
    found = re.search(rf"(?<!\d)\d{{{length}}}(?!\d)", message(w, app, sent)["Body"])
    assert found, message(w, app, sent)
    return found.group()


def other(code: str) -> str:
    """A code of the same length that is not this one."""
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


@contextmanager
def sms(provider_of_test: Any) -> Iterator[None]:
    with patch("services.delivery.service.sms_provider", lambda url, data, **more: provider_of_test):
        yield


@asynccontextmanager
async def rows(database: str) -> AsyncIterator[Any]:
    async with Database(database, 1) as db, db.connect() as conn:
        yield conn


async def test_a_code_is_sent_checked_once_and_used_up(servers: Servers) -> None:
    async with world(servers) as w:
        app = await app_with_sms(w)
        sent = await send(w, app)
        assert (sent.delivery_status, sent.status_code) == ("SUCCESSFUL", 200)
        assert sent.status_message == f"MessageId: {sent.message_id}"
        code = code_of(w, app, sent)
        written = message(w, app, sent)
        assert (written["Address"], written["Origin"], written["MessageType"]) == (PHONE, "Nord", "TRANSACTIONAL")
        assert written["Body"].startswith(f"{code} is your Nordlicht code. It works for 15 min.")
        assert not await verify(w, app, other(code))
        assert not await verify(w, app, code, reference="another")
        assert not await verify(w, app, code, phone="+4915112345679")
        assert not await verify(w, await app_with_sms(w), code)
        assert await verify(w, app, code, phone="0049 151 12345678")
        assert not await verify(w, app, code)

        members = {"code_length": 8, "validity_period": 60, "language": "de-DE", "origination_identity": "12345"}
        sent = await send(w, app, brand_name="{{otp}}<&>", **members)
        written, code = message(w, app, sent), code_of(w, app, sent, 8)
        assert written["Origin"] == "12345"
        assert written["Body"].startswith(f"{code} ist Ihr Code für {{{{otp}}}}<&>. Er gilt 60 Min.")
        assert await verify(w, app, code)


async def test_wrong_codes_use_up_the_attempts_and_a_new_send_gives_new_ones(servers: Servers) -> None:
    async with world(servers) as w:
        app = await app_with_sms(w)
        first = code_of(w, app, await send(w, app, allowed_attempts=2))
        for _ in range(2):
            assert not await verify(w, app, other(first))
        assert not await verify(w, app, first)
        second = code_of(w, app, await send(w, app, allowed_attempts=2))
        if first != second:
            assert not await verify(w, app, first)
        assert await verify(w, app, second)
        # Guesses at once share the attempts, and one right answer wins.
        code = code_of(w, app, await send(w, app, allowed_attempts=5))
        assert (await asyncio.gather(*(verify(w, app, code) for _ in range(5)))).count(True) == 1
        code = code_of(w, app, await send(w, app, allowed_attempts=5))
        guesses = await asyncio.gather(*(verify(w, app, other(code)) for _ in range(12)), verify(w, app, code))
        assert guesses[:12].count(True) == 0
        assert not await verify(w, app, code)


async def test_a_destination_gets_five_codes_an_hour_and_twenty_a_day_in_all_apps(servers: Servers) -> None:
    database = servers.database_url("delivery")
    async with world(servers, database, CLOCK="manual") as w, Database(database, 1) as db:
        apps = [await app_with_sms(w), await app_with_sms(w)]
        short = code_of(w, apps[0], await send(w, apps[0], reference="short", validity_period=5))
        lasting = code_of(w, apps[0], await send(w, apps[0], reference="lasting", validity_period=60))
        found = await asyncio.gather(*(send(w, apps[n % 2], validity_period=5) for n in range(5)))
        assert sorted(one.status_code for one in found) == [200] * 3 + [429] * 2
        refused = next(one for one in found if one.status_code == 429)
        assert refused.delivery_status == "THROTTLED" and "at most 5 sends in an hour" in refused.status_message
        assert (await send(w, apps[0], phone="+4915112345679")).status_code == 200
        await w.advance(301)
        assert not await verify(w, apps[0], short, reference="short")
        assert await verify(w, apps[0], lasting, reference="lasting")
        await w.advance(3601)
        assert (await send(w, apps[0])).status_code == 200
        async with db.begin() as conn:
            await conn.exec_driver_sql(
                "INSERT INTO otp_sends SELECT md5(n::text), destination, at_ms FROM otp_sends, generate_series(1, 14) n"
                " WHERE send_id = (SELECT send_id FROM otp_sends ORDER BY at_ms LIMIT 1)"
            )
        assert "at most 20 sends in a day" in (await send(w, apps[1])).status_message
        await w.advance(25 * 3600)
        assert (await send(w, apps[1])).status_code == 200


async def test_a_destination_has_at_most_ten_live_references_until_its_app_is_deleted(servers: Servers) -> None:
    database = servers.database_url("delivery")
    async with world(servers, database) as w, Database(database, 1) as db:
        app = await app_with_sms(w)
        codes = {}
        for n in range(10):
            codes[n] = code_of(w, app, await send(w, app, reference=f"r{n}"))
            async with db.begin() as conn:  # the hourly limit is another test's subject
                await conn.exec_driver_sql("DELETE FROM otp_sends")
        full = await send(w, app, reference="r10")
        assert (full.status_code, full.delivery_status) == (429, "THROTTLED")
        assert "at most 10 live reference ids" in full.status_message
        assert (await send(w, app, reference="r3")).status_code == 200
        assert await verify(w, app, codes[4], reference="r4")
        assert (await send(w, app, reference="r10")).status_code == 200
        await w.bus.publish(subjects.of(subjects.APP_DELETED, app), b"", f"gone-{app}")

        async def gone() -> bool:
            async with db.connect() as conn:
                return bool((await conn.exec_driver_sql("SELECT count(*) FROM otp_codes")).scalar_one() == 0)

        await eventually_async(gone)


async def test_neither_code_nor_number_is_kept_or_told(servers: Servers, caplog: pytest.LogCaptureFixture) -> None:
    database = servers.database_url("delivery")
    caplog.set_level("DEBUG")
    async with world(servers, database) as w, rows(database) as conn:
        app = await app_with_sms(w)
        facts: list[bytes] = []

        async def listen(fact: Any) -> None:
            facts.append(fact.data)

        await w.bus.connection.subscribe(subjects.every(subjects.OUTCOME_RECORDED), cb=listen)
        await w.bus.connection.flush()
        caller.set_current(Caller(invocation_id="otp-1", account=ACCOUNT, principal="p"))
        code = code_of(w, app, await send(w, app))
        outcomes = await w.recorded(app, 2)
        assert [(one.kind, one.channel) for one in outcomes] == [("message.send", "SMS"), ("delivered", "SMS")]
        told = b"".join(facts) + caplog.text.encode()
        stored = b""
        for table in ("otp_codes", "otp_sends", "direct_calls"):
            for row in await conn.exec_driver_sql(f"SELECT * FROM {table}"):
                stored += b"|".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
                assert table == "direct_calls" or PHONE[1:].encode() not in stored
        assert PHONE[1:].encode() not in told
        # Ids may hold any six digits by chance, beside others.
        assert not re.search(rb"(?<![0-9a-f])" + code.encode() + rb"(?![0-9a-f])", told + stored)


async def test_a_repeated_call_sends_nothing_again(servers: Servers) -> None:
    scripted = Scripted(lambda item: provider.accepted(item.message_id))
    with sms(scripted):
        async with world(servers) as w:
            app = await app_with_sms(w)
            caller.set_current(Caller(invocation_id="again", account=ACCOUNT, principal="p"))
            first, second = await asyncio.gather(send(w, app), send(w, app))
            assert first == second == await send(w, app) and len(scripted.sent) == 1
            caller.set_current(Caller(invocation_id="new", account=ACCOUNT, principal="p"))
            assert (await send(w, app)).message_id != first.message_id


async def test_what_nobody_got_counts_nothing_and_its_code_is_dead(servers: Servers) -> None:
    bodies: list[str] = []

    def refuse(item: Any) -> Any:
        bodies.append(item.payload.body)
        return provider.refused(f"cannot send: {item.payload.body}", 400)

    scripted = Scripted(refuse)
    with sms(scripted):
        async with world(servers) as w:
            app = await app_with_sms(w)
            for _ in range(6):
                found = await send(w, app)
                assert (found.delivery_status, found.status_code) == ("PERMANENT_FAILURE", 400)
                code = bodies[-1][:6]
                assert code not in found.status_message and "***" in found.status_message
                assert not await verify(w, app, code)
            assert not [one for one in await w.recorded(app, 12) if any(body[:6] in one.detail for body in bodies)]
            scripted.answers = lambda item: provider.in_doubt("no answer")
            assert (await send(w, app)).delivery_status == "UNKNOWN_FAILURE"
            assert await verify(w, app, scripted.sent[-1].payload.body[:6])


async def test_a_send_that_cannot_be_is_a_result_and_no_error(servers: Servers) -> None:
    database = servers.database_url("delivery")
    async with world(servers, database, OTP_COUNTRIES="de, at") as w, Database(database, 1) as db:
        bare = await w.app(email=False)
        found = await send(w, bare)
        assert (found.delivery_status, found.status_code) == ("PERMANENT_FAILURE", 400)
        assert found.status_message == f"No channel of type SMS is enabled for the application {bare}"
        app = await app_with_sms(w)
        async with db.begin() as conn:
            await suppression.add(conn, ACCOUNT, [("SMS", "+4915100000000", "OPTED_OUT")], 0)
        for members, status, code, words in (
            ({"phone": "12"}, "PERMANENT_FAILURE", 400, "Invalid phone number"),
            ({"origination_identity": "not a sender"}, "PERMANENT_FAILURE", 400, "Invalid OriginationIdentity"),
            ({"phone": "+14155552671"}, "PERMANENT_FAILURE", 403, "not allowed"),
            ({"phone": "+80012345678"}, "PERMANENT_FAILURE", 403, "not allowed"),
            ({"phone": "+4915100000000"}, "OPT_OUT", 200, "opted out"),
            ({}, "SUCCESSFUL", 200, "MessageId"),
        ):
            found = await send(w, app, **members)
            assert (found.delivery_status, found.status_code) == (status, code), members
            assert words in found.status_message


async def test_bad_shapes_and_unknown_apps_are_errors(servers: Servers) -> None:
    async with world(servers) as w:
        app = await app_with_sms(w)
        for members, words in (
            ({"channel": "EMAIL"}, "Channel: must be SMS"),
            ({"code_length": 9}, "CodeLength: must be between 5 and 8"),
            ({"brand_name": "a\0"}, "BrandName: must not hold control"),
            ({"language": "xx"}, "Language: must be one of"),
        ):
            with pytest.raises(Invalid, match=words):
                await send(w, app, **members)
        for code in ("", "1234", "abcdef", "1" * 5000):
            with pytest.raises(Invalid, match="Otp: must be 5 to 8 digits"):
                await verify(w, app, code)
        for call in (send(w, "0" * 32), verify(w, "0" * 32, "123456")):
            with pytest.raises(NotFound, match="Application not found"):
                await call


async def test_a_misspelt_country_refuses_the_start(servers: Servers) -> None:
    with pytest.raises(ConfigError, match="COUNTERPOINT_OTP_COUNTRIES must be"):
        async with world(servers, OTP_COUNTRIES="Germany"):
            pass
