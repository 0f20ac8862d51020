"""The schema of the campaigns service, step by step."""

from kit.db import Migration

_FIRST = """
CREATE TABLE campaigns (
    id text PRIMARY KEY,
    app_id text NOT NULL,
    account_id text NOT NULL,
    created_ms bigint NOT NULL,
    version int NOT NULL,
    -- TIME, EVENT or IN_APP_EVENT, for the quotas
    kind text NOT NULL,
    status text NOT NULL,
    segment_id text NOT NULL,
    -- when the next run is due, product time; NULL: none
    next_run_ms bigint,
    -- JSON object
    tags text NOT NULL DEFAULT '{}',
    -- ApplicationSettingsResource as it was when the campaign was made
    app_settings bytea NOT NULL,
    deleted boolean NOT NULL DEFAULT false,
    -- not 0: delivery has still to be told to stop the runs; grows with every reason to tell it
    stop_requests int NOT NULL DEFAULT 0
);
CREATE INDEX campaigns_listed ON campaigns (app_id, created_ms DESC, id DESC) WHERE NOT deleted;
CREATE INDEX campaigns_due ON campaigns (next_run_ms) WHERE next_run_ms IS NOT NULL;
CREATE INDEX campaigns_stopping ON campaigns (id) WHERE stop_requests > 0;
CREATE INDEX campaigns_segment ON campaigns (app_id, segment_id);
CREATE INDEX campaigns_active ON campaigns (account_id) WHERE status IN ('SCHEDULED', 'EXECUTING', 'PENDING_NEXT_RUN');

CREATE TABLE campaign_versions (
    campaign_id text NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    version int NOT NULL,
    written_ms bigint NOT NULL,
    -- CampaignResponse without state, ARN and tags
    document bytea NOT NULL,
    PRIMARY KEY (campaign_id, version)
);

-- The templates of a treatment as they were at the write: used should a template be deleted later.
CREATE TABLE content_copies (
    campaign_id text NOT NULL,
    version int NOT NULL,
    treatment_id text NOT NULL,
    -- CheckContentResponse
    copies bytea NOT NULL,
    PRIMARY KEY (campaign_id, version, treatment_id),
    FOREIGN KEY (campaign_id, version) REFERENCES campaign_versions (campaign_id, version) ON DELETE CASCADE
);

CREATE TABLE runs (
    run_id text PRIMARY KEY,
    app_id text NOT NULL,
    account_id text NOT NULL,
    campaign_id text NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    campaign_version int NOT NULL,
    treatment_id text NOT NULL,
    scheduled_ms bigint NOT NULL,
    -- PLANNED: delivery may not know it yet; STARTED; ENDED; REFUSED: delivery cannot run it
    state text NOT NULL,
    result text NOT NULL DEFAULT '',
    -- machine time: a replica is starting it, or nobody should try before
    claimed_until_ms bigint NOT NULL DEFAULT 0,
    -- RunPlan
    plan bytea NOT NULL,
    UNIQUE (campaign_id, treatment_id, scheduled_ms)
);
CREATE INDEX runs_listed ON runs (campaign_id, scheduled_ms DESC, run_id DESC);
CREATE INDEX runs_open ON runs (state, claimed_until_ms) WHERE state IN ('PLANNED', 'STARTED');

CREATE TABLE settings (
    app_id text PRIMARY KEY,
    account_id text NOT NULL,
    -- ApplicationSettingsResource
    document bytea NOT NULL
);

CREATE TABLE deleted_apps (
    app_id text PRIMARY KEY
);
"""

# When the suite was brought back from a backup. restored_ms: product time; backup_ms: machine time. While a row is not released no run is made.
_RESTORES = """
CREATE TABLE restores (
    restored_ms bigint PRIMARY KEY,
    backup_ms bigint NOT NULL,
    released_ms bigint
);
"""

# The trace of the request that wrote a version, and the one a run is part of.
_TRACES = """
ALTER TABLE campaign_versions ADD COLUMN traceparent text NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN traceparent text NOT NULL DEFAULT '';
"""

MIGRATIONS = [
    Migration(1, "campaigns, versions, runs and settings", _FIRST),
    Migration(2, "restores", _RESTORES),
    Migration(3, "traces of campaigns and runs", _TRACES),
]
