"""kill -9 of the campaigns process between writing a run and hearing that delivery has it: the run starts, once (design
§7).
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import AsyncExitStack, suppress

import pytest
from counterpoint.campaigns.v1.campaigns_pb2 import CreateCampaignRequest
from counterpoint.campaigns.v1.campaigns_pb2_grpc import CampaignsServiceStub

from kit import ids
from kit.errors import CounterpointError
from kit.rpc.client import Peers
from kit.testing import eventually_async
from tests.fixtures.servers import Servers
from tests.rpc.campaigns.rig import played

_PROGRAM = (
    "from kit.service import main; from services.campaigns.service import open_service; main('campaigns', open_service)"
)
_REQUEST = {
    "name": "c",
    "segment_id": "seg",
    "schedule": {"start_time": "IMMEDIATE"},
    "message_configuration": {"email_message": {"title": "Hi", "body": "Hi"}},
}


def _start(keys: dict[str, str], fault: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _PROGRAM], env={**os.environ, **keys, "COUNTERPOINT_FAULT": fault})


@pytest.mark.parametrize(("point", "calls"), [("campaigns.run.written", 1), ("campaigns.run.commanded", 2)])
async def test_after_a_kill_the_run_starts_and_starts_once(servers: Servers, point: str, calls: int) -> None:
    async with AsyncExitStack() as stack:
        segments, delivery, keys = await played(stack, servers)
        app = ids.new_id()
        segments.apps.add(app)
        segments.segments["seg"] = ("DIMENSIONAL", 1)
        peers = Peers.from_env(keys)
        stack.push_async_callback(peers.close)
        process = _start(keys, point)
        stack.callback(process.kill)
        assert await eventually_async(lambda: peers.healthy("campaigns"), 20)
        # The process may die before it answers; the campaign is committed all the same.
        with suppress(CounterpointError):
            await peers.stub("campaigns", CampaignsServiceStub).CreateCampaign(
                CreateCampaignRequest(application_id=app, write_campaign_request=_REQUEST)
            )
        await asyncio.to_thread(process.wait, 20)
        assert process.returncode != 0
        process = _start(keys, "")
        stack.callback(process.kill)

        async def started() -> bool:
            return delivery.starts >= calls and len(delivery.plans) == 1

        await eventually_async(started, 20)
