"""Bounces, complaints and receipts, through the service (channels spec §5.1, §8.1; design §7 "in doubt")."""

from __future__ import annotations

import smtplib
import socket
from email import message_from_bytes
from typing import Any
from urllib.parse import urlencode

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import sending_pb2
from counterpoint.type.v1.type_pb2 import MessageConfiguration

from kit.testing import eventually_async
from kit.testing.twilio_server import TwilioServer
from services.delivery.channels.provider import accepted, in_doubt
from services.delivery.channels.twilio_answers import signature
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import Scripted, World, asyncio, endpoint, lines, world


def bounce(of: bytes, recipient: str, status: str = "5.1.1", action: str = "failed", head: bool = True) -> bytes:
    """The DSN of a mail; `head`: with the mail's own header lines."""
    seal = message_from_bytes(of)["X-Counterpoint-Message"] if head else ""
    return (
        "To: <b@bounce.shop.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n--x\r\n'
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--x\r\n"
        f"Content-Type: text/rfc822-headers\r\n\r\nX-Counterpoint-Message: {seal}\r\n--x--\r\n"
    ).encode()


def complaint(of: bytes) -> bytes:
    seal = message_from_bytes(of)["X-Counterpoint-Message"]
    return (
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary="x"\r\n\r\n--x\r\n'
        "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n\r\n--x\r\n"
        f"Content-Type: message/rfc822\r\n\r\nX-Counterpoint-Message: {seal}\r\n\r\nBuy\r\n--x--\r\n"
    ).encode()


async def take(w: World, mail: bytes) -> int:
    return (await w.sending.TakeReport(sending_pb2.TakeReportRequest(message=mail))).taken


async def direct(w: World, app: str, *addresses: str, channel: str = "EMAIL") -> Any:
    request = shapes.SendMessagesRequest(application_id=app)
    messages = request.message_request.message_configuration
    messages.email_message.simple_email.subject.data, messages.sms_message.body = "Hi", "Hi"
    for address in addresses:
        request.message_request.addresses[address].channel_type = channel
    return (await w.delivery.SendMessages(request)).message_response.result


async def kinds(w: World, app: str, *wanted: str) -> list[Any]:
    async def probe() -> Any:
        found = [outcome for outcome in w.of(app) if outcome.kind in wanted]
        return found if len(found) >= len(wanted) else None

    return await eventually_async(probe)


async def test_a_bounce_counts_once_and_its_address_gets_nothing_more(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("ann"), endpoint("bob"))
        run_id = await w.run(app, email=("Hi", "there"))
        await w.ended(app, run_id)
        mail = next(mail for mail in w.mails(app, run_id) if b"To: ann@" in mail)
        assert await take(w, bounce(mail, "ann@EXAMPLE.org")) == 1
        assert await take(w, bounce(mail, "ann@example.org")) == 0
        (found,) = await kinds(w, app, "hardbounce")
        assert (found.endpoint_id, found.activity_id, found.message_id[:8]) == ("ann", run_id, found.message_id[:8])
        assert found.detail == "550 5.1.1" and found.campaign_id
        again = await w.ended(app, await w.run(app, email=("Hi", "there")))
        assert (again.books.sent, lines(again.books.failed)) == (1, {"FAILURE_PERMANENT": 1})


async def test_a_report_lists_nobody_but_the_recipient_of_the_mail(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("ann"))
        run_id = await w.run(app, email=("Hi", "there"))
        await w.ended(app, run_id)
        (mail,) = w.mails(app, run_id)
        assert await take(w, bounce(mail, "victim@example.org")) == 1
        assert (await direct(w, app, "victim@example.org", "ann@example.org"))["victim@example.org"].status_code == 200
        (mail,) = [mail for mail in w.mails(app, "direct") if b"To: victim@" in mail]
        assert await take(w, bounce(mail, "ann@example.org")) == 1
        forged = bounce(mail, "victim@example.org").replace(b"X-Counterpoint-Message: ", b"X-Counterpoint-Message: A")
        assert await take(w, mail) == 0 and await take(w, forged) == 0
        assert (await direct(w, app, "ann@example.org"))["ann@example.org"].status_code == 200


