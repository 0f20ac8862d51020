"""COUNTERPOINT_ASYNC_SEND: answered before the provider did, and sent once whatever dies (channels spec §2 rule 8)."""

from __future__ import annotations

import time
from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from sqlalchemy import text

from kit.db import Database
from kit.testing import eventually_async
from services.delivery.channels.provider import accepted, temporary
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import Scripted, World, asyncio, endpoint, world


async def send(w: World, app: str, *addresses: str, **endpoints: str) -> Any:
    request = shapes.SendMessagesRequest(application_id=app, message_request=shapes.MessageRequest(context={"order": "88"}))
    simple = request.message_request.message_configuration.email_message.simple_email
    simple.subject.data, simple.text_part.data = "Hi", "Hello {{Attributes.Name}}"
    for address in addresses:
        request.message_request.addresses[address].channel_type = "EMAIL"
    for name in endpoints:
        request.message_request.endpoints[name].SetInParent()
    return (await w.delivery.SendMessages(request)).message_response


async def rows(url: str, sql: str, **values: Any) -> list[Any]:
    async with Database(url, 1) as db, db.begin() as conn:
        found = await conn.execute(text(sql), values)
        return list(found) if found.returns_rows else []


async def _sends(w: World, app: str, count: int) -> list[Any]:
    async def probe() -> Any:
        found = [outcome for outcome in w.of(app) if outcome.kind == "message.send"]
        return found if len(found) >= count else None

    return await eventually_async(probe)


async def test_the_answer_comes_first_and_everything_follows(servers: Servers) -> None:
    release = asyncio.Event()

    class Slow(Scripted):
        async def send(self, batch: Any) -> list[Any]:
            await release.wait()
            return await super().send(batch)

    provider = Slow(lambda item: accepted(item.message_id, delivered=True))
    async with world(servers, email=provider, ASYNC_SEND="true") as w:
        app = await w.app(endpoint("ann", attributes={"Name": ["Ann"]}, user="u1"), endpoint("out", opt_out="ALL"))
        answer = await send(w, app, "me@example.org", "not an address", ann="", out="")
        assert provider.sent == []
        said = {key: (value.delivery_status, value.status_code) for key, value in {**answer.result, **answer.endpoint_result}.items()}
        good = ("SUCCESSFUL", 200)
        assert said == {"me@example.org": good, "not an address": ("PERMANENT_FAILURE", 400), "ann": good, "out": ("OPT_OUT", 200)}
        release.set()
        sends = {outcome.endpoint_id: outcome for outcome in await _sends(w, app, 4) if outcome.book == "sent"}
        assert set(sends) == {"", "ann"} and sends["ann"].user_id == "u1" and dict(sends["ann"].context) == {"order": "88"}
        assert {outcome.message_id for outcome in sends.values()} == {answer.result["me@example.org"].message_id, answer.endpoint_result["ann"].message_id}
        assert sorted(item.address for item in provider.sent) == ["ann@example.org", "me@example.org"]
        assert any(b"Hello Ann" in item.payload.mime for item in provider.sent)
        assert sum(outcome.kind == "delivered" for outcome in w.of(app)) == 2


async def test_what_was_not_taken_is_tried_again_and_nothing_readable_waits(servers: Servers) -> None:
    url, tries = servers.database_url("delivery"), list[str]()

    def answers(item: Any) -> Any:
        tries.append(item.address)
        return temporary("451 later") if tries.count(item.address) == 1 and item.address.startswith("later") else accepted(item.message_id)

    async with world(servers, url, email=Scripted(answers), ASYNC_SEND="true") as w:
        app = await w.app()
        await send(w, app, "later@example.org", "now@example.org")
        (sent,) = await _sends(w, app, 1)
        assert sent.book == "sent"
        (row,) = await eventually_async(lambda: rows(url, "SELECT document, queued, begun FROM queued_sends WHERE NOT begun"))
        assert row.queued > time.time() + 30 and b"later" not in bytes(row.document)
        await rows(url, "UPDATE queued_sends SET queued = 0")
        assert {outcome.book for outcome in await _sends(w, app, 2)} == {"sent"}
        assert sorted(tries) == ["later@example.org", "later@example.org", "now@example.org"]
        assert await rows(url, "SELECT 1 FROM queued_sends") == []


async def test_a_call_whose_process_died_in_hand_over_is_in_doubt_and_not_sent_again(servers: Servers) -> None:
    url, hang = servers.database_url("delivery"), asyncio.Event()

    class Hanging(Scripted):
        async def send(self, batch: Any) -> list[Any]:
            self.sent.extend(batch)
            await hang.wait()
            return []

    provider = Hanging(None)
    async with world(servers, url, email=provider, ASYNC_SEND="true") as w:
        app = await w.app()
        await send(w, app, "me@example.org")
        await eventually_async(lambda: rows(url, "SELECT 1 FROM queued_sends WHERE begun"))
    async with world(servers, url, fake=w.audience, ASYNC_SEND="true") as after:
        await rows(url, "UPDATE queued_sends SET lease_until = 0")
        (sent,) = await _sends(after, app, 1)
        assert (sent.book, sent.status) == ("unknown", "UNKNOWN_FAILURE") and after.mails(app, "direct") == []
    assert len(provider.sent) == 1
