"""Tells delivery to stop the runs of deleted and failed campaigns, until it has heard."""

from __future__ import annotations

import asyncio

from counterpoint.delivery.v1.sending_pb2 import StopRunsRequest
from counterpoint.delivery.v1.sending_pb2_grpc import SendingServiceStub

from kit import caller
from services.campaigns.deps import Deps
from services.campaigns.store import runs

_BATCH = 50
_CALL_SECONDS = 4.0


async def stop_runs(deps: Deps) -> int:
    """Passes pending stops on; what fails stays pending. Returns how many delivery has heard."""
    async with deps.db.connect() as conn:
        pending = await runs.stopping(conn, _BATCH)
    answers = await asyncio.gather(*(_stop(deps, stop) for stop in pending), return_exceptions=True)
    heard = [stop for stop, answer in zip(pending, answers, strict=True) if not isinstance(answer, BaseException)]
    if heard:
        async with deps.db.begin() as conn:
            for stop in heard:
                await runs.stopped(conn, stop)
    return len(heard)


async def _stop(deps: Deps, stop: runs.Stop) -> None:
    caller.set_current(caller.Caller(account=stop.account_id))
    stub = deps.peers.stub("delivery", SendingServiceStub)
    await stub.StopRuns(StopRunsRequest(app_id=stop.app_id, campaign_id=stop.campaign_id), timeout=_CALL_SECONDS)
