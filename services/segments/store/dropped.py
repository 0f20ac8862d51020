"""Items that UpdateEndpointsBatch dropped: counted by reason, the newest one kept for each endpoint (endpoints spec 1.4)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kit.db import Database
from services.segments.domain import limits
from services.segments.store.tx import reading, transaction

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Dropped:
    """One item. `at_us`: epoch microseconds."""

    endpoint_id: str
    at_us: int
    reason: str
    message: str


class DroppedItems:
    """Reads and writes them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def note(self, app_id: str, items: Sequence[Dropped]) -> None:
        """Counts all of them and keeps those that name an endpoint."""
        counts = sorted(Counter(item.reason for item in items).items())
        named = sorted({item.endpoint_id: item for item in items if not limits.fault_of_id(item.endpoint_id)}.items())
        async with transaction(self._db) as tx:
            await tx.execute(
                "INSERT INTO dropped_counts AS d (app_id, reason, count) SELECT $1, x.* FROM unnest($2::text[], $3::bigint[]) AS x (reason, count) "
                "ON CONFLICT (app_id, reason) DO UPDATE SET count = d.count + excluded.count",
                app_id,
                [reason for reason, _ in counts],
                [count for _, count in counts],
            )
            await tx.execute(
                "INSERT INTO dropped_items (app_id, endpoint_id, at_us, reason, message) "
                "SELECT $1, x.* FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[]) AS x (endpoint_id, at_us, reason, message) "
                "ON CONFLICT (app_id, endpoint_id) DO UPDATE SET at_us = excluded.at_us, reason = excluded.reason, message = excluded.message",
                app_id,
                [id for id, _ in named],
                [item.at_us for _, item in named],
                [item.reason for _, item in named],
                [item.message for _, item in named],
            )

    async def counts(self, app_id: str) -> list[tuple[str, int]]:
        """(reason, count) of an app, by reason."""
        async with reading(self._db) as tx:
            rows = await tx.fetch("SELECT reason, count FROM dropped_counts WHERE app_id = $1 ORDER BY reason", app_id)
        return [(row["reason"], row["count"]) for row in rows]

    async def newest(self, app_id: str) -> list[Dropped]:
        """The newest items of an app, one an endpoint."""
        async with reading(self._db) as tx:
            rows = await tx.fetch(
                "SELECT endpoint_id, at_us, reason, message FROM dropped_items WHERE app_id = $1 ORDER BY at_us DESC, endpoint_id LIMIT $2", app_id, SHOWN
            )
        return [_dropped(row) for row in rows]

    async def of(self, app_id: str, endpoint_id: str) -> Dropped | None:
        """The newest item about an endpoint."""
        async with reading(self._db) as tx:
            row = await tx.fetchrow("SELECT endpoint_id, at_us, reason, message FROM dropped_items WHERE app_id = $1 AND endpoint_id = $2", app_id, endpoint_id)
        return None if row is None else _dropped(row)

    async def forget_before(self, at_us: int) -> None:
        """Removes items older than an instant; the counts stay."""
        async with reading(self._db) as tx:
            await tx.execute("DELETE FROM dropped_items WHERE at_us < $1", at_us)


def _dropped(row: Any) -> Dropped:
    return Dropped(row["endpoint_id"], row["at_us"], row["reason"], row["message"])
