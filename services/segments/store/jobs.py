"""Import and export jobs: rows any replica may claim, with a lease in machine time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kit.db import Database
from kit.errors import Invalid, NotFound
from services.segments.store.tx import Tx, reading, transaction

FAILURES_KEPT = 100
FAILING = "FAILING"
_ENDED = ("COMPLETED", "FAILED")
OPEN = "status NOT IN ('COMPLETED', 'FAILED')"
_COLUMNS = "app_id, job_id, account_id, kind, status, request, segment_id, created_us, completed_us, cursor, counters, failures, emit_changes"


class LeaseLost(Exception):
    """Another replica has taken the job over."""


@dataclass(slots=True)
class Job:
    """A job. `cursor`: where to go on. `counters`: processed, failed, pieces, failed_pieces, total_pieces and what an import counts for its segment."""

    app_id: str
    job_id: str
    account_id: str
    kind: str
    status: str
    request: bytes
    segment_id: str | None
    created_us: int
    completed_us: int | None = None
    cursor: dict[str, Any] = field(default_factory=dict)
    counters: dict[str, Any] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    # An import's facts carry old and new values (endpoints spec 1.7).
    emit_changes: bool = False

    def failed(self, reason: str) -> None:
        """Keeps the first hundred reasons."""
        if len(self.failures) < FAILURES_KEPT:
            self.failures.append(reason)

    def noted(self, reason: str) -> None:
        """Keeps a reason that must be seen: in the last place when there are a hundred."""
        del self.failures[FAILURES_KEPT - 1 :]
        self.failures.append(reason)

    def count(self, name: str, by: int = 1) -> None:
        """Adds to a counter."""
        self.counters[name] = self.counters.get(name, 0) + by


def _job(row: Any) -> Job:
    return Job(**dict(row))


class JobStore:
    """Reads, claims and advances jobs."""

    def __init__(self, db: Database, owner: str, lease_seconds: float) -> None:
        self._db = db
        self._owner = owner
        self.lease_seconds = lease_seconds

    async def create(self, job: Job, at_most: int | None) -> None:
        """Stores a new job. Raises Invalid when the account has `at_most` open ones of its kind."""
        async with transaction(self._db) as tx:
            if at_most is not None:
                await tx.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"jobs:{job.account_id}")
                count = await tx.fetchval(f"SELECT count(*) FROM jobs WHERE account_id = $1 AND kind = $2 AND {OPEN}", job.account_id, job.kind)
                if count >= at_most:
                    raise Invalid(f"Quota running-import-jobs reached: limit {at_most}, in use {count}; COUNTERPOINT_QUOTAS changes it", "QUOTA")
            await tx.execute(
                "INSERT INTO jobs (app_id, job_id, account_id, kind, status, request, segment_id, created_us, cursor, emit_changes) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                job.app_id,
                job.job_id,
                job.account_id,
                job.kind,
                job.status,
                job.request,
                job.segment_id,
                job.created_us,
                json.dumps(job.cursor),
                job.emit_changes,
            )

    async def get(self, app_id: str, kind: str, job_id: str) -> Job:
        """A job. Raises NotFound."""
        async with reading(self._db) as tx:
            row = await tx.fetchrow(f"SELECT {_COLUMNS} FROM jobs WHERE app_id = $1 AND job_id = $2 AND kind = $3", app_id, job_id, kind)
        if row is None:
            raise NotFound("Resource not found")
        return _job(row)

    async def page(self, app_id: str, kind: str, segment_id: str | None, limit: int, after: tuple[int, str] | None) -> list[Job]:
        """Jobs of an app, or of a segment, newest first."""
        at, id = after or (2**62, "")
        async with reading(self._db) as tx:
            rows = await tx.fetch(
                f"SELECT {_COLUMNS} FROM jobs WHERE app_id = $1 AND kind = $2 AND ($3::text IS NULL OR segment_id = $3) AND (created_us, job_id) < ($4, $5) "
                "ORDER BY created_us DESC, job_id DESC LIMIT $6",
                app_id,
                kind,
                segment_id,
                at,
                id,
                limit,
            )
        return [_job(row) for row in rows]

    async def claim(self) -> Job | None:
        """The oldest open job nobody works on, leased to this replica."""
        async with transaction(self._db) as tx:
            row = await tx.fetchrow(
                f"SELECT {_COLUMNS} FROM jobs WHERE {OPEN} AND (lease_until IS NULL OR lease_until < clock_timestamp()) "
                "ORDER BY created_us LIMIT 1 FOR UPDATE SKIP LOCKED"
            )
            if row is None:
                return None
            await tx.execute(
                f"UPDATE jobs SET owner = $3, lease_until = clock_timestamp() + interval '{self.lease_seconds:.3f} seconds' WHERE app_id = $1 AND job_id = $2",
                row["app_id"],
                row["job_id"],
                self._owner,
            )
        return _job(row)

    async def renew(self, jobs: Sequence[Job]) -> None:
        """Keeps the leases of jobs in hand."""
        async with reading(self._db) as tx:
            await tx.execute(
                f"UPDATE jobs SET lease_until = clock_timestamp() + interval '{self.lease_seconds:.3f} seconds' "
                f"WHERE owner = $1 AND job_id = ANY($2::text[]) AND {OPEN}",
                self._owner,
                [job.job_id for job in jobs],
            )

    async def release(self) -> None:
        """Gives every lease of this replica back."""
        async with reading(self._db) as tx:
            await tx.execute(f"UPDATE jobs SET lease_until = NULL WHERE owner = $1 AND {OPEN}", self._owner)

    async def save(self, job: Job) -> None:
        """Stores progress in a transaction of its own. Raises LeaseLost."""
        async with transaction(self._db) as tx:
            await self.advance(tx, job)

    async def advance(self, tx: Tx, job: Job) -> None:
        """Stores progress in the transaction of what was done. Raises LeaseLost."""
        done = await tx.execute(
            "UPDATE jobs SET status = $4, segment_id = $5, completed_us = $6, cursor = $7, counters = $8, failures = $9 "
            f"WHERE app_id = $1 AND job_id = $2 AND owner = $3 AND {OPEN}",
            job.app_id,
            job.job_id,
            self._owner,
            job.status,
            job.segment_id,
            job.completed_us,
            json.dumps(job.cursor),
            json.dumps(job.counters),
            json.dumps(job.failures),
        )
        if done != "UPDATE 1":
            raise LeaseLost
        if job.status in _ENDED and job.kind == "IMPORT":
            await tx.execute("DELETE FROM failed_rows WHERE app_id = $1 AND job_id = $2", job.app_id, job.job_id)

    async def add_failed_rows(self, tx: Tx, job: Job, content: bytes) -> None:
        """Keeps a part of the failed-rows file until the job ends, in the transaction of the rows it tells of."""
        await tx.execute("INSERT INTO failed_rows (app_id, job_id, content) VALUES ($1, $2, $3)", job.app_id, job.job_id, content)

    async def failed_rows(self, job: Job) -> list[bytes]:
        """The parts of the failed-rows file in the order of the rows."""
        async with reading(self._db) as tx:
            found = await tx.fetch("SELECT content FROM failed_rows WHERE app_id = $1 AND job_id = $2 ORDER BY part", job.app_id, job.job_id)
        return [row["content"] for row in found]
