"""`counterpoint migrate`: bring schemas and bus streams to this version; a step of its own, before any process starts.

`up` runs it with COUNTERPOINT_MIGRATE, a JSON object of owner to database URL. In a cluster a job runs `counterpoint migrate segments` with
that service's own COUNTERPOINT_DATABASE_URL. Streams are made where COUNTERPOINT_BUS_URL is set.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from launcher import config, registry
from launcher.failure import Refused


def run(names: Sequence[str], environ: Mapping[str, str]) -> dict[str, int]:
    """Steps applied per owner. Raises Refused for a schema newer than this program, and for servers that cannot be used."""
    urls: dict[str, str] = json.loads(environ.get("COUNTERPOINT_MIGRATE") or "{}")
    if not urls:
        url = environ.get("COUNTERPOINT_DATABASE_URL", "")
        if not url or not names:
            raise Refused("Name the service and set its COUNTERPOINT_DATABASE_URL; `counterpoint up` migrates an embedded suite by itself.")
        urls = dict.fromkeys(names, url)
    return asyncio.run(_all(urls, environ, config.section(environ)))


async def _all(urls: Mapping[str, str], environ: Mapping[str, str], settings: config.SuiteConfig) -> dict[str, int]:
    from kit.bus import Bus
    from kit.config import ConfigError
    from kit.db.migrations import NewerSchema, OutOfOrder
    from kit.errors import CounterpointError

    bus_url, patience = environ.get("COUNTERPOINT_BUS_URL", ""), settings.start_patience
    room = int(environ.get("COUNTERPOINT_BUS_ROOM") or 0) or None

    async def streams() -> int:
        if bus_url:
            async with Bus(bus_url, "migrate", patience) as bus:
                await bus.ensure_streams(frozenset(urls), settings.bus_replicas, room=room)
        return 0

    try:
        steps = (_one(name, url, patience) for name, url in urls.items())
        counts = await asyncio.gather(streams(), *steps, _others(environ, patience))
    except (NewerSchema, OutOfOrder, ConfigError) as error:
        raise Refused.of(error) from None
    except CounterpointError as error:
        raise Refused(f"The migration could not be done: {error}.") from None
    return dict(zip(urls, counts[1:-1], strict=True))


async def _others(environ: Mapping[str, str], patience: float) -> int:
    """Valkey and the columns, where they are given by URL: nothing is migrated there now, but nothing would work without them."""
    from kit import reach

    if cache_url := environ.get("COUNTERPOINT_CACHE_URL", ""):
        from kit.cache import Cache

        reach.form("COUNTERPOINT_CACHE_URL", cache_url)
        async with Cache(cache_url) as cache:
            await reach.cache_answers(cache, cache_url, patience)
    if columns_url := environ.get("COUNTERPOINT_COLUMNS_URL", ""):
        from kit.columns import Columns

        reach.form("COUNTERPOINT_COLUMNS_URL", columns_url)
        async with Columns(columns_url, "default", 1) as columns:
            await reach.columns(columns, columns_url, patience)
    return 0


async def _one(name: str, url: str, patience: float) -> int:
    from kit import reach
    from kit.db import Database
    from kit.db.migrations import migrate

    steps = steps_of(name)
    if not steps:
        return 0
    reach.form("COUNTERPOINT_DATABASE_URL", url)
    async with Database(url, pool_size=1) as database:
        await reach.database(database, url, patience)
        return await migrate(database, name, steps)


def steps_of(name: str) -> Sequence[Any]:
    """The owner's MIGRATIONS; none for a part without a schema."""
    module = "gateway.store.migrations" if name == registry.GATEWAY else f"services.{name}.store.migrations"
    try:
        return importlib.import_module(module).MIGRATIONS  # type: ignore[no-any-return]
    except ModuleNotFoundError as error:
        if error.name is not None and module.startswith(error.name):
            print(f"{name} keeps no schema", file=sys.stderr)
            return ()
        raise
