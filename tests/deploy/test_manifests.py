"""Every overlay and job renders, is valid against the API's schemas, and says nothing that the code does not know."""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import json
from functools import cache
from pathlib import Path

import kubernetes_validate
import pytest

from kit.rpc.server import LIVE
from launcher import cli, config
from tests.deploy.rendering import (
    JOBS,
    NAME,
    OVERLAYS,
    PODS,
    ROOT,
    Manifest,
    containers,
    deployed,
    environment,
    everything,
    is_ours,
    of,
    pod_of,
    pods,
    rendered,
)

# Keys that are not ours: the S3 client's own, and OpenTelemetry's.
_FOREIGN = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "OTEL_EXPORTER_OTLP_ENDPOINT"}
_STORES = {"DATABASE": "database", "BUS": "bus", "CACHE": "cache", "COLUMNS": "columns"}


def where(folder: str, item: Manifest) -> str:
    return f"{folder}: {item['kind']} {item['metadata']['name']}"


@pytest.mark.parametrize("folder", [*(f"overlays/{name}" for name in OVERLAYS), *(f"jobs/{name}" for name in JOBS)])
def test_every_object_is_valid_against_the_api_schema(folder: str) -> None:
    for item in rendered(folder):
        _validate(json.dumps(item))


@cache
def _validate(item: str) -> None:
    """Once for what several overlays share."""
    kubernetes_validate.validate(json.loads(item), "1.33", strict=True)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_part_of_the_product_has_its_objects(overlay: str) -> None:
    for kind in ("Deployment", "Service", "ServiceAccount", "PodDisruptionBudget", "NetworkPolicy"):
        assert set(PODS) <= set(of(f"overlays/{overlay}", kind)), kind
    assert {item["metadata"].get("namespace", "counterpoint") for item in rendered(f"overlays/{overlay}")} == {"counterpoint"}


def test_no_object_is_made_twice_in_one_place() -> None:
    for folder in {folder for folder, _ in everything()}:
        names = [(item["kind"], item["metadata"]["name"]) for item in rendered(folder)]
        assert len(names) == len(set(names)), folder


def test_pods_are_locked_down() -> None:
    for folder, item, pod in pods():
        spec = pod["spec"]
        assert spec["automountServiceAccountToken"] is False, where(folder, item)
        assert spec["securityContext"]["runAsNonRoot"] is True and spec["securityContext"]["runAsUser"] > 0, where(folder, item)
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, where(folder, item)
        for container in spec["containers"]:
            security = container["securityContext"]
            assert security == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}, where(folder, item)


def test_containers_say_what_they_need_and_how_much_they_may_take() -> None:
    for folder, item, container in containers():
        assert container["resources"]["requests"].keys() == container["resources"]["limits"].keys() == {"cpu", "memory"}, where(folder, item)


def test_long_lived_containers_have_the_three_probes() -> None:
    for folder, item, container in containers():
        if item["kind"] in ("Deployment", "StatefulSet"):
            assert {"startupProbe", "readinessProbe", "livenessProbe"} <= container.keys(), where(folder, item)


