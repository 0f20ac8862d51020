"""Import jobs of event history: rows any replica may claim, with a lease in the database's time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from kit.db import Database
from kit.errors import NotFound

FAILURES_KEPT = 100
_OPEN = "status NOT IN ('COMPLETED', 'FAILED')"
_PROGRESS = ("status", "completed_us", "file", "line", "processed", "failed", "expired", "pieces", "failed_pieces", "failures")
_COLUMNS = ", ".join(("app_id", "job_id", "account_id", "s3_url", "role_arn", "created_us", *_PROGRESS))


class LeaseLost(Exception):
    """Another replica has taken the job over, or it is gone with its app."""


@dataclass(slots=True)
class EventImport:
    """A job. `file`: URL of the object in hand, `line`: how many of its lines are done, -1 when all are; the rest are counters."""

    app_id: str
    job_id: str
    account_id: str
    s3_url: str
    role_arn: str
    created_us: int
    status: str = "CREATED"
    completed_us: int | None = None
    file: str = ""
    line: int = 0
    processed: int = 0
    failed: int = 0
    expired: int = 0
    pieces: int = 0
    failed_pieces: int = 0
    failures: list[str] = field(default_factory=list)

    def tell(self, reason: str) -> None:
        """Keeps the first hundred reasons."""
        if len(self.failures) < FAILURES_KEPT:
            self.failures.append(reason)


class EventImports:
    """Reads, claims and advances jobs. `owner`: this replica."""

    def __init__(self, db: Database, owner: str, lease_seconds: float) -> None:
        self._db = db
        self._owner = owner
        self.lease_seconds = lease_seconds

    async def create(self, job: EventImport) -> None:
        """Stores a new job."""
        async with self._db.begin() as conn:
            await conn.execute(
                text(
                    "INSERT INTO event_imports (app_id, job_id, account_id, s3_url, role_arn, created_us, status)"
                    " VALUES (:app_id, :job_id, :account_id, :s3_url, :role_arn, :created_us, :status)"
                ),
                {name: getattr(job, name) for name in ("app_id", "job_id", "account_id", "s3_url", "role_arn", "created_us", "status")},
            )

    async def get(self, app_id: str, job_id: str) -> EventImport:
        """A job. Raises NotFound."""
        async with self._db.connect() as conn:
            found = await conn.execute(text(f"SELECT {_COLUMNS} FROM event_imports WHERE app_id = :app AND job_id = :job"), {"app": app_id, "job": job_id})
            row = found.first()
        if row is None:
            raise NotFound("Resource not found")
        return _job(row)

    async def claim(self) -> EventImport | None:
        """The oldest open job nobody works on, leased to this replica."""
        async with self._db.begin() as conn:
            found = await conn.execute(
                text(
                    "UPDATE event_imports SET owner = :owner, lease_until = clock_timestamp() + make_interval(secs => :seconds)"
                    f" WHERE job_id = (SELECT job_id FROM event_imports WHERE {_OPEN} AND (lease_until IS NULL OR lease_until < clock_timestamp())"
                    f" ORDER BY created_us LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING {_COLUMNS}"
                ),
                {"owner": self._owner, "seconds": self.lease_seconds},
            )
            row = found.first()
        return None if row is None else _job(row)

    async def advance(self, job: EventImport) -> None:
        """Stores cursor and counters together, and renews the lease. Raises LeaseLost."""
        values: dict[str, Any] = {name: getattr(job, name) for name in _PROGRESS}
        async with self._db.begin() as conn:
            done = await conn.execute(
                text(
                    f"UPDATE event_imports SET {', '.join(f'{name} = :{name}' for name in _PROGRESS)},"
                    " lease_until = clock_timestamp() + make_interval(secs => :seconds)"
                    f" WHERE job_id = :job AND owner = :owner AND {_OPEN}"
                ),
                {**values, "job": job.job_id, "owner": self._owner, "seconds": self.lease_seconds},
            )
            if done.rowcount != 1:
                raise LeaseLost

    async def renew(self, job: EventImport) -> None:
        """Keeps the lease of the job in hand."""
        async with self._db.begin() as conn:
            await conn.execute(
                text(f"UPDATE event_imports SET lease_until = clock_timestamp() + make_interval(secs => :s) WHERE job_id = :job AND owner = :o AND {_OPEN}"),
                {"s": self.lease_seconds, "job": job.job_id, "o": self._owner},
            )

    async def release(self) -> None:
        """Gives every lease of this replica back."""
        async with self._db.begin() as conn:
            await conn.execute(text(f"UPDATE event_imports SET lease_until = NULL WHERE owner = :owner AND {_OPEN}"), {"owner": self._owner})

    async def delete_app(self, app_id: str) -> None:
        """Removes the jobs of a deleted app; one that runs finds its lease lost."""
        async with self._db.begin() as conn:
            await conn.execute(text("DELETE FROM event_imports WHERE app_id = :app"), {"app": app_id})


def _job(row: Sequence[Any]) -> EventImport:
    job = EventImport(*row)
    job.failures = list(job.failures)
    return job
