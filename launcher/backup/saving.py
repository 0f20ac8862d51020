"""`counterpoint backup DIR`: each backup is a new folder below DIR, named by its time."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from launcher import config
from launcher.backup import archive, columns, files, reach, rows, streams
from launcher.backup.reach import Stores
from launcher.failure import Refused


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> dict[str, Any]:
    """Make one; where it lies and what it holds. Raises Refused."""
    if arguments.keep < 0:
        raise Refused("--keep must be a number of backups.")
    merged = config.load(environ, Path.cwd())
    target = Path(arguments.folder).absolute()
    try:
        made = asyncio.run(_make(arguments, merged, target))
        removed = archive.prune(target, arguments.keep) if arguments.keep else []
    except OSError as error:
        raise Refused(f"The backup did not finish: {error.strerror or error}.") from None
    return {**made, "removed": [str(path) for path in removed]}


async def _make(arguments: argparse.Namespace, environ: Mapping[str, str], target: Path) -> dict[str, Any]:
    from kit.errors import CounterpointError

    begun = time.monotonic()
    try:
        async with reach.to_save(environ) as stores:
            key = reach.key_file(environ, stores.data)
            now = datetime.now(UTC)
            writer = archive.Writer(target / now.strftime("%Y-%m-%dT%H%M%S.%fZ"), reach.sealer(key))
            manifest = await _save(arguments, environ, stores, writer)
    except CounterpointError as error:
        raise Refused(f"The backup did not finish: {error.message}.") from None
    if arguments.with_keys:
        _keys(writer, key, Path(environ.get("COUNTERPOINT_ROOT_CREDENTIALS") or stores.data / "credentials"))
    size = writer.finish({"made": now.isoformat(timespec="milliseconds"), "made_ms": int(now.timestamp() * 1000), **manifest})
    return {
        "backup": str(writer.folder),
        "bytes": size,
        "seconds": round(time.monotonic() - begun, 1),
        "rows": sum(table["rows"] for schema in manifest["rows"].values() for table in schema["tables"].values()),
        "columns": sum(table["rows"] for table in manifest["columns"].values()),
        "messages": sum(stream["messages"] for stream in manifest["streams"]["streams"].values()),
        "files": manifest["objects"]["files"],
        "outbox": manifest["outbox"]["files"],
        "valkey": "not kept: its counters are rebuilt from the rows",
        "key": "in the backup: guard it like the key itself" if arguments.with_keys else f"not in the backup, which cannot be opened without it: keep {key}",
    }


def _keys(writer: archive.Writer, key: Path, root: Path) -> None:
    writer.plain("master.key", key.read_bytes())
    if root.exists():
        writer.plain("credentials", root.read_bytes())


async def _save(arguments: argparse.Namespace, environ: Mapping[str, str], stores: Stores, writer: archive.Writer) -> dict[str, Any]:
    """The order keeps what moves between the stores from being in none of them: see `streams`, and columns last."""
    clock = stores.data / "clock"
    async with streams.held(stores.bus) as hold:
        kept_rows = await rows.save(writer, stores.database, say)
        kept_streams = await streams.save(writer, hold, say)
        kept_columns = await asyncio.to_thread(columns.save, writer, columns.Server(stores.columns), say)
    nothing = {"files": 0, "bytes": 0}
    objects = stores.data / "objects"
    with_objects = objects.is_dir() and not environ.get("COUNTERPOINT_S3_ENDPOINT")
    outbox = stores.data / "outbox"
    return {
        "rows": kept_rows,
        "streams": kept_streams,
        "columns": kept_columns,
        "objects": files.save(writer, objects, "objects") if with_objects else nothing,
        "outbox": files.save(writer, outbox, "outbox") if arguments.with_outbox and outbox.is_dir() else nothing,
        "clock": clock.read_text() if clock.exists() else "",
    }


def say(line: str) -> None:
    """Progress: one line a table, on stderr so that --json stays alone on stdout."""
    print(f"  {line}", file=sys.stderr, flush=True)
