"""The wiring and the life of the campaigns service; nothing else wires."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from counterpoint.campaigns.v1.campaigns_pb2_grpc import add_CampaignsServiceServicer_to_server
from counterpoint.campaigns.v1.restores_pb2_grpc import add_RestoresServiceServicer_to_server
from counterpoint.campaigns.v1.testing_pb2_grpc import add_TestingServiceServicer_to_server
from counterpoint.erasure.v1.erasure_pb2_grpc import add_ErasureServiceServicer_to_server
from sqlalchemy import text

from kit.config import ConfigError, section
from kit.db import Database
from kit.paging import Pages
from kit.service import Context, Service, iterate
from services.campaigns.config import CampaignsConfig
from services.campaigns.deps import Deps
from services.campaigns.domain.quotas import PROFILES
from services.campaigns.events.consume import consumers
from services.campaigns.jobs import planner, reconcile, starter, stopper
from services.campaigns.rpc.erasure import Eraser
from services.campaigns.rpc.restores import Restores
from services.campaigns.rpc.servicer import Servicer, Testing
from services.campaigns.store.migrations import MIGRATIONS

NAME = "counterpoint.campaigns.v1.CampaignsService"


@asynccontextmanager
async def open_service(ctx: Context) -> AsyncIterator[Service]:
    """Opens database and bus, starts readers and loops, yields what is served."""
    config = section(CampaignsConfig, ctx.environ)
    if config.quotas not in PROFILES:
        raise ConfigError(f"COUNTERPOINT_QUOTAS must be one of {', '.join(PROFILES)}")
    db, bus = await ctx.database(migrations=MIGRATIONS), await ctx.bus()
    deps = Deps(db, ctx.peers, ctx.clock, Pages(ctx.sealer.derive("pages")), PROFILES[config.quotas])
    ctx.tasks.start(lambda: iterate(config.tick_seconds, lambda: planner.plan_due(deps), deps.due), "campaigns-planner")
    ctx.tasks.start(
        lambda: iterate(config.tick_seconds, lambda: starter.start_planned(deps), deps.planned), "campaigns-starter"
    )
    ctx.tasks.start(
        lambda: iterate(config.reconcile_seconds, lambda: stopper.stop_runs(deps), deps.stops), "campaigns-stopper"
    )
    ctx.tasks.start(
        lambda: iterate(config.reconcile_seconds, lambda: reconcile.reconcile(deps, config.reconcile_seconds)),
        "campaigns-reconcile",
    )
    readers = consumers(bus, deps)
    await asyncio.gather(*(reader.start() for reader in readers))

    async def ready() -> bool:
        return bus.connection.is_connected and await _answers(db)

    try:
        yield Service(
            [
                (Servicer(deps), add_CampaignsServiceServicer_to_server, NAME),
                (Testing(deps), add_TestingServiceServicer_to_server, "counterpoint.campaigns.v1.TestingService"),
                (Restores(deps), add_RestoresServiceServicer_to_server, "counterpoint.campaigns.v1.RestoresService"),
                (Eraser(db), add_ErasureServiceServicer_to_server, "counterpoint.erasure.v1.ErasureService"),
            ],
            ready,
        )
    finally:
        await asyncio.gather(*(reader.stop() for reader in readers))


async def _answers(db: Database) -> bool:
    async with db.connect() as conn:
        await conn.execute(text("SELECT 1"))
    return True
