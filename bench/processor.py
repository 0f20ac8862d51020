"""Processor time of a running suite by process: what a figure costs, whatever else the machine does."""

import os
from collections import Counter

import psutil


def seconds_by_process(root: int) -> Counter[str]:
    """Processor seconds used so far below a process, by the name of what runs: `serve gateway` is `gateway`, its part is `gateway-part`.

    Children that ended are not in it.
    """
    found: Counter[str] = Counter()
    for process in psutil.Process(root).children(recursive=True):
        try:
            times = process.cpu_times()
            part = process.environ().get("COUNTERPOINT_PARTS", "")
            name = _name(process.cmdline()) + (f"-{part}" if part not in ("", "calls") else "")
            found[name] += times.user + times.system
        except psutil.Error:
            continue
    return found


def seconds_of(*roots: int) -> float:
    """Processor seconds used so far by processes and what they started."""
    total = 0.0
    for root in roots:
        parent = psutil.Process(root)
        for process in [parent, *parent.children(recursive=True)]:
            times = process.cpu_times()
            total += times.user + times.system
    return total


def _name(command: list[str]) -> str:
    if "serve" in command[:-1]:
        return "-".join(command[command.index("serve") + 1 :])
    return os.path.basename(command[0].split(":")[0]) if command else "?"


def micros_each(before: Counter[str], after: Counter[str], count: int) -> str:
    """`gateway 240, analytics 460, …`: microseconds per item and process, the largest first."""
    used = {name: (after[name] - before[name]) / max(1, count) * 1e6 for name in after}
    return ", ".join(f"{name} {micros:.0f}" for name, micros in sorted(used.items(), key=lambda pair: -pair[1]) if micros >= 1)
