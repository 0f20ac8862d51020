"""The calling side: channels to the other services, with token or certificate, caller, trace, deadline, and kit errors instead of gRPC's."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from kit import caller
from kit.errors import NotBuilt
from kit.rpc import credentials
from kit.rpc.server import MESSAGE_LIMIT
from kit.rpc.status import error_of
from kit.telemetry import CLIENT, inject, names, span
from kit.trust import Certificates, Pems, config_of

S = TypeVar("S")
DEADLINE_SECONDS = 10.0
# More calls at once on one channel get cancelled by the transport (measured: between 1,000 and 2,000).
_CALLS_AT_ONCE = 500
_OPTIONS = [
    ("grpc.max_receive_message_length", MESSAGE_LIMIT),
    ("grpc.max_send_message_length", MESSAGE_LIMIT),
    ("grpc.lb_policy_name", "round_robin"),
    ("grpc.enable_http_proxy", 0),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.keepalive_time_ms", 20000),
    # The name is asked again whenever a connection ends (servers end them every few seconds), not only every half minute.
    ("grpc.dns_min_time_between_resolutions_ms", 1000),
]


class Peers:
    """The other services by name. Built once per process; `stub("segments", AudienceServiceStub)` is cached.

    With `certificates` every call is over mutual TLS: who answers must hold the certificate of the service that is called, whatever its address.
    """

    def __init__(self, targets: Mapping[str, str], token: str = "", certificates: Certificates | None = None) -> None:
        self._targets = dict(targets)
        self._token = "" if certificates else token
        self._certificates = certificates
        self._channels: dict[str, Any] = {}
        self._stubs: dict[tuple[str, type], Any] = {}

    @classmethod
    def from_env(cls, environ: Mapping[str, str], certificates: Certificates | None = None) -> Self:
        """COUNTERPOINT_PEERS `name=target;name=target` and COUNTERPOINT_RPC_TOKEN."""
        pairs = (part.split("=", 1) for part in environ.get("COUNTERPOINT_PEERS", "").split(";") if part.strip())
        return cls({name.strip(): target.strip() for name, target in pairs}, config_of(environ).token, certificates)

    @property
    def names(self) -> list[str]:
        """The services that run in this installation."""
        return list(self._targets)

    def stub(self, service: str, stub_class: Callable[[grpc.aio.Channel], S]) -> S:
        """A stub whose calls carry everything. Raises NotBuilt when the service is not part of this installation."""
        key = (service, stub_class)
        if key not in self._stubs:
            self._stubs[key] = stub_class(self.channel(service))  # type: ignore[index]
        return self._stubs[key]  # type: ignore[index,no-any-return]

    def channel(self, service: str) -> grpc.aio.Channel:
        """The channel to a service."""
        if service not in self._targets:
            raise NotBuilt(f"the service {service} is not part of this installation")
        if service not in self._channels:
            self._channels[service] = self._opened(service)
        return self._channels[service]  # type: ignore[no-any-return]

    def _opened(self, service: str) -> Any:
        target, interceptors = self._targets[service], [_UnaryCall(self._token), _StreamCall(self._token)]
        if self._certificates is None:
            return grpc.aio.insecure_channel(target, options=_OPTIONS, interceptors=interceptors)
        options = [*_OPTIONS, ("grpc.ssl_target_name_override", service)]

        def secure(pems: Pems) -> grpc.aio.Channel:
            return grpc.aio.secure_channel(target, credentials.of_client(pems), options=options, interceptors=interceptors)

        return credentials.RenewingChannel(self._certificates, secure)

    async def healthy(self, service: str) -> bool:
        """Asks the service's health check."""
        try:
            stub = health_pb2_grpc.HealthStub(self.channel(service))
            answer = await stub.Check(health_pb2.HealthCheckRequest(), timeout=2)
        except Exception:
            return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    async def close(self) -> None:
        """Closes every channel."""
        await asyncio.gather(*(channel.close() for channel in self._channels.values()))


def _prepared(details: grpc.aio.ClientCallDetails, token: str, default_timeout: float | None) -> grpc.aio.ClientCallDetails:
    pairs = list(details.metadata or ())
    names = {key for key, _ in pairs}
    pairs.extend(pair for pair in caller.metadata(caller.current()) if pair[0] not in names)
    pairs.extend(inject({}).items())
    if token:
        pairs.append(("cp-token", token))
    return grpc.aio.ClientCallDetails(
        details.method,
        details.timeout if details.timeout is not None else default_timeout,
        grpc.aio.Metadata(*pairs),
        details.credentials,
        details.wait_for_ready,
    )


def _method(details: grpc.aio.ClientCallDetails) -> str:
    """`package.Service/Method`."""
    method = details.method
    return (method.decode() if isinstance(method, bytes) else str(method)).lstrip("/")


class _UnaryCall(grpc.aio.UnaryUnaryClientInterceptor):
    def __init__(self, token: str) -> None:
        self._token = token
        self._limit = asyncio.Semaphore(_CALLS_AT_ONCE)

    async def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        async with self._limit:
            method = _method(details)
            with span(method, CLIENT):
                call = await continuation(_prepared(details, self._token, DEADLINE_SECONDS), request)
                try:
                    await call
                except grpc.aio.AioRpcError as error:
                    names.RPC_CLIENT_ERRORS.add(1, method, error.code().name)
                    raise error_of(error) from None
            # The call, not its answer: the caller may read the trailers too.
            return call


class _StreamCall(grpc.aio.UnaryStreamClientInterceptor):
    def __init__(self, token: str) -> None:
        self._token = token

    async def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        call = await continuation(_prepared(details, self._token, None), request)

        async def items() -> Any:
            try:
                async for item in call:
                    yield item
            except grpc.aio.AioRpcError as error:
                names.RPC_CLIENT_ERRORS.add(1, _method(details), error.code().name)
                raise error_of(error) from None

        return items()
