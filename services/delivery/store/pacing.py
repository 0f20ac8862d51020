"""Send rates shared by all workers: a bucket per name in Valkey, and how long a throttling provider is left alone.

Machine time: a rate is about the provider, not about product time.
"""

from kit.cache import Cache

# The bucket's next free instant moves on by n/rate; the answer is how many milliseconds to wait before sending, or
# minus that many when it is longer than the caller can wait, and then nothing is booked.
_TAKE = """
local now, cost, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
if free - now > longest then return string.format('%.3f', now - free) end
if cost > 0 then redis.call('SET', KEYS[1], string.format('%.3f', free + cost), 'PX', 600000) end
return string.format('%.3f', free - now)
"""
# A second answer out of the same throttling changes nothing; the next throttling waits twice as long.
_BACK_OFF = """
local now, asked, first, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local last = redis.call('GET', KEYS[2])
local before, till = 0, 0
if last then before, till = string.match(last, '^(%S+) (%S+)$') end
before, till = tonumber(before), tonumber(till)
if till > now then return string.format('%.3f', till - now) end
local wait = math.min(most, math.max(asked, first, before * 2))
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now + wait)
redis.call('SET', KEYS[1], string.format('%.3f', free), 'PX', 600000)
redis.call('SET', KEYS[2], string.format('%.3f %.3f', wait, now + wait), 'PX', 120000)
return string.format('%.3f', wait)
"""
FIRST_PAUSE_MS, LONGEST_PAUSE_MS = 1_000, 60_000


class Pacing:
    """Takes turns for batches. Names become keys of Valkey."""

    def __init__(self, cache: Cache) -> None:
        self._take = cache.script(_TAKE)
        self._back_off = cache.script(_BACK_OFF)

    async def wait_for(
        self, name: str, count: int, per_second: int, machine_ms: float, longest: float = 1e9
    ) -> float | None:
        """Seconds to wait before `count` messages may go, which are booked by this call.

        None, and nothing is booked, when that would be more than `longest`. `per_second` 0: no rate, only a pause of
        the provider's is waited for.
        """
        cost = count * 1000 / per_second if per_second > 0 else 0
        answer = float(await self._take(keys=[_bucket(name)], args=[f"{machine_ms:.3f}", f"{cost:.3f}", f"{longest * 1000:.3f}"]))
        return None if answer < 0 else answer / 1000

    async def back_off(self, name: str, asked: float, machine_ms: float) -> float:
        """The provider throttled us: nothing goes for `asked` seconds, at least one, and longer each time it happens again
        soon. Gives the seconds."""
        arguments = [f"{machine_ms:.3f}", f"{asked * 1000:.3f}", FIRST_PAUSE_MS, LONGEST_PAUSE_MS]
        return float(await self._back_off(keys=[_bucket(name), _bucket(name) + ":pause"], args=arguments)) / 1000


def _bucket(name: str) -> str:
    return f"cp:pace:{{{name}}}"
