"""Erasure in the files of `outbox:`: those of an app, and those sent to one person."""

import asyncio
import email.parser
import email.policy
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from services.delivery.channels.outbox import safe_name

_HEAD = 64 << 10


async def erase_app(folder: Path, app_id: str, *, dry_run: bool) -> int:
    """Deletes every message of an app, or counts them."""
    return await asyncio.to_thread(_erase, folder / safe_name(app_id), lambda path: True, dry_run)


async def erase_person(folder: Path, app_id: str, endpoint_ids: frozenset[str], addresses: frozenset[str], *, dry_run: bool) -> int:
    """Deletes the messages of an app that went to a person: by address in mail, by endpoint or address in the others."""
    lower = frozenset(address.lower() for address in addresses)

    def concerns(path: Path) -> bool:
        return _mail(path, lower) if path.suffix == ".eml" else _other(path, endpoint_ids, lower)

    return await asyncio.to_thread(_erase, folder / safe_name(app_id), concerns, dry_run)


def _erase(folder: Path, concerns: Callable[[Path], bool], dry_run: bool) -> int:
    found = [path for path in _files(folder) if concerns(path)]
    if not dry_run:
        for path in found:
            path.unlink(missing_ok=True)
        if folder.is_dir() and not any(_files(folder)):
            shutil.rmtree(folder, ignore_errors=True)
    return len(found)


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        for name in names:
            yield Path(place) / name


def _mail(path: Path, addresses: frozenset[str]) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        return False
    # Most files are somebody else's: parsing each would take minutes.
    if not any(address.encode() in head.lower() for address in addresses if address.isascii()) and all(address.isascii() for address in addresses):
        return False
    message = email.parser.BytesHeaderParser(policy=email.policy.default).parsebytes(head)
    named = [one.addr_spec.lower() for field in ("To", "Cc") for header in message.get_all(field, []) for one in header.addresses]
    return not addresses.isdisjoint(named)


def _other(path: Path, endpoint_ids: frozenset[str], addresses: frozenset[str]) -> bool:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False  # a half-written file beside, or one of the operator's
    return document.get("EndpointId") in endpoint_ids or str(document.get("Address", "")).lower() in addresses
