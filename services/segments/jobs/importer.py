"""An import job: files, pieces of rows, failures; goes on from its cursor after any death (endpoints spec 3)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from counterpoint.segments.v1.segments_pb2 import ImportJobRequest, SegmentImportResource
from counterpoint.type.v1.type_pb2 import WriteSegmentRequest

from kit import faults
from kit.clock import Clock
from kit.errors import CounterpointError
from kit.lines import Broken, Budget, sets_of_lines
from kit.objects import ObjectInfo, ObjectStore
from services.segments.config import SegmentsConfig
from services.segments.domain import limits
from services.segments.domain.fold import Outcome, Rules
from services.segments.jobs.failed_rows import WHOLE_FILE, FailedRows, is_report, packed
from services.segments.jobs.rows import BadHeader, BadRow, CsvRows, Parsed, csv_cells, json_line, json_row
from services.segments.store.endpoints import EndpointStore
from services.segments.store.index import Index
from services.segments.store.jobs import FAILING, Job, JobStore
from services.segments.store.segments import IMPORT, Segment, SegmentStore
from services.segments.store.tx import Tx, transaction

PIECE_ROWS = 10_000
BATCH_ROWS = 5_000
FILES = 10_000
# How many lines a value with a line break may swallow before quoting counts as broken for one line only.
_BROKEN_LINES = 50


class _Refused(Exception):
    """The job fails as a whole; the text says why."""


@dataclass(slots=True)
class Importer:
    """What an import needs."""

    config: SegmentsConfig
    clock: Clock
    objects: ObjectStore
    jobs: JobStore
    endpoints: EndpointStore
    segments: SegmentStore
    index: Index

    async def run(self, job: Job) -> None:
        """Works the job to its end; every step is kept."""
        request = ImportJobRequest.FromString(job.request)
        if job.status == FAILING:
            await self._fail(job, request)
            return
        try:
            files = await self._files(job, request)
        except _Refused as reason:
            job.count("failed_pieces")
            job.failed(str(reason))
            await self._fail(job, request)
            return
        job.status = "PROCESSING"
        job.cursor.setdefault("file", 0)
        await self.jobs.save(job)
        budget = Budget(self.config.import_bytes)
        for number in range(job.cursor["file"], len(files)):
            lost = ""
            try:
                await _File(self, job, request, files[number], budget).run()
            except (Broken, BadHeader) as error:
                lost = str(error)
            except CounterpointError as error:
                if error.reason == "UNAVAILABLE":
                    raise
                lost = error.message
            await self._ended(job, number, _key(files[number].url), lost)
        await self._finish(job, request, [info.url for info in files])

    async def _ended(self, job: Job, number: int, key: str, lost: str) -> None:
        """Goes on behind a file; `lost`: why it failed as a whole."""
        if lost:
            job.count("failed_pieces")
            job.failed(f"{key}: {lost}")
        job.cursor = {**job.cursor, "file": number + 1, "line": 0}
        async with transaction(self.segments.database) as tx:
            if lost:
                await self.jobs.add_failed_rows(tx, job, packed(key, [(WHOLE_FILE, lost)]))
            await self.jobs.advance(tx, job)

    async def _files(self, job: Job, request: ImportJobRequest) -> list[ObjectInfo]:
        """The objects to read. Raises _Refused when the job fails here."""
        for status in ("PREPARING_FOR_INITIALIZATION", "INITIALIZING"):
            if job.status in ("CREATED", "PREPARING_FOR_INITIALIZATION"):
                job.status = status
                await self.jobs.save(job)
        try:
            found = await self.objects.find(request.s3_url, request.role_arn, job.account_id)
        except CounterpointError as error:
            if error.reason == "UNAVAILABLE":
                raise
            raise _Refused(error.message) from None
        reports = is_report(request.s3_url)
        readable = [info for info in found if _readable(info.url, request.format) and is_report(info.url) == reports]
        chosen = readable if len(found) > 1 or request.s3_url.endswith("/") else found
        if not chosen:
            raise _Refused(f"no {request.format} file at {request.s3_url}")
        if len(chosen) > FILES:
            raise _Refused(f"{len(chosen)} files, at most {FILES} are read")
        if sum(info.size for info in chosen) > self.config.import_bytes:
            raise _Refused("the input is larger than an import may be")
        return chosen

    async def _fail(self, job: Job, request: ImportJobRequest) -> None:
        """FAILING while the failed rows are written, FAILED afterwards."""
        job.status = FAILING
        await self.jobs.save(job)
        await FailedRows(self.objects, self.jobs).write(job, request)
        faults.point("segments.import.reported")
        job.status, job.completed_us = "FAILED", self.clock.now_us()
        await self.jobs.save(job)

    async def _finish(self, job: Job, request: ImportJobRequest, urls: list[str]) -> None:
        if job.counters.get("failed_pieces"):
            await self._fail(job, request)
            return
        await FailedRows(self.objects, self.jobs).write(job, request)
        faults.point("segments.import.reported")
        job.status = "COMPLETING"
        await self.jobs.save(job)
        async with transaction(self.segments.database) as tx:
            if request.define_segment:
                await self._define(tx, job, request, urls)
            job.status, job.completed_us = "COMPLETED", self.clock.now_us()
            await self.jobs.advance(tx, job)

    async def _define(self, tx: Tx, job: Job, request: ImportJobRequest, urls: list[str]) -> None:
        """The segment of the imported rows: a new one, or the next version of the named one with the union of members."""
        now_us = self.clock.now_us()
        segment_id = str(job.cursor["segment"])
        current = await self.segments.latest_locked(tx, job.app_id, segment_id)
        size = int(job.counters.get("processed", 0)) - int(job.counters.get("failed", 0))
        channels = {name: int(count) for name, count in job.counters.get("channels", {}).items()}
        imported = SegmentImportResource(
            channel_counts=channels, external_id=request.external_id, format=request.format, role_arn=request.role_arn, s3_url=request.s3_url, size=size
        )
        if current is None:
            name = request.segment_name or _base_name(urls[0] if len(urls) == 1 else request.s3_url)
            segment = Segment(
                job.app_id, segment_id, IMPORT, {}, now_us, 1, name[:128], WriteSegmentRequest(), imported, (job.job_id,), now_us
            )
        else:
            if current.imported is not None:
                # Only who is new to the segment adds to it: rows of members listed before would count twice.
                fresh = await self.index.newly_listed(segment_id, job.job_id, current.jobs)
                imported.size = current.imported.size + sum(fresh.values())
                imported.ClearField("channel_counts")
                imported.channel_counts.update(current.imported.channel_counts)
                for channel, count in fresh.items():
                    if channel:
                        imported.channel_counts[channel] += count
            segment = Segment(
                current.app_id,
                segment_id,
                IMPORT,
                current.tags,
                current.created_us,
                current.version + 1,
                request.segment_name or current.name,
                WriteSegmentRequest(),
                imported,
                (*current.jobs, job.job_id),
                now_us,
            )
        await self.segments.add_version(tx, segment)
        job.segment_id = segment_id


class _File:
    """One object of an import, from the line after the last one committed."""

    def __init__(self, importer: Importer, job: Job, request: ImportJobRequest, info: ObjectInfo, budget: Budget) -> None:
        self._importer = importer
        self._job = job
        self._request = request
        self._url = info.url
        self._budget = budget
        self._csv: CsvRows | None = None
        self._line = 0
        self._done_before = int(job.cursor.get("line", 0))
        register, define = request.register_endpoints, request.define_segment
        self._store = register or define
        base = importer.endpoints.rules
        self._rules = Rules(
            base.endpoints_per_user,
            base.evict_apns_sandbox,
            new_needs_address=True,
            private_to=None if register else str(job.cursor.get("segment")),
            # Private rows are nobody's endpoints: their changes are no events.
            tell_changes=job.emit_changes and register,
        )

    async def run(self) -> None:
        """Raises Broken or BadHeader for a file that cannot be used further; what came before is kept."""
        source = self._importer.objects.read(self._url, self._request.role_arn, self._job.account_id)
        # The rows of the next lines are made while those of the last ones are written.
        ahead: asyncio.Task[_Rows] | None = None
        try:
            try:
                async for some in sets_of_lines(source, BATCH_ROWS, self._budget.spend):
                    made = self._begun(_texts(some, first=self._line == 0))
                    waiting, ahead = ahead, made
                    if waiting is not None:
                        await self._write(await waiting)
            except Broken:
                if ahead is not None:
                    await self._write(await ahead)
                raise
            if ahead is not None:
                await self._write(await ahead)
        finally:
            if ahead is not None:
                ahead.cancel()
        if self._job.counters.get("rows_in_piece"):
            self._job.count("pieces")
            self._job.counters["rows_in_piece"] = 0

    def _begun(self, texts: list[str]) -> "asyncio.Task[_Rows] | None":
        """Begins to make rows of lines, None when they were all done before. Raises BadHeader."""
        first = self._line + 1
        self._line += len(texts)
        header = first == 1 and self._request.format == "CSV"
        if header:
            self._csv = CsvRows(self._job.app_id, _header(texts[0]))
        if self._line <= self._done_before:
            return None
        skip = max(self._done_before - first + 1, 1 if header else 0)
        read = self._read_csv if self._csv is not None else self._read_json
        return asyncio.create_task(asyncio.to_thread(read, texts[skip:], first + skip))

    def _read_csv(self, texts: Sequence[str], first: int) -> "_Rows":
        found = _Rows(first + len(texts) - 1)
        position = 0
        while position < len(texts):
            text, line = texts[position], first + position
            position += 1
            if not text.strip() or self._csv is None:
                continue
            found.count += 1
            try:
                found.parsed.append((line, self._csv.row(csv_cells(text))))
            except BadRow as error:
                found.failures.append((line, str(error)))
                if text.count('"') % 2:
                    position = _after_broken(texts, position)
        return found

    def _read_json(self, texts: Sequence[str], first: int) -> "_Rows":
        found = _Rows(first + len(texts) - 1)
        for line, text in enumerate(texts, first):
            if not _unwrapped(text):
                continue
            try:
                values = _values(json_line(_unwrapped(text)))
            except BadRow as error:
                values = []
                found.count += 1
                found.failures.append((line, str(error)))
            for value in values:
                found.count += 1
                try:
                    found.parsed.append((line, json_row(self._job.app_id, value)))
                except BadRow as error:
                    found.failures.append((line, str(error)))
        return found

    async def _write(self, rows: "_Rows") -> None:
        items = [(line, row.item) for line, row in rows.parsed if row.item is not None]
        users = [user for _, row in rows.parsed for user in row.users]
        for _, item in items:
            item.request_id = self._job.job_id  # the request that wrote the endpoint, unless the row names one
        before = _Progress(dict(self._job.counters), list(self._job.failures), dict(self._job.cursor))
        if not self._store:
            faults_found = [(line, fault) for line, item in items if (fault := limits.fault_of_id(item.endpoint_id) or limits.fault_of_patch(item.patch))]
            async with transaction(self._importer.segments.database) as tx:
                await self._advance(tx, before, rows, faults_found, {})
            return

        async def beside(tx: Tx, outcomes: list[Outcome]) -> None:
            told = [(line, outcome.message) for (line, _), outcome in zip(items, outcomes, strict=True) if not outcome.accepted]
            written = [(item, outcome) for (_, item), outcome in zip(items, outcomes, strict=True) if outcome.accepted]
            channels: dict[str, int] = {}
            if self._request.define_segment:
                await self._list([(item.endpoint_id, outcome.channel) for item, outcome in written], users, rows.last)
                for _, outcome in written:
                    channels[outcome.channel] = channels.get(outcome.channel, 0) + 1
            faults.point("segments.import.listed")
            await self._advance(tx, before, rows, told, channels)

        await self._importer.endpoints.upsert(self._job.app_id, [item for _, item in items], self._rules, beside)
        faults.point("segments.import.batch")

    async def _list(self, endpoints: list[tuple[str, str]], users: list[str], last: int) -> None:
        """Notes the members. A repeat after a death is dropped by its token, which stands for the same lines of the same file."""
        job, segment = self._job, self._job.cursor["segment"]
        rows = [(job.app_id, segment, job.job_id, 0, id, channel) for id, channel in endpoints]
        rows += [(job.app_id, segment, job.job_id, 1, user, "") for user in users]
        if rows:
            await self._importer.index.columns.insert(
                "members",
                ["app_id", "segment_id", "job_id", "kind", "id", "channel"],
                rows,
                types=["String", "String", "String", "UInt8", "String", "LowCardinality(String)"],
                token=f"{job.job_id}:{job.cursor['file']}:{last}",
            )

    async def _advance(self, tx: Tx, before: "_Progress", rows: "_Rows", refused: list[tuple[int, str]], channels: dict[str, int]) -> None:
        """The job moves on in the transaction of its rows, always from where it stood before them: the transaction may run more than once."""
        job = self._job
        job.counters, job.failures = dict(before.counters), list(before.failures)
        job.cursor = {**before.cursor, "line": rows.last}
        failures = rows.failures + refused
        job.count("processed", rows.count)
        job.count("failed", len(failures))
        job.count("rows_in_piece", rows.count)
        if job.counters["rows_in_piece"] >= PIECE_ROWS:
            job.count("pieces")
            job.counters["rows_in_piece"] = 0
        if channels:
            held = before.counters.get("channels", {})
            job.counters["channels"] = {name: held.get(name, 0) + channels.get(name, 0) for name in {**held, **channels}}
        key, told = _key(self._url), sorted(failures)
        for line, reason in told:
            job.failed(f"{key}:{line}: {reason}")
        if told:
            await self._importer.jobs.add_failed_rows(tx, job, await asyncio.to_thread(packed, key, told))
        await self._importer.jobs.advance(tx, job)


@dataclass(slots=True)
class _Rows:
    """What some lines hold, `last` being the number of the last one: rows and failures with their line numbers, and how many rows there were."""

    last: int
    parsed: list[tuple[int, Parsed]] = field(default_factory=list)
    failures: list[tuple[int, str]] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Progress:
    """A job's progress at one moment."""

    counters: dict[str, Any]
    failures: list[str]
    cursor: dict[str, Any]


