"""What the RPCs of analytics work with."""

from collections.abc import Callable
from dataclasses import dataclass

from counterpoint.segments.v1.audience_pb2 import EndpointUpsert, EndpointUpsertResult

from kit.bus import Bus
from kit.clock import Clock
from kit.columns import Columns
from kit.rpc import Peers
from kit.rpc.coalesce import Coalescer
from services.analytics.events.aws import Streams
from services.analytics.rpc.known import KnownEndpoints
from services.analytics.store.history import EventImports
from services.analytics.store.retention import Retention
from services.analytics.store.streams import StreamStore


@dataclass(frozen=True, slots=True)
class Deps:
    """Wired in service.py."""

    clock: Clock
    bus: Bus
    columns: Columns
    peers: Peers
    retention: Retention
    known: KnownEndpoints
    # One call to segments for the endpoints of many bodies.
    endpoints: Coalescer[list[EndpointUpsert], list[EndpointUpsertResult]]
    streams: StreamStore
    destinations: Streams
    imports: EventImports
    import_waits: Callable[[], None]
