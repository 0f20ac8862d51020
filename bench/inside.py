"""What a row needs of a running suite besides its HTTP API: a service's RPCs with the token, and a process's own addresses of its stores."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import grpc
import psutil

from bench.running import Running

ACCOUNT = "000000000000"
_LARGE = [("grpc.max_receive_message_length", 64 << 20)]


def rpc(running: Running, service: str) -> tuple[grpc.aio.Channel, Sequence[tuple[str, str]]]:
    """(channel, metadata) for calls of a suite that was started with COUNTERPOINT_GRPC."""
    environ = {**os.environ, "COUNTERPOINT_DATA": str(running.data)}
    where = json.loads(subprocess.check_output([sys.executable, "-m", "launcher.cli", "services", "--json"], env=environ))
    address = {one["name"]: one["addresses"][-1] for one in where["services"]}[service]
    token = Path(where["token_file"]).read_text().strip()
    return grpc.aio.insecure_channel(address, options=_LARGE), (("cp-token", token), ("cp-account", ACCOUNT), ("cp-principal", "bench"))


def setting(running: Running, service: str, name: str) -> str:
    """A setting the launcher gave to a service's process, such as the address of its database."""
    for process in psutil.Process(running.process.pid).children(recursive=True):
        if process.cmdline()[-2:] == ["serve", service]:
            return process.environ()[name]
    raise RuntimeError(f"{service} does not run")
