"""PostgreSQL through SQLAlchemy and asyncpg: engine, migrations, COPY, outbox."""

from kit.db.database import Database, copy_records, disk_full
from kit.db.migrations import Migration, migrate
from kit.db.relay import Relay, enqueue

__all__ = ["Database", "Migration", "Relay", "copy_records", "disk_full", "enqueue", "migrate"]
