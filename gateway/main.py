"""The gateway's process: wiring by hand, uvicorn, graceful stop. `counterpoint serve gateway` calls `run`."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import uvicorn
import uvloop
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc
from sqlalchemy import text

from gateway import own, tls
from gateway.app import Gateway, Parts
from gateway.apps import Apps, Resolve
from gateway.audit import Audit
from gateway.auth.keys import SEALED as KEYS_SEALED
from gateway.auth.keys import Keys, read_root
from gateway.auth.sigv4 import Rules
from gateway.calls import Calls
from gateway.config import GatewayConfig
from gateway.cors import Cors
from gateway.erasures import SEALED as ERASURES_SEALED
from gateway.erasures import Erasures
from gateway.health import Health, Probe
from gateway.http import LimitedProtocol
from gateway.idempotency import Idempotency
from gateway.operator import Operator
from gateway.quotas import Rates
from gateway.rates import Limiter, valkey
from gateway.router import product_router
from gateway.store.migrations import MIGRATIONS
from gateway.tracking import Tracking
from kit import caller
from kit.bus import watch
from kit.clock import SystemClock
from kit.config import ConfigError, section
from kit.db import Database
from kit.db.reseal import reseal_for_ever
from kit.rpc import Peers
from kit.service import Context
from kit.telemetry import endpoint, names, setup
from kit.telemetry.logs import setup_logs
from kit.telemetry.metrics import Collector
from kit.telemetry.tracing import shutdown
from kit.version import VERSION

log = logging.getLogger("gateway")

_STOP_S = 5
_YOUNG = 20_000
_BACKLOG = 2048
_KEEP_ALIVE_S = 65


def run(environ: Mapping[str, str] = os.environ) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    try:
        setup_logs("gateway", environ)
        config = section(GatewayConfig, environ)
        config.check()
        return uvloop.run(_serve(config, environ))
    except (ConfigError, OSError) as error:
        print(f"counterpoint gateway: {error}", file=sys.stderr)
        return 2


@asynccontextmanager
async def open_gateway(config: GatewayConfig, environ: Mapping[str, str]) -> AsyncIterator[Gateway]:
    """Everything but the listening socket, ready to answer; closed in reverse order."""
    async with AsyncExitStack() as stack:
        context = Context("gateway", environ, stack)
        database = await context.database(migrations=MIGRATIONS)
        bus = await context.bus()
        context.on_scrape(watch.measured(bus))
        if config.tls_cert:
            context.on_scrape(tls.measured(config.tls_cert))
        context.on_scrape(_readiness(database))
        ask = valkey(await context.cache()) if config.cache_url else None
        try:
            rates = Rates(config.quotas)
        except ValueError as error:
            raise ConfigError(str(error)) from None
        root = read_root(config.credentials_file())
        if root is None:
            log.warning("no root key in %s", config.credentials_file())
        keys = Keys(database, context.sealer, context.clock, root)
        apps = Apps(_resolver(context.peers))
        audit = Audit(database)
        # Machine time: the 24 hours of an answer are a promise to SDK retries, not product time.
        idempotency = Idempotency(database, context.sealer, SystemClock())
        parts = Parts(
            router=product_router(own.ROUTES),
            keys=keys,
            apps=apps,
            limiter=Limiter(rates, ask),
            calls=Calls(context.peers),
            idempotency=idempotency,
            audit=audit,
            own=own.Own(keys, database, audit.flush, Operator(context.peers), Erasures(context.peers, database, context.sealer, keys)),
            tracking=Tracking(context.peers),
            health=Health(context.peers, config.running_services(), {"gateway": _database_probe(database)}),
            cors=Cors(config.origins()),
            signatures=Rules(config.clock_skew, config.allowed_regions(), config.allow_unsigned_payload),
            allow_presigned=config.allow_presigned,
            proxies=config.proxies(),
            body_timeout_s=float(config.body_timeout),
        )
        await apps.follow_deletions(bus)
        stack.push_async_callback(context.tasks.stop)
        context.tasks.start(audit.write_for_ever, "audit")
        context.tasks.start(idempotency.sweep_for_ever, "answers")
        context.tasks.start(lambda: reseal_for_ever(database, context.sealer, [KEYS_SEALED, ERASURES_SEALED]), "sealing anew")
        yield Gateway(parts)


async def _serve(config: GatewayConfig, environ: Mapping[str, str]) -> int:
    setup("gateway", environ)
    listener = listen(config)
    metrics = endpoint.serving(environ.get("COUNTERPOINT_METRICS", ""), "gateway", VERSION)
    try:
        async with metrics, open_gateway(config, environ) as app:
            # What is here stays; requests leave nothing behind that has to be looked for often.
            gc.freeze()
            gc.set_threshold(_YOUNG, 20, 100)
            server = web_server(app, config)
            stopping = asyncio.Event()
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stopping.set)
            log.info("gateway serves %s", config.http)
            return await server.run_until(stopping, listener)
    finally:
        shutdown()


def listen(config: GatewayConfig) -> socket.socket:
    """The listening socket of COUNTERPOINT_HTTP. Raises ConfigError when the address is taken or not ours."""
    host, port = config.address()
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise ConfigError(f"cannot listen on {config.http}: {error.strerror}; set COUNTERPOINT_HTTP") from None
    return listener


def web_server(app: Gateway, config: GatewayConfig) -> WebServer:
    """uvicorn, speaking HTTP/1.1 with keep-alive, over TLS when a certificate is set."""
    server = WebServer(
        uvicorn.Config(
            app,
            http=LimitedProtocol,
            ws="none",
            lifespan="off",
            loop="none",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            backlog=_BACKLOG,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_STOP_S,
            ssl_certfile=config.tls_cert or None,
            ssl_keyfile=config.tls_key or None,
        )
    )
    server.config.load()
    if server.config.ssl:
        tls.demand(server.config.ssl)
        server.renewing = tls.renew_for_ever(server.config.ssl, config.tls_cert, config.tls_key)
    return server


class WebServer(uvicorn.Server):
    """uvicorn without its own signal handling: the stop order is ours. `renewing` runs as long as it serves."""

    renewing: Coroutine[None, None, None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def run_until(self, stopping: asyncio.Event, listener: socket.socket) -> int:
        """Serve until `stopping`, finish the running requests within the grace time; returns the exit code."""
        serving = asyncio.create_task(self.serve(sockets=[listener]))
        waiting = asyncio.create_task(stopping.wait())
        renewing = asyncio.create_task(self.renewing) if self.renewing else None
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done():
            self.should_exit = True
        waiting.cancel()
        await serving
        if renewing:
            renewing.cancel()
        return 0


def _resolver(peers: Peers) -> Resolve:
    async def resolve(app_id: str) -> str:
        caller.set_current(caller.Caller(principal="gateway"))
        stub = peers.stub("segments", audience_pb2_grpc.AudienceServiceStub)
        answer = await stub.ResolveApp(audience_pb2.ResolveAppRequest(app_id=app_id))
        return str(answer.account_id)

    return resolve


def _readiness(database: Database) -> Collector:
    """Sets the gauge that the services set by their health checks."""
    probe = _database_probe(database)

    async def look() -> None:
        names.READY.set(0.0)
        names.READY.set(float(await probe()))

    return look


def _database_probe(database: Database) -> Probe:
    async def probe() -> bool:
        async with database.connect() as conn:
            await conn.execute(text("SELECT 1"))
        return True

    return probe
