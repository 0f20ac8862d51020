"""The server side: token or certificate, caller, trace, deadline and error mapping in one interceptor; health by name; graceful stop."""

import asyncio
import hmac
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1._async import HealthServicer

from kit import caller, ids
from kit.errors import CounterpointError
from kit.rpc import credentials
from kit.rpc.callers import Callers
from kit.rpc.status import status_of, trailers_of
from kit.telemetry import SERVER, extract, names, span
from kit.trust import Certificates

_log = logging.getLogger("kit.rpc")
MESSAGE_LIMIT = 16 << 20
# Asked by this name, the health check says only that the process goes round, whatever it waits for.
LIVE = "live"
_OPTIONS = [
    ("grpc.max_receive_message_length", MESSAGE_LIMIT),
    ("grpc.max_send_message_length", MESSAGE_LIMIT),
    ("grpc.so_reuseport", 0),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 5000),
]
# A connection over TCP is closed gently at this age and made anew: the caller asks the name again and finds replicas that came since.
_CONNECTION_AGE = [("grpc.max_connection_age_ms", 5000)]
_CODES = {code: code.name for code in grpc.StatusCode} | {code.value[0]: code.name for code in grpc.StatusCode}
# Below this there is no time left to do anything useful.
_HOPELESS_SECONDS = 0.02

Servicer = tuple[Any, Callable[[Any, Any], None], str]


