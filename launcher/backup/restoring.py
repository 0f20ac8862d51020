"""`counterpoint restore DIR`: into an empty suite, which then starts on hold until `counterpoint release`."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from kit.kms import unwrapped
from kit.seal import Sealer
from launcher import config, data, local
from launcher.backup import archive, columns, files, reach, rows, streams
from launcher.backup.archive import Reader
from launcher.backup.reach import Stores
from launcher.backup.saving import say
from launcher.failure import Refused


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> dict[str, Any]:
    """Restore; what there was. Raises Refused, before anything is touched where the backup or the target will not do."""
    merged = config.load(environ, Path.cwd())
    folder, manifest = archive.find(Path(arguments.folder).absolute())
    key = _key(arguments, merged, folder)
    reader = Reader(folder, manifest, Sealer(unwrapped(key, config.value(merged, "COUNTERPOINT_KMS_URL"))))
    rows.check(manifest)
    return asyncio.run(_restore(reader, merged, key))


def _key(arguments: argparse.Namespace, environ: Mapping[str, str], folder: Path) -> bytes:
    """The master key: named, in the backup, of the configuration, or of the data folder that is there already."""
    for path in (Path(arguments.key_file) if arguments.key_file else None, folder / "master.key", reach.key_file(environ, local.data_path(environ))):
        if path is not None and (path.exists() or arguments.key_file):
            reach.sealer(path)
            return path.read_bytes()
    raise Refused(
        f"{folder} cannot be opened without the master key of the suite it was made of: name it by --key-file (master.key of that suite's data folder)."
    )


async def _restore(reader: Reader, environ: Mapping[str, str], key: bytes) -> dict[str, Any]:
    from kit.errors import CounterpointError

    begun = time.monotonic()
    try:
        async with _target(reader, environ, key) as stores:
            await _load(reader, environ, stores)
    except CounterpointError as error:
        raise Refused(f"The restore did not finish: {error.message}.") from None
    return {
        "restored": str(reader.folder),
        "made": reader.manifest["made"],
        "seconds": round(time.monotonic() - begun, 1),
        "on_hold": "nothing is sent: `counterpoint status` lists the runs that were missed, `counterpoint release --drop-missed` or `--run-missed` decides",
    }


@asynccontextmanager
async def _target(reader: Reader, environ: Mapping[str, str], key: bytes) -> AsyncIterator[Stores]:
    """The empty stores to fill; a data folder is marked as being filled until the end."""
    if reach.all_given(environ):
        async with reach.to_save(environ) as stores:
            yield stores
        return
    folder = data.open_folder(local.data_path(environ), {"master.key": key, "credentials": _root(reader)})
    try:
        if not config.value(environ, "COUNTERPOINT_KEY_FILE") and folder.key_file.read_bytes() != key:
            raise Refused(f"{folder.path} has a master key of its own: restore into a new data folder.")
        async with reach.started(folder, environ) as stores:
            yield stores
    finally:
        folder.close()


def _root(reader: Reader) -> bytes:
    """The root key in the backup; empty: a new one is made."""
    path = reader.folder / "credentials"
    return path.read_bytes() if path.exists() else b""


async def _load(reader: Reader, environ: Mapping[str, str], stores: Stores) -> None:
    server = columns.Server(stores.columns)
    missing = sorted(set(reader.manifest["rows"]) - set(stores.database))
    if missing:
        raise Refused(f"The backup holds the schema {missing[0]}, for which no database is given.")
    await rows.check_empty(stores.database)
    await streams.check_empty(stores.bus)
    await asyncio.to_thread(columns.check_empty, server)
    marker = stores.data / "restoring"
    if stores.data.is_dir():
        marker.touch(mode=0o600)
    await rows.load(reader, stores.database, say, _on_hold(reader.manifest))
    await streams.load(reader, stores.bus, say, config.section(environ).bus_replicas)
    await asyncio.to_thread(columns.load, reader, server, say)
    if stores.data.is_dir():
        for name in ("objects", "outbox"):
            if reader.has(name):
                say(f"{name}: {files.load(reader, name, stores.data / name)} files")
        if reader.manifest["clock"]:
            (stores.data / "clock").write_text(reader.manifest["clock"])
        marker.unlink()


def _on_hold(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Per owner, what makes it stand still, in the transaction that fills it. What was due by now, product time, was missed."""
    from services.campaigns.store.restores import mark
    from services.delivery.store.holds import hold_everything

    now_ms = int((time.time() + float(manifest["clock"] or 0)) * 1000)
    return {"campaigns": lambda driver: mark(driver, manifest["made_ms"], now_ms), "delivery": lambda driver: hold_everything(driver, now_ms)}
