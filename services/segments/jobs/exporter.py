"""An export job: gzip files of newline-delimited JSON, piece by piece (endpoints spec 4)."""

import asyncio
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from counterpoint.segments.v1.segments_pb2 import ExportJobRequest
from counterpoint.type.v1.type_pb2 import EndpointResponse

from kit import faults
from kit.clock import Clock
from kit.errors import CounterpointError
from kit.objects import ObjectStore
from services.segments.domain import limits
from services.segments.domain.criteria import EVERYBODY, Tree
from services.segments.domain.names import Names
from services.segments.store.audience import Audiences
from services.segments.store.documents import joined
from services.segments.store.endpoints import EndpointStore
from services.segments.store.jobs import FAILING, Job, JobStore
from services.segments.store.registry import Registry
from services.segments.store.segments import SegmentStore, tree_of

PIECE_ROWS = 10_000


@dataclass(slots=True)
class Exporter:
    """What an export needs."""

    clock: Clock
    objects: ObjectStore
    jobs: JobStore
    endpoints: EndpointStore
    segments: SegmentStore
    registry: Registry
    audiences: Audiences

    async def run(self, job: Job) -> None:
        """Writes the pieces after the last one kept."""
        request = ExportJobRequest.FromString(job.request)
        if job.status == FAILING:
            await self._fail(job)
            return
        for status in ("PREPARING_FOR_INITIALIZATION", "INITIALIZING", "PROCESSING"):
            job.status = status
            await self.jobs.save(job)
        try:
            await self._pieces(job, request)
        except CounterpointError as error:
            if error.reason == "UNAVAILABLE":
                raise
            job.count("failed_pieces")
            job.failed(error.message)
            await self._fail(job)
            return
        job.status = "COMPLETING"
        await self.jobs.save(job)
        job.status, job.completed_us = "COMPLETED", self.clock.now_us()
        await self.jobs.save(job)

    async def _fail(self, job: Job) -> None:
        job.status = FAILING
        await self.jobs.save(job)
        job.status, job.completed_us = "FAILED", self.clock.now_us()
        await self.jobs.save(job)

    async def _pieces(self, job: Job, request: ExportJobRequest) -> None:
        names = await self.registry.current(job.app_id)
        tree = await self._tree(job, request, names)
        # Relative conditions are judged at one instant, whichever replica goes on.
        now_us = job.cursor.setdefault("now_us", self.clock.now_us())
        piece = int(job.cursor.get("piece", 0))
        async for ids in self.audiences.pages(job.app_id, tree, names, now_us, PIECE_ROWS, str(job.cursor.get("after", ""))):
            records = await self.endpoints.records(job.app_id, ids)
            content = await asyncio.to_thread(_packed, [records[id] for id in ids if id in records])
            await self.objects.write(piece_url(request.s3_url_prefix, job.job_id, piece), content, request.role_arn, job.account_id)
            faults.point("segments.export.written")
            piece += 1
            job.cursor = {**job.cursor, "piece": piece, "after": ids[-1]}
            job.count("pieces")
            job.count("processed", len(records))
            await self.jobs.save(job)

    async def _tree(self, job: Job, request: ExportJobRequest, names: Names) -> Tree:
        if not request.segment_id:
            return EVERYBODY
        segment = await self.segments.get(job.app_id, request.segment_id, request.segment_version)
        return tree_of(segment, await self.segments.sources(job.app_id, segment.definition), names)


def piece_url(prefix: str, job_id: str, piece: int) -> str:
    """The object of one piece."""
    return f"{prefix.rstrip('/')}/{job_id}-{piece:05d}.json.gz"


def _packed(records: Sequence[Any]) -> bytes:
    """One object a line, gzip; the same records give the same bytes."""
    texts = []
    for record in records:
        endpoint = EndpointResponse.FromString(joined(record["document"], record["user_document"] or b""))
        texts.append(json.dumps(limits.as_json(endpoint, None), ensure_ascii=False, separators=(",", ":")))
    return gzip.compress(("\n".join(texts) + "\n").encode(errors="replace") if texts else b"", 6, mtime=0)
