"""Writes of one app that come close together go in one transaction.

A transaction costs 2 ms of processor time however few endpoints it holds, and two of one app at once mostly wait for each other's locks. Who writes alone does
not wait; where callers have met lately, a transaction begins at most every `_PACE_SECONDS`, earlier when `_FULL` items wait.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from kit.errors import NotFound, Unavailable
from services.segments.domain.fold import Item, Outcome

Write = Callable[[str, Sequence[Item]], Awaitable[list[Outcome]]]
Caller = tuple[Sequence[Item], asyncio.Future[list[Outcome]]]

_PACE_SECONDS = 0.01
_CROWDED_SECONDS = 1.0
_FULL = 300
_MOST = 1000
_AT_ONCE = 2
_LANES = 1000


@dataclass(slots=True)
class _Lane:
    """What waits and runs for one app. In seconds of the loop: until when callers count as having met lately, when the newest transaction began."""

    waiting: deque[Caller] = field(default_factory=deque)
    items: int = 0
    running: int = 0
    crowded_until: float = 0.0
    began: float = 0.0
    timer: asyncio.TimerHandle | None = None


class Gathering:
    """Hands each caller the outcomes of its own items, in their order."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._lanes: dict[str, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def write(self, app_id: str, items: Sequence[Item]) -> list[Outcome]:
        """The outcomes once they are committed. Raises what the write raises."""
        loop = asyncio.get_running_loop()
        lane = self._lane(app_id)
        future: asyncio.Future[list[Outcome]] = loop.create_future()
        if lane.running or lane.waiting:
            lane.crowded_until = loop.time() + _CROWDED_SECONDS
        lane.waiting.append((items, future))
        lane.items += len(items)
        self._look(app_id, lane)
        return await future

    def _lane(self, app_id: str) -> _Lane:
        if len(self._lanes) >= _LANES and app_id not in self._lanes:
            self._lanes = {id: lane for id, lane in self._lanes.items() if lane.running or lane.waiting}
        return self._lanes.setdefault(app_id, _Lane())

    def _look(self, app_id: str, lane: _Lane) -> None:
        """Begins what may begin now, or sets the clock for it."""
        loop = asyncio.get_running_loop()
        if lane.timer is not None:
            lane.timer.cancel()
            lane.timer = None
        while lane.waiting and lane.running < _AT_ONCE:
            now = loop.time()
            if lane.items < _FULL and now < min(lane.crowded_until, lane.began + _PACE_SECONDS):
                lane.timer = loop.call_at(lane.began + _PACE_SECONDS, self._look, app_id, lane)
                return
            callers = _taken(lane)
            if callers:
                lane.began = now
                lane.running += 1
                task = asyncio.create_task(self._run(app_id, lane, callers))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _run(self, app_id: str, lane: _Lane, callers: list[Caller]) -> None:
        try:
            await self._together(app_id, callers)
        finally:
            lane.running -= 1
            self._look(app_id, lane)

    async def _together(self, app_id: str, callers: list[Caller]) -> None:
        try:
            outcomes = iter(await self._write(app_id, [item for items, _ in callers for item in items]))
        except Exception as error:
            if len(callers) > 1 and not isinstance(error, (NotFound, Unavailable)):
                # Some caller's items are to blame: the others must not suffer for them.
                for caller in callers:
                    await self._together(app_id, [caller])
                return
            for _, future in callers:
                if not future.done():
                    future.set_exception(error)
            return
        for items, future in callers:
            own = [next(outcomes) for _ in items]
            if not future.done():
                future.set_result(own)


def _taken(lane: _Lane) -> list[Caller]:
    """The callers of the next transaction, in order of arrival; one larger call goes alone."""
    callers: list[Caller] = []
    count = 0
    while lane.waiting and (not callers or count + len(lane.waiting[0][0]) <= _MOST):
        items, future = lane.waiting.popleft()
        lane.items -= len(items)
        count += len(items)
        if not future.done():
            callers.append((items, future))
    return callers
