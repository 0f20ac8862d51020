"""App → account, asked of segments once per 30 seconds and app, forgotten at once when the app is deleted."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from kit.bus import subjects
from kit.errors import NotFound

log = logging.getLogger("gateway.apps")

KEPT_S = 30.0
_MOST = 100_000
_APP_ID = re.compile(r"[0-9a-f]{32}\Z")

Resolve = Callable[[str], Awaitable[str]]
"""app id -> account id; raises NotFound("Application not found")."""


class Apps:
    """The cache. Unknown apps are not remembered: an app just created must be found."""

    def __init__(self, resolve: Resolve, kept_s: float = KEPT_S) -> None:
        self._resolve = resolve
        self._kept_s = kept_s
        self._accounts: dict[str, tuple[str, float]] = {}
        self._asking: dict[str, asyncio.Task[str]] = {}

    async def check(self, app_id: str, account: str) -> None:
        """Raise NotFound unless the app is this account's: a foreign app looks like none."""
        if not _APP_ID.match(app_id):
            raise NotFound("Application not found")
        known = self._accounts.get(app_id)
        if known is not None and time.monotonic() < known[1]:
            owner = known[0]
        else:
            owner = await self._ask(app_id)
        if owner != account:
            raise NotFound("Application not found")

    async def _ask(self, app_id: str) -> str:
        task = self._asking.get(app_id)
        if task is None:
            task = asyncio.create_task(self._load(app_id))
            self._asking[app_id] = task
            task.add_done_callback(lambda _: self._asking.pop(app_id, None))
        return await asyncio.shield(task)

    async def _load(self, app_id: str) -> str:
        owner = await self._resolve(app_id)
        if len(self._accounts) >= _MOST:
            self._accounts.clear()
        self._accounts[app_id] = (owner, time.monotonic() + self._kept_s)
        return owner

    def forget(self, app_id: str) -> None:
        """The app was deleted."""
        self._accounts.pop(app_id, None)

    async def follow_deletions(self, bus: Any) -> None:
        """Hear `app.deleted` on the bus. Every gateway hears every fact, so this is no durable: who was away for
        longer has an old cache entry for 30 seconds at most, and services refuse deleted apps themselves."""

        async def heard(message: Any) -> None:
            self.forget(str(message.subject).rpartition(".")[2])

        await bus.connection.subscribe(subjects.every(subjects.APP_DELETED), cb=heard)
