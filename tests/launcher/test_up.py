"""A whole suite on one machine: start, kill, start again, stop; design section 3 and the launcher's promises."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.testing import eventually
from launcher.embedded.leftovers import started_at
from tests.fixtures.suite import Suite


@pytest.fixture(scope="module")
def own() -> Iterator[Suite]:
    """A suite these tests may hurt."""
    with Suite() as running:
        yield running


def test_every_process_that_is_killed_comes_back_by_itself(own: Suite) -> None:
    before = own.pids()
    assert {"postgres", "nats", "valkey", "columns", "gateway"} <= set(before)
    for name in before:
        own.kill_child(name)
    eventually(lambda: set(own.pids()) == set(before) and not set(own.pids().values()) & set(before.values()), timeout=20)
    own.wait_ready()
    assert own.process is not None and own.process.poll() is None


def test_a_killed_launcher_takes_its_children_along_and_the_next_start_works(own: Suite) -> None:
    children = {name: (pid, started_at(pid)) for name, pid in own.pids().items()}
    own.kill()
    own.start()
    left = [name for name, (pid, born) in children.items() if started_at(pid) == born]
    assert left == []


def test_everything_killed_at_once_starts_again_with_the_same_root_key(own: Suite) -> None:
    key = own.access_key
    for pid in own.pids().values():
        os.kill(pid, 9)
    own.kill()
    own.start()
    assert own.access_key == key
    assert "try  " not in own.said().rpartition("ready after")[2]


def test_a_second_one_runs_beside_it_as_another_user_in_a_home_of_mode_700_with_a_long_name(own: Suite, tmp_path: Path) -> None:
    home = tmp_path / ("a-home-with-a-name-too-long-for-sockets-" + "x" * 80)
    home.mkdir(mode=0o700)
    data = home / "data"
    with Suite({"HOME": str(home)}, data=data, user=True) as second:
        assert data.stat().st_mode & 0o777 == 0o700
        assert (data / "credentials").stat().st_mode & 0o777 == 0o600
        assert (data / "postgres" / "pg").is_dir()
        assert second.boto3().get_apps()["ApplicationsResponse"] is not None
        own.wait_ready()


def test_ctrl_c_stops_everything_within_ten_seconds(own: Suite) -> None:
    children = {name: (pid, started_at(pid)) for name, pid in own.pids().items()}
    begun = time.monotonic()
    code = own.stop()
    took = time.monotonic() - begun
    assert code == 0
    assert took < 10
    assert [name for name, (pid, born) in children.items() if started_at(pid) == born] == []
