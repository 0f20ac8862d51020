"""Changes of endpoints as events: `_endpoint.changed`, one for every changed name (endpoints spec 1.7).

Segments tells what changed; a creation tells no values, nor does an import without EmitChanges, so they make no event. The event goes straight into the
columns: it is not activity of the endpoint's owner, and clients cannot report it (events spec 2).
"""

import hashlib

import msgspec
from counterpoint.analytics.v1 import analytics_events_pb2 as facts
from counterpoint.segments.v1 import segments_events_pb2
from google.protobuf.message import DecodeError

from kit.bus import Fact, Poison
from kit.columns import Columns
from services.analytics.events.sinks import Handler, token_of
from services.analytics.store import events

EVENT_TYPE = "_endpoint.changed"


def changes_sink(columns: Columns) -> Handler:
    """Handler of ANALYTICS_CHANGES."""

    async def handle(found: list[Fact]) -> None:
        await events.insert(columns, [changes(fact) for fact in found], token_of(found))

    return handle


def changes(fact: Fact) -> facts.EventsReceived:
    """The events of one fact. A repeat of the fact makes the same identities, which count once. Raises Poison when it is not readable."""
    try:
        updated = segments_events_pb2.EndpointsUpdated.FromString(fact.data)
    except DecodeError:
        raise Poison("not an EndpointsUpdated message") from None
    batch = facts.EventsReceived(app_id=updated.app_id)
    for change in updated.changes:
        for value in () if change.created else change.values:
            attributes = {"name": value.name}
            if value.HasField("old"):
                attributes["old"] = value.old
            if value.HasField("new"):
                attributes["new"] = value.new
            _add(batch, change, value.name, attributes)
    return batch


def _add(batch: facts.EventsReceived, change: segments_events_pb2.EndpointChange, name: str, attributes: dict[str, str]) -> None:
    content = msgspec.json.encode({"Attributes": attributes, "EventType": EVENT_TYPE}, order="sorted")
    # A version is the microsecond of its write.
    at_ms = change.version // 1000
    batch.events.add(
        endpoint_id=change.endpoint_id,
        event_id=f"{change.version}:{name}",
        event_type=EVENT_TYPE,
        timestamp_ms=at_ms,
        arrival_ms=at_ms,
        content_hash=int.from_bytes(hashlib.sha256(content).digest()[:8], "big"),
        event=content,
        session_duration_ms=-1,
        store=True,
    )