async def test_a_complaint_without_an_address_lists_the_recipient_and_a_delivery_is_told(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("ann"), endpoint("bob"))
        run_id = await w.run(app, email=("Hi", "there"))
        await w.ended(app, run_id)
        mails = {mail[mail.index(b"To: ") + 4 :][:3]: mail for mail in w.mails(app, run_id)}
        assert await take(w, complaint(mails[b"ann"])) == 1
        assert await take(w, bounce(mails[b"bob"], "bob@example.org", "2.0.0", "delivered")) == 1
        (said,) = await kinds(w, app, "complaint")
        assert (said.endpoint_id, said.detail) == ("ann", "abuse")
        await kinds(w, app, "delivered", "delivered", "delivered")
        answer = await direct(w, app, "ann@example.org", "bob@example.org")
        assert [answer[name].status_code for name in ("ann@example.org", "bob@example.org")] == [400, 200]


async def test_bounces_come_to_our_own_door_and_are_known_by_it_alone(servers: Servers) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    provider = Scripted(lambda item: accepted(item.message_id))
    settings = {"BOUNCE_DOMAIN": "bounce.shop.example", "BOUNCE_LISTEN": f"127.0.0.1:{port}", "ABUSE_ADDRESS": "abuse@shop.example"}
    async with world(servers, email=provider, **settings) as w:
        app = await w.app(endpoint("ann"), endpoint("bob"))
        run_id = await w.run(app, email=("Hi", "there"))
        await w.ended(app, run_id)
        await direct(w, app, "carl@example.org")
        sent = {item.address: item.payload for item in provider.sent}

        def deliver() -> None:
            for kind, of in ((smtplib.SMTP, "ann@example.org"), (smtplib.LMTP, "carl@example.org")):
                with kind("127.0.0.1", port) as server:
                    server.sendmail("", [sent[of].sender], bounce(sent[of].mime, of, head=False))
            with smtplib.SMTP("127.0.0.1", port) as server:
                server.sendmail("", ["Abuse@shop.example"], complaint(sent["bob@example.org"].mime))
                server.sendmail("", [sent["bob@example.org"].sender.upper()], b"Subject: out of office\r\n\r\naway\r\n.\r\n")
                for stranger in ("x@shop.example", "b+abc@bounce.shop.example"):
                    assert server.docmd("MAIL FROM:<>")[0] == 250
                    assert server.docmd(f"RCPT TO:<{stranger}>")[0] == 550
                assert server.docmd("DATA")[0] == 503 and server.docmd("NOOP")[0] == 250

        await asyncio.to_thread(deliver)
        bounces = await kinds(w, app, "hardbounce", "hardbounce")
        assert sorted((found.endpoint_id, found.activity_id) for found in bounces) == [("", ""), ("ann", run_id)]
        await kinds(w, app, "complaint")
        answer = await direct(w, app, "ann@example.org", "bob@example.org", "carl@example.org", "dora@example.org")
        assert {name: result.status_code for name, result in answer.items()} == {
            "ann@example.org": 400, "bob@example.org": 400, "carl@example.org": 400, "dora@example.org": 200}  # fmt: skip


async def test_what_is_told_later_resolves_doubt_in_the_books(servers: Servers) -> None:
    provider = Scripted(lambda item: in_doubt("connection lost") if item.endpoint_id != "cid" else accepted(item.message_id))
    async with world(servers, email=provider) as w:
        app = await w.app(endpoint("ann"), endpoint("bob"), endpoint("cid"))
        run_id = await w.run(app, email=("Hi", "there"))
        assert (await w.ended(app, run_id)).books.unknown == 2
        sent = {item.endpoint_id: item.payload.mime for item in provider.sent}
        assert await take(w, bounce(sent["ann"], "ann@example.org", "2.0.0", "delivered")) == 1
        assert await take(w, bounce(sent["cid"], "cid@example.org", "2.0.0", "delivered")) == 1
        run = await w.state(app, run_id)
        assert (run.books.sent, run.books.unknown) == (2, 1)
        asked = sending_pb2.ExplainRecipientRequest(app_id=app, endpoint_id="ann", run_id=run_id)
        assert (await w.sending.ExplainRecipient(asked)).book == "sent"
        assert await take(w, bounce(sent["bob"], "bob@example.org")) == 1
        run = await w.state(app, run_id)
        assert (run.books.sent, run.books.unknown) == (3, 0)
        sends = [outcome for outcome in await kinds(w, app, *["campaign.send"] * 5) if outcome.status == "SUCCESS"]
        assert sorted(outcome.endpoint_id for outcome in sends) == ["ann", "bob", "cid"]


