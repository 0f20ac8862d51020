"""Killing: everything at once, or one backend by its process number."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress

from kit.testing import eventually
from launcher.embedded.leftovers import started_at
from tests.fixtures.suite import Suite


def kill_everything(suite: Suite) -> None:
    """kill -9 of the launcher and of every process below it, none of which can do anything about another's death."""
    launcher = suite.process
    assert launcher is not None
    # Held still, it starts nothing again meanwhile.
    launcher.send_signal(signal.SIGSTOP)
    family = {pid: started_at(pid) for pid in _below(launcher.pid)}
    for pid in [*family, launcher.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    launcher.wait()
    eventually(lambda: not any(born is not None and started_at(pid) == born for pid, born in family.items()), every=0.005)


def _below(parent: int) -> list[int]:
    """All descendants as they are at one moment."""
    rows = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.splitlines()
    children: dict[int, list[int]] = {}
    for pid, above in (map(int, row.split()) for row in rows):
        children.setdefault(above, []).append(pid)
    found: list[int] = []
    waiting = [parent]
    while waiting:
        mine = children.get(waiting.pop(), [])
        found += mine
        waiting += mine
    return found
