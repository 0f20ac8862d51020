"""The schema of the journeys service, step by step."""

from kit.db import Migration

_FIRST = """
CREATE TABLE journeys (
    id text PRIMARY KEY,
    app_id text NOT NULL,
    account_id text NOT NULL,
    created_ms bigint NOT NULL,
    written_ms bigint NOT NULL,
    state text NOT NULL,
    -- JSON object
    tags text NOT NULL DEFAULT '{}',
    -- JourneyResponse without ids, dates, state and tags
    document bytea NOT NULL
);
CREATE INDEX journeys_listed ON journeys (app_id, created_ms DESC, id DESC);

CREATE TABLE deleted_apps (
    app_id text PRIMARY KEY
);
"""

MIGRATIONS = [Migration(1, "journey drafts", _FIRST)]
