"""Alerts and autoscalers ask for metrics that the product tells, with labels it gives them, and every alert has its section in the run book."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from kit.bus import subjects
from kit.telemetry import names
from kit.telemetry.metrics import Histogram
from tests.deploy.rendering import PODS, ROOT, deployed, of

# What Prometheus and kube-state-metrics tell.
_FOREIGN = {"up", "kube_cronjob_status_last_successful_time"}
# What prometheus.yaml adds to every series.
_ADDED = {"app", "pod", "job"}
_NAME = re.compile(r"\b((?:counterpoint|process|kube)_[a-z_]+|up)\b(?:\{([^}]*)\})?")


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / "k8s/monitoring" / name).read_text())


def told() -> dict[str, set[str]]:
    """Labels of every series, by its name."""
    found: dict[str, set[str]] = {}
    for metric in names.METRICS:
        if isinstance(metric, Histogram):
            found |= {metric.name + "_bucket": {*metric.labels, "le"}, metric.name + "_sum": {*metric.labels}, metric.name + "_count": {*metric.labels}}
        else:
            found[metric.name] = {*metric.labels}
    return found


def rules() -> list[dict[str, Any]]:
    return [rule for group in read("alerts.yaml")["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_what_is_told(rule: dict[str, Any]) -> None:
    expression = rule["expr"]
    used = _NAME.findall(expression)
    assert used
    labels: set[str] = set()
    for name, matchers in used:
        assert name in told() or name in _FOREIGN, name
        own = told().get(name, {"app", "job", "namespace", "cronjob"})
        assert set(re.findall(r"([a-z_]+)(?:=~|!~|!=|=)", matchers)) <= own | _ADDED, name
        labels |= own
    for group in re.findall(r"\b(?:by|on|without) \(([^)]*)\)", expression):
        assert set(re.split(r",\s*", group)) <= labels | _ADDED, group
    shown = set(re.findall(r"\$labels\.([a-z_]+)", rule["annotations"]["summary"]))
    assert shown <= labels | _ADDED
    assert rule["labels"]["severity"] in ("critical", "warning")


def test_every_alert_has_its_section_and_every_section_its_alert() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "docs/operations/runbook.md").read_text(), re.MULTILINE)
    assert headings == [rule["alert"] for rule in rules()]


def test_streams_and_durables_that_are_named_exist() -> None:
    text = (ROOT / "k8s/monitoring/alerts.yaml").read_text() + "".join(path.read_text() for path in (ROOT / "k8s/components/autoscaling").glob("*.yaml"))
    text += "".join(path.read_text() for path in (ROOT / "docs/operations").glob("*.md"))
    assert set(re.findall(r"\bCP_[A-Z_]+\b", text)) <= {stream.name for stream in subjects.STREAMS}
    assert set(re.findall(r"durable: ([a-z-]+)", text)) | set(re.findall(r"`(analytics-[a-z]+)`", text)) - set(PODS) <= {
        durable.name for durable in subjects.DURABLES
    }


def test_autoscalers_ask_for_metrics_that_are_told_and_that_the_adapter_hands_on() -> None:
    handed = {rule["seriesQuery"] for rule in read("adapter.yaml")["externalRules"]}
    asked = set()
    for name, scaler in of("overlays/production", "HorizontalPodAutoscaler").items():
        kinds = {metric["type"] for metric in scaler["spec"]["metrics"]}
        assert "Resource" in kinds, name
        for metric in (metric["external"]["metric"] for metric in scaler["spec"]["metrics"] if metric["type"] == "External"):
            asked.add(metric["name"])
            assert set(metric.get("selector", {}).get("matchLabels", {})) <= told()[metric["name"]]
    assert asked == handed <= told().keys()


def test_those_with_work_of_their_own_scale_by_lag_too() -> None:
    by_lag = {
        name
        for name, scaler in of("overlays/production", "HorizontalPodAutoscaler").items()
        if any(metric["type"] == "External" for metric in scaler["spec"]["metrics"])
    }
    assert by_lag == {"segments", "analytics-store", "delivery-sending"}


def test_prometheus_finds_the_port_by_its_name_and_the_part_by_its_label() -> None:
    (job,) = read("prometheus.yaml")["scrape_configs"]
    assert job["job_name"] == "counterpoint"
    assert {rule["target_label"] for rule in job["relabel_configs"] if "target_label" in rule} == {"app", "pod"}
    assert all("metrics" in {port["name"] for port in deployed(name)["ports"]} for name in PODS)


def test_metrics_that_the_documents_name_are_told() -> None:
    for page in (ROOT / "docs/operations").glob("*.md"):
        for name in re.findall(r"\b(?:counterpoint|process)_[a-z_]+[a-z]\b", page.read_text()):
            assert name in told() or name in {metric.name for metric in names.METRICS}, (page.name, name)


def test_the_alert_on_memory_comes_at_four_fifths_of_each_limit() -> None:
    (expression,) = [rule["expr"] for rule in rules() if rule["alert"] == "MemoryHigh"]
    at = {name: float(bound) for names, bound in re.findall(r'app=~"([^"]+)"\}\) > ([0-9e]+)', expression) for name in names.split("|")}
    units = {"Mi": 1 << 20, "Gi": 1 << 30}
    limits = {name: deployed(name)["resources"]["limits"]["memory"] for name in PODS}
    assert at == {name: pytest.approx(0.8 * int(limit[:-2]) * units[limit[-2:]], rel=0.01) for name, limit in limits.items()}
