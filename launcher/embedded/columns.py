"""The columns process as the launcher sees it: our own program over chdb, on a loopback port the launcher keeps open.

The listening socket belongs to the launcher, so a client that calls while the process is being restarted waits instead of failing.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from launcher.columns.main import USER
from launcher.embedded import folders
from launcher.embedded.program import spawn


class Columns:
    """The running process. `environ`: the environment Python itself needs (search path, locale)."""

    name = "columns"
    stop_signal = signal.SIGTERM
    noise = r""

    def __init__(self, data: Path, password: Callable[[str], str], environ: Mapping[str, str]) -> None:
        self._folder = data / "columns"
        self._password = password
        self._environ = environ
        self._listener: socket.socket | None = None

    @property
    def url(self) -> str:
        """Address with login, for kit.columns."""
        return address_of(self.address, self._password)

    @property
    def address(self) -> str:
        """host:port."""
        return f"127.0.0.1:{self._socket().getsockname()[1]}"

    def start(self, output: int | None = None) -> subprocess.Popen[bytes]:
        folders.private(self._folder)
        handle = self._socket().fileno()
        environ = {
            **self._environ,
            "COUNTERPOINT_COLUMNS_FOLDER": str(self._folder),
            "COUNTERPOINT_COLUMNS_PASSWORD": self._password("columns"),
            "COUNTERPOINT_COLUMNS_FD": str(handle),
        }
        return spawn([sys.executable, "-m", "launcher.cli", "serve", "columns"], environ, output=output, pass_fds=(handle,), cwd=os.getcwd())

    def ready(self) -> bool:
        """Whether the store is open: the process answers HTTP only then."""
        try:
            with socket.create_connection(self._socket().getsockname(), timeout=0.5) as link:
                link.sendall(b"GET /ping HTTP/1.1\r\nHost: columns\r\nConnection: close\r\n\r\n")
                return link.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def close(self) -> None:
        """Give the port back."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _socket(self) -> socket.socket:
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        return self._listener


def address_of(place: str, password: Callable[[str], str]) -> str:
    """The URL with login of the process that listens at `place`."""
    return f"http://{USER}:{password('columns')}@{place}"
