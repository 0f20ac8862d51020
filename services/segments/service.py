"""Wiring of the segments service."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from counterpoint.erasure.v1.erasure_pb2_grpc import add_ErasureServiceServicer_to_server
from counterpoint.segments.v1 import audience_pb2_grpc, segments_pb2_grpc

from kit import ids
from kit.bus import subjects
from kit.config import section
from kit.db import Relay
from kit.errors import CounterpointError
from kit.paging import Pages
from kit.service import Context, Service
from services.segments.config import SegmentsConfig
from services.segments.domain.fold import Rules
from services.segments.events.activity import ActivityWriter
from services.segments.jobs.export_files import ExportFiles
from services.segments.jobs.exporter import Exporter
from services.segments.jobs.importer import Importer
from services.segments.jobs.purger import AttributePurger, Purger
from services.segments.jobs.runner import Runner
from services.segments.rpc.deps import Deps
from services.segments.rpc.erasure import Eraser
from services.segments.rpc.servicer import AudienceServicer, SegmentsServicer
from services.segments.store import levels
from services.segments.store.apps import AppStore
from services.segments.store.audience import Audiences
from services.segments.store.dropped import DroppedItems
from services.segments.store.endpoints import EndpointStore
from services.segments.store.erasure import Erasure
from services.segments.store.gathering import Gathering
from services.segments.store.index import Index, Indexer
from services.segments.store.jobs import JobStore
from services.segments.store.migrations import MIGRATIONS
from services.segments.store.purges import Purges
from services.segments.store.recommenders import RecommenderStore
from services.segments.store.registry import Registry
from services.segments.store.segments import SegmentStore
from services.segments.store.tx import reading

# Facts of the writes that commit within this time are published in one go: a round of the relay costs half as much as a write.
_GATHER_SECONDS = 0.05


@asynccontextmanager
async def open_service(ctx: Context) -> AsyncIterator[Service]:
    """Builds the stores, starts the loops, offers both services."""
    # Bulk writes hold hundreds of thousands of small objects for a moment; looking through them again and again cost a third of an import.
    gc.set_threshold(100_000, 20, 100)
    config = section(SegmentsConfig, ctx.environ).checked()
    db, bus, columns, objects = await ctx.database(migrations=MIGRATIONS), await ctx.bus(), await ctx.columns(), ctx.objects()
    ctx.on_scrape(levels.of(db))
    relay = Relay(db, bus, gather=_GATHER_SECONDS)
    registry, index, segments, apps = Registry(db), Index(columns), SegmentStore(db), AppStore(db)
    await index.open()
    indexer = Indexer(db, index, registry)
    await indexer.restore()

    def committed() -> None:
        relay.wake()
        indexer.wake()

    endpoints = EndpointStore(db, registry, ctx.clock, Rules(config.endpoints_per_user, config.evict_apns_sandbox), committed)
    audiences = Audiences(db, index, indexer, config.exact_wait_seconds)
    jobs = JobStore(db, ids.new_id(), config.job_lease_seconds)
    importer = Importer(config, ctx.clock, objects, jobs, endpoints, segments, index)
    exporter = Exporter(ctx.clock, objects, jobs, endpoints, segments, registry, audiences)
    runner, dropped = Runner(jobs, importer, exporter, ctx.clock), DroppedItems(db)
    purger, stripper = Purger(apps, index, audiences, dropped, ctx.clock, config.audience_days), AttributePurger(Purges(db, ctx.clock), committed)
    deps = Deps(
        config=config,
        clock=ctx.clock,
        pages=Pages(ctx.sealer.derive("pages")),
        apps=apps,
        endpoints=endpoints,
        writes=Gathering(endpoints.upsert),
        registry=registry,
        segments=segments,
        audiences=audiences,
        jobs=jobs,
        recommenders=RecommenderStore(db),
        dropped=dropped,
        committed=committed,
        job_waits=runner.wake,
        app_gone=purger.wake,
        purge_waits=stripper.wake,
    )
    files = ExportFiles(jobs, objects)
    eraser = Eraser(bus, ctx.clock, Erasure(db, index, indexer, ctx.clock), apps, endpoints, segments, index, audiences, files)
    ctx.tasks.start(relay.run, "segments-relay")
    ctx.tasks.start(indexer.run, "segments-indexer")
    ctx.tasks.start(runner.run, "segments-jobs")
    ctx.tasks.start(purger.run, "segments-purger")
    ctx.tasks.start(stripper.run, "segments-attribute-purger")
    activity = bus.subscribe(subjects.SEGMENTS_ACTIVITY, ActivityWriter(columns), batch=200, linger=1.0)
    await activity.start()

    async def ready() -> bool:
        try:
            async with reading(db) as tx:
                await tx.fetchval("SELECT 1")
            await columns.query("SELECT 1")
        except CounterpointError:
            return False
        return bool(bus.connection.is_connected)

    try:
        yield Service(
            servicers=[
                (SegmentsServicer(deps), segments_pb2_grpc.add_SegmentsServiceServicer_to_server, "counterpoint.segments.v1.SegmentsService"),
                (AudienceServicer(deps), audience_pb2_grpc.add_AudienceServiceServicer_to_server, "counterpoint.segments.v1.AudienceService"),
                (eraser, add_ErasureServiceServicer_to_server, "counterpoint.erasure.v1.ErasureService"),
            ],
            ready=ready,
        )
    finally:
        await activity.stop()
