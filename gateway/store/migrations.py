"""The schema `gateway`: accounts, access keys, idempotency answers, audit records."""

from kit.db import Migration

MIGRATIONS = [
    Migration(
        1,
        "accounts, keys, answers, audit",
        """
        CREATE TABLE accounts (
            id text PRIMARY KEY CHECK (id ~ '^[0-9]{12}$'),
            created_at timestamptz NOT NULL
        );
        -- The secret is sealed (AES-256-GCM), because HMAC verification needs it back. A deleted key keeps its row
        -- without the secret, so that audit records go on naming something.
        CREATE TABLE access_keys (
            id text PRIMARY KEY,
            account_id text NOT NULL REFERENCES accounts (id),
            name text NOT NULL,
            secret bytea,
            status text NOT NULL CHECK (status IN ('Active', 'Inactive', 'Deleted')),
            created_at timestamptz NOT NULL,
            created_by text NOT NULL,
            changed_at timestamptz NOT NULL
        );
        CREATE INDEX access_keys_account ON access_keys (account_id, created_at, id);
        -- One row per call that may be repeated by an SDK, for 24 hours. `body` NULL: still running until lease_until.
        CREATE TABLE answers (
            principal text NOT NULL,
            operation text NOT NULL,
            invocation_id text NOT NULL,
            body_hash text NOT NULL,
            owner text NOT NULL,
            lease_until timestamptz NOT NULL,
            created_at timestamptz NOT NULL,
            status integer,
            body bytea,
            PRIMARY KEY (principal, operation, invocation_id, body_hash)
        );
        CREATE INDEX answers_created ON answers (created_at);
        -- Append-only: no role of the product updates or deletes rows here, the triggers say so aloud.
        CREATE TABLE audit (
            id uuid PRIMARY KEY,
            account_id text NOT NULL,
            at timestamptz NOT NULL,
            event_name text NOT NULL,
            request_id text NOT NULL,
            principal text NOT NULL,
            app_id text NOT NULL,
            error_code text NOT NULL,
            record text NOT NULL
        );
        CREATE INDEX audit_account_at ON audit (account_id, at DESC, id);
        CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'audit records are append-only'; END $$;
        CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
            FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
        """,
    ),
    Migration(
        2,
        "erasures",
        """
        -- subject: who is meant, sealed, NULL once nothing is left. lines: [store, what, count]; left_over: texts; receipt: what was signed.
        CREATE TABLE erasures (
            id text PRIMARY KEY,
            account_id text NOT NULL,
            kind text NOT NULL,
            app_id text NOT NULL,
            started_at timestamptz NOT NULL,
            started_by text NOT NULL,
            subject bytea,
            lines text NOT NULL DEFAULT '[]',
            left_over text NOT NULL DEFAULT '[]',
            receipt text NOT NULL DEFAULT ''
        );
        """,
    ),
]
