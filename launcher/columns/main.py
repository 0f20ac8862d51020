"""`counterpoint serve columns`: the process around the engine.

Environment: COUNTERPOINT_COLUMNS_FOLDER (the store), COUNTERPOINT_COLUMNS_PASSWORD, and either COUNTERPOINT_COLUMNS_FD (a listening socket
handed down by the launcher, which survives this process) or COUNTERPOINT_LISTEN (`host:port`).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from pathlib import Path

USER = "counterpoint"


def memory_limit() -> int:
    """Bytes for all queries together: 40 % of the machine, at most 16 GB, at least 1 GB."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1 << 30, min(16 << 30, total * 2 // 5))


def run(environ: Mapping[str, str]) -> None:
    """Serve until SIGTERM."""
    import uvicorn

    from launcher.columns.app import App
    from launcher.columns.engine import Engine

    folder = Path(environ["COUNTERPOINT_COLUMNS_FOLDER"])
    app = App(Engine(folder, memory_limit()), USER, environ["COUNTERPOINT_COLUMNS_PASSWORD"])
    handed = environ.get("COUNTERPOINT_COLUMNS_FD")
    host, _, port = environ.get("COUNTERPOINT_LISTEN", "127.0.0.1:8123").rpartition(":")
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=host,
        port=int(port),
        loop="asyncio",
        http="httptools",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=120,
        timeout_graceful_shutdown=3,
    )
    # As a socket object, not as uvicorn's own `fd`, which takes every socket for a unix one and leaves TCP's delays on.
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(handed))] if handed else None)
