"""kill -9 of the delivery process at every point of a window: the books balance, nobody gets two, at most one
window per worker is in doubt."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import delivery_pb2_grpc, sending_pb2, sending_pb2_grpc
from counterpoint.segments.v1 import audience_pb2_grpc
from sqlalchemy import text

from kit import caller, ids
from kit.bus import Bus
from kit.caller import Caller
from kit.db import Database, migrate
from kit.errors import CounterpointError
from kit.rpc.client import Peers
from kit.rpc.server import RpcServer
from kit.testing import eventually_async
from services.delivery.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import ACCOUNT, IDENTITY, Audience, assert_balanced, endpoint

_PROGRAM = (
    "from kit.service import main; from services.delivery.service import open_service; main('delivery', open_service)"
)
SIZE = 1_300
WORKERS = 2
WINDOW = 200


@dataclass
class Killable:
    """A database and a bus of its own, a segments service that is played, and delivery as a process that may die."""

    env: dict[str, str]
    data: Path
    app: str
    peers: Peers

    @property
    def public(self) -> Any:
        return self.peers.stub("delivery", delivery_pb2_grpc.DeliveryServiceStub)

    @property
    def sending(self) -> Any:
        return self.peers.stub("delivery", sending_pb2_grpc.SendingServiceStub)

    @asynccontextmanager
    async def running(self, fault: str = "") -> AsyncIterator[subprocess.Popen[bytes]]:
        """Delivery until the end of the block, or until it passes `fault`, where it dies as by kill -9."""
        process = subprocess.Popen([sys.executable, "-c", _PROGRAM], env={**os.environ, **self.env, "COUNTERPOINT_FAULT": fault})
        try:
            await eventually_async(lambda: self.peers.healthy("delivery"), 20)
            yield process
        finally:
            process.terminate()
            code = await asyncio.to_thread(process.wait, 20)
        assert code == (-signal.SIGKILL if fault else 0)


@asynccontextmanager
async def killable(servers: Servers, size: int) -> AsyncIterator[Killable]:
    """Everything but the process itself, with an app of `size` endpoints."""
    data = Path(tempfile.mkdtemp(prefix="cp-kill-"))
    (data / "key").write_bytes(b"k" * 32)
    segments, delivery = f"unix:{data}/segments.sock", f"unix:{data}/delivery.sock"
    env = {
        "COUNTERPOINT_DATA": str(data), "COUNTERPOINT_DATABASE_URL": servers.database_url("delivery"),
        "COUNTERPOINT_BUS_URL": servers.bus_url,
        "COUNTERPOINT_CACHE_URL": servers.cache_url,
        "COUNTERPOINT_PEERS": f"segments={segments};delivery={delivery}", "COUNTERPOINT_KEY_FILE": str(data / "key"),
        "COUNTERPOINT_LISTEN": delivery, "COUNTERPOINT_SEND_WORKERS": str(WORKERS), "COUNTERPOINT_SEND_LEASE": "2",
    }  # fmt: skip
    async with Database(env["COUNTERPOINT_DATABASE_URL"], 1) as db, Bus(servers.bus_url) as bus:
        await migrate(db, "delivery", MIGRATIONS)
        await bus.ensure_streams()
    audience, app = Audience(), ids.new_id()
    audience.put(app, *(endpoint(f"e{n}") for n in range(size)))
    server = RpcServer([segments], "", [(audience, audience_pb2_grpc.add_AudienceServiceServicer_to_server, "x")], _ready)
    await server.start()
    peers = Peers.from_env(env)
    try:
        yield Killable(env, data, app, peers)
    finally:
        await peers.close()
        await server.stop(0.1)
        shutil.rmtree(data)


@pytest.mark.parametrize(
    ("point", "most_unknown"),
    [
        ("delivery.run.frozen", 0),
        ("delivery.window.decided:3", WINDOW * WORKERS),
        ("delivery.window.sending:3", WINDOW * WORKERS),
        ("delivery.window.handed:4", WINDOW * WORKERS),
        ("delivery.window.closed:2", WINDOW * WORKERS),
    ],
)
async def test_after_a_kill_the_run_goes_on_and_nobody_gets_two(servers: Servers, point: str, most_unknown: int) -> None:
    async with killable(servers, SIZE) as world:
        plan = sending_pb2.RunPlan(app_id=world.app, account_id=ACCOUNT, run_id=ids.new_id(), campaign_id="c", treatment_id="0", scheduled_ms=_now_ms())
        plan.message_configuration.email_message.title, plan.message_configuration.email_message.body = "Hi", "there"
        plan.limits.total = 1
        async with world.running(point) as process:
            await _email_channel(world)
            await world.sending.StartRun(sending_pb2.StartRunRequest(plan=plan))
            await asyncio.to_thread(process.wait, 30)
        async with world.running():
            run = await eventually_async(lambda: _ended(world.sending, world.app, plan.run_id), 40)
        books = run.books
        mails = len(list((world.data / "outbox" / world.app / plan.run_id).glob("*.eml")))
        assert (run.state, books.produced, books.targeted) == ("COMPLETED", SIZE, SIZE)
        assert books.sent + books.unknown == SIZE
        assert books.unknown <= most_unknown
        # a file has its message's name, so that a second sending would not show here: the books must not count more than there are
        assert books.sent <= mails <= books.sent + books.unknown


async def test_a_direct_send_that_died_after_hand_over_is_in_doubt_and_not_repeated(servers: Servers) -> None:
    request = shapes.SendMessagesRequest()
    request.message_request.addresses["a@example.org"].channel_type = "EMAIL"
    mail = request.message_request.message_configuration.email_message.simple_email
    mail.subject.data, mail.text_part.data = "One", "once"
    async with killable(servers, 0) as world:
        request.application_id = world.app
        _call("1")
        async with world.running("delivery.direct.handed"):
            await _email_channel(world)
            with pytest.raises(CounterpointError):
                await world.public.SendMessages(request)
        # The time passes after which the first call cannot be running any more.
        async with Database(world.env["COUNTERPOINT_DATABASE_URL"], 1) as db, db.begin() as conn:
            await conn.execute(text("UPDATE direct_calls SET lease_until = 0"))
        async with world.running():
            again = (await world.public.SendMessages(request)).message_response.result["a@example.org"]
            assert again.delivery_status == "UNKNOWN_FAILURE"
            assert _direct(world) == 1
            _call("2")
            fresh = (await world.public.SendMessages(request)).message_response.result["a@example.org"]
            assert (fresh.delivery_status, _direct(world)) == ("SUCCESSFUL", 2)


def _call(invocation: str) -> None:
    """The next calls are those of one SDK invocation, which repeats itself."""
    caller.set_current(Caller(account=ACCOUNT, principal="arn:aws:iam::1:user/ops", invocation_id=invocation, body_hash="h"))


def _direct(world: Killable) -> int:
    return len(list((world.data / "outbox" / world.app / "direct").glob("*.eml")))


async def _email_channel(world: Killable) -> None:
    channel = shapes.EmailChannelRequest(from_address="hello@shop.example", identity=IDENTITY)
    await world.public.UpdateEmailChannel(shapes.UpdateEmailChannelRequest(application_id=world.app, email_channel_request=channel))


async def _ended(sending: sending_pb2_grpc.SendingServiceStub, app: str, run_id: str) -> sending_pb2.Run | None:
    answer = await sending.ListRuns(sending_pb2.ListRunsRequest(app_id=app, run_ids=[run_id]))
    run = answer.runs[0]
    assert_balanced(run.books)
    return run if run.ended_ms else None


async def _some_sent(sending: sending_pb2_grpc.SendingServiceStub, app: str, run_id: str) -> bool:
    answer = await sending.ListRuns(sending_pb2.ListRunsRequest(app_id=app, run_ids=[run_id]))
    return bool(answer.runs[0].books.sent)


async def _ready() -> bool:
    return True


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
