"""Journey drafts through real gRPC, PostgreSQL and NATS (journeys spec §1–§3)."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from counterpoint.journeys.v1 import journeys_pb2 as pb
from counterpoint.journeys.v1.journeys_pb2_grpc import JourneysServiceStub
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc
from counterpoint.segments.v1.segments_events_pb2 import AppDeleted

from kit import ids
from kit.bus import subjects
from kit.clock import ManualClock
from kit.db import Database, migrate
from kit.errors import Invalid, NotBuilt, NotFound
from kit.rpc.client import Peers
from kit.rpc.server import RpcServer
from kit.service import Context
from kit.testing import eventually_async
from services.journeys.service import open_service
from services.journeys.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers

ACCOUNT = "000000000000"


class FakeApps(audience_pb2_grpc.AudienceServiceServicer):
    def __init__(self) -> None:
        self.apps: set[str] = set()

    async def ResolveApp(self, request: Any, context: Any) -> Any:
        if request.app_id not in self.apps:
            raise NotFound("Application not found")
        return audience_pb2.ResolveAppResponse(account_id=ACCOUNT)


@dataclass
class Rig:
    stub: JourneysServiceStub
    ctx: Context
    clock: ManualClock
    app_id: str = field(default_factory=ids.new_id)

    async def create(self, **members: Any) -> pb.JourneyResponse:
        request = pb.CreateJourneyRequest(
            application_id=self.app_id, write_journey_request={"name": "welcome"} | members
        )
        return (await self.stub.CreateJourney(request)).journey_response

    async def update(self, journey_id: str, **members: Any) -> pb.JourneyResponse:
        request = pb.UpdateJourneyRequest(
            application_id=self.app_id, journey_id=journey_id, write_journey_request={"name": "welcome"} | members
        )
        return (await self.stub.UpdateJourney(request)).journey_response

    async def get(self, journey_id: str) -> pb.JourneyResponse:
        return (
            await self.stub.GetJourney(pb.GetJourneyRequest(application_id=self.app_id, journey_id=journey_id))
        ).journey_response

    async def listed(self, **members: Any) -> pb.JourneysResponse:
        return (
            await self.stub.ListJourneys(pb.ListJourneysRequest(application_id=self.app_id, **members))
        ).journeys_response

    async def set_state(self, journey_id: str, state: str) -> None:
        await self.stub.UpdateJourneyState(
            pb.UpdateJourneyStateRequest(
                application_id=self.app_id, journey_id=journey_id, journey_state_request={"state": state}
            )
        )


@asynccontextmanager
async def journeys_service(servers: Servers) -> AsyncIterator[Rig]:
    """A running journeys service with a played segments service."""
    folder = Path(servers.data) / f"rig-{ids.new_id()[:8]}"
    folder.mkdir()
    (folder / "key").write_bytes(os.urandom(32))
    async with AsyncExitStack() as stack:
        apps = FakeApps()
        await _serve(
            stack,
            f"unix:{folder}/s.sock",
            (apps, audience_pb2_grpc.add_AudienceServiceServicer_to_server, "counterpoint.segments.v1.AudienceService"),
        )
        url = servers.database_url("journeys")
        async with Database(url) as db:
            await migrate(db, "journeys", MIGRATIONS)
        environ = {
            "COUNTERPOINT_DATA": str(folder),
            "COUNTERPOINT_DATABASE_URL": url,
            "COUNTERPOINT_BUS_URL": servers.bus_url,
            "COUNTERPOINT_KEY_FILE": f"{folder}/key",
            "COUNTERPOINT_PEERS": f"segments=unix:{folder}/s.sock",
        }
        ctx = Context("journeys", environ, stack)
        ctx.clock = ManualClock(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
        await (await ctx.bus()).ensure_streams()
        service = await stack.enter_async_context(open_service(ctx))
        await _serve(stack, f"unix:{folder}/j.sock", *service.servicers)
        peers = Peers({"journeys": f"unix:{folder}/j.sock"})
        stack.push_async_callback(peers.close)
        rig = Rig(peers.stub("journeys", JourneysServiceStub), ctx, ctx.clock)
        apps.apps.add(rig.app_id)
        yield rig


async def _serve(stack: AsyncExitStack, address: str, *servicers: Any) -> None:
    async def ready() -> bool:
        return True

    server = RpcServer([address], "", servicers, ready)
    await server.start()
    stack.push_async_callback(server.stop, 0.1)


async def _refused(kind: type[Exception], call: Awaitable[Any]) -> str:
    with pytest.raises(kind) as caught:
        await call
    return str(caught.value)


WHOLE = {
    "start_activity": "mail1",
    "start_condition": {"segment_start_condition": {"segment_id": "5b1c"}},
    "quiet_time": {"start": "21:00", "end": "08:00"},
    "limits": {"daily_cap": 2, "messages_per_second": 20},
    "timezone_estimation_methods": ["PHONE_NUMBER"],
    "activities": {
        "mail1": {"email": {"template_name": "welcome", "next_activity": "wait1"}},
        "wait1": {"wait": {"wait_time": {"wait_for": "P2D"}}},
        "open1": {},
    },
}


async def test_a_draft_lives_from_create_to_delete(servers: Servers) -> None:
    async with journeys_service(servers) as rig:
        made = await rig.create(**WHOLE, state="DRAFT")
        assert (made.state, made.name, made.application_id, made.creation_date) == (
            "DRAFT",
            "welcome",
            rig.app_id,
            "2026-11-24T12:00:00.000Z",
        )
        assert sorted(made.activities) == ["mail1", "open1", "wait1"]
        assert await rig.get(made.id) == made
        rig.clock.advance(timedelta(hours=1))
        # absent members stay, activities are replaced whole, an empty list clears
        methods = pb.WriteJourneyRequest.DESCRIPTOR.fields_by_name["timezone_estimation_methods"].number
        changed = await rig.update(
            made.id,
            activities={"sms1": {"sms": {"template_name": "nudge"}}},
            start_activity="sms1",
            present_empty=[methods],
        )
        assert list(changed.activities) == ["sms1"] and not changed.timezone_estimation_methods
        assert (changed.limits.daily_cap, changed.quiet_time.start) == (2, "21:00")
        assert (changed.creation_date, changed.last_modified_date) == (
            "2026-11-24T12:00:00.000Z",
            "2026-11-24T13:00:00.000Z",
        )
        gone = await rig.stub.DeleteJourney(pb.DeleteJourneyRequest(application_id=rig.app_id, journey_id=made.id))
        assert gone.journey_response == changed
        assert await _refused(NotFound, rig.get(made.id)) == "Resource not found"
        assert not (await rig.listed()).item


async def test_publishing_answers_not_built_and_other_states_are_refused(servers: Servers) -> None:
    async with journeys_service(servers) as rig:
        made = await rig.create()
        assert await _refused(NotBuilt, rig.create(state="ACTIVE")) == "publishing a journey is not built yet"
        await _refused(NotBuilt, rig.update(made.id, state="ACTIVE"))
        await _refused(NotBuilt, rig.set_state(made.id, "ACTIVE"))
        for state in ("PAUSED", "CANCELLED", "DRAFT", "COMPLETED", "CLOSED", ""):
            await _refused(Invalid, rig.set_state(made.id, state))
        await _refused(Invalid, rig.create(state="PAUSED"))
        await _refused(Invalid, rig.create(name="with space", state="ACTIVE"))
        assert (await rig.get(made.id)).state == "DRAFT"


async def test_lists_are_newest_first_in_pages(servers: Servers) -> None:
    async with journeys_service(servers) as rig:
        made = []
        for number in range(5):
            made.append((await rig.create(name=f"j{number}")).id)
            rig.clock.advance(timedelta(seconds=1))
        seen, token = [], None
        while True:
            page = await rig.listed(page_size="2", token=token)
            seen += [journey.id for journey in page.item]
            if not page.HasField("next_token"):
                break
            token = page.next_token
        assert seen == made[::-1]
        await _refused(Invalid, rig.listed(token="forged"))
        await _refused(Invalid, rig.listed(page_size="none"))
        rig.app_id = ids.new_id()
        assert await _refused(NotFound, rig.listed()) == "Application not found"
        assert await _refused(NotFound, rig.create()) == "Application not found"


async def test_a_draft_has_no_runs_and_empty_metrics(servers: Servers) -> None:
    async with journeys_service(servers) as rig:
        made = await rig.create(**WHOLE)
        path = {"application_id": rig.app_id, "journey_id": made.id}
        runs = await rig.stub.ListJourneyRuns(pb.ListJourneyRunsRequest(**path))
        assert not runs.journey_runs_response.item
        metrics = (
            await rig.stub.GetJourneyExecutionMetrics(pb.GetJourneyExecutionMetricsRequest(**path))
        ).journey_execution_metrics_response
        assert (metrics.journey_id, metrics.last_evaluated_time, dict(metrics.metrics)) == (
            made.id,
            "2026-11-24T12:00:00.000Z",
            {},
        )
        asked = pb.GetJourneyExecutionActivityMetricsRequest(**path, journey_activity_id="wait1")
        activity = (
            await rig.stub.GetJourneyExecutionActivityMetrics(asked)
        ).journey_execution_activity_metrics_response
        assert (activity.activity_type, activity.journey_activity_id, dict(activity.metrics)) == ("WAIT", "wait1", {})
        asked.journey_activity_id = "nowhere"
        await _refused(NotFound, rig.stub.GetJourneyExecutionActivityMetrics(asked))
        await _refused(
            NotFound,
            rig.stub.GetJourneyRunExecutionMetrics(pb.GetJourneyRunExecutionMetricsRequest(**path, run_id="r")),
        )


async def test_tags_go_by_arn(servers: Servers) -> None:
    async with journeys_service(servers) as rig:
        made = await rig.create()
        arn = f"arn:aws:mobiletargeting:us-east-1:{ACCOUNT}:apps/{rig.app_id}/journeys/{made.id}"
        await rig.stub.TagResource(pb.TagResourceRequest(resource_arn=arn, tags_model={"tags": {"a": "1", "b": "2"}}))
        await rig.stub.UntagResource(pb.UntagResourceRequest(resource_arn=arn, tag_keys=["b", "never"]))
        listed = await rig.stub.ListTagsForResource(pb.ListTagsForResourceRequest(resource_arn=arn))
        assert dict(listed.tags_model.tags) == {"a": "1"}
        await _refused(
            Invalid, rig.stub.TagResource(pb.TagResourceRequest(resource_arn=arn, tags_model={"tags": {"aws:x": "1"}}))
        )
        foreign = arn.replace(ACCOUNT, "111111111111")
        await _refused(NotFound, rig.stub.ListTagsForResource(pb.ListTagsForResourceRequest(resource_arn=foreign)))


async def test_the_journeys_of_a_deleted_application_go_with_it(servers: Servers) -> None:
    async with journeys_service(servers) as rig:
        made = await rig.create()
        fact = AppDeleted(app_id=rig.app_id, account_id=ACCOUNT).SerializeToString()
        await (await rig.ctx.bus()).publish(subjects.of(subjects.APP_DELETED, rig.app_id), fact, ids.new_id())

        async def gone() -> bool:
            try:
                await rig.get(made.id)
            except NotFound:
                return True
            return False

        await eventually_async(gone)
        assert await _refused(NotFound, rig.create()) == "Application not found"
