"""Cap counters in Valkey: sixteen hash-tagged buckets, one script call per bucket touched, all in one round trip.

The script does what domain/caps.judge does. In every bucket an app has a hash for each day of product time and a campaign
has one; their fields are endpoints and their values rows of small entries, so that a call reads and writes all its
endpoints at once. Counters are trusted while the marker names the running server; otherwise they are rebuilt from
PostgreSQL (`rebuild`) before anything capped is sent: caps fail closed.
"""

import struct
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.cache import Cache
from services.delivery.domain.caps import CAMPAIGN_CAP, DAILY_CAP, DAY_MS, KEEP_MS, Caps, spread

MARKER = "cp:caps:marker:2"
_ANSWERS = {ord("0"): "", ord("1"): DAILY_CAP, ord("2"): CAMPAIGN_CAP}
_AT_ONCE = 1000
# Only frees memory: every entry is judged by the instant in ARGV.
_LIFE_MS = 3 * DAY_MS
# KEYS: the app's today, yesterday and tomorrow (the clock may have been set back), the campaign's totals. ARGV: now, a day,
# campaign, name, daily, total, app-wide, life, endpoints. An entry of a day is campaign, name and time, 8 bytes each; a
# total is 4 bytes of what is counted without names, then names. The answer has a digit for each endpoint.
_RESERVE = """
local now, since = tonumber(ARGV[1]), tonumber(ARGV[1]) - tonumber(ARGV[2])
local campaign, name, daily, total, wide = ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7] == '1'
local ids, days = {unpack(ARGV, 9)}, {}
for k = 1, 3 do
  days[k] = redis.call('HMGET', KEYS[k], unpack(ids))
end
local totals = redis.call('HMGET', KEYS[4], unpack(ids))
local own = campaign .. name
local entry = own .. struct.pack('>d', now)
local out, taken, lasting = {}, {}, {}

local function recent(row, found)
  for at = 1, #row, 24 do
    if wide or string.sub(row, at, at + 7) == campaign then
      if struct.unpack('>d', row, at + 16) > since then found = found + 1 end
    end
  end
  return found
end

local function named(row, first, step, what)
  local at = string.find(row, what, first, true)
  while at and (at - first) % step ~= 0 do at = string.find(row, what, at + 1, true) end
  return at
end

for i = 1, #ids do
  local answer, found, sum = '0', 0, totals[i]
  local known = sum and named(sum, 5, 8, name)
  for k = 1, 3 do
    local row = days[k][i]
    if row then
      known = known or named(row, 1, 24, own)
      if daily > 0 then found = recent(row, found) end
    end
  end
  if not known then
    if daily > 0 and found >= daily then
      answer = '1'
    elseif total > 0 and sum and struct.unpack('>I4', sum) + (#sum - 4) / 8 >= total then
      answer = '2'
    else
      local n = #taken
      taken[n + 1], taken[n + 2] = ids[i], (days[1][i] or '') .. entry
      lasting[n + 1], lasting[n + 2] = ids[i], (sum or '\\0\\0\\0\\0') .. name
    end
  end
  out[i] = answer
end
if #taken > 0 then
  redis.call('HSET', KEYS[1], unpack(taken))
  redis.call('PEXPIRE', KEYS[1], ARGV[8])
  redis.call('HSET', KEYS[4], unpack(lasting))
end
return table.concat(out)
"""
# Adds an entry to the day of some endpoints. KEYS: the day. ARGV: entry, life, endpoints.
_LOAD = """
local ids, rows = {unpack(ARGV, 3)}, {}
local before = redis.call('HMGET', KEYS[1], unpack(ids))
for i = 1, #ids do
  rows[2 * i - 1], rows[2 * i] = ids[i], (before[i] or '') .. ARGV[1]
end
redis.call('HSET', KEYS[1], unpack(rows))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""


def _tag(text: str) -> bytes:
    """Eight bytes for a name: an id takes four times as many."""
    return blake2b(text.encode(), digest_size=8).digest()


def _day(bucket: int, app_id: str, day: int) -> str:
    return f"cp:caps:{{{bucket}}}:d:{app_id}:{day}"


def _totals(bucket: int, app_id: str, campaign_id: str) -> str:
    return f"cp:caps:{{{bucket}}}:t:{app_id}:{campaign_id}"


def _parts(app_id: str, endpoint_ids: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Endpoints by bucket, as many as one call may take."""
    for bucket, members in spread(app_id, endpoint_ids).items():
        for at in range(0, len(members), _AT_ONCE):
            yield bucket, members[at : at + _AT_ONCE]


class CapCounters:
    """Reservations by name."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._reserve = cache.script(_RESERVE)
        self._load = cache.script(_LOAD)

    async def reserve(
        self, app_id: str, campaign_id: str, name: str, endpoint_ids: Sequence[str], caps: Caps, now_ms: int
    ) -> dict[str, str]:
        """ "" or the cap's name for each endpoint. One pipelined round."""
        day = now_ms // DAY_MS
        fixed: list[Any] = [now_ms, DAY_MS, _tag(campaign_id), _tag(name), caps.daily, caps.total, int(caps.app_wide), _LIFE_MS]
        parts = list(_parts(app_id, endpoint_ids))
        pipe = self._cache.client.pipeline(transaction=False)
        for bucket, members in parts:
            days = [_day(bucket, app_id, each) for each in (day, day - 1, day + 1)]
            await self._reserve(keys=[*days, _totals(bucket, app_id, campaign_id)], args=[*fixed, *members], client=pipe)
        answers = await pipe.execute()
        found: dict[str, str] = {}
        for (_, members), digits in zip(parts, answers, strict=True):
            found.update(zip(members, map(_ANSWERS.__getitem__, digits), strict=True))
        return found

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
            by_campaign: dict[tuple[str, str], dict[str, bytes]] = {}
            for row in part:
                by_campaign.setdefault((row.app_id, row.campaign_id), {})[row.endpoint_id] = struct.pack(">I", row.total)
            for (app_id, campaign_id), totals in by_campaign.items():
                for bucket, members in _parts(app_id, list(totals)):
                    pipe.hset(_totals(bucket, app_id, campaign_id), mapping={member: totals[member] for member in members})
            await pipe.execute()

    async def _load_targets(self, conn: AsyncConnection, now_ms: int) -> None:
        result = await conn.stream(
            text("SELECT run_id, app_id, campaign_id, at_ms, endpoint_ids FROM cap_targets WHERE at_ms > :since"),
            {"since": now_ms - KEEP_MS},
        )
        async for row in result:
            entry = _tag(row.campaign_id) + _tag(row.run_id) + struct.pack(">d", row.at_ms)
            pipe = self._cache.client.pipeline(transaction=False)
            for bucket, members in _parts(row.app_id, row.endpoint_ids):
                key = _day(bucket, row.app_id, row.at_ms // DAY_MS)
                await self._load(keys=[key], args=[entry, _LIFE_MS, *members], client=pipe)
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


__all__ = ["MARKER", "CapCounters", "prune", "record"]
