"""Delivery as a running service over real servers, with an audience that the test lays out."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import grpc
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import delivery_pb2_grpc, sending_pb2, sending_pb2_grpc
from counterpoint.delivery.v1.delivery_events_pb2 import Outcome, OutcomesRecorded
from counterpoint.segments.v1 import audience_pb2 as audience
from counterpoint.segments.v1 import audience_pb2_grpc
from counterpoint.type.v1 import type_pb2 as types

from kit import ids
from kit.bus import Bus, subjects
from kit.db import Database, migrate
from kit.errors import NotFound
from kit.rpc.client import Peers
from kit.rpc.server import RpcServer
from kit.service import Context
from kit.testing import eventually_async
from services.delivery.service import open_service
from services.delivery.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers

ACCOUNT = "123456789012"
IDENTITY = f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/shop.example"


def endpoint(name: str, address: str | None = None, channel: str = "EMAIL", **members: Any) -> types.EndpointResponse:
    """An endpoint as segments would give it; `attributes`, `user_attributes` as dicts of lists, `timezone`, `user`
    as text."""
    made = types.EndpointResponse(
        id=name, address=f"{name}@example.org" if address is None else address, channel_type=channel
    )
    made.cohort_id = members.pop("cohort", "7")
    made.endpoint_status, made.opt_out = members.pop("status", "ACTIVE"), members.pop("opt_out", "NONE")
    for key, values in members.pop("attributes", {}).items():
        made.attributes[key].values.extend(values)
    if "timezone" in members:
        made.demographic.timezone = members.pop("timezone")
    if "user" in members:
        made.user.user_id = members.pop("user")
    for key, values in members.pop("user_attributes", {}).items():
        made.user.user_attributes[key].values.extend(values)
    assert not members
    return made


@dataclass
class Audience(audience_pb2_grpc.AudienceServiceServicer):
    """The segments service as far as delivery sees it: every app's endpoints are one segment in insertion order."""

    endpoints: dict[str, dict[str, types.EndpointResponse]] = field(default_factory=dict)
    frozen: dict[str, list[str]] = field(default_factory=dict)
    written: list[Any] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)
    dropped: dict[str, audience.DroppedItem] = field(default_factory=dict)

    def put(self, app_id: str, *members: types.EndpointResponse) -> None:
        self.endpoints.setdefault(app_id, {}).update({member.id: member for member in members})

    async def ResolveApp(self, request: Any, context: Any) -> Any:
        if request.app_id not in self.endpoints:
            raise NotFound("Application not found")
        return audience.ResolveAppResponse(account_id=ACCOUNT)

    async def FreezeAudience(self, request: Any, context: Any) -> Any:
        if request.segment_id == "gone":
            raise NotFound("Segment not found")
        members = self.frozen.setdefault(request.run_id, list(self.endpoints[request.app_id]))
        return audience.FreezeAudienceResponse(size=len(members))

    def _member(self, app_id: str, run_id: str, seq: int) -> Any:
        name = self.frozen[run_id][seq - 1]
        found = self.endpoints[app_id].get(name)
        if found is None:
            return audience.Recipient(seq=seq, endpoint_id=name)
        earlier = (self.endpoints[app_id].get(other) for other in self.frozen[run_id][: seq - 1][:50])
        double = bool(found.address) and any(
            e and e.address == found.address and e.channel_type == found.channel_type for e in earlier
        )
        bare = types.EndpointResponse()
        bare.CopyFrom(found)
        bare.user.ClearField("user_attributes")
        return audience.Recipient(
            seq=seq,
            endpoint_id=name,
            exists=True,
            version=1,
            frozen_version=1,
            endpoint=bare.SerializeToString(),
            user=found.user.SerializeToString() if found.HasField("user") else b"",
            duplicate_address=double,
        )

    async def ReadAudience(self, request: Any, context: Any) -> Any:
        if request.endpoint_ids:
            order = {name: at + 1 for at, name in enumerate(self.frozen[request.run_id])}
            seqs = [order[name] for name in request.endpoint_ids]
        else:
            seqs = list(range(request.from_seq, request.to_seq + 1))
        return audience.ReadAudienceResponse(
            recipients=[self._member(request.app_id, request.run_id, seq) for seq in seqs]
        )

    async def FindMember(self, request: Any, context: Any) -> Any:
        members = self.frozen.get(request.run_id, [])
        if request.endpoint_id not in members:
            raise NotFound("not a member")
        return audience.FindMemberResponse(
            recipient=self._member(request.app_id, request.run_id, members.index(request.endpoint_id) + 1),
            dropped=self.dropped.get(request.endpoint_id),
        )

    async def EvaluateMember(self, request: Any, context: Any) -> Any:
        answer = audience.EvaluateMemberResponse(
            endpoint_exists=request.endpoint_id in self.endpoints[request.app_id],
            member=False,
            dropped=self.dropped.get(request.endpoint_id),
        )
        answer.rules.add(rule="Attributes.Tier", wants="one of gold", saw="silver", holds=False)
        return answer

    async def BatchGetEndpoints(self, request: Any, context: Any) -> Any:
        known = self.endpoints[request.app_id]
        return audience.BatchGetEndpointsResponse(
            endpoints=[known[name] for name in request.endpoint_ids if name in known]
        )

    async def BatchGetUserEndpoints(self, request: Any, context: Any) -> Any:
        wanted = set(request.user_ids)
        return audience.BatchGetUserEndpointsResponse(
            endpoints=[e for e in self.endpoints[request.app_id].values() if e.user.user_id in wanted]
        )

    async def UpsertEndpoints(self, request: Any, context: Any) -> Any:
        self.written.extend(request.items)
        for item in request.items:
            if item.endpoint.opt_out:
                self.endpoints[item.app_id][item.endpoint_id].opt_out = item.endpoint.opt_out
        return audience.UpsertEndpointsResponse(
            results=[audience.EndpointUpsertResult(status_code=202, message="Accepted") for _ in request.items]
        )


