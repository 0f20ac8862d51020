"""How long events are kept, and the purge (events spec 4)."""

import time

from sqlalchemy import text

from kit.columns import Columns
from kit.db import Database
from kit.errors import Conflict

_CACHE_SECONDS = 30.0


class Retention:
    """Days per app: an override, else the installation's number, stored at first start so that a changed setting deletes nothing by itself."""

    def __init__(self, db: Database, configured_days: int) -> None:
        self._db = db
        self._configured = configured_days
        self._default = configured_days
        self._overrides: dict[str, int] = {}
        self._read_at = float("-inf")

    async def open(self) -> None:
        """Stores the installation's number at first start; a higher setting later takes effect, a lower one needs `retention set`."""
        async with self._db.begin() as conn:
            await conn.execute(
                text("INSERT INTO settings (name, value) VALUES ('retention_days', :v) ON CONFLICT (name) DO NOTHING"), {"v": str(self._configured)}
            )
            stored = int((await conn.execute(text("SELECT value FROM settings WHERE name = 'retention_days'"))).scalar_one())
            if self._configured > stored:
                await conn.execute(text("UPDATE settings SET value = :v WHERE name = 'retention_days'"), {"v": str(self._configured)})
        self._default = max(stored, self._configured)

    async def refresh(self) -> None:
        """Reads the overrides when the copy is older than 30 seconds."""
        if time.monotonic() - self._read_at < _CACHE_SECONDS:
            return
        async with self._db.connect() as conn:
            self._overrides = {row.app_id: row.days for row in (await conn.execute(text("SELECT app_id, days FROM retention"))).all()}
        self._read_at = time.monotonic()

    def days(self, app_id: str) -> int:
        """Days for an app, by the copy in memory."""
        return self._overrides.get(app_id, self._default)

    @property
    def longest(self) -> int:
        """The largest number in force."""
        return max([self._default, *self._overrides.values()])

    @property
    def overrides(self) -> dict[str, int]:
        """Apps with a number of their own."""
        return dict(self._overrides)

    async def set(self, app_id: str, days: int, confirm_deletion: bool) -> None:
        """Sets the days of one app. Raises Conflict when that deletes something and the caller did not confirm."""
        self._read_at = float("-inf")
        await self.refresh()
        if days < self.days(app_id) and not confirm_deletion:
            raise Conflict(f"Days: {days} is less than the {self.days(app_id)} in force and deletes older events; repeat with ConfirmDeletion true")
        async with self._db.begin() as conn:
            await conn.execute(
                text("INSERT INTO retention (app_id, days) VALUES (:a, :d) ON CONFLICT (app_id) DO UPDATE SET days = excluded.days"), {"a": app_id, "d": days}
            )
        self._read_at = float("-inf")
        await self.refresh()

    async def forget(self, app_id: str) -> None:
        """Drops the override of a deleted app."""
        async with self._db.begin() as conn:
            await conn.execute(text("DELETE FROM retention WHERE app_id = :a"), {"a": app_id})
        self._read_at = float("-inf")


async def purge(columns: Columns, retention: Retention, now_ms: int) -> None:
    """Deletes what is older than its app's days: whole days by partition, apps with a smaller number by row."""
    await retention.refresh()
    today = now_ms // 86_400_000
    for table in ("events", "outcomes"):
        oldest = today - retention.longest
        old = await columns.query(
            "SELECT DISTINCT partition FROM system.parts WHERE database = currentDatabase() AND table = {t:String} AND active"
            " AND toDate(partition) < toDate({d:Int32})",
            {"t": table, "d": oldest},
        )
        for (partition,) in old:
            await columns.command(f"ALTER TABLE {table} DROP PARTITION '{partition}'")
        for app_id, days in retention.overrides.items():
            if days < retention.longest:
                await columns.command(f"DELETE FROM {table} WHERE app_id = {{a:String}} AND day < toDate({{d:Int32}})", {"a": app_id, "d": today - days})


async def delete_app(columns: Columns, app_id: str) -> None:
    """Deletes every event and outcome of an app."""
    for table in ("events", "outcomes"):
        await columns.command(f"DELETE FROM {table} WHERE app_id = {{a:String}}", {"a": app_id})
