"""A restored suite sends nothing until it is released: what direct sends ask before they begin. Runs wait by the same hold (`store/holds.py`)."""

import time

from kit.db import Database
from kit.errors import Unavailable
from services.delivery.store import holds

_FRESH_SECONDS = 1.0
_RETRY_SECONDS = 60.0


class Standstill:
    """Asked for every send, so the answer is kept for a second."""

    def __init__(self) -> None:
        self._at = float("-inf")
        self._on = False

    async def check(self, db: Database) -> None:
        """Raises Unavailable while everything is on hold."""
        if time.monotonic() - self._at > _FRESH_SECONDS:
            async with db.connect() as conn:
                self._on = await holds.everything(conn)
            self._at = time.monotonic()
        if self._on:
            raise Unavailable(
                "This suite was restored from a backup and sends nothing until `counterpoint release`", "ON_HOLD", retry_after=_RETRY_SECONDS
            )
