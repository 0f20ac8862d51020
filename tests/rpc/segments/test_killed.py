"""A killed service goes on where it was: imports, exports, the index, freezing."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc, segments_pb2, segments_pb2_grpc

from kit import ids
from kit.bus import Bus
from kit.db import Database, migrate
from kit.errors import CounterpointError, Unavailable
from kit.rpc.client import Peers
from kit.testing import eventually_async
from services.segments.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers
from tests.rpc.segments.rig import ROLE, Rig

ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = "import sys; from kit.service import main; from services.segments.service import open_service; sys.exit(main('segments', open_service))"


class Process:
    """The service as a process of its own, which a crash point may kill."""

    def __init__(self, servers: Servers) -> None:
        self.folder = Path(servers.data) / f"kill-{ids.new_id()[:8]}"
        self.folder.mkdir()
        (self.folder / "key").write_bytes(os.urandom(32))
        address = f"unix:{self.folder}/s.sock"
        self.env = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}",
            "COUNTERPOINT_DATA": str(self.folder),
            "COUNTERPOINT_DATABASE_URL": servers.database_url("segments"),
            "COUNTERPOINT_BUS_URL": servers.bus_url,
            "COUNTERPOINT_COLUMNS_URL": servers.columns_url,
            "COUNTERPOINT_KEY_FILE": str(self.folder / "key"),
            "COUNTERPOINT_LISTEN": address,
            "COUNTERPOINT_JOB_LEASE_SECONDS": "1.5",
            "COUNTERPOINT_PEERS": f"segments={address}",
        }
        self.running: asyncio.subprocess.Process | None = None

    async def start(self, fault: str = "") -> None:
        with (self.folder / "log").open("ab") as log:
            self.running = await asyncio.create_subprocess_exec(sys.executable, "-c", _PROGRAM, env={**self.env, "COUNTERPOINT_FAULT": fault}, stderr=log)

    async def died(self) -> None:
        assert self.running is not None
        assert await asyncio.wait_for(self.running.wait(), 40) == -signal.SIGKILL

    async def stop(self) -> None:
        if self.running is not None and self.running.returncode is None:
            self.running.terminate()
            await self.running.wait()

    async def rig(self) -> tuple[Rig, Peers]:
        async with Database(self.env["COUNTERPOINT_DATABASE_URL"]) as db, Bus(self.env["COUNTERPOINT_BUS_URL"]) as bus:
            await migrate(db, "segments", MIGRATIONS)
            await bus.ensure_streams()
        peers = Peers.from_env(self.env)
        api, audience = peers.stub("segments", segments_pb2_grpc.SegmentsServiceStub), peers.stub("segments", audience_pb2_grpc.AudienceServiceStub)
        return Rig(api, audience, self.folder / "objects", None, None), peers  # type: ignore[arg-type]


async def _until_answered(call: Any) -> Any:
    """Repeats a call while the service is away."""

    async def probe() -> Any:
        try:
            return await call()
        except Unavailable:
            return None

    return await eventually_async(probe, timeout=30)


async def test_a_killed_import_and_export_go_on_from_the_last_piece(servers: Servers) -> None:
    process = Process(servers)
    rig, peers = await process.rig()
    try:
        await process.start("segments.import.batch:2")
        rig.app = await _until_answered(rig.new_app)
        text = "Id,ChannelType,Address\n" + "".join(f"e{i:05},EMAIL,a{i}@x.org\n" for i in range(22_000)) + "bad,EMAIL\n"
        job = await rig.start_import(rig.store("big.csv", text), define_segment=True, register_endpoints=True)
        await process.died()
        await process.start("segments.import.listed:1")
        await process.died()
        await process.start("segments.import.reported:1")
        await process.died()
        await process.start("segments.export.written:2")

        async def ended() -> Any:
            return await rig.ended(job.id, timeout=40)

        done = await _until_answered(ended)
        assert (done.job_status, done.total_processed, done.total_failures) == ("COMPLETED", 22_001, 1)
        assert list(done.failures) == ["big.csv:22002: the row has 2 values, the header names 3"]
        report = rig.objects / "bucket/counterpoint-failures" / f"{job.id}.json.gz"
        assert [json.loads(line)["Line"] for line in gzip.decompress(report.read_bytes()).splitlines()] == [22_002]
        assert await rig.count(done.definition.segment_id) == 22_000
        found = (await rig.api.GetSegment(segments_pb2.GetSegmentRequest(application_id=rig.app, segment_id=done.definition.segment_id))).segment_response
        assert found.import_definition.size == 22_000 and dict(found.import_definition.channel_counts) == {"EMAIL": 22_000}
        wanted = {"role_arn": ROLE, "s3_url_prefix": "s3://bucket/out/"}
        export = await rig.api.CreateExportJob(segments_pb2.CreateExportJobRequest(application_id=rig.app, export_job_request=wanted))
        await process.died()
        await process.start()

        async def exported() -> Any:
            request = segments_pb2.GetExportJobRequest(application_id=rig.app, job_id=export.export_job_response.id)
            state = (await rig.api.GetExportJob(request)).export_job_response
            return state if state.job_status == "COMPLETED" else None

        state = await _until_answered(exported)
        assert (state.total_processed, state.completed_pieces) == (22_000, 3)
        assert len(list((rig.objects / "bucket/out").iterdir())) == 3
    finally:
        await peers.close()
        await process.stop()


async def test_a_killed_freeze_is_done_anew_and_the_index_loses_nothing(servers: Servers) -> None:
    process = Process(servers)
    rig, peers = await process.rig()
    try:
        await process.start("segments.index.inserted:3")
        rig.app = await _until_answered(rig.new_app)
        written = 0
        for number in range(200):
            try:
                await rig.put(f"e{number}", channel_type="EMAIL", address=f"a{number}@x.org")
                written += 1
            except CounterpointError:
                break
        await process.died()
        await process.start("segments.audience.filled:1")
        freeze = audience_pb2.FreezeAudienceRequest(app_id=rig.app, run_id=ids.new_id())

        async def frozen() -> Any:
            return await rig.audience.FreezeAudience(freeze)

        dying = asyncio.create_task(_until_answered(frozen))
        await process.died()
        await process.start()
        size = (await dying).size
        assert size in (written, written + 1)
        read = await rig.audience.ReadAudience(audience_pb2.ReadAudienceRequest(app_id=rig.app, run_id=freeze.run_id, from_seq=1, to_seq=5000))
        assert [one.seq for one in read.recipients] == list(range(1, size + 1))
    finally:
        await peers.close()
        await process.stop()


async def test_a_killed_purge_goes_on_with_the_next_slice(servers: Servers) -> None:
    process = Process(servers)
    rig, peers = await process.rig()
    try:
        await process.start("segments.purge.slice:2")
        rig.app = await _until_answered(rig.new_app)
        rows = "".join(f"e{i:05},EMAIL,a{i}@x.org,4111\n" for i in range(2_500))
        await rig.import_(rig.store("cards.csv", f"Id,ChannelType,Address,Attributes.Card\n{rows}"))
        kind = "endpoint-custom-attributes"
        removing = segments_pb2.RemoveAttributesRequest(application_id=rig.app, attribute_type=kind, update_attributes_request={"blacklist": ["Card"]})
        await rig.api.RemoveAttributes(removing)
        await rig.audience.PurgeAttributes(audience_pb2.PurgeAttributesRequest(app_id=rig.app, attribute_type=kind, names=["Card"]))
        await process.died()
        await process.start()

        async def over() -> bool | None:
            asked = audience_pb2.GetAttributesRequest(app_id=rig.app, attribute_type=kind)
            return not (await rig.audience.GetAttributes(asked)).purging or None

        await eventually_async(lambda: _until_answered(over), timeout=30)
        read = await rig.audience.BatchGetEndpoints(audience_pb2.BatchGetEndpointsRequest(app_id=rig.app, endpoint_ids=[f"e{i:05}" for i in range(2_500)]))
        assert [found.id for found in read.endpoints if found.attributes] == [] and len(read.endpoints) == 2_500
    finally:
        await peers.close()
        await process.stop()
