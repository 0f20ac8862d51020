"""A running segments service: real gRPC, PostgreSQL, NATS and columns."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc, segments_pb2, segments_pb2_grpc
from counterpoint.type.v1 import type_pb2

from kit import ids
from kit.bus import Bus
from kit.db import Database, migrate
from kit.rpc.client import Peers
from kit.rpc.server import RpcServer
from kit.service import Context
from kit.testing import eventually_async
from services.segments.service import open_service
from services.segments.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers

ROLE = "arn:aws:iam::000000000000:role/import"


@dataclass
class Rig:
    """What a test works with: both stubs, an app of its own, the object folder, the bus."""

    api: segments_pb2_grpc.SegmentsServiceStub
    audience: audience_pb2_grpc.AudienceServiceStub
    objects: Path
    bus: Bus
    db: Database
    app: str = ""

    async def new_app(self, name: str = "app", **tags: str) -> str:
        request = segments_pb2.CreateAppRequest(create_application_request={"name": name, "tags": tags})
        return str((await self.api.CreateApp(request)).application_response.id)

    async def put(self, endpoint_id: str, app: str = "", **members: Any) -> Any:
        """UpdateEndpoint with the members of an EndpointRequest; lists of a map may be plain lists."""
        request = segments_pb2.UpdateEndpointRequest(application_id=app or self.app, endpoint_id=endpoint_id, endpoint_request=endpoint(**members))
        return (await self.api.UpdateEndpoint(request)).message_body

    async def get(self, endpoint_id: str) -> Any:
        return (await self.api.GetEndpoint(segments_pb2.GetEndpointRequest(application_id=self.app, endpoint_id=endpoint_id))).endpoint_response

    async def delete(self, endpoint_id: str) -> Any:
        return (await self.api.DeleteEndpoint(segments_pb2.DeleteEndpointRequest(application_id=self.app, endpoint_id=endpoint_id))).endpoint_response

    async def segment(self, **members: Any) -> Any:
        request = segments_pb2.CreateSegmentRequest(application_id=self.app, write_segment_request=members)
        return (await self.api.CreateSegment(request)).segment_response

    async def count(self, segment_id: str = "", **definition: Any) -> int:
        request = audience_pb2.CountSegmentRequest(app_id=self.app, segment_id=segment_id)
        if definition:
            request.definition.CopyFrom(type_pb2.WriteSegmentRequest(**definition))
        return int((await self.audience.CountSegment(request)).total)

    async def members(self, segment_id: str = "") -> list[str]:
        found: list[str] = []
        async for batch in self.audience.StreamMembers(audience_pb2.StreamMembersRequest(app_id=self.app, segment_id=segment_id)):
            found += [recipient.endpoint_id for recipient in batch.recipients]
        return found

    def store(self, key: str, content: bytes | str) -> str:
        path = self.objects / "bucket" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return f"s3://bucket/{key}"

    async def start_import(self, url: str, **members: Any) -> Any:
        wanted = {"format": "CSV", "role_arn": ROLE, "s3_url": url} | members
        request = segments_pb2.CreateImportJobRequest(application_id=self.app, import_job_request=wanted)
        return (await self.api.CreateImportJob(request)).import_job_response

    async def start_own_import(self, url: str, **members: Any) -> Any:
        """By our own operation, which takes `emit_changes`."""
        wanted = {"format": "CSV", "role_arn": ROLE, "s3_url": url} | members
        return (await self.audience.StartImport(audience_pb2.StartImportRequest(app_id=self.app, **wanted))).import_job_response

    async def import_(self, url: str, **members: Any) -> Any:
        """Runs an import to its end."""
        job = await self.start_import(url, **members)
        return await self.ended(job.id)

    async def ended(self, job_id: str, timeout: float = 30) -> Any:
        async def probe() -> Any:
            request = segments_pb2.GetImportJobRequest(application_id=self.app, job_id=job_id)
            found = (await self.api.GetImportJob(request)).import_job_response
            return found if found.job_status in ("COMPLETED", "FAILED") else None

        return await eventually_async(probe, timeout=timeout)


def endpoint(**members: Any) -> type_pb2.EndpointRequest:
    """An EndpointRequest; `attributes` and `user` take plain lists."""
    made = dict(members)
    if "attributes" in made:
        made["attributes"] = lists(made["attributes"])
    if "user" in made and "user_attributes" in made["user"]:
        made["user"] = made["user"] | {"user_attributes": lists(made["user"]["user_attributes"])}
    return type_pb2.EndpointRequest(**made)


def lists(values: Mapping[str, list[str]]) -> dict[str, type_pb2.StringList]:
    return {name: type_pb2.StringList(values=items) for name, items in values.items()}


@asynccontextmanager
async def segments_service(servers: Servers, url: str = "", **environ: str) -> AsyncIterator[Rig]:
    """The service over a fresh database (or that of `url`), with one app."""
    folder = Path(servers.data) / f"seg-{ids.new_id()[:8]}"
    folder.mkdir()
    (folder / "key").write_bytes(os.urandom(32))
    address = f"unix:{folder}/segments.sock"
    environment = {
        "COUNTERPOINT_DATA": str(folder),
        "COUNTERPOINT_DATABASE_URL": url or servers.database_url("segments"),
        "COUNTERPOINT_BUS_URL": servers.bus_url,
        "COUNTERPOINT_COLUMNS_URL": servers.columns_url,
        "COUNTERPOINT_KEY_FILE": str(folder / "key"),
        "COUNTERPOINT_PEERS": f"segments={address}",
        **environ,
    }
    async with AsyncExitStack() as stack:
        ctx = Context("segments", environment, stack)
        db, bus = await ctx.database(), await ctx.bus()
        await migrate(db, "segments", MIGRATIONS)
        await bus.ensure_streams()
        service = await stack.enter_async_context(open_service(ctx))
        stack.push_async_callback(ctx.tasks.stop)
        server = RpcServer([address], "", service.servicers, service.ready)
        await server.start()
        stack.push_async_callback(server.stop, 0.5)
        peers = Peers.from_env(environment)
        stack.push_async_callback(peers.close)
        rig = Rig(
            peers.stub("segments", segments_pb2_grpc.SegmentsServiceStub),
            peers.stub("segments", audience_pb2_grpc.AudienceServiceStub),
            folder / "objects",
            bus,
            db,
        )
        rig.app = await rig.new_app()
        yield rig
