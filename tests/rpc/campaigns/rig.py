"""A running campaigns service with played segments and delivery services: real gRPC, PostgreSQL and NATS."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from counterpoint.campaigns.v1.campaigns_pb2_grpc import CampaignsServiceStub
from counterpoint.delivery.v1 import sending_pb2, sending_pb2_grpc
from counterpoint.delivery.v1.delivery_events_pb2 import RunEnded
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc, segments_pb2, segments_pb2_grpc

from kit import ids
from kit.bus import Bus, subjects
from kit.clock import ManualClock
from kit.db import Database, migrate
from kit.errors import CounterpointError, NotFound
from kit.rpc.client import Peers
from kit.rpc.server import RpcServer
from kit.service import Context
from services.campaigns.service import open_service
from services.campaigns.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers

ACCOUNT = "000000000000"
START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class FakeSegments(segments_pb2_grpc.SegmentsServiceServicer, audience_pb2_grpc.AudienceServiceServicer):
    """Knows the segments put into `segments`, by id: (type, latest version)."""

    def __init__(self) -> None:
        self.segments: dict[str, tuple[str, int]] = {}
        self.sources: dict[str, list[str]] = {}
        self.apps: set[str] = set()
        # How many endpoints any segment holds.
        self.size = 3

    async def ResolveApp(self, request: Any, context: Any) -> Any:
        if request.app_id not in self.apps:
            raise NotFound("Application not found")
        return audience_pb2.ResolveAppResponse(account_id=ACCOUNT)

    async def GetSegment(self, request: Any, context: Any) -> Any:
        return segments_pb2.GetSegmentResponse(segment_response=self._segment(request, 0))

    async def GetSegmentVersion(self, request: Any, context: Any) -> Any:
        return segments_pb2.GetSegmentVersionResponse(segment_response=self._segment(request, int(request.version)))

    async def CountSegment(self, request: Any, context: Any) -> Any:
        return audience_pb2.CountSegmentResponse(total=self.size, eligible=self.size)

    def _segment(self, request: Any, version: int) -> Any:
        kind, latest = self.segments.get(request.segment_id, ("", 0))
        if request.application_id not in self.apps:
            raise NotFound("Application not found")
        if not kind or version > latest:
            raise NotFound("Resource not found")
        found = segments_pb2.SegmentResponse(id=request.segment_id, segment_type=kind, version=version or latest)
        for source in self.sources.get(request.segment_id, []):
            found.segment_groups.groups.add().source_segments.add(id=source)
        return found


class FakeDelivery(sending_pb2_grpc.SendingServiceServicer):
    """Takes runs and holds them in RUNNING until a test ends them."""

    def __init__(self) -> None:
        self.runs: dict[str, sending_pb2.Run] = {}
        self.plans: list[sending_pb2.RunPlan] = []
        self.starts = 0
        self.stops: list[str] = []
        self.checked: list[sending_pb2.CheckContentRequest] = []
        self.tests: list[sending_pb2.SendTestRequest] = []
        self.templates: dict[str, bytes] = {}
        # Raised by the named RPC until it is removed.
        self.failures: dict[str, CounterpointError] = {}

    def _fail(self, rpc: str) -> None:
        if rpc in self.failures:
            raise self.failures[rpc]

    async def CheckContent(self, request: Any, context: Any) -> Any:
        self._fail("CheckContent")
        self.checked.append(request)
        answer = sending_pb2.CheckContentResponse()
        name = request.template_configuration.email_template.name
        if name:
            if name not in self.templates:
                raise NotFound("Resource not found")
            answer.templates.add(template_type="EMAIL", name=name, version="1", content=self.templates[name])
        return answer

    async def StartRun(self, request: Any, context: Any) -> Any:
        self.starts += 1
        self._fail("StartRun")
        plan = request.plan
        if plan.run_id in self.runs:
            return sending_pb2.StartRunResponse(created=False)
        self.plans.append(plan)
        self.runs[plan.run_id] = sending_pb2.Run(
            run_id=plan.run_id,
            app_id=plan.app_id,
            campaign_id=plan.campaign_id,
            treatment_id=plan.treatment_id,
            campaign_version=plan.campaign_version,
            state="RUNNING",
            scheduled_ms=plan.scheduled_ms,
            started_ms=plan.scheduled_ms + 500,
        )
        return sending_pb2.StartRunResponse(created=True)

    async def SendTest(self, request: Any, context: Any) -> Any:
        self._fail("SendTest")
        self.tests.append(request)
        names = (target.endpoint_id or target.address for target in request.targets)
        return sending_pb2.SendTestResponse(
            results=[sending_pb2.TestResult(target=name, delivery_status="SUCCESSFUL", status_code=200) for name in names]
        )

    async def StopRuns(self, request: Any, context: Any) -> Any:
        self._fail("StopRuns")
        self.stops.append(request.campaign_id)
        return sending_pb2.StopRunsResponse(stopped=1)

    async def ListRuns(self, request: Any, context: Any) -> Any:
        self._fail("ListRuns")
        return sending_pb2.ListRunsResponse(runs=[self.runs[r] for r in request.run_ids if r in self.runs])

    def end(self, run_id: str, state: str = "COMPLETED", result: str = "SUCCESS") -> sending_pb2.Run:
        run = self.runs[run_id]
        run.state, run.result, run.ended_ms = state, result, run.scheduled_ms + 9_000
        return run


@dataclass
class Rig:
    """What a test works with. Every rig has an app of its own with the segment `seg`."""

    stub: CampaignsServiceStub
    segments: FakeSegments
    delivery: FakeDelivery
    clock: ManualClock
    db: Database
    ctx: Context
    app_id: str = field(default_factory=ids.new_id)
    # The thread the service lives in, where tests share one (conftest.py).
    loop: Any = None

    @property
    def plans(self) -> list[sending_pb2.RunPlan]:
        """The plans delivery was commanded for this application."""
        return [plan for plan in self.delivery.plans if plan.app_id == self.app_id]

    def request(self, **members: Any) -> dict[str, Any]:
        """A sound WriteCampaignRequest, with members replaced; None takes one out."""
        whole = {
            "name": "spring",
            "segment_id": "seg",
            "schedule": {"start_time": "IMMEDIATE"},
            "message_configuration": {"email_message": {"title": "Hi", "html_body": "<p>Hi</p>"}},
        } | members
        return {name: value for name, value in whole.items() if value is not None}

    async def create(self, **members: Any) -> Any:
        """Creates a campaign and returns the CampaignResponse."""
        from counterpoint.campaigns.v1.campaigns_pb2 import CreateCampaignRequest

        answer = await self.stub.CreateCampaign(
            CreateCampaignRequest(application_id=self.app_id, write_campaign_request=self.request(**members))
        )
        return answer.campaign_response

    async def update(self, campaign_id: str, **members: Any) -> Any:
        """Updates with exactly these members."""
        from counterpoint.campaigns.v1.campaigns_pb2 import UpdateCampaignRequest

        answer = await self.stub.UpdateCampaign(
            UpdateCampaignRequest(application_id=self.app_id, campaign_id=campaign_id, write_campaign_request=members)
        )
        return answer.campaign_response

    async def get(self, campaign_id: str) -> Any:
        from counterpoint.campaigns.v1.campaigns_pb2 import GetCampaignRequest

        return (
            await self.stub.GetCampaign(GetCampaignRequest(application_id=self.app_id, campaign_id=campaign_id))
        ).campaign_response

    async def activities(self, campaign_id: str, **members: Any) -> Any:
        from counterpoint.campaigns.v1.campaigns_pb2 import ListCampaignActivitiesRequest

        request = ListCampaignActivitiesRequest(application_id=self.app_id, campaign_id=campaign_id, **members)
        return (await self.stub.ListCampaignActivities(request)).activities_response

    async def status(self, campaign_id: str) -> str:
        return str((await self.get(campaign_id)).state.campaign_status)

    async def publish(self, subject: str, fact: Any) -> None:
        bus = await self.ctx.bus()
        await bus.publish(subjects.of(subject, self.app_id), fact.SerializeToString(), ids.new_id())

    async def announce_end(self, run: sending_pb2.Run) -> None:
        """Publishes RunEnded as delivery does."""
        fact = RunEnded(
            app_id=run.app_id,
            campaign_id=run.campaign_id,
            activity_id=run.run_id,
            treatment_id="0",
            state=run.state,
            result=run.result,
            aborted=run.result == "FAIL" and run.state == "COMPLETED" and not run.books.targeted,
        )
        await self.publish(subjects.RUN_ENDED, fact)


def fresh(running: Rig) -> Rig:
    """The same service with an application of its own, the clock and the played services as at the start."""
    rig = replace(running, app_id=ids.new_id())
    rig.segments.apps.add(rig.app_id)
    rig.segments.segments = {"seg": ("DIMENSIONAL", 3)}
    rig.segments.sources = {}
    rig.delivery.failures.clear()
    rig.clock.advance(START - rig.clock.now())
    return rig


async def played(stack: AsyncExitStack, servers: Servers) -> tuple[FakeSegments, FakeDelivery, dict[str, str]]:
    """The played services, a migrated database, and the environment of a campaigns service that uses them."""
    folder = Path(servers.data) / f"rig-{ids.new_id()[:8]}"
    folder.mkdir()
    (folder / "key").write_bytes(os.urandom(32))
    segments, delivery = FakeSegments(), FakeDelivery()
    await serve(
        stack,
        f"unix:{folder}/segments.sock",
        (segments, segments_pb2_grpc.add_SegmentsServiceServicer_to_server, "counterpoint.segments.v1.SegmentsService"),
        (segments, audience_pb2_grpc.add_AudienceServiceServicer_to_server, "counterpoint.segments.v1.AudienceService"),
    )
    sending = (
        delivery,
        sending_pb2_grpc.add_SendingServiceServicer_to_server,
        "counterpoint.delivery.v1.SendingService",
    )
    await serve(stack, f"unix:{folder}/delivery.sock", sending)
    url = servers.database_url("campaigns")
    async with Database(url) as db:
        await migrate(db, "campaigns", MIGRATIONS)
    async with Bus(servers.bus_url) as bus:
        await bus.ensure_streams()
    return (
        segments,
        delivery,
        {
            "COUNTERPOINT_DATA": str(folder),
            "COUNTERPOINT_DATABASE_URL": url,
            "COUNTERPOINT_BUS_URL": servers.bus_url,
            "COUNTERPOINT_KEY_FILE": f"{folder}/key",
            "COUNTERPOINT_PEERS": ";".join(
                f"{name}=unix:{folder}/{name}.sock" for name in ("segments", "delivery", "campaigns")
            ),
            "COUNTERPOINT_LISTEN": f"unix:{folder}/campaigns.sock",
            "COUNTERPOINT_CAMPAIGNS_TICK": "0.05",
            "COUNTERPOINT_CAMPAIGNS_RECONCILE": "0.3",
        },
    )


@asynccontextmanager
async def campaigns_service(servers: Servers, **environ: str) -> AsyncIterator[Rig]:
    """Everything in this process, opened and closed again. `environ`: more keys of the service."""
    async with AsyncExitStack() as stack:
        segments, delivery, keys = await played(stack, servers)
        keys |= environ
        ctx = Context("campaigns", keys, stack)
        ctx.clock = ManualClock(START)
        service = await stack.enter_async_context(open_service(ctx))
        stack.push_async_callback(ctx.tasks.stop)
        await serve(stack, keys["COUNTERPOINT_LISTEN"], *service.servicers)
        peers = Peers.from_env(keys)
        stack.push_async_callback(peers.close)
        rig = Rig(
            peers.stub("campaigns", CampaignsServiceStub), segments, delivery, ctx.clock, await ctx.database(), ctx
        )
        segments.apps.add(rig.app_id)
        segments.segments["seg"] = ("DIMENSIONAL", 3)
        yield rig


async def serve(stack: AsyncExitStack, address: str, *servicers: Any) -> None:
    """A gRPC server until the stack closes."""

    async def ready() -> bool:
        return True

    server = RpcServer([address], "", servicers, ready)
    await server.start()
    stack.push_async_callback(server.stop, 0.1)
