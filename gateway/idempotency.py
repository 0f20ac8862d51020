"""A repeated create joins the running call or gets the stored answer (api-conventions spec §5.3).

SDKs send `amz-sdk-invocation-id`, equal over all attempts of one call. Same key + operation + id + body within 24 hours
is the same call. Direct sends are not handled here: delivery does it where the message is sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from gateway.replies import Reply
from gateway.store import answers
from kit.clock import Clock
from kit.db import Database
from kit.errors import Unavailable
from kit.ids import new_id
from kit.seal import Sealer

log = logging.getLogger("gateway.idempotency")

OPERATIONS = frozenset(
    {"CreateApp", "CreateCampaign", "CreateSegment", "CreateJourney", "CreateImportJob", "CreateExportJob", "StartImport", "StartEventImport"}
)
_LEASE = timedelta(seconds=30)
_POLL_S = 0.05
_WAIT_S = 20.0
_SWEEP_EVERY_S = 600.0


class Idempotency:
    """Runs calls once."""

    def __init__(self, db: Database, sealer: Sealer, clock: Clock) -> None:
        self._db = db
        self._sealer = sealer
        self._clock = clock
        self._running: dict[answers.Key, asyncio.Task[Reply]] = {}

    async def once(self, key: answers.Key, call: Callable[[], Awaitable[Reply]]) -> Reply:
        """The answer of `call`, of the same call now running anywhere, or the one stored. Failures are not stored."""
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(self._claimed(key, call))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        first = await asyncio.shield(task)
        return Reply(first.status, first.body, list(first.headers))

    async def _claimed(self, key: answers.Key, call: Callable[[], Awaitable[Reply]]) -> Reply:
        owner = new_id()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _WAIT_S
        while True:
            claim = await answers.claim(self._db, key, owner, self._clock.now(), _LEASE)
            if claim.mine:
                return await self._run(key, owner, call)
            if claim.status is not None and claim.body is not None:
                return Reply(claim.status, self._sealer.open(claim.body, _context(key)))
            if loop.time() > deadline:
                raise Unavailable("The same call is still running", retry_after=1)
            await asyncio.sleep(_POLL_S)

    async def _run(self, key: answers.Key, owner: str, call: Callable[[], Awaitable[Reply]]) -> Reply:
        try:
            reply = await call()
        except BaseException:
            await answers.release(self._db, key, owner)
            raise
        sealed = self._sealer.seal(reply.body, _context(key))
        try:
            await answers.finish(self._db, key, owner, reply.status, sealed)
        except Unavailable:
            log.warning("the answer of %s could not be kept for a repetition", key.operation)
        return reply

    async def sweep_for_ever(self) -> None:
        """Forget old answers, every ten minutes."""
        while True:
            await asyncio.sleep(_SWEEP_EVERY_S)
            await answers.sweep(self._db, self._clock.now())


def _context(key: answers.Key) -> str:
    return f"answer:{key.principal}:{key.operation}:{key.invocation_id}"
