"""A disk that is full: clear refusals, nothing acknowledged lost, nothing broken, and work goes on when there is room again.

The data folder is a tmpfs in a mount namespace of the suite's own. Where that is not to be had, the case is printed as not run.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.testing import eventually
from launcher.embedded.program import spawn
from tests.fault.stream import Stream, assert_all_there, unfriendly
from tests.fixtures.shop import Shop
from tests.fixtures.suite import ROOT, Suite
from tests.fixtures.users import counterpoint

_SIZE = "1g"
_FULL_SECONDS = 6
_MOUNT = 'mount -t tmpfs -o size="$1",mode=711 counterpoint "$COUNTERPOINT_DATA" && shift && exec "$@"'


class SmallDisk(Suite):
    """A suite whose data folder is a small disk. `data` leads into its namespace."""

    def start(self, seconds: float = 90) -> None:
        argv = ["unshare", "-m", "sh", "-c", _MOUNT, "sh", _SIZE, *counterpoint("up")]
        with open(self.log, "ab") as log:
            self.process = spawn(argv, self.env, output=log.fileno(), death_signal=signal.SIGINT, cwd=ROOT)
        self.data = Path(f"/proc/{self.process.pid}/root{self.env['COUNTERPOINT_DATA']}")
        self._until(self._has_started, seconds)
        self.wait_ready(seconds)

    def fill(self) -> None:
        """Takes every free byte."""
        with open(self.data / "filler", "wb", buffering=0) as file:
            for piece in (1 << 20, 1 << 12, 1):
                try:
                    while file.write(bytes(piece)) == piece:
                        pass
                except OSError:
                    continue

    def empty(self) -> None:
        """Gives them back."""
        (self.data / "filler").unlink()


def _allowed() -> bool:
    program = shutil.which("unshare")
    if program is None or os.geteuid() != 0:
        return False
    return subprocess.run([program, "-m", "sh", "-c", "mount -t tmpfs x /mnt"], capture_output=True).returncode == 0


@pytest.fixture
def small() -> Iterator[SmallDisk | None]:
    """None where namespaces are not to be had."""
    if not _allowed():
        yield None
        return
    with SmallDisk() as running:
        yield running


def test_a_full_disk_refuses_and_loses_nothing(small: SmallDisk | None) -> None:
    if small is None:
        print("not run: no mount namespace of one's own here")
        return
    shop = Shop(small, "full disk")
    with Stream(shop) as stream:
        stream.goes_on(40)
        small.fill()
        filled = time.monotonic()
        eventually(lambda: len(stream.failures) > 5, 60)
        eventually(lambda: time.monotonic() - filled > _FULL_SECONDS, _FULL_SECONDS + 5)
        small.empty()
        freed = time.monotonic()
        try:
            stream.goes_on(100, timeout=90)
        except AssertionError as error:
            error.add_note(small.said()[-12_000:])
            raise
        back = time.monotonic() - freed
    small.wait_ready()
    assert unfriendly(stream.failures) == [], small.said()[-12_000:]
    assert_all_there(stream)
    print(f"disk full for {_FULL_SECONDS} s: {len(stream.failures)} calls refused, 100 calls {back:.1f} s after there was room")
