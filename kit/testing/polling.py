"""Poll until something holds or a deadline passes: the only way a test waits."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(probe: Callable[[], T], timeout: float = 10.0, every: float = 0.05) -> T:
    """Calls `probe` until it returns something true and gives that back.

    An exception of the probe counts as "not yet"; the last one is chained to the AssertionError at the deadline.
    """
    end = time.monotonic() + timeout
    last: BaseException | None = None
    while True:
        try:
            value = probe()
            if value:
                return value
            last = None
        except Exception as error:
            last = error
        if time.monotonic() > end:
            raise AssertionError(f"did not hold within {timeout} s") from last
        time.sleep(every)


async def eventually_async(probe: Callable[[], Awaitable[T]], timeout: float = 10.0, every: float = 0.05) -> T:
    """As `eventually`, for a coroutine function."""
    end = time.monotonic() + timeout
    last: BaseException | None = None
    while True:
        try:
            value = await probe()
            if value:
                return value
            last = None
        except Exception as error:
            last = error
        if time.monotonic() > end:
            raise AssertionError(f"did not hold within {timeout} s") from last
        await asyncio.sleep(every)
