"""Removes what deleted apps left behind, frozen audiences and dropped items that are old, and the values of purged attributes."""

import asyncio
from collections.abc import Callable

from kit.clock import Clock
from kit.service import iterate
from services.segments.store.apps import AppStore
from services.segments.store.audience import Audiences
from services.segments.store.dropped import DroppedItems
from services.segments.store.index import Index
from services.segments.store.purges import Purges

_EVERY_SECONDS = 30.0


class Purger:
    """The background loop. Purging an app twice does no harm."""

    def __init__(self, apps: AppStore, index: Index, audiences: Audiences, dropped: DroppedItems, clock: Clock, audience_days: int) -> None:
        self._clock = clock
        self._dropped = dropped
        self._audience_us = audience_days * 86_400_000_000
        self._apps = apps
        self._index = index
        self._audiences = audiences
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """An app was deleted."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled."""
        await iterate(_EVERY_SECONDS, self.step, self._woken)

    async def step(self) -> None:
        """Purges every app that waits for it, and audiences past their days."""
        for app_id in await self._apps.unpurged():
            await self._audiences.forget(app_id)
            await self._index.drop(app_id)
            await self._apps.purge(app_id, self._clock.now_us())
        await self._audiences.forget_before(self._clock.now_us() - self._audience_us)
        await self._dropped.forget_before(self._clock.now_us() - self._audience_us)


class AttributePurger:
    """The background loop that deletes values of removed attributes. `committed()` wakes the index and the relay."""

    def __init__(self, purges: Purges, committed: Callable[[], None]) -> None:
        self._purges = purges
        self._committed = committed
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """A purge was asked for."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled."""
        await iterate(_EVERY_SECONDS, self.step, self._woken)

    async def step(self) -> None:
        """Works every purge to its end."""
        while await self._purges.step():
            self._committed()
