"""Folders as one part each: names, sizes and contents of their files, one after the other."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Any

import msgspec

from launcher.backup.archive import Reader, Writer
from launcher.failure import Refused

_PIECE = 1 << 20


def save(writer: Writer, folder: Path, name: str) -> dict[str, Any]:
    """Every regular file below `folder`; files that vanish meanwhile are left out. What the manifest says of them."""
    count = size = 0
    with writer.part(name) as part:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue
            head = msgspec.msgpack.encode((path.relative_to(folder).as_posix(), len(content)))
            part.write(struct.pack("!I", len(head)) + head)
            for at in range(0, len(content), _PIECE):
                part.write(content[at : at + _PIECE])
            count, size = count + 1, size + len(content)
    return {"files": count, "bytes": size}


def load(reader: Reader, name: str, folder: Path) -> int:
    """Write the files of a part below `folder`; how many. Raises Refused for a name that leads out of it."""
    held = bytearray()
    pieces = reader.read(name)

    def take(size: int) -> bytes:
        while len(held) < size:
            piece = next(pieces, None)
            if piece is None:
                return b""
            held.extend(piece)
        found = bytes(held[:size])
        del held[:size]
        return found

    count = 0
    root = folder.resolve()
    while head := take(4):
        path_name, size = msgspec.msgpack.decode(take(struct.unpack("!I", head)[0]), type=tuple[str, int])
        path = (root / path_name).resolve()
        if not path.is_relative_to(root):
            raise Refused(f"A file of the backup leads out of {folder}: it is not trusted.")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(take(size))
        count += 1
    return count