class RpcServer:
    """Serves servicers `(instance, add_<X>Servicer_to_server, full service name)` on every address of `listen`.

    With `certificates` callers are known by theirs (`kit.rpc.callers`; `speakers` as there), otherwise by the token. `health`: an
    address where the health check alone is answered, without either.
    """

    def __init__(
        self,
        listen: Sequence[str],
        token: str,
        services: Sequence[Servicer],
        ready: Callable[[], Awaitable[bool]],
        certificates: Certificates | None = None,
        speakers: frozenset[str] = frozenset(),
        health: str = "",
    ) -> None:
        by_name = any(not address.startswith("unix:") for address in listen)
        gate = _Gate("" if certificates else token, Callers(speakers) if certificates else None)
        self._server = grpc.aio.server(interceptors=[gate], options=_OPTIONS + (_CONNECTION_AGE if by_name else []))
        self._probed = grpc.aio.server(options=_OPTIONS) if health else None
        self._health = HealthServicer()
        self._ready = ready
        self._names = ["", *(name for _, _, name in services)]
        for instance, add, _ in services:
            add(instance, self._server)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        for address in listen:
            if address.startswith("unix:"):
                Path(address.removeprefix("unix:")).unlink(missing_ok=True)
            _listen(self._server, address, certificates)
        if self._probed:
            health_pb2_grpc.add_HealthServicer_to_server(self._health, self._probed)
            _listen(self._probed, health, None)
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Starts serving; health says SERVING as soon as `ready` does."""
        await self._health.set(LIVE, health_pb2.HealthCheckResponse.SERVING)
        await self._server.start()
        if self._probed:
            await self._probed.start()
        self._watch = asyncio.create_task(self._watch_health())

    async def stop(self, grace: float = 4.0) -> None:
        """NOT_SERVING at once, then the running calls get `grace` seconds."""
        if self._watch:
            self._watch.cancel()
        await self._health.enter_graceful_shutdown()
        await self._server.stop(grace)
        if self._probed:
            await self._probed.stop(0)

    async def _watch_health(self) -> None:
        pause = 0.02
        while True:
            try:
                good = await asyncio.wait_for(self._ready(), 3)
            except asyncio.CancelledError:
                raise
            except Exception:
                good = False
            names.READY.set(float(good))
            status = health_pb2.HealthCheckResponse.SERVING if good else health_pb2.HealthCheckResponse.NOT_SERVING
            for name in self._names:
                await self._health.set(name, status)
            pause = 5.0 if good else min(1.0, pause * 2)
            await asyncio.sleep(pause)


def _listen(server: grpc.aio.Server, address: str, certificates: Certificates | None) -> None:
    port = server.add_secure_port(address, credentials.of_server(certificates)) if certificates else server.add_insecure_port(address)
    if port == 0:
        raise OSError(f"cannot listen on {address}")


class _Gate(grpc.aio.ServerInterceptor):
    """What stands before every handler."""

    def __init__(self, token: str, callers: Callers | None) -> None:
        self._token = token.encode()
        self._callers = callers

    async def intercept_service(self, continuation: Any, details: grpc.HandlerCallDetails) -> Any:
        handler = await continuation(details)
        if handler is None or details.method.startswith("/grpc.health."):
            return handler
        if handler.unary_unary:
            return grpc.unary_unary_rpc_method_handler(
                self._unary(handler.unary_unary, details.method), handler.request_deserializer, handler.response_serializer
            )
        if handler.unary_stream:
            return grpc.unary_stream_rpc_method_handler(
                self._stream(handler.unary_stream, details.method), handler.request_deserializer, handler.response_serializer
            )
        return handler

    def _unary(self, handle: Any, method: str) -> Any:
        called = method.lstrip("/")

        async def served(request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> Any:
            began = time.perf_counter()
            try:
                await self._admit(context, method)
                with span(called, SERVER):
                    return await handle(request, context)
            except CounterpointError as error:
                await context.abort(status_of(error), error.message, trailers_of(error))
            except NotImplementedError:
                await context.abort(grpc.StatusCode.UNIMPLEMENTED, "not built yet")
            except (grpc.aio.AbortError, asyncio.CancelledError):
                raise
            except Exception:
                await _internal(context, method)
            finally:
                _counted(called, context, began)

        return served

    def _stream(self, handle: Any, method: str) -> Any:
        called = method.lstrip("/")

        async def served(request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> AsyncIterator[Any]:
            began = time.perf_counter()
            try:
                await self._admit(context, method)
                with span(called, SERVER):
                    async for item in handle(request, context):
                        yield item
            except CounterpointError as error:
                await context.abort(status_of(error), error.message, trailers_of(error))
            except NotImplementedError:
                await context.abort(grpc.StatusCode.UNIMPLEMENTED, "not built yet")
            except (grpc.aio.AbortError, asyncio.CancelledError):
                raise
            except Exception:
                await _internal(context, method)
            finally:
                _counted(called, context, began)

        return served

    async def _admit(self, context: grpc.aio.ServicerContext[Any, Any], method: str) -> None:
        pairs = {key: str(value) for key, value in (context.invocation_metadata() or ())}
        if self._token and not hmac.compare_digest(pairs.get("cp-token", "").encode(), self._token):
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "the call carries no valid token")
        client = ""
        if self._callers is not None:
            refusal, client = self._callers.judge(context.auth_context(), method, pairs)
            if refusal:
                _log.warning("refused: %s", refusal)
                await context.abort(grpc.StatusCode.PERMISSION_DENIED, refusal)
        left = context.time_remaining()
        if left is not None and left < _HOPELESS_SECONDS:
            await context.abort(grpc.StatusCode.DEADLINE_EXCEEDED, "no time left")
        if client:
            pairs.setdefault("cp-principal", f"client/{client}")
        caller.set_current(caller.from_metadata(pairs))
        extract(pairs)


def _counted(method: str, context: grpc.aio.ServicerContext[Any, Any], began: float) -> None:
    """One call answered; a handler that was cancelled has set no code."""
    names.RPC_SECONDS.observe(time.perf_counter() - began, method)
    names.RPC_CALLS.add(1, method, _CODES.get(context.code(), "OK"))


async def _internal(context: grpc.aio.ServicerContext[Any, Any], method: str) -> None:
    reference = caller.current().request_id or ids.request_id()
    _log.exception("%s failed, request %s", method, reference)
    await context.abort(grpc.StatusCode.INTERNAL, f"internal error, request {reference}")
