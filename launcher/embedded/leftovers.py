"""Ends what an earlier start left behind: processes that outlived a killed launcher or a killed server.

Only processes of ours are touched: those noted in the run file with the moment they started, and those whose working folder is a folder of
ours. Systems without /proc are asked by `ps`, and have no working folders to tell.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")


def started_at(pid: int) -> str | None:
    """When a process was started: with its number that names one process for ever. None: there is none, or it is a zombie."""
    state, started = _state(pid)
    return None if state in ("", "Z") else started


def is_zombie(pid: int) -> bool:
    """Whether the process is dead and its parent has not asked for its end yet."""
    return _state(pid)[0] == "Z"


def _state(pid: int) -> tuple[str, str]:
    """State letter and start of a process; empty when there is none."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return fields[0], fields[19]
    except OSError:
        if _PROC.is_dir():
            return "", ""
    shown = subprocess.run(["ps", "-o", "state=,lstart=", "-p", str(pid)], capture_output=True, text=True).stdout
    state, _, started = shown.strip().partition(" ")
    return state[:1], started.strip()


def note(path: Path, pids: Iterable[int]) -> None:
    """Write the run file: the processes that belong to the running suite."""
    rows = {str(pid): started for pid in pids if (started := started_at(pid)) is not None}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(rows))
    fresh.replace(path)


def end_noted(path: Path, grace: float = 8.0) -> None:
    """Wait for the processes of the run file to go, then kill them.

    On Linux the kernel told the children of a dead launcher to stop; elsewhere that is done here.
    """
    try:
        rows: dict[str, str] = json.loads(path.read_text())
    except (OSError, ValueError):
        return
    alive = [(int(pid), started) for pid, started in rows.items() if started_at(int(pid)) == started]
    if not _PROC.is_dir():
        for pid, _ in alive:
            _signal(pid, signal.SIGTERM)
    _wait(alive, grace)
    for pid, started in alive:
        if started_at(pid) == started:
            _signal(pid, signal.SIGKILL)
    _wait(alive, 2.0)
    path.unlink(missing_ok=True)


def end_by_folder(folder: Path, program: str) -> None:
    """End processes of `program` that still work in `folder`: a killed postmaster's backends go on until their query is done."""
    alive = [(pid, started) for pid in _in_folder(folder, program) if (started := started_at(pid)) is not None]
    for kill in (signal.SIGQUIT, signal.SIGKILL):
        for pid, started in alive:
            if started_at(pid) == started:
                _signal(pid, kill)
        _wait(alive, 2.0)


def _in_folder(folder: Path, program: str) -> list[int]:
    found = []
    for entry in _PROC.glob("[0-9]*"):
        try:
            if os.path.samefile(entry / "cwd", folder) and os.path.basename(os.readlink(entry / "exe")).startswith(program):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _wait(processes: list[tuple[int, str]], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(started_at(pid) == started for pid, started in processes):
        time.sleep(0.02)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return
