"""`segment-fresh`: from sending an endpoint write until the answer of a count that sees it, on an audience that is there already."""

import json
import os
import time
from pathlib import Path
from typing import Any

from bench.import_job import ROLE, written
from bench.own_api import counted
from bench.running import Running, suite


def row(writes: int = 200, audience: int = 50_000) -> dict[str, Any]:
    """p99 in milliseconds; checked: every count held exactly the endpoints written so far. `BENCH_WRITES` and `BENCH_ENDPOINTS` override the sizes."""
    writes, audience = int(os.environ.get("BENCH_WRITES", writes)), int(os.environ.get("BENCH_ENDPOINTS", audience))
    with suite({"COUNTERPOINT_SERVICES": "segments"}) as running:
        client = running.client()
        app = client.create_app(CreateApplicationRequest={"Name": "bench"})["ApplicationResponse"]["Id"]
        _there(running, client, app, audience)
        counted(running, app)
        taken, right = [], True
        for number in range(writes):
            began = time.perf_counter()
            client.update_endpoint(
                ApplicationId=app, EndpointId=f"fresh-{number}", EndpointRequest={"ChannelType": "CUSTOM", "Address": f"{number}", "Metrics": {"fresh": 1.0}}
            )
            found = counted(running, app, Definition={"Dimensions": {"Metrics": {"fresh": {"ComparisonOperator": "EQUAL", "Value": 1}}}})
            taken.append(time.perf_counter() - began)
            right = right and found == number + 1
        everybody = counted(running, app)
    taken.sort()
    return {
        "name": "segment-fresh",
        "figure": round(taken[int(len(taken) * 0.99)] * 1000, 1),
        "unit": f"ms p99 from a write until a count sees it, {audience:,} endpoints",
        "limit": None,
        "ratio": None,
        "goal": "p99 <= 1,500 ms",
        "check": right and everybody == audience + writes,
        "notes": f"p50 {taken[len(taken) // 2] * 1000:.0f} ms, worst {taken[-1] * 1000:.0f} ms of {writes} writes, one after the other",
    }


def _there(running: Running, client: Any, app: str, audience: int) -> None:
    """Imports the audience."""
    written(Path(running.data) / "objects" / "bench" / "in.csv", audience)
    wanted = {"Format": "CSV", "S3Url": "s3://bench/in.csv", "RoleArn": ROLE, "RegisterEndpoints": True}
    job = client.create_import_job(ApplicationId=app, ImportJobRequest=wanted)["ImportJobResponse"]
    while job["JobStatus"] not in ("COMPLETED", "FAILED"):
        time.sleep(0.1)
        job = client.get_import_job(ApplicationId=app, JobId=job["Id"])["ImportJobResponse"]


if __name__ == "__main__":
    print(json.dumps(row(), indent=1))
