"""A backup as files: whole or refused, and closed to whoever has no key."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kit.seal import Sealer
from launcher.backup import archive, files, rows, streams
from launcher.backup.archive import MANIFEST, Reader, Writer
from launcher.failure import Refused

KEY, OTHER = Sealer(b"k" * 32), Sealer(b"o" * 32)
CONTENT = b"".join(b"jane@example.com %d\n" % number for number in range(200_000)) + os.urandom(3 << 20)


def made(folder: Path, name: str = "one") -> Path:
    writer = Writer(folder / name, KEY)
    with writer.part("rows/a/b") as part:
        for at in range(0, len(CONTENT), 70_001):
            part.write(CONTENT[at : at + 70_001])
    with writer.part("empty"):
        pass
    writer.finish({"rows": {}, "made": "now"})
    return folder / name


def opened(folder: Path, key: Sealer = KEY) -> Reader:
    found, manifest = archive.find(folder)
    return Reader(found, manifest, key)


def read(folder: Path, name: str = "rows/a/b") -> bytes:
    return b"".join(opened(folder).read(name))


def test_what_was_written_is_read_and_nobody_else_reads_it(tmp_path: Path) -> None:
    folder = made(tmp_path)
    assert read(folder) == CONTENT and read(folder, "empty") == b""
    assert b"jane@" not in (folder / "rows/a/b").read_bytes()
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}


def test_a_key_file_with_newer_keys_opens_it_and_one_that_lacks_a_key_does_not(tmp_path: Path) -> None:
    """Rows hold values sealed under the newest key: without it they would come back unreadable."""
    first, second, third = (Sealer(b"".join(letter * 32 for letter in letters)) for letters in ((b"a",), (b"a", b"b"), (b"a", b"b", b"c")))
    Writer(tmp_path / "one", second).finish({"rows": {}, "made": "now"})
    for key in (second, third):
        opened(tmp_path, key)
    with pytest.raises(Refused, match="was made when the key file held more keys than this one: name the newest copy by --key-file"):
        opened(tmp_path, first)


def test_the_newest_whole_one_is_taken_and_older_ones_go(tmp_path: Path) -> None:
    for name in ("2026-01-01", "2026-01-02", "2026-01-03"):
        made(tmp_path, name)
    Writer(tmp_path / "2026-01-04", KEY)  # it died
    assert archive.find(tmp_path)[0].name == "2026-01-03"
    assert [path.name for path in archive.prune(tmp_path, 1)] == ["2026-01-01", "2026-01-02"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-01-03", "2026-01-04"]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def _last_block_away(path: Path) -> None:
    content, at, ends = path.read_bytes(), 14, [14]
    while at < len(content):
        at += 4 + struct.unpack_from("!I", content, at)[0]
        ends.append(at)
    path.write_bytes(content[: ends[-2]])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def _swap(path: Path) -> None:
    path.write_bytes((path.parents[2] / "empty").read_bytes())


@pytest.mark.parametrize("harm", [_cut, _last_block_away, _flip, _swap, Path.unlink], ids=lambda harm: harm.__name__)
def test_a_part_that_was_harmed_is_refused(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    folder = made(tmp_path)
    harm(folder / "rows/a/b")
    with pytest.raises(Refused, match=r"is damaged|is missing"):
        read(folder)


def _unfinished(folder: Path) -> None:
    Writer(folder / "x", KEY)


def _changed(folder: Path) -> None:
    path = made(folder) / MANIFEST
    path.write_text(path.read_text().replace('"now"', '"then"'))


def _newer(folder: Path) -> None:
    path = made(folder) / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))


CASES: list[tuple[str, Callable[[Path], Any], Sealer, str]] = [
    ("nothing", lambda folder: None, KEY, "holds no whole backup"),
    ("unfinished", _unfinished, KEY, "holds no whole backup"),
    ("another key", made, OTHER, "was made under another master key and cannot be opened with this one"),
    ("changed", _changed, KEY, "was changed after the backup was made"),
    ("newer", _newer, KEY, r"was made by a newer Counterpoint \(format 99, this one knows 1\)"),
]


@pytest.mark.parametrize(("make", "key", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_cannot_be_restored_is_refused_in_words(tmp_path: Path, make: Callable[[Path], Any], key: Sealer, words: str) -> None:
    make(tmp_path)
    with pytest.raises(Refused, match=words):
        opened(tmp_path, key)


def test_an_unfinished_backup_named_itself_is_refused(tmp_path: Path) -> None:
    _unfinished(tmp_path)
    with pytest.raises(Refused, match="is a backup that did not finish"):
        archive.find(tmp_path / "x")


def test_a_schema_newer_than_this_program_is_refused() -> None:
    with pytest.raises(Refused, match=r"newer Counterpoint \(schema campaigns 99, this one knows \d+\): restore it with that one"):
        rows.check({"rows": {"campaigns": {"version": 99}}})


def test_folders_come_back_as_they_were(tmp_path: Path) -> None:
    source = tmp_path / "source"
    wanted = {"a/b/c.txt": b"one", "empty": b"", "large": os.urandom(2 << 20)}
    for name, content in wanted.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(content)
    (source / "link").symlink_to("/etc/passwd")
    writer = Writer(tmp_path / "backup", KEY)
    assert files.save(writer, source, "objects") == {"files": 3, "bytes": (2 << 20) + 3}
    writer.finish({})
    target = tmp_path / "target"
    assert files.load(opened(tmp_path / "backup"), "objects", target) == 3
    assert {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()} == wanted


def test_frames_are_found_wherever_the_pieces_are_cut() -> None:
    wanted = [b"", b"one", b"x" * 1000]
    packed = b"".join(struct.pack("!I", len(frame)) + frame for frame in wanted)
    for size in (1, 3, 7, 5000):
        assert list(streams.frames(packed[at : at + size] for at in range(0, len(packed), size))) == wanted
