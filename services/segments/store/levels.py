"""What waits in segments, for the metrics: endpoint writes on their way into the live index."""

from sqlalchemy import text

from kit.db import Database
from kit.telemetry import names
from kit.telemetry.metrics import Collector

_WAITING = text("SELECT coalesce(sum(cardinality(ids)), 0) FROM (SELECT ids FROM index_queue LIMIT 10000) AS queued")


def of(db: Database) -> Collector:
    """Sets the gauge."""

    async def look() -> None:
        async with db.connect() as conn:
            names.INDEX_WAITING.set(float((await conn.execute(_WAITING)).scalar_one()))

    return look
