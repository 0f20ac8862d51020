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

# Everything a write needs before it merges, in one round trip: the app, its users, then, once users and address buckets are locked, the endpoint rows. Every
# statement of a volatile function sees what was committed before it began, which one statement with sub-selects would not.
_LOCK = """
CREATE FUNCTION lock_for_write(app text, keys text[], wanted text[], hashes bytea[], buckets int[])
RETURNS TABLE (kind text, id text, version bigint, user_id text, channel text, address_key bytea, status text, active_us bigint, private_to text,
               deleted boolean, document bytea)
LANGUAGE plpgsql VOLATILE
-- A plan made while the tables were small would read them whole for ever.
SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT 'app', a.account_id, a.names_version, NULL, NULL, NULL::bytea, NULL, NULL::bigint, NULL, NULL::boolean, NULL::bytea
        FROM apps a WHERE a.app_id = app AND a.deleted_us IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF cardinality(wanted) > 0 THEN
        INSERT INTO users (app_id, user_id, document) SELECT app, w, '' FROM unnest(wanted) AS w
            WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.app_id = app AND u.user_id = w) ORDER BY w ON CONFLICT DO NOTHING;
        RETURN QUERY SELECT 'user', u.user_id, u.version, NULL, NULL, NULL::bytea, NULL, NULL::bigint, NULL, NULL::boolean, u.document
            FROM users u WHERE u.app_id = app AND u.user_id = ANY (wanted) ORDER BY u.user_id FOR NO KEY UPDATE;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext(app), b) FROM unnest(buckets) AS b;
    RETURN QUERY SELECT 'endpoint', e.endpoint_id, e.version, e.user_id, e.channel, e.address_key, e.status, e.active_us, e.private_to, e.deleted, e.document
        FROM endpoints e WHERE e.app_id = app AND e.endpoint_id = ANY (ARRAY(
            SELECT unnest(keys)
            UNION SELECT o.endpoint_id FROM endpoints o WHERE o.app_id = app AND o.user_id = ANY (wanted)
            UNION SELECT o.endpoint_id FROM endpoints o WHERE o.app_id = app AND o.address_key = ANY (hashes)))
        ORDER BY e.endpoint_id FOR NO KEY UPDATE;
END $$;
"""

# Users are locked by bucket, like addresses: locking their rows would write each of them twice before it is written.
_BUCKETS = """
DROP FUNCTION lock_for_write;
CREATE FUNCTION lock_for_write(app text, keys text[], wanted text[], user_buckets int[], hashes bytea[], address_buckets int[])
RETURNS TABLE (kind text, id text, version bigint, user_id text, channel text, address_key bytea, status text, active_us bigint, private_to text,
               deleted boolean, document bytea)
LANGUAGE plpgsql VOLATILE
-- A plan made while the tables were small would read them whole for ever.
SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT 'app', a.account_id, a.names_version, NULL, NULL, NULL::bytea, NULL, NULL::bigint, NULL, NULL::boolean, NULL::bytea
        FROM apps a WHERE a.app_id = app AND a.deleted_us IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF cardinality(wanted) > 0 THEN
        PERFORM pg_advisory_xact_lock(hashtext('users:' || app), b) FROM unnest(user_buckets) AS b;
        RETURN QUERY SELECT 'user', u.user_id, u.version, NULL, NULL, NULL::bytea, NULL, NULL::bigint, NULL, NULL::boolean, u.document
            FROM users u WHERE u.app_id = app AND u.user_id = ANY (wanted);
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext(app), b) FROM unnest(address_buckets) AS b;
    RETURN QUERY SELECT 'endpoint', e.endpoint_id, e.version, e.user_id, e.channel, e.address_key, e.status, e.active_us, e.private_to, e.deleted, e.document
        FROM endpoints e WHERE e.app_id = app AND e.endpoint_id = ANY (ARRAY(
            SELECT unnest(keys)
            UNION SELECT o.endpoint_id FROM endpoints o WHERE o.app_id = app AND o.user_id = ANY (wanted)
            UNION SELECT o.endpoint_id FROM endpoints o WHERE o.app_id = app AND o.address_key = ANY (hashes)))
        ORDER BY e.endpoint_id FOR NO KEY UPDATE;
END $$;
"""

