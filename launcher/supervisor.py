"""Keeps programs alive: starts them, prints what they say behind their name, starts them again when they die, stops them in order."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from launcher.embedded.program import Program
from launcher.failure import Refused

_LOOK_EVERY = 0.1
_LOOK_AROUND_EVERY = 5.0
_LONGEST_BACKOFF = 5.0
# A process that lived this long has not failed to start; its next death counts as the first.
_SETTLED = 30.0
_HOPELESS_STARTS = 5
_LONGEST_LINE = 8192


@dataclass
class _Running:
    program: Program
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0
    again_at: float = 0.0
    said: list[str] = field(default_factory=list)


class Supervisor:
    """`say(name, line)` prints one line of a program. `on_change(pids)` is told the process numbers after each start."""

    def __init__(self, say: Callable[[str, str], None], on_change: Callable[[list[int]], None]) -> None:
        self._say = say
        self._on_change = on_change
        self._running: dict[str, _Running] = {}
        self._ready: set[str] = set()
        self._stopping = False

    def start(self, programs: Iterable[Program]) -> None:
        """Start programs side by side; `wait_ready` says when they are."""
        for program in programs:
            self._running[program.name] = self._spawn_now(program, 0)
            self._noted()

    async def wait_ready(self, programs: Sequence[Program], seconds: float) -> None:
        """Return when every one is ready. Raises Refused when one cannot start, or has not within `seconds`."""
        deadline = time.monotonic() + seconds
        waiting = list(programs)
        while waiting:
            for program in waiting:
                await self._despair(program)
            self._revive()
            for program in list(waiting):
                if await asyncio.to_thread(program.ready):
                    waiting.remove(program)
                    self._ready.add(program.name)
            if waiting and time.monotonic() > deadline:
                names = ", ".join(program.name for program in waiting)
                raise Refused(f"Not ready after {seconds:.0f} s: {names}. What they said stands above.")
            await asyncio.sleep(0.02 if waiting else 0)

    async def watch(self, stopped: asyncio.Event, look: Callable[[], None]) -> None:
        """Start again whatever dies, until `stopped`; call `look` every few seconds."""
        next_look = 0.0
        while not stopped.is_set():
            self._revive()
            if time.monotonic() > next_look:
                look()
                next_look = time.monotonic() + _LOOK_AROUND_EVERY
            try:
                await asyncio.wait_for(stopped.wait(), _LOOK_EVERY)
            except TimeoutError:
                continue

    async def stop(self, groups: Iterable[Sequence[str]], seconds: float, patience: float) -> None:
        """Stop group after group; names not running are passed over.

        The next group is told after `patience` seconds even if the last one is not gone: its calls are done by then, it is only tidying
        up. Whoever is still there after `seconds` is killed.
        """
        self._stopping = True
        deadline = time.monotonic() + seconds
        told: list[_Running] = []
        for names in groups:
            group = [self._running[name] for name in names if name in self._running]
            for entry in group:
                _signal(entry.process, entry.program.stop_signal)
            told += group
            await _gone(group, min(deadline, time.monotonic() + patience))
        await _gone(told, deadline)
        for entry in told:
            _signal(entry.process, signal.SIGKILL)
        await _gone(told, time.monotonic() + 1)

    def restart(self, name: str) -> None:
        """Stop one program; as it was not told to stay away, it is started again."""
        if name in self._running:
            _signal(self._running[name].process, self._running[name].program.stop_signal)

    def kill(self) -> None:
        """End everything at once."""
        self._stopping = True
        for entry in self._running.values():
            _signal(entry.process, signal.SIGKILL)

    def pids(self) -> dict[str, int]:
        """Process numbers by name."""
        return {name: entry.process.pid for name, entry in self._running.items()}

    def _revive(self) -> None:
        """Start again the dead whose pause is over. Runs in the main thread: the kernel ties children to the thread that made them."""
        now = time.monotonic()
        for name, entry in list(self._running.items()):
            code = entry.process.poll()
            if code is None or self._stopping:
                continue
            if entry.again_at == 0.0:
                entry.deaths = 1 if now - entry.started > _SETTLED else entry.deaths + 1
                pause = min(_LONGEST_BACKOFF, 0.1 * 2 ** (entry.deaths - 1)) if entry.deaths > 1 else 0.0
                entry.again_at = now + pause
                self._say(name, f"ended ({_reason(code)}) and is started again")
            if now >= entry.again_at:
                self._running[name] = self._spawn_now(entry.program, entry.deaths)
                self._noted()

    async def _despair(self, program: Program) -> None:
        """A program that was never ready and keeps dying will not come: say why."""
        entry = self._running[program.name]
        code = entry.process.poll()
        misconfigured = code == 2
        if program.name not in self._ready and code is not None and (misconfigured or entry.deaths >= _HOPELESS_STARTS):
            await asyncio.sleep(0.1)  # its last words are still in the pipe
            last = next((line for line in reversed(entry.said) if line.strip()), "it said nothing")
            raise Refused(f"{program.name} cannot start ({_reason(code)}): {last[:400]}")

    def _spawn_now(self, program: Program, deaths: int) -> _Running:
        read_end, write_end = os.pipe()
        try:
            process = program.start(write_end)
        except BaseException:
            os.close(read_end)
            raise
        finally:
            os.close(write_end)
        entry = _Running(program, process, time.monotonic(), deaths)
        _Lines(read_end, lambda line: self._line(entry, line))
        return entry

    def _line(self, entry: _Running, line: str) -> None:
        noise = entry.program.noise
        if noise and re.match(noise, line):
            return
        entry.said = [*entry.said[-20:], line]
        self._say(entry.program.name, line)

    def _noted(self) -> None:
        self._on_change([entry.process.pid for entry in self._running.values()])


class _Lines:
    """Reads a pipe in the running loop and hands over whole lines; closes it at its end."""

    def __init__(self, handle: int, take: Callable[[str], None]) -> None:
        self._handle = handle
        self._take = take
        self._rest = b""
        os.set_blocking(handle, False)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(handle, self._read)

    def _read(self) -> None:
        try:
            piece = os.read(self._handle, 65536)
        except BlockingIOError:
            return
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if len(self._rest) > _LONGEST_LINE or (not piece and self._rest):
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._take(line.decode(errors="replace").rstrip("\r"))
        if not piece:
            self._loop.remove_reader(self._handle)
            os.close(self._handle)


async def _gone(running: Sequence[_Running], deadline: float) -> None:
    """Return when all are gone, or at the deadline."""
    while any(entry.process.poll() is None for entry in running) and time.monotonic() < deadline:  # noqa: ASYNC110 (processes set no event)
        await asyncio.sleep(0.01)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(number)


def _reason(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"
