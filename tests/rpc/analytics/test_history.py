"""Imports of event history through the service, with objects in a folder (events spec 1.7)."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from counterpoint.analytics.v1 import history_pb2, history_pb2_grpc
from counterpoint.segments.v1 import audience_pb2_grpc, segments_events_pb2
from sqlalchemy import text

from kit import ids
from kit.caller import Caller, metadata
from kit.columns import Columns
from kit.db import Database, migrate
from kit.errors import Invalid, NotFound
from kit.rpc.client import Peers
from kit.rpc.server import RpcServer
from kit.service import Context
from kit.testing import eventually_async
from services.analytics.events.sinks import apps_sink
from services.analytics.jobs import history
from services.analytics.service import open_service
from services.analytics.store.history import EventImport, EventImports, LeaseLost
from services.analytics.store.migrations import MIGRATIONS
from services.analytics.store.retention import Retention
from services.analytics.store.streams import StreamStore
from tests.fixtures.servers import Servers
from tests.rpc.analytics.test_streams import ACCOUNT, Audience

ROLE = f"arn:aws:iam::{ACCOUNT}:role/import"


@dataclass
class Rig:
    """Analytics, its database and the folder of its bucket."""

    api: history_pb2_grpc.HistoryServiceStub
    ctx: Context
    db: Database
    columns: Columns
    bucket: Path

    def put(self, key: str, content: bytes) -> None:
        self.bucket.mkdir(parents=True, exist_ok=True)
        (self.bucket / key).write_bytes(content)

    async def start(self, app: str, key: str) -> str:
        request = history_pb2.StartEventImportRequest(app_id=app, s3_url=f"s3://history/{key}", role_arn=ROLE)
        job = (await self.api.StartEventImport(request)).event_import_response
        assert (job.application_id, job.job_status, job.type) == (app, "CREATED", "IMPORT_EVENTS") and not job.HasField("completion_date")
        return str(job.id)

    async def ended(self, app: str, job_id: str) -> history_pb2.EventImportResponse:
        async def job() -> Any:
            found = (await self.api.GetEventImport(history_pb2.GetEventImportRequest(app_id=app, job_id=job_id))).event_import_response
            return found if found.job_status in ("COMPLETED", "FAILED") else None

        return await eventually_async(job, 20)

    async def imported(self, app: str, key: str) -> history_pb2.EventImportResponse:
        return await self.ended(app, await self.start(app, key))

    async def stored(self, app: str) -> tuple[int, int]:
        """How many events, all imported, and outcomes."""
        ((events, marked),) = await self.columns.query("SELECT count(), countIf(imported = 1) FROM events FINAL WHERE app_id = {a:String}", {"a": app})
        ((outcomes,),) = await self.columns.query("SELECT count() FROM outcomes FINAL WHERE app_id = {a:String}", {"a": app})
        assert events == marked
        return int(events), int(outcomes)


@asynccontextmanager
async def analytics(servers: Servers) -> AsyncIterator[Rig]:
    folder = Path(servers.data) / f"his-{ids.new_id()[:8]}"
    folder.mkdir()
    (folder / "key").write_bytes(os.urandom(32))
    environment = {
        "COUNTERPOINT_DATA": str(folder),
        "COUNTERPOINT_DATABASE_URL": servers.database_url("analytics"),
        "COUNTERPOINT_BUS_URL": servers.bus_url,
        "COUNTERPOINT_COLUMNS_URL": servers.columns_url,
        "COUNTERPOINT_KEY_FILE": str(folder / "key"),
        "COUNTERPOINT_PEERS": f"segments=unix:{folder}/segments.sock;analytics=unix:{folder}/analytics.sock",
    }
    async with AsyncExitStack() as stack:
        ctx = Context("analytics", environment, stack)
        db, bus, columns = await ctx.database(), await ctx.bus(), await ctx.columns()
        await migrate(db, "analytics", MIGRATIONS)
        await bus.ensure_streams()

        async def serve(name: str, servicers: Any, ready: Any) -> None:
            server = RpcServer([f"unix:{folder}/{name}.sock"], "", servicers, ready)
            await server.start()
            stack.push_async_callback(server.stop, 0.2)

        async def always() -> bool:
            return True

        await serve("segments", [(Audience(), audience_pb2_grpc.add_AudienceServiceServicer_to_server, "counterpoint.segments.v1.AudienceService")], always)
        service = await stack.enter_async_context(open_service(ctx))
        stack.push_async_callback(ctx.tasks.stop)
        await serve("analytics", service.servicers, service.ready)
        peers = Peers.from_env(environment)
        stack.push_async_callback(peers.close)
        yield Rig(peers.stub("analytics", history_pb2_grpc.HistoryServiceStub), ctx, db, columns, folder / "objects" / "history")


def lines(count: int, ctx: Context, kind: str = "level", days_ago: int = 1) -> bytes:
    """Every fourth record is an open of a campaign's e-mail, the others are events."""
    at = ctx.clock.now_ms() - days_ago * 86_400_000
    made = []
    for n in range(count):
        name = "_email.open" if n % 4 == 3 else kind
        made.append({"event_type": name, "event_timestamp": at + n, "client": {"client_id": f"e{n}"}, "attributes": {"campaign_id": "c"}})
    return "".join(json.dumps(record) + "\n" for record in made).encode()


