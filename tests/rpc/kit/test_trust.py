"""Callers known by their certificates: who may call what, on whose behalf, and what wrong certificates lead to."""

from __future__ import annotations

import ast
import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc

from kit import caller, errors
from kit.config import ConfigError
from kit.rpc import Peers, RpcServer
from kit.rpc.callers import CALLERS, GATEWAY
from kit.service import Context, _check_open
from kit.telemetry import names
from kit.testing import eventually_async
from kit.trust import Certificates, RpcConfig, config_of, identity_of, speakers_of
from launcher import certs
from launcher.health import grpc_serving
from launcher.registry import SERVICES, free_ports
from tests.deploy.test_policies import drawn
from tests.fixtures.suite import ROOT

COUNT = "segments.v1.AudienceService/CountSegment"


class Audience(audience_pb2_grpc.AudienceServiceServicer):
    """Answers who it thinks is calling."""

    async def ResolveApp(self, request: Any, context: Any) -> Any:
        who = caller.current()
        return audience_pb2.ResolveAppResponse(account_id=f"{who.account} {who.principal}")

    async def CountSegment(self, request: Any, context: Any) -> Any:
        return audience_pb2.CountSegmentResponse(total=7)

    async def StreamMembers(self, request: Any, context: Any) -> Any:
        yield audience_pb2.StreamMembersResponse()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates of every service and of the internal caller `crm`, who may count segments."""
    folder = tmp_path_factory.mktemp("authority")
    certs.init(folder, 9)
    for name in (*SERVICES, GATEWAY):
        certs.issue(folder, name, [], [], "counterpoint", 1)
    certs.issue(folder, "crm", [COUNT], [], "counterpoint", 1)
    return folder


def pair(folder: Path, name: str, authority: Path | None = None) -> Certificates:
    made = Certificates.of(RpcConfig(cert=str(folder / f"{name}.pem"), key=str(folder / f"{name}.key"), ca=str((authority or folder) / "ca.pem")))
    assert made is not None
    return made


@asynccontextmanager
async def serving(certificates: Certificates, speakers: str = "", health: str = "") -> AsyncIterator[str]:
    async def ready() -> bool:
        return True

    address = f"127.0.0.1:{free_ports(1)[0]}"
    servicers = [(Audience(), audience_pb2_grpc.add_AudienceServiceServicer_to_server, "counterpoint.segments.v1.AudienceService")]
    server = RpcServer([address], "", servicers, ready, certificates, speakers_of(RpcConfig(speakers=speakers)), health)
    await server.start()
    try:
        yield address
    finally:
        await server.stop(0)


@asynccontextmanager
async def calling(address: str, certificates: Certificates | None, service: str = "segments") -> AsyncIterator[Any]:
    peers = Peers({service: address}, "", certificates)
    try:
        yield peers.stub(service, audience_pb2_grpc.AudienceServiceStub)
    finally:
        await peers.close()


async def count(stub: Any, **options: Any) -> int:
    return int((await stub.CountSegment(audience_pb2.CountSegmentRequest(), timeout=5, **options)).total)


@asynccontextmanager
async def plain(address: str, folder: Path, name: str) -> AsyncIterator[Any]:
    """A caller with a stub of its own, who sends nothing but what it is told."""
    credentials = grpc.ssl_channel_credentials(*((folder / file).read_bytes() for file in ("ca.pem", f"{name}.key", f"{name}.pem")))
    options = [("grpc.ssl_target_name_override", "segments")]
    async with grpc.aio.secure_channel(address, credentials, options=options) as channel:
        yield audience_pb2_grpc.AudienceServiceStub(channel)


@pytest.mark.parametrize(
    ("name", "may"), [("gateway", True), ("campaigns", True), ("journeys", False), ("delivery", False), ("analytics", False), ("segments", False)]
)
async def test_a_service_calls_what_the_list_gives_it_and_nothing_else(authority: Path, name: str, may: bool) -> None:
    async with serving(pair(authority, "segments")) as address, calling(address, pair(authority, name)) as stub:
        if may:
            assert await count(stub) == 7
            return
        with pytest.raises(errors.Forbidden, match=f"{name} may not call {COUNT}: services call one way"):
            await count(stub)


async def test_streams_are_guarded_like_calls(authority: Path) -> None:
    async with serving(pair(authority, "segments")) as address:
        async with calling(address, pair(authority, "gateway")) as stub:
            assert [item async for item in stub.StreamMembers(audience_pb2.StreamMembersRequest())]
        async with calling(address, pair(authority, "campaigns")) as stub:
            with pytest.raises(errors.Forbidden, match="StreamMembers"):
                async for _ in stub.StreamMembers(audience_pb2.StreamMembersRequest()):
                    pass


async def test_an_internal_caller_calls_what_its_certificate_names_and_as_itself(authority: Path, tmp_path: Path) -> None:
    shutil.copytree(authority, tmp_path / "a")
    certs.issue(tmp_path / "a", "audit", ["segments.v1.AudienceService"], [], "counterpoint", 1)
    async with serving(pair(authority, "segments"), speakers="audit") as address:
        async with plain(address, authority, "crm") as stub:
            assert await count(stub) == 7
            with pytest.raises(grpc.aio.AioRpcError, match=r"crm may not call segments.*ResolveApp: its certificate does not name it"):
                await stub.ResolveApp(audience_pb2.ResolveAppRequest(), timeout=5)
            for key in ("cp-account", "cp-principal"):
                with pytest.raises(grpc.aio.AioRpcError, match="crm may not name an account or a principal") as refused:
                    await count(stub, metadata=[(key, "111122223333")])
                assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
        async with plain(address, tmp_path / "a", "audit") as stub:
            assert (await stub.ResolveApp(audience_pb2.ResolveAppRequest(), timeout=5)).account_id == "000000000000 client/audit"
            answer = await stub.ResolveApp(audience_pb2.ResolveAppRequest(), timeout=5, metadata=[("cp-account", "111122223333")])
            assert answer.account_id == "111122223333 client/audit"


async def test_account_and_principal_travel_with_the_product_s_own_services(authority: Path) -> None:
    caller.set_current(caller.Caller(account="111122223333", principal="someone"))
    async with serving(pair(authority, "segments")) as address, calling(address, pair(authority, "gateway")) as stub:
        assert (await stub.ResolveApp(audience_pb2.ResolveAppRequest())).account_id == "111122223333 someone"


async def test_without_a_certificate_of_the_authority_nobody_gets_through(authority: Path, tmp_path: Path) -> None:
    certs.init(tmp_path, 9)
    certs.issue(tmp_path, "gateway", [], [], "counterpoint", 1)
    async with serving(pair(authority, "segments")) as address:
        async with calling(address, None) as stub:  # plain text, with or without a token
            with pytest.raises(errors.Unavailable, match="the service is away"):
                await count(stub)
        async with calling(address, pair(tmp_path, "gateway")) as stub:  # neither knows the other's authority
            with pytest.raises(errors.Unavailable, match="the service is away"):
                await count(stub)
        shutil.copy(authority / "ca.pem", tmp_path / "theirs.pem")
        credentials = grpc.ssl_channel_credentials(*((tmp_path / file).read_bytes() for file in ("theirs.pem", "gateway.key", "gateway.pem")))
        options = [("grpc.ssl_target_name_override", "segments")]
        async with grpc.aio.secure_channel(address, credentials, options=options) as channel:
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await count(audience_pb2_grpc.AudienceServiceStub(channel))
            assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_who_answers_must_be_the_service_that_is_called(authority: Path) -> None:
    async with serving(pair(authority, "delivery")) as address, calling(address, pair(authority, "gateway"), "segments") as stub:
        with pytest.raises(errors.Unavailable):
            await count(stub)


async def test_renewed_certificates_are_used_without_a_restart(authority: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    shutil.copytree(authority, folder)
    mine, theirs = pair(folder, "campaigns"), pair(folder, "segments")
    async with serving(theirs) as address, calling(address, mine) as stub:
        assert await count(stub) == 7
        old = mine.now(), theirs.now()
        shutil.rmtree(folder)
        certs.init(folder, 9)  # not even the authority is the same
        for name in ("segments", "campaigns", "gateway"):
            certs.issue(folder, name, [], [], "counterpoint", 1)
        await eventually_async(lambda: _true(mine.now() is not old[0] and theirs.now() is not old[1]))
        assert await eventually_async(lambda: _answers(stub))
        async with calling(address, pair(folder, "gateway")) as other:
            assert await count(other) == 7


async def test_its_end_is_a_metric(authority: Path) -> None:
    await pair(authority, "segments").measure()
    left = (names.CERTIFICATE_ENDS.value("rpc") or 0) - time.time()
    assert 86_000 < left <= 86_400


async def test_a_renewal_that_cannot_serve_is_not_used(authority: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "a"
    shutil.copytree(authority, folder)
    mine = pair(folder, "campaigns")
    first = mine.now()
    shutil.copy(folder / "gateway.pem", folder / "campaigns.pem")
    os.utime(folder / "campaigns.pem", (1, 1))
    assert await eventually_async(lambda: _true("renewed certificates are not used: the key of COUNTERPOINT_RPC_KEY does not belong" in _said(mine, caplog)))
    assert mine.now() is first


async def test_probes_ask_an_address_where_nothing_but_health_is_answered(authority: Path) -> None:
    health = f"127.0.0.1:{free_ports(1)[0]}"
    async with serving(pair(authority, "segments"), health=health):
        assert await eventually_async(lambda: asyncio.to_thread(grpc_serving, health))
        async with calling(health, None) as stub:
            with pytest.raises(errors.NotBuilt):
                await count(stub)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ca": ""}, "COUNTERPOINT_RPC_CA is not set: COUNTERPOINT_RPC_CERT, COUNTERPOINT_RPC_KEY and COUNTERPOINT_RPC_CA belong together"),
        ({"key": "gateway.key"}, "the key of COUNTERPOINT_RPC_KEY does not belong to the certificate of COUNTERPOINT_RPC_CERT"),
        ({"cert": "gateway.pem", "key": "gateway.key"}, "which is that of gateway: give segments its own (`counterpoint certs issue segments`)"),
        ({"ca": "other/ca.pem"}, "the certificate of COUNTERPOINT_RPC_CERT was not issued by the authority of COUNTERPOINT_RPC_CA"),
        ({"cert": "old/segments.pem", "key": "old/segments.key", "ca": "old/ca.pem"}, "the certificate of COUNTERPOINT_RPC_CERT ended on"),
        ({"ca": "segments.key"}, "COUNTERPOINT_RPC_CA names"),
        ({"cert": "nothing.pem"}, "cannot be read (No such file or directory)"),
    ],
)
def test_a_process_refuses_to_start_with_certificates_that_cannot_serve(authority: Path, tmp_path: Path, change: dict[str, str], sentence: str) -> None:
    folder = tmp_path / "a"
    shutil.copytree(authority, folder)
    certs.init(folder / "other", 9)
    certs.init(folder / "old", 9)
    certs.issue(folder / "old", "segments", [], [], "counterpoint", 0)
    files = {"cert": "segments.pem", "key": "segments.key", "ca": "ca.pem"} | change
    with pytest.raises(ConfigError) as refused:
        Certificates.of(RpcConfig(**{name: str(folder / file) if file else "" for name, file in files.items()}), "segments")
    assert sentence in str(refused.value) and "\n" not in str(refused.value)


def test_off_this_machine_rpcs_are_not_open_to_everybody(tmp_path: Path) -> None:
    from contextlib import AsyncExitStack

    ctx = Context("segments", {}, AsyncExitStack())
    _check_open(["unix:/x", "127.0.0.1:1", "[::1]:1", "localhost:1"], ctx)
    with pytest.raises(ConfigError, match=r"RPCs on 0\.0\.0\.0:50051 would be open to everybody: set COUNTERPOINT_RPC_CERT"):
        _check_open(["0.0.0.0:50051"], ctx)
    _check_open(["0.0.0.0:50051"], Context("segments", {"COUNTERPOINT_RPC_TOKEN": "x"}, AsyncExitStack()))


def test_every_value_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret\n")
    (tmp_path / "cert").write_text("/etc/cert.pem\n")
    found = config_of({"COUNTERPOINT_RPC_TOKEN_FILE": str(tmp_path / "token"), "COUNTERPOINT_RPC_CERT_FILE": str(tmp_path / "cert")})
    assert (found.token, found.cert) == ("secret", "/etc/cert.pem")


@pytest.mark.parametrize(
    ("uris", "name"),
    [
        (["spiffe://counterpoint/service/segments"], "segments"),
        (["spiffe://counterpoint/client/gateway"], "gateway"),
        (["spiffe://elsewhere/service/segments"], None),
        (["spiffe://counterpoint/service/"], None),
        (["spiffe://counterpoint/client/a/service/gateway"], None),
        (["spiffe://counterpoint/service/segments", "spiffe://counterpoint/client/crm"], None),
        ([], None),
    ],
)
def test_who_a_certificate_names(uris: list[str], name: str | None) -> None:
    found = identity_of(uris)
    assert (found.name if found else None) == name
    assert found is None or found.own == uris[0].startswith("spiffe://counterpoint/service/")


def test_the_list_of_callers_is_what_the_code_calls_and_what_the_architecture_allows() -> None:
    known = certs.rpcs()
    assert set(CALLERS) <= known
    allowed = drawn()
    for rpc, callers in CALLERS.items():
        assert all(rpc.partition(".")[0] in allowed[name] for name in callers), rpc
    assert {(name, rpc) for rpc, callers in CALLERS.items() for name in callers} == {(name, rpc) for name in SERVICES for rpc in called(name, known)}


def called(service: str, known: set[str]) -> set[str]:
    """The RPCs of other services that a service's code names: `stub.Method(…)`, where the file or one beside it imports the contract."""
    methods = {(rpc.rpartition("/")[2]): rpc for rpc in sorted(known) if rpc.partition(".")[0] not in (service, "erasure")}
    found = set()
    for path in (ROOT / "services" / service).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods:
                found.add(methods[node.func.attr])
    return found


async def _true(value: bool) -> bool:
    return value


async def _answers(stub: Any) -> bool:
    try:
        return await count(stub) == 7
    except errors.Unavailable:
        return False


def _said(certificates: Certificates, caplog: pytest.LogCaptureFixture) -> str:
    certificates.now()
    return caplog.text
