"""`segment-count`: three dimensions in one group over many endpoints, 1 % just updated, against the same predicate on merged columns without FINAL."""

from __future__ import annotations

import asyncio
import os
import random
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from counterpoint.type.v1 import type_pb2 as pb

from bench import processor
from bench.bare_servers import bare_columns
from kit.columns import Columns
from services.segments.domain import definition
from services.segments.domain.criteria import Situation, Tree, matches
from services.segments.domain.member import Member
from services.segments.store.audience import count_sql
from services.segments.store.index import Batch, Index, table
from services.segments.store.predicate import Predicate, compile_tree

APP = "bench"
BLOCK = 100_000
NUMBERS = {("a", "Plan"): 1, ("a", "LastPurchase"): 2, ("m", "TotalSpent"): 1, ("m", "Orders"): 2, ("u", "Tier"): 1}
NOW_US = 1_795_000_000_000_000
CHECKED = 20_000
TURNS = 5
GOAL = ">= 40 %, and <= 1 s for 10M; growth <= 1.1"

_PLANS = ("free", "pro", "max", "trial")
_TEMPLATE = {
    "status": "ACTIVE",
    "opt_out": "NONE",
    "channel": "EMAIL",
    "effective_date": "2026-11-01T00:00:00.000Z",
    "creation_date": "2026-01-01T00:00:00.000Z",
    "make": "",
    "model": "",
    "city": "",
    "postal_code": "",
    "region": "",
    "app_version": "1.0",
    "locale": "en_US",
    "model_version": "",
    "platform_version": "",
    "timezone": "Europe/Lisbon",
}


def made(number: int, generation: int) -> Member:
    """The endpoint of a number as it was in a generation: the truth both sides are made from."""
    mixed = (number * 2654435761 + generation * 97) & 0xFFFFFFFF
    fields = {
        **_TEMPLATE,
        "endpoint_id": f"e{number:09}",
        "cohort": str(mixed % 100),
        "country": ("PT", "DE", "US", "FR", "BR")[mixed % 5],
        "platform": ("iOS", "Android")[mixed >> 8 & 1],
        "user_id": f"u{number:09}",
    }
    return Member(
        endpoint_id=fields["endpoint_id"],
        fields=fields,
        address_key=number.to_bytes(16, "big"),
        effective_us=NOW_US,
        creation_us=NOW_US,
        active_us=NOW_US,
        attributes={"Plan": [_PLANS[mixed >> 12 & 3]], "LastPurchase": [f"2026-{1 + (mixed >> 16) % 12:02}-15T00:00:00Z"]},
        user_attributes={"Tier": [("gold", "silver")[mixed >> 20 & 1]]},
        metrics={"TotalSpent": float(mixed >> 10 & 1023), "Orders": float(mixed & 7)},
    )


def wanted() -> Tree:
    """Three dimensions, one group."""
    dimensions = pb.SegmentDimensions(
        attributes={
            "Plan": pb.AttributeDimension(values=["pro", "max"]),
            "LastPurchase": pb.AttributeDimension(attribute_type="AFTER", values=["2026-06-01T00:00:00Z"]),
        },
        metrics={"TotalSpent": pb.MetricDimension(comparison_operator="GREATER_THAN", value=100)},
    )
    groups = pb.SegmentGroupList(groups=[pb.SegmentGroup(dimensions=[dimensions])])
    return definition.build(pb.WriteSegmentRequest(segment_groups=groups), lambda reference: definition.criteria.NOBODY, NUMBERS)


async def _load(index: Index, size: int) -> None:
    """The bulk path: Native inserts of 100,000 rows. What does not tell rows apart is made once for all blocks."""
    template = Batch(NUMBERS)
    for number in range(BLOCK):
        template.add(1, made(number, 0))
    for start in range(0, size, BLOCK):
        numbers = range(start, min(start + BLOCK, size))
        block = Batch(NUMBERS)
        block.fixed = {name: values[: len(numbers)] for name, values in template.fixed.items()}
        block.dynamic = {name: values[: len(numbers)] for name, values in template.dynamic.items()}
        block.fixed["endpoint_id"] = [f"e{number:09}" for number in numbers]
        block.fixed["address_key"] = [number.to_bytes(16, "big") for number in numbers]
        await index.insert(APP, block)