_NEW_KEYS = """
DROP FUNCTION lock_for_write;
CREATE FUNCTION lock_for_write(app text, keys text[], wanted text[], user_buckets int[], hashes bytea[], address_buckets int[])
RETURNS TABLE (kind text, id text, version bigint, user_id text, channel text, address_key bytea, status text, active_us bigint, private_to text,
               deleted boolean, document bytea)
LANGUAGE plpgsql VOLATILE
-- A plan made while the tables were small would read them whole for ever.
SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT 'app', a.account_id, a.names_version, NULL, NULL, NULL::bytea, NULL, NULL::bigint, NULL, NULL::boolean, NULL::bytea
        FROM apps a WHERE a.app_id = app AND a.deleted_us IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF cardinality(wanted) > 0 THEN
        PERFORM pg_advisory_xact_lock(hashtext('users:' || app), b) FROM unnest(user_buckets) AS b;
        RETURN QUERY SELECT 'user', u.user_id, u.version, NULL, NULL, NULL::bytea, NULL, NULL::bigint, NULL, NULL::boolean, u.document
            FROM users u WHERE u.app_id = app AND u.user_id = ANY (wanted);
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext(app), b) FROM unnest(address_buckets) AS b;
    -- Two writes that both make an endpoint see no row of each other to lock.
    PERFORM pg_advisory_xact_lock(hashtext('endpoints:' || app), m.b) FROM (
        SELECT DISTINCT hashtext(k) & 127 AS b FROM unnest(keys) AS k
        WHERE NOT EXISTS (SELECT 1 FROM endpoints e WHERE e.app_id = app AND e.endpoint_id = k) ORDER BY b) AS m;
    RETURN QUERY SELECT 'endpoint', e.endpoint_id, e.version, e.user_id, e.channel, e.address_key, e.status, e.active_us, e.private_to, e.deleted, e.document
        FROM endpoints e WHERE e.app_id = app AND e.endpoint_id = ANY (ARRAY(
            SELECT unnest(keys)
            UNION SELECT o.endpoint_id FROM endpoints o WHERE o.app_id = app AND o.user_id = ANY (wanted)
            UNION SELECT o.endpoint_id FROM endpoints o WHERE o.app_id = app AND o.address_key = ANY (hashes)))
        ORDER BY e.endpoint_id FOR NO KEY UPDATE;
END $$;
"""

# document: a serialised CreateRecommenderConfiguration. Of an account, not of an app.
_RECOMMENDERS = """
CREATE TABLE recommenders (
    account_id text NOT NULL,
    recommender_id text NOT NULL,
    document bytea NOT NULL,
    created_us bigint NOT NULL,
    modified_us bigint NOT NULL,
    PRIMARY KEY (account_id, recommender_id)
);
CREATE INDEX recommenders_newest ON recommenders (account_id, created_us DESC, recommender_id DESC);
"""

# content: gzip members, one for each batch of rows with failures; one after the other they are the file. Gone with the end of the job.
_FAILED_ROWS = """
ALTER TABLE jobs ADD COLUMN emit_changes boolean NOT NULL DEFAULT false;
CREATE TABLE failed_rows (
    app_id text NOT NULL,
    job_id text NOT NULL,
    part bigint GENERATED ALWAYS AS IDENTITY,
    content bytea NOT NULL,
    PRIMARY KEY (app_id, job_id, part)
);
"""

