"""`counterpoint serve` as a pod runs it: certificates instead of a token, a health port for probes, and one sentence where something is wrong."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from counterpoint.journeys.v1.journeys_pb2 import GetJourneyRequest
from counterpoint.journeys.v1.journeys_pb2_grpc import JourneysServiceStub

from kit import errors
from kit.bus import Bus
from kit.db import Database, migrate
from kit.rpc import Peers
from kit.testing import eventually_async
from kit.trust import Certificates, RpcConfig
from launcher import certs, registry
from launcher.health import grpc_serving
from services.journeys.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers
from tests.fixtures.suite import ROOT
from tests.fixtures.users import counterpoint
from tests.launcher.test_refusals import refused

NAMES = ("journeys", "gateway", "delivery")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    certs.init(folder, 9)
    for name in NAMES:
        certs.issue(folder, name, [], [], "counterpoint", 1)
    certs.issue(folder, "reports", ["journeys.v1.JourneysService/GetJourney"], [], "counterpoint", 1)
    return folder


def files(folder: Path, name: str) -> dict[str, str]:
    return {"cert": str(folder / f"{name}.pem"), "key": str(folder / f"{name}.key"), "ca": str(folder / "ca.pem")}


def keys(folder: Path, name: str) -> dict[str, str]:
    return {f"COUNTERPOINT_RPC_{key.upper()}": path for key, path in files(folder, name).items()}


@asynccontextmanager
async def serving(servers: Servers, folder: Path, environ: dict[str, str]) -> AsyncIterator[subprocess.Popen[bytes]]:
    """The process of journeys, ready."""
    database = servers.database_url("journeys")
    async with Database(database) as db, Bus(servers.bus_url) as bus:
        await migrate(db, "journeys", MIGRATIONS)
        await bus.ensure_streams()
    (folder / "key").write_bytes(os.urandom(32))
    own = {"COUNTERPOINT_DATABASE_URL": database, "COUNTERPOINT_BUS_URL": servers.bus_url, "COUNTERPOINT_KEY_FILE": str(folder / "key")}
    environment = registry.python_environment({"PATH": os.environ["PATH"], "COUNTERPOINT_DATA": str(folder), **own, **environ})
    with (folder / "log").open("wb") as log, subprocess.Popen(counterpoint("serve", "journeys"), env=environment, cwd=ROOT, stdout=log, stderr=log) as process:
        try:
            assert await eventually_async(lambda: asyncio.to_thread(grpc_serving, environ["COUNTERPOINT_HEALTH"]), 30), (folder / "log").read_text()
            yield process
        finally:
            process.terminate()
            assert await asyncio.to_thread(process.wait, 15) == 0


async def test_a_service_of_the_cluster_answers_who_may_call_it(servers: Servers, authority: Path, tmp_path: Path) -> None:
    address, health = (f"127.0.0.1:{port}" for port in registry.free_ports(2))
    listen = {"COUNTERPOINT_LISTEN": address, "COUNTERPOINT_HEALTH": health, **keys(authority, "journeys")}
    async with serving(servers, tmp_path, listen):
        for name, error in (("gateway", errors.NotFound), ("delivery", errors.Forbidden)):
            peers = Peers({"journeys": address}, "", Certificates.of(RpcConfig(**files(authority, name)), name))
            with pytest.raises(error):
                await peers.stub("journeys", JourneysServiceStub).GetJourney(GetJourneyRequest(application_id="a", journey_id="b"))
            assert await peers.healthy("journeys")
            await peers.close()
        assert not await asyncio.to_thread(grpc_serving, address)  # nobody without a certificate
    assert "delivery may not call journeys.v1.JourneysService/GetJourney" in (tmp_path / "log").read_text()


def _serve(name: str, **environ: str) -> tuple[int, str]:
    outside = {key: value for key, value in os.environ.items() if not key.startswith("COUNTERPOINT_")}
    done = subprocess.run(counterpoint("serve", name), env=registry.python_environment(outside | environ), cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


def test_a_process_with_wrong_certificates_prints_one_sentence_and_ends(servers: Servers, authority: Path, tmp_path: Path) -> None:
    """The other sentences: tests/rpc/kit/test_trust.py."""
    certs.init(tmp_path, 9)
    certs.issue(tmp_path, "journeys", [], [], "counterpoint", 0)
    stores = {"COUNTERPOINT_BUS_URL": servers.bus_url, "COUNTERPOINT_DATABASE_URL": servers.database_url("gateway"), "COUNTERPOINT_KEY_FILE": "x"}
    for name, environ, sentence in (
        ("journeys", keys(tmp_path, "journeys"), "the certificate of COUNTERPOINT_RPC_CERT ended on"),
        ("gateway", stores | keys(authority, "journeys"), "which is that of journeys: give gateway its own"),
    ):
        code, said = _serve(name, **environ)
        assert (code, said.count("\n")) == (2, 1), said
        assert said.startswith(f"counterpoint {name}: ") and sentence in said


def test_a_suite_on_one_machine_takes_no_certificates_between_services_and_no_kms_without_a_file(authority: Path, tmp_path: Path) -> None:
    assert "`up` speaks over private sockets, unset it" in refused(tmp_path / "d", **keys(authority, "journeys"))
    assert "COUNTERPOINT_KMS_URL needs COUNTERPOINT_KEY_FILE" in refused(tmp_path / "d", COUNTERPOINT_KMS_URL="kms://alias/x")
    assert not (tmp_path / "d").exists()
