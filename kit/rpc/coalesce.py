"""Gathers what arrives within a few milliseconds into one call and hands each caller its own answer (design section 5).

One gRPC call costs 0.3 to 0.45 ms of CPU; a hundred items in one call cost little more.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

I = TypeVar("I")  # noqa: E741
R = TypeVar("R")


class Coalescer(Generic[I, R]):
    """`call` gets the items in arrival order and returns as many results; a result that is an exception is raised for its caller alone.

    A batch closes at `max_items`, at `max_bytes` (one larger item makes a batch of its own) or `linger` seconds after its first item. At
    most `at_once` calls run.
    """

    def __init__(
        self,
        call: Callable[[list[I]], Awaitable[Sequence[R | Exception]]],
        max_items: int = 500,
        max_bytes: int = 1 << 20,
        linger: float = 0.003,
        at_once: int = 8,
    ) -> None:
        self._call = call
        self._max_items = max_items
        self._max_bytes = max_bytes
        self._linger = linger
        self._slots = asyncio.Semaphore(at_once)
        self._items: list[tuple[I, asyncio.Future[R]]] = []
        self._bytes = 0
        self._timer: asyncio.TimerHandle | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def submit(self, item: I, size: int = 0) -> R:
        """The answer for one item. `size` in bytes counts against the batch."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        if self._items and self._bytes + size > self._max_bytes:
            self._flush()
        self._items.append((item, future))
        self._bytes += size
        if len(self._items) >= self._max_items or self._bytes >= self._max_bytes:
            self._flush()
        elif self._timer is None:
            self._timer = loop.call_later(self._linger, self._flush)
        return await future

    def _flush(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._items:
            batch, self._items, self._bytes = self._items, [], 0
            task = asyncio.create_task(self._run(batch))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _run(self, batch: list[tuple[I, asyncio.Future[R]]]) -> None:
        async with self._slots:
            waiting = [(item, future) for item, future in batch if not future.done()]
            if not waiting:
                return
            try:
                results = await self._call([item for item, _ in waiting])
            except Exception as error:
                for _, future in waiting:
                    if not future.done():
                        future.set_exception(error)
                return
        for (_, future), result in zip(waiting, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
