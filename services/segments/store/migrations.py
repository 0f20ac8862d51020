"""Schema of the segments service, step by step."""

from kit.db import Migration
from kit.db.relay import OUTBOX_SQL

_FIRST = """
CREATE TABLE apps (
    app_id text PRIMARY KEY,
    account_id text NOT NULL,
    name text NOT NULL,
    tags jsonb NOT NULL DEFAULT '{}',
    created_us bigint NOT NULL,
    deleted_us bigint,
    purged boolean NOT NULL DEFAULT false,
    -- Grows with every change of the app's attribute names, so that caches notice.
    names_version bigint NOT NULL DEFAULT 0
);
CREATE INDEX apps_account ON apps (account_id, created_us DESC, app_id DESC) WHERE deleted_us IS NULL;
CREATE INDEX apps_purge ON apps (app_id) WHERE deleted_us IS NOT NULL AND NOT purged;

-- Attribute names of an app. kind: a custom, u user, m metric. number names the column of the live index.
CREATE TABLE names (
    app_id text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    number int NOT NULL,
    blocked boolean NOT NULL DEFAULT false,
    PRIMARY KEY (app_id, kind, name)
);

-- document: a serialised EndpointResponse without user attributes; empty for a tombstone. version: microseconds, grows with every write.
-- address_key: hash of channel and normalised address. active_us: the latest EffectiveDate ever written. private_to: the only segment that sees it.
CREATE TABLE endpoints (
    app_id text NOT NULL,
    endpoint_id text NOT NULL,
    version bigint NOT NULL,
    user_id text,
    channel text NOT NULL DEFAULT '',
    address_key bytea,
    status text NOT NULL DEFAULT 'ACTIVE',
    opt_out text NOT NULL DEFAULT 'NONE',
    cohort smallint NOT NULL DEFAULT 0,
    active_us bigint NOT NULL DEFAULT 0,
    private_to text,
    deleted boolean NOT NULL DEFAULT false,
    document bytea NOT NULL,
    PRIMARY KEY (app_id, endpoint_id)
) WITH (fillfactor = 90);
CREATE INDEX endpoints_user ON endpoints (app_id, user_id) WHERE user_id IS NOT NULL;
CREATE INDEX endpoints_address ON endpoints (app_id, address_key) WHERE address_key IS NOT NULL;

-- document: a serialised EndpointUser with UserId and attributes.
CREATE TABLE users (
    app_id text NOT NULL,
    user_id text NOT NULL,
    version bigint NOT NULL DEFAULT 0,
    document bytea NOT NULL,
    PRIMARY KEY (app_id, user_id)
);

-- Endpoints the live index has to read again; a row goes when the columns acknowledged them.
CREATE TABLE index_queue (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    app_id text NOT NULL,
    ids text[] NOT NULL
);
CREATE INDEX index_queue_app ON index_queue (app_id, position);

CREATE TABLE segments (
    app_id text NOT NULL,
    segment_id text NOT NULL,
    kind text NOT NULL,
    tags jsonb NOT NULL DEFAULT '{}',
    latest int NOT NULL,
    created_us bigint NOT NULL,
    deleted_us bigint,
    PRIMARY KEY (app_id, segment_id)
);
CREATE INDEX segments_newest ON segments (app_id, created_us DESC, segment_id DESC) WHERE deleted_us IS NULL;

-- definition: a serialised WriteSegmentRequest; import: a serialised SegmentImportResource. jobs: the imports whose rows are the members.
CREATE TABLE segment_versions (
    app_id text NOT NULL,
    segment_id text NOT NULL,
    version int NOT NULL,
    name text,
    definition bytea NOT NULL,
    import bytea,
    jobs text[] NOT NULL DEFAULT '{}',
    modified_us bigint NOT NULL,
    PRIMARY KEY (app_id, segment_id, version)
);

-- Import and export jobs. request: the serialised job request. cursor: where to go on. counters, failures: as in the answer.
CREATE TABLE jobs (
    app_id text NOT NULL,
    job_id text NOT NULL,
    account_id text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    request bytea NOT NULL,
    segment_id text,
    created_us bigint NOT NULL,
    completed_us bigint,
    cursor jsonb NOT NULL DEFAULT '{}',
    counters jsonb NOT NULL DEFAULT '{}',
    failures jsonb NOT NULL DEFAULT '[]',
    owner text,
    lease_until timestamptz,
    PRIMARY KEY (app_id, job_id)
);
CREATE INDEX jobs_newest ON jobs (app_id, kind, created_us DESC, job_id DESC);
CREATE INDEX jobs_open ON jobs (created_us) WHERE status NOT IN ('COMPLETED', 'FAILED');

CREATE TABLE freezes (
    app_id text NOT NULL,
    run_id text NOT NULL,
    size bigint NOT NULL,
    from_user bigint NOT NULL,
    duplicate_users bigint NOT NULL,
    frozen_us bigint NOT NULL,
    PRIMARY KEY (app_id, run_id)
);
"""

MIGRATIONS = [Migration(1, "apps, endpoints, users, segments, jobs, freezes", _FIRST + OUTBOX_SQL)]
