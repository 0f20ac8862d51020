"""The schema of delivery, step by step."""

from kit.db import Migration
from kit.db.relay import OUTBOX_SQL

_FIRST = (
    OUTBOX_SQL
    + """
CREATE TABLE channels (
    app_id text NOT NULL,
    platform text NOT NULL,
    document bytea NOT NULL,
    enabled boolean NOT NULL,
    secret bytea,
    PRIMARY KEY (app_id, platform)
);
CREATE TABLE templates (
    account text NOT NULL,
    type text NOT NULL,
    name text COLLATE "C" NOT NULL,
    active int NOT NULL,
    latest int NOT NULL,
    used int NOT NULL,
    created_ms bigint NOT NULL,
    tags jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (account, type, name)
);
CREATE TABLE template_versions (
    account text NOT NULL,
    type text NOT NULL,
    name text COLLATE "C" NOT NULL,
    version int NOT NULL,
    document bytea NOT NULL,
    created_ms bigint NOT NULL,
    modified_ms bigint NOT NULL,
    PRIMARY KEY (account, type, name, version),
    FOREIGN KEY (account, type, name) REFERENCES templates ON DELETE CASCADE
);
CREATE TABLE runs (
    run_id text PRIMARY KEY,
    app_id text NOT NULL,
    campaign_id text NOT NULL,
    treatment_id text NOT NULL,
    campaign_version int NOT NULL,
    scheduled_ms bigint NOT NULL,
    state text NOT NULL,
    stopping boolean NOT NULL DEFAULT false,
    result text NOT NULL DEFAULT '',
    plan bytea NOT NULL,
    content bytea,
    channels text[] NOT NULL DEFAULT '{}',
    capped boolean NOT NULL DEFAULT false,
    size bigint NOT NULL DEFAULT 0,
    from_user bigint NOT NULL DEFAULT 0,
    duplicate_users bigint NOT NULL DEFAULT 0,
    created_ms bigint NOT NULL,
    started_ms bigint NOT NULL DEFAULT 0,
    ended_ms bigint NOT NULL DEFAULT 0,
    books jsonb
);
CREATE UNIQUE INDEX runs_once ON runs (campaign_id, treatment_id, scheduled_ms);
CREATE INDEX runs_listed ON runs (app_id, campaign_id, scheduled_ms DESC, run_id DESC);
CREATE INDEX runs_active ON runs (state) WHERE state IN ('INITIALIZING', 'RUNNING');
CREATE TABLE windows (
    run_id text NOT NULL REFERENCES runs ON DELETE CASCADE,
    number bigint NOT NULL,
    attempt int NOT NULL DEFAULT 0,
    from_seq bigint NOT NULL DEFAULT 0,
    to_seq bigint NOT NULL DEFAULT 0,
    members int NOT NULL,
    state text NOT NULL DEFAULT 'open',
    due_ms bigint NOT NULL DEFAULT 0,
    owner text NOT NULL DEFAULT '',
    epoch int NOT NULL DEFAULT 0,
    lease_until double precision NOT NULL DEFAULT 0,
    targets bytea,
    decision bytea,
    counts jsonb,
    closed_ms bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, number)
);
CREATE INDEX windows_open ON windows (run_id, due_ms, number) WHERE state = 'open';
CREATE INDEX windows_held ON windows (lease_until) WHERE state IN ('claimed', 'sending');
CREATE TABLE holds (
    app_id text NOT NULL,
    campaign_id text NOT NULL DEFAULT '',
    channel text NOT NULL DEFAULT '',
    since_ms bigint NOT NULL,
    PRIMARY KEY (app_id, campaign_id, channel)
);
CREATE TABLE suppressions (
    account text NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    reason text NOT NULL,
    since_ms bigint NOT NULL,
    PRIMARY KEY (account, channel, address)
);
CREATE TABLE cap_totals (
    app_id text NOT NULL,
    campaign_id text NOT NULL,
    endpoint_id text NOT NULL,
    total int NOT NULL,
    PRIMARY KEY (campaign_id, endpoint_id)
);
CREATE TABLE cap_targets (
    run_id text NOT NULL,
    number bigint NOT NULL,
    app_id text NOT NULL,
    campaign_id text NOT NULL,
    at_ms bigint NOT NULL,
    endpoint_ids text[] NOT NULL,
    PRIMARY KEY (run_id, number)
);
CREATE INDEX cap_targets_at ON cap_targets (at_ms);
CREATE TABLE direct_calls (
    key text PRIMARY KEY,
    app_id text NOT NULL,
    owner text NOT NULL,
    lease_until double precision NOT NULL,
    started double precision NOT NULL,
    answer bytea
);
CREATE INDEX direct_calls_started ON direct_calls (started);
"""
)

_OTP = """
CREATE TABLE otp_codes (
    reference bytea PRIMARY KEY,
    app_id text NOT NULL,
    destination bytea NOT NULL,
    digest bytea NOT NULL,
    attempts int NOT NULL,
    allowed int NOT NULL,
    expires_ms bigint NOT NULL
);
CREATE INDEX otp_codes_live ON otp_codes (destination);
CREATE INDEX otp_codes_expired ON otp_codes (expires_ms);
CREATE TABLE otp_sends (
    send_id text PRIMARY KEY,
    destination bytea NOT NULL,
    at_ms bigint NOT NULL
);
CREATE INDEX otp_sends_counted ON otp_sends (destination, at_ms);
CREATE INDEX otp_sends_old ON otp_sends (at_ms);
"""

_TRACES = "ALTER TABLE runs ADD COLUMN traceparent text NOT NULL DEFAULT ''"

# What providers told later, each once. Direct sends that were answered before they were made; `document` is sealed.
_LATER = """
CREATE TABLE receipts (
    id bytea PRIMARY KEY,
    at_ms bigint NOT NULL
);
CREATE INDEX receipts_old ON receipts (at_ms);
CREATE TABLE queued_sends (
    call text PRIMARY KEY,
    app_id text NOT NULL,
    document bytea NOT NULL,
    queued double precision NOT NULL,
    owner text NOT NULL DEFAULT '',
    lease_until double precision NOT NULL DEFAULT 0,
    begun boolean NOT NULL DEFAULT false
);
CREATE INDEX queued_sends_order ON queued_sends (queued);
"""

_PRUNED = """
ALTER TABLE runs ADD COLUMN pruned boolean NOT NULL DEFAULT false;
CREATE INDEX runs_unpruned ON runs (ended_ms) WHERE ended_ms > 0 AND NOT pruned;
"""

# settled: nothing more is expected of the run's texts. due_ms: when a direct one counts as unheard of.
_UNHEARD = """
ALTER TABLE runs ADD COLUMN settled boolean NOT NULL DEFAULT false;
CREATE INDEX runs_unsettled ON runs (ended_ms) WHERE ended_ms > 0 AND NOT settled AND 'SMS' = ANY(channels);
CREATE TABLE awaited_texts (
    message_id text PRIMARY KEY,
    app_id text NOT NULL,
    endpoint_id text NOT NULL,
    due_ms bigint NOT NULL,
    document bytea NOT NULL
);
CREATE INDEX awaited_texts_due ON awaited_texts (due_ms);
"""

MIGRATIONS = [
    Migration(1, "channels, templates, runs, windows, caps, direct calls", _FIRST),
    Migration(2, "one-time passwords", _OTP),
    Migration(3, "the trace a run is part of", _TRACES),
    Migration(4, "receipts, and direct sends that wait", _LATER),
    Migration(5, "which runs have lost their windows to age", _PRUNED),
    Migration(6, "texts whose receipts are awaited", _UNHEARD),
]
