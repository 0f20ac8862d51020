"""The life of a service process: configuration, connections on demand, RPC server, background loops, graceful stop.

`main("segments", open_service)` is what `counterpoint serve segments` runs, on a laptop as in a pod. `open_service(ctx)` is an async
context manager that wires the
service by hand and yields a `Service`.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit import reach, trust
from kit.clock import Clock, OffsetClock, SystemClock
from kit.config import ConfigError
from kit.errors import Unavailable
from kit.rpc.client import Peers
from kit.rpc.server import RpcServer, Servicer
from kit.seal import Sealer
from kit.telemetry import endpoint, names, setup
from kit.telemetry.logs import setup_logs
from kit.telemetry.metrics import Collector
from kit.telemetry.tracing import shutdown
from kit.version import VERSION

if TYPE_CHECKING:
    from kit.bus import Bus
    from kit.cache import Cache
    from kit.columns import Columns
    from kit.db import Database, Migration
    from kit.objects import ObjectStore

_log = logging.getLogger("kit.service")


async def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Service:
    """What a service offers: servicers, and whether it can do its work just now."""

    servicers: list[Servicer] = field(default_factory=list)
    ready: Callable[[], Awaitable[bool]] = _always


class Tasks:
    """Background loops. One that ends with an error is logged and started again after a second."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, loop: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        """Runs `loop()` until the service stops."""
        task = asyncio.create_task(self._keep(loop, name), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep(self, loop: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        while True:
            try:
                await loop()
                return
            except asyncio.CancelledError:
                raise
            except Unavailable as error:
                _log.warning("%s waits: %s", name, error)
            except Exception:
                _log.exception("%s failed and starts again", name)
            names.LOOP_FAILURES.add(1, name)
            await asyncio.sleep(1)

    async def stop(self) -> None:
        """Cancels every loop and waits for them."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class Context:
    """What a service is built from. Connections are opened at first use and closed in reverse order."""

    def __init__(self, name: str, environ: Mapping[str, str], stack: AsyncExitStack) -> None:
        self.name = name
        self.environ = environ
        self.stack = stack
        self.data = Path(environ.get("COUNTERPOINT_DATA", "./data"))
        self.clock: Clock = OffsetClock(self.data / "clock") if environ.get("COUNTERPOINT_CLOCK") == "manual" else SystemClock()
        self.rpc = trust.config_of(environ)
        self.certificates = trust.Certificates.of(self.rpc, name)
        self.peers = Peers.from_env(environ, self.certificates)
        self.tasks = Tasks()
        if self.certificates:
            self.on_scrape(self.certificates.measure)
        self._parts = {part.strip() for part in environ.get("COUNTERPOINT_PARTS", "").split(",") if part.strip()}
        self._sealer: Sealer | None = None
        self._made: dict[str, Any] = {}
        stack.push_async_callback(self.peers.close)

    def runs(self, part: str) -> bool:
        """Whether this process runs the part: COUNTERPOINT_PARTS is a comma list, empty for all (docs/architecture.md)."""
        return not self._parts or part in self._parts

    @property
    def sealer(self) -> Sealer:
        """The master key's holder. Raises ConfigError when the key file cannot be used."""
        if self._sealer is None:
            path = self._need("COUNTERPOINT_KEY_FILE")
            try:
                settle = float(self.environ.get("COUNTERPOINT_KEY_SETTLE_SECONDS") or 300)
            except ValueError:
                raise ConfigError("COUNTERPOINT_KEY_SETTLE_SECONDS must be a number of seconds") from None
            try:
                self._sealer = Sealer.from_key_file(path, self.environ.get("COUNTERPOINT_KMS_URL", ""), settle)
            except OSError as error:
                raise ConfigError(f"COUNTERPOINT_KEY_FILE names {path}, which cannot be read ({error.strerror}): correct it") from None
            except ValueError:
                raise ConfigError(f"COUNTERPOINT_KEY_FILE names {path}, which is not a key file: it must hold 32 bytes for each key") from None
        return self._sealer

    async def database(self, pool_size: int = 6, migrations: "Sequence[Migration] | None" = None) -> "Database":
        """This service's own database. Raises ConfigError when it cannot be used; `migrations`: nor when its schema is another version's."""
        from kit.db import Database, levels

        fresh, url = "database" not in self._made, self._url("COUNTERPOINT_DATABASE_URL")
        db: Database = await self._once("database", lambda: Database(url, pool_size))
        if fresh:
            await reach.database(db, url, reach.patience(self.environ))
            if migrations is not None:
                await reach.schema(db, self.name, migrations)
            self.on_scrape(levels.of(db))
        return db

    async def bus(self) -> "Bus":
        """The bus connection. Raises ConfigError when it cannot be had."""
        from kit.bus import Bus

        return await self._once("bus", lambda: Bus(self._need("COUNTERPOINT_BUS_URL"), self.name, reach.patience(self.environ)))

    async def cache(self) -> "Cache":
        """Valkey. Raises ConfigError when it refuses us; one that is away keeps nobody from starting."""
        from kit.cache import Cache

        fresh, url = "cache" not in self._made, self._url("COUNTERPOINT_CACHE_URL")
        cache: Cache = await self._once("cache", lambda: Cache(url))
        if fresh:
            await reach.cache(cache, url)
        return cache

    async def columns(self, threads: int = 4) -> "Columns":
        """This service's database of columns, made when it is not there. Raises ConfigError when it cannot be used."""
        from kit.columns import Columns

        fresh, url = "columns" not in self._made, self._url("COUNTERPOINT_COLUMNS_URL")
        columns: Columns = await self._once("columns", lambda: Columns(url, self.name, threads))
        if fresh:
            await reach.columns(columns, url, reach.patience(self.environ))
            self.on_scrape(columns.measure)
        return columns

    def objects(self) -> "ObjectStore":
        """The object store of imports and exports."""
        from kit.objects import open_store

        return open_store(self.data, self.environ.get("COUNTERPOINT_S3_ENDPOINT", ""), self.environ.get("COUNTERPOINT_ROLES", ""))

    def on_scrape(self, collector: Collector) -> None:
        """Has `collector` called whenever somebody reads this process's metrics, as long as it runs."""
        self.stack.enter_context(endpoint.on_scrape(collector))

    def _url(self, key: str) -> str:
        url = self._need(key)
        reach.form(key, url)
        return url

    def _need(self, key: str) -> str:
        value = self.environ.get(key)
        if not value:
            raise ConfigError(f"{key} is not set: start with `counterpoint up`, or set it for this service")
        return value

    async def _once(self, kind: str, make: Callable[[], Any]) -> Any:
        if kind not in self._made:
            self._made[kind] = await self.stack.enter_async_context(make())
        return self._made[kind]


