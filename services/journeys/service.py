"""The wiring and the life of the journeys service; nothing else wires."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from counterpoint.erasure.v1.erasure_pb2_grpc import add_ErasureServiceServicer_to_server
from counterpoint.journeys.v1.journeys_pb2_grpc import add_JourneysServiceServicer_to_server
from sqlalchemy import text

from kit.config import ConfigError, section
from kit.paging import Pages
from kit.service import Context, Service
from services.journeys.config import JourneysConfig
from services.journeys.deps import Deps
from services.journeys.domain.quotas import MOST_ACTIVITIES
from services.journeys.events.consume import consumers
from services.journeys.rpc.erasure import Eraser
from services.journeys.rpc.servicer import Servicer
from services.journeys.store.migrations import MIGRATIONS

NAME = "counterpoint.journeys.v1.JourneysService"


@asynccontextmanager
async def open_service(ctx: Context) -> AsyncIterator[Service]:
    """Opens database and bus, starts the readers, yields what is served."""
    config = section(JourneysConfig, ctx.environ)
    if config.quotas not in MOST_ACTIVITIES:
        raise ConfigError(f"COUNTERPOINT_QUOTAS must be one of {', '.join(MOST_ACTIVITIES)}")
    db, bus = await ctx.database(migrations=MIGRATIONS), await ctx.bus()
    deps = Deps(db, ctx.peers, ctx.clock, Pages(ctx.sealer.derive("pages")), MOST_ACTIVITIES[config.quotas])
    readers = consumers(bus, deps)
    await asyncio.gather(*(reader.start() for reader in readers))

    async def ready() -> bool:
        async with db.connect() as conn:
            await conn.execute(text("SELECT 1"))
        return bool(bus.connection.is_connected)

    try:
        yield Service(
            [
                (Servicer(deps), add_JourneysServiceServicer_to_server, NAME),
                (Eraser(db), add_ErasureServiceServicer_to_server, "counterpoint.erasure.v1.ErasureService"),
            ],
            ready,
        )
    finally:
        await asyncio.gather(*(reader.stop() for reader in readers))
