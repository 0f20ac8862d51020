"""Asks delivery about started runs whose end was not heard of: a fact can be lost with its stream, a run with a
restored database.
"""

from __future__ import annotations

import time
from collections import defaultdict

from counterpoint.delivery.v1.sending_pb2 import ListRunsRequest
from counterpoint.delivery.v1.sending_pb2_grpc import SendingServiceStub

from kit import caller
from services.campaigns.deps import Deps
from services.campaigns.store import runs

_BATCH = 500
ENDED = ("COMPLETED", "CANCELLED")


async def reconcile(deps: Deps, every_seconds: float) -> int:
    """Ends runs that have ended, commands anew those delivery does not know; returns how many ended."""
    machine_ms = time.time_ns() // 1_000_000
    async with deps.db.begin() as conn:
        claimed = await runs.claim_started(conn, machine_ms, machine_ms + int(every_seconds * 1000), _BATCH)
    by_app = defaultdict(list)
    for run in claimed:
        by_app[run.app_id, run.account_id].append(run.run_id)
    ended = 0
    for (app_id, account_id), run_ids in by_app.items():
        caller.set_current(caller.Caller(account=account_id))
        stub = deps.peers.stub("delivery", SendingServiceStub)
        answer = await stub.ListRuns(ListRunsRequest(app_id=app_id, run_ids=run_ids, page_size=len(run_ids)))
        known = {run.run_id: run for run in answer.runs}
        over = [run for run in known.values() if run.state in ENDED]
        # As RunEnded has it: failed without anybody targeted.
        aborted = [r.run_id for r in over if r.state == "COMPLETED" and r.result == "FAIL" and not r.books.targeted]
        async with deps.db.begin() as conn:
            ended += await runs.end(conn, [(run.run_id, run.result) for run in over], aborted)
            await runs.plan_again(conn, [run_id for run_id in run_ids if run_id not in known])
    return ended
