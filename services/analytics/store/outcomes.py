"""Outcomes into the columns, a set at a time."""

from collections.abc import Sequence
from operator import attrgetter

from counterpoint.delivery.v1 import delivery_events_pb2 as facts

from kit.columns import Columns

# Column → type; those of the fact carry its field's name.
_FACT_COLUMNS = (
    ("kind", "LowCardinality(String)"),
    ("campaign_id", "String"),
    ("activity_id", "String"),
    ("treatment_id", "LowCardinality(String)"),
    ("journey_id", "String"),
    ("journey_run_id", "String"),
    ("journey_activity_id", "String"),
    ("at_ms", "Int64"),
    ("sent_ms", "Int64"),
    ("endpoint_id", "String"),
    ("user_id", "String"),
    ("channel", "LowCardinality(String)"),
    ("message_id", "String"),
    ("status", "LowCardinality(String)"),
    ("book", "LowCardinality(String)"),
    ("reason", "LowCardinality(String)"),
    ("detail", "String"),
    ("country", "LowCardinality(String)"),
    ("parts", "Int32"),
    ("price", "Float64"),
    ("address_hash", "UInt64"),
)
_FIELDS = attrgetter(*("price_millicents" if name == "price" else name for name, _ in _FACT_COLUMNS))
_NAMES = [name for name, _ in _FACT_COLUMNS] + ["app_id", "day", "batch_id", "row"]
# Sent as plain text, of which the server makes its dictionaries for a tenth of what they cost here.
_TYPES = [kind.removeprefix("LowCardinality(").removesuffix(")") for _, kind in _FACT_COLUMNS] + ["String", "Date", "String", "UInt32"]
_SETTINGS = {"max_partitions_per_insert_block": 0}


async def insert(columns: Columns, batches: Sequence[facts.OutcomesRecorded], token: str) -> int:
    """Stores every outcome and returns how many. A batch stored twice is one batch after a merge: (batch_id, row) is in the key."""
    values = [_FIELDS(outcome) for batch in batches for outcome in batch.outcomes]
    if not values:
        return 0
    table: list[Sequence[object]] = list(zip(*values, strict=True))
    at = _NAMES.index("at_ms")
    table.append([batch.app_id for batch in batches for _ in batch.outcomes])
    table.append([ms // 86_400_000 for ms in table[at]])  # type: ignore[operator]
    table.append([batch.batch_id for batch in batches for _ in batch.outcomes])
    table.append([row for batch in batches for row in range(len(batch.outcomes))])
    await columns.insert("outcomes", _NAMES, table, column_oriented=True, types=_TYPES, token=token, settings=_SETTINGS)
    return len(values)
