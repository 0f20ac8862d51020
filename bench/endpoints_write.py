"""`endpoints-write`: signed UpdateEndpointsBatch of 100, committed before 202, against bare asyncpg writing the same documents 1,000 at a time."""

import asyncio
import json
import os
import time
from typing import Any

import asyncpg

from bench import processor
from bench.bare_servers import bare_postgres
from bench.http_load import drive, signed
from bench.own_api import counted
from bench.running import Running, suite

ITEMS = 100
AUDIENCE = 40_000
SAMPLE = 200
_TABLE = "CREATE TABLE documents (app_id text, endpoint_id text, document bytea, PRIMARY KEY (app_id, endpoint_id)) WITH (fillfactor = 90)"
_INTO = "INSERT INTO documents AS d (app_id, endpoint_id, document) "
_LATEST = " ON CONFLICT (app_id, endpoint_id) DO UPDATE SET document = excluded.document"


def item(number: int, turn: int) -> dict[str, Any]:
    """An endpoint as an application sends it, another at every turn."""
    return {
        "Id": f"bench-{number}",
        "ChannelType": "EMAIL",
        "Address": f"reader{number}@example.org",
        "Attributes": {"plan": [("free", "pro", "max")[(number + turn) % 3]], "interests": ["music", "travel"]},
        "Metrics": {"visits": float(turn), "spent": number / 4},
        "Location": {"Country": ("PT", "DE", "US")[number % 3], "City": "Lisbon"},
        "Demographic": {"Locale": "en_US", "Timezone": "Europe/Lisbon", "Platform": "iOS", "AppVersion": "3.1.0"},
        "User": {"UserId": f"user-{number}", "UserAttributes": {"tier": ["gold" if number % 5 else "silver"]}},
    }


def batches(count: int) -> list[list[dict[str, Any]]]:
    """Bodies' items: every endpoint is written once before any is written again."""
    return [[item((body * ITEMS + k) % AUDIENCE, body * ITEMS // AUDIENCE) for k in range(ITEMS)] for body in range(count)]


def row(seconds: float = 12.0, count: int = 1600) -> dict[str, Any]:
    """Endpoints a second; checked: every answer 202, as many endpoints counted as were written, a sample read back."""
    seconds, count = float(os.environ.get("BENCH_SECONDS", seconds)), int(os.environ.get("BENCH_BODIES", count))
    made = batches(count)
    with suite({"COUNTERPOINT_SERVICES": "segments"}) as running:
        app = running.client().create_app(CreateApplicationRequest={"Name": "bench"})["ApplicationResponse"]["Id"]
        path = f"/v1/apps/{app}/endpoints"
        requests = [signed("PUT", running.host, running.port, path, _body(items), running.access_key, running.secret_key) for items in made]
        before = processor.seconds_by_process(running.process.pid)
        load = drive(running.host, running.port, requests, connections=8, seconds=seconds)
        used = processor.micros_each(before, processor.seconds_by_process(running.process.pid), load.statuses[202] * ITEMS)
        written = made[: sum(load.statuses.values())]
        right = set(load.statuses) == {202} and _kept(running, app, written)
    (bare, cost), (sets, _) = asyncio.run(_limits(made, seconds / 2))
    figure, latencies = load.per_second * ITEMS, sorted(load.latencies)
    return {
        "name": "endpoints-write",
        "figure": round(figure),
        "unit": f"endpoints/s in signed bodies of {ITEMS} ({len(_body(made[0])) / 1000:.0f} kB)",
        "limit": round(bare),
        "ratio": round(figure / bare, 3),
        "goal": ">= 0.50",
        "check": right,
        "notes": f"p50 {latencies[len(latencies) // 2] * 1000:.0f} ms; {sum(load.statuses.values())} bodies, {dict(load.statuses)}; "
        f"µs of processor an endpoint: {used}; the limit's {cost * 1e6:.0f}; "
        f"one INSERT of 1,000 by unnest instead of executemany: {sets:,.0f}/s",
    }


def _body(items: list[dict[str, Any]]) -> bytes:
    return json.dumps({"Item": items}).encode()


def _kept(running: Running, app: str, written: list[list[dict[str, Any]]]) -> bool:
    """Every endpoint is there, and a sample holds a value that was sent for it, the newest or, where two writes overlapped, one of the last."""
    sent: dict[str, set[float]] = {}
    for items in written:
        for given in items:
            sent.setdefault(given["Id"], set()).add(given["Metrics"]["visits"])
    client = running.client()
    some = list(sent)[:: max(1, len(sent) // SAMPLE)]
    read = (client.get_endpoint(ApplicationId=app, EndpointId=id)["EndpointResponse"] for id in some)
    return counted(running, app) == len(sent) and all(found["Metrics"]["visits"] in sent[found["Id"]] for found in read)


async def _limits(made: list[list[dict[str, Any]]], seconds: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """(documents a second, processor seconds a document) of executemany, and of one statement over arrays, on a fresh server."""
    rows = [("bench", given["Id"], json.dumps(given).encode()) for items in made for given in items]
    thousands = [rows[first : first + 1000] for first in range(0, len(rows), 1000)]
    with bare_postgres() as (url, _):
        link = await asyncpg.connect(url)
        try:
            each = f"{_INTO} VALUES ($1, $2, $3) {_LATEST}"
            bare = await _rate(link, thousands, seconds, lambda some: link.executemany(each, some))
            together = f"{_INTO} SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[]) {_LATEST}"
            sets = await _rate(link, thousands, seconds, lambda some: link.execute(together, *(list(column) for column in zip(*some, strict=True))))
        finally:
            await link.close()
    return bare, sets


async def _rate(link: Any, thousands: list[list[Any]], seconds: float, write: Any) -> tuple[float, float]:
    """(rows a second, processor seconds a row) of client and server; every row is there afterwards."""
    await link.execute("DROP TABLE IF EXISTS documents")
    await link.execute(_TABLE)
    used = processor.seconds_of(os.getpid())
    began, done, ids = time.perf_counter(), 0, set()
    while time.perf_counter() - began < seconds:
        some = thousands[done % len(thousands)]
        await write(some)
        ids.update(id for _, id, _ in some)
        done += 1
    taken, used = time.perf_counter() - began, processor.seconds_of(os.getpid()) - used
    if await link.fetchval("SELECT count(*) FROM documents") != len(ids):
        raise RuntimeError("the bare server has lost rows")
    return done * 1000 / taken, used / (done * 1000)


if __name__ == "__main__":
    print(json.dumps(row(), indent=1))
