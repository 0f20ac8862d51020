"""Operations about the whole installation under /counterpoint/v1, for its root key alone: the release of a restored suite.

Rows of `gateway.own`'s table, answered by asking the services that own what is meant.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from counterpoint.campaigns.v1 import restores_pb2, restores_pb2_grpc

from gateway.auth.keys import Principal
from gateway.replies import Reply, json_reply
from kit.errors import Forbidden, Invalid, Unavailable
from kit.rpc import Peers

_RELEASE_S = 45.0
_PATIENCE_S = 15.0
_PAUSE_S = 0.3


def need_operator(by: Principal) -> None:
    """Raises Forbidden for every key but the installation's root key."""
    if not by.operator:
        raise Forbidden(f"User: {by.arn} is not authorized to act on the whole installation")


class Operator:
    """Handlers."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def get_restore(self, by: Principal, params: dict[str, str], query: dict[str, str], body: Any) -> Reply:
        """Whether the suite stands on hold after a restore, and which runs it missed."""
        need_operator(by)
        found = await _patiently(lambda: self._restores().GetRestore(restores_pb2.GetRestoreRequest(), timeout=_RELEASE_S))
        if not found.restored:
            return json_reply(200, {"OnHold": False})
        missed = [_run(run) for run in found.missed]
        return json_reply(200, {"OnHold": found.on_hold, "BackupTime": found.backup, "RestoreTime": found.restored, "Missed": missed})

    async def release_restore(self, by: Principal, params: dict[str, str], query: dict[str, str], body: Any) -> Reply:
        """`{"Missed": "DROP"}` or `{"Missed": "RUN"}`."""
        need_operator(by)
        if not isinstance(body, dict) or set(body) - {"Missed"}:
            raise Invalid("Missed: must be DROP or RUN")
        request = restores_pb2.ReleaseRestoreRequest(missed=str(body.get("Missed", "")))
        done = await _patiently(lambda: self._restores().ReleaseRestore(request, timeout=_RELEASE_S))
        return json_reply(200, {"Released": done.released, "Runs": done.runs})

    def _restores(self) -> Any:
        return self._peers.stub("campaigns", restores_pb2_grpc.RestoresServiceStub)


async def _patiently(call: Callable[[], Awaitable[Any]]) -> Any:
    """A call that may be repeated, until it is answered: a suite that has just started is still finding its parts."""
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return await call()
        except Unavailable:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(_PAUSE_S)


def _run(run: restores_pb2.MissedRun) -> dict[str, str]:
    return {
        "ApplicationId": run.app_id,
        "CampaignId": run.campaign_id,
        "Name": run.name,
        "ScheduledTime": run.scheduled,
        "State": run.state,
        **({"RunId": run.run_id} if run.run_id else {}),
    }
