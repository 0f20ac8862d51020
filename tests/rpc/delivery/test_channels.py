"""Channel resources (channels spec §1), and what a deleted app leaves."""

import asyncio
from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import sending_pb2

from kit import caller
from kit.bus import subjects
from kit.caller import Caller
from kit.errors import Invalid, NotFound
from kit.testing import eventually_async
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import IDENTITY, World, endpoint, world


async def put_email(w: World, app: str, **members: Any) -> Any:
    body = shapes.EmailChannelRequest(**({"from_address": "hello@shop.example", "identity": IDENTITY} | members))
    return (
        await w.delivery.UpdateEmailChannel(
            shapes.UpdateEmailChannelRequest(application_id=app, email_channel_request=body)
        )
    ).email_channel_response


async def test_a_channel_is_made_changed_listed_and_deleted(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(email=False)
        caller.set_current(Caller(principal="arn:aws:iam::1:user/ops"))
        with pytest.raises(NotFound):
            await w.delivery.GetEmailChannel(shapes.GetEmailChannelRequest(application_id=app))
        first = await put_email(w, app, from_address="Shop <a@mail.shop.example>", configuration_set="set")
        assert (first.version, first.enabled, first.platform, first.id, first.last_modified_by) == (
            1,
            True,
            "EMAIL",
            "email",
            "ops",
        )
        off = await put_email(w, app, enabled=False)
        caller.set_current(Caller(principal="arn:aws:iam::1:root"))
        again = await put_email(w, app)
        assert again.last_modified_by == "root"
        assert (off.enabled, again.enabled, again.version, again.configuration_set) == (False, False, 3, "set")
        assert again.creation_date == first.creation_date and not again.is_archived
        sms = shapes.SMSChannelRequest(sender_id="Shop", short_code="12345")
        await w.delivery.UpdateSmsChannel(shapes.UpdateSmsChannelRequest(application_id=app, sms_channel_request=sms))
        listed = (
            await w.delivery.ListChannels(shapes.ListChannelsRequest(application_id=app))
        ).channels_response.channels
        assert {name: channel.enabled for name, channel in listed.items()} == {"EMAIL": False, "SMS": True}
        gone = (
            await w.delivery.DeleteEmailChannel(shapes.DeleteEmailChannelRequest(application_id=app))
        ).email_channel_response
        assert (gone.enabled, gone.is_archived) == (False, True)
        with pytest.raises(NotFound):
            await w.delivery.GetEmailChannel(shapes.GetEmailChannelRequest(application_id=app))


async def test_a_sender_must_belong_to_its_identity(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(email=False)
        for members, fault in (
            ({"from_address": "nobody"}, "FromAddress: is not an e-mail address"),
            ({"identity": "shop.example"}, "Identity: must be the ARN"),
            ({"from_address": "a@other.example"}, "FromAddress: does not belong"),
        ):
            with pytest.raises(Invalid, match=fault):
                await put_email(w, app, **members)


async def test_unknown_apps_are_refused(servers: Servers) -> None:
    async with world(servers) as w:
        with pytest.raises(NotFound, match="Application not found"):
            await put_email(w, "0" * 32)


async def test_first_writes_at_once_lose_no_version(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(email=False)
        made = await asyncio.gather(*(put_email(w, app) for _ in range(8)))
        assert sorted(one.version for one in made) == list(range(1, 9))


async def test_a_deleted_app_takes_its_runs_and_channels_along(servers: Servers) -> None:
    async with world(servers) as w:
        app = await w.app(endpoint("a"))
        await w.sending.SetHold(sending_pb2.SetHoldRequest(app_id=app, on=True))
        await w.run(app, email=("Hi", "there"))
        await w.bus.publish(subjects.of(subjects.APP_DELETED, app), b"", f"gone-{app}")

        async def gone() -> bool:
            runs = await w.sending.ListRuns(sending_pb2.ListRunsRequest(app_id=app))
            channels = await w.delivery.ListChannels(shapes.ListChannelsRequest(application_id=app))
            return not runs.runs and not channels.channels_response.channels

        await eventually_async(gone)
