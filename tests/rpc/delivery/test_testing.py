"""Test messages: they take the way of others and count nowhere (campaigns spec §14)."""

from __future__ import annotations

import re

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import sending_pb2
from counterpoint.delivery.v1.delivery_events_pb2 import OutcomesRecorded
from counterpoint.type.v1.type_pb2 import MessageConfiguration

from kit import ids
from kit.bus import subjects
from kit.testing import eventually_async
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import ACCOUNT, World, endpoint, world


async def batches(w: World, app: str) -> list[OutcomesRecorded]:
    """What is published about an app from now on."""
    found: list[OutcomesRecorded] = []

    async def take(message: object) -> None:
        found.append(OutcomesRecorded.FromString(message.data))  # type: ignore[attr-defined]

    await w.bus.connection.subscribe(subjects.of(subjects.OUTCOME_RECORDED, app), cb=take)
    await w.bus.connection.flush()
    return found


async def _length(found: list[OutcomesRecorded], count: int) -> bool:
    return len(found) >= count


async def test_named_targets_get_the_content_and_its_opens_are_tests_too(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("ann", attributes={"Name": ["Ann"]}), endpoint("out", opt_out="ALL"))
        channel = shapes.SMSChannelRequest(sender_id="Shop")
        await w.delivery.UpdateSmsChannel(shapes.UpdateSmsChannelRequest(application_id=app, sms_channel_request=channel))
        told = await batches(w, app)
        plan = sending_pb2.RunPlan(app_id=app, account_id=ACCOUNT, campaign_id=ids.new_id(), test=True)
        plan.message_configuration.CopyFrom(
            MessageConfiguration(
                email_message={"title": "Hi {{Attributes.Name}}", "html_body": "<a href='https://shop.example/'>Go</a>"},
                default_message={"body": "Short"},
            )
        )
        targets = [
            sending_pb2.TestTarget(endpoint_id="ann"),
            sending_pb2.TestTarget(endpoint_id="out"),
            sending_pb2.TestTarget(endpoint_id="nobody"),
            sending_pb2.TestTarget(channel="EMAIL", address="me@shop.example"),
            sending_pb2.TestTarget(channel="SMS", address="+4915112345678"),
        ]
        answer = await w.sending.SendTest(sending_pb2.SendTestRequest(plan=plan, targets=targets))
        assert [(r.target, r.delivery_status, r.status_code) for r in answer.results] == [
            ("ann", "SUCCESSFUL", 200), ("out", "OPT_OUT", 200), ("nobody", "PERMANENT_FAILURE", 404),
            ("me@shop.example", "SUCCESSFUL", 200), ("+4915112345678", "SUCCESSFUL", 200)]  # fmt: skip
        mails = w.mails(app, "test")
        assert len(mails) == 2 and any(b"Subject: Hi Ann" in mail for mail in mails)
        token = re.search(rb"/o/([A-Za-z0-9_-]+)", mails[0].replace(b"=\r\n", b""))[1].decode()  # type: ignore[index]
        await w.sending.Track(sending_pb2.TrackRequest(items=[sending_pb2.TrackItem(kind="open", token=token)]))
        await eventually_async(lambda: _length(told, 2))
        assert all(batch.test for batch in told)
        kinds = [outcome.kind for batch in told for outcome in batch.outcomes]
        assert kinds.count("message.send") == 4 and kinds[-1] == "open"
        assert {outcome.campaign_id for batch in told for outcome in batch.outcomes} == {plan.campaign_id}


async def test_a_test_run_meets_no_limit_and_its_facts_are_marked(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("ann"))
        told = await batches(w, app)
        run_id = await w.run(app, email=("Hi", "there"), test=True)
        assert (await w.ended(app, run_id)).books.sent == 1
        await eventually_async(lambda: _length(told, 1))
        assert [batch.test for batch in told] == [True]
        (mail,) = w.mails(app, run_id)
        token = re.search(rb"/u/([A-Za-z0-9_-]+)", mail)[1].decode()  # type: ignore[index]
        await w.sending.Track(sending_pb2.TrackRequest(items=[sending_pb2.TrackItem(kind="unsubscribe", token=token)]))
        await eventually_async(lambda: _length(told, 2))
        (left,) = told[1].outcomes
        assert told[1].test and (left.kind, left.activity_id, left.endpoint_id) == ("unsubscribe", run_id, "ann")
