"""`start`: from `counterpoint up` on existing data until everything is healthy, and resident memory idle."""

import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.running import suite


def row(repeats: int = 3) -> dict[str, Any]:
    """Seconds and megabytes, medians over starts on a folder that was used before."""
    with tempfile.TemporaryDirectory(prefix="cp-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with suite(data=folder) as running:
            running.client().create_app(CreateApplicationRequest={"Name": "bench"})
        seconds, memory = [], []
        for _ in range(repeats):
            with suite(data=folder) as running:
                seconds.append(running.start_seconds)
                apps = running.client().get_apps()["ApplicationsResponse"]["Item"]
                memory.append(running.resident_mb())
    return {
        "name": "start",
        "figure": round(median(seconds), 2),
        "unit": "s until healthy",
        "limit": None,
        "ratio": None,
        "goal": "<= 5 s, <= 900 MB",
        "check": len(apps) == 1,
        "notes": f"{median(memory):.0f} MB resident in all",
    }
