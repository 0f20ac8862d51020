"""`counterpoint bench`: the rows of bench/, where that folder is installed, in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from launcher import registry
from launcher.failure import Refused


def run(row: str, as_json: bool, environ: Mapping[str, str]) -> int:
    """The exit code of `python -m bench`. Raises Refused where the folder is not there."""
    if not (registry.ROOT / "bench").is_dir():
        raise Refused("The folder bench/ is not installed here: run this from a clone or the image.")
    argv = [sys.executable, "-m", "bench", *(["--row", row] if row else []), *(["--json"] if as_json else [])]
    # Its suites are its own: what is configured for another does not reach them.
    clean = {name: text for name, text in environ.items() if not name.startswith("COUNTERPOINT_")}
    return subprocess.run(argv, env=registry.python_environment(clean), cwd=registry.ROOT).returncode
