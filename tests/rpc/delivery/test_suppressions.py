"""The suppression list by hand, and what may write it by itself (channels spec §8)."""

from __future__ import annotations

from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import sending_pb2

from kit import caller, ids
from kit.caller import Caller
from kit.errors import Invalid
from services.delivery.channels.provider import accepted, refused
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import ACCOUNT, Scripted, World, endpoint, lines, world


async def put(w: World, channel: str, *addresses: str, **more: str) -> int:
    return (await w.sending.PutSuppression(sending_pb2.PutSuppressionRequest(channel=channel, addresses=addresses, **more))).added


async def listed(w: World, **more: str) -> Any:
    return await w.sending.ListSuppressions(sending_pb2.ListSuppressionsRequest(**more))


async def test_addresses_are_put_listed_by_page_and_taken_off(servers: Servers) -> None:
    async with world(servers) as w:
        caller.set_current(Caller(account=ACCOUNT))
        assert await put(w, "EMAIL", "b@Example.org", "a@example.org", "b@example.org") == 2
        assert await put(w, "EMAIL", "a@example.org", reason="COMPLAINT") == 0
        assert await put(w, "SMS", "+49 151 12345678", reason="OPT_OUT") == 1
        found = await listed(w, **{"page_size": "2"})
        assert [(one.channel, one.address, one.reason) for one in found.item] == [("EMAIL", "a@example.org", "MANUAL"), ("EMAIL", "b@example.org", "MANUAL")]
        rest = await listed(w, page_size="2", token=found.next_token)
        assert [(one.channel, one.address, one.reason) for one in rest.item] == [("SMS", "+4915112345678", "OPT_OUT")] and not rest.next_token
        assert [one.channel for one in (await listed(w, channel="SMS")).item] == ["SMS"]
        for _ in (True, False):
            gone = await w.sending.DeleteSuppression(sending_pb2.DeleteSuppressionRequest(channel="EMAIL", address="A@example.org".lower()))
            assert gone.removed is _
        caller.set_current(Caller(account="999999999999"))
        assert list((await listed(w)).item) == []


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"channel": "GCM", "addresses": ["x"]}, "Channel"),
        ({"channel": "EMAIL", "addresses": []}, "Addresses"),
        ({"channel": "EMAIL", "addresses": ["a@example.org", "nonsense"]}, r"Addresses\[1\]"),
        ({"channel": "SMS", "addresses": ["a@example.org"]}, r"Addresses\[0\]"),
        ({"channel": "EMAIL", "addresses": ["a@example.org"], "reason": "WHIM"}, "Reason"),
    ],
)
async def test_what_is_no_address_lists_nobody(servers: Servers, members: dict[str, Any], path: str) -> None:
    async with world(servers) as w:
        account = ids.new_id()[:12]
        caller.set_current(Caller(account=account))
        with pytest.raises(Invalid, match=path):
            await w.sending.PutSuppression(sending_pb2.PutSuppressionRequest(**members))
        assert list((await listed(w)).item) == []


@pytest.mark.parametrize(("switch", "failed"), [("HARD_BOUNCE,COMPLAINT", 1), ("COMPLAINT", 0), ("none", 0)])
async def test_hard_bounces_list_an_address_unless_that_is_switched_off(servers: Servers, switch: str, failed: int) -> None:
    answers = iter([True, True])

    def answer(item: Any) -> Any:
        if not next(answers, False):
            return accepted(item.message_id)
        bounced = refused("550 5.1.1 no such user", 400, "hardbounce")
        bounced.suppress = True
        return bounced

    async with world(servers, email=Scripted(answer), SUPPRESS=switch) as w:
        app = await w.app(endpoint("ann"))
        await w.ended(app, await w.run(app, email=("Hi", "there")))
        request = shapes.SendMessagesRequest(application_id=app)
        request.message_request.message_configuration.email_message.body = "Hi"
        request.message_request.addresses["bob@example.org"].channel_type = "EMAIL"
        await w.delivery.SendMessages(request)
        again = await w.ended(app, await w.run(app, email=("Hi", "there")))
        assert (again.books.sent, lines(again.books.failed)) == (1 - failed, {"FAILURE_PERMANENT": 1} if failed else {})
        result = (await w.delivery.SendMessages(request)).message_response.result["bob@example.org"]
        assert result.status_code == (400 if failed else 200)
