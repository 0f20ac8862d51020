"""The import of event history: one job at a time per replica, piece by piece behind a cursor (events spec 1.7).

A piece goes into the columns first, then cursor and counters move in one transaction. A process that dies in between stores the piece
again, whose rows are the same ones. Nothing goes on the bus, so nothing is triggered.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from kit.clock import Clock
from kit.columns import Columns
from kit.errors import CounterpointError, NotFound
from kit.lines import Broken, sets_of_lines
from kit.objects import ObjectStore
from services.analytics.domain import history
from services.analytics.store import events, outcomes
from services.analytics.store.history import EventImport, EventImports, LeaseLost
from services.analytics.store.retention import Retention, delete_app

_log = logging.getLogger("analytics.history")
PIECE_LINES = 5000
_IDLE_SECONDS = 2.0
_DAY_MS = 86_400_000


class HistoryImporter:
    """The background loop."""

    def __init__(self, jobs: EventImports, columns: Columns, objects: ObjectStore, retention: Retention, clock: Clock) -> None:
        self._jobs = jobs
        self._columns = columns
        self._objects = objects
        self._retention = retention
        self._clock = clock
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """A job waits."""
        self._woken.set()

    async def run(self) -> None:
        """Works until cancelled, then gives the lease back."""
        try:
            while True:
                self._woken.clear()
                while (job := await self._jobs.claim()) is not None:
                    await self._leased(job)
                try:
                    await asyncio.wait_for(self._woken.wait(), _IDLE_SECONDS)
                except TimeoutError:
                    pass
        finally:
            try:
                await asyncio.wait_for(self._jobs.release(), 2)
            except Exception:
                _log.info("leases end by themselves")

    async def _leased(self, job: EventImport) -> None:
        keeper = asyncio.create_task(self._keep(job))
        try:
            await self.work(job)
        finally:
            keeper.cancel()

    async def _keep(self, job: EventImport) -> None:
        while True:
            await asyncio.sleep(self._jobs.lease_seconds / 3)
            try:
                await self._jobs.renew(job)
            except CounterpointError as error:
                _log.warning("the lease is not renewed: %s", error.message)

    async def work(self, job: EventImport) -> None:
        """One job to its end. What is away for now leaves it to be claimed again when its lease ends."""
        try:
            await self._import(job)
        except LeaseLost:
            await self._left(job)
        except CounterpointError as error:
            _log.warning("import %s waits: %s", job.job_id, error.message)
        except Exception:
            _log.exception("import %s failed", job.job_id)
            await self._end(job, "internal error")

    async def _left(self, job: EventImport) -> None:
        """The job goes on elsewhere; or its app was deleted, and with it goes what was stored since."""
        try:
            await self._jobs.get(job.app_id, job.job_id)
        except NotFound:
            await delete_app(self._columns, job.app_id)

    async def _import(self, job: EventImport) -> None:
        job.status = "PROCESSING"
        await self._jobs.advance(job)
        try:
            found = await self._objects.find(job.s3_url, job.role_arn, job.account_id)
        except CounterpointError as error:
            if error.reason == "UNAVAILABLE":
                raise
            await self._end(job, error.message)
            return
        for info in found:
            done = info.url < job.file or (info.url == job.file and job.line < 0)
            if info.size and not info.url.endswith("/") and not done:
                await self._file(job, info.url)
        await self._end(job, "")

    async def _end(self, job: EventImport, lost: str) -> None:
        if lost:
            job.failed_pieces += 1
            job.tell(lost)
        job.status = "FAILED" if job.failed_pieces else "COMPLETED"
        job.completed_us = self._clock.now_us()
        await self._jobs.advance(job)

    async def _file(self, job: EventImport, url: str) -> None:
        """One object, from the line behind the last one that is done."""
        if job.file != url:
            job.file, job.line = url, 0
        key = url.removeprefix("s3://").partition("/")[2]
        try:
            async with aclosing(self._pieces(job, url)) as pieces:
                async for number, lines in pieces:
                    await self._piece(job, key, number, lines)
        except Broken as error:
            self._lost(job, key, str(error))
        except CounterpointError as error:
            if error.reason == "UNAVAILABLE":
                raise
            self._lost(job, key, error.message)
        job.line = -1
        await self._jobs.advance(job)

    @staticmethod
    def _lost(job: EventImport, key: str, reason: str) -> None:
        job.failed_pieces += 1
        job.tell(f"{key}: {reason}")

    async def _pieces(self, job: EventImport, url: str) -> AsyncGenerator[tuple[int, list[bytes]], None]:
        """(number of the first line, lines) of every piece that is not done; pieces end at the same lines whenever they are read."""
        first, done = 1, job.line
        source = self._objects.read(url, job.role_arn, job.account_id)
        async for lines in sets_of_lines(source, PIECE_LINES):
            if first > done:
                yield first, lines
            first += len(lines)

    async def _piece(self, job: EventImport, key: str, first: int, lines: list[bytes]) -> None:
        await self._retention.refresh()
        oldest_ms = self._clock.now_ms() - self._retention.days(job.app_id) * _DAY_MS
        rows = await asyncio.to_thread(history.read, job.app_id, lines, first, oldest_ms)
        token = f"{job.job_id}:{key}:{first}"
        await events.insert(self._columns, [rows.events], token, imported=True)
        await outcomes.insert(self._columns, rows.outcomes, token)
        for number, reason in rows.failures:
            job.tell(f"{key}:{number}: {reason}")
        job.line = first + len(lines) - 1
        job.processed += rows.count
        job.failed += len(rows.failures)
        job.expired += rows.expired
        job.pieces += 1
        await self._jobs.advance(job)