async def test_an_operators_signed_callback_tells_what_became_of_a_text(servers: Servers) -> None:
    public = "http://127.0.0.1:8099"
    async with TwilioServer() as operator, world(servers, SMS_URL=operator.url, PUBLIC_URL=public) as w:
        app = await w.app(endpoint("ann", "+4915112345678", "SMS"))
        channel = shapes.SMSChannelRequest(sender_id="Shop")
        await w.delivery.UpdateSmsChannel(shapes.UpdateSmsChannelRequest(application_id=app, sms_channel_request=channel))
        run_id = await w.run(app, message_configuration=MessageConfiguration(sms_message={"body": "Hi"}))
        await w.ended(app, run_id)
        await direct(w, app, "+4366412345678", channel="SMS")
        texts = {message["To"]: message for message in operator.messages}

        async def tell(number: str, status: str, error: str = "", token: str = operator.token) -> bool:
            url, form = texts[number]["StatusCallback"], {"MessageSid": texts[number]["Sid"], "MessageStatus": status, "To": number}
            if error:
                form["ErrorCode"] = error
            asked = sending_pb2.TakeReceiptRequest(
                token=url.rpartition("/")[2], body=urlencode(form).encode(), signature=signature(token, url, form.items())
            )
            return bool((await w.sending.TakeReceipt(asked)).known)

        assert texts["+4915112345678"]["StatusCallback"].startswith(public + "/r/")
        assert not await tell("+4915112345678", "delivered", token="other")
        assert await tell("+4915112345678", "sent") and await tell("+4915112345678", "delivered") and await tell("+4915112345678", "delivered")
        assert await tell("+4366412345678", "undelivered", "21610")
        (delivered,) = await kinds(w, app, "delivered")
        assert (delivered.endpoint_id, delivered.activity_id, delivered.status, delivered.country) == ("ann", run_id, "DELIVERED", "DE")
        assert delivered.campaign_id
        failed, left = await kinds(w, app, "failed", "optout")
        assert (failed.status, failed.endpoint_id, left.country) == ("OPTED_OUT", "", "AT") and failed.address_hash
        assert (await direct(w, app, "+4366412345678", channel="SMS"))["+4366412345678"].delivery_status == "OPT_OUT"
        assert w.audience.written == [] and await tell("+4915112345678", "failed", "21610")
        assert [(item.endpoint_id, item.endpoint.opt_out) for item in w.audience.written] == [("ann", "ALL")]


async def test_texts_of_which_nobody_heard_are_unknown_after_three_days(servers: Servers) -> None:
    async with TwilioServer() as operator, world(servers, SMS_URL=operator.url, PUBLIC_URL="http://127.0.0.1:8099", CLOCK="manual", SEND_LEASE="5") as w:
        app = await w.app(endpoint("ann", "+4915112345678", "SMS"), endpoint("bob", "+4915112345679", "SMS"))
        channel = shapes.SMSChannelRequest(sender_id="Shop")
        await w.delivery.UpdateSmsChannel(shapes.UpdateSmsChannelRequest(application_id=app, sms_channel_request=channel))
        run_id = await w.run(app, message_configuration=MessageConfiguration(sms_message={"body": "Hi"}))
        await w.ended(app, run_id)
        await direct(w, app, "+4366412345678", "+4366412345679", channel="SMS")
        for message in operator.messages:
            if message["To"].endswith("9"):
                form = {"MessageSid": message["Sid"], "MessageStatus": "delivered", "To": message["To"]}
                url = message["StatusCallback"]
                mark = signature(operator.token, url, form.items())
                asked = sending_pb2.TakeReceiptRequest(token=url.rpartition("/")[2], body=urlencode(form).encode(), signature=mark)
                assert (await w.sending.TakeReceipt(asked)).known
        await kinds(w, app, "delivered", "delivered")
        await w.advance(71 * 3600)
        assert not [outcome for outcome in w.of(app) if outcome.kind == "failed"]
        await w.advance(73 * 3600)
        failed = await kinds(w, app, "failed", "failed")
        found = sorted((one.endpoint_id, one.activity_id, one.status, one.country) for one in failed)
        assert found == [("", "", "UNKNOWN", "AT"), ("ann", run_id, "UNKNOWN", "DE")]
        assert all(one.message_id and one.detail == "no receipt in 72 hours" for one in failed)
