"""`outbox:` writes each message as a file and counts it delivered at once: the default (channels spec §11).

`<folder>/<app_id>/<run or 'direct'>/<message_id>.eml` for e-mail, `.json` for text messages and custom deliveries.
A file appears whole under its name or not at all, whatever dies meanwhile; the same message id is the same one file.
Survival of power loss is not promised (no fsync): the books are in the database.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from services.delivery.channels.provider import DIRECT, EmailPayload, Outbound, Outcome, SmsPayload, accepted, temporary

_SAFE: Final = re.compile(r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}\Z")
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


class OutboxProvider:
    """Writes below `folder`, which is made when needed. A batch is written in one worker thread."""

    name = "outbox"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, batch: Sequence[Outbound]) -> list[Outcome]:
        for item in batch:
            item.handed = True
        return await asyncio.to_thread(self._write, batch)

    def _write(self, batch: Sequence[Outbound]) -> list[Outcome]:
        folders: dict[tuple[str, str], int] = {}
        try:
            return [self._one(item, folders) for item in batch]
        finally:
            for handle in folders.values():
                os.close(handle)

    def _one(self, item: Outbound, folders: dict[tuple[str, str], int]) -> Outcome:
        try:
            key = (item.app_id, item.run)
            handle = folders.get(key)
            if handle is None:
                handle = folders[key] = self._open(*key)
            suffix, body = _file(item)
            name = safe_name(item.message_id)
            _write_whole(handle, name, suffix, body)
        except OSError as fault:
            return temporary(f"outbox cannot be written: {fault.strerror}")
        return accepted(item.message_id, delivered=True)

    def _open(self, app_id: str, run: str) -> int:
        folder = self._folder / safe_name(app_id or "none") / safe_name(run or DIRECT)
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    async def erase_app(self, app_id: str) -> int:
        """Delete every file of an app (erasure, design §9). Returns how many messages went."""

        def work() -> int:
            folder = self._folder / safe_name(app_id)
            found = sum(1 for _, _, names in os.walk(folder) for name in names if not name.startswith("."))
            shutil.rmtree(folder, ignore_errors=True)
            return found

        return await asyncio.to_thread(work)

    async def close(self) -> None:
        return None


def safe_name(text: str) -> str:
    """A file name for an id: itself when harmless, else percent-encoded, never a way out of the folder."""
    if _SAFE.match(text):
        return text
    encoded = quote(text, safe="")[:200]
    return "%2E" + encoded[1:] if encoded.startswith(".") else encoded or "%"


def _file(item: Outbound) -> tuple[str, bytes]:
    payload = item.payload
    if isinstance(payload, EmailPayload):
        return ".eml", payload.mime
    shown = {
        "MessageId": item.message_id,
        "ChannelType": item.channel,
        "Address": item.address,
        "EndpointId": item.endpoint_id,
    }
    if isinstance(payload, SmsPayload):
        sms = {
            "Body": payload.body,
            "Origin": payload.origin,
            "MessageType": payload.message_type,
            "Encoding": payload.encoding,
            "Parts": payload.parts,
        }
        return ".json", _json({**shown, **sms})
    custom = {"DeliveryUri": payload.call.url, **payload.call.head, "Endpoint": json.loads(payload.endpoint)}
    return ".json", _json({**shown, **custom})


def _json(document: dict[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def _write_whole(folder: int, name: str, suffix: str, body: bytes) -> None:
    """Write beside and rename. The name beside carries another suffix, so that no search for `*.eml` finds it."""
    beside = f".{name}.part"
    handle = os.open(beside, _FLAGS, 0o600, dir_fd=folder)
    try:
        view = memoryview(body)
        while view:
            view = view[os.write(handle, view) :]
    except OSError:
        os.close(handle)
        os.unlink(beside, dir_fd=folder)
        raise
    os.close(handle)
    os.rename(beside, name + suffix, src_dir_fd=folder, dst_dir_fd=folder)
