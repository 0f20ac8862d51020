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
    """Steps applied per owner. Raises Refused for a schema newer than this program."""
    urls: dict[str, str] = json.loads(environ.get("COUNTERPOINT_MIGRATE") or "{}")
    if not urls:
        url = environ.get("COUNTERPOINT_DATABASE_URL", "")
        if not url or not names:
            raise Refused("Name the service and set its COUNTERPOINT_DATABASE_URL; `counterpoint up` migrates an embedded suite by itself.")
        urls = dict.fromkeys(names, url)
    return asyncio.run(_all(urls, environ.get("COUNTERPOINT_BUS_URL", ""), config.section(environ).bus_replicas))


async def _all(urls: Mapping[str, str], bus_url: str, bus_replicas: int) -> dict[str, int]:
    from kit.bus import Bus
    from kit.db.migrations import NewerSchema
    from kit.errors import CounterpointError

    async def streams() -> int:
        if bus_url:
            async with Bus(bus_url, "migrate") as bus:
                await bus.ensure_streams(frozenset(urls), bus_replicas)
        return 0

    try:
        counts = await asyncio.gather(streams(), *(_one(name, url) for name, url in urls.items()))
    except NewerSchema as error:
        raise Refused(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    except CounterpointError as error:
        raise Refused(f"The migration could not be done: {error}.") from None
    return dict(zip(urls, counts[1:], strict=True))


async def _one(name: str, url: str) -> int:
    from kit.db import Database
    from kit.db.migrations import migrate

    steps = steps_of(name)
    if not steps:
        return 0
    async with Database(url, pool_size=1) as database:
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
