"""gRPC's credentials from certificates that may be renewed while the process runs."""

import asyncio
from collections.abc import Callable
from typing import Any

import grpc

from kit.trust import Certificates, Pems

# Running calls of a channel whose certificate was renewed get this long.
_GRACE_SECONDS = 30.0


def of_server(certificates: Certificates) -> grpc.ServerCredentials:
    """A certificate of ours is demanded from every caller. Renewed files count from the next connection on."""
    used = [certificates.now()]

    def fetch() -> grpc.ServerCertificateConfiguration | None:
        pems = certificates.now()
        if pems is used[0]:
            return None
        used[0] = pems
        return _configuration(pems)

    return grpc.dynamic_ssl_server_credentials(_configuration(used[0]), fetch, require_client_authentication=True)


def of_client(pems: Pems) -> grpc.ChannelCredentials:
    return grpc.ssl_channel_credentials(pems.ca, pems.key, pems.cert)


def _configuration(pems: Pems) -> grpc.ServerCertificateConfiguration:
    return grpc.ssl_server_certificate_configuration([(pems.key, pems.cert)], pems.ca)


class RenewingChannel:
    """Stands where a channel stands, as far as generated stubs use one; makes a new channel when the certificates were renewed."""

    def __init__(self, certificates: Certificates, open_channel: Callable[[Pems], grpc.aio.Channel]) -> None:
        self._certificates = certificates
        self._open = open_channel
        self._pems: Pems | None = None
        self._channel: grpc.aio.Channel | None = None
        self._closing: set[asyncio.Task[None]] = set()

    def current(self) -> grpc.aio.Channel:
        """The channel for a call made now."""
        pems = self._certificates.now()
        if self._channel is None or pems is not self._pems:
            old, self._channel, self._pems = self._channel, self._open(pems), pems
            if old is not None:
                task = asyncio.get_running_loop().create_task(old.close(_GRACE_SECONDS))
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)
        return self._channel

    def unary_unary(self, *arguments: Any, **options: Any) -> "_Call":
        return _Call(self, "unary_unary", arguments, options)

    def unary_stream(self, *arguments: Any, **options: Any) -> "_Call":
        return _Call(self, "unary_stream", arguments, options)

    async def close(self) -> None:
        for task in self._closing:
            task.cancel()
        if self._channel is not None:
            await self._channel.close()


class _Call:
    """What a stub keeps for one RPC."""

    def __init__(self, owner: RenewingChannel, kind: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        self._owner, self._kind, self._arguments, self._options = owner, kind, arguments, options
        self._channel: grpc.aio.Channel | None = None
        self._call: Any = None

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        channel = self._owner.current()
        if channel is not self._channel:
            self._channel, self._call = channel, getattr(channel, self._kind)(*self._arguments, **self._options)
        return self._call(*arguments, **options)
