"""The data folder, what is left of an earlier start, and the clock of a sandbox."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from kit.testing import eventually
from launcher import clean, data, local
from launcher.embedded import folders, leftovers
from launcher.failure import Refused


def test_a_first_start_writes_secrets_for_their_owner_only_and_a_second_keeps_them(tmp_path: Path) -> None:
    folder = data.open_folder(tmp_path / "d")
    assert folder.new
    names = ("credentials", "master.key", "id")
    before = [(folder.path / name).read_bytes() for name in names]
    assert [(folder.path / name).stat().st_mode & 0o777 for name in names] == [0o600] * 3
    assert len((folder.path / "master.key").read_bytes()) == 32
    assert folder.path.stat().st_mode & 0o066 == 0
    # the form of every key of ours, which no scanner takes for one of AWS
    assert re.search(rb"^aws_access_key_id = CPAK[A-Z2-7]{16}$", before[0], re.M)
    folder.close()
    again = data.open_folder(tmp_path / "d")
    assert not again.new
    assert [(again.path / name).read_bytes() for name in names] == before
    again.close()


def test_passwords_differ_by_label_and_stay_the_same(tmp_path: Path) -> None:
    folder = data.open_folder(tmp_path / "d")
    assert folder.secret("nats") != folder.secret("valkey")
    assert folder.secret("nats") == folder.secret("nats")
    folder.close()


def test_the_lock_is_known_by_its_holder_and_freed_with_it(tmp_path: Path) -> None:
    folder = data.open_folder(tmp_path / "d")
    assert data.holder(tmp_path / "d") == os.getpid()
    with pytest.raises(Refused, match="in use"):
        clean.remove(tmp_path / "d")
    folder.close()
    assert data.holder(tmp_path / "d") is None
    assert clean.remove(tmp_path / "d") == [tmp_path / "d"]


def test_a_folder_that_is_not_ours_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(Refused, match="nothing was removed"):
        clean.remove(tmp_path)
    assert (tmp_path / "letter.txt").exists()


def test_noted_processes_are_ended_and_others_with_their_number_are_not(tmp_path: Path) -> None:
    ours, other = (subprocess.Popen(["sleep", "60"]) for _ in range(2))
    note = tmp_path / "processes.json"
    leftovers.note(note, [ours.pid])
    rows = json.loads(note.read_text())
    note.write_text(json.dumps(rows | {str(other.pid): "1"}))  # the number was given to somebody else since
    leftovers.end_noted(note, grace=0.05)
    assert ours.wait(5) == -signal.SIGKILL
    assert other.poll() is None
    other.kill()
    other.wait()


def test_programs_are_found_by_the_folder_they_work_in(tmp_path: Path) -> None:
    here = subprocess.Popen(["sleep", "60"], cwd=tmp_path)
    elsewhere = subprocess.Popen(["sleep", "60"], cwd="/")
    program = os.path.basename(os.readlink(f"/proc/{here.pid}/exe"))
    leftovers.end_by_folder(tmp_path, program)
    assert here.wait(5) in (-signal.SIGQUIT, -signal.SIGKILL)
    assert elsewhere.poll() is None
    elsewhere.kill()
    elsewhere.wait()


def test_the_dead_that_nobody_buried_are_told_from_the_living() -> None:
    process = subprocess.Popen(["true"])
    eventually(lambda: leftovers.is_zombie(process.pid), timeout=5)
    assert leftovers.started_at(process.pid) is None
    process.wait()
    assert not leftovers.is_zombie(process.pid)


def test_sockets_of_a_long_folder_go_to_a_short_private_one(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 90)
    short = folders.for_sockets(long / "run", "0123456789abcdef" + os.urandom(4).hex(), 14)
    assert len(os.fsencode(short)) < 60 and short.stat().st_mode & 0o777 == 0o700
    short.rmdir()
    assert folders.for_sockets(tmp_path / "s", "0", 14) == tmp_path / "s"


def test_a_short_folder_somebody_prepared_is_refused(tmp_path: Path) -> None:
    identity = os.urandom(8).hex()
    trap = folders.temporary(identity, os.getuid())
    trap.symlink_to(tmp_path)
    try:
        with pytest.raises(Refused, match="is not a private folder of this user"):
            folders.for_sockets(tmp_path / ("x" * 90), identity, 14)
    finally:
        trap.unlink()


def test_the_clock_of_a_sandbox_adds_up(tmp_path: Path) -> None:
    folder = data.open_folder(tmp_path / "d")
    (folder.run / "suite.json").write_text("{}")
    environ = {"COUNTERPOINT_DATA": str(folder.path), "COUNTERPOINT_CLOCK": "manual"}
    assert local.advance_clock(environ, "2d") == {"seconds_ahead": 172800}
    assert local.advance_clock(environ, "1h30m") == {"seconds_ahead": 178200}
    assert float((folder.path / "clock").read_text()) == 178200
    folder.close()
