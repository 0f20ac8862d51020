"""Small writes of one app go together; each caller gets its own outcomes."""

import asyncio
from collections.abc import Sequence

import pytest

from kit.errors import Unavailable
from services.segments.domain.fold import Item, Outcome
from services.segments.store.gathering import Gathering


class Store:
    """Notes the transactions. An item `bad` fails whatever it is part of, `away` says that the database is away."""

    def __init__(self) -> None:
        self.transactions: list[tuple[str, list[str]]] = []
        self.open = asyncio.Event()

    async def upsert(self, app_id: str, items: Sequence[Item]) -> list[Outcome]:
        ids = [item.endpoint_id for item in items]
        self.transactions.append((app_id, ids))
        await self.open.wait()
        if "away" in ids:
            raise Unavailable("the database is away")
        if "bad" in ids:
            raise ValueError("bad")
        return [Outcome(message=id) for id in ids]


def items(*ids: str) -> list[Item]:
    return [Item(id) for id in ids]


async def started(gathering: Gathering, *calls: tuple[str, list[Item]]) -> list[asyncio.Task[list[Outcome]]]:
    """The calls in their order, each begun before the next."""
    tasks = []
    for app_id, given in calls:
        tasks.append(asyncio.create_task(gathering.write(app_id, given)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    return tasks


def messages(outcomes: list[Outcome]) -> list[str]:
    return [outcome.message for outcome in outcomes]


async def test_who_writes_alone_does_not_wait() -> None:
    store = Store()
    await started(Gathering(store.upsert), ("a", items("1")))
    assert store.transactions == [("a", ["1"])]
    store.open.set()


async def test_callers_that_meet_share_a_transaction_and_get_their_own_outcomes_in_order() -> None:
    store = Store()
    tasks = await started(Gathering(store.upsert), ("a", items("1")), ("a", items("2", "3")), ("a", items("4")), ("b", items("5")))
    store.open.set()
    assert [messages(await task) for task in tasks] == [["1"], ["2", "3"], ["4"], ["5"]]
    assert store.transactions == [("a", ["1"]), ("b", ["5"]), ("a", ["2", "3", "4"])]


async def test_what_fails_for_one_callers_items_does_not_fail_the_others() -> None:
    store = Store()
    tasks = await started(Gathering(store.upsert), ("a", items("1")), ("a", items("bad")), ("a", items("2")))
    store.open.set()
    assert messages(await tasks[2]) == ["2"]
    with pytest.raises(ValueError):
        await tasks[1]


async def test_a_database_that_is_away_is_told_to_every_caller_at_once() -> None:
    store = Store()
    tasks = await started(Gathering(store.upsert), ("a", items("1")), ("a", items("away")), ("a", items("2")))
    store.open.set()
    for task in tasks[1:]:
        with pytest.raises(Unavailable):
            await task
    assert len(store.transactions) == 2


async def test_a_caller_that_gave_up_is_left_out() -> None:
    store = Store()
    tasks = await started(Gathering(store.upsert), ("a", items("1")), ("a", items("2")), ("a", items("3")))
    tasks[1].cancel()
    await asyncio.sleep(0)
    store.open.set()
    assert messages(await tasks[2]) == ["3"]
    assert store.transactions[1] == ("a", ["3"])


async def test_many_items_do_not_wait_for_the_pace_and_do_not_make_one_huge_transaction() -> None:
    store = Store()
    store.open.set()
    calls = [("a", items(*(f"{call}-{n}" for n in range(400)))) for call in range(5)]
    tasks = await started(Gathering(store.upsert), *calls)
    assert [len(await task) for task in tasks] == [400] * 5
    assert max(len(ids) for _, ids in store.transactions) <= 1000
