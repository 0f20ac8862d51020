"""Event streams through the service, with moto as Kinesis and Firehose (events spec 3.1, 6.6, 6.12)."""

from __future__ import annotations

import json
import logging
import os
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import boto3
import pytest
from counterpoint.analytics.v1 import analytics_pb2, analytics_pb2_grpc, ingest_pb2, ingest_pb2_grpc
from counterpoint.delivery.v1.delivery_events_pb2 import OutcomesRecorded
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc
from counterpoint.type.v1 import type_pb2
from moto.server import ThreadedMotoServer
from sqlalchemy import text

from kit import ids
from kit.bus import Bus, subjects
from kit.caller import Caller, metadata
from kit.db import Database, migrate
from kit.errors import Invalid, NotFound
from kit.rpc.client import Peers
from kit.rpc.server import RpcServer
from kit.service import Context
from kit.testing import eventually_async
from services.analytics.events.aws import Streams
from services.analytics.jobs import forwarder
from services.analytics.service import open_service
from services.analytics.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers

ACCOUNT = "000000000000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/stream"
OTHER = Caller(account="999999999999")


class Audience(audience_pb2_grpc.AudienceServiceServicer):
    """Segments as far as analytics asks: every app is the root account's, every endpoint is known."""

    async def ResolveApp(self, request: Any, context: Any) -> Any:
        return audience_pb2.ResolveAppResponse(account_id=ACCOUNT)

    async def UpsertEndpoints(self, request: Any, context: Any) -> Any:
        return audience_pb2.UpsertEndpointsResponse(results=[audience_pb2.EndpointUpsertResult(status_code=202) for _ in request.items])

    async def BatchGetEndpoints(self, request: Any, context: Any) -> Any:
        made = [type_pb2.EndpointResponse(id=name, channel_type="EMAIL", address=f"{name}@x", opt_out="NONE") for name in request.endpoint_ids]
        return audience_pb2.BatchGetEndpointsResponse(endpoints=made)


