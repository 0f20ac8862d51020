"""kill -9 of the delivery process at every point of a window: the books balance, nobody gets two, at most one
window per worker is in doubt."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import delivery_pb2_grpc, sending_pb2, sending_pb2_grpc
from counterpoint.segments.v1 import audience_pb2_grpc

from kit import ids
from kit.bus import Bus
from kit.db import Database, migrate
from kit.rpc.client import Peers
from kit.rpc.server import RpcServer
from kit.testing import eventually_async
from services.delivery.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import IDENTITY, Audience, assert_balanced, endpoint

_PROGRAM = (
    "from kit.service import main; from services.delivery.service import open_service; main('delivery', open_service)"
)
SIZE = 1_300
WORKERS = 2
WINDOW = 200


def start(env: dict[str, str], fault: str = "") -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _PROGRAM], env={**os.environ, **env, "COUNTERPOINT_FAULT": fault})


@pytest.mark.parametrize(
    ("point", "most_unknown"),
    [
        ("delivery.run.frozen", 0),
        ("delivery.window.sending:3", WINDOW * WORKERS),
        ("delivery.window.handed:4", WINDOW * WORKERS),
        ("delivery.window.closed:2", WINDOW * WORKERS),
        ("", 0),
    ],
)
async def test_after_a_kill_the_run_goes_on_and_nobody_gets_two(
    servers: Servers, point: str, most_unknown: int
) -> None:
    data = Path(tempfile.mkdtemp(prefix="cp-kill-"))
    (data / "key").write_bytes(b"k" * 32)
    segments, delivery = f"unix:{data}/segments.sock", f"unix:{data}/delivery.sock"
    env = {
        "COUNTERPOINT_DATA": str(data),
        "COUNTERPOINT_DATABASE_URL": servers.database_url("delivery"),
        "COUNTERPOINT_BUS_URL": servers.bus_url,
        "COUNTERPOINT_CACHE_URL": servers.cache_url,
        "COUNTERPOINT_PEERS": f"segments={segments};delivery={delivery}",
        "COUNTERPOINT_KEY_FILE": str(data / "key"),
        "COUNTERPOINT_LISTEN": delivery,
        "COUNTERPOINT_SEND_WORKERS": str(WORKERS),
        "COUNTERPOINT_SEND_LEASE": "2",
    }
    async with Database(env["COUNTERPOINT_DATABASE_URL"], 1) as db, Bus(servers.bus_url) as bus:
        await migrate(db, "delivery", MIGRATIONS)
        await bus.ensure_streams()
    audience = Audience()
    server = RpcServer(
        [segments], "", [(audience, audience_pb2_grpc.add_AudienceServiceServicer_to_server, "x")], _ready
    )
    await server.start()
    app = ids.new_id()
    audience.put(app, *(endpoint(f"e{n}") for n in range(SIZE)))
    process = start(env, point)
    peers = Peers.from_env(env)
    try:
        await _send_and_survive(env, peers, app, process, data, most_unknown, gently=not point)
    finally:
        await peers.close()
        await server.stop(0.1)


async def _send_and_survive(
    env: dict[str, str],
    peers: Peers,
    app: str,
    process: subprocess.Popen[bytes],
    data: Path,
    most_unknown: int,
    gently: bool,
) -> None:
    public, sending = (
        peers.stub("delivery", delivery_pb2_grpc.DeliveryServiceStub),
        peers.stub("delivery", sending_pb2_grpc.SendingServiceStub),
    )
    await eventually_async(lambda: peers.healthy("delivery"), 20)
    channel = shapes.EmailChannelRequest(from_address="hello@shop.example", identity=IDENTITY)
    await public.UpdateEmailChannel(shapes.UpdateEmailChannelRequest(application_id=app, email_channel_request=channel))
    plan = sending_pb2.RunPlan(
        app_id=app,
        account_id="123456789012",
        run_id=ids.new_id(),
        campaign_id="c",
        treatment_id="0",
        scheduled_ms=_now_ms(),
    )
    plan.message_configuration.email_message.title, plan.message_configuration.email_message.body = "Hi", "there"
    plan.limits.total = 1
    if gently:
        # slow enough that the signal comes in the middle of windows
        plan.limits.messages_per_second = 190
    await sending.StartRun(sending_pb2.StartRunRequest(plan=plan))
    if gently:
        await eventually_async(lambda: _some_sent(sending, app, plan.run_id), 20)
        process.terminate()
    assert await asyncio.to_thread(process.wait, 30) == (0 if gently else -signal.SIGKILL)
    again = start(env)
    try:
        run = await eventually_async(lambda: _ended(sending, app, plan.run_id), 40)
    finally:
        again.terminate()
        assert await asyncio.to_thread(again.wait, 20) == 0
    books = run.books
    mails = len(list((data / "outbox" / app / plan.run_id).glob("*.eml")))
    assert (run.state, books.produced, books.targeted) == ("COMPLETED", SIZE, SIZE)
    assert books.sent + books.unknown == SIZE
    assert books.unknown <= most_unknown
    # a file has its message's name, so that a second sending would not show here: the books must not count more than
    # there are
    assert books.sent <= mails <= books.sent + books.unknown


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
    import time

    return time.time_ns() // 1_000_000
