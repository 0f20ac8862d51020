"""Sealed values under the newest key: a loop of whoever owns them, repeatable and resumable, for any number of replicas at once.

A row says by its first bytes which key it is sealed under, so that work done is never done again and a death in between costs nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from kit.db.database import Database
from kit.seal import Sealer

_log = logging.getLogger("kit.reseal")
_BATCH = 200
_LOOK_SECONDS = 2.0
# Whoever has not seen the new key yet may have sealed under an old one after the last pass.
_AGAIN_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Place:
    """A column of sealed values. `keys`: the columns of the table's primary key. `context`: of a row, from those in that order."""

    table: str
    keys: tuple[str, ...]
    column: str
    context: Callable[..., str]


async def reseal_for_ever(db: Database, sealer: Sealer, places: Sequence[Place]) -> None:
    """A pass at the start, whenever another key seals, and now and then; none while the newest key does not seal yet."""
    done, again = b"", 0.0
    loop = asyncio.get_running_loop()
    while True:
        prefix = sealer.prefix
        if sealer.settled and (prefix != done or loop.time() >= again):
            for place in places:
                if count := await reseal(db, sealer, place):
                    _log.info("sealed %d values of %s anew, under the key %s", count, place.table, prefix[1:].hex())
            done, again = prefix, loop.time() + _AGAIN_SECONDS
        await asyncio.sleep(_LOOK_SECONDS)


async def reseal(db: Database, sealer: Sealer, place: Place, batch: int = _BATCH) -> int:
    """One pass over a place, a transaction for each batch; how many were sealed anew. What cannot be opened is logged and left."""
    count, lost, after = 0, 0, None
    while True:
        prefix = sealer.prefix
        async with db.begin() as conn:
            rows = (await conn.execute(text(_select(place, after is not None)), {"prefix": prefix, "batch": batch, **_numbered("after", after or ())})).all()
            if not rows:
                break
            fresh: list[dict[str, Any]] = []
            for *key, sealed in rows:
                try:
                    plain = sealer.open(bytes(sealed), place.context(*key))
                except ValueError:
                    lost += 1
                    continue
                fresh.append({"sealed": sealer.seal(plain, place.context(*key)), **_numbered("key", key)})
            if fresh:
                where = " AND ".join(f"{name} = :key{number}" for number, name in enumerate(place.keys))
                await conn.execute(text(f"UPDATE {place.table} SET {place.column} = :sealed WHERE {where}"), fresh)
        count += len(fresh)
        after = tuple(rows[-1][:-1])
    if lost:
        _log.warning("%d values of %s are sealed under a key that is not in the key file", lost, place.table)
    return count


def _select(place: Place, further: bool) -> str:
    keys = ", ".join(place.keys)
    beyond = f" AND ({keys}) > ({', '.join(f':after{number}' for number, _ in enumerate(place.keys))})" if further else ""
    return (
        f"SELECT {keys}, {place.column} FROM {place.table} WHERE {place.column} IS NOT NULL AND substring({place.column} FROM 1 FOR 5) <> :prefix{beyond}"
        f" ORDER BY {keys} LIMIT :batch FOR UPDATE SKIP LOCKED"
    )


def _numbered(name: str, values: Sequence[Any]) -> dict[str, Any]:
    return {f"{name}{number}": value for number, value in enumerate(values)}
