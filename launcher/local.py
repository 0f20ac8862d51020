"""Commands about this machine: status, services, the clock of a sandbox, and the configuration's own words."""

from __future__ import annotations

import argparse
import json
import re
import tomllib
import urllib.error
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from launcher import config, data
from launcher.client import opener
from launcher.failure import Refused

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def data_path(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("COUNTERPOINT_DATA", "./data")).absolute()


def state(environ: Mapping[str, str]) -> dict[str, Any]:
    """What the running suite wrote about itself. Raises Refused when none is running."""
    path = data_path(environ)
    try:
        found: dict[str, Any] = json.loads((path / "run" / "suite.json").read_text())
    except (OSError, ValueError):
        raise Refused(f"No suite is running on {path}: start it with `counterpoint up`, or set COUNTERPOINT_DATA.") from None
    if data.holder(path) is None:
        raise Refused(f"The suite on {path} has ended: start it with `counterpoint up`.")
    return found


def encrypted(found: Mapping[str, Any]) -> dict[str, Any]:
    """Which store of a running suite (its `state`) is encrypted: True by us, else in words."""
    bus: bool | str = "nats" in found["embedded"] or "as its own server says"
    return {"secrets": True, "bus": bus, "postgres": "by the volume only", "columns": "by the volume only"}


def services(environ: Mapping[str, str]) -> dict[str, Any]:
    """Address, TLS and version of each service's RPCs; the files that hold the token and the bus address (None without COUNTERPOINT_GRPC); where each
    process offers its metrics."""
    found = state(environ)
    return {name: found[name] for name in ("services", "token_file", "bus_file", "metrics")}


def advance_clock(environ: Mapping[str, str], span: str) -> dict[str, Any]:
    """Move a sandbox's product time forward by `2d`, `90m`, `1d12h`; the seconds it is ahead now."""
    state(environ)
    if config.checked(environ).get("COUNTERPOINT_CLOCK") != "manual":
        raise Refused("The clock moves only in a sandbox: set COUNTERPOINT_CLOCK=manual here and for `counterpoint up`.")
    path = data_path(environ) / "clock"
    ahead = seconds(span) + (float(path.read_text() or 0) if path.exists() else 0.0)
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(f"{ahead}\n")
    fresh.replace(path)
    return {"seconds_ahead": ahead}


def seconds(span: str) -> float:
    """`2d`, `1h30m`, `45s` in seconds. Raises Refused for anything else and for going back."""
    if not re.fullmatch(r"(?:\d+(?:\.\d+)?[smhdw])+", span):
        raise Refused(f"{span} is not a span of time: write 45s, 90m, 12h, 2d or 1d12h.")
    return sum(float(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+(?:\.\d+)?)([smhdw])", span))


def explain_config(environ: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every key with its default, its value here and its words."""
    merged = config.checked(environ)
    rows = []
    for name, key in sorted(config.known().items()):
        shown = config.shown(key, config.value(merged, name))
        rows.append({"key": name, "default": key.default, "value": shown or None, "doc": key.doc})
    return rows


def check_config(environ: Mapping[str, str], file: str | None) -> dict[str, Any]:
    """Whether `up` would take the configuration. Raises Refused with the first fault."""
    if file is not None:
        environ = {**environ, "COUNTERPOINT_CONFIG": file}
        try:
            tomllib.loads(Path(file).read_text())
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise Refused(f"{file} cannot be read: {error}.") from None
    merged = config.checked(environ)
    config.section(merged)
    return {"ok": True, "keys": sorted(name for name in merged if name.startswith(config.PREFIX))}


def show(arguments: argparse.Namespace, result: Any) -> None:
    """JSON for machines, lines for people."""
    if arguments.json:
        print(json.dumps(result, indent=2))
    else:
        for line in lines(result):
            print(line)


def lines(result: Any, indent: str = "") -> list[str]:
    """A value as indented `name  value` lines."""
    if isinstance(result, dict):
        width = max((len(str(name)) for name in result), default=0)
        found = []
        for name, value in result.items():
            if isinstance(value, (dict, list)) and value:
                found += [f"{indent}{name}", *lines(value, indent + "  ")]
            else:
                found.append(f"{indent}{name!s:<{width}}  {_word(value)}")
        return found
    if isinstance(result, list):
        return [line for item in result for line in (*lines(item, indent), *([""] if isinstance(item, dict) else []))]
    return [f"{indent}{_word(result)}"]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None or value in ([], {}) else str(value)


def health(url: str) -> tuple[bool, list[str]]:
    """Whether everything is ready, and what is not."""
    try:
        with opener(url).open(f"{url}/healthz", timeout=5) as reply:
            return reply.status == 200, []
    except urllib.error.HTTPError as error:
        try:
            return False, list(json.loads(error.read()).get("not_ready", []))
        except ValueError:
            return False, ["gateway"]
    except OSError:
        return False, ["gateway"]


