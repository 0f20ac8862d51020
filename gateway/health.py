"""`/healthz` for people (200 when every service is ready, 503 with names otherwise), `/livez` for probes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from gateway.replies import Reply, json_reply
from kit.rpc import Peers

_KEPT_S = 0.5
_PATIENCE_S = 3.0

Probe = Callable[[], Awaitable[bool]]


class Health:
    """Asks every service's grpc health check, and the gateway's own probes; one question at a time."""

    def __init__(self, peers: Peers, services: tuple[str, ...], own: dict[str, Probe]) -> None:
        self._probes: dict[str, Probe] = dict(own)
        for name in services:
            self._probes[name] = _service_probe(peers, name)
        self._lock = asyncio.Lock()
        self._down: list[str] = []
        self._asked_at = float("-inf")

    async def down(self) -> list[str]:
        """Names of what is not ready, asked at most twice a second."""
        async with self._lock:
            if time.monotonic() - self._asked_at > _KEPT_S:
                names = list(self._probes)
                answers = await asyncio.gather(*(_ask(self._probes[name]) for name in names))
                self._down = [name for name, good in zip(names, answers, strict=True) if not good]
                self._asked_at = time.monotonic()
            return self._down

    async def healthz(self) -> Reply:
        """The whole suite."""
        down = await self.down()
        if not down:
            return json_reply(200, {"status": "ready", "services": sorted(self._probes)})
        reply = json_reply(503, {"status": "not ready", "not_ready": down})
        reply.headers.append((b"retry-after", b"1"))
        return reply


def livez() -> Reply:
    """This process answers."""
    return json_reply(200, {"status": "alive"})


def _service_probe(peers: Peers, name: str) -> Probe:
    async def ask() -> bool:
        return await peers.healthy(name)

    return ask


async def _ask(probe: Probe) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await probe()
    except Exception:
        return False
