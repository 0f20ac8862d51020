"""Folders for servers: private ones, ones short enough for a socket's path, and whether another user can get there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from launcher.failure import Refused

# sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
SOCKET_PATH_LIMIT = 103


def private(path: Path, *, mode: int = 0o700) -> Path:
    """Make `path` (and its parents) if need be; a new folder gets `mode`, an old one keeps its own."""
    try:
        path.mkdir(mode=mode, parents=True)
        path.chmod(mode)
    except FileExistsError:
        if not path.is_dir():
            raise Refused(f"{path} is in the way: it is not a folder.") from None
    except OSError as error:
        raise Refused(f"Cannot create the folder {path}: {error.strerror}.") from None
    return path


def for_sockets(preferred: Path, identity: str, longest: int, owner: int | None = None) -> Path:
    """A private folder in which a name of `longest` bytes still makes a legal socket path.

    `preferred` where it is short enough, otherwise one in the temporary folder named by `identity` (unique per data folder). It belongs
    to the user `owner` (None: the current one).
    """
    owner = os.getuid() if owner is None else owner
    fits = len(os.fsencode(preferred)) + 1 + longest <= SOCKET_PATH_LIMIT
    folder = private(preferred) if fits else _short(temporary(identity, owner), owner)
    if folder.stat().st_uid != owner:
        os.chown(folder, owner, owner)
    return folder


def temporary(identity: str, owner: int) -> Path:
    """Where the short folder of a data folder's sockets lies, if it has one."""
    return Path("/tmp") / f"cp-{identity[:16]}-{owner}"  # noqa: S108 (checked before use)


def _short(path: Path, owner: int) -> Path:
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        # The name can be guessed and the folder is everybody's: only a real folder of ours will do.
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.getuid()) or stat.S_IMODE(found.st_mode) & 0o077:
            raise Refused(f"{path} exists and is not a private folder of this user: remove it and start again.") from None
    return path


def reachable(path: Path) -> bool:
    """Whether a user who owns none of it can walk down to `path`: every folder on the way lets others pass."""
    path = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [path, *path.parents] if folder.is_dir())


def hand_over(path: Path, uid: int) -> None:
    """Give a tree of ours to `uid`."""
    os.chown(path, uid, uid)
    for folder, names, files in os.walk(path):
        for name in names + files:
            os.chown(os.path.join(folder, name), uid, uid, follow_symlinks=False)
