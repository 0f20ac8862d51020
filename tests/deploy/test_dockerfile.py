"""The Dockerfile copies, installs with hashes and starts: nothing else. It cannot be built here, so its lines are held to the tree."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "Dockerfile").read_text()
LINES = [line for line in re.sub(r"\\\n", " ", TEXT).splitlines() if line and not line.startswith("#")]


def test_only_plain_instructions_are_used() -> None:
    assert {line.split()[0] for line in LINES} <= {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "ENTRYPOINT", "CMD"}


def test_the_base_image_is_pinned_to_a_version() -> None:
    (base,) = [line for line in LINES if line.startswith("FROM")]
    assert re.fullmatch(r"FROM python:3\.11-slim-\w+", base)


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("COPY")])
def test_everything_that_is_copied_exists(line: str) -> None:
    *sources, _target = line.split()[1:]
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_packages_are_installed_by_hash_only() -> None:
    installs = [part for line in LINES if line.startswith("RUN") for part in line.split("&&") if "pip install" in part]
    assert all("--require-hashes" in part or "--no-deps" in part for part in installs)
    assert len(installs) == 2


def test_the_image_runs_as_an_ordinary_user() -> None:
    users = [line for line in LINES if line.startswith("USER")]
    assert users == ["USER 10001:10001"]
    assert LINES.index(users[0]) < next(i for i, line in enumerate(LINES) if line.startswith("ENTRYPOINT"))
