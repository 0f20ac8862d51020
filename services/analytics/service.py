"""The wiring of analytics, top to bottom in order of use."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from counterpoint.analytics.v1 import analytics_pb2_grpc, charts_pb2_grpc, history_pb2_grpc, ingest_pb2_grpc
from counterpoint.erasure.v1.erasure_pb2_grpc import add_ErasureServiceServicer_to_server
from counterpoint.segments.v1 import segments_events_pb2

from kit import ids
from kit.bus import Consumer, subjects
from kit.config import section
from kit.rpc.coalesce import Coalescer
from kit.rpc.server import Servicer
from kit.service import Context, Service, iterate
from services.analytics.config import AnalyticsConfig
from services.analytics.domain.destinations import FIREHOSE, KINESIS
from services.analytics.events import forward, sinks
from services.analytics.events.aws import Streams
from services.analytics.events.changes import changes_sink
from services.analytics.jobs.forwarder import Forwarder
from services.analytics.jobs.history import HistoryImporter
from services.analytics.rpc.deps import Deps
from services.analytics.rpc.endpoints import write_endpoints
from services.analytics.rpc.erasure import Eraser
from services.analytics.rpc.known import KnownEndpoints
from services.analytics.rpc.servicer import Analytics, Charts, History, Ingest
from services.analytics.store import tables
from services.analytics.store.history import EventImports
from services.analytics.store.migrations import MIGRATIONS
from services.analytics.store.retention import Retention, purge
from services.analytics.store.streams import StreamStore

_YOUNG = 50_000
_NICER = 5
_PURGE_SECONDS = 3600.0
# Figures are this much behind at rest; larger sets cost the columns less.
_LINGER_SECONDS = 1.0
_CHANGES_LINGER_SECONDS = 3.0
_FORWARD_LINGER_SECONDS = 0.2
# Of up to 3 MB each, and they may grow from one set to the next.
_MESSAGES = 64
_ENDPOINTS_A_CALL = 500
_IMPORT_LEASE_SECONDS = 30.0


@asynccontextmanager
async def open_service(ctx: Context) -> AsyncIterator[Service]:
    """Opens connections, makes missing tables, and starts the parts: `calls` answers, `store` reads the bus, purges, forwards and imports."""
    # A body is a hundred small objects for a moment, and half a million endpoints are remembered: looking through them all the time cost a tenth.
    gc.set_threshold(_YOUNG, 20, 100)
    config = section(AnalyticsConfig, ctx.environ)
    db = await ctx.database(pool_size=4, migrations=MIGRATIONS)
    columns = await ctx.columns()
    await tables.create(columns)
    bus = await ctx.bus()
    retention = Retention(db, config.retention_days)
    await retention.open()
    streams = StreamStore(db)
    destinations = Streams({KINESIS: config.kinesis_endpoint, FIREHOSE: config.firehose_endpoint}, config.roles)
    imports = EventImports(db, ids.new_id(), _IMPORT_LEASE_SECONDS)
    importer = HistoryImporter(imports, columns, ctx.objects(), retention, ctx.clock)

    servicers: list[Servicer] = []
    if ctx.runs("calls"):
        known = KnownEndpoints(config.known_endpoints)
        await bus.connection.subscribe(subjects.every(subjects.ENDPOINT_DELETED), cb=partial(_forget, known))
        endpoints = Coalescer(partial(write_endpoints, ctx.peers), max_items=_ENDPOINTS_A_CALL, at_once=2)
        deps = Deps(ctx.clock, bus, columns, ctx.peers, retention, known, endpoints, streams, destinations, imports, importer.wake)
        servicers = [
            *_servicers(deps),
            (Eraser(db, columns, bus), add_ErasureServiceServicer_to_server, "counterpoint.erasure.v1.ErasureService"),
        ]
    consumers: list[Consumer] = []
    if ctx.runs("store"):
        if not servicers:
            # A process of its own: callers who wait go first, what lies in the bus can.
            os.nice(_NICER)
        forwarder = Forwarder(streams, bus, ctx.peers, destinations, config.stream_address)
        queue_events, queue_outcomes = forward.queue_events(streams, forwarder.wake), forward.queue_outcomes(streams, forwarder.wake)
        consumers = [
            bus.subscribe(subjects.ANALYTICS_EVENTS, sinks.events_sink(columns, queue_events, bus), batch=_MESSAGES, linger=_LINGER_SECONDS),
            bus.subscribe(subjects.ANALYTICS_OUTCOMES, sinks.outcomes_sink(columns), batch=200, linger=_LINGER_SECONDS),
            bus.subscribe(subjects.ANALYTICS_CHANGES, changes_sink(columns), batch=200, linger=_CHANGES_LINGER_SECONDS),
            bus.subscribe(subjects.ANALYTICS_APPS, sinks.apps_sink(columns, retention, streams, imports)),
            bus.subscribe(subjects.ANALYTICS_FORWARD_OUTCOMES, queue_outcomes, batch=200, linger=_FORWARD_LINGER_SECONDS),
        ]
        for consumer in consumers:
            await consumer.start()
        ctx.tasks.start(lambda: iterate(_PURGE_SECONDS, lambda: purge(columns, retention, ctx.clock.now_ms())), "purge")
        ctx.tasks.start(forwarder.run, "event-streams")
        ctx.tasks.start(importer.run, "event-imports")

    async def ready() -> bool:
        await columns.query("SELECT 1")
        return bool(bus.connection.is_connected)

    yield Service(servicers, ready)
    await asyncio.gather(*(consumer.stop() for consumer in consumers))


def _servicers(deps: Deps) -> list[Servicer]:
    return [
        (Analytics(deps), analytics_pb2_grpc.add_AnalyticsServiceServicer_to_server, "counterpoint.analytics.v1.AnalyticsService"),
        (Ingest(deps), ingest_pb2_grpc.add_IngestServiceServicer_to_server, "counterpoint.analytics.v1.IngestService"),
        (Charts(deps), charts_pb2_grpc.add_ChartsServiceServicer_to_server, "counterpoint.analytics.v1.ChartsService"),
        (History(deps), history_pb2_grpc.add_HistoryServiceServicer_to_server, "counterpoint.analytics.v1.HistoryService"),
    ]


async def _forget(known: KnownEndpoints, message: Any) -> None:
    """Deleted endpoints are unknown again: their next event creates them."""
    deleted = segments_events_pb2.EndpointsDeleted.FromString(message.data)
    for endpoint_id in deleted.endpoint_ids:
        known.discard((deleted.app_id, endpoint_id))
