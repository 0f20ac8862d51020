"""`counterpoint diagnostics`: one archive to send along with a report, without secrets, addresses or anybody's data.

It holds what the command line shows (configuration, status, versions), the metrics, and the end of the logs, each passed through the redactor with
every secret of this installation. It works on a suite that does not run, with what there is then.
"""

from __future__ import annotations

import io
import json
import os
import platform
import tarfile
import time
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from kit.telemetry.redact import Redactor, secrets_of
from kit.version import VERSION
from launcher import client, config, data, local, registry, scrape, status
from launcher.failure import Refused

_LOG_BYTES = 2 << 20
_README = """Diagnostics of Counterpoint, made by `counterpoint diagnostics`.

config.json    every key that is set; secrets are shown as ***
status.json    what `counterpoint status --json` says
versions.json  the program, Python, the system, and the packages installed
metrics/       the metrics of every process (docs/reference/metrics.md says what they mean)
logs/          the end of what the suite printed

Passwords, keys, tokens, e-mail addresses and phone numbers were masked. Look through it before you send it: you decide what leaves your house.
"""


def write(environ: Mapping[str, str], target: str) -> dict[str, Any]:
    """Write the archive, readable by this user alone; where it is and what it holds. Raises Refused when it cannot be written."""
    path = Path(target or time.strftime("counterpoint-diagnostics-%Y%m%d-%H%M%S.tar.gz", time.gmtime()))
    redactor = _redactor(environ)
    names = []
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            for name, text in _members(environ):
                _add(archive, f"counterpoint-diagnostics/{name}", redactor.text(text))
                names.append(name)
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror}): name another place with --output.") from None
    return {"archive": str(path.absolute()), "bytes": path.stat().st_size, "holds": names}


def _add(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = len(content), int(time.time()), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _members(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "README.txt", _README
    yield "config.json", _json(_config(environ))
    yield "versions.json", _json(_versions())
    try:
        yield "status.json", _json(status.report(environ))
        texts = scrape.all_of(local.state(environ).get("metrics", {}))
        yield from ((f"metrics/{name}.txt", text) for name, text in texts.items() if text)
    except Refused as refusal:
        yield "status.json", _json({"ready": False, "why": str(refusal)})
    for name in ("suite.log.1", "suite.log"):
        if text := _end_of(local.data_path(environ) / "logs" / name):
            yield f"logs/{name}", text


def _config(environ: Mapping[str, str]) -> Any:
    """Every key that is set. Of secret ones only that they are, and where a URL leads."""
    try:
        merged = config.checked(environ)
    except Refused as refusal:
        return {"refused": str(refusal)}
    known, shown = config.known(), {}
    for name in sorted(name for name in merged if name.startswith(config.PREFIX)):
        key = known.get(name.removesuffix("_FILE"))
        secret = key is None or (key.secret and not name.endswith("_FILE"))
        shown[name] = config.place_of(merged[name]) if secret else merged[name]
    return shown


def _versions() -> dict[str, Any]:
    packages = {found.metadata["Name"]: found.version for found in metadata.distributions()}
    return {
        "counterpoint": VERSION,
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "packages": dict(sorted(packages.items(), key=lambda item: str(item[0]).lower())),
    }


def _end_of(path: Path) -> str:
    """The last part of a log, from the beginning of a line."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _LOG_BYTES))
            text = file.read()
    except OSError:
        return ""
    cut = text.partition(b"\n")[2] if len(text) >= _LOG_BYTES else text
    return cut.decode(errors="replace")


def _redactor(environ: Mapping[str, str]) -> Redactor:
    """Knows every secret of this installation: those of the configuration, and those that lie in the data folder or follow from its key."""
    secrets = secrets_of(environ)
    try:
        secrets += secrets_of(config.checked(environ))
    except Refused:
        pass
    path = local.data_path(environ)
    try:
        folder = data.look(path)
        labels = ("rpc", "nats", "nats-store", "columns", "valkey", "counterpoint", registry.GATEWAY, *registry.SERVICES)
        secrets += [folder.secret(label) for label in labels]
        secrets += client.credentials(folder.credentials)
        secrets.append(folder.key_file.read_bytes().hex())
    except (OSError, Refused):
        pass
    return Redactor(secrets)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