@dataclass
class World:
    """What a test works with."""

    audience: Audience
    delivery: Any
    sending: Any
    data: Path
    env: dict[str, str]
    bus: Bus
    outcomes: list[Outcome] = field(default_factory=list)

    async def app(self, *members: types.EndpointResponse, email: bool = True) -> str:
        """A fresh app with these endpoints, and its e-mail channel."""
        app_id = ids.new_id()
        self.audience.put(app_id, *members)
        self.audience.endpoints.setdefault(app_id, {})
        if email:
            body = shapes.EmailChannelRequest(from_address="Shop <hello@shop.example>", identity=IDENTITY)
            await self.delivery.UpdateEmailChannel(
                shapes.UpdateEmailChannelRequest(application_id=app_id, email_channel_request=body)
            )
        return app_id

    async def run(self, app_id: str, **members: Any) -> str:
        """Starts a run; `email` is (subject, text) of inline content, `template` a name, `limits` a dict."""
        plan = sending_pb2.RunPlan(
            app_id=app_id,
            account_id=ACCOUNT,
            run_id=ids.new_id(),
            campaign_id=members.pop("campaign", ids.new_id()),
            treatment_id="0",
        )
        plan.scheduled_ms = members.pop("scheduled_ms", _now_ms())
        if "email" in members:
            message = plan.message_configuration.email_message
            message.title, message.body = members.pop("email")
        if "template" in members:
            plan.template_configuration.email_template.name = members.pop("template")
        for name, value in members.pop("limits", {}).items():
            setattr(plan.limits, name, value)
        for name, value in members.items():
            if isinstance(value, list):
                getattr(plan, name).extend(value)
            elif hasattr(value, "DESCRIPTOR"):
                getattr(plan, name).CopyFrom(value)
            else:
                setattr(plan, name, value)
        assert (await self.sending.StartRun(sending_pb2.StartRunRequest(plan=plan))).created
        return plan.run_id

    async def state(self, app_id: str, run_id: str) -> Any:
        """The run with its books, which must balance."""
        answer = await self.sending.ListRuns(sending_pb2.ListRunsRequest(app_id=app_id, run_ids=[run_id]))
        run = answer.runs[0]
        assert_balanced(run.books)
        return run

    async def ended(self, app_id: str, run_id: str, timeout: float = 20) -> Any:
        """Waits for the end of a run."""

        async def probe() -> Any:
            run = await self.state(app_id, run_id)
            return run if run.ended_ms else None

        return await eventually_async(probe, timeout)

    def mails(self, app_id: str, run: str) -> list[bytes]:
        """The outbox of a run."""
        return [path.read_bytes() for path in sorted((self.data / "outbox" / app_id / run).glob("*.eml"))]

    async def advance(self, seconds: float) -> None:
        """Moves product time (needs CLOCK="manual")."""
        import time

        (self.data / "clock").write_text(str(seconds))
        before = time.monotonic()
        await eventually_async(lambda: _passed(before, 0.6))

    async def recorded(self, app_id: str, count: int) -> list[Outcome]:
        """The app's outcomes on the bus, at least `count` of them."""

        async def probe() -> Any:
            found = self.of(app_id)
            return found if len(found) >= count else None

        return await eventually_async(probe)

    def of(self, app_id: str) -> list[Outcome]:
        return [outcome for app, outcome in self._tagged if app == app_id]

    _tagged: list[tuple[str, Outcome]] = field(default_factory=list)

    async def listen(self, message: Any) -> None:
        batch = OutcomesRecorded.FromString(message.data)
        self._tagged.extend((batch.app_id, outcome) for outcome in batch.outcomes)


