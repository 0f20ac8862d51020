"""What one process can tell about its database when somebody looks: connections in use, and facts the bus has not taken yet."""

from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from kit.db.database import Database
from kit.telemetry import names
from kit.telemetry.metrics import Collector

_MOST = 10_000
_HAS_OUTBOX = text("SELECT to_regclass('outbox') IS NOT NULL")
_OUTBOX = text(f"SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT {_MOST}) AS held")


def of(db: Database) -> Collector:
    """Sets the gauges of one database."""
    has_outbox: bool | None = None

    async def look() -> None:
        nonlocal has_outbox
        pool = db.engine.pool
        if isinstance(pool, QueuePool):
            names.DATABASE_CONNECTIONS.set(pool.checkedout(), "used")
            names.DATABASE_CONNECTIONS.set(pool.checkedin(), "idle")
            names.DATABASE_LIMIT.set(pool.size() + db.overflow)
        async with db.connect() as conn:
            if has_outbox is None:
                has_outbox = bool((await conn.execute(_HAS_OUTBOX)).scalar_one())
            if has_outbox:
                names.OUTBOX.set(float((await conn.execute(_OUTBOX)).scalar_one()))

    return look
