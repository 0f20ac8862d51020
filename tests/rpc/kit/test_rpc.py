"""Calls between services: errors, token, caller, trace and deadlines survive the wire."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc

from kit import caller, errors
from kit.rpc import Peers, RpcServer
from kit.telemetry import extract, inject
from kit.testing import eventually_async


class Audience(audience_pb2_grpc.AudienceServiceServicer):
    """Does what the app id says."""

    async def ResolveApp(self, request: Any, context: Any) -> Any:
        if request.app_id == "boom":
            raise RuntimeError("password=hunter2")
        if request.app_id == "slow":
            await asyncio.sleep(5)
        if request.app_id.startswith("raise:"):
            raise getattr(errors, request.app_id.removeprefix("raise:"))("said so", "REASON", 2.5)
        return audience_pb2.ResolveAppResponse(account_id=f"{caller.current().account}/{inject({}).get('traceparent', '')}")

    async def StreamMembers(self, request: Any, context: Any) -> Any:
        yield audience_pb2.StreamMembersResponse()
        raise errors.NotFound("gone")


@asynccontextmanager
async def serving(folder: Path, token: str = "t", ready: bool = True) -> AsyncIterator[str]:
    async def is_ready() -> bool:
        return ready

    address = f"unix:{folder}/a.sock"
    name = "counterpoint.segments.v1.AudienceService"
    server = RpcServer([address], token, [(Audience(), audience_pb2_grpc.add_AudienceServiceServicer_to_server, name)], is_ready)
    await server.start()
    try:
        yield address
    finally:
        await server.stop(0)


@asynccontextmanager
async def peers(address: str, token: str = "t") -> AsyncIterator[Any]:
    made = Peers({"segments": address}, token)
    try:
        yield made
    finally:
        await made.close()


async def resolve(made: Peers, app_id: str, **options: Any) -> Any:
    return await made.stub("segments", audience_pb2_grpc.AudienceServiceStub).ResolveApp(audience_pb2.ResolveAppRequest(app_id=app_id), **options)


@pytest.mark.parametrize("name", ["Invalid", "NotFound", "Conflict", "Forbidden", "Throttled", "TooLarge", "Unavailable", "NotBuilt"])
async def test_every_error_arrives_as_itself(tmp_path: Path, name: str) -> None:
    async with serving(tmp_path) as address, peers(address) as made:
        with pytest.raises(getattr(errors, name)) as caught:
            await resolve(made, f"raise:{name}")
    assert (caught.value.message, caught.value.reason, caught.value.retry_after) == ("said so", "REASON", 2.5)


async def test_an_unknown_error_tells_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path) as address, peers(address) as made:
        with pytest.raises(errors.CounterpointError) as caught:
            await resolve(made, "boom")
    assert type(caught.value) is errors.CounterpointError
    assert "hunter2" not in caught.value.message and "internal error" in caught.value.message


async def test_an_error_in_a_stream_arrives_after_what_came_before(tmp_path: Path) -> None:
    async with serving(tmp_path) as address, peers(address) as made:
        seen = 0
        with pytest.raises(errors.NotFound, match="gone"):
            async for _ in made.stub("segments", audience_pb2_grpc.AudienceServiceStub).StreamMembers(audience_pb2.StreamMembersRequest()):
                seen += 1
    assert seen == 1


async def test_a_call_without_the_token_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path) as address:
        for token in ("", "wrong"):
            async with peers(address, token) as made:
                with pytest.raises(errors.CounterpointError, match="no valid token"):
                    await resolve(made, "x")


async def test_a_missing_operation_says_not_built(tmp_path: Path) -> None:
    async with serving(tmp_path) as address, peers(address) as made:
        with pytest.raises(errors.NotBuilt):
            await made.stub("segments", audience_pb2_grpc.AudienceServiceStub).CountSegment(audience_pb2.CountSegmentRequest())


async def test_a_service_that_is_not_installed_says_not_built() -> None:
    with pytest.raises(errors.NotBuilt, match="journeys is not part of this installation"):
        Peers({}).stub("journeys", audience_pb2_grpc.AudienceServiceStub)


async def test_a_service_that_is_away_or_slow_is_unavailable_without_its_address(tmp_path: Path) -> None:
    async with peers(f"unix:{tmp_path}/nobody.sock") as made:
        with pytest.raises(errors.Unavailable) as caught:
            await resolve(made, "x")
    assert str(tmp_path) not in caught.value.message and caught.value.retry_after
    async with serving(tmp_path) as address, peers(address) as made:
        with pytest.raises(errors.Unavailable, match="in time"):
            await resolve(made, "slow", timeout=0.2)


async def test_caller_and_trace_travel_along(tmp_path: Path) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    caller.set_current(caller.Caller(account="111122223333"))
    extract({"traceparent": trace})
    async with serving(tmp_path) as address, peers(address) as made:
        answer = await resolve(made, "x")
    assert answer.account_id == f"111122223333/{trace}"


@pytest.mark.parametrize("ready", [True, False])
async def test_health_says_what_the_service_says(tmp_path: Path, ready: bool) -> None:
    async with serving(tmp_path, ready=ready) as address, peers(address) as made:
        if ready:
            assert await eventually_async(lambda: made.healthy("segments"))
        else:
            assert not await made.healthy("segments")


def test_statuses_are_distinct() -> None:
    from kit.rpc.status import status_of

    kinds = [errors.Invalid, errors.NotFound, errors.Conflict, errors.Forbidden, errors.Throttled, errors.TooLarge, errors.Unavailable, errors.NotBuilt]
    assert len({status_of(kind("x")) for kind in kinds}) == len(kinds)
    assert status_of(errors.CounterpointError("x")) is grpc.StatusCode.INTERNAL