# What a write leaves, in one round trip. The plans of a function are kept; a statement of this size would be planned anew for every write.
_STORE = """
CREATE FUNCTION store_write(app text, now_us bigint, user_ids text[], user_documents bytea[], touched text[], touched_versions bigint[], queued text[],
                            fact_subject text, fact_ids text[], facts bytea[], ids text[], versions bigint[], owners text[], channels text[],
                            address_keys bytea[], states text[], opt_outs text[], cohorts smallint[], activities bigint[], owning_segments text[],
                            documents bytea[], trace text)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
    IF cardinality(user_ids) > 0 THEN
        INSERT INTO users AS u (app_id, user_id, version, document) SELECT app, x.user_id, now_us, x.document
            FROM unnest(user_ids, user_documents) AS x (user_id, document)
            ON CONFLICT (app_id, user_id) DO UPDATE SET document = excluded.document, version = greatest(u.version + 1, excluded.version);
    END IF;
    IF cardinality(touched) > 0 THEN
        UPDATE endpoints e SET version = x.version FROM unnest(touched, touched_versions) AS x (id, version) WHERE e.app_id = app AND e.endpoint_id = x.id;
    END IF;
    IF cardinality(ids) > 0 THEN
        INSERT INTO endpoints (app_id, endpoint_id, version, user_id, channel, address_key, status, opt_out, cohort, active_us, private_to, document, deleted)
            SELECT app, x.*, false FROM unnest(ids, versions, owners, channels, address_keys, states, opt_outs, cohorts, activities, owning_segments, documents)
                AS x (endpoint_id, version, user_id, channel, address_key, status, opt_out, cohort, active_us, private_to, document)
            ON CONFLICT (app_id, endpoint_id) DO UPDATE SET version = excluded.version, user_id = excluded.user_id, channel = excluded.channel,
                address_key = excluded.address_key, status = excluded.status, opt_out = excluded.opt_out, cohort = excluded.cohort,
                active_us = excluded.active_us, private_to = excluded.private_to, document = excluded.document, deleted = false;
    END IF;
    INSERT INTO index_queue (app_id, ids) VALUES (app, queued);
    IF cardinality(facts) > 0 THEN
        INSERT INTO outbox (id, subject, payload, traceparent) SELECT x.id, fact_subject, x.payload, trace FROM unnest(fact_ids, facts) AS x (id, payload);
    END IF;
END $$;
"""

# What UpdateEndpointsBatch dropped: counts by reason, and the newest item of each endpoint. A purge deletes stored values of removed names, slice by slice;
# kind as in names, after_key: the last endpoint or user done.
_DROPPED = """
CREATE TABLE dropped_counts (
    app_id text NOT NULL,
    reason text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (app_id, reason)
);
CREATE TABLE dropped_items (
    app_id text NOT NULL,
    endpoint_id text NOT NULL,
    at_us bigint NOT NULL,
    reason text NOT NULL,
    message text NOT NULL,
    PRIMARY KEY (app_id, endpoint_id)
);
CREATE INDEX dropped_items_newest ON dropped_items (app_id, at_us DESC);
CREATE INDEX dropped_items_age ON dropped_items (at_us);
CREATE TABLE purges (
    purge_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    app_id text NOT NULL,
    kind text NOT NULL,
    names text[] NOT NULL,
    after_key text NOT NULL DEFAULT ''
);
"""

MIGRATIONS = [
    Migration(1, "apps, endpoints, users, segments, jobs, freezes", _FIRST + OUTBOX_SQL),
    Migration(2, "locks of a write in one round trip", _LOCK),
    Migration(3, "users are locked by bucket", _BUCKETS),
    Migration(4, "new endpoints are locked by bucket", _NEW_KEYS),
    Migration(5, "recommender configurations", _RECOMMENDERS),
    Migration(6, "imports tell changes and keep every failed row", _FAILED_ROWS),
    Migration(7, "what a write leaves in one call", _STORE),
    Migration(8, "dropped items are counted, removed attributes can be purged", _DROPPED),
]