async def test_a_file_is_stored_once_however_often_it_is_imported_plain_or_in_gzip(servers: Servers) -> None:
    async with analytics(servers) as rig:
        app, content = ids.new_id(), lines(40, rig.ctx)
        told: list[str] = []

        async def hear(message: Any) -> None:
            told.append(message.subject)

        await (await rig.ctx.bus()).connection.subscribe("cp.>", cb=hear)
        rig.put("a.ndjson", content)
        rig.put("b.ndjson.gz", gzip.compress(content))
        for key in ("a.ndjson", "a.ndjson", "b.ndjson.gz", ""):
            job = await rig.imported(app, key)
            assert (job.job_status, job.total_failures, job.failed_pieces, list(job.failures)) == ("COMPLETED", 0, 0, []), key
            assert job.total_processed == (80 if key == "" else 40) and job.completion_date and job.definition.s3_url == f"s3://history/{key}"
            assert await rig.stored(app) == (30, 10)
        assert not [subject for subject in told if app in subject], "nothing goes on the bus"


async def test_bad_lines_are_listed_old_ones_counted_and_what_is_no_object_fails_the_job(servers: Servers) -> None:
    async with analytics(servers) as rig:
        app = ids.new_id()
        rig.put("mixed", lines(4, rig.ctx) + b"{}\n\nnonsense\n" * 60 + lines(8, rig.ctx, days_ago=91))
        job = await rig.imported(app, "mixed")
        assert (job.job_status, job.total_processed, job.total_failures, job.total_expired) == ("COMPLETED", 132, 120, 8)
        assert len(job.failures) == 100 and list(job.failures[:2]) == ["mixed:5: event_type is missing", "mixed:7: not valid JSON"]
        assert await rig.stored(app) == (3, 1)

        rig.put("torn.gz", gzip.compress(lines(4, rig.ctx, "torn"), 0)[:-9])
        torn = await rig.imported(app, "torn.gz")
        assert (torn.job_status, torn.failed_pieces, list(torn.failures)) == ("FAILED", 1, ["torn.gz: the gzip data ends too early"])
        absent = await rig.imported(app, "nowhere")
        assert absent.job_status == "FAILED" and "no object at s3://history/nowhere" in absent.failures[0]


