"""What the supervisor starts: a program with a name, a way to start it and a way to ask whether it is ready."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


class Program(Protocol):
    """A process the supervisor keeps alive. `start` may be called again after the process died."""

    name: str
    stop_signal: signal.Signals
    # Lines of its output that match from their start are not worth printing; "" prints all.
    noise: str

    def start(self, output: int | None = None) -> subprocess.Popen[bytes]:
        """Start the process; its stdout and stderr go to the file descriptor `output` (None: thrown away)."""

    def ready(self) -> bool:
        """Whether the process does its work now. Blocks for a second at most."""


def spawn(
    argv: Sequence[str | Path],
    environ: Mapping[str, str],
    *,
    output: int | None,
    stdin: bytes | None = None,
    uid: int | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    pass_fds: Sequence[int] = (),
    cwd: str | Path = "/",
) -> subprocess.Popen[bytes]:
    """Start a child with umask 077 that receives `death_signal` when this process dies.

    The kernel ties that signal to the *thread* that spawned the child, so call this from the main one. `uid` drops root to a numeric
    user without groups. `stdin` is at most 64 kB (it is written before the child reads).
    """
    sink = subprocess.DEVNULL if output is None else output
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [str(part) for part in argv],
        env=dict(environ),
        cwd=cwd,
        stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
        stdout=sink,
        stderr=sink,
        umask=0o077,
        pass_fds=tuple(pass_fds),
        start_new_session=True,
        preexec_fn=_dies_with_parent(death_signal),
        user=uid,
        group=uid,
        extra_groups=None if uid is None else [],
    )
    if stdin is not None and process.stdin is not None:
        process.stdin.write(stdin)
        process.stdin.close()
    return process


def _dies_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """The hook run in the child after its user is set (changing the user would clear the request)."""
    libc = _LIBC
    if libc is None:
        return None
    parent = os.getpid()

    def hook() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died between fork and here
            os._exit(1)

    return hook


def end(process: subprocess.Popen[bytes], stop_signal: signal.Signals, grace: float = 5.0) -> None:
    """Stop by signal, by SIGKILL after `grace` seconds. Blocks until the process is gone."""
    if process.poll() is not None:
        return
    process.send_signal(stop_signal)
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