def test_every_name_inside_an_object_leads_somewhere() -> None:
    """Volumes, config maps, claims and accounts; secrets have a test file of their own."""
    for folder, item, pod in pods():
        spec, here = pod["spec"], rendered(folder)
        made = {(other["kind"], other["metadata"]["name"]) for other in (*here, *rendered("overlays/single"))}
        volumes = {volume["name"]: volume for volume in spec.get("volumes", [])}
        claimed = {claim["metadata"]["name"] for claim in item["spec"].get("volumeClaimTemplates", [])}
        for container in spec["containers"]:
            mounted = {mount["name"] for mount in container.get("volumeMounts", [])}
            assert mounted <= volumes.keys() | claimed, where(folder, item)
            assert all(("ConfigMap", source["configMapRef"]["name"]) in made for source in container.get("envFrom", [])), where(folder, item)
        for volume in volumes.values():
            assert "configMap" not in volume or ("ConfigMap", volume["configMap"]["name"]) in made, where(folder, item)
            assert "persistentVolumeClaim" not in volume or ("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]) in made, where(folder, item)
        assert ("ServiceAccount", spec["serviceAccountName"]) in made, where(folder, item)


def test_selectors_of_services_and_budgets_meet_exactly_their_pods() -> None:
    for overlay in OVERLAYS:
        items = rendered(f"overlays/{overlay}")
        labels = {item["metadata"]["name"]: pod["metadata"]["labels"] for item in items if (pod := pod_of(item)) is not None}
        for item in items:
            if item["kind"] in ("Service", "PodDisruptionBudget"):
                selector = item["spec"]["selector"]
                selector = selector.get("matchLabels", selector)
                met = {name for name, found in labels.items() if selector.items() <= found.items()}
                assert met == {item["metadata"]["name"]}, where(overlay, item)


@cache
def _parser() -> argparse.ArgumentParser:
    return cli._parser()


def test_every_command_is_one_of_the_command_line() -> None:
    wrong = []
    for folder, item, container in containers():
        if not is_ours(container):
            continue
        assert "command" not in container, where(folder, item)
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            try:
                _parser().parse_args(container["args"])
            except SystemExit:
                wrong.append((where(folder, item), container["args"], said.getvalue().strip().splitlines()[-1]))
    assert wrong == []


@pytest.mark.parametrize("name", PODS)
def test_a_pod_runs_the_service_and_the_part_that_are_its_name(name: str) -> None:
    service, part = PODS[name]
    container = deployed(name)
    assert container["args"] == ["serve", service]
    assert environment(container).get("COUNTERPOINT_PARTS", {}).get("value", "") == part
    assert (ROOT / ("gateway" if service == "gateway" else f"services/{service}")).is_dir()


def _known() -> set[str]:
    return {*config.known(), *config._INTERNAL}


def test_every_environment_name_is_a_key_of_the_configuration() -> None:
    for folder, item, container in containers():
        if not is_ours(container):
            continue
        # What only another value is put together from does not reach the product.
        parts = {name for name in environment(container) if any(f"$({name})" in entry.get("value", "") for entry in container["env"])}
        unknown = environment(container).keys() - parts - _FOREIGN - _known()
        assert unknown == set(), where(folder, item)
    for overlay in OVERLAYS:
        assert of(f"overlays/{overlay}", "ConfigMap")["counterpoint"]["data"].keys() - _FOREIGN - _known() == set()


def _opened(service: str) -> set[str]:
    """The stores the service's code opens: `ctx.bus()`, `context.cache()`, …"""
    files = [ROOT / "gateway/main.py"] if service == "gateway" else [ROOT / f"services/{service}/service.py"]
    calls = {
        node.func.attr
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("ctx", "context")
    }
    return calls & set(_STORES.values())


@pytest.mark.parametrize("name", PODS)
def test_a_pod_is_given_the_stores_its_code_opens_and_no_other(name: str) -> None:
    given = {store for key, store in _STORES.items() if f"COUNTERPOINT_{key}_URL" in environment(deployed(name))}
    assert given == _opened(PODS[name][0])


@pytest.mark.parametrize("name", PODS)
def test_ports_of_probes_services_and_configuration_agree(name: str) -> None:
    container, gateway = deployed(name), name == "gateway"
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    data = of("overlays/production", "ConfigMap")["counterpoint"]["data"]
    address = environment(container)["COUNTERPOINT_HTTP" if gateway else "COUNTERPOINT_LISTEN"]["value"]
    assert address == f"0.0.0.0:{ports['http' if gateway else 'grpc']}"
    assert data["COUNTERPOINT_METRICS"] == f"0.0.0.0:{ports['metrics']}"
    annotations = of("overlays/production", "Deployment")[name]["spec"]["template"]["metadata"]["annotations"]
    assert annotations["prometheus.io/port"] == str(ports["metrics"])
    (port,) = of("overlays/production", "Service")[name]["spec"]["ports"]
    assert port["targetPort"] in ports
    for probe in (container["startupProbe"], container["readinessProbe"]):
        assert probe["httpGet"] == {"path": "/livez", "port": "http"} if gateway else probe["grpc"] == {"port": ports["health"]}
    liveness = container["livenessProbe"]
    assert liveness["httpGet"] == {"path": "/livez", "port": "http"} if gateway else liveness["grpc"] == {"port": ports["health"], "service": LIVE}
    # Probes speak no TLS, so health has an address of its own.
    assert gateway or environment(container)["COUNTERPOINT_HEALTH"]["value"] == f"0.0.0.0:{ports['health']}"
    assert ('"/livez"' in Path(ROOT / "gateway/app.py").read_text()) if gateway else True


@pytest.mark.parametrize("name", PODS)
def test_services_are_headless_so_that_callers_see_every_pod(name: str) -> None:
    for overlay in OVERLAYS:
        spec = of(f"overlays/{overlay}", "Service")[name]["spec"]
        assert (spec.get("clusterIP") == "None") == (name != "gateway")


def test_peers_name_every_service_with_calls_and_its_port() -> None:
    peers = dict(part.split("=", 1) for part in of("overlays/production", "ConfigMap")["counterpoint"]["data"]["COUNTERPOINT_PEERS"].split(";"))
    services = {name for name, (service, _) in PODS.items() if name == service != "gateway"}
    assert peers == {name: f"dns:///{name}:{of('overlays/production', 'Service')[name]['spec']['ports'][0]['port']}" for name in services}


def test_the_grace_period_is_longer_than_any_stop() -> None:
    stop_seconds = 12  # gateway: 5 s of preStop and 5 s of its own; services: 4 s of calls, 5 s of readers
    for name in PODS:
        assert of("overlays/production", "Deployment")[name]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] >= 2 * stop_seconds


def test_one_replica_in_the_small_overlays_and_an_autoscaler_for_each_in_production() -> None:
    for overlay in ("dev", "single"):
        assert {item["spec"]["replicas"] for item in of(f"overlays/{overlay}", "Deployment").values()} == {1}
    scalers = of("overlays/production", "HorizontalPodAutoscaler")
    assert {item["spec"]["scaleTargetRef"]["name"] for item in scalers.values()} == set(PODS)
    assert {item["spec"]["minReplicas"] for item in scalers.values()} == {2}
    assert all("replicas" not in of("overlays/production", "Deployment")[name]["spec"] for name in PODS)


def test_labels_say_what_a_thing_is_and_what_it_belongs_to() -> None:
    for folder, item in everything():
        if item["kind"] not in ("Secret", "ConfigMap"):
            assert item["metadata"]["labels"]["app.kubernetes.io/part-of"] == "counterpoint", where(folder, item)
    for folder, item, pod in pods():
        assert pod["metadata"]["labels"][NAME] == item["metadata"]["name"], where(folder, item)
