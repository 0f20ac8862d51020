"""Servers of a row's limit: the embedded PostgreSQL and columns process with nothing of ours in front of them."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from launcher.embedded.columns import Columns
from launcher.embedded.postgres import SUPERUSER, Postgres
from launcher.embedded.program import Program, end

_READY_SECONDS = 30


@contextmanager
def bare_postgres() -> Iterator[tuple[str, int]]:
    """(address for asyncpg, process id)."""
    folder = _folder()
    secret = uuid4().hex
    program = Postgres(folder, uuid4().hex, lambda label: f"{label}{secret}")
    try:
        with _started(program) as pid:
            yield program.url(SUPERUSER, "postgres").replace("+asyncpg", ""), pid
    finally:
        for place in (program.layout.home, program.sockets, folder):
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def bare_columns() -> Iterator[tuple[str, int]]:
    """(address for kit.columns, process id)."""
    folder = _folder()
    secret = uuid4().hex
    program = Columns(folder, lambda label: secret, os.environ)
    try:
        with _started(program) as pid:
            yield program.url, pid
    finally:
        program.close()
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cp-bench-"))
    # as root, PostgreSQL's own user must be able to pass
    folder.chmod(0o711)
    return folder


@contextmanager
def _started(program: Program) -> Iterator[int]:
    process = program.start()
    try:
        deadline = time.monotonic() + _READY_SECONDS
        while not program.ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{program.name} did not start")
            time.sleep(0.02)
        yield process.pid
    finally:
        end(process, program.stop_signal)
