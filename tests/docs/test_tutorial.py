"""The tutorial, typed by a test: its blocks run in one shell, and each prints what the tutorial promises."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fixtures.suite import ROOT, Suite

TUTORIAL = ROOT / "docs" / "tutorial" / "first-campaign.md"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = "=== end of block"


@dataclass(frozen=True)
class Step:
    """Commands, and what they print; "" where nothing is promised."""

    commands: str
    promised: str


def steps(page: str) -> list[Step]:
    """Every block of commands with the promise that follows it."""
    blocks = [(found[1], found[2]) for found in _BLOCK.finditer(page)]
    assert {kind for kind, _ in blocks} == {"sh", "text"}
    found = []
    for (kind, text), (next_kind, next_text) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if kind == "sh":
            found.append(Step(text, next_text if next_kind == "text" else ""))
    return found


@pytest.fixture(scope="module")
def typed(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Step, str]]:
    """Each step with what it printed. The suite stands for `make run`; its address and folder for the usual ones."""
    first, *rest = steps(TUTORIAL.read_text())
    assert first.commands == "make run\n"
    folder = tmp_path_factory.mktemp("tutorial")
    (folder / "data").symlink_to(suite.data)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    script = "set -eu\n" + "".join(f"{step.commands.replace('http://127.0.0.1:8080', suite.http)}echo '{_MARK}'\n" for step in rest)
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "gen")])}
    ran = subprocess.run(["timeout", "60", "bash", "-c", script], cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return list(zip(rest, ran.stdout.split(_MARK + "\n")[:-1], strict=True))


def test_every_block_prints_what_is_promised(typed: list[tuple[Step, str]]) -> None:
    for step, printed in typed:
        if step.promised:
            assert printed == step.promised, step.commands
    assert sum(bool(step.promised) for step, _ in typed) > 8


def test_nothing_that_is_not_promised_fills_the_screen(typed: list[tuple[Step, str]]) -> None:
    for step, printed in typed:
        assert step.promised or printed == "", step.commands
