"""Writes the generated parts of the documentation (`make docs`); `--check` writes nothing and fails when they are stale.

docs/reference/subjects.md from kit.bus.subjects, docs/reference/operations.md and the list in README.md from gateway.routes and the
servicers, docs/reference/configuration.md from every dataclass that declares keys, docs/reference/metrics.md from kit.telemetry.names,
docs/reference/cli.md from the parser of the command line, the table in docs/operations/capacity.md from the manifests and the figures.
"""

import argparse
import ast
import dataclasses
import importlib
import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "gen")]
REFERENCE = ROOT / "docs" / "reference"
README = ROOT / "README.md"
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
    """`service.Rpc` of every method that a servicer of ours defines and that does more than refuse."""
    found = set()
    for path in sorted((ROOT / "services").glob("*/rpc/servicer.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                found |= {f"{path.parts[-3]}.{item.name}" for item in node.body if isinstance(item, Function) and not _refuses(item, path.parent)}
    return found


Function = (ast.AsyncFunctionDef, ast.FunctionDef)


def _refuses(method: ast.AST, folder: Path) -> bool:
    """Whether the function a servicer's line names (`inapp.get`) does nothing but raise NotBuilt."""
    for node in ast.walk(method):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            path = folder / f"{node.func.value.id}.py"
            if path.exists() and node.func.attr in _refusing(path):
                return True
    return False


@cache
def _refusing(path: Path) -> frozenset[str]:
    """Names of a module's functions whose body is a single `raise NotBuilt(…)`."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, Function):
            body = [line for line in node.body if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))]
            if len(body) == 1 and isinstance(body[0], ast.Raise) and "NotBuilt" in ast.dump(body[0]):
                found.add(node.name)
    return frozenset(found)


class Operation(NamedTuple):
    """One of Pinpoint's 122. `service`: who answers, "" where the ARN decides."""

    name: str
    method: str
    path: str
    service: str
    built: bool


def operations() -> list[Operation]:
    """Every operation, by name."""
    from gateway import routes

    built = built_rpcs()
    return sorted(
        Operation(
            route.operation,
            route.method,
            route.path,
            route.service,
            all(f"{owner}.{route.rpc}" in built for owner in ([route.service] if route.service else routes.TAGGED)),
        )
        for route in routes.OPERATIONS
    )


def operations_page() -> str:
    """Which operations answer."""
    listed = operations()
    lines = [_MADE + "# Operations\n", _counted(listed) + "\n"]
    lines += ["| operation | request | service | |", "| --- | --- | --- | --- |"]
    lines += [f"| {row.name} | `{row.method} {row.path}` | {row.service or 'by ARN'} | {'built' if row.built else '501'} |" for row in listed]
    return "\n".join(lines) + "\n"


def operations_summary() -> str:
    """The same in short, for README."""
    listed = operations()
    lines = [_counted(listed), "", "| service | built | | not built |", "| --- | --- | --- | --- |"]
    for service in ("segments", "campaigns", "journeys", "delivery", "analytics", ""):
        mine = [row for row in listed if row.service == service]
        done, missing = [row.name for row in mine if row.built], [row.name for row in mine if not row.built]
        lines.append(f"| {service or 'by ARN'} | {len(done)} of {len(mine)} | {_folded(done)} | {_folded(missing)} |")
    return "\n".join(lines) + "\n\nRequests and paths: [operations](docs/reference/operations.md).\n"


def _folded(names: list[str]) -> str:
    """Names by what they are about: `App (create, delete, get, list)`."""
    verbs: dict[str, list[str]] = {}
    for name in names:
        found = _VERB.fullmatch(name)
        verb, noun = (found[1].lower(), found[2]) if found else ("", name)
        if verb == "get" and noun.removesuffix("s") in {other.removeprefix("Get") for other in names} - {noun}:
            verb, noun = "list", noun.removesuffix("s")
        verbs.setdefault(noun, []).append(verb)
    return ", ".join(f"{noun} ({' '.join(sorted(filter(None, used)))})".replace(" ()", "") for noun, used in sorted(verbs.items()))


_VERB = re.compile("(Create|Delete|Get|List|Update|Put|Send|Verify|Remove|Tag|Untag)([A-Z].*)")


def _counted(listed: list[Operation]) -> str:
    done = sum(row.built for row in listed)
    return f"{done} of {len(listed)} of Pinpoint's operations are built; every other one answers 501 `NotImplementedException`."


def configuration_page() -> str:
    """Every key, from the dataclasses that declare them."""
    from launcher import config

    lines = [_MADE + "# Configuration\n"]
    lines.append(
        "Keys are environment variables. In `counterpoint.toml`, in the folder where `counterpoint up` is started (or the file that `COUNTERPOINT_CONFIG`\n"
        "names), they stand without the prefix and in small letters: `email_url = \"smtp://…\"`. The environment wins. `<KEY>_FILE` names a file with the\n"
        "value. An unknown key or a value of the wrong type stops the start with one sentence. `counterpoint config explain` shows what applies here.\n"
    )
    lines += ["| key | default | what it does | read by |", "| --- | --- | --- | --- |"]
    planned = config.planned()
    for name, (default, doc, readers) in sorted(_keys().items()):
        if name not in planned:
            lines.append(f"| `{name}` | {_default(default)} | {doc} | {', '.join(readers)} |")
    lines += ["", "Planned, and refused until they are built:\n", "| key | for |", "| --- | --- |"]
    lines += [f"| `{name}` | {what} |" for name, what in sorted(planned.items())]
    return "\n".join(lines) + "\n"


def _keys() -> dict[str, tuple[object, str, list[str]]]:
    """Key → default, words, readers. Where several declare a key, the first one's words count."""
    found: dict[str, tuple[object, str, list[str]]] = {}
    services = ("segments", "campaigns", "journeys", "delivery", "analytics")
    places = {name: f"{name}.config" for name in ("launcher", "gateway")} | {name: f"services.{name}.config" for name in services}
    places["every process"] = "kit.trust"
    for reader, place in places.items():
        module = importlib.import_module(place)
        for thing in vars(module).values():
            if isinstance(thing, type) and dataclasses.is_dataclass(thing) and thing.__module__ == module.__name__:
                for field in dataclasses.fields(thing):
                    if name := field.metadata.get("env"):
                        default = None if field.default is dataclasses.MISSING else field.default
                        found.setdefault(name, (default, field.metadata["doc"].replace("|", "\\|"), []))[2].append(reader)
    return found


def _default(value: object) -> str:
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    return f"`{value}`" if value not in (None, "") else ""


def metrics_page() -> str:
    """Every metric and span."""
    from kit.telemetry import names
    from kit.telemetry.metrics import Histogram

    lines = [_MADE + "# Metrics and traces\n"]
    lines.append(
        "`COUNTERPOINT_METRICS=host:port` (or `unix:/path`) makes a process answer `GET /metrics` there in Prometheus' text form; unset, nobody listens.\n"
        "`counterpoint up` opens a private unix socket per process for `counterpoint status`; given `COUNTERPOINT_METRICS=127.0.0.1:9464` it gives the\n"
        "processes that port and those after it, in the order in which `counterpoint services` lists them. A series appears with its first value. Label\n"
        "values are names of ours and ids that Counterpoint made; never an address, an endpoint's id or a text of a caller.\n"
    )
    lines += ["| metric | kind | unit | labels | meaning |", "| --- | --- | --- | --- | --- |"]
    for metric in names.METRICS:
        bounds = f" Buckets: {', '.join(f'{bound:g}' for bound in metric.bounds)}." if isinstance(metric, Histogram) else ""
        labels = ", ".join(f"`{label}`" for label in metric.labels)
        lines.append(f"| `{metric.name}` | {metric.kind} | {metric.unit} | {labels} | {metric.meaning}{bounds} |")
    lines += [
        "\n## Traces\n",
        "With `OTEL_EXPORTER_OTLP_ENDPOINT` set, every process sends its spans there (OTLP over HTTP, JSON). The trace of a request without a\n"
        "`traceparent` of its own has the request id without dashes as its trace id, in spans and in JSON logs (`COUNTERPOINT_LOG=json`).\n",
        "| span | what it covers |",
        "| --- | --- |",
        *(f"| `{name}` | {what} |" for name, what in names.SPANS.items()),
    ]
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """Every command with its arguments, as the parser has them."""
    from launcher.cli import _parser

    (commands,) = (action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))
    lines = [
        _MADE + "# The command line\n",
        "`counterpoint COMMAND`; every command takes `--json` and `--help`. A refusal is one sentence on stderr and exit code 1. Commands about a running"
        " suite find it by `COUNTERPOINT_DATA` or `COUNTERPOINT_URL` and sign with its root key, or with the key of the usual AWS environment.\n",
    ]
    for name, command in commands.choices.items():
        lines += [f"## {name}\n", f"{command.description}\n"]
        own = [action for action in command._actions if action.dest not in ("help", "json")]
        if own:
            lines += ["| argument | about |", "| --- | --- |", *(f"| `{_spelt(action)}` | {_about(action)} |" for action in own), ""]
    return "\n".join(lines)


def _spelt(action: argparse.Action) -> str:
    """`--app APP`, `DIR`, `create\\|list`: how an argument is written."""
    choices = "\\|".join(map(str, action.choices)) if action.choices else ""
    value = action.metavar if isinstance(action.metavar, str) else choices or action.dest.upper()
    if not action.option_strings:
        return value if action.required else f"[{value}]"
    return action.option_strings[0] + ("" if action.nargs == 0 else f" {value}")


def _about(action: argparse.Action) -> str:
    needed = "required" if action.required and action.option_strings else ""
    return "; ".join(filter(None, [needed, action.help or ""])).replace("|", "\\|")


def readme() -> str:
    """README with its list of operations as it is now."""
    return _within(README, "operations", operations_summary())


# By deployment: the rows of docs/reference/figures.md that say what one process of it does.
_MEASURED = {
    "gateway": ("events-accept", "endpoints-write", "direct"),
    "segments": ("endpoints-write", "import", "segment-count", "members"),
    "campaigns": ("fanout",),
    "journeys": ("journey",),
    "delivery": ("direct",),
    "delivery-sending": ("fanout", "fanout-smtp", "fanout-push"),
    "analytics": ("events-accept", "kpi"),
    "analytics-store": ("events-store",),
}


def capacity_page() -> str:
    """docs/operations/capacity.md with its table of parts as the manifests and the figures say."""
    import yaml

    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", (REFERENCE / "figures.md").read_text(), re.MULTILINE)
    figures = {name: figure.strip() for name, figure in rows}
    lines = ["| part | to many | to zero | measured |", "| --- | --- | --- | --- |"]
    for name, wanted in _MEASURED.items():
        notes = yaml.safe_load((ROOT / "k8s/base" / name / "deployment.yaml").read_text())["metadata"]["annotations"]
        measured = "; ".join(f"`{row}`: {figures[row]}" for row in wanted if row in figures) or "not yet"
        lines.append(f"| `{name}` | {notes['counterpoint/scales-to-many']} | {notes['counterpoint/scales-to-zero']} | {measured} |")
    return _within(ROOT / "docs/operations/capacity.md", "parts", "\n".join(lines) + "\n")


def _within(page: Path, what: str, made: str) -> str:
    """The page with what stands between its two markers replaced."""
    before, begin, rest = page.read_text().partition(f"<!-- {what}: made by `make docs` -->\n")
    _, end, after = rest.partition(f"<!-- end of {what} -->")
    if not begin or not end:
        raise SystemExit(f"{page.name} has lost its markers for {what}")
    return before + begin + made + end + after


PAGES = {
    REFERENCE / "subjects.md": subjects_page,
    REFERENCE / "operations.md": operations_page,
    REFERENCE / "configuration.md": configuration_page,
    REFERENCE / "metrics.md": metrics_page,
    REFERENCE / "cli.md": cli_page,
    README: readme,
    ROOT / "docs/operations/capacity.md": capacity_page,
}


def stale() -> dict[Path, str]:
    """Every page that is not as it would be made now, with what it should be."""
    fresh = {path: make() for path, make in PAGES.items()}
    return {path: text for path, text in fresh.items() if not path.exists() or path.read_text() != text}


def main() -> int:
    """Writes or checks every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    found = stale()
    if check and found:
        print(f"stale: {', '.join(str(path.relative_to(ROOT)) for path in found)}; run `make docs`", file=sys.stderr)
        return 1
    for path, text in found.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
