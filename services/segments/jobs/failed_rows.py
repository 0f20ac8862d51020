"""The failed-rows file of an import: every failure, not only the first hundred the job shows (quotas spec 5).

`s3://<bucket of the import>/counterpoint-failures/<job id>.json.gz`, written with the import's role: one object a line,
`{"Object": key, "Line": number, "Reason": text}`, line 0 for a file that failed as a whole. Until the job ends the lines stay in the database, as gzip members
that are the file when put together: a job that died and went on has each line once.
"""

import gzip
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from counterpoint.segments.v1.segments_pb2 import ImportJobRequest

from kit.errors import CounterpointError
from kit.objects import ObjectStore, split
from services.segments.store.jobs import Job, JobStore

FOLDER = "counterpoint-failures/"
WHOLE_FILE = 0

_log = logging.getLogger("segments.jobs")


@dataclass(frozen=True, slots=True)
class FailedRows:
    """Writes the file when the job is about to end."""

    objects: ObjectStore
    jobs: JobStore

    async def write(self, job: Job, request: ImportJobRequest) -> None:
        """Writes the file if any row failed; the same parts give the same file again. A store that refuses it is noted and fails nothing."""
        parts = await self.jobs.failed_rows(job)
        if not parts:
            return
        url = place(request.s3_url, job.job_id)
        try:
            await self.objects.write(url, b"".join(parts), request.role_arn, job.account_id)
        except CounterpointError as error:
            job.noted(f"{url}: the failed rows could not be written: {error.message}")
        except Exception:
            # Whatever the store's client raises: the rows are in, only their report is missing.
            _log.exception("the failed rows of job %s could not be written", job.job_id)
            job.noted(f"{url}: the failed rows could not be written")


def place(s3_url: str, job_id: str) -> str:
    """Where the file of a job stands: in the bucket it read from."""
    return f"s3://{split(s3_url)[0]}/{FOLDER}{job_id}.json.gz"


def is_report(url: str) -> bool:
    """True for failed-rows files, which an import of a whole bucket does not read."""
    return url.removeprefix("s3://").partition("/")[2].startswith(FOLDER)


def packed(key: str, failures: Sequence[tuple[int, str]]) -> bytes:
    """(line, reason) of one object as a gzip member of the file; the same failures give the same bytes."""
    lines = [json.dumps({"Object": key, "Line": line, "Reason": reason}, ensure_ascii=False, separators=(",", ":")) for line, reason in failures]
    return gzip.compress(("\n".join(lines) + "\n").encode(errors="replace"), 6, mtime=0)
