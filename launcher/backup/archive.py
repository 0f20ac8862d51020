"""A backup as files: every part packed and encrypted under the master key, and a manifest that is written last.

A part is gzip, cut into blocks, each sealed by AES-256-GCM; name, number and "last" are bound to every block, so that no block can be
changed, left out, moved to another place or cut off unseen. The manifest is plain JSON (counts and versions, no person) with a MAC. A
folder without one is a backup that did not finish.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kit.seal import Sealer
from launcher.failure import Refused

FORMAT = 1
MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"
_MAGIC = b"CPBK1\n"
_BLOCK = 1 << 20
_LEVEL = 1


def fingerprint(sealer: Sealer) -> str:
    """Names a master key without giving it away."""
    return sealer.derive("backup-name").hex()[:16]


class Part:
    """One file being written. `write` takes any bytes."""

    def __init__(self, file: IO[bytes], cipher: AESGCM, name: str) -> None:
        self._file = file
        self._cipher = cipher
        self._name = name.encode()
        self._prefix = os.urandom(8)
        self._number = 0
        self._pack = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
        self._held = bytearray()
        file.write(_MAGIC + self._prefix)

    def write(self, content: bytes) -> None:
        self._held += self._pack.compress(content)
        while len(self._held) > _BLOCK:
            self._block(bytes(self._held[:_BLOCK]), last=False)
            del self._held[:_BLOCK]

    def end(self) -> None:
        self._held += self._pack.flush()
        while len(self._held) > _BLOCK:
            self._block(bytes(self._held[:_BLOCK]), last=False)
            del self._held[:_BLOCK]
        self._block(bytes(self._held), last=True)

    def _block(self, content: bytes, *, last: bool) -> None:
        nonce = self._prefix + struct.pack("!I", self._number)
        sealed = self._cipher.encrypt(nonce, content, _bound(self._name, last))
        self._file.write(struct.pack("!I", len(sealed)) + sealed)
        self._number += 1


def _bound(name: bytes, last: bool) -> bytes:
    return name + (b"\1" if last else b"\0")


@dataclass
class Writer:
    """A backup in the making, in `folder`; `finish` makes it whole."""

    folder: Path
    sealer: Sealer
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._cipher = AESGCM(self.sealer.derive("backup"))
        self.folder.mkdir(parents=True, mode=0o700)
        (self.folder / UNFINISHED).touch(mode=0o600)

    @contextmanager
    def part(self, name: str) -> Iterator[Part]:
        """A new part; `name` may have folders in it."""
        path = self.folder / name
        for parent in reversed(Path(name).parents[:-1]):
            (self.folder / parent).mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            part = Part(file, self._cipher, name)
            yield part
            part.end()
            file.flush()
            os.fsync(file.fileno())
        self.names.append(name)

    def plain(self, name: str, content: bytes) -> None:
        """A file as it is: the keys."""
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)

    def finish(self, manifest: dict[str, Any]) -> int:
        """Write the manifest; the bytes of the whole backup."""
        whole = {"format": FORMAT, "key": fingerprint(self.sealer), "keys": self.sealer.ids, **manifest, "parts": self.names}
        whole["mac"] = _mac(self.sealer, whole)
        fresh = self.folder / (MANIFEST + ".new")
        fresh.write_text(json.dumps(whole, indent=1))
        fresh.chmod(0o600)
        fresh.rename(self.folder / MANIFEST)
        (self.folder / UNFINISHED).unlink()
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


class Reader:
    """A whole backup. Raises Refused for a part that is damaged."""

    def __init__(self, folder: Path, manifest: dict[str, Any], sealer: Sealer) -> None:
        self.folder = folder
        self.manifest = manifest
        self._cipher = AESGCM(sealer.derive("backup"))
        if manifest["key"] != fingerprint(sealer):
            raise Refused(
                f"{folder} was made under another master key and cannot be opened with this one: name the right one by --key-file"
                " (master.key of the data folder it was made of)."
            )
        if not set(manifest.get("keys", ())) <= set(sealer.ids):
            raise Refused(f"{folder} was made when the key file held more keys than this one: name the newest copy by --key-file.")
        mac = manifest.pop("mac", "")
        if not hmac.compare_digest(mac, _mac(sealer, manifest)):
            raise Refused(f"{folder / MANIFEST} was changed after the backup was made: it is not trusted.")

    def has(self, name: str) -> bool:
        return name in self.manifest["parts"]

    def read(self, name: str) -> Iterator[bytes]:
        """The part's content in pieces. Raises Refused when it is missing or damaged."""
        unpack = zlib.decompressobj(31)
        for block in self._blocks(name):
            if piece := unpack.decompress(block):
                yield piece
        if not unpack.eof:
            raise self._damaged(name)

    def _blocks(self, name: str) -> Iterator[bytes]:
        try:
            with open(self.folder / name, "rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    raise self._damaged(name)
                prefix, number = file.read(8), 0
                head = file.read(4)
                while True:
                    sealed = file.read(struct.unpack("!I", head)[0])
                    head = file.read(4)
                    yield self._cipher.decrypt(prefix + struct.pack("!I", number), sealed, _bound(name.encode(), not head))
                    if not head:
                        return
                    number += 1
        except FileNotFoundError:
            raise Refused(f"{self.folder / name} is missing: the backup is not whole.") from None
        except (InvalidTag, struct.error, ValueError):
            raise self._damaged(name) from None

    def _damaged(self, name: str) -> Refused:
        return Refused(f"{self.folder / name} is damaged: the backup cannot be used.")


def find(folder: Path) -> tuple[Path, dict[str, Any]]:
    """The backup in `folder`, or the newest whole one below it, with its manifest. Raises Refused with one sentence."""
    if not folder.is_dir():
        raise Refused(f"{folder} is not a folder.")
    if (folder / MANIFEST).exists():
        return folder, _manifest(folder)
    if (folder / UNFINISHED).exists():
        raise Refused(f"{folder} is a backup that did not finish: it cannot be restored.")
    whole = finished(folder)
    if not whole:
        raise Refused(f"{folder} holds no whole backup.")
    return whole[-1], _manifest(whole[-1])


def finished(folder: Path) -> list[Path]:
    """The whole backups below a folder, oldest first: their names are their times."""
    return sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all whole backups but the newest `keep`; what was removed."""
    gone = finished(folder)[:-keep]
    for path in gone:
        # Without its manifest it is no backup any more, whatever ends this half way.
        (path / MANIFEST).rename(path / UNFINISHED)
        shutil.rmtree(path)
    return gone


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        number = int(manifest["format"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"{folder / MANIFEST} cannot be read: the backup cannot be used.") from None
    if number > FORMAT:
        raise Refused(f"{folder} was made by a newer Counterpoint (format {number}, this one knows {FORMAT}): restore it with that one.")
    return manifest


def _mac(sealer: Sealer, manifest: dict[str, Any]) -> str:
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"))
    return hmac.new(sealer.derive("backup-manifest"), text.encode(), hashlib.sha256).hexdigest()
