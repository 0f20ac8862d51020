"""The coalescing client: many callers, few calls, everybody gets his own answer (design section 5)."""

import asyncio

import pytest

from kit.rpc.coalesce import Coalescer
from kit.testing import eventually_async


async def test_callers_of_one_moment_share_a_call_and_get_their_own_answers() -> None:
    calls: list[list[int]] = []

    async def call(items: list[int]) -> list[int | Exception]:
        calls.append(items)
        return [item * 2 for item in items]

    gather = Coalescer(call)
    assert await asyncio.gather(*(gather.submit(n) for n in range(100))) == [n * 2 for n in range(100)]
    assert calls == [list(range(100))]


async def test_a_bad_item_fails_alone() -> None:
    async def call(items: list[int]) -> list[int | Exception]:
        return [ValueError("odd") if item % 2 else item for item in items]

    gather = Coalescer(call)
    results = await asyncio.gather(*(gather.submit(n) for n in range(4)), return_exceptions=True)
    assert results[0] == 0 and results[2] == 2
    assert isinstance(results[1], ValueError) and isinstance(results[3], ValueError)


async def test_a_failed_call_fails_for_everybody_in_it() -> None:
    async def call(items: list[int]) -> list[int | Exception]:
        raise ConnectionError("away")

    results = await asyncio.gather(*(Coalescer(call).submit(n) for n in range(3)), return_exceptions=True)
    assert all(isinstance(result, ConnectionError) for result in results)


async def test_a_batch_closes_at_its_items_and_at_its_bytes() -> None:
    sizes: list[int] = []

    async def call(items: list[int]) -> list[int | Exception]:
        sizes.append(len(items))
        return list(items)

    by_items = Coalescer(call, max_items=10)
    await asyncio.gather(*(by_items.submit(n) for n in range(25)))
    assert sorted(sizes) == [5, 10, 10]
    sizes.clear()
    by_bytes = Coalescer(call, max_bytes=1000)
    await asyncio.gather(by_bytes.submit(1, 600), by_bytes.submit(2, 600), by_bytes.submit(3, 5000), by_bytes.submit(4, 10))
    assert sorted(sizes) == [1, 1, 1, 1]


async def test_while_calls_run_the_next_batch_grows() -> None:
    sizes: list[int] = []
    running = asyncio.Event()
    go_on = asyncio.Event()

    async def call(items: list[int]) -> list[int | Exception]:
        sizes.append(len(items))
        running.set()
        await go_on.wait()
        return list(items)

    gather = Coalescer(call, at_once=1)
    first = asyncio.create_task(gather.submit(0))
    await running.wait()
    rest = [asyncio.create_task(gather.submit(n)) for n in range(50)]
    await asyncio.sleep(0)
    go_on.set()
    assert await asyncio.gather(first, *rest) == [0, *range(50)]
    assert sizes == [1, 50]


async def test_a_call_beside_another_waits_until_it_is_worth_it() -> None:
    sizes: list[int] = []
    going = [asyncio.Event() for _ in range(3)]

    async def call(items: list[int]) -> list[int | Exception]:
        turn = len(sizes)
        sizes.append(len(items))
        await going[turn].wait()
        return list(items)

    gather = Coalescer(call, linger=0.0, fill=5)
    tasks = [asyncio.create_task(gather.submit(0))]
    await eventually_async(lambda: _is(sizes == [1]))
    tasks += [asyncio.create_task(gather.submit(n)) for n in range(1, 5)]
    await asyncio.sleep(0)
    assert sizes == [1]  # four more are not worth a second call
    tasks.append(asyncio.create_task(gather.submit(5)))
    await eventually_async(lambda: _is(sizes == [1, 5]))
    tasks += [asyncio.create_task(gather.submit(n)) for n in range(6, 9)]
    await asyncio.sleep(0)
    assert sizes == [1, 5]
    going[0].set()
    going[1].set()
    await eventually_async(lambda: _is(sizes == [1, 5, 3]))
    going[2].set()
    assert await asyncio.gather(*tasks) == list(range(9))


async def _is(value: bool) -> bool:
    return value


async def test_a_caller_that_left_does_not_disturb_the_others() -> None:
    async def call(items: list[int]) -> list[int | Exception]:
        return list(items)

    gather = Coalescer(call, linger=0.02)
    leaving = asyncio.create_task(gather.submit(1))
    staying = asyncio.create_task(gather.submit(2))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 2
    with pytest.raises(asyncio.CancelledError):
        await leaving
