"""What the suite prints: every program's lines behind its name, or as JSON; the newest are kept in logs/suite.log for reports."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from kit.telemetry.redact import Redactor
from launcher.embedded import folders

# Two files of this size at most.
_LARGEST_FILE = 8 << 20


class Output:
    """`form`: text or json. `folder`: where the newest lines are kept, a private folder made when it is not there."""

    def __init__(self, folder: Path, form: str, redactor: Redactor) -> None:
        self._json = form == "json"
        self._redactor = redactor
        self._path = folders.private(folder) / "suite.log"
        self._file: IO[str] | None = None
        self._size = 0

    def say(self, name: str, line: str) -> None:
        """One line of a program, `counterpoint` for the launcher's own."""
        shown = self._shown(name, line if name == "counterpoint" else self._redactor.text(line))
        print(shown, flush=True)
        self._keep(shown)

    def close(self) -> None:
        if self._file is not None:
            # Closing writes what a full disk did not take, and fails again.
            with suppress(OSError):
                self._file.close()
            self._file = None

    def _shown(self, name: str, line: str) -> str:
        if not self._json:
            return f"{name:<12} | {line}"
        if line.startswith("{"):
            return line
        time = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return json.dumps({"time": time, "level": "INFO", "process": name, "message": line}, ensure_ascii=False)

    def _keep(self, line: str) -> None:
        try:
            if self._file is None or self._size > _LARGEST_FILE:
                self._open()
            assert self._file is not None
            self._size += self._file.write(line + "\n")
            self._file.flush()
        except OSError:  # a full disk stops no suite
            self.close()

    def _open(self) -> None:
        self.close()
        if self._path.exists() and self._path.stat().st_size > _LARGEST_FILE:
            self._path.replace(self._path.with_suffix(".log.1"))
        self._path.touch(mode=0o600)
        self._file = self._path.open("a", encoding="utf-8", errors="replace")
        self._size = self._path.stat().st_size