class Scripted:
    """A provider that answers as the test says: `answers(outbound)` gives an Outcome; `sent` is what was handed
    over."""

    name = "scripted"

    def __init__(self, answers: Any) -> None:
        self.answers = answers
        self.sent: list[Any] = []

    async def send(self, batch: Any) -> list[Any]:
        self.sent.extend(batch)
        return [self.answers(item) for item in batch]

    async def close(self) -> None:
        return None


def assert_balanced(books: Any) -> None:
    """Both equations of campaigns spec §8.3."""
    dropped, not_sent, failed = (
        sum(line.count for line in lines) for lines in (books.dropped, books.not_sent, books.failed)
    )
    assert books.produced == dropped + books.targeted, books
    assert books.targeted == not_sent + books.queued + books.sent + failed + books.unknown, books


def lines(found: Any) -> dict[str, int]:
    """A book's reasons."""
    return {line.reason: line.count for line in found}


async def _passed(since: float, seconds: float) -> bool:
    import time

    return time.monotonic() - since > seconds


def _now_ms() -> int:
    import time

    return time.time_ns() // 1_000_000


@asynccontextmanager
async def world(
    servers: Servers, database: str = "", email: Any = None, fake: Audience | None = None, **settings: str
) -> AsyncIterator[World]:
    """Starts everything; `settings` are further environment keys without their prefix, `email` a provider in place
    of the outbox."""
    data = Path(tempfile.mkdtemp(prefix="cp-delivery-"))
    segments, delivery = f"unix:{data}/segments.sock", f"unix:{data}/delivery.sock"
    (data / "key").write_bytes(b"k" * 32)
    env = {
        "COUNTERPOINT_DATA": str(data),
        "COUNTERPOINT_DATABASE_URL": database or servers.database_url("delivery"),
        "COUNTERPOINT_BUS_URL": servers.bus_url,
        "COUNTERPOINT_CACHE_URL": servers.cache_url,
        "COUNTERPOINT_PEERS": f"segments={segments};delivery={delivery}",
        "COUNTERPOINT_KEY_FILE": str(data / "key"),
    } | {f"COUNTERPOINT_{name}": value for name, value in settings.items()}
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(Database(env["COUNTERPOINT_DATABASE_URL"], 1))
        await migrate(db, "delivery", MIGRATIONS)
        bus = await stack.enter_async_context(Bus(servers.bus_url, "test"))
        await bus.ensure_streams()
        fake = fake or Audience()
        server = RpcServer(
            [segments], "", [(fake, audience_pb2_grpc.add_AudienceServiceServicer_to_server, "audience")], _ready
        )
        await server.start()
        stack.push_async_callback(server.stop, 0.1)
        ctx = Context("delivery", env, stack)
        if email is not None:
            stack.enter_context(patch("services.delivery.service.email_provider", lambda url, data: email))
        service = await stack.enter_async_context(open_service(ctx))
        stack.push_async_callback(ctx.tasks.stop)
        own = RpcServer([delivery], "", service.servicers, service.ready)
        await own.start()
        stack.push_async_callback(own.stop, 0.1)
        peers = Peers.from_env(env)
        stack.push_async_callback(peers.close)
        made = World(
            fake,
            peers.stub("delivery", delivery_pb2_grpc.DeliveryServiceStub),
            peers.stub("delivery", sending_pb2_grpc.SendingServiceStub),
            data,
            env,
            bus,
        )
        await bus.connection.subscribe(subjects.every(subjects.OUTCOME_RECORDED), cb=made.listen)
        await bus.connection.flush()
        yield made


async def _ready() -> bool:
    return True


__all__ = ["ACCOUNT", "IDENTITY", "Audience", "World", "asyncio", "endpoint", "grpc", "lines", "world"]
