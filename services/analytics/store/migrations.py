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
    Migration(
        2,
        "event streams",
        """
-- One a project. owner, lease_until: the replica that forwards for the app just now. dropped: records given up.
CREATE TABLE event_streams (
    app_id text PRIMARY KEY,
    account_id text NOT NULL,
    destination_arn text NOT NULL,
    role_arn text NOT NULL,
    modified_us bigint NOT NULL,
    modified_by text NOT NULL,
    dropped bigint NOT NULL DEFAULT 0,
    owner text,
    lease_until timestamptz
);
-- Facts to forward, as they came from the bus. sequence: of the bus's stream, whose order is kept; batch_id tells two streams of the bus apart.
CREATE TABLE stream_queue (
    app_id text NOT NULL REFERENCES event_streams ON DELETE CASCADE,
    source text NOT NULL,
    sequence bigint NOT NULL,
    batch_id text NOT NULL,
    queued_ms bigint NOT NULL,
    records int NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (app_id, source, sequence, batch_id)
);
CREATE INDEX stream_queue_age ON stream_queue (app_id, queued_ms);
""",
    ),
    Migration(
        3,
        "turns of forwarding",
        """
-- Grows when another replica begins to forward, so that one that comes back knows; begins with the time the stream was made.
ALTER TABLE event_streams ADD COLUMN turn bigint NOT NULL DEFAULT 0;
""",
    ),
    Migration(
        4,
        "imports of event history",
        """
-- file, line: the object in hand and how many of its lines are stored, -1 when all are. owner, lease_until: the replica at work.
CREATE TABLE event_imports (
    job_id text PRIMARY KEY,
    app_id text NOT NULL,
    account_id text NOT NULL,
    s3_url text NOT NULL,
    role_arn text NOT NULL,
    created_us bigint NOT NULL,
    completed_us bigint,
    status text NOT NULL,
    file text NOT NULL DEFAULT '',
    line bigint NOT NULL DEFAULT 0,
    processed bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    expired bigint NOT NULL DEFAULT 0,
    pieces int NOT NULL DEFAULT 0,
    failed_pieces int NOT NULL DEFAULT 0,
    failures text[] NOT NULL DEFAULT '{}',
    owner text,
    lease_until timestamptz
);
CREATE INDEX event_imports_app ON event_imports (app_id);
CREATE INDEX event_imports_open ON event_imports (created_us) WHERE status NOT IN ('COMPLETED', 'FAILED');
""",
    ),
]
