"""Network policies allow exactly the calls the code makes, seen from both ends, and close everything else."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from gateway.routes import EXTENSIONS, OPERATIONS
from launcher import cli, registry
from tests.deploy.rendering import NAME, OVERLAYS, PODS, ROOT, Manifest, containers, environment, is_ours, of

FOLDER = "overlays/single"
SERVERS = {"postgres": "DATABASE", "nats": "BUS", "valkey": "CACHE", "clickhouse": "COLUMNS"}


@cache
def calls() -> dict[str, set[str]]:
    """Whom each service's code calls: the literal in `stub("segments", …)`; for the gateway also every route's service."""
    found: dict[str, set[str]] = {}
    for caller in (*registry.SERVICES, registry.GATEWAY):
        folder = ROOT / ("gateway" if caller == registry.GATEWAY else f"services/{caller}")
        found[caller] = {
            node.args[0].value
            for path in folder.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "stub"
            if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
        }
    found[registry.GATEWAY] |= {route.service for route in OPERATIONS + EXTENSIONS if route.service}
    return found


def drawn() -> dict[str, set[str]]:
    """The calls that docs/architecture.md allows, read from its sentence."""
    text = (ROOT / "docs/architecture.md").read_text().replace("\n", " ")
    sentence = text[text.index("Calls go one way:") : text.index("The way back is a fact")]
    allowed: dict[str, set[str]] = {registry.GATEWAY: set(registry.SERVICES)}
    for callers, callees in re.findall(r"([a-z ]+?) calls? ((?:[a-z]+(?:, | and )?)+)", sentence.split(";", 1)[1]):
        for caller in re.findall(r"[a-z]+", callers.replace(" and ", " ")):
            allowed[caller] = {name for name in re.findall(r"[a-z]+", callees) if name != "and"}
    return allowed


def met(selector: Manifest) -> set[str]:
    """Names of what a selector by name meets."""
    if "matchLabels" in selector:
        return {selector["matchLabels"][NAME]}
    (expression,) = selector["matchExpressions"]
    assert (expression["key"], expression["operator"]) == (NAME, "In")
    return set(expression["values"])


def sources(policy: Manifest, port: int) -> set[str]:
    """Who may come in on a port."""
    rules = [rule for rule in policy["spec"].get("ingress", []) if {"port": port} in rule.get("ports", [])]
    return {name for rule in rules for peer in rule.get("from", []) for name in met(peer["podSelector"])}


def targets(policy: Manifest, port: int) -> set[str]:
    """Who may be called on a port."""
    rules = [rule for rule in policy["spec"].get("egress", []) if {"port": port} in rule.get("ports", [])]
    return {name for rule in rules for peer in rule["to"] if "podSelector" in peer for name in met(peer["podSelector"])}


def test_the_code_calls_only_whom_the_architecture_lets_it_call() -> None:
    allowed = drawn()
    assert {(caller, callee) for caller, callees in calls().items() for callee in callees} <= {(a, b) for a, names in allowed.items() for b in names}


@pytest.mark.parametrize("name", [name for name in PODS if name != "gateway"])
def test_a_service_is_open_to_exactly_those_whose_code_calls_it(name: str) -> None:
    service, part = PODS[name]
    answers = part in ("", registry.CALLS)
    expected = {other for other, (caller, _) in PODS.items() if answers and service in calls()[caller]}
    assert sources(of(FOLDER, "NetworkPolicy")[name], 50051) == expected, f"k8s/base/{name}/networkpolicy.yaml"


@pytest.mark.parametrize("name", PODS)
def test_a_pod_may_call_exactly_whom_its_code_calls(name: str) -> None:
    policy = of(FOLDER, "NetworkPolicy").get(f"calls-of-{name}")
    assert (targets(policy, 50051) if policy else set()) == calls()[PODS[name][0]], "k8s/components/network-policies/calls.yaml"


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_is_open_to_exactly_those_who_are_given_its_address(server: str) -> None:
    needs = {
        item["metadata"]["name"]
        for _, item, container in containers()
        if is_ours(container) and f"COUNTERPOINT_{SERVERS[server]}_URL" in environment(container)
    }
    if server == "postgres":
        needs |= {item["metadata"]["name"] for _, item, container in containers() if "COUNTERPOINT_MIGRATE" in environment(container)}
    policies = of(FOLDER, "NetworkPolicy")
    (port,) = policies[server]["spec"]["ingress"][0]["ports"]
    assert sources(policies[server], port["port"]) == needs
    assert met(policies[f"to-{server}"]["spec"]["podSelector"]) == needs
    assert targets(policies[f"to-{server}"], port["port"]) == {server}
    assert port["port"] == of(FOLDER, "Service")[server]["spec"]["ports"][0]["port"]


def test_only_jobs_whose_command_speaks_to_the_api_may_call_the_gateway() -> None:
    speaks = {registry.GATEWAY}  # commands typed into its pod
    for _, item, container in containers():
        if item["kind"] in ("Job", "CronJob") and is_ours(container):
            arguments = cli._parser().parse_args(container["args"])
            speaks |= {item["metadata"]["name"]} if "_remote" in arguments.run.__qualname__ else set()
    policy = of(FOLDER, "NetworkPolicy")["calls-of-jobs"]
    assert met(policy["spec"]["podSelector"]) == speaks
    assert targets(policy, 8080) == {registry.GATEWAY}
    assert {"port": 8080} in of(FOLDER, "NetworkPolicy")["gateway"]["spec"]["ingress"][0]["ports"]


def test_nothing_is_open_that_no_policy_opens() -> None:
    for overlay in OVERLAYS:
        # Also where a policy opens one way out: without those for names and calls it would close the others.
        assert {"names", *(f"calls-of-{name}" for name, (service, _) in PODS.items() if calls()[service])} <= of(f"overlays/{overlay}", "NetworkPolicy").keys()
        deny = of(f"overlays/{overlay}", "NetworkPolicy")["deny"]["spec"]
        assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_only_who_sends_or_stores_reaches_the_outside_and_never_a_private_network() -> None:
    outside = {
        name: item
        for name, item in of(FOLDER, "NetworkPolicy").items()
        if any("ipBlock" in peer for rule in item["spec"].get("egress", []) for peer in rule["to"])
    }
    assert met(outside.pop("outside-sending")["spec"]["podSelector"]) == {name for name, (service, _) in PODS.items() if service == "delivery"}
    storing = met(outside["outside-storing"]["spec"]["podSelector"])
    assert storing == {name for name, (service, _) in PODS.items() if "objects()" in _wiring(service)} | {"backup", "restore"}
    for item in of(FOLDER, "NetworkPolicy").values():
        for rule in item["spec"].get("egress", []):
            for peer in rule["to"]:
                assert "ipBlock" not in peer or {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"} <= set(peer["ipBlock"]["except"])


def _wiring(service: str) -> str:
    path = ROOT / f"services/{service}/service.py"
    return path.read_text() if path.exists() else ""
