"""`import`: a CSV job of endpoints until a segment counts them, against bare COPY plus a bare columnar insert of the same rows."""

import asyncio
import json
import os
import time
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg

from bench import processor
from bench.bare_servers import bare_columns, bare_postgres
from bench.own_api import counted
from bench.running import Running, suite
from kit.columns import Columns

ROLE = "arn:aws:iam::000000000000:role/import"
GOAL = ">= 0.30, and 1M in <= 90 s; growth <= 1.1"
_HEADER = (
    "ChannelType,Id,Address,OptOut,Location.Country,Demographic.Timezone,Attributes.Plan,Attributes.LastPurchase,Metrics.TotalSpent,"
    "User.UserId,User.UserAttributes.Tier"
)
_BLOCK = 100_000
_TYPES = ["String", "String", "String", "String", "String", "String", "String", "Float64", "String", "String"]
_NAMES = ["endpoint_id", "channel", "address", "opt_out", "country", "timezone", "plan", "spent", "user_id", "tier"]


def line(number: int) -> str:
    """A customer as a shop exports them."""
    plan, country = ("free", "pro", "max")[number % 3], ("PT", "DE", "US", "FR")[number % 4]
    return (
        f"EMAIL,c{number:08},customer{number}@example.org,NONE,{country},Europe/Lisbon,{plan},2026-{1 + number % 12:02}-15T00:00:00Z,{number % 1000 / 4},"
        f"u{number:08},{'gold' if number % 7 == 0 else 'silver'}"
    )


def row() -> dict[str, Any]:
    """Endpoints a second; checked: every row counted by the segment, none failed, a third of them with one plan.

    `BENCH_ENDPOINTS`: rows of the job (200,000); half of them are imported first for the growth. `BENCH_TURNS`: repeats of both (1), whose medians count.
    """
    size, turns = int(os.environ.get("BENCH_ENDPOINTS", 200_000)), int(os.environ.get("BENCH_TURNS", 1))
    taken: dict[int, list[float]] = {size // 2: [], size: []}
    used = ""
    with suite({"COUNTERPOINT_SERVICES": "segments"}) as running:
        for rows in [rows for _ in range(turns) for rows in taken]:
            before = processor.seconds_by_process(running.process.pid)
            taken[rows].append(_imported(running, rows))
            used = processor.micros_each(before, processor.seconds_by_process(running.process.pid), rows)
    bare = {rows: [asyncio.run(_limit(rows)) for _ in range(turns)] for rows in taken}
    times, limits = {rows: median(all) for rows, all in taken.items()}, {rows: median(wall for wall, _ in all) for rows, all in bare.items()}
    growth = (times[size] / times[size // 2]) / (limits[size] / limits[size // 2])
    return {
        "name": "import",
        "figure": round(size / times[size]),
        "unit": f"endpoints/s of a CSV job of {size:,}, until a segment counts them",
        "limit": round(size / limits[size]),
        "ratio": round(limits[size] / times[size], 3),
        "goal": GOAL,
        "check": True,
        "notes": f"{times[size]:.1f} s; growth {growth:.2f} from {size // 2:,} rows (medians of {turns}); µs of processor a row: {used}; "
        f"the limit's {bare[size][-1][1] / size * 1e6:.0f}",
    }


def _imported(running: Running, rows: int) -> float:
    """Seconds from the creation of the job until its segment counts every row. Raises AssertionError when the work is not right."""
    client = running.client()
    app = client.create_app(CreateApplicationRequest={"Name": "bench"})["ApplicationResponse"]["Id"]
    written(running.data / "objects" / "bench" / app / "in.csv", rows)
    wanted = {"Format": "CSV", "S3Url": f"s3://bench/{app}/in.csv", "RoleArn": ROLE, "DefineSegment": True, "RegisterEndpoints": True}
    began = time.perf_counter()
    job = client.create_import_job(ApplicationId=app, ImportJobRequest=wanted)["ImportJobResponse"]
    while job["JobStatus"] not in ("COMPLETED", "FAILED"):
        time.sleep(0.1)
        job = client.get_import_job(ApplicationId=app, JobId=job["Id"])["ImportJobResponse"]
    found = counted(running, app, SegmentId=job["Definition"]["SegmentId"])
    taken = time.perf_counter() - began
    plan = {"Dimensions": {"Attributes": {"Plan": {"Values": ["pro"]}}}}
    right = (job["JobStatus"], job["TotalProcessed"], job["TotalFailures"], found, counted(running, app, Definition=plan))
    if right != ("COMPLETED", rows, 0, rows, (rows + 1) // 3):
        raise AssertionError(f"the import is not right: {right}")
    client.delete_app(ApplicationId=app)
    return taken


def written(place: Path, rows: int) -> None:
    """A CSV file of customers."""
    place.parent.mkdir(parents=True)
    with place.open("w") as file:
        file.write(_HEADER + "\n")
        for first in range(0, rows, _BLOCK):
            file.write("\n".join(map(line, range(first, min(first + _BLOCK, rows)))) + "\n")


async def _limit(rows: int) -> tuple[float, float]:
    """(seconds, processor seconds) of COPY of ids and documents, then of an insert of typed columns; the rows are made beforehand."""
    documents, columns = [], [[] for _ in _NAMES]  # type: ignore[var-annotated]
    for number in range(rows):
        text = line(number)
        cells = text.split(",")
        documents.append(("bench", cells[1], text.encode()))
        for column, value in zip(columns, (*cells[1:2], *cells[0:1], *cells[2:7], float(cells[8]), *cells[9:]), strict=True):
            column.append(value)
    with bare_postgres() as (url, _), bare_columns() as (address, _):
        link = await asyncpg.connect(url)
        async with Columns(address, "bench") as store:
            await store.create_database()
            listed = ", ".join(f"{name} {kind}" for name, kind in zip(_NAMES, _TYPES, strict=True))
            await store.command(f"CREATE TABLE rows ({listed}) ENGINE = MergeTree ORDER BY endpoint_id")
            await link.execute("CREATE TABLE documents (app_id text, endpoint_id text, document bytea, PRIMARY KEY (app_id, endpoint_id))")
            before, began = processor.seconds_of(os.getpid()), time.perf_counter()
            await link.copy_records_to_table("documents", records=documents)
            for start in range(0, rows, _BLOCK):
                await store.insert("rows", _NAMES, [column[start : start + _BLOCK] for column in columns], column_oriented=True, types=_TYPES)
            taken, used = time.perf_counter() - began, processor.seconds_of(os.getpid()) - before
            if await link.fetchval("SELECT count(*) FROM documents") != rows or (await store.query("SELECT count() FROM rows"))[0][0] != rows:
                raise RuntimeError("the bare servers have lost rows")
        await link.close()
    return taken, used


if __name__ == "__main__":
    print(json.dumps(row(), indent=1))