@dataclass
class Rig:
    """Analytics and the stand-ins for AWS."""

    api: analytics_pb2_grpc.AnalyticsServiceStub
    ingest: ingest_pb2_grpc.IngestServiceStub
    bus: Bus
    db: Database
    aws: str

    def client(self, name: str) -> Any:
        return boto3.client(name, endpoint_url=self.aws, region_name="us-east-1")

    def kinesis(self) -> str:
        """A fresh stream with one shard; its ARN."""
        name = f"s-{uuid4().hex[:12]}"
        self.client("kinesis").create_stream(StreamName=name, ShardCount=1)
        return f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/{name}"

    def firehose(self) -> str:
        """A fresh delivery stream that writes into a bucket of its own name; its ARN."""
        name = f"f-{uuid4().hex[:12]}"
        self.client("s3").create_bucket(Bucket=name)
        s3 = {"RoleARN": ROLE, "BucketARN": f"arn:aws:s3:::{name}"}
        self.client("firehose").create_delivery_stream(DeliveryStreamName=name, ExtendedS3DestinationConfiguration=s3)
        return f"arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/{name}"

    def arrived(self, arn: str) -> list[tuple[str, dict[str, Any]]]:
        """(partition key, record) of everything in a Kinesis stream."""
        client, name = self.client("kinesis"), arn.rpartition("/")[2]
        shard = client.describe_stream(StreamName=name)["StreamDescription"]["Shards"][0]["ShardId"]
        iterator = client.get_shard_iterator(StreamName=name, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        found = []
        while records := (page := client.get_records(ShardIterator=iterator, Limit=1000))["Records"]:
            found += [(record["PartitionKey"], json.loads(record["Data"])) for record in records]
            iterator = page["NextShardIterator"]
        return found

    async def put(self, app: str, arn: str, role: str = ROLE) -> Any:
        write = analytics_pb2.WriteEventStream(destination_stream_arn=arn, role_arn=role)
        request = analytics_pb2.PutEventStreamRequest(application_id=app, write_event_stream=write)
        return (await self.api.PutEventStream(request)).event_stream

    async def get(self, app: str, **more: Any) -> Any:
        return (await self.api.GetEventStream(analytics_pb2.GetEventStreamRequest(application_id=app), **more)).event_stream

    async def delete(self, app: str) -> Any:
        return (await self.api.DeleteEventStream(analytics_pb2.DeleteEventStreamRequest(application_id=app))).event_stream

    async def events(self, app: str, items: dict[str, list[int]]) -> None:
        """One event `n` per number, by endpoint."""
        batches = {}
        for endpoint, numbers in items.items():
            events = {f"e{n}": {"EventType": "n", "Timestamp": "2026-11-24T10:00:00.000Z", "Metrics": {"n": n}} for n in numbers}
            batches[endpoint] = {"Endpoint": {}, "Events": events}
        body = ingest_pb2.RawEvents(app_id=app, account_id=ACCOUNT, body=json.dumps({"BatchItem": batches}).encode(), arrival_ms=1)
        (result,) = (await self.ingest.PutRawEvents(ingest_pb2.PutRawEventsRequest(bodies=[body]))).results
        assert result.status_code == 202, result.body

    async def waiting(self, app: str) -> int:
        async with self.db.connect() as conn:
            return int((await conn.execute(text("SELECT count(*) FROM stream_queue WHERE app_id = :a"), {"a": app})).scalar_one())

    async def dropped(self, app: str) -> int:
        async with self.db.connect() as conn:
            return int((await conn.execute(text("SELECT dropped FROM event_streams WHERE app_id = :a"), {"a": app})).scalar_one())


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1", "MOTO_ACCOUNT_ID": ACCOUNT}
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    with mock.patch.dict(os.environ, keys):
        server.start()
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
        server.stop()


@asynccontextmanager
async def analytics(servers: Servers, aws: str, url: str = "", **environ: str) -> AsyncIterator[Rig]:
    """The service over a fresh database (or that of `url`), both endpoints at `aws`."""
    folder = Path(servers.data) / f"ana-{ids.new_id()[:8]}"
    folder.mkdir()
    (folder / "key").write_bytes(os.urandom(32))
    environment = {
        "COUNTERPOINT_DATA": str(folder),
        "COUNTERPOINT_DATABASE_URL": url or servers.database_url("analytics"),
        "COUNTERPOINT_BUS_URL": servers.bus_url,
        "COUNTERPOINT_COLUMNS_URL": servers.columns_url,
        "COUNTERPOINT_KEY_FILE": str(folder / "key"),
        "COUNTERPOINT_PEERS": f"segments=unix:{folder}/segments.sock;analytics=unix:{folder}/analytics.sock",
        "COUNTERPOINT_KINESIS_ENDPOINT": aws,
        "COUNTERPOINT_FIREHOSE_ENDPOINT": aws,
        **environ,
    }
    async with AsyncExitStack() as stack:
        ctx = Context("analytics", environment, stack)
        db, bus = await ctx.database(), await ctx.bus()
        await migrate(db, "analytics", MIGRATIONS)
        await bus.ensure_streams()

        async def serve(name: str, servicers: Any, ready: Any) -> None:
            server = RpcServer([f"unix:{folder}/{name}.sock"], "", servicers, ready)
            await server.start()
            stack.push_async_callback(server.stop, 0.2)

        async def always() -> bool:
            return True

        audience = (Audience(), audience_pb2_grpc.add_AudienceServiceServicer_to_server, "counterpoint.segments.v1.AudienceService")
        await serve("segments", [audience], always)
        service = await stack.enter_async_context(open_service(ctx))
        stack.push_async_callback(ctx.tasks.stop)
        await serve("analytics", service.servicers, service.ready)
        peers = Peers.from_env(environment)
        stack.push_async_callback(peers.close)
        api, ingest = peers.stub("analytics", analytics_pb2_grpc.AnalyticsServiceStub), peers.stub("analytics", ingest_pb2_grpc.IngestServiceStub)
        yield Rig(api, ingest, bus, db, aws)


async def test_a_stream_is_put_read_replaced_and_deleted(servers: Servers, aws: str) -> None:
    async with analytics(servers, aws) as rig:
        app, first, second = ids.new_id(), rig.kinesis(), rig.firehose()
        with pytest.raises(NotFound):
            await rig.get(app)
        with pytest.raises(NotFound):
            await rig.delete(app)
        made = await rig.put(app, first)
        assert (made.application_id, made.destination_stream_arn, made.role_arn) == (app, first, ROLE)
        assert made.last_modified_date.endswith("Z") and made.last_updated_by and await rig.get(app) == made
        replaced = await rig.put(app, second)
        assert replaced.destination_stream_arn == second and await rig.get(app) == replaced
        with pytest.raises(NotFound):
            await rig.get(app, metadata=metadata(OTHER))
        assert await rig.delete(app) == replaced
        with pytest.raises(NotFound):
            await rig.get(app)
        missing = first.rpartition("/")[0] + "/nobody"
        for arn, says in ((missing, "validation failed: ResourceNotFound"), ("arn:aws:sns:us-east-1:1:x", "must be the ARN")):
            with pytest.raises(Invalid, match=says):
                await rig.put(app, arn)
        with pytest.raises(Invalid, match="RoleArn"):
            await rig.put(app, first, role="")


async def test_an_arn_that_nothing_maps_or_a_role_that_is_not_listed_is_refused(servers: Servers, aws: str, tmp_path: Path) -> None:
    roles = tmp_path / "roles.toml"
    roles.write_text(f'["{ACCOUNT}"."{ROLE}"]\nstreams = ["mine"]\n')
    async with analytics(servers, aws, COUNTERPOINT_FIREHOSE_ENDPOINT="", COUNTERPOINT_ROLES=str(roles)) as rig:
        app = ids.new_id()
        with pytest.raises(Invalid, match="COUNTERPOINT_FIREHOSE_ENDPOINT is not set"):
            await rig.put(app, f"arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/x")
        arn = rig.kinesis()
        for role, says in ((ROLE, "may not use this stream"), (ROLE + "2", "not listed")):
            with pytest.raises(Invalid, match=says):
                await rig.put(app, arn, role)


async def test_two_replicas_and_a_stream_that_fails_half_of_its_records_and_sometimes_all_lose_nothing_and_keep_the_order(servers: Servers, aws: str) -> None:
    chance, calls = random.Random(7), 0
    genuine = Streams._put

    def flaky(self: Streams, stream: Any, to: Any, records: Any) -> list[bool]:
        nonlocal calls
        calls += 1
        if calls % 5 == 0:
            return [False for _ in records]
        taken = [chance.random() < 0.5 for _ in records]
        chosen = [record for record, good in zip(records, taken, strict=True) if good]
        if chosen:
            genuine(self, stream, to, chosen)
        return taken

    url = servers.database_url("analytics")
    async with analytics(servers, aws, url) as rig, analytics(servers, aws, url) as other:
        app, silent, arn = ids.new_id(), ids.new_id(), rig.kinesis()
        await rig.put(app, arn)
        with mock.patch.object(Streams, "_put", flaky):
            for start in range(0, 8, 4):
                numbers = list(range(start, start + 4))
                await (rig if start else other).events(app, dict.fromkeys(("a", "b", "c"), numbers))
                await rig.events(silent, {"a": numbers})

            async def all_there() -> Any:
                found = rig.arrived(arn)
                return found if len(found) >= 24 and not await rig.waiting(app) else None

            found = await eventually_async(all_there, timeout=30, every=0.3)
        by_endpoint = defaultdict(list)
        for key, record in found:
            assert key == record["client"]["client_id"] and record["application"]["app_id"] == app and record["awsAccountId"] == ACCOUNT
            assert json.loads(record["client_context"]["custom"]["endpoint"]) == {"ChannelType": "EMAIL", "OptOut": "NONE"}
            by_endpoint[key].append(int(record["metrics"]["n"]))
        assert by_endpoint == {endpoint: list(range(8)) for endpoint in ("a", "b", "c")}


async def test_outcomes_arrive_at_firehose_a_line_each(servers: Servers, aws: str) -> None:
    async with analytics(servers, aws) as rig:
        app, arn = ids.new_id(), rig.firehose()
        await rig.put(app, arn)
        sent = {"kind": "campaign.send", "status": "SUCCESS", "channel": "EMAIL", "endpoint_id": "e1", "campaign_id": "c", "at_ms": 5}
        batch = OutcomesRecorded(app_id=app, batch_id=ids.new_id(), outcomes=[sent, sent | {"kind": "click", "detail": "https://x"}])
        await rig.bus.publish(subjects.of(subjects.OUTCOME_RECORDED, app), batch.SerializeToString(), batch.batch_id)
        s3, bucket = rig.client("s3"), arn.rpartition("/")[2]

        async def lines() -> Any:
            keys = [item["Key"] for item in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
            content = b"".join(s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys)
            return content if content.count(b"\n") == 3 else None

        content = await eventually_async(lines, timeout=20, every=0.2)
        types = [json.loads(line)["event_type"] for line in content.splitlines()]
        assert sorted(types) == ["_campaign.send", "_email.click", "_email.send"] and content.endswith(b"\n")


async def test_what_a_destination_did_not_take_for_a_day_is_dropped_and_counted(servers: Servers, aws: str) -> None:
    async with analytics(servers, aws) as rig:
        app, arn = ids.new_id(), rig.kinesis()
        await rig.put(app, arn)
        rig.client("kinesis").delete_stream(StreamName=arn.rpartition("/")[2])
        await rig.events(app, {"a": [1, 2, 3]})
        # Another app's stream is not kept waiting.
        other, good = ids.new_id(), rig.kinesis()
        await rig.put(other, good)
        await rig.events(other, {"a": [1]})

        async def other_is_in() -> bool:
            return len(rig.arrived(good)) == 1 and await rig.waiting(app) == 1

        async def gone() -> bool:
            return await rig.waiting(app) == 0 and await rig.dropped(app) == 3

        await eventually_async(other_is_in, timeout=20, every=0.2)
        with mock.patch.object(forwarder, "GIVE_UP_MS", 1):
            await eventually_async(gone, timeout=20, every=0.2)
        assert await rig.delete(app)
