"""Watches the room left beside the data folder.

A bus whose disk was full keeps its streams dead after room is back, without a word to anybody, until it is started again: so it is.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

# Below the first people are told; below the second nothing can be written any more; above the third it can again.
_LOW = 500 << 20
_FULL = 32 << 20
_ROOM = 128 << 20


class DiskWatch:
    """`check` is called now and then. `say` prints a line, `restart_bus` starts the bus anew."""

    def __init__(self, path: Path, say: Callable[[str], None], restart_bus: Callable[[], None]) -> None:
        self._path = path
        self._say = say
        self._restart_bus = restart_bus
        self._low = False
        self._was_full = False

    def check(self) -> None:
        free = shutil.disk_usage(self._path).free
        self._was_full = self._was_full or free < _FULL
        if free < _LOW and not self._low:
            self._say(f"only {free >> 20} MB are free beside {self._path}: make room, or writes will be refused")
        if self._was_full and free >= _ROOM:
            self._say("there is room again; the bus is started anew")
            self._restart_bus()
            self._was_full = False
        self._low = free < _LOW
