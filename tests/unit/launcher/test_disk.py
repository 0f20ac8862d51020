"""Room running out, and coming back."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher import disk

MB = 1 << 20


@pytest.mark.parametrize(
    ("free", "lines", "restarts"),
    [
        ([9000, 8000], [], 0),
        ([9000, 400, 300, 9000], ["only 400 MB"], 0),
        ([9000, 400, 10, 100, 9000, 9000], ["only 400 MB", "room again"], 1),
        ([400, 10, 100, 200, 200], ["only 400 MB", "room again"], 1),
        ([0, 9000, 0, 9000], ["only 0 MB", "room again", "only 0 MB", "room again"], 2),
    ],
)
def test_people_are_told_once_and_the_bus_is_started_anew_after_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: list[int], lines: list[str], restarts: int
) -> None:
    usage = disk.shutil.disk_usage(tmp_path)
    said: list[str] = []
    started: list[None] = []
    watch = disk.DiskWatch(tmp_path, said.append, lambda: started.append(None))
    for megabytes in free:
        monkeypatch.setattr(disk.shutil, "disk_usage", lambda path, free=megabytes * MB: usage._replace(free=free))
        watch.check()
    assert [line for line, start in zip(said, lines, strict=True) if start not in line] == []
    assert len(started) == restarts