def _texts(lines: list[bytes], first: bool) -> list[str]:
    """Lines as text; a byte order mark at the beginning of the file is dropped. Raises Broken for text that is not UTF-8."""
    try:
        return b"\n".join(lines).decode("utf-8-sig" if first else "utf-8").split("\n")
    except UnicodeDecodeError:
        raise Broken("the text is not UTF-8") from None


def _values(value: Any) -> list[Any]:
    """A line that holds an array is taken as the objects in it (endpoints spec 3.2)."""
    return value if isinstance(value, list) else [value]


def _unwrapped(text: str) -> str:
    """The object in a line of an array that is spread over lines, "" for its brackets."""
    bare = text.strip().removesuffix(",").rstrip()
    if bare in ("[", "]"):
        return ""
    if bare.startswith("[") and not bare.endswith("]"):
        return bare[1:]
    if bare.startswith("{") and bare.endswith("}]"):
        return bare[:-1]
    return bare


def _after_broken(texts: Sequence[str], position: int) -> int:
    """The position after a value with line breaks: behind the line that closes its quote, or unchanged when none does."""
    for end in range(position, min(position + _BROKEN_LINES, len(texts))):
        if texts[end].count('"') % 2:
            return end + 1
    return position


def _header(text: str) -> list[str]:
    try:
        return csv_cells(text)
    except BadRow as error:
        raise BadHeader(f"the header cannot be read: {error}") from None


def _readable(url: str, format: str) -> bool:
    """Files of the format by their (inner) extension; those without one are tried."""
    name = url.rpartition("/")[2].lower().removesuffix(".gz")
    if not name or name.endswith("/"):
        return False
    extension = name.rpartition(".")[2] if "." in name else ""
    return extension in ("", "csv" if format == "CSV" else "json")


def _key(url: str) -> str:
    return url.removeprefix("s3://").partition("/")[2] or url


def _base_name(url: str) -> str:
    """The file's name without extension."""
    name = url.rstrip("/").rpartition("/")[2].removesuffix(".gz")
    return name.rpartition(".")[0] or name or "import"

