"""A delivery process that stood still past its lease: another took over, and awake it sends nothing twice (design §7)."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
from tests.fixtures.receiver import Receiver
from tests.fixtures.servers import Servers
from tests.rpc.delivery.harness import ACCOUNT, IDENTITY, Audience, assert_balanced, endpoint

PROGRAM = (
    "from kit.service import main; from services.delivery.service import open_service; main('delivery', open_service)"
)
SIZE = 2_000
WINDOW = 200


async def test_a_worker_that_slept_past_its_lease_sends_nothing_twice(servers: Servers) -> None:
    data = Path(tempfile.mkdtemp(prefix="cp-asleep-"))
    (data / "key").write_bytes(b"k" * 32)
    audience, app = Audience(), ids.new_id()
    audience.put(app, *(endpoint(f"e{n}") for n in range(SIZE)))
    segments = f"unix:{data}/segments.sock"
    server = RpcServer(
        [segments], "", [(audience, audience_pb2_grpc.add_AudienceServiceServicer_to_server, "x")], _ready
    )
    await server.start()
    processes: list[subprocess.Popen[bytes]] = []
    with Receiver() as receiver:
        env = {
            "COUNTERPOINT_DATA": str(data),
            "COUNTERPOINT_DATABASE_URL": servers.database_url("delivery"),
            "COUNTERPOINT_BUS_URL": servers.bus_url,
            "COUNTERPOINT_CACHE_URL": servers.cache_url,
            "COUNTERPOINT_KEY_FILE": str(data / "key"),
            "COUNTERPOINT_EMAIL_URL": receiver.url,
            "COUNTERPOINT_SEND_WORKERS": "1",
            "COUNTERPOINT_SEND_LEASE": "2",
            "COUNTERPOINT_PEERS": f"segments={segments};delivery=unix:{data}/b.sock",
        }
        async with Database(env["COUNTERPOINT_DATABASE_URL"], 1) as db, Bus(servers.bus_url) as bus:
            await migrate(db, "delivery", MIGRATIONS)
            await bus.ensure_streams()
        peers = Peers.from_env(env)
        try:
            first = _start(env, data / "a.sock", processes)
            second = _start(env, data / "b.sock", processes)
            await eventually_async(lambda: peers.healthy("delivery"), 30)
            sending = peers.stub("delivery", sending_pb2_grpc.SendingServiceStub)
            public = peers.stub("delivery", delivery_pb2_grpc.DeliveryServiceStub)
            channel = shapes.EmailChannelRequest(from_address="hello@shop.example", identity=IDENTITY)
            await public.UpdateEmailChannel(
                shapes.UpdateEmailChannelRequest(application_id=app, email_channel_request=channel)
            )
            run_id = await _begin(sending, app)
            await eventually_async(lambda: _at_least(receiver, SIZE // 5), 30, every=0.005)
            first.send_signal(signal.SIGSTOP)
            run = await eventually_async(lambda: _ended(sending, app, run_id), 60)
            first.send_signal(signal.SIGCONT)
            # awake again, it has time to do what it must not
            woken = time.monotonic()
            await eventually_async(lambda: _passed(woken, 2.0))
            run = await _ended(sending, app, run_id) or run
        finally:
            await peers.close()
            for process in processes:
                process.send_signal(signal.SIGCONT)
                process.terminate()
            for process in processes:
                assert await asyncio.to_thread(process.wait, 20) == 0
            await server.stop(0.1)
        assert second.returncode == 0
        got = receiver.recipients()
        assert max(got.values()) == 1
        assert run.books.unknown <= WINDOW
        assert run.books.sent <= len(got) <= run.books.sent + run.books.unknown


def _start(env: dict[str, str], listen: Path, processes: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    own = {**os.environ, **env, "COUNTERPOINT_LISTEN": f"unix:{listen}", "COUNTERPOINT_FAULT": ""}
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], env=own)
    processes.append(process)
    return process


async def _begin(sending: sending_pb2_grpc.SendingServiceStub, app: str) -> str:
    now_ms = time.time_ns() // 1_000_000
    plan = sending_pb2.RunPlan(
        app_id=app, account_id=ACCOUNT, run_id=ids.new_id(), campaign_id="c", scheduled_ms=now_ms
    )
    plan.message_configuration.email_message.title, plan.message_configuration.email_message.body = "Hi", "there"
    # an even pace, so that both processes are in the middle of windows when one falls asleep
    plan.limits.messages_per_second = 400
    await sending.StartRun(sending_pb2.StartRunRequest(plan=plan))
    return plan.run_id


async def _at_least(receiver: Receiver, count: int) -> bool:
    return receiver.count >= count


async def _passed(since: float, seconds: float) -> bool:
    return time.monotonic() - since > seconds


async def _ended(sending: sending_pb2_grpc.SendingServiceStub, app: str, run_id: str) -> sending_pb2.Run | None:
    run = (await sending.ListRuns(sending_pb2.ListRunsRequest(app_id=app, run_ids=[run_id]))).runs[0]
    assert_balanced(run.books)
    return run if run.ended_ms else None


async def _ready() -> bool:
    return True
