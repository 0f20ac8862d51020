"""A load generator for HTTP: ready-made requests over kept connections, answers read to the end, statuses counted.

The requests are bytes made beforehand, so that the generator costs as little of the two cores as it can.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Load:
    """What came back."""

    statuses: Counter[int] = field(default_factory=Counter)
    bytes_read: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    # Of the generator, seconds.
    processor: float = 0.0

    @property
    def per_second(self) -> float:
        return sum(self.statuses.values()) / self.seconds if self.seconds else 0.0


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the answer to the last one is complete."""

    def __init__(self, address: tuple[str, int], requests: Iterator[bytes], load: Load, deadline: float, done: asyncio.Future[None]) -> None:
        self._address = address
        self._requests = requests
        self._load = load
        self._deadline = deadline
        self._done = done
        self._buffer = b""
        self._sent_at = 0.0
        self._again = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None or time.monotonic() > self._deadline:
            self._transport.close()
            return
        self._sent_at = time.monotonic()
        self._transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length, closing = 0, False
        for line in head.lower().split(b"\r\n")[1:]:
            if line[:15] == b"content-length:":
                length = int(line[15:])
            elif line == b"connection: close":
                closing = True
        if len(rest) < length:
            return
        self._load.statuses[int(head[9:12])] += 1
        self._load.bytes_read += len(rest)
        self._load.latencies.append(time.monotonic() - self._sent_at)
        self._buffer = b""
        if closing:
            self._again = True
            self._transport.close()
        else:
            self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if self._again:
            self._again = False
            self._reconnecting = asyncio.ensure_future(self._reconnect())
        elif not self._done.done():
            self._done.set_result(None)

    async def _reconnect(self) -> None:
        """For servers that end the connection after each answer."""
        try:
            await asyncio.get_running_loop().create_connection(lambda: self, *self._address)
        except OSError as error:
            self._done.set_exception(error)


async def _drive(host: str, port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Load:
    load = Load()
    stream = iter(requests)
    loop = asyncio.get_running_loop()
    began, used = time.monotonic(), time.process_time()
    waiting = []
    for _ in range(connections):
        done = loop.create_future()
        await loop.create_connection(lambda done=done: _Connection((host, port), stream, load, began + seconds, done), host, port)  # type: ignore[misc]
        waiting.append(done)
    await asyncio.gather(*waiting)
    load.seconds, load.processor = time.monotonic() - began, time.process_time() - used
    return load


def drive(host: str, port: int, requests: Sequence[bytes], connections: int = 128, seconds: float = 20.0) -> Load:
    """Sends the requests once each until they or the seconds are used up."""
    import uvloop

    return uvloop.run(_drive(host, port, requests, connections, seconds))


def signed(method: str, host: str, port: int, path: str, body: bytes, access_key: str, secret_key: str) -> bytes:
    """One signed HTTP/1.1 request as bytes. `path` is raw."""
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    request = AWSRequest(method, f"http://{host}:{port}{path}", data=body, headers={"Content-Type": "application/json"})
    SigV4Auth(Credentials(access_key, secret_key), "mobiletargeting", "us-east-1").add_auth(request)
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}:{port}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
