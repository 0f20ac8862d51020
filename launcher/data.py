"""The data folder: its name, version, lock and secrets. Whoever opens it owns it until the process ends."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import hmac
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from launcher.embedded import folders
from launcher.failure import Refused

# The layout of the folder; a folder with a higher number was written by a newer Counterpoint.
VERSION = 1
ROOT_ACCOUNT = "000000000000"
_RESTORING = "restoring"
# Less than this and PostgreSQL may not even start after a crash.
_LEAST_FREE = 200 << 20


class DataFolder:
    """An opened data folder. `new`: it was made just now."""

    def __init__(self, path: Path, lock: IO[str] | None, *, new: bool) -> None:
        self.path = path
        self.new = new
        self.identity = (path / "id").read_text().strip()
        self._lock = lock
        self._master: bytes | None = None

    @property
    def run(self) -> Path:
        """What belongs to the running suite only: process numbers, addresses."""
        return folders.private(self.path / "run")

    @property
    def key_file(self) -> Path:
        """The master key, 32 random bytes; behind it those that were added (`kit.seal`)."""
        return self.path / "master.key"

    @property
    def credentials(self) -> Path:
        """The root key in the form of AWS's shared credentials file."""
        return self.path / "credentials"

    @property
    def restoring(self) -> Path:
        """There while a restore fills the folder: nothing may start on it then."""
        return self.path / _RESTORING

    def secret(self, label: str) -> str:
        """A password of our own servers, derived from the master key, so that none is stored."""
        if self._master is None:
            # The first key of the ring: later ones seal, and leave passwords as they are.
            self._master = self.key_file.read_bytes()[:32]
        return hmac.new(self._master, b"counterpoint/launcher/" + label.encode(), hashlib.sha256).hexdigest()[:48]

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()


def look(path: Path) -> DataFolder:
    """The folder of a suite that another process runs: to read its secrets and addresses, nothing else."""
    return DataFolder(path.absolute(), None, new=False)


def open_folder(path: Path, contents: Mapping[str, bytes] | None = None) -> DataFolder:
    """Make the folder if need be, take its lock and check it. Raises Refused with one sentence.

    `contents`: what master.key and credentials are to hold where they are made now; random by default.
    """
    path = path.absolute()
    try:
        # Others may pass, not look: PostgreSQL's own user must get to its files when root starts us.
        folders.private(path, mode=0o711 if os.getuid() == 0 else 0o700)
        lock = _lock(path)
        try:
            new = _check(path)
            _complete(path, contents or {})
            return DataFolder(path, lock, new=new)
        except BaseException:
            lock.close()
            raise
    except OSError as error:
        raise Refused(_why(path, error)) from None


def holder(path: Path) -> int | None:
    """The process that has the folder open; None: nobody."""
    try:
        with open(path / "lock", "r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        text = (path / "lock").read_text().strip()
        return int(text) if text.isdigit() else None
    except OSError:
        return None
    return None


def _lock(path: Path) -> IO[str]:
    lock = open(path / "lock", "a+")  # noqa: SIM115 (held until the process ends)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        pid = lock.read().strip()
        lock.close()
        raise Refused(f"The data folder {path} is in use by the Counterpoint with process number {pid}: stop that one, or set COUNTERPOINT_DATA.") from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _check(path: Path) -> bool:
    """Whether the folder is new. Refuses one written by a newer version, one that is not ours, and one without room."""
    free = shutil.disk_usage(path).free
    if free < _LEAST_FREE:
        raise Refused(f"Only {free >> 20} MB are free in {path}; Counterpoint needs {_LEAST_FREE >> 20} MB: make room or set COUNTERPOINT_DATA.")
    if not (path / "id").exists():
        strange = sorted(entry.name for entry in path.iterdir() if entry.name != "lock" and entry.suffix != ".log")
        if strange:
            raise Refused(f"{path} is not empty and not a data folder of Counterpoint (it has {strange[0]}, but no id): choose another by COUNTERPOINT_DATA.")
        return True
    written = (path / "version").read_text().strip() if (path / "version").exists() else "1"
    if not written.isdigit() or int(written) > VERSION:
        raise Refused(f"{path} was written by a newer Counterpoint (format {written}, this one knows {VERSION}): start that one, or restore a backup.")
    if (path / _RESTORING).exists():
        raise Refused(f"A restore into {path} did not finish: remove the folder (`make clean-data`) and restore again.")
    return False


def _complete(path: Path, contents: Mapping[str, bytes]) -> None:
    """Write what is missing; `id` last, as its presence says that the rest is there."""
    for name in ("outbox", "objects"):
        folders.private(path / name)
    _write_once(path / "master.key", lambda: contents.get("master.key") or secrets.token_bytes(32))
    _write_once(path / "credentials", lambda: contents.get("credentials") or _new_credentials())
    _write_once(path / "version", lambda: f"{VERSION}\n".encode())
    _write_once(path / "id", lambda: secrets.token_hex(16).encode() + b"\n")


def _new_credentials() -> bytes:
    """A root key: an id of the form of every key of ours (api-conventions spec §7), a secret of 40 characters."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    key_id = "CPAK" + "".join(secrets.choice(alphabet) for _ in range(16))
    secret = secrets.token_urlsafe(30)
    lines = [f"# Root key of account {ROOT_ACCOUNT}. Keep this file to yourself.", "[counterpoint]"]
    lines += [f"aws_access_key_id = {key_id}", f"aws_secret_access_key = {secret}", ""]
    return "\n".join(lines).encode()


def _write_once(path: Path, content: Callable[[], bytes]) -> None:
    if path.exists():
        return
    fresh = path.with_name(path.name + ".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content())
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)


def _why(path: Path, error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{path} cannot be written ({error.strerror}): give this user the folder, or set COUNTERPOINT_DATA."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of {path} is full: make room or set COUNTERPOINT_DATA."
    return f"The data folder {path} cannot be used: {error.strerror}."