async def test_another_account_sees_no_job_and_a_wrong_place_or_role_is_refused(servers: Servers) -> None:
    async with analytics(servers) as rig:
        app = ids.new_id()
        rig.put("a", lines(1, rig.ctx))
        job_id = await rig.start(app, "a")
        stranger = metadata(Caller(account="999999999999"))
        with pytest.raises(NotFound):
            await rig.api.GetEventImport(history_pb2.GetEventImportRequest(app_id=app, job_id=job_id), metadata=stranger)
        for other_app, other_job in ((ids.new_id(), job_id), (app, ids.new_id())):
            with pytest.raises(NotFound):
                await rig.api.GetEventImport(history_pb2.GetEventImportRequest(app_id=other_app, job_id=other_job))
        for url, role, says in (("file:///etc", ROLE, "S3Url"), ("s3://history/../x", ROLE, "S3Url"), ("s3://history/a", "me", "RoleArn")):
            with pytest.raises(Invalid, match=says):
                await rig.api.StartEventImport(history_pb2.StartEventImportRequest(app_id=app, s3_url=url, role_arn=role))


async def test_a_job_whose_worker_died_goes_on_behind_its_last_piece(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PIECE_LINES", 10)
    async with analytics(servers) as rig:
        app, job_id = ids.new_id(), ids.new_id()
        rig.put("a", lines(20, rig.ctx, "never"))
        rig.put("b", lines(40, rig.ctx))
        rig.put("c", lines(8, rig.ctx, "last"))
        # As one leaves it that was killed between the columns and its own row: the second object, behind two of its pieces.
        async with rig.db.begin() as conn:
            await conn.execute(
                text(
                    "INSERT INTO event_imports"
                    " (job_id, app_id, account_id, s3_url, role_arn, created_us, status, file, line, processed, pieces, owner, lease_until)"
                    " VALUES (:job, :app, :account, 's3://history/', :role, 1, 'PROCESSING', 's3://history/b', 20, 40, 4, 'dead', now())"
                ),
                {"job": job_id, "app": app, "account": ACCOUNT, "role": ROLE},
            )
        job = await rig.ended(app, job_id)
        assert (job.job_status, job.total_processed, job.completed_pieces) == ("COMPLETED", 68, 7)
        found = await rig.columns.query("SELECT event_type, count() FROM events FINAL WHERE app_id = {a:String} GROUP BY event_type", {"a": app})
        assert dict(found) == {"level": 15, "last": 6}  # type: ignore[comparison-overlap]


async def test_a_job_is_claimed_once_and_again_when_its_lease_has_ended(servers: Servers) -> None:
    async with Database(servers.database_url("analytics")) as db:
        await migrate(db, "analytics", MIGRATIONS)
        first, second, hasty = (EventImports(db, name, lease) for name, lease in (("one", 60.0), ("two", 60.0), ("hasty", 0.0)))
        await first.create(EventImport(ids.new_id(), "j1", ACCOUNT, "s3://b/k", ROLE, 1))
        job = await hasty.claim()
        assert job is not None
        taken = await first.claim()
        assert taken is not None and taken == job and await second.claim() is None
        taken.line, taken.processed = 7, 7
        await first.advance(taken)
        with pytest.raises(LeaseLost):
            await hasty.advance(job)
        assert (await first.get(job.app_id, "j1")).line == 7
        await first.release()
        assert await second.claim() == taken


async def test_a_deleted_app_takes_its_jobs_along(servers: Servers) -> None:
    async with analytics(servers) as rig:
        app, imports = ids.new_id(), EventImports(rig.db, "t", 30.0)
        rig.put("a", lines(8, rig.ctx))
        job = await rig.imported(app, "a")
        sink = apps_sink(rig.columns, Retention(rig.db, 90), StreamStore(rig.db), imports)

        class Told:
            data = segments_events_pb2.AppDeleted(app_id=app).SerializeToString()

        await sink([Told()])  # type: ignore[list-item]
        with pytest.raises(NotFound):
            await rig.api.GetEventImport(history_pb2.GetEventImportRequest(app_id=app, job_id=job.id))
        assert await rig.stored(app) == (0, 0)
