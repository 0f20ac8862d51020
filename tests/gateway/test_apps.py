"""The app cache: one question at a time, thirty seconds, emptied by the bus."""

from __future__ import annotations

import asyncio

import pytest

from gateway.apps import Apps
from kit.bus import Bus, subjects
from kit.errors import NotFound
from kit.ids import new_id
from kit.testing import eventually_async
from tests.fixtures.servers import Servers

APP = "a" * 32


class Directory:
    """Counts the questions; `owner` "" means that there is no such app."""

    def __init__(self) -> None:
        self.asked = 0
        self.owner = "1"

    async def __call__(self, app_id: str) -> str:
        self.asked += 1
        await asyncio.sleep(0)
        if not self.owner:
            raise NotFound("Application not found")
        return self.owner


async def test_many_requests_for_one_app_ask_once() -> None:
    directory = Directory()
    apps = Apps(directory)
    await asyncio.gather(*(apps.check(APP, "1") for _ in range(50)))
    await apps.check(APP, "1")
    assert directory.asked == 1


async def test_an_unknown_app_is_asked_again() -> None:
    directory = Directory()
    directory.owner = ""
    apps = Apps(directory)
    with pytest.raises(NotFound):
        await apps.check(APP, "1")
    directory.owner = "1"
    await apps.check(APP, "1")


async def test_an_entry_expires() -> None:
    directory = Directory()
    apps = Apps(directory, kept_s=0)
    await apps.check(APP, "1")
    await apps.check(APP, "1")
    assert directory.asked == 2


async def test_a_deleted_app_is_forgotten_when_the_bus_says_so(servers: Servers) -> None:
    directory, app_id = Directory(), new_id()
    apps = Apps(directory)
    async with Bus(servers.bus_url) as bus:
        await bus.ensure_streams()
        await apps.follow_deletions(bus)
        await bus.connection.flush()
        await apps.check(app_id, "1")
        directory.owner = ""
        await bus.publish(subjects.of(subjects.APP_DELETED, app_id), b"", new_id())

        async def gone() -> bool:
            try:
                await apps.check(app_id, "1")
            except NotFound:
                return True
            return False

        await eventually_async(gone)
