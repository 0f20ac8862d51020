"""The pages for operators name nothing that is not in the rendered manifests: deployments, jobs, secrets, labels, files, answers of commands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.rendering import JOBS, NAME, PODS, ROOT, everything, of, pod_of

PAGES = [*sorted((ROOT / "docs/operations").glob("*.md")), ROOT / "k8s/README.md", ROOT / "README.md"]
_KINDS = {
    "deploy": "Deployment",
    "deployment": "Deployment",
    "statefulset": "StatefulSet",
    "job": "Job",
    "jobs": "Job",
    "cronjob": "CronJob",
    "svc": "Service",
    "ingress": "Ingress",
    "hpa": "HorizontalPodAutoscaler",
    "pdb": "PodDisruptionBudget",
    "networkpolicy": "NetworkPolicy",
    "pod": "",
    "pods": "",
    "endpointslices": "",
    "secret": "",
}
# Words in capitals stand for what an operator puts there; these names are made by the command itself.
_MADE = re.compile(r"[A-Z]+$|backup-(now|before)$")
_VERBS = (
    "get",
    "describe",
    "logs",
    "exec",
    "rollout",
    "scale",
    "patch",
    "delete",
    "wait",
    "port-forward",
    "top",
    "create",
    "apply",
    "drain",
    "config",
    "kustomize",
)


def commands() -> Iterator[tuple[str, list[str]]]:
    """(page, words) of every kubectl command in code."""
    for page in PAGES:
        text = page.read_text()
        blocks = [
            line.strip() for block in re.findall(r"^ *```\w*\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL) for line in block.replace("\\\n", " ").splitlines()
        ]
        spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL))
        for line in blocks + spans:
            for piece in re.split(r" \| | && ", line.removesuffix(" &")):
                if piece.startswith("kubectl "):
                    yield page.name, shlex.split(piece.replace("…", "x"))


def names_of(kind: str) -> set[str]:
    return {item["metadata"]["name"] for _, item in everything() if item["kind"] == kind}


def test_there_are_commands_to_hold() -> None:
    assert sum(1 for _ in commands()) > 60


@pytest.mark.parametrize(
    "page,words", [(page, words) for page, words in commands()], ids=lambda value: value if isinstance(value, str) else "-".join(value[1:4])
)
def test_a_kubectl_command_names_what_is_there(page: str, words: list[str]) -> None:
    words = words[: words.index("--")] if "--" in words else words
    verb, *rest = words[1:]
    assert verb in _VERBS
    plain = [word for word in rest if not word.startswith("-")]
    for word in plain:
        kind, slash, name = word.partition("/")
        if slash and kind in _KINDS and _KINDS[kind] and not _MADE.match(name):
            assert name in names_of(_KINDS[kind]), word
    if verb in ("get", "describe", "delete", "patch") and plain and plain[0] in _KINDS and _KINDS[plain[0]]:
        for name in plain[1:]:
            assert _MADE.match(name) or name in names_of(_KINDS[plain[0]]), name
    for option in rest:
        if option.startswith("--from="):
            assert option.removeprefix("--from=").removeprefix("cronjob/") in names_of("CronJob")
        if option.startswith("--selector="):
            values = re.findall(r"[a-z-]+", option.partition("=")[2].replace(NAME, "").replace("app.kubernetes.io/part-of", "").replace(" in ", " "))
            assert set(values) <= {pod["metadata"]["labels"][NAME] for _, item in everything() if (pod := pod_of(item))} | {"counterpoint"}, option
    if verb in ("apply", "kustomize") and plain and plain[-1] not in ("FOLDER",) and "-f" not in rest:
        assert (ROOT / plain[-1] / "kustomization.yaml").exists(), plain


def test_secrets_that_a_page_makes_are_those_that_are_read() -> None:
    for page, words in commands():
        if words[1:3] == ["create", "secret"]:
            name = words[4]
            read = {pod for _, item in everything() for pod in re.findall(r"counterpoint-[a-z]+", str(item))}
            assert name in read, (page, name)
            keys = {word.removeprefix("--from-literal=").partition("=")[0] for word in words if word.startswith("--from-literal=")}
            assert all(f"'{key}'" in str([item for _, item in everything()]) for key in keys), (page, keys)


def test_raw_paths_of_the_api_server_name_a_service_and_its_port() -> None:
    for _, words in commands():
        if "--raw" in words:
            path = words[words.index("--raw") + 1]
            (service, port) = re.findall(r"services/http:([a-z-]+):([a-z]+)/", path)[0]
            assert {port} == {entry["name"] for entry in of("overlays/production", "Service")[service]["spec"]["ports"]}


def test_twenty_questions_are_twenty_and_each_has_its_command() -> None:
    sections = re.split(r"^## ", (ROOT / "docs/operations/kubectl.md").read_text(), flags=re.MULTILINE)[1:]
    assert [int(section.split(".")[0]) for section in sections] == list(range(1, 21))
    assert all("```\nkubectl" in section for section in sections)


def test_every_job_is_named_for_an_operator() -> None:
    text = "".join(page.read_text() for page in PAGES)
    assert all(f"k8s/jobs/{name}" in text for name in JOBS)


def test_every_part_says_whether_it_may_run_many_times_or_not_at_all() -> None:
    for overlay in ("dev", "single", "production"):
        for name in PODS:
            notes = of(f"overlays/{overlay}", "Deployment")[name]["metadata"]["annotations"]
            assert re.match(r"(yes|no|for a while): \w", notes["counterpoint/scales-to-many"])
            assert re.match(r"(yes|no|for a while): \w", notes["counterpoint/scales-to-zero"])


def test_kubectl_itself_takes_the_commands_that_need_no_cluster() -> None:
    """`create … --dry-run=client` and the rendering: what can be asked without an API server."""
    kubectl = Path(sys.executable).with_name("kubectl")
    for _, words in commands():
        if words[1:3] == ["create", "secret"] and words[3] == "generic":
            done = subprocess.run([kubectl, *words[1:], "--dry-run=client", "--output=yaml"], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
