"""Request rates: a token bucket per (account, operation) in Valkey, shared by every gateway (quotas spec §0-1).

Requests that arrive while a question is under way are asked about together, and an operation with a high rate takes
its tokens in small advances, so that a busy gateway asks hundreds of times a second, not thousands. Fails open: with
Valkey away nothing is refused, and it is asked again a second later.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from gateway.quotas import Rates
from kit.errors import Throttled

log = logging.getLogger("gateway.rates")

SCRIPT = """
-- One bucket: KEYS[1]; ARGV: rate and capacity (tokens, per second), now (ms), wanted. Answers {granted, wait in ms}.
local rate, now, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local stored = redis.call('HMGET', KEYS[1], 't', 'a')
local tokens, at = tonumber(stored[1]) or rate, tonumber(stored[2]) or now
if now > at then
  tokens = math.min(rate, tokens + (now - at) * rate / 1000)
  at = now
end
local granted = math.min(wanted, math.floor(tokens))
tokens = tokens - granted
redis.call('HSET', KEYS[1], 't', tostring(tokens), 'a', tostring(at))
redis.call('PEXPIRE', KEYS[1], 10000)
local wait = 0
if granted < wanted then wait = math.ceil((1 - (tokens - math.floor(tokens))) * 1000 / rate) end
return {granted, wait}
"""

Ask = Callable[[str, int, int, int], Awaitable[tuple[int, int]]]
"""(key, rate, now in ms, wanted) -> (granted, wait in ms)."""

_ADVANCE_FROM = 1000
_ADVANCE_SHARE = 200
_ADVANCE_KEPT_S = 0.1
_TIMEOUT_S = 0.25
_REST_S = 1.0


def valkey(cache: Any) -> Ask:
    """The question asked of a `kit.cache.Cache`."""
    script = cache.script(SCRIPT)

    async def ask(key: str, rate: int, now_ms: int, wanted: int) -> tuple[int, int]:
        granted, wait = await script(keys=[key], args=[rate, now_ms, wanted])
        return int(granted), int(wait)

    return ask


class _Bucket:
    """What this process knows of one bucket."""

    __slots__ = ("advance", "advance_until", "asking", "waiting")

    def __init__(self) -> None:
        self.advance = 0
        self.advance_until = 0.0
        self.asking = False
        self.waiting: deque[asyncio.Future[float | None]] = deque()


class Limiter:
    """Admits or refuses requests; `ask` None switches rates off."""

    def __init__(self, rates: Rates, ask: Ask | None, now_ms: Callable[[], int] | None = None) -> None:
        self._rates = rates
        self._ask = ask
        self._now_ms = now_ms or (lambda: time.time_ns() // 1_000_000)
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._resting_until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    async def admit(self, account: str, operation: str) -> None:
        """Let one request pass or raise Throttled with the seconds to wait."""
        rate = self._rates.rate(operation)
        if rate == 0 or self._ask is None:
            return
        now = time.monotonic()
        if now < self._resting_until:
            return
        bucket = self._buckets.get((account, operation))
        if bucket is None:
            self._forget_idle()
            bucket = self._buckets[(account, operation)] = _Bucket()
        if bucket.advance > 0 and now < bucket.advance_until and not bucket.waiting:
            bucket.advance -= 1
            return
        future: asyncio.Future[float | None] = asyncio.get_running_loop().create_future()
        bucket.waiting.append(future)
        if not bucket.asking:
            bucket.asking = True
            task = asyncio.create_task(self._settle(bucket, f"cp:rate:{account}:{operation}", rate))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        wait = await future
        if wait is not None:
            raise Throttled("Too many requests", retry_after=wait)

    async def _settle(self, bucket: _Bucket, key: str, rate: int) -> None:
        """Ask for everybody who waits until nobody does."""
        try:
            while bucket.waiting:
                batch = len(bucket.waiting)
                ahead = rate // _ADVANCE_SHARE if rate >= _ADVANCE_FROM else 0
                granted, wait_ms = await self._asked(key, rate, batch + ahead)
                for index in range(batch):
                    future = bucket.waiting.popleft()
                    if not future.done():
                        future.set_result(None if index < granted else max(wait_ms, 1) / 1000)
                bucket.advance = max(0, granted - batch)
                bucket.advance_until = time.monotonic() + _ADVANCE_KEPT_S
        finally:
            bucket.asking = False

    async def _asked(self, key: str, rate: int, wanted: int) -> tuple[int, int]:
        assert self._ask is not None
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                return await self._ask(key, rate, self._now_ms(), wanted)
        except Exception as error:
            log.warning("request rates are not checked for a second: %s", type(error).__name__)
            self._resting_until = time.monotonic() + _REST_S
            return wanted, 0

    def _forget_idle(self) -> None:
        """Keep the table small: names are (account, operation), idle ones are worth nothing."""
        if len(self._buckets) > 10_000:
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if bucket.asking}
