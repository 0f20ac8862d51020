"""Cap counters in Valkey: 256 hash-tagged buckets, one script call per bucket touched, all in one round trip.

The script does what domain/caps.judge does. Counters are trusted while the marker names the running server; otherwise
they are rebuilt from PostgreSQL
(`rebuild`) before anything capped is sent: caps fail closed.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.cache import Cache
from services.delivery.domain.caps import BUCKETS, CAMPAIGN_CAP, DAILY_CAP, DAY_MS, KEEP_MS, Caps, bucket

MARKER = "cp:caps:marker"
_ANSWERS = {0: "", 1: DAILY_CAP, 2: CAMPAIGN_CAP}
# KEYS: for each endpoint its app day, campaign day and campaign total. ARGV: now, name, daily, total, app-wide, day.
# Key lifetimes only free memory: every entry is judged by the instant in ARGV.
_RESERVE = """
local now, name, daily, total = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local wide, day = ARGV[5] == '1', tonumber(ARGV[6])
local out = {}
for i = 1, #KEYS, 3 do
  local a, c, t = KEYS[i], KEYS[i + 1], KEYS[i + 2]
  local answer = 0
  if redis.call('ZSCORE', c, name) or redis.call('HEXISTS', t, name) == 1 then
    answer = 0
  else
    local counted = wide and a or c
    if daily > 0 and redis.call('ZCOUNT', counted, '(' .. (now - day), '+inf') >= daily then
      answer = 1
    elseif total > 0 then
      local n = redis.call('HLEN', t)
      local base = redis.call('HGET', t, '#')
      if base then n = n - 1 + tonumber(base) end
      if n >= total then answer = 2 end
    end
    if answer == 0 then
      for _, key in ipairs({a, c}) do
        redis.call('ZREMRANGEBYSCORE', key, '-inf', now - day)
        redis.call('ZADD', key, now, name)
        redis.call('EXPIRE', key, 172800)
      end
      redis.call('HSET', t, name, 1)
    end
  end
  out[#out + 1] = answer
end
return out
"""


def keys(app_id: str, campaign_id: str, endpoint_id: str) -> tuple[str, str, str]:
    """App day, campaign day, campaign total: one hash tag, so that one script may touch all three."""
    head = f"cp:caps:{{{bucket(app_id, endpoint_id)}}}"
    return (
        f"{head}:a:{app_id}:{endpoint_id}",
        f"{head}:c:{campaign_id}:{endpoint_id}",
        f"{head}:t:{campaign_id}:{endpoint_id}",
    )


class CapCounters:
    """Reservations by name."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._reserve = cache.script(_RESERVE)

    async def reserve(
        self, app_id: str, campaign_id: str, name: str, endpoint_ids: Sequence[str], caps: Caps, now_ms: int
    ) -> dict[str, str]:
        """ "" or the cap's name for each endpoint. One pipelined round."""
        buckets: dict[int, list[str]] = {}
        for endpoint_id in endpoint_ids:
            buckets.setdefault(bucket(app_id, endpoint_id), []).append(endpoint_id)
        arguments: list[Any] = [now_ms, name, caps.daily, caps.total, int(caps.app_wide), DAY_MS]
        pipe = self._cache.client.pipeline(transaction=False)
        for members in buckets.values():
            await self._reserve(
                keys=[key for member in members for key in keys(app_id, campaign_id, member)],
                args=arguments,
                client=pipe,
            )
        answers = await pipe.execute()
        return {
            member: _ANSWERS[int(code)]
            for members, codes in zip(buckets.values(), answers, strict=True)
            for member, code in zip(members, codes, strict=True)
        }

    async def trusted(self) -> bool:
        """Whether the counters are those of this server process, whole."""
        marker: Any = await self._cache.client.get(MARKER)
        return marker is not None and marker.decode() == await self._cache.run_id()

    async def rebuild(self, conn: AsyncConnection, now_ms: int) -> None:
        """Empties all counters and writes them anew from the lifetime totals and the targets of the last 25 hours."""
        client = self._cache.client
        run_id = await self._cache.run_id()
        await client.delete(MARKER)
        batch: list[bytes] = []
        async for key in client.scan_iter(match="cp:caps:*", count=1000):
            batch.append(key)
            if len(batch) >= 1000:
                await client.unlink(*batch)
                batch = []
        if batch:
            await client.unlink(*batch)
        await self._load_totals(conn)
        await self._load_targets(conn, now_ms)
        await client.set(MARKER, run_id)

    async def _load_totals(self, conn: AsyncConnection) -> None:
        result = await conn.stream(text("SELECT app_id, campaign_id, endpoint_id, total FROM cap_totals"))
        async for part in result.partitions(2000):
            pipe = self._cache.client.pipeline(transaction=False)
            for row in part:
                pipe.hset(keys(row.app_id, row.campaign_id, row.endpoint_id)[2], "#", row.total)
            await pipe.execute()

    async def _load_targets(self, conn: AsyncConnection, now_ms: int) -> None:
        result = await conn.stream(
            text("SELECT run_id, app_id, campaign_id, at_ms, endpoint_ids FROM cap_targets WHERE at_ms > :since"),
            {"since": now_ms - KEEP_MS},
        )
        async for row in result:
            pipe = self._cache.client.pipeline(transaction=False)
            for endpoint_id in row.endpoint_ids:
                app_day, campaign_day, _ = keys(row.app_id, row.campaign_id, endpoint_id)
                for key in (app_day, campaign_day):
                    pipe.zadd(key, {row.run_id: row.at_ms})
                    pipe.expire(key, 172800)
            await pipe.execute()


async def record(
    conn: AsyncConnection,
    app_id: str,
    campaign_id: str,
    run_id: str,
    number: int,
    endpoint_ids: list[str],
    lifetime: bool,
    now_ms: int,
) -> None:
    """Writes a window's targets in the transaction that closes it: those of the day in one row, lifetime totals in
    one set."""
    await conn.execute(
        text(
            "INSERT INTO cap_targets (run_id, number, app_id, campaign_id, at_ms, endpoint_ids)"
            " VALUES (:run, :number, :app, :campaign, :now, CAST(:ids AS text[])) ON CONFLICT DO NOTHING"
        ),
        {"run": run_id, "number": number, "app": app_id, "campaign": campaign_id, "now": now_ms, "ids": endpoint_ids},
    )
    if lifetime:
        await conn.execute(
            text(
                "INSERT INTO cap_totals (app_id, campaign_id, endpoint_id, total) SELECT :app, :campaign, e, 1"
                " FROM unnest(CAST(:ids AS text[])) AS x(e) ORDER BY e"
                " ON CONFLICT (campaign_id, endpoint_id) DO UPDATE SET total = cap_totals.total + 1"
            ),
            {"app": app_id, "campaign": campaign_id, "ids": endpoint_ids},
        )


async def prune(conn: AsyncConnection, now_ms: int) -> None:
    """Forgets targets older than 25 hours."""
    await conn.execute(text("DELETE FROM cap_targets WHERE at_ms < :since"), {"since": now_ms - KEEP_MS})


__all__ = ["BUCKETS", "MARKER", "CapCounters", "keys", "prune", "record"]
