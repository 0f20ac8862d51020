"""Send rates shared by all workers: a bucket per name in Valkey.

Machine time: a rate is about the provider, not about product time.
"""

from kit.cache import Cache

# The bucket's next free instant moves on by n/rate; the answer is how many milliseconds to wait before sending.
_TAKE = """
local now, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
redis.call('SET', KEYS[1], string.format('%.3f', free + cost), 'PX', 600000)
return string.format('%.3f', free - now)
"""


class Pacing:
    """Takes turns for batches."""

    def __init__(self, cache: Cache) -> None:
        self._take = cache.script(_TAKE)

    async def wait_for(self, name: str, count: int, per_second: int, machine_ms: float) -> float:
        """Seconds to wait before `count` messages may go, which are booked by this call."""
        answer = await self._take(
            keys=[f"cp:pace:{name}"], args=[f"{machine_ms:.3f}", f"{count * 1000 / per_second:.3f}"]
        )
        return float(answer) / 1000
