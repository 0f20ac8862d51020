"""`members`: a segment's recipients with their data, streamed to the caller, against a bare gRPC stream of the same batches as bytes."""

import asyncio
import json
import multiprocessing
import os
import time
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import grpc
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc
from counterpoint.type.v1.type_pb2 import EndpointResponse, EndpointUser

from bench import processor
from bench.inside import rpc, setting
from bench.running import Running, free_port, listening, suite
from kit.columns import Columns
from kit.times import format_us
from services.segments.domain import addresses
from services.segments.domain.member import member
from services.segments.store.index import Batch, Index

BLOCK = 50_000
KEPT = 100
NUMBERS = {("a", "Plan"): 1, ("a", "LastPurchase"): 2, ("m", "TotalSpent"): 1, ("u", "Tier"): 1}
NOW_US = 1_795_000_000_000_000
_METHOD = "/bench.Bare/Stream"
_COLUMNS = ["app_id", "endpoint_id", "version", "user_id", "channel", "address_key", "active_us", "document"]


def documents(app: str, number: int) -> tuple[EndpointResponse, EndpointUser]:
    """An endpoint with address, channel, opt-out, status, two attributes, a metric, and a user with an attribute."""
    stamp = format_us(NOW_US)
    made = EndpointResponse(
        application_id=app,
        id=f"e{number:09}",
        address=f"customer{number}@example.org",
        channel_type="EMAIL",
        cohort_id=str(number % 100),
        creation_date=stamp,
        effective_date=stamp,
        endpoint_status="ACTIVE",
        opt_out="NONE",
        request_id="r",
    )
    made.attributes["Plan"].values.append(("free", "pro", "max")[number % 3])
    made.attributes["LastPurchase"].values.append(f"2026-{1 + number % 12:02}-15T00:00:00Z")
    made.metrics["TotalSpent"] = float(number % 1000)
    made.user.user_id = f"u{number:09}"
    user = EndpointUser(user_id=made.user.user_id)
    user.user_attributes["Tier"].values.append("gold" if number % 7 == 0 else "silver")
    return made, user


async def _load(running: Running, app: str, size: int) -> None:
    """Truth by COPY, index by its bulk path."""
    link = await asyncpg.connect(setting(running, "segments", "COUNTERPOINT_DATABASE_URL").replace("+asyncpg", ""))
    names = [(app, kind, name, number) for (kind, name), number in NUMBERS.items()]
    await link.copy_records_to_table("names", schema_name="segments", columns=["app_id", "kind", "name", "number"], records=names)
    await link.execute("UPDATE segments.apps SET names_version = names_version + 1 WHERE app_id = $1", app)
    async with Columns(setting(running, "segments", "COUNTERPOINT_COLUMNS_URL"), "segments") as columns:
        index = Index(columns)
        for first in range(0, size, BLOCK):
            rows, users, batch = [], [], Batch(NUMBERS)
            for number in range(first, min(first + BLOCK, size)):
                made, user = documents(app, number)
                key = addresses.address_key("EMAIL", made.address)
                rows.append((app, made.id, NOW_US, made.user.user_id, "EMAIL", key, NOW_US, made.SerializeToString()))
                users.append((app, user.user_id, NOW_US, user.SerializeToString()))
                made.user.CopyFrom(user)
                batch.add(NOW_US, member(made, NOW_US, address_key=key))
            await link.copy_records_to_table("endpoints", schema_name="segments", columns=_COLUMNS, records=rows)
            await link.copy_records_to_table("users", schema_name="segments", columns=["app_id", "user_id", "version", "document"], records=users)
            await index.insert(app, batch)
    await link.execute("ANALYZE segments.endpoints, segments.users")
    await link.close()


async def _streamed(running: Running, app: str) -> tuple[float, int, list[bytes]]:
    """(seconds, recipients, the first batches as bytes). Raises RuntimeError for a member that is not what was stored."""
    channel, metadata = rpc(running, "segments")
    stub = audience_pb2_grpc.AudienceServiceStub(channel)
    count, kept = 0, []
    began = time.perf_counter()
    async for batch in stub.StreamMembers(audience_pb2.StreamMembersRequest(app_id=app), metadata=metadata):
        _check(app, batch.recipients[0], count)
        count += len(batch.recipients)
        if len(kept) < KEPT:
            kept.append(batch)
    taken = time.perf_counter() - began
    _check(app, batch.recipients[-1], count - 1)
    await channel.close()
    return taken, count, [batch.SerializeToString() for batch in kept]


def _check(app: str, found: audience_pb2.Recipient, number: int) -> None:
    made, user = documents(app, number)
    if (found.seq, found.exists, found.version) != (number + 1, True, NOW_US) or EndpointResponse.FromString(found.endpoint) != made:
        raise RuntimeError(f"recipient {number} is not what was stored")
    if EndpointUser.FromString(found.user) != user:
        raise RuntimeError(f"the user of recipient {number} is not what was stored")


def _bare(port: int, batches: list[bytes], count: int) -> None:
    """A server whose only call streams the batches round and round."""

    async def stream(request: bytes, context: Any) -> AsyncIterator[bytes]:
        for number in range(count):
            yield batches[number % len(batches)]

    async def serve() -> None:
        handlers = {_METHOD.rpartition("/")[2]: grpc.unary_stream_rpc_method_handler(stream)}
        server = grpc.aio.server()
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("bench.Bare", handlers),))
        server.add_insecure_port(f"127.0.0.1:{port}")
        await server.start()
        await server.wait_for_termination()

    asyncio.run(serve())


def _limit(batches: list[bytes], recipients: int, size: int) -> float:
    """Recipients a second of the bare stream."""
    port, count = free_port(), recipients // size
    server = multiprocessing.get_context("spawn").Process(target=_bare, args=(port, batches, count), daemon=True)
    server.start()

    async def read() -> float:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            began, received = time.perf_counter(), 0
            async for batch in channel.unary_stream(_METHOD)(b""):
                received += len(batch)
            if received != sum(len(batches[number % len(batches)]) for number in range(count)):
                raise RuntimeError("the bare stream lost something")
            return count * size / (time.perf_counter() - began)

    try:
        listening(port)
        return asyncio.run(read())
    finally:
        server.terminate()
        server.join()


def row(size: int = 1_000_000) -> dict[str, Any]:
    """Recipients a second; checked: every member came once and in order, one of each batch byte by byte. `BENCH_ENDPOINTS` overrides `size`."""
    size = int(os.environ.get("BENCH_ENDPOINTS", size))
    with suite({"COUNTERPOINT_SERVICES": "segments", "COUNTERPOINT_GRPC": f"127.0.0.1:{free_port()}"}) as running:
        app = running.client().create_app(CreateApplicationRequest={"Name": "bench"})["ApplicationResponse"]["Id"]
        asyncio.run(_load(running, app, size))
        before = processor.seconds_by_process(running.process.pid)
        taken, count, batches = asyncio.run(_streamed(running, app))
        used = processor.micros_each(before, processor.seconds_by_process(running.process.pid), count)
    bare = _limit(batches, size, 1000)
    return {
        "name": "members",
        "figure": round(count / taken),
        "unit": f"recipients/s with 8 fields ({len(batches[0]) / 1000:.0f} B each)",
        "limit": round(bare),
        "ratio": round(count / taken / bare, 3),
        "goal": ">= 0.30",
        "check": count == size,
        "notes": f"{taken:.1f} s for {count:,}; µs of processor a recipient: {used}",
    }


if __name__ == "__main__":
    print(json.dumps(row(), indent=1))
