"""A suite brought back from a backup: what it missed, and its release."""

from __future__ import annotations

from typing import Any

from counterpoint.campaigns.v1 import restores_pb2 as pb
from counterpoint.campaigns.v1.campaigns_pb2 import CampaignResponse
from counterpoint.campaigns.v1.restores_pb2_grpc import RestoresServiceServicer
from counterpoint.delivery.v1.restores_pb2 import ReleaseEverythingRequest
from counterpoint.delivery.v1.restores_pb2_grpc import RestoresServiceStub

from kit.errors import Invalid
from kit.times import format_ms
from services.campaigns.deps import Deps
from services.campaigns.store import restores, runs

_STOP_SECONDS = 30.0
_DROP, _RUN = "DROP", "RUN"


class Restores(RestoresServiceServicer):
    """Two lines."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def GetRestore(self, request: pb.GetRestoreRequest, context: Any) -> pb.GetRestoreResponse:
        return await get_restore(self._deps)

    async def ReleaseRestore(self, request: pb.ReleaseRestoreRequest, context: Any) -> pb.ReleaseRestoreResponse:
        return await release_restore(self._deps, request)


async def get_restore(deps: Deps) -> pb.GetRestoreResponse:
    """Whether the suite is on hold, and what it missed."""
    async with deps.db.connect() as conn:
        newest = await restores.newest(conn)
        if newest is None:
            return pb.GetRestoreResponse()
        found = [] if newest.released else await restores.missed(conn, newest.restored_ms)
    answer = pb.GetRestoreResponse(on_hold=not newest.released, backup=format_ms(newest.backup_ms), restored=format_ms(newest.restored_ms))
    for run in found:
        answer.missed.add(
            app_id=run.app_id,
            campaign_id=run.campaign_id,
            name=CampaignResponse.FromString(run.document).name,
            run_id=run.run_id,
            scheduled=format_ms(run.scheduled_ms),
            state=run.state,
        )
    return answer


async def release_restore(deps: Deps, request: pb.ReleaseRestoreRequest) -> pb.ReleaseRestoreResponse:
    """Delivery first: should we die in between, we still stand on hold and the operator says it again. Raises Invalid."""
    if request.missed not in (_DROP, _RUN):
        raise Invalid("Missed: must be DROP or RUN")
    async with deps.db.connect() as conn:
        newest = await restores.newest(conn)
        if newest is None or newest.released:
            return pb.ReleaseRestoreResponse(released=False)
        found = await restores.missed(conn, newest.restored_ms)
    drop = request.missed == _DROP
    stub = deps.peers.stub("delivery", RestoresServiceStub)
    await stub.ReleaseEverything(ReleaseEverythingRequest(stop_unfinished=drop), timeout=_STOP_SECONDS)
    async with deps.db.begin() as conn:
        if drop:
            await _drop(conn, newest.restored_ms)
        await restores.release(conn, deps.clock.now_ms())
    deps.due.set()
    deps.planned.set()
    return pb.ReleaseRestoreResponse(runs=len(found), released=True)


async def _drop(conn: Any, restored_ms: int) -> None:
    """Campaigns that were due move on without a run; open runs have ended, delivery has stopped them or never knew them."""
    await runs.end(conn, [(run_id, "FAIL") for run_id in await restores.open_runs(conn)])
    await runs.move_on(conn, await restores.due(conn, restored_ms))
