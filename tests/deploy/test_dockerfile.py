"""The Dockerfile copies, installs with hashes and starts: nothing else.

No image can be built here, so its own lines are run in an empty folder, by an ordinary user.
"""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import registry
from tests.deploy.rendering import ROOT, containers, is_ours
from tests.fixtures.users import as_user

HOME = "/opt/counterpoint"
TEXT = (ROOT / "Dockerfile").read_text()
LINES = [re.sub(r"\s+", " ", line) for line in re.sub(r"\\\n", " ", TEXT).splitlines() if line and not line.startswith("#")]
# What only root may do in an image of its own.
_ACCOUNT = "RUN groupadd"
_NO_INDEX = re.compile(r"No matching distribution|NewConnectionError|Max retries exceeded")


def test_only_plain_instructions_are_used() -> None:
    assert {line.split()[0] for line in LINES} <= {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "ENTRYPOINT", "CMD"}


def test_the_base_image_is_pinned_to_a_version() -> None:
    (base,) = [line for line in LINES if line.startswith("FROM")]
    assert re.fullmatch(r"FROM python:3\.11-slim-\w+", base)


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("COPY")])
def test_everything_that_is_copied_exists_and_is_handed_to_the_builder(line: str) -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    *sources, _target = line.split()[1:]
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if any(fnmatch.fnmatch(source.split("/")[0], pattern) for pattern in ignored)] == []


def test_neither_data_nor_secrets_are_handed_to_the_builder() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", "data", "secrets.yaml"} <= set(ignored)


def test_packages_are_installed_by_hash_only() -> None:
    installs = [part for line in LINES if line.startswith("RUN") for part in line.split("&&") if "pip install" in part]
    assert len(installs) == 2
    assert "--require-hashes" in installs[0] and "--no-deps" in installs[1] and "--no-build-isolation" in installs[1]


def test_the_image_runs_as_the_user_of_the_pods() -> None:
    users = [line for line in LINES if line.startswith("USER")]
    assert users == ["USER 10001:10001"]
    assert LINES.index(users[0]) < next(i for i, line in enumerate(LINES) if line.startswith("ENTRYPOINT"))
    pods = {
        item["spec"]["template"]["spec"]["securityContext"]["runAsUser"]
        for _, item, container in containers()
        if item["kind"] == "Deployment" and is_ours(container)
    }
    assert pods == {10001}


def test_memory_is_kept_between_batches_as_the_launcher_has_it() -> None:
    given = dict(pair.split("=", 1) for line in LINES if line.startswith("ENV") for pair in line.split()[1:])
    assert registry._MALLOC.items() <= given.items()


@pytest.fixture(scope="module")
def installed() -> Iterator[Path]:
    """A folder that stands for /opt/counterpoint, after the Dockerfile's own lines. Packages come from pip's cache where it has them."""
    home = Path(tempfile.mkdtemp(prefix="cp-image-", dir=_in_memory()))
    folder, programs = home / "opt", home / "bin"
    folder.mkdir()
    programs.mkdir()
    # The base image's python is the one that runs this test.
    (programs / "python").symlink_to(Path(sys.base_prefix) / f"bin/python{sys.version_info.major}.{sys.version_info.minor}")
    try:
        for line in LINES:
            word, _, rest = line.partition(" ")
            if word == "COPY":
                *sources, target = rest.split()
                for source in sources:
                    _copied(ROOT / source, folder / target / (source if target == "./" else ""))
            elif line.startswith(_ACCOUNT):
                print(f"not run here, it makes an account of the image: {line}")
            elif word == "RUN":
                _run(folder, programs, rest)
        # The image's files are root's, and the root file system of a pod cannot be written.
        subprocess.run(["chmod", "-R", "a-w", folder], check=True)
        yield folder
    finally:
        subprocess.run(["chmod", "-R", "u+w", home], check=True)
        shutil.rmtree(home)


def _in_memory() -> str | None:
    """Thirty thousand small files are made and removed: in memory, where there is room for them and programs may run from it."""
    place = Path("/dev/shm")
    roomy = place.is_dir() and os.access(place, os.W_OK) and shutil.disk_usage(place).free > 4 << 30
    return str(place) if roomy and not os.statvfs(place).f_flag & os.ST_NOEXEC else None


def _copied(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _run(folder: Path, programs: Path, line: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name in ("HOME", "LANG", "TMPDIR")}
    environ = {**kept, "PATH": f"{programs}:/usr/bin:/bin"}
    done = subprocess.run(as_user(["sh", "-c", line]), cwd=folder, env=environ, capture_output=True, text=True)
    if "--require-hashes" in line and _NO_INDEX.search(done.stderr):
        print("not installed anew, no package index answers: the packages of this environment are used instead")
        (installed_to,) = (folder / ".venv/lib").glob("python*/site-packages")
        # In front of what a new environment brings along.
        (installed_to / "here.pth").write_text(f"import sys; sys.path.insert(0, {sysconfig.get_path('purelib')!r})\n")
    else:
        assert done.returncode == 0, f"{line}\n{done.stdout[-1000:]}\n{done.stderr[-3000:]}"


def entry(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The image's ENTRYPOINT with other arguments."""
    (line,) = [line for line in LINES if line.startswith("ENTRYPOINT")]
    (program,) = json.loads(line.removeprefix("ENTRYPOINT "))
    assert program.startswith(HOME)
    argv = as_user([str(folder) + program.removeprefix(HOME), *arguments])
    return subprocess.run(argv, cwd="/", env={"PATH": "/usr/bin:/bin", **environ}, capture_output=True, text=True)


def test_the_lines_install_a_program_that_answers(installed: Path) -> None:
    done = entry(installed, "config", "explain", "--json")
    assert done.returncode == 0, done.stderr
    assert {row["key"] for row in json.loads(done.stdout)} >= {"COUNTERPOINT_DATABASE_URL", "COUNTERPOINT_HTTP"}


def test_it_finds_the_code_of_every_pod_without_writing_anything(installed: Path) -> None:
    """Nothing is configured, so each refuses in one sentence: after its imports, before any connection."""
    commands = {tuple(container["args"]) for _, item, container in containers() if item["kind"] == "Deployment" and is_ours(container)}
    assert len(commands) == 6
    for command in sorted(commands):
        done = entry(installed, *command)
        assert done.returncode == 2, (command, done.stderr)
        said = done.stderr.strip().splitlines()[-1]
        assert said.startswith("counterpoint ") and "COUNTERPOINT_" in said, said


def test_the_whole_suite_may_run_in_it(installed: Path) -> None:
    """CMD is `up`; what it needs of the wheels is there: the servers' programs."""
    assert 'CMD ["up"]' in LINES
    linked = any(installed.glob(".venv/lib/*/*/here.pth"))
    where = [installed / ".venv", *([Path(sys.prefix)] if linked else [])]
    found = {
        path.name for folder in where for path in folder.rglob("*") if path.name in ("postgres", "nats-server", "valkey-server") and os.access(path, os.X_OK)
    }
    assert found == {"postgres", "nats-server", "valkey-server"}