async def _update(index: Index, size: int) -> set[int]:
    """1 % of the endpoints, in ten fresh parts."""
    changed = random.Random(3).sample(range(size), max(10, size // 100))
    for part in range(10):
        block = Batch(NUMBERS)
        for number in changed[part::10]:
            block.add(2, made(number, 1))
        await index.insert(APP, block)
    return set(changed)


async def _seconds(columns: Columns, sql: str) -> tuple[float, list[tuple[Any, ...]]]:
    times, rows = [], []
    for _ in range(TURNS):
        began = time.perf_counter()
        rows = await columns.query(sql)
        times.append(time.perf_counter() - began)
    return median(times), rows


async def _subset_holds(columns: Columns, tree: Tree, compiled: Predicate, size: int, changed: set[int]) -> bool:
    """Members among the first endpoints, chosen by the columns and by the pure function."""
    last = min(CHECKED, size)
    rows = await columns.query(f"SELECT endpoint_id FROM {table(APP)} FINAL WHERE endpoint_id < 'e{last:09}' AND {compiled.where}")
    at = Situation(NOW_US)
    truth = {f"e{n:09}" for n in range(last) if matches(tree, made(n % BLOCK if n not in changed else n, int(n in changed)), at)}
    return {row[0] for row in rows} == truth


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of a count and of its limit (medians), processor seconds of a count, members, rows loaded a second, whether all was right."""

    figure: float
    limit: float
    processor: float
    members: int
    loaded: float
    right: bool


async def _measure(url: str, pid: int, size: int) -> Measured:
    tree = wanted()
    async with Columns(url, "segments") as columns:
        await columns.create_database()
        index = Index(columns)
        await index.open()
        began = time.perf_counter()
        await _load(index, size)
        loaded = time.perf_counter() - began
        await columns.command(f"OPTIMIZE TABLE {table(APP)} FINAL")
        compiled = compile_tree(tree, APP, NUMBERS, NOW_US)
        limit, merged = await _seconds(columns, count_sql(APP, compiled).replace(" FINAL", ""))
        changed = await _update(index, size)
        before = processor.seconds_of(pid)
        figure, counted = await _seconds(columns, count_sql(APP, compiled))
        used = (processor.seconds_of(pid) - before) / TURNS
        held = await _subset_holds(columns, tree, compiled, size, changed)
        everybody = (await columns.query(f"SELECT count() FROM {table(APP)} FINAL"))[0][0]
    right = held and everybody == size and abs(counted[0][0] - merged[0][0]) < size / 50
    return Measured(figure, limit, used, counted[0][0], size / loaded, right)


def row(size: int = 2_000_000) -> dict[str, Any]:
    """Figure: seconds of an exact count. Limit: seconds of the same predicate on merged columns without FINAL. `BENCH_ENDPOINTS` overrides `size`.

    Growth: what a count takes at this size over what it takes at half of it, divided by the same of the limit.
    """
    size = int(os.environ.get("BENCH_ENDPOINTS", size))
    measured = []
    for endpoints in (size // 2, size):
        with bare_columns() as (url, pid):
            measured.append(asyncio.run(_measure(url, pid, endpoints)))
    half, whole = measured
    growth = (whole.figure / half.figure) / (whole.limit / half.limit)
    return {
        "name": "segment-count",
        "figure": round(whole.figure, 3),
        "unit": f"s to count {whole.members:,} of {size:,} endpoints",
        "limit": round(whole.limit, 3),
        "ratio": round(whole.limit / whole.figure, 3),
        "goal": GOAL,
        "check": half.right and whole.right,
        "notes": f"loaded {whole.loaded:,.0f} rows/s by the bulk path, 1 % just updated in ten parts; growth {growth:.2f} from {size // 2:,} rows; "
        f"{whole.processor:.2f} s of processor a count, {half.processor:.2f} s at half the size",
    }


if __name__ == "__main__":
    print(row())
