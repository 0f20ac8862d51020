"""Direct sends over real servers (channels spec §2, §3)."""

from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes

from kit import caller
from kit.caller import Caller
from kit.errors import Invalid
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import ACCOUNT, World, endpoint, world


def message(app: str, **members: Any) -> shapes.SendMessagesRequest:
    return shapes.SendMessagesRequest(application_id=app, message_request=shapes.MessageRequest(**members))


def email(subject: str, text: str, **substitutions: str) -> shapes.DirectMessageConfiguration:
    made = shapes.DirectMessageConfiguration()
    made.email_message.simple_email.subject.data, made.email_message.simple_email.text_part.data = subject, text
    for name, value in substitutions.items():
        made.email_message.substitutions[name].values.append(value)
    return made


async def sms_app(w: World, *members: Any) -> str:
    app = await w.app(*members)
    await w.delivery.UpdateSmsChannel(
        shapes.UpdateSmsChannelRequest(
            application_id=app, sms_channel_request=shapes.SMSChannelRequest(sender_id="Shop")
        )
    )
    return app


async def test_every_target_gets_the_result_of_the_table(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(
            endpoint("ok", attributes={"Name": ["Ann"]}),
            endpoint("out", opt_out="ALL"),
            endpoint("off", status="INACTIVE"),
            endpoint("push", "t", "GCM"),
        )
        request = message(
            app, message_configuration=email("Order {{order}}", "Hi {{Attributes.Name}}{{missing}}", order="88")
        )
        for key in ("ok", "out", "off", "push", "unknown"):
            request.message_request.endpoints[key].SetInParent()
        for address, channel in (
            ("reader@example.org", "EMAIL"),
            ("READER@example.org", "EMAIL"),
            ("reader@EXAMPLE.org", "EMAIL"),
            ("+4915112345678", "SMS"),
        ):
            request.message_request.addresses[address].channel_type = channel
        request.message_request.addresses["reader@example.org"].substitutions["order"].values.append("99")
        found = (await w.delivery.SendMessages(request)).message_response
        results = {
            key: (value.delivery_status, value.status_code)
            for key, value in {**found.result, **found.endpoint_result}.items()
        }
        double = sorted(results.pop(key) for key in ("reader@example.org", "reader@EXAMPLE.org"))
        assert double == [("DUPLICATE", 200), ("SUCCESSFUL", 200)]
        assert results == {
            "ok": ("SUCCESSFUL", 200),
            "out": ("OPT_OUT", 200),
            "off": ("PERMANENT_FAILURE", 400),
            "push": ("PERMANENT_FAILURE", 400),
            "unknown": ("PERMANENT_FAILURE", 404),
            "READER@example.org": ("SUCCESSFUL", 200),
            "+4915112345678": ("PERMANENT_FAILURE", 400),
        }
        assert found.endpoint_result["ok"].status_message == f"MessageId: {found.endpoint_result['ok'].message_id}"
        assert (
            found.result["+4915112345678"].status_message
            == f"No channel of type SMS is enabled for the application {app}"
        )
        mails = b"\0".join(w.mails(app, "direct"))
        assert b"Subject: Order 88" in mails and b"Hi Ann" in mails and b"List-Unsubscribe" not in mails
        outcomes = await w.recorded(app, 8)
        assert sum(outcome.kind == "message.send" and outcome.status == "SUCCESSFUL" for outcome in outcomes) == 3


async def test_the_same_invocation_sends_once_and_answers_the_same(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app()
        caller.set_current(
            Caller(account=ACCOUNT, principal="arn:aws:iam::1:user/ops", invocation_id="abc-1", body_hash="h1")
        )
        request = message(app, message_configuration=email("One", "once"))
        request.message_request.addresses["a@example.org"].channel_type = "EMAIL"
        first = await w.delivery.SendMessages(request)
        second = await w.delivery.SendMessages(request)
        assert (
            first.message_response.result["a@example.org"].message_id
            == second.message_response.result["a@example.org"].message_id
        )
        assert len(w.mails(app, "direct")) == 1
        caller.set_current(
            Caller(account=ACCOUNT, principal="arn:aws:iam::1:user/ops", invocation_id="abc-2", body_hash="h1")
        )
        await w.delivery.SendMessages(request)
        assert len(w.mails(app, "direct")) == 2


async def test_sms_goes_out_with_its_parts_and_a_bad_number_fails_alone(servers: Servers) -> None:
    async with world(servers) as w:
        app = await sms_app(w)
        body = shapes.DirectMessageConfiguration()
        body.sms_message.body = "Order {{order}}: code 4711"
        request = message(app, message_configuration=body)
        request.message_request.addresses["+49 151 12345678"].channel_type = "SMS"
        request.message_request.addresses["12"].channel_type = "SMS"
        request.message_request.addresses["+49 151 12345678"].substitutions["order"].values.append("88")
        found = (await w.delivery.SendMessages(request)).message_response.result
        assert found["+49 151 12345678"].delivery_status == "SUCCESSFUL"
        assert (found["12"].delivery_status, found["12"].status_message) == (
            "PERMANENT_FAILURE",
            "Invalid phone number",
        )
        texts = [path.read_text() for path in (w.data / "outbox" / app / "direct").glob("*.json")]
        assert len(texts) == 1 and "Order 88: code 4711" in texts[0] and '"Origin": "Shop"' in texts[0]


async def test_users_get_it_on_every_fitting_endpoint(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(
            endpoint("m1", user="u1", user_attributes={"First": ["Uma"]}),
            endpoint("p1", "tok", "GCM", user="u1"),
            endpoint("m2", user="u1", opt_out="ALL"),
            endpoint("m3", user="u2"),
        )
        request = shapes.SendUsersMessagesRequest(application_id=app)
        request.send_users_message_request.message_configuration.CopyFrom(email("Hi", "{{User.UserAttributes.First}}"))
        request.send_users_message_request.users["u1"].SetInParent()
        request.send_users_message_request.users["nobody"].SetInParent()
        found = (await w.delivery.SendUsersMessages(request)).send_users_message_response.result
        assert {user: sorted(results.values) for user, results in found.items()} == {"u1": ["m1"], "nobody": []}
        assert b"Uma" in w.mails(app, "direct")[0]


async def test_a_request_without_targets_or_with_a_missing_channel_type_is_refused(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app()
        with pytest.raises(Invalid, match="between 1 and 100"):
            await w.delivery.SendMessages(message(app))
        request = message(app)
        request.message_request.addresses["a@example.org"].SetInParent()
        with pytest.raises(Invalid, match="ChannelType"):
            await w.delivery.SendMessages(request)


@pytest.mark.parametrize(
    ("subject", "text", "header", "path"),
    [
        ("{{#if Name}}", "Hi", "X-A", "SimpleEmail.Subject.Data: .*line 1"),
        ("Hi", "{{frobnicate Name 3}}", "X-A", "SimpleEmail.TextPart.Data"),
        ("Hi", "Hi", "From", "SimpleEmail.Headers: header 'From' may not be set"),
    ],
)
async def test_broken_inline_content_refuses_the_whole_request(
    servers: Servers, subject: str, text: str, header: str, path: str
) -> None:
    async with world(servers) as w:
        app = await w.app()
        request = message(app, message_configuration=email(subject, text))
        request.message_request.message_configuration.email_message.simple_email.headers.add(name=header, value="x")
        request.message_request.addresses["a@example.org"].channel_type = "EMAIL"
        with pytest.raises(Invalid, match=path):
            await w.delivery.SendMessages(request)
        assert w.mails(app, "direct") == []


async def test_raw_mail_carries_the_marks_of_every_mail(servers: Servers) -> None:
    async with world(servers, ABUSE_ADDRESS="abuse@shop.example") as w:
        app = await w.app()
        request = message(app, trace_id="order-88")
        raw = b"From: Shop <hello@shop.example>\r\nTo: a@example.org\r\nSubject: Hi\r\n\r\nHello\r\n"
        request.message_request.message_configuration.email_message.raw_email.data = raw
        request.message_request.addresses["a@example.org"].channel_type = "EMAIL"
        found = (await w.delivery.SendMessages(request)).message_response.result["a@example.org"]
        assert found.delivery_status == "SUCCESSFUL"
        (mail,) = w.mails(app, "direct")
        for mark in ("X-Counterpoint-Message: ", f"Feedback-ID: direct:{app}:", "X-Counterpoint-Trace-Id: order-88\r\n"):
            assert mark.encode() in mail
        assert b"X-Report-Abuse: abuse@shop.example\r\n" in mail


async def test_a_template_is_used_and_a_missing_value_fails_that_target(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app()
        caller.set_current(Caller(account=ACCOUNT))
        body = shapes.EmailTemplateRequest(subject="Hi {{Name}}", text_part="Bye {{Name}}")
        await w.delivery.CreateEmailTemplate(
            shapes.CreateEmailTemplateRequest(template_name="hi", email_template_request=body)
        )
        request = message(app)
        request.message_request.template_configuration.email_template.name = "hi"
        request.message_request.addresses["a@example.org"].channel_type = "EMAIL"
        request.message_request.addresses["b@example.org"].channel_type = "EMAIL"
        request.message_request.addresses["a@example.org"].substitutions["Name"].values.append("Ann")
        found = (await w.delivery.SendMessages(request)).message_response.result
        assert (found["a@example.org"].status_code, found["b@example.org"].status_code) == (200, 400)
        kinds = [outcome.kind for outcome in await w.recorded(app, 4)]
        assert "rendering_failure" in kinds


async def test_context_and_envelope_travel_with_every_fact_about_a_message(servers: Servers) -> None:
    async with world(servers, STREAM_ADDRESS="true") as w:
        app = await sms_app(w)
        request = message(app, message_configuration=email("Hello", "Hi {{Name}}"), context={"order": "88", "shop": "north"})
        request.message_request.message_configuration.sms_message.body = "Hi"
        mail, text = request.message_request.addresses["a@example.org"], request.message_request.addresses["+49 151 12345678"]
        mail.channel_type, text.channel_type = "EMAIL", "SMS"
        mail.context["shop"] = "south"
        await w.delivery.SendMessages(request)
        outcomes = await w.recorded(app, 4)
        mails = [outcome for outcome in outcomes if outcome.channel == "EMAIL"]
        texts = [outcome for outcome in outcomes if outcome.channel == "SMS"]
        assert [outcome.kind for outcome in mails] == [outcome.kind for outcome in texts] == ["message.send", "delivered"]
        for outcome in mails:
            assert dict(outcome.context) == {"order": "88", "shop": "south"}
            assert outcome.envelope.from_address == "Shop <hello@shop.example>"
            assert (outcome.envelope.subject, outcome.envelope.address) == ("Hello", "a@example.org")
        for outcome in texts:
            assert dict(outcome.context) == {"order": "88", "shop": "north"}
            assert (outcome.envelope.origin, outcome.envelope.message_type) == ("Shop", "TRANSACTIONAL")
            assert (outcome.envelope.address, outcome.country) == ("+4915112345678", "DE")
