"""The supervisor with small programs: restarts, pauses, lines, order of stopping."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from pathlib import Path

import pytest

from launcher.embedded.program import spawn
from launcher.failure import Refused
from launcher.supervisor import Supervisor


class Script:
    """A program that is a line of shell."""

    stop_signal = signal.SIGTERM

    def __init__(self, name: str, script: str, *, noise: str = "", ready: Path | None = None) -> None:
        self.name = name
        self.noise = noise
        self._script = script
        self._ready = ready

    def start(self, output: int | None = None) -> subprocess.Popen[bytes]:
        return spawn(["sh", "-c", self._script], os.environ, output=output)

    def ready(self) -> bool:
        return self._ready is None or self._ready.exists()


def supervisor(said: list[tuple[str, str]]) -> Supervisor:
    return Supervisor(lambda name, line: said.append((name, line)), lambda pids: None)


async def test_lines_come_whole_and_noise_does_not(tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []
    keeper = supervisor(said)
    script = Script("a", f"echo one; echo noisy words; printf two; touch {tmp_path}/done; exec sleep 60", noise="noisy", ready=tmp_path / "done")
    keeper.start([script])
    await keeper.wait_ready([script], 10)
    await keeper.stop([["a"]], 5, 5)
    await asyncio.sleep(0.05)
    assert said == [("a", "one"), ("a", "two")]


async def test_a_dead_program_is_started_again(tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []
    keeper = supervisor(said)
    script = Script("a", f"if [ -e {tmp_path}/once ]; then touch {tmp_path}/twice; exec sleep 60; fi; touch {tmp_path}/once; exit 3", ready=tmp_path / "twice")
    keeper.start([script])
    await keeper.wait_ready([script], 10)
    await keeper.stop([["a"]], 5, 5)
    assert ("a", "ended (exit code 3) and is started again") in said


@pytest.mark.parametrize(("code", "sentence"), [(2, "a cannot start (exit code 2): the reason"), (7, "a cannot start (exit code 7): the reason")])
async def test_a_program_that_never_comes_up_is_given_up_with_its_last_words(tmp_path: Path, code: int, sentence: str) -> None:
    keeper = supervisor([])
    script = Script("a", f"echo the reason; exit {code}", ready=tmp_path / "never")
    keeper.start([script])
    with pytest.raises(Refused) as caught:
        await keeper.wait_ready([script], 20)
    assert str(caught.value) == sentence


async def test_groups_are_stopped_one_after_the_other(tmp_path: Path) -> None:
    log = tmp_path / "log"
    keeper = supervisor([])
    trap = "trap 'echo {0} >> {1}; exit 0' TERM; touch {2}; while :; do sleep 0.01; done"
    scripts = [Script(name, trap.format(name, log, tmp_path / f"{name}.up"), ready=tmp_path / f"{name}.up") for name in ("callee", "caller")]
    keeper.start(scripts)
    await keeper.wait_ready(scripts, 10)
    await keeper.stop([["caller"], ["callee"]], 5, 5)
    assert log.read_text().split() == ["caller", "callee"]


async def test_who_does_not_stop_is_killed(tmp_path: Path) -> None:
    keeper = supervisor([])
    script = Script("a", f"trap '' TERM; touch {tmp_path}/up; while :; do sleep 0.01; done", ready=tmp_path / "up")
    keeper.start([script])
    await keeper.wait_ready([script], 10)
    pid = keeper.pids()["a"]
    await keeper.stop([["a"]], 0.2, 0.1)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
