"""Schema of analytics in PostgreSQL. Events and outcomes themselves lie in the columns (tables.py)."""

from kit.db import Migration
from kit.db.relay import OUTBOX_SQL

MIGRATIONS = [
    Migration(
        1,
        "retention",
        OUTBOX_SQL
        + """
CREATE TABLE retention (
    app_id text PRIMARY KEY,
    days int NOT NULL CHECK (days >= 1)
);
CREATE TABLE settings (
    name text PRIMARY KEY,
    value text NOT NULL
);
""",
    ),
]