OpenService = Callable[[Context], AbstractAsyncContextManager[Service]]


def main(name: str, open_service: OpenService, environ: Mapping[str, str] = os.environ) -> int:
    """Runs the service until SIGTERM or SIGINT and returns the exit code."""
    try:
        setup_logs(process_name(name, environ), environ)
        import uvloop

        return uvloop.run(_serve(name, open_service, environ))
    except ConfigError as error:
        print(f"counterpoint {name}: {error}", file=sys.stderr)
        return 2


def process_name(name: str, environ: Mapping[str, str]) -> str:
    """What this process is called in logs, metrics and traces: the service, with its part where that runs apart."""
    parts = environ.get("COUNTERPOINT_PARTS", "")
    return f"{name}-{parts}" if parts and parts != "calls" else name


async def _serve(name: str, open_service: OpenService, environ: Mapping[str, str]) -> int:
    process = process_name(name, environ)
    setup(process, environ)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with AsyncExitStack() as stack:
        stack.callback(shutdown)
        await stack.enter_async_context(endpoint.serving(environ.get("COUNTERPOINT_METRICS", ""), process, VERSION))
        ctx = Context(name, environ, stack)
        service = await stack.enter_async_context(open_service(ctx))
        stack.push_async_callback(ctx.tasks.stop)
        listen = [address.strip() for address in environ.get("COUNTERPOINT_LISTEN", "").split(",") if address.strip()]
        _check_open(listen, ctx)
        speakers = trust.speakers_of(ctx.rpc)
        server = RpcServer(listen, ctx.rpc.token, service.servicers, service.ready, ctx.certificates, speakers, ctx.rpc.health)
        await server.start()
        _log.info("%s serves", process)
        await stopping.wait()
        await server.stop()
    return 0


def _check_open(listen: Sequence[str], ctx: Context) -> None:
    """Off this machine nobody is served who does not prove who he is. Raises ConfigError."""
    if ctx.certificates or ctx.rpc.token:
        return
    for address in listen:
        if not address.startswith("unix:") and not reach.is_loopback(address.rpartition(":")[0].strip("[]")):
            raise ConfigError(f"RPCs on {address} would be open to everybody: set {trust.CERT}, {trust.KEY} and {trust.CA}, or COUNTERPOINT_RPC_TOKEN")


async def iterate(every: float, step: Callable[[], Awaitable[object]], wake: asyncio.Event | None = None) -> None:
    """Runs `step` again and again, `every` seconds apart or at once when `wake` is set."""
    while True:
        await step()
        if wake is None:
            await asyncio.sleep(every)
            continue
        try:
            await asyncio.wait_for(wake.wait(), every)
        except TimeoutError:
            pass
        wake.clear()


__all__ = ["Context", "Service", "Tasks", "iterate", "main"]
