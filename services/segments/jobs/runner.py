"""Claims jobs and works them: a few at a time per replica, leases renewed while they run."""

import asyncio
import logging

from kit.clock import Clock
from kit.errors import CounterpointError
from services.segments.jobs.exporter import Exporter
from services.segments.jobs.importer import Importer
from services.segments.store.jobs import FAILING, Job, JobStore, LeaseLost

_log = logging.getLogger("segments.jobs")
_AT_ONCE = 2
_IDLE_SECONDS = 1.0


class Runner:
    """The background loop of jobs."""

    def __init__(self, jobs: JobStore, importer: Importer, exporter: Exporter, clock: Clock) -> None:
        self._jobs = jobs
        self._clock = clock
        self._importer = importer
        self._exporter = exporter
        self._running: dict[asyncio.Task[None], Job] = {}
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """A job waits."""
        self._woken.set()

    async def run(self) -> None:
        """Works until cancelled, then gives the leases back."""
        keeper = asyncio.create_task(self._keep_leases())
        try:
            while True:
                await self._start_some()
                try:
                    await asyncio.wait_for(self._woken.wait(), _IDLE_SECONDS)
                except TimeoutError:
                    pass
                self._woken.clear()
        finally:
            keeper.cancel()
            await self._stop()

    async def _start_some(self) -> None:
        while len(self._running) < _AT_ONCE:
            job = await self._jobs.claim()
            if job is None:
                return
            task = asyncio.create_task(self._work(job), name=f"job-{job.job_id}")
            self._running[task] = job
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self.wake()

    async def _work(self, job: Job) -> None:
        """One job to its end. What is away for now leaves the job to be claimed again when its lease ends."""
        try:
            await (self._importer.run(job) if job.kind == "IMPORT" else self._exporter.run(job))
        except LeaseLost:
            _log.info("job %s goes on elsewhere, or its app is gone", job.job_id)
        except CounterpointError as error:
            if error.reason == "NOT_FOUND":
                return
            _log.warning("job %s waits: %s", job.job_id, error.message)
        except Exception:
            _log.exception("job %s failed", job.job_id)
            await self._give_up(job)

    async def _give_up(self, job: Job) -> None:
        """A defect of ours ends the job visibly instead of running it for ever."""
        job.count("failed_pieces")
        job.failed("internal error")
        try:
            job.status = FAILING
            await self._jobs.save(job)
            job.status, job.completed_us = "FAILED", self._clock.now_us()
            await self._jobs.save(job)
        except Exception:
            _log.exception("job %s could not be ended", job.job_id)

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(self._jobs.lease_seconds / 3)
            if self._running:
                try:
                    await self._jobs.renew(list(self._running.values()))
                except CounterpointError as error:
                    _log.warning("leases are not renewed: %s", error.message)

    async def _stop(self) -> None:
        tasks = list(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await asyncio.wait_for(self._jobs.release(), 2)
        except Exception:
            _log.info("leases end by themselves")
