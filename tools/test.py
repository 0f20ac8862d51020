"""`make test`: every test but soak, in two processes side by side, because much of the time goes into waiting for servers.

With arguments: one pytest with just these. Exit code 1 when a test failed in either half; what the second half said is printed when the first is done.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Suites that run, are hurt, and wait; everything else is the other half.
SUITES = ("contract", "demo", "fault", "launcher", "parity")
_NOT_HERE = ("soak", "fixtures")


def main(arguments: list[str]) -> int:
    """Runs the tests."""
    if arguments:
        return subprocess.call(_pytest(*arguments), cwd=ROOT)
    folders = sorted(path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and not path.name.startswith(("_", ".")))
    others = [name for name in folders if name not in (*SUITES, *_NOT_HERE)]
    with tempfile.TemporaryFile() as said:
        beside = subprocess.Popen(_pytest(*(f"tests/{name}" for name in others)), cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        try:
            first = subprocess.call(_pytest("--durations=15", *(f"tests/{name}" for name in SUITES)), cwd=ROOT)
            second = beside.wait()
        except BaseException:
            beside.terminate()
            beside.wait()
            raise
        said.seek(0)
        print(f"--- {', '.join(others)}", flush=True)
        sys.stdout.buffer.write(said.read())
    return 1 if first or second else 0


def _pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
