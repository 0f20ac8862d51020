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
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.clock import Clock, OffsetClock, SystemClock
from kit.config import ConfigError
from kit.errors import Unavailable
from kit.rpc.client import Peers
from kit.rpc.server import RpcServer, Servicer
from kit.seal import Sealer
from kit.telemetry import setup
from kit.telemetry.tracing import shutdown

if TYPE_CHECKING:
    from kit.bus import Bus
    from kit.cache import Cache
    from kit.columns import Columns
    from kit.db import Database
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
                await asyncio.sleep(1)
            except Exception:
                _log.exception("%s failed and starts again", name)
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
        self.peers = Peers.from_env(environ)
        self.tasks = Tasks()
        self._parts = {part.strip() for part in environ.get("COUNTERPOINT_PARTS", "").split(",") if part.strip()}
        self._sealer: Sealer | None = None
        self._made: dict[str, Any] = {}
        stack.push_async_callback(self.peers.close)

    def runs(self, part: str) -> bool:
        """Whether this process runs the part: COUNTERPOINT_PARTS is a comma list, empty for all (docs/architecture.md)."""
        return not self._parts or part in self._parts

    @property
    def sealer(self) -> Sealer:
        """The master key's holder."""
        if self._sealer is None:
            self._sealer = Sealer.from_key_file(self._need("COUNTERPOINT_KEY_FILE"))
        return self._sealer

    async def database(self, pool_size: int = 6) -> "Database":
        """This service's own database."""
        from kit.db import Database

        return await self._once("database", lambda: Database(self._need("COUNTERPOINT_DATABASE_URL"), pool_size))

    async def bus(self) -> "Bus":
        """The bus connection."""
        from kit.bus import Bus

        return await self._once("bus", lambda: Bus(self._need("COUNTERPOINT_BUS_URL"), self.name))

    async def cache(self) -> "Cache":
        """Valkey."""
        from kit.cache import Cache

        return await self._once("cache", lambda: Cache(self._need("COUNTERPOINT_CACHE_URL")))

    async def columns(self, threads: int = 4) -> "Columns":
        """This service's database of columns, made when it is not there."""
        from kit.columns import Columns

        fresh = "columns" not in self._made
        columns = await self._once("columns", lambda: Columns(self._need("COUNTERPOINT_COLUMNS_URL"), self.name, threads))
        if fresh:
            await columns.create_database()
        return columns

    def objects(self) -> "ObjectStore":
        """The object store of imports and exports."""
        from kit.objects import open_store

        return open_store(self.data, self.environ.get("COUNTERPOINT_S3_ENDPOINT", ""), self.environ.get("COUNTERPOINT_ROLES", ""))

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
    logging.basicConfig(level=environ.get("COUNTERPOINT_LOG_LEVEL", "INFO"), format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)
    for noisy in ("botocore", "urllib3", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        import uvloop

        return uvloop.run(_serve(name, open_service, environ))
    except ConfigError as error:
        print(f"counterpoint {name}: {error}", file=sys.stderr)
        return 2


async def _serve(name: str, open_service: OpenService, environ: Mapping[str, str]) -> int:
    setup(name, environ)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with AsyncExitStack() as stack:
        stack.callback(shutdown)
        ctx = Context(name, environ, stack)
        service = await stack.enter_async_context(open_service(ctx))
        stack.push_async_callback(ctx.tasks.stop)
        listen = [address.strip() for address in environ.get("COUNTERPOINT_LISTEN", "").split(",") if address.strip()]
        server = RpcServer(listen, environ.get("COUNTERPOINT_RPC_TOKEN", ""), service.servicers, service.ready)
        await server.start()
        _log.info("%s serves", name)
        await stopping.wait()
        await server.stop()
    return 0


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
