"""The columns of analytics: raw events and the ledger of outcomes.

Both are partitioned by day of the event; the identity of a row is the tail of the sorting key, so that a row stored twice is one row after
a merge, and every figure
reads with FINAL until then (design section 8). The JSON of an event is taken apart by the columns themselves, in the insert: it
arrives in two ephemeral columns that are not stored.
"""

from kit.columns import Columns

_DEDUPLICATION = "non_replicated_deduplication_window = 1000"

EVENTS = f"""
CREATE TABLE IF NOT EXISTS events (
    app_id String,
    event_type LowCardinality(String),
    day Date,
    endpoint_id String,
    event_id String,
    event_ms Int64,
    content_hash UInt64,
    arrival_ms Int64,
    user_id String,
    session_id String,
    session_start_ms Int64,
    session_stop_ms Int64,
    session_duration_ms Int64,
    content String EPHEMERAL,
    demographic String EPHEMERAL,
    attributes Map(String, String) DEFAULT JSONExtract(content, 'Attributes', 'Map(String, String)'),
    metrics Map(String, Float64) DEFAULT JSONExtract(content, 'Metrics', 'Map(String, Float64)'),
    platform LowCardinality(String) DEFAULT JSONExtractString(demographic, 'Platform'),
    locale LowCardinality(String) DEFAULT JSONExtractString(demographic, 'Locale'),
    timezone LowCardinality(String) DEFAULT JSONExtractString(demographic, 'Timezone'),
    app_version LowCardinality(String) DEFAULT JSONExtractString(demographic, 'AppVersion'),
    client_reported UInt8,
    imported UInt8
) ENGINE = ReplacingMergeTree
PARTITION BY day
ORDER BY (app_id, event_type, endpoint_id, event_id, event_ms, content_hash)
SETTINGS {_DEDUPLICATION}
"""

OUTCOMES = f"""
CREATE TABLE IF NOT EXISTS outcomes (
    app_id String,
    kind LowCardinality(String),
    day Date,
    campaign_id String,
    activity_id String,
    treatment_id LowCardinality(String),
    journey_id String,
    journey_run_id String,
    journey_activity_id String,
    at_ms Int64,
    sent_ms Int64,
    endpoint_id String,
    user_id String,
    channel LowCardinality(String),
    message_id String,
    status LowCardinality(String),
    book LowCardinality(String),
    reason LowCardinality(String),
    detail String,
    country LowCardinality(String),
    parts Int32,
    price Float64,
    address_hash UInt64,
    batch_id String,
    row UInt32
) ENGINE = ReplacingMergeTree
PARTITION BY day
ORDER BY (app_id, kind, campaign_id, activity_id, at_ms, batch_id, row)
SETTINGS {_DEDUPLICATION}
"""


async def create(columns: Columns) -> None:
    """Makes the tables that are missing."""
    await columns.command(EVENTS)
    await columns.command(OUTCOMES)
