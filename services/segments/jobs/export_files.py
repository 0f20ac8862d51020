"""Erasure in files that exports wrote: a person's lines are taken out, an app's files emptied."""

import asyncio
import gzip
import json
from collections.abc import Sequence

from counterpoint.segments.v1.segments_pb2 import ExportJobRequest

from kit.errors import CounterpointError, NotFound
from kit.objects import ObjectStore
from services.segments.jobs.exporter import piece_url
from services.segments.store.jobs import Job, JobStore

_PAGE = 100


class ExportFiles:
    """Every export job of an app that is still known names its files."""

    def __init__(self, jobs: JobStore, objects: ObjectStore) -> None:
        self._jobs = jobs
        self._objects = objects

    async def erase(self, app_id: str, endpoint_ids: Sequence[str] | None, user_ids: Sequence[str], *, dry_run: bool) -> tuple[int, list[str]]:
        """(lines that go, what could not be done in words). `endpoint_ids` None: every line."""
        total, faults = 0, []
        after = None
        while True:
            page = await self._jobs.page(app_id, "EXPORT", None, _PAGE, after)
            for job in page:
                try:
                    total += await self._job(job, endpoint_ids, frozenset(user_ids), dry_run=dry_run)
                except CounterpointError as error:
                    faults.append(f"the files of export {job.job_id} cannot be changed: {error.message}")
            if len(page) < _PAGE:
                return total, faults
            after = (page[-1].created_us, page[-1].job_id)

    async def _job(self, job: Job, endpoint_ids: Sequence[str] | None, user_ids: frozenset[str], *, dry_run: bool) -> int:
        request = ExportJobRequest.FromString(job.request)
        total = 0
        for piece in range(int(job.cursor.get("piece", 0))):
            url = piece_url(request.s3_url_prefix, job.job_id, piece)
            try:
                packed = b"".join([chunk async for chunk in self._objects.read(url, request.role_arn, job.account_id)])
            except NotFound:
                continue
            gone, kept = await asyncio.to_thread(_without, packed, endpoint_ids, user_ids)
            total += gone
            if gone and not dry_run:
                await self._objects.write(url, kept, request.role_arn, job.account_id)
        return total


def _without(packed: bytes, endpoint_ids: Sequence[str] | None, user_ids: frozenset[str]) -> tuple[int, bytes]:
    """(lines taken out, the file without them), as exports pack it."""
    lines = gzip.decompress(packed).splitlines()
    if endpoint_ids is None:
        return len(lines), gzip.compress(b"", 6, mtime=0)
    ids = frozenset(endpoint_ids)
    kept = [line for line in lines if not _concerns(line, ids, user_ids)]
    return len(lines) - len(kept), gzip.compress(b"\n".join(kept) + b"\n" if kept else b"", 6, mtime=0)


def _concerns(line: bytes, endpoint_ids: frozenset[str], user_ids: frozenset[str]) -> bool:
    record = json.loads(line)
    return record.get("Id") in endpoint_ids or record.get("User", {}).get("UserId") in user_ids
