"""The Kubernetes base renders, is valid against the API's schemas, and says nothing that the code does not know."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {"segments", "campaigns", "journeys", "delivery", "analytics", "gateway"}


@cache
def rendered() -> list[dict[str, Any]]:
    """What kubectl's own kustomize makes of k8s/base."""
    kubectl = Path(sys.executable).with_name("kubectl")
    done = subprocess.run([kubectl, "kustomize", str(ROOT / "k8s/base")], capture_output=True, text=True, check=True)
    return list(yaml.safe_load_all(done.stdout))


def of(kind: str) -> dict[str, dict[str, Any]]:
    return {item["metadata"]["name"]: item for item in rendered() if item["kind"] == kind}


def container(name: str) -> dict[str, Any]:
    (only,) = of("Deployment")[name]["spec"]["template"]["spec"]["containers"]
    return dict(only)


def test_every_part_has_the_five_objects_and_the_namespace() -> None:
    for kind in ("Deployment", "Service", "ServiceAccount", "PodDisruptionBudget", "NetworkPolicy"):
        assert set(of(kind)) == SERVICES
    assert {item["metadata"].get("namespace", "counterpoint") for item in rendered()} == {"counterpoint"}


def test_every_object_is_valid_against_the_api_schema() -> None:
    for item in rendered():
        kubernetes_validate.validate(item, "1.33", strict=True)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_pods_are_locked_down(name: str) -> None:
    pod = of("Deployment")[name]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    security = container(name)["securityContext"]
    assert security["readOnlyRootFilesystem"] is True
    assert security["allowPrivilegeEscalation"] is False
    assert security["capabilities"] == {"drop": ["ALL"]}
    assert container(name)["resources"]["requests"].keys() == {"cpu", "memory"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_the_command_is_one_the_launcher_knows(name: str) -> None:
    assert container(name)["args"] == ["serve", name]
    folder = ROOT / ("gateway" if name == "gateway" else f"services/{name}")
    assert folder.is_dir()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_environment_name_is_read_by_the_code(name: str) -> None:
    named = {entry["name"] for entry in container(name)["env"]} | set(of("ConfigMap")["counterpoint"]["data"])
    code = "".join(path.read_text() for folder in ("kit", "gateway", "launcher", "services") for path in (ROOT / folder).rglob("*.py"))
    assert {key for key in named if not re.search(rf'"{key}"', code)} == set()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_ports_of_probes_services_and_configuration_agree(name: str) -> None:
    environment = {entry["name"]: entry.get("value") for entry in container(name)["env"]}
    address = environment["COUNTERPOINT_HTTP" if name == "gateway" else "COUNTERPOINT_LISTEN"]
    (port,) = container(name)["ports"]
    assert address == f"0.0.0.0:{port['containerPort']}"
    assert of("Service")[name]["spec"]["ports"][0]["targetPort"] == port["name"]
    probe = container(name)["readinessProbe"]
    assert probe.get("grpc", {}).get("port") == 50051 or probe["httpGet"] == {"path": "/livez", "port": "http"}


def test_network_policies_allow_exactly_the_calls_the_design_draws() -> None:
    allowed = {
        name: {peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"] for peer in policy["spec"]["ingress"][0].get("from", [])}
        for name, policy in of("NetworkPolicy").items()
    }
    assert allowed == {
        "segments": {"gateway", "campaigns", "journeys", "delivery", "analytics"},
        "campaigns": {"gateway"},
        "journeys": {"gateway"},
        "delivery": {"gateway", "campaigns", "journeys"},
        "analytics": {"gateway", "campaigns", "journeys", "delivery"},
        "gateway": set(),
    }


def test_peers_name_every_service_once() -> None:
    peers = of("ConfigMap")["counterpoint"]["data"]["COUNTERPOINT_PEERS"]
    assert {part.split("=")[0] for part in peers.split(";")} == SERVICES - {"gateway"}
