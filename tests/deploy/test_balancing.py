"""Callers balance over the pods behind a headless service themselves: a replica that comes is called within seconds, one that goes is missed by nobody.

Real processes, the product's own client and a name server that answers as a cluster's does. What a cluster adds is the time its DNS keeps an answer.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.errors import Unavailable
from kit.rpc.client import Peers
from launcher.registry import python_environment
from tests.deploy.names import NameServer
from tests.deploy.replica import METHOD

CALLERS = 8


class Replicas:
    """Processes that serve the same port on loopback addresses of their own, and the name that lists them."""

    def __init__(self, names: NameServer) -> None:
        self.names = names
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def start(self, address: str) -> None:
        """Starts one and lists it when it serves, as a readiness probe would."""
        argv = [sys.executable, str(Path(__file__).with_name("replica.py")), f"{address}:{self.port}"]
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, env=python_environment({"PATH": "/usr/bin:/bin"}))
        self.processes[address] = process
        assert process.stdout is not None and process.stdout.readline() == b"serves\n"
        self.names.addresses.append(address)

    def stop(self, address: str) -> None:
        """SIGTERM, as a rollout does; the name is corrected only afterwards."""
        self.processes[address].terminate()
        assert self.processes.pop(address).wait(15) == 0
        self.names.addresses.remove(address)

    def end(self) -> None:
        for process in self.processes.values():
            process.kill()
            process.wait()


@pytest.fixture
def replicas() -> Iterator[Replicas]:
    with NameServer() as names:
        made = Replicas(names)
        try:
            yield made
        finally:
            made.end()


class Load:
    """Callers that never pause; `served` counts answers by replica, `failed` what went wrong."""

    def __init__(self, replicas: Replicas) -> None:
        self.peers = Peers({"replica": f"dns://127.0.0.1:{replicas.names.port}/replica.test:{replicas.port}"})
        self.call = self.peers.channel("replica").unary_unary(METHOD)
        self.served: Counter[str] = Counter()
        self.failed: list[Exception] = []
        self.tasks = [asyncio.create_task(self._caller()) for _ in range(CALLERS)]

    async def _caller(self) -> None:
        while True:
            try:
                self.served[(await self.call(b"", timeout=5)).decode().partition(":")[0]] += 1
            except Exception as error:
                self.failed.append(error)
            await asyncio.sleep(0.01)

    async def until_served_by(self, *addresses: str) -> None:
        """Each of them has answered again, and nobody else."""
        self.served.clear()
        async with asyncio.timeout(60):
            while not (set(addresses) == set(self.served) and min(self.served.values()) > 20):
                if set(self.served) - set(addresses):
                    self.served.clear()
                await asyncio.sleep(0.05)

    async def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.peers.close()


async def test_a_new_replica_is_called_and_no_call_fails_because_of_it(replicas: Replicas) -> None:
    replicas.start("127.0.0.1")
    load = Load(replicas)
    try:
        await load.until_served_by("127.0.0.1")
        await asyncio.to_thread(replicas.start, "127.0.0.2")
        await load.until_served_by("127.0.0.1", "127.0.0.2")
        assert load.failed == []
        await asyncio.to_thread(replicas.stop, "127.0.0.1")
        await load.until_served_by("127.0.0.2")
        # A call that met the closing door may be repeated by whoever made it.
        assert all(isinstance(error, Unavailable) for error in load.failed), load.failed
    finally:
        await load.end()
