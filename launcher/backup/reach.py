"""Where the stores are: given by URL, of a suite that runs on the data folder, or of embedded servers started for the purpose."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from kit.config import ConfigError
from kit.seal import Sealer
from launcher import config, data, local, registry
from launcher.backup import rows
from launcher.data import DataFolder
from launcher.embedded.columns import address_of
from launcher.embedded.nats import Nats
from launcher.embedded.postgres import SUPERUSER
from launcher.embedded.suite import Backends
from launcher.failure import Refused
from launcher.supervisor import Supervisor

OWNERS = (*registry.SERVICES, registry.GATEWAY)
_START_SECONDS = 60.0
_STOP_SECONDS = 8.0


@dataclass(frozen=True)
class Stores:
    """Addresses of everything. `database`: by owner. `key`: of the product's seals, None where there is none yet. `data`: the data folder."""

    database: dict[str, str]
    bus: str
    columns: str
    data: Path


def all_given(environ: Mapping[str, str]) -> bool:
    """Whether every store that is kept is given by URL, as in a cluster."""
    return bool(rows.given(environ, OWNERS)) and all(config.value(environ, f"COUNTERPOINT_{name}_URL") for name in ("BUS", "COLUMNS"))


def _given(environ: Mapping[str, str]) -> Stores:
    bus, columns = (config.value(environ, f"COUNTERPOINT_{name}_URL") for name in ("BUS", "COLUMNS"))
    return Stores(rows.given(environ, OWNERS), bus, columns, local.data_path(environ))


@asynccontextmanager
async def to_save(environ: Mapping[str, str]) -> AsyncIterator[Stores]:
    """The stores of a suite, running or not. Raises Refused when there is none."""
    if all_given(environ):
        yield _given(environ)
        return
    path = local.data_path(environ)
    if not (path / "id").exists():
        raise Refused(f"{path} is not a data folder of Counterpoint: set COUNTERPOINT_DATA.")
    if data.holder(path) is not None:
        yield _running(path, environ)
        return
    folder = data.open_folder(path)
    try:
        async with started(folder, environ) as stores:
            yield stores
    finally:
        folder.close()


def _running(path: Path, environ: Mapping[str, str]) -> Stores:
    """The embedded servers of a suite another process runs."""
    folder = data.look(path)
    place = local.state(environ)["columns"]
    backends = Backends(folder, environ, 1)
    if backends.nats is not None:
        _need_ready(backends.nats)
    columns = config.value(environ, "COUNTERPOINT_COLUMNS_URL") or address_of(place, folder.secret)
    return Stores(_databases(backends), backends.bus_url, columns, path)


def _databases(backends: Backends) -> dict[str, str]:
    """Embedded, the superuser reads every schema."""
    if backends.postgres is not None:
        return dict.fromkeys(OWNERS, backends.postgres.url(SUPERUSER))
    return {owner: backends.database_url(owner) for owner in OWNERS}


def _need_ready(nats: Nats) -> None:
    if not nats.ready():
        raise Refused("The bus of the running suite does not answer: try again.")


@asynccontextmanager
async def started(folder: DataFolder, environ: Mapping[str, str]) -> AsyncIterator[Stores]:
    """The embedded servers, started here and stopped at the end; logins as the services have them."""
    backends = Backends(folder, environ, 1)
    supervisor = Supervisor(_say, lambda pids: None)
    programs = backends.programs
    supervisor.start(programs)
    try:
        await supervisor.wait_ready(programs, _START_SECONDS)
        backends.ensure_roles(OWNERS)
        yield Stores({owner: backends.database_url(owner) for owner in OWNERS}, backends.bus_url, backends.columns_url, folder.path)
    finally:
        await supervisor.stop([["columns"], ["valkey", "nats"], ["postgres"]], _STOP_SECONDS, _STOP_SECONDS)
        backends.close()


def _say(name: str, line: str) -> None:
    print(f"{name:<12} | {line}", file=sys.stderr, flush=True)


def key_file(environ: Mapping[str, str], path: Path) -> Path:
    """Where the suite's master key is."""
    return Path(config.value(environ, "COUNTERPOINT_KEY_FILE") or path / "master.key")


def sealer(path: Path) -> Sealer:
    """The holder of a key file. Raises Refused."""
    try:
        return Sealer.from_key_file(path, os.environ.get("COUNTERPOINT_KMS_URL", ""))
    except ConfigError as error:
        raise Refused.of(error) from None
    except OSError as error:
        raise Refused(f"The master key {path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise Refused(f"{path} is not a master key: it must hold 32 bytes for each key.") from None
