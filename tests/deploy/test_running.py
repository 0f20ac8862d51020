"""The suite as processes that are given exactly what the manifests give them: arguments, environment, files, probes, a stop within the grace period.

Only addresses and folders are put in their places: names of the cluster become ports of this machine, mounted secrets become files.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import grpc
import pytest
import sqlalchemy
from counterpoint.segments.v1.audience_pb2 import ResolveAppRequest
from counterpoint.segments.v1.audience_pb2_grpc import AudienceServiceStub
from grpc_health.v1 import health_pb2, health_pb2_grpc

from kit.db import Database
from kit.testing import eventually
from launcher import health
from launcher.embedded.program import spawn
from launcher.registry import GATEWAY, SERVICES, free_ports, python_environment
from tests.deploy.rendering import PODS, Manifest, deployed, of
from tests.deploy.test_secrets import certificates, made
from tests.fixtures.servers import Servers

FOLDER = "overlays/single"


class Cluster:
    """Servers, secrets and ports; `environment(container)` is what a pod's container would be given."""

    def __init__(self, servers: Servers, folder: Path) -> None:
        self.folder = folder
        self.move_to(servers)
        ports = iter(free_ports(3 * len(PODS)))
        self.ports = {name: next(ports) for name in PODS}
        self.metrics = {name: next(ports) for name in PODS}
        self.health = {name: next(ports) for name in PODS}
        self.data = dict(of(FOLDER, "ConfigMap")["counterpoint"]["data"])
        for name, content in (made() | certificates()).items():
            (folder / name).mkdir()
            for key, value in content.items():
                (folder / name / key).write_bytes(value)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.begun: dict[str, float] = {}

    def move_to(self, servers: Servers) -> None:
        """Empty servers with the six logins, as the secrets name them."""
        owners = [*SERVICES, GATEWAY]
        servers.postgres.ensure_roles(owners)
        self.servers = servers
        self.urls = {f"counterpoint-{owner}": {"database-url": servers.postgres.url(owner)} for owner in owners}

    def environment(self, container: Manifest, pod: Manifest, name: str = "") -> dict[str, str]:
        """ConfigMap, then `env` in order, with `$(NAME)` replaced, as a kubelet does it."""
        found = {key: self._placed(value, name) for key, value in self.data.items()} if container.get("envFrom") else {}
        mounts = self._mounts(container, pod)
        for entry in container["env"]:
            text = entry.get("value")
            if text is None:
                text = self._secret(entry["valueFrom"]["secretKeyRef"])
            if text is not None:
                text = re.sub(r"\$\((\w+)\)", lambda match: found[match[1]], text)
                for place, real in mounts.items():
                    text = text.replace(place, str(real))
                found[entry["name"]] = self._placed(text, name)
        return python_environment({"PATH": os.environ["PATH"], **found})

    def _mounts(self, container: Manifest, pod: Manifest) -> dict[str, Path]:
        volumes = {volume["name"]: volume for volume in pod["spec"]["volumes"]}
        found = {}
        for mount in container["volumeMounts"]:
            volume = volumes[mount["name"]]
            if "secret" in volume:
                found[mount["mountPath"]] = self.folder / volume["secret"]["secretName"]
            elif "persistentVolumeClaim" in volume:
                found[mount["mountPath"]] = self.folder / "claims" / volume["persistentVolumeClaim"]["claimName"]
                found[mount["mountPath"]].mkdir(parents=True, exist_ok=True)
            elif mount["mountPath"] != "/tmp":
                found[mount["mountPath"]] = self.folder / "volumes" / container["name"] / mount["name"]
                found[mount["mountPath"]].mkdir(parents=True, exist_ok=True)
        return found

    def _secret(self, reference: dict[str, str]) -> str | None:
        name, key = reference["name"], reference["key"]
        if key in self.urls.get(name, {}):
            return self.urls[name][key]
        servers = {"bus-url": self.servers.bus_url, "cache-url": self.servers.cache_url, "columns-url": self.servers.columns_url}
        content = made().get(name, {}).get(key)
        return servers.get(key) or (content.decode() if content else None)

    def _placed(self, text: str, name: str) -> str:
        """Addresses of the cluster as addresses here."""
        if text.startswith("segments=dns:///"):
            return ";".join(f"{peer}=ipv4:127.0.0.1:{self.ports[peer]}" for peer in SERVICES)
        if name:
            text = text.replace("0.0.0.0:50051", f"127.0.0.1:{self.ports[name]}").replace("0.0.0.0:8080", f"127.0.0.1:{self.ports[name]}")
            text = text.replace("0.0.0.0:9090", f"127.0.0.1:{self.metrics[name]}").replace("0.0.0.0:50052", f"127.0.0.1:{self.health[name]}")
        return text.replace("http://gateway", self.http)

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.ports[GATEWAY]}"

    def run(self, container: Manifest, pod: Manifest, *more: str) -> str:
        """A container that ends by itself; what it said on standard output."""
        environ = self.environment(container, pod)
        mounts = self._mounts(container, pod)
        argv = [str(mounts.get(word, word)) for word in (*container["args"], *more)]
        done = subprocess.run([sys.executable, "-m", "launcher.cli", *argv], env=environ, cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, (argv, done.stdout, done.stderr)
        return done.stdout

    def start(self, name: str) -> None:
        container, pod = deployed(name, FOLDER), of(FOLDER, "Deployment")[name]["spec"]["template"]
        with open(self.folder / f"{name}.log", "wb") as log:
            argv = [sys.executable, "-m", "launcher.cli", *container["args"]]
            self.running[name] = spawn(argv, self.environment(container, pod, name), output=log.fileno(), cwd=str(self.folder))

    def ready(self, name: str) -> bool:
        """The answer to the pod's readiness probe."""
        probe = deployed(name, FOLDER)["readinessProbe"]
        if "grpc" in probe:
            return health.grpc_serving(f"127.0.0.1:{self.health[name]}")
        return health.http_alive("127.0.0.1", self.ports[name], tls=False, path=probe["httpGet"]["path"])

    def said(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")[-2000:]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Servers, `migrate`, and every pod of overlays/single."""
    with Servers() as servers:
        found = Cluster(servers, tmp_path_factory.mktemp("cluster"))
        pod = of("jobs/migrate", "Job")["migrate"]["spec"]["template"]
        try:
            with ThreadPoolExecutor() as together:
                assert len(list(together.map(lambda container: found.run(container, pod), pod["spec"]["containers"]))) == 6
            for name in PODS:
                found.start(name)
            for name in PODS:
                eventually(lambda name=name: found.ready(name), 60)
            yield found
        finally:
            for process in found.running.values():
                process.kill()
                process.wait()


def test_everything_is_ready_by_its_own_probe_and_knows_the_others(cluster: Cluster) -> None:
    eventually(lambda: health.http_alive("127.0.0.1", cluster.ports[GATEWAY], tls=False, path="/healthz"), 30)


@pytest.mark.parametrize("name", [name for name in PODS if name != GATEWAY])
def test_liveness_has_a_name_of_its_own_in_the_health_check(cluster: Cluster, name: str) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{cluster.health[name]}") as channel:
        asked = health_pb2.HealthCheckRequest(service=deployed(name, FOLDER)["livenessProbe"]["grpc"]["service"])
        assert health_pb2_grpc.HealthStub(channel).Check(asked, timeout=10).status == health_pb2.HealthCheckResponse.SERVING


def test_nobody_without_a_certificate_is_served(cluster: Cluster) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{cluster.ports['segments']}") as channel, pytest.raises(grpc.RpcError) as refused:
        AudienceServiceStub(channel).ResolveApp(ResolveAppRequest(app_id="0" * 32), timeout=10)
    assert refused.value.code() == grpc.StatusCode.UNAVAILABLE


def test_the_root_key_of_the_secret_signs(cluster: Cluster) -> None:
    said = made()["counterpoint-root"]["credentials"].decode()
    key, secret = re.findall(r"= (\S+)", said)
    caller = boto3.client("pinpoint", endpoint_url=cluster.http, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key=secret)
    app = caller.create_app(CreateApplicationRequest={"Name": "in a cluster"})["ApplicationResponse"]["Id"]
    caller.update_endpoint(ApplicationId=app, EndpointId="e", EndpointRequest={"ChannelType": "EMAIL", "Address": "a@example.com"})
    assert caller.get_endpoint(ApplicationId=app, EndpointId="e")["EndpointResponse"]["Address"] == "a@example.com"


@pytest.mark.parametrize("name", PODS)
def test_metrics_are_told_on_their_port_under_the_name_of_the_part(cluster: Cluster, name: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{cluster.metrics[name]}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    assert f'counterpoint_build_info{{process="{name}"' in text


def test_commands_typed_into_the_gateways_pod_reach_the_suite(cluster: Cluster) -> None:
    container, pod = deployed(GATEWAY, FOLDER), of(FOLDER, "Deployment")[GATEWAY]["spec"]["template"]
    environ = cluster.environment(container, pod, GATEWAY)
    for words in (["keys", "list", "--json"], ["status", "--json"], ["status"]):
        done = subprocess.run([sys.executable, "-m", "launcher.cli", *words], env=environ, cwd=cluster.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Counterpoint is ready.") and re.search(r"^bus +nothing waits|^bus +.* waiting", done.stdout, re.MULTILINE)


def test_the_job_backup_makes_a_whole_backup(cluster: Cluster) -> None:
    pod = of("jobs/backup", "Job")["backup"]["spec"]["template"]
    (container,) = pod["spec"]["containers"]
    said = json.loads(cluster.run(container, pod, "--json"))
    assert said["rows"] > 0 and (Path(said["backup"]) / "manifest.json").exists()


def test_the_schedule_of_backups_gives_its_job_the_same(cluster: Cluster) -> None:
    by_night = of(FOLDER, "CronJob")["backup"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    by_hand = of("jobs/backup", "Job")["backup"]["spec"]["template"]["spec"]
    assert by_night["containers"][0]["env"] == by_hand["containers"][0]["env"]
    assert by_night["volumes"] == by_hand["volumes"]


def test_the_job_erase_asks_the_gateway_and_shows_what_it_would_remove(cluster: Cluster) -> None:
    """As it stands it names nobody: the API's own answer says so, which it only does for a signed call."""
    pod = of("jobs/erase", "Job")["erase"]["spec"]["template"]
    (container,) = pod["spec"]["containers"]
    environ = cluster.environment(container, pod)
    assert environ["COUNTERPOINT_URL"] == cluster.http
    done = subprocess.run([sys.executable, "-m", "launcher.cli", *container["args"]], env=environ, cwd=cluster.folder, capture_output=True, text=True)
    assert done.returncode == 1 and "does not answer" not in done.stderr, done.stderr


def test_every_process_stops_within_the_grace_period_and_without_an_error(cluster: Cluster) -> None:
    for name, process in cluster.running.items():
        cluster.begun[name] = time.monotonic()
        process.send_signal(signal.SIGTERM)
    for name, process in cluster.running.items():
        grace = of(FOLDER, "Deployment")[name]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, cluster.begun[name] + grace - time.monotonic()))
        assert process.returncode == 0, (name, cluster.said(name))


async def test_the_job_restore_fills_empty_servers_and_the_suite_in_them_stands_on_hold(cluster: Cluster) -> None:
    """The last test here: what came of the backup, on other servers."""
    pod = of("jobs/restore", "Job")["restore"]["spec"]["template"]
    (container,) = pod["spec"]["containers"]
    with Servers() as empty:
        cluster.move_to(empty)
        cluster.run(container, pod)
        database = Database(empty.postgres.url("delivery"), pool_size=1)
        async with database, database.connect() as conn:
            assert (await conn.execute(sqlalchemy.text("SELECT count(*) FROM holds WHERE app_id = ''"))).scalar_one() == 1
        database = Database(empty.postgres.url("segments"), pool_size=1)
        async with database, database.connect() as conn:
            assert (await conn.execute(sqlalchemy.text("SELECT count(*) FROM apps"))).scalar_one() >= 1
