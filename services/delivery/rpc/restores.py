"""The end of the hold under which a restored suite starts."""

from typing import Any

from counterpoint.delivery.v1 import restores_pb2 as shapes
from counterpoint.delivery.v1 import restores_pb2_grpc

from services.delivery.deps import Deps
from services.delivery.rpc.runs import stop_all
from services.delivery.store import holds, runs


class Restores(restores_pb2_grpc.RestoresServiceServicer):
    """One line."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def ReleaseEverything(self, request: Any, context: Any) -> Any:
        return await release_everything(self._deps, request)


async def release_everything(deps: Deps, request: Any) -> Any:
    """Stops what is unfinished if asked to, while the hold still holds it; then lifts the hold."""
    stopped = 0
    async with deps.db.connect() as conn:
        held = await holds.everything(conn)
        apps = await runs.unfinished_apps(conn) if held and request.stop_unfinished else []
    for app_id in apps:
        stopped += await stop_all(deps, app_id, "")
    async with deps.db.begin() as conn:
        if held and request.stop_unfinished:
            await holds.give_up_queued(conn)
        await holds.lift(conn, "", "", "")
    deps.wake.set()
    return shapes.ReleaseEverythingResponse(stopped=stopped)
