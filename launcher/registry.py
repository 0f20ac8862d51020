"""The processes of a suite: which services there are, where they listen, and the environment each is given."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from launcher import health
from launcher.embedded.program import spawn
from launcher.failure import Refused

SERVICES = ("segments", "campaigns", "journeys", "delivery", "analytics")
GATEWAY = "gateway"
# Callers before those they call: a call under way finds its callee still there.
STOP_ORDER = ((GATEWAY,), ("campaigns", "journeys"), ("delivery",), ("analytics",), ("segments",))
# Parts of a service that get a process of their own beside the one that answers calls, so that heavy work does not hold up callers.
PARTS: dict[str, tuple[str, ...]] = {"analytics": ("store",), "delivery": ("sending",)}
CALLS = "calls"
ROOT = Path(__file__).resolve().parent.parent

# Batches of some hundred kB come and go hundreds of times a second: given back to the kernel each time, their pages would be
# zeroed anew each time, ten times the cost of filling them.
_MALLOC = {"MALLOC_TRIM_THRESHOLD_": str(32 << 20), "MALLOC_MMAP_THRESHOLD_": str(16 << 20)}


def built() -> tuple[str, ...]:
    """The services whose code is installed."""
    return tuple(name for name in SERVICES if _exists(f"services.{name}.service"))


def chosen(text: str) -> tuple[str, ...]:
    """The services COUNTERPOINT_SERVICES names, all installed ones when it is empty. Raises Refused for an unknown name."""
    available = built()
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in available:
            raise Refused(f"COUNTERPOINT_SERVICES: there is no service {name}; there are {', '.join(available)}.")
    return tuple(name for name in available if not names or name in names)


def python_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with which our own programs find our code, installed or not."""
    paths = [str(ROOT), str(ROOT / "gen"), *filter(None, [environ.get("PYTHONPATH", "")])]
    own = {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1", "LC_ALL": environ.get("LC_ALL", "C.UTF-8")}
    return {**_MALLOC, **environ, **own}


@dataclass
class Process:
    """One process of a service or of a part of it, or the gateway. `address`: where its health is asked (`unix:/…`, `host:port`)."""

    service: str
    name: str
    address: str
    environ: dict[str, str]
    tls: bool = False
    stop_signal: signal.Signals = signal.SIGTERM
    noise: str = field(default="", init=False)

    def start(self, output: int | None = None) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-m", "launcher.cli", "serve", self.service]
        return spawn(argv, self.environ, output=output, cwd=os.getcwd())

    def ready(self) -> bool:
        if self.service == GATEWAY:
            host, _, port = self.address.rpartition(":")
            return health.http_alive(reachable_host(host), int(port), tls=self.tls)
        return health.grpc_serving(self.address)


@dataclass(frozen=True)
class Places:
    """Where the replicas of every service listen.

    `extra`: the address of COUNTERPOINT_GRPC beside the first replica's own. `parts`: by service and part, where only health is asked.
    """

    own: dict[str, list[str]]
    extra: dict[str, str]
    parts: dict[tuple[str, str], list[str]]

    def peers(self) -> str:
        """The value of COUNTERPOINT_PEERS."""
        return ";".join(f"{name}={_target(addresses)}" for name, addresses in self.own.items())

    def listen(self, service: str, replica: int) -> str:
        """The value of COUNTERPOINT_LISTEN."""
        extra = self.extra.get(service) if replica == 0 else None
        return ",".join([self.own[service][replica], *([extra] if extra else [])])


def places(services: Sequence[str], replicas: int, sockets: Path, grpc: str) -> Places:
    """Unix sockets in a private folder for one process per service, loopback ports for several."""
    parts = [(name, part) for name in services for part in PARTS.get(name, ())]
    if replicas == 1:
        own = {name: [f"unix:{sockets}/{name}.sock"] for name in services}
        apart = {(name, part): [f"unix:{sockets}/{name}-{part}.sock"] for name, part in parts}
    else:
        ports = iter(free_ports(replicas * (len(services) + len(parts))))
        own = {name: [f"127.0.0.1:{next(ports)}" for _ in range(replicas)] for name in services}
        apart = {key: [f"127.0.0.1:{next(ports)}" for _ in range(replicas)] for key in parts}
    return Places(own, _grpc_addresses(grpc) if grpc else {}, apart)


def check_metrics(address: str) -> None:
    """COUNTERPOINT_METRICS of a suite: a loopback host:port. Raises Refused."""
    host, colon, port = address.rpartition(":")
    if address and (not colon or not port.isdigit() or host not in ("127.0.0.1", "localhost", "[::1]")):
        raise Refused("COUNTERPOINT_METRICS must be a loopback host:port for `up`: whoever reads metrics needs no password.")


def metrics_addresses(names: Sequence[str], first: str, sockets: Path) -> dict[str, str]:
    """Where each process offers its metrics: ports from `first` on (host:port), or, empty, unix sockets in the private folder."""
    if not first:
        return {name: f"unix:{sockets}/{name}.m" for name in names}
    host, _, port = first.rpartition(":")
    return {name: f"{host}:{int(port) + number}" for number, name in enumerate(names)}


def free_ports(count: int, *, in_a_row: bool = False) -> list[int]:
    """Loopback ports nobody uses now, all different.

    Chosen below the range from which the system serves everybody else, so that none is taken before we use it.
    """
    for _ in range(200):
        first = random.randrange(20000, 32000)
        wanted = range(first, first + count) if in_a_row else random.sample(range(20000, 32000), count)
        if all(_is_free(port) for port in wanted):
            return list(wanted)
    raise Refused("There are not enough free ports on 127.0.0.1 between 20000 and 32000.")


def _is_free(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False


def reachable_host(host: str) -> str:
    """The address under which a server bound to `host` is reached from here."""
    plain = host.strip("[]")
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(plain, plain)  # noqa: S104 (compared, not bound)


def _grpc_addresses(text: str) -> dict[str, str]:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or not 0 < int(port) <= 65535 - len(SERVICES):
        raise Refused("COUNTERPOINT_GRPC must be host:port.")
    if host not in ("127.0.0.1", "localhost", "[::1]"):
        raise Refused("COUNTERPOINT_GRPC must be a loopback address: RPCs of an embedded suite are not encrypted.")
    return {name: f"{host}:{int(port) + number}" for number, name in enumerate(SERVICES)}


def _target(addresses: Sequence[str]) -> str:
    return addresses[0] if addresses[0].startswith("unix:") else "ipv4:" + ",".join(addresses)


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
