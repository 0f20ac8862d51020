"""Commands planned runs to delivery. StartRun twice is a yes without effect, so whatever was in doubt after a crash is
simply repeated.
"""

from __future__ import annotations

import asyncio
import logging
import time

from counterpoint.delivery.v1.sending_pb2 import RunPlan, StartRunRequest
from counterpoint.delivery.v1.sending_pb2_grpc import SendingServiceStub

from kit import caller, faults, telemetry
from kit.errors import CounterpointError, Invalid, NotBuilt, NotFound
from services.campaigns.deps import Deps
from services.campaigns.store import runs

_log = logging.getLogger("campaigns.starter")
_BATCH = 50
_CALL_SECONDS = 4.0
# Longer than the call: while a replica waits for the answer no other one tries.
_CLAIM_MS = 6_000
_AGAIN_MS = 1_000
# No repetition helps: the campaign cannot run as it is.
_FINAL = (Invalid, NotFound, NotBuilt)


async def start_planned(deps: Deps) -> int:
    """Commands every planned run that nobody else is commanding; returns how many delivery has now."""
    started = 0
    while True:
        async with deps.db.begin() as conn:
            claimed = await runs.claim_planned(conn, _machine_ms(), _machine_ms() + _CLAIM_MS, _BATCH)
        wanted = [run for run, gone in claimed if not gone]
        answers = await asyncio.gather(*(_start(deps, run) for run in wanted), return_exceptions=True)
        if wanted:
            faults.point("campaigns.run.commanded")
        good = [
            run.run_id for run, answer in zip(wanted, answers, strict=True) if not isinstance(answer, BaseException)
        ]
        final = [run.run_id for run, answer in zip(wanted, answers, strict=True) if isinstance(answer, _FINAL)]
        later = [run.run_id for run in wanted if run.run_id not in {*good, *final}]
        if claimed:
            async with deps.db.begin() as conn:
                await runs.mark_started(conn, good, _machine_ms())
                await runs.refuse(conn, final)
                await runs.postpone(conn, later, _machine_ms() + _AGAIN_MS)
                await runs.cancel(conn, [run.run_id for run, gone in claimed if gone])
            deps.stops.set()
        _report(wanted, answers)
        started += len(good)
        if len(claimed) < _BATCH:
            return started


async def _start(deps: Deps, run: runs.RunRow) -> None:
    caller.set_current(caller.Caller(account=run.account_id))
    telemetry.resume(run.traceparent)
    stub = deps.peers.stub("delivery", SendingServiceStub)
    await stub.StartRun(StartRunRequest(plan=RunPlan.FromString(run.plan)), timeout=_CALL_SECONDS)


def _report(wanted: list[runs.RunRow], answers: list[BaseException | None]) -> None:
    for run, answer in zip(wanted, answers, strict=True):
        if isinstance(answer, CounterpointError):
            _log.warning("run %s of campaign %s: %s", run.run_id, run.campaign_id, answer.reason)
        elif isinstance(answer, BaseException):
            _log.warning("run %s of campaign %s: %s", run.run_id, run.campaign_id, type(answer).__name__)


def _machine_ms() -> int:
    """Machine time: claims are leases and follow no product clock."""
    return time.time_ns() // 1_000_000
