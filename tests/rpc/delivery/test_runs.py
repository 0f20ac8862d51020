"""A run from its start to its books, over real servers (campaigns spec §8)."""

import email
import re

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import sending_pb2
from counterpoint.type.v1.type_pb2 import MessageConfiguration

from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import endpoint, lines, world


async def test_a_run_sends_to_everybody_eligible_and_its_books_say_who_was_not(servers: Servers) -> None:
    async with world(servers) as w:
        members = [endpoint(f"e{n}", attributes={"Name": [f"n{n}"]}) for n in range(430)]
        members += [
            endpoint("out", opt_out="ALL"),
            endpoint("off", status="INACTIVE"),
            endpoint("none", ""),
            endpoint("twice", "e1@example.org"),
        ]
        members += [
            endpoint("phone", "+4915112345678", "GCM"),
            endpoint("held", cohort="99"),
            endpoint("bad", "not an address"),
        ]
        app = await w.app(*members)
        run_id = await w.run(
            app,
            email=("Hello {{Attributes.Name}}", "Look: https://shop.example/sale for {{Attributes.Name.[0]}}"),
            holdout_cohorts=[99],
        )
        run = await w.ended(app, run_id)
        assert (run.state, run.result) == ("COMPLETED", "SUCCESS")
        assert run.books.produced == 437
        assert lines(run.books.dropped) == {
            "ENDPOINT_OPT_OUT": 1,
            "ENDPOINT_INACTIVE": 1,
            "ENDPOINT_MISSING_ADDRESS": 1,
            "DUPLICATE_ADDRESS": 1,
            "ENDPOINT_CHANNEL_MISMATCH": 1,
            "HOLDOUT": 1,
        }
        assert (run.books.targeted, run.books.sent, lines(run.books.failed)) == (431, 430, {"FAILURE_PERMANENT": 1})
        mails = w.mails(app, run_id)
        assert len(mails) == 430
        assert sum(b"Subject: Hello n17\r\n" in mail for mail in mails) == 1
        outcomes = await w.recorded(app, 430 * 2 + 3)
        kinds = [outcome.kind for outcome in outcomes]
        assert (kinds.count("campaign.send"), kinds.count("delivered")) == (433, 430)
        assert sum(outcome.status == "SUCCESS" for outcome in outcomes) == 430


async def test_an_email_message_without_words_takes_those_of_the_default_message(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("a"), endpoint("phone", "+4915112345678", "SMS"))
        both = MessageConfiguration()
        both.email_message.from_address = "Other <other@shop.example>"
        both.default_message.title, both.default_message.body = "Default title", "Default words"
        run_id = await w.run(app, message_configuration=both)
        run = await w.ended(app, run_id)
        assert (run.books.sent, lines(run.books.dropped)) == (1, {"UNSUPPORTED_CHANNEL": 1})
        (mail,) = w.mails(app, run_id)
        assert b"Subject: Default title\r\n" in mail and b"Default words" in mail
        assert b"From: Other <other@shop.example>\r\n" in mail
        settings = MessageConfiguration()
        settings.email_message.from_address = "other@shop.example"
        silent = await w.ended(app, await w.run(app, message_configuration=settings))
        assert (silent.books.sent, lines(silent.books.dropped)) == (0, {"ENDPOINT_CHANNEL_MISMATCH": 2})


async def test_a_template_greets_and_a_missing_value_is_not_sent(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("a", attributes={"Name": ["Ann"]}), endpoint("b"))
        body = shapes.EmailTemplateRequest(subject="Hi {{Attributes.Name}}", html_part='<p>Hi <a href="https://shop.example/">shop</a></p>')
        made = await w.delivery.CreateEmailTemplate(shapes.CreateEmailTemplateRequest(template_name="hi", email_template_request=body))
        assert made.create_template_message_body.arn.endswith("templates/hi/EMAIL")
        # the harness calls without an account of its own: the template is the default account's
        stored = await w.delivery.GetEmailTemplate(shapes.GetEmailTemplateRequest(template_name="hi"))
        assert stored.email_template_response.subject == body.subject
        run_id = await w.run(app, template="hi", account_id="000000000000")
        run = await w.ended(app, run_id)
        assert (run.books.sent, lines(run.books.not_sent)) == (1, {"FAILURE": 1})
        mail = w.mails(app, run_id)[0]
        assert b"List-Unsubscribe:" in mail and b"/l/" in mail and b"/o/" in mail


@pytest.mark.parametrize(("setting", "page"), [("true", True), ("false", False)])
async def test_a_tagged_unsubscribe_link_leads_to_the_page_that_opts_out(
    servers: Servers, setting: str, page: bool
) -> None:
    async with world(servers, UNSUBSCRIBE_PAGE=setting) as w:
        app = await w.app(endpoint("a"))
        message = MessageConfiguration()
        message.email_message.title = "Hi"
        message.email_message.html_body = (
            '<a href="https://shop.example/1">1</a><a ses:tags="unsubscribeLinkTag:x" href="https://shop.example/2">2</a>'
        )
        run_id = await w.run(app, message_configuration=message)
        await w.ended(app, run_id)
        mail = email.message_from_bytes(w.mails(app, run_id)[0])
        html = mail.get_payload(decode=True).decode()
        tokens = re.findall(r'href="http://127.0.0.1:8080/l/([^"]+)"', html)
        clicks = [sending_pb2.TrackItem(kind="click", token=token) for token in tokens]
        plain, tagged = (await w.sending.Track(sending_pb2.TrackRequest(items=clicks))).results
        assert plain.location == "https://shop.example/1"
        if not page:
            assert tagged.location == "https://shop.example/2"
            return
        _, _, leave = tagged.location.partition("http://127.0.0.1:8080/u/")
        await w.sending.Track(
            sending_pb2.TrackRequest(items=[sending_pb2.TrackItem(kind="unsubscribe", token=leave)])
        )
        assert w.audience.endpoints[app]["a"].opt_out == "ALL"


async def test_opens_clicks_and_unsubscribes_are_recorded_by_their_links(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("a"))
        run_id = await w.run(app, email=("Hi", "Go to https://shop.example/sale?x=1"))
        await w.ended(app, run_id)
        mail = w.mails(app, run_id)[0].replace(b"=\r\n", b"").decode()
        click = re.search(r"/l/([\w.-]+)", mail)
        leave = re.search(r"/u/([\w-]+)", mail)
        assert click and leave
        items = [
            sending_pb2.TrackItem(kind="click", token=click[1], user_agent="Test"),
            sending_pb2.TrackItem(kind="unsubscribe_page", token=leave[1]),
            sending_pb2.TrackItem(kind="unsubscribe", token=leave[1]),
            sending_pb2.TrackItem(kind="open", token="forged"),
        ]
        answer = await w.sending.Track(sending_pb2.TrackRequest(items=items))
        assert [result.known for result in answer.results] == [True, True, True, False]
        assert answer.results[0].location == "https://shop.example/sale?x=1"
        assert w.audience.endpoints[app]["a"].opt_out == "ALL"
        outcomes = {outcome.kind: outcome for outcome in await w.recorded(app, 4)}
        del w.audience.endpoints[app]["a"]
        again = [sending_pb2.TrackItem(kind="unsubscribe", token=leave[1])]
        assert (await w.sending.Track(sending_pb2.TrackRequest(items=again))).results[0].known
        assert len(w.audience.written) == 1
        assert set(outcomes) == {"campaign.send", "delivered", "click", "unsubscribe"}
        assert outcomes["click"].activity_id == run_id and outcomes["click"].detail == "https://shop.example/sale?x=1"
