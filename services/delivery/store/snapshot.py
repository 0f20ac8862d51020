"""Several queries that see one moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.db import Database


@asynccontextmanager
async def snapshot(db: Database) -> AsyncIterator[AsyncConnection]:
    """A connection whose queries all see the same committed state."""
    async with db.connect() as conn:
        yield await conn.execution_options(isolation_level="REPEATABLE READ")
