"""`caps`: reserving a daily and a total cap for 1,000 endpoints a call, against a bare Lua script with as many increments: two an endpoint, nothing asked."""

import asyncio
import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from kit.cache import Cache
from launcher.embedded.program import end
from launcher.embedded.valkey import Valkey
from services.delivery.domain.caps import Caps
from services.delivery.store.caps import CapCounters

ENDPOINTS = 1000
CALLS = int(os.environ.get("CAPS", "200"))
ROUNDS = 7
START = 1_800_000_000_000
# Enough for every round to count, so that nobody is turned away before the last one.
LIMITS = Caps(daily=ROUNDS, total=ROUNDS)
_BARE = """
for i = 1, #ARGV do
  redis.call('HINCRBY', KEYS[1], ARGV[i], 1)
  redis.call('HINCRBY', KEYS[2], ARGV[i], 1)
end
"""


def row(calls: int = CALLS) -> dict[str, Any]:
    """Endpoints a second on either side, calls alternating; medians of the rounds."""
    folder = Path(tempfile.mkdtemp(prefix="cp-bench-"))
    server = Valkey(folder, uuid4().hex, lambda _: "bench")
    process = server.start()
    try:
        while not server.ready():
            if process.poll() is not None:
                raise RuntimeError("valkey did not start")
            time.sleep(0.02)
        ours, bare, counted = asyncio.run(_measure(server.url, calls))
    finally:
        end(process, server.stop_signal, 5)
        shutil.rmtree(folder, ignore_errors=True)
    return {
        "name": "caps",
        "figure": round(ours),
        "unit": "endpoints/s",
        "limit": round(bare),
        "ratio": round(ours / bare, 3),
        "goal": ">= 0.50",
        "check": counted,
        "notes": f"{calls} calls of {ENDPOINTS:,} endpoints, each asked {ROUNDS} times and then turned away by both caps",
    }


async def _measure(url: str, calls: int) -> tuple[float, float, bool]:
    """Endpoints a second ours and bare, and whether every endpoint got exactly its limit on both sides."""
    sets = [[f"{call:04d}-{n:04d}-customer" for n in range(ENDPOINTS)] for call in range(calls)]
    async with Cache(url) as cache:
        counters, bare = CapCounters(cache), cache.script(_BARE)
        pairs = []
        for number in range(ROUNDS):
            began = time.perf_counter()
            answers = [await counters.reserve("app", "campaign", f"run-{number}", ids, LIMITS, START + number) for ids in sets]
            middle = time.perf_counter()
            for ids in sets:
                await bare(keys=["daily", "total"], args=ids)
            pairs.append((middle - began, time.perf_counter() - middle))
            if not all(answer == "" for found in answers for answer in found.values()):
                return 0.0, 1.0, False
        one = sets[0]
        daily = await counters.reserve("app", "campaign", "more", one, Caps(daily=ROUNDS), START + ROUNDS)
        total = await counters.reserve("app", "campaign", "more", one, Caps(total=ROUNDS), START + ROUNDS)
        counts = {int(value) for key in ("daily", "total") for value in (await cache.client.hgetall(key)).values()}
    endpoints = calls * ENDPOINTS
    held = set(daily.values()) == {"DAILY_CAP"} and set(total.values()) == {"CAMPAIGN_CAP"} and counts == {ROUNDS}
    return endpoints / median(a for a, _ in pairs), endpoints / median(b for _, b in pairs), held
