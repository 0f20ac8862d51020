"""What waits in delivery, for the metrics: runs, windows, queued recipients and holds."""

from sqlalchemy import text

from kit.clock import Clock
from kit.db import Database
from kit.telemetry import names
from kit.telemetry.metrics import Collector

_MOST_HOLDS = 100
_RUNS = text("SELECT state, count(*) AS n FROM runs WHERE state IN ('INITIALIZING', 'RUNNING') GROUP BY state")
_WINDOWS = text(
    "SELECT w.state, count(*) AS n, sum(w.members) AS members FROM windows w JOIN runs r USING (run_id)"
    " WHERE r.state = 'RUNNING' AND w.state <> 'closed' GROUP BY w.state"
)
_HOLDS = text(f"SELECT app_id, campaign_id, channel, since_ms FROM holds ORDER BY since_ms LIMIT {_MOST_HOLDS}")


def of(db: Database, clock: Clock) -> Collector:
    """Sets the gauges."""

    async def look() -> None:
        async with db.connect() as conn:
            runs = (await conn.execute(_RUNS)).all()
            windows = (await conn.execute(_WINDOWS)).all()
            holds = (await conn.execute(_HOLDS)).all()
        now_ms = clock.now_ms()
        names.RUNS.replace({("INITIALIZING",): 0, ("RUNNING",): 0} | {(row.state,): row.n for row in runs})
        names.WINDOWS.replace({(state,): 0 for state in ("open", "claimed", "sending")} | {(row.state,): row.n for row in windows})
        names.RECIPIENTS_QUEUED.set(float(sum(row.members for row in windows)))
        names.HOLDS.replace({(row.app_id, row.campaign_id, row.channel): max(0, now_ms - row.since_ms) / 1000 for row in holds})

    return look
