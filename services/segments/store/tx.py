"""Transactions on the driver itself.

Writes of endpoints run several statements over arrays a transaction; going through SQLAlchemy's statement layer for each would cost more than the statement.
The pool stays SQLAlchemy's; inside, the asyncpg connection is used directly.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg

from kit.db import Database, disk_full
from kit.errors import Invalid, Unavailable
from kit.telemetry import traceparent

T = TypeVar("T")
Tx = Any

_AWAY = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)
_REPEAT = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
_TRIES = 8


class Again(Exception):
    """What was read before the locks has changed: run the transaction once more."""


@asynccontextmanager
async def transaction(db: Database) -> AsyncIterator[Tx]:
    """A transaction of the driver. Raises Unavailable when the server is away."""
    async with _connection(db) as driver, driver.transaction():
        yield driver


@asynccontextmanager
async def reading(db: Database) -> AsyncIterator[Tx]:
    """A connection of the driver for single statements."""
    async with _connection(db) as driver:
        yield driver


@asynccontextmanager
async def _connection(db: Database) -> AsyncIterator[Tx]:
    async with db.connect() as conn:
        driver: Any = (await conn.get_raw_connection()).driver_connection
        try:
            yield driver
        except _AWAY as error:
            # The driver's InterfaceError is also its word for wrong use and for values that do not fit.
            if isinstance(error, asyncpg.InterfaceError) and not driver.is_closed():
                raise
            await conn.invalidate()
            raise Unavailable("the database is away", retry_after=1) from error
        except asyncpg.DiskFullError as error:
            raise disk_full() from error
        except (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError):
            raise Invalid("a text holds a character that cannot be stored") from None


async def repeated(work: Callable[[], Awaitable[T]]) -> T:
    """Runs a whole transaction, again after a deadlock or `Again`."""
    for attempt in range(_TRIES):
        try:
            return await work()
        except (*_REPEAT, Again):
            if attempt == _TRIES - 1:
                raise Unavailable("too many writes of the same endpoints at once", retry_after=1) from None
            await asyncio.sleep(random.uniform(0.002, 0.01) * (attempt + 1))
    raise AssertionError


async def enqueue(tx: Tx, subject: str, payload: bytes, id: str) -> None:
    """Writes one fact into the outbox of the transaction."""
    await tx.execute(
        "INSERT INTO outbox (id, subject, payload, traceparent) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING", id, subject, payload, traceparent()
    )
