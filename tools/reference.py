"""Writes the generated parts of the documentation (`make docs`); `--check` writes nothing and fails when they are stale.

docs/reference/subjects.md from kit.bus.subjects, docs/reference/operations.md from gateway.routes and the servicers.
"""

import argparse
import ast
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "gen")]
REFERENCE = ROOT / "docs" / "reference"
_MADE = "<!-- Made by `make docs`. -->\n\n"


def subjects_page() -> str:
    """Streams, facts and durables."""
    from kit.bus import subjects

    lines = [
        _MADE + "# Subjects of the bus\n",
        "Facts are public and versioned like RPCs; the messages are in `protos/counterpoint/*/v1/*_events.proto`. The last token is the app id.\n",
    ]
    lines += ["| stream | subjects | kept | about |", "| --- | --- | --- | --- |"]
    for stream in subjects.STREAMS:
        kept = "until every reader has it" if stream.retention == "interest" else f"{stream.max_age_seconds // 86400} days"
        lines.append(f"| `{stream.name}` | `{'`, `'.join(stream.subjects)}` | {kept}, at most {stream.max_bytes >> 20} MB | {stream.about} |")
    lines += ["", "| fact | readers |", "| --- | --- |"]
    readers = defaultdict(list)
    for durable in subjects.DURABLES:
        readers[durable.filter].append(f"`{durable.name}`: {durable.reads}")
    for name, value in vars(subjects).items():
        if name.isupper() and isinstance(value, str) and value.startswith("cp.evt."):
            lines.append(f"| `{value}.<app>` | {'<br>'.join(readers.get(subjects.every(value), ['whoever wants to']))} |")
    lines += ["", "What a reader cannot take goes to `cp.dlq.<durable>` with its reason in the header `Cp-Reason`.\n"]
    return "\n".join(lines)


def built_rpcs() -> set[str]:
    """`service.Rpc` of every method that a servicer of ours defines."""
    found = set()
    for path in sorted((ROOT / "services").glob("*/rpc/servicer.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                found |= {f"{path.parts[-3]}.{item.name}" for item in node.body if isinstance(item, (ast.AsyncFunctionDef, ast.FunctionDef))}
    return found


def operations() -> list[tuple[str, str, str, str, bool]]:
    """(operation, method, path, service, built) of Pinpoint's 122."""
    from gateway import routes

    built = built_rpcs()
    listed = []
    for route in routes.OPERATIONS:
        service = route.service or "segments"
        listed.append((route.operation, route.method, route.path, route.service or "by ARN", f"{service}.{route.rpc}" in built))
    return sorted(listed)


def operations_page() -> str:
    """Which operations answer."""
    listed = operations()
    done = sum(row[-1] for row in listed)
    lines = [_MADE + "# Operations\n", f"{done} of {len(listed)} of Pinpoint's operations are built; every other one answers 501 `NotImplementedException`.\n"]
    lines += ["| operation | request | service | |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | `{method} {path}` | {service} | {'built' if ok else '501'} |" for name, method, path, service, ok in listed]
    return "\n".join(lines) + "\n"


PAGES = {"subjects.md": subjects_page, "operations.md": operations_page}


def main() -> int:
    """Writes or checks every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for name, make in PAGES.items():
        path, text = REFERENCE / name, make()
        if not path.exists() or path.read_text() != text:
            stale.append(name)
            if not check:
                REFERENCE.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
    if check and stale:
        print(f"stale: {', '.join(stale)}; run `make docs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
