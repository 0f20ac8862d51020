"""The contracts as files: generated code is fresh, lint is clean, nothing released is broken. All offline."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUF = Path(sys.executable).parent / "buf"


def run(*command: str) -> str:
    """What a command prints when it fails, "" when all is well."""
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    return "" if ended.returncode == 0 else ended.stdout + ended.stderr


def test_generated_code_is_what_the_protos_say() -> None:
    assert run(sys.executable, "tools/proto.py", "--check") == ""


def test_the_protos_pass_the_linter() -> None:
    assert run(str(BUF), "lint") == ""


def test_nothing_that_was_released_is_broken() -> None:
    assert run(str(BUF), "breaking", "--against", "protos/released.binpb") == ""


def test_generated_packages_stay_namespace_packages() -> None:
    assert list((ROOT / "gen").rglob("__init__.py")) == []
