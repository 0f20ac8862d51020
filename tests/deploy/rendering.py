"""What kubectl's own kustomize makes of the folders below k8s/, for the tests beside this file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from launcher import registry

ROOT = Path(__file__).resolve().parents[2]
Manifest = dict[str, Any]
OVERLAYS = ("dev", "single", "production")
JOBS = ("migrate", "backup", "restore", "erase", "bench-smoke")
# By deployment: the service whose code it runs, and the part of it ("" for the gateway and services without parts).
PODS = {
    **{name: (name, registry.CALLS if name in registry.PARTS else "") for name in registry.SERVICES},
    **{f"{name}-{part}": (name, part) for name, parts in registry.PARTS.items() for part in parts},
    registry.GATEWAY: (registry.GATEWAY, ""),
}
NAME = "app.kubernetes.io/name"


@cache
def rendered(folder: str) -> tuple[Manifest, ...]:
    """The objects of `overlays/single`, `jobs/erase`, …"""
    kubectl = Path(sys.executable).with_name("kubectl")
    done = subprocess.run([kubectl, "kustomize", str(ROOT / "k8s" / folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return tuple(yaml.safe_load_all(done.stdout))


def everything() -> Iterator[tuple[str, Manifest]]:
    """(folder, object) of every overlay and every job."""
    for folder in (*(f"overlays/{name}" for name in OVERLAYS), *(f"jobs/{name}" for name in JOBS)):
        for item in rendered(folder):
            yield folder, item


def of(folder: str, kind: str) -> dict[str, Manifest]:
    """Objects of one kind by name."""
    return {item["metadata"]["name"]: item for item in rendered(folder) if item["kind"] == kind}


def pod_of(item: Manifest) -> Manifest | None:
    """The pod an object makes, if it makes any: a template with `metadata` and `spec`."""
    spec = item.get("spec", {})
    if item["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return spec.get("template") if item["kind"] in ("Deployment", "StatefulSet", "Job", "CronJob") else None


def pods() -> Iterator[tuple[str, Manifest, Manifest]]:
    """(folder, object, pod template) of everything that runs."""
    for folder, item in everything():
        pod = pod_of(item)
        if pod is not None:
            yield folder, item, pod


def containers() -> Iterator[tuple[str, Manifest, Manifest]]:
    """(folder, object, container)."""
    for folder, item, pod in pods():
        for container in pod["spec"]["containers"]:
            yield folder, item, container


def is_ours(container: Manifest) -> bool:
    """Whether the product's own image runs in it."""
    return str(container["image"]).startswith("registry.example.com/counterpoint:")


def environment(container: Manifest) -> dict[str, Manifest]:
    """The entries of `env` by name."""
    return {entry["name"]: entry for entry in container.get("env", [])}


def deployed(name: str, folder: str = "overlays/production") -> Manifest:
    """The one container of a deployment."""
    (only,) = of(folder, "Deployment")[name]["spec"]["template"]["spec"]["containers"]
    return dict(only)
