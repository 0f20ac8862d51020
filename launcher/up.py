"""`counterpoint up`: everything on one machine, in the foreground, until Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any

from kit.config import ConfigError
from kit.reach import is_loopback
from kit.telemetry.redact import Redactor, secrets_of
from kit.tls import check_certificate
from launcher import config, data, registry
from launcher.data import DataFolder
from launcher.disk import DiskWatch
from launcher.embedded import folders, leftovers
from launcher.embedded.program import Program, spawn
from launcher.embedded.suite import Backends
from launcher.failure import Refused
from launcher.output import Output
from launcher.registry import GATEWAY, Places, Process
from launcher.supervisor import Supervisor

# Together below the ten seconds after which people reach for kill -9.
_STOP_PRODUCT_SECONDS = 7.0
_STOP_BACKENDS_SECONDS = 2.0
_STOP_PATIENCE = 0.8
_START_SECONDS = 60.0
_LONGEST_SOCKET_NAME = len("delivery-sending.sock")


def run(environ: Mapping[str, str]) -> int:
    """Run the suite; the exit code. Raises Refused when it cannot start."""
    merged = config.load(environ, Path.cwd())
    settings = config.section(merged)
    if settings.clock not in ("", "manual"):
        raise Refused("COUNTERPOINT_CLOCK must be `manual` or unset.")
    if settings.clock and (real := config.real_providers(merged)):
        raise Refused(f"COUNTERPOINT_CLOCK=manual is for sandboxes and refused while {real[0]} names a real provider.")
    if not 1 <= settings.replicas <= 16:
        raise Refused("COUNTERPOINT_REPLICAS must lie between 1 and 16.")
    if settings.log not in ("text", "json"):
        raise Refused("COUNTERPOINT_LOG must be text or json.")
    if config.value(merged, "COUNTERPOINT_RPC_CERT"):
        raise Refused("COUNTERPOINT_RPC_CERT is for services on several machines (`counterpoint serve`): `up` speaks over private sockets, unset it.")
    if settings.kms_url and not settings.key_file:
        raise Refused("COUNTERPOINT_KMS_URL needs COUNTERPOINT_KEY_FILE: a key file of its own, wrapped by `counterpoint keys wrap-master`.")
    registry.check_metrics(settings.metrics)
    try:
        check_certificate(settings.tls_cert, settings.tls_key)
    except ConfigError as error:
        raise Refused.of(error) from None
    services = registry.chosen(settings.services)
    host, port = _free_address(settings.http)
    if not (is_loopback(host.strip("[]")) or settings.tls_cert or settings.behind_tls):
        ways = "set COUNTERPOINT_TLS_CERT and COUNTERPOINT_TLS_KEY, or COUNTERPOINT_BEHIND_TLS=1 when a proxy in front ends TLS"
        raise Refused(f"Plain HTTP on {host} is refused: {ways}.")
    folder = data.open_folder(Path(settings.data))
    try:
        suite = Suite(folder, merged, settings, services, f"{host}:{port}")
        return asyncio.run(suite.run())
    finally:
        folder.close()


class Suite:
    """One run of `up`: the wiring, top to bottom in the order of use."""

    def __init__(self, folder: DataFolder, environ: Mapping[str, str], settings: config.SuiteConfig, services: tuple[str, ...], http: str) -> None:
        self._begun = time.monotonic()
        self._folder = folder
        self._settings = settings
        self._services = services
        self._http = http
        self._environ = registry.python_environment(environ)
        self._processes = folder.run / "processes.json"
        self._state = folder.run / "suite.json"
        self._state.unlink(missing_ok=True)
        leftovers.end_noted(self._processes)
        self._backends = Backends(folder, environ, settings.replicas)
        sockets = folders.for_sockets(folder.path / "run", folder.identity, _LONGEST_SOCKET_NAME)
        self._places = registry.places(services, settings.replicas, sockets, settings.grpc)
        self._sockets = sockets
        own_secrets = [folder.secret(label) for label in ("rpc", "nats", "columns", "valkey", *services, GATEWAY)]
        self._output = Output(folder.path / "logs", settings.log, Redactor([*secrets_of(environ), *own_secrets]))
        self._supervisor = Supervisor(self._output.say, self._note)
        self._stopped = asyncio.Event()

    async def run(self) -> int:
        self._listen_for_signals()
        try:
            if await self._unless_stopped(self._start()):
                self._greet()
                disk = DiskWatch(self._folder.path, lambda line: self._output.say("counterpoint", line), lambda: self._supervisor.restart("nats"))
                await self._supervisor.watch(self._stopped, disk.check)
        except OSError as error:
            raise Refused(f"The suite cannot start: {error}.") from None
        finally:
            await self._stop()
        return 0

    async def _start(self) -> None:
        backends = self._backends.programs
        self._supervisor.start(backends)
        await self._supervisor.wait_ready(backends, _START_SECONDS)
        owners = [*self._services, GATEWAY]
        self._backends.ensure_roles(owners)
        await self._migrate(owners)
        processes = self._product()
        self._supervisor.start(processes)
        await self._supervisor.wait_ready(processes, _START_SECONDS)
        self._write_state()

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> bool:
        """Whether the start ran to its end, not cut short by Ctrl-C."""
        start = asyncio.create_task(work)
        stop = asyncio.create_task(self._stopped.wait())
        await asyncio.wait({start, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if start.done():
            start.result()
            return True
        start.cancel()
        await asyncio.wait({start})
        return False

    async def _stop(self) -> None:
        running = list(self._supervisor.pids())
        product = [[name for name in running if _service_of(name) in group] for group in registry.STOP_ORDER]
        await self._supervisor.stop(product, _STOP_PRODUCT_SECONDS, _STOP_PATIENCE)
        # PostgreSQL holds the truth and goes last.
        await self._supervisor.stop([["columns"], ["valkey", "nats"], ["postgres"]], _STOP_BACKENDS_SECONDS, _STOP_BACKENDS_SECONDS)
        self._backends.close()
        self._processes.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)
        self._output.close()

    async def _migrate(self, owners: list[str]) -> None:
        """In a process of its own, so that what it loads does not stay in this one."""
        urls = {name: self._backends.database_url(name) for name in owners}
        environ = {**self._environ, "COUNTERPOINT_MIGRATE": json.dumps(urls), "COUNTERPOINT_BUS_URL": self._backends.bus_url}
        environ["COUNTERPOINT_BUS_ROOM"] = str(self._backends.nats.room) if self._backends.nats else ""
        # What runs here is ready; what is given by URL is looked at.
        environ["COUNTERPOINT_CACHE_URL"] = "" if self._backends.valkey else self._backends.cache_url
        environ["COUNTERPOINT_COLUMNS_URL"] = "" if self._backends.columns else self._backends.columns_url
        read_end, write_end = os.pipe()
        process = spawn([sys.executable, "-m", "launcher.cli", "migrate"], environ, output=write_end, cwd=os.getcwd())
        os.close(write_end)
        with os.fdopen(read_end, errors="replace") as output:
            said = (await asyncio.to_thread(output.read)).strip()
        if process.wait() != 0:
            raise Refused(said.splitlines()[-1].removeprefix("counterpoint: ") if said else "The migration of the databases failed.")

    def _product(self) -> list[Program]:
        found: list[Process] = []
        for service in self._services:
            parts = {"COUNTERPOINT_PARTS": registry.CALLS} if service in registry.PARTS else {}
            for replica, address in enumerate(self._places.own[service]):
                listen = {"COUNTERPOINT_LISTEN": self._places.listen(service, replica)}
                found.append(Process(service, self._named(service, replica), address, self._environment(service) | parts | listen))
        for (service, part), addresses in self._places.parts.items():
            for replica, address in enumerate(addresses):
                own = {"COUNTERPOINT_LISTEN": address, "COUNTERPOINT_PARTS": part}
                found.append(Process(service, self._named(f"{service}-{part}", replica), address, self._environment(service) | own))
        tls = bool(self._settings.tls_cert)
        found.append(Process(GATEWAY, GATEWAY, self._http, self._environment(GATEWAY), tls=tls))
        self._metrics = registry.metrics_addresses([process.name for process in found], self._settings.metrics, self._sockets)
        for process in found:
            process.environ["COUNTERPOINT_METRICS"] = self._metrics[process.name]
        return list(found)

    def _named(self, name: str, replica: int) -> str:
        return name if self._settings.replicas == 1 else f"{name}-{replica + 1}"

    def _environment(self, owner: str) -> dict[str, str]:
        """What one process is given: its own login, the shared addresses, and what the operator set."""
        folder, settings = self._folder, self._settings
        handed = ("DATABASE_URL", "BUS_URL", "CACHE_URL", "COLUMNS_URL", "KEY_FILE", "RPC_TOKEN")
        kept = {name: text for name, text in self._environ.items() if name not in {f"COUNTERPOINT_{key}_FILE" for key in handed}}
        scheme = "https" if settings.tls_cert else "http"
        return kept | {
            "COUNTERPOINT_DATA": str(folder.path),
            "COUNTERPOINT_DATABASE_URL": self._backends.database_url(owner),
            "COUNTERPOINT_BUS_URL": self._backends.bus_url,
            "COUNTERPOINT_CACHE_URL": self._backends.cache_url,
            "COUNTERPOINT_COLUMNS_URL": self._backends.columns_url,
            "COUNTERPOINT_PEERS": self._places.peers(),
            "COUNTERPOINT_RPC_TOKEN": folder.secret("rpc"),
            "COUNTERPOINT_KEY_FILE": settings.key_file or str(folder.key_file),
            "COUNTERPOINT_KEY_SETTLE_SECONDS": "0",
            "COUNTERPOINT_ROOT_CREDENTIALS": settings.root_credentials or str(folder.credentials),
            "COUNTERPOINT_SERVICES": ",".join(self._services),
            "COUNTERPOINT_HTTP": self._http,
            "COUNTERPOINT_PUBLIC_URL": settings.public_url or f"{scheme}://{_shown_host(self._http)}",
        }

    def _listen_for_signals(self) -> None:
        def stop() -> None:
            if self._stopped.is_set():
                self._supervisor.kill()
            else:
                self._output.say("counterpoint", "stopping")
                self._stopped.set()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop)

    def _note(self, pids: list[int]) -> None:
        leftovers.note(self._processes, pids)

    def _write_state(self) -> None:
        """What `status` and `services` read: addresses and places, no secrets."""
        folder = self._folder
        token, bus = folder.path / "rpc-token", folder.path / "bus-url"
        if self._settings.grpc:
            _write_private(token, folder.secret("rpc"))
            _write_private(bus, self._backends.bus_url)
        postgres = self._backends.postgres
        state = {
            "pid": os.getpid(),
            "http": f"{'https' if self._settings.tls_cert else 'http'}://{_shown_host(self._http)}",
            "services": [self._described(name, self._places) for name in self._services],
            "postgres": str(postgres.layout.home) if postgres else "given by URL",
            "embedded": [program.name for program in self._backends.programs],
            "columns": self._backends.columns.address if self._backends.columns else None,
            "metrics": self._metrics,
            "token_file": str(token) if self._settings.grpc else None,
            "bus_file": str(bus) if self._settings.grpc else None,
        }
        fresh = folder.run / "suite.new"
        fresh.write_text(json.dumps(state, indent=2))
        fresh.rename(self._state)

    def _described(self, name: str, places: Places) -> dict[str, object]:
        addresses = places.own[name] + ([places.extra[name]] if name in places.extra else [])
        return {"name": name, "addresses": addresses, "tls": False, "version": "v1"}

    def _greet(self) -> None:
        folder = self._folder
        scheme = "https" if self._settings.tls_cert else "http"
        url = f"{scheme}://{_shown_host(self._http)}"
        lines = [f"ready after {time.monotonic() - self._begun:.1f} s on {url}"]
        if folder.new:
            lines += [
                f"credentials   {folder.credentials} (profile counterpoint)",
                f"outbox        {folder.path / 'outbox'}",
                f"try           {_first_command(folder.credentials, url)}",
            ]
        for line in lines:
            self._output.say("counterpoint", line)


def _first_command(credentials: Path, url: str) -> str:
    """One command that shows something: the AWS CLI where there is one, our own otherwise."""
    beside = Path(sys.executable).parent
    aws = beside / "aws" if (beside / "aws").exists() else None
    if aws is None:
        return f"{beside / 'counterpoint'} status"
    return f"AWS_SHARED_CREDENTIALS_FILE={credentials} {aws} pinpoint get-apps --profile counterpoint --region us-east-1 --endpoint-url {url}"


def _write_private(path: Path, text: str) -> None:
    """For internal callers on this machine: one line that only this user can read."""
    path.touch(mode=0o600)
    path.write_text(text + "\n")


def _service_of(process: str) -> str:
    """`segments-2` is a replica of `segments`, `delivery-sending` a part of `delivery`."""
    return process.partition("-")[0]


def _shown_host(http: str) -> str:
    host, _, port = http.rpartition(":")
    reached = registry.reachable_host(host)
    return f"[{reached}]:{port}" if ":" in reached else f"{reached}:{port}"


def _free_address(text: str) -> tuple[str, int]:
    """Host and port of COUNTERPOINT_HTTP, after making sure that nobody listens there. Port 0 picks a free one."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise Refused("COUNTERPOINT_HTTP must be host:port.")
    plain = host.strip("[]") or "127.0.0.1"
    family = socket.AF_INET6 if ":" in plain else socket.AF_INET
    try:
        with socket.create_server((plain, int(port)), family=family) as probe:
            return host or "127.0.0.1", int(probe.getsockname()[1])
    except OSError as error:
        taken = "it is taken by another program: stop that, or set COUNTERPOINT_HTTP" if error.errno == errno.EADDRINUSE else f"{error.strerror}"
        raise Refused(f"Cannot listen on {text}: {taken}.") from None
