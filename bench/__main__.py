"""`make bench [ROW=name]`: runs the rows and prints figure, limit, ratio and check; `--json` for machines.

A row is a module of this folder with `row(...) -> dict`: name, figure, unit, limit, ratio, goal, check (was the work really done?), notes.
"""

import argparse
import importlib
import json
import os
import platform
import sys
import time
from typing import Any

ROWS = {
    "events-accept": "bench.events_accept",
    "events-store": "bench.events_store",
    "endpoints-write": "bench.endpoints_write",
    "import": "bench.import_job",
    "segment-count": "bench.segment_count",
    "segment-fresh": "bench.segment_fresh",
    "members": "bench.members",
    "fanout": "bench.fanout",
    "fanout-smtp": "bench.fanout_smtp",
    "caps": "bench.caps",
    "render": "bench.render",
    "direct": "bench.direct",
    "moto": "bench.moto",
    "scale": "bench.scale",
    "start": "bench.start",
}


def main() -> int:
    """Runs the rows asked for; exit code 1 when a check fails (never for a missed goal)."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--row", default=os.environ.get("ROW", ""), choices=["", *ROWS])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    results = []
    for name in [chosen.row] if chosen.row else list(ROWS):
        began = time.monotonic()
        result = importlib.import_module(ROWS[name]).row()
        result["took"] = round(time.monotonic() - began, 1)
        results.append(result)
        print(json.dumps(result) if chosen.json else _line(result), flush=True)
    if not chosen.json:
        print(f"\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}")
    return 0 if all(result["check"] for result in results) else 1


def _line(result: dict[str, Any]) -> str:
    ratio = "" if result.get("ratio") is None else f"  ratio {result['ratio']:.3f} of {result['limit']:,}"
    check = "work checked" if result["check"] else "CHECK FAILED"
    return f"{result['name']:<14} {result['figure']:>12,} {result['unit']}{ratio}  goal {result.get('goal', '')}  {check}\n{'':<14} {result.get('notes', '')}"


if __name__ == "__main__":
    sys.exit(main())
