"""`GET /metrics` of one process, on the address COUNTERPOINT_METRICS names; what only a look can tell is measured when somebody looks."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from kit.config import ConfigError
from kit.telemetry import names
from kit.telemetry.metrics import Collector, render

_log = logging.getLogger("kit.telemetry")
_PATIENCE = 3.0
# Whoever asks more often gets the last look again.
_KEPT = 1.0
# Each with the loop whose connections it uses: another loop's look must not touch them.
_collectors: list[tuple[asyncio.AbstractEventLoop, Collector]] = []
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def on_scrape(collector: Collector) -> Iterator[None]:
    """Has `collector` called before metrics are shown, as long as the block runs: it sets gauges. Its errors cost only what it would have set."""
    entry = (asyncio.get_running_loop(), collector)
    _collectors.append(entry)
    try:
        yield
    finally:
        _collectors.remove(entry)


@asynccontextmanager
async def serving(address: str, process: str, version: str) -> AsyncIterator[None]:
    """Answers on `host:port` or `unix:/path`; "" for nowhere. Raises ConfigError when that cannot be had."""
    names.BUILD.set(1, process, version)
    if not address:
        yield
        return
    server = await _listening(address, _Scrape())
    try:
        yield
    finally:
        server.close()


async def _listening(address: str, scrape: "_Scrape") -> asyncio.Server:
    try:
        if address.startswith("unix:"):
            path = Path(address.removeprefix("unix:"))
            path.unlink(missing_ok=True)  # noqa: ASYNC240 (once, at the start)
            return await asyncio.start_unix_server(scrape.answer, path)
        host, colon, port = address.rpartition(":")
        if not colon or not port.isdigit():
            raise ConfigError("COUNTERPOINT_METRICS must be host:port or unix:/path")
        return await asyncio.start_server(scrape.answer, host.strip("[]") or None, int(port))
    except OSError as error:
        raise ConfigError(f"cannot offer metrics on {address} ({error.strerror}): set COUNTERPOINT_METRICS to a free address") from None


class _Scrape:
    """One look at a time."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._at = float("-inf")

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one answer."""
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _PATIENCE)
            path = head.split(b" ", 2)[1].partition(b"?")[0]
            if head.startswith(b"GET ") and path == b"/metrics":
                await self._look()
                status, body = b"200 OK", render(names.METRICS).encode()
            else:
                status, body = b"404 Not Found", b"Here is only GET /metrics.\n"
            kind = b"text/plain; version=0.0.4; charset=utf-8"
            writer.write(b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, kind, len(body), body))
            await asyncio.wait_for(writer.drain(), _PATIENCE)
        except (OSError, ValueError, IndexError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def _look(self) -> None:
        async with self._lock:
            if time.monotonic() - self._at < _KEPT:
                return
            _own()
            mine = asyncio.get_running_loop()
            await asyncio.gather(*(_patiently(collector) for loop, collector in list(_collectors) if loop is mine))
            self._at = time.monotonic()


async def _patiently(collector: Collector) -> None:
    try:
        await asyncio.wait_for(collector(), _PATIENCE)
    except Exception as error:
        _log.debug("not measured: %s", type(error).__name__)


def _own() -> None:
    """What the system says about this process (Linux)."""
    times = os.times()
    names.CPU.reach(times.user + times.system)
    try:
        names.MEMORY.set(int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE)
        names.FILES.set(len(os.listdir("/proc/self/fd")))
        started = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]) / _TICKS
        boot = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime"))
        names.STARTED.set(int(boot.split()[1]) + started)
    except (OSError, StopIteration, IndexError):
        return
