"""The embedded servers of one data folder, those that no URL replaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from launcher import config, registry
from launcher.data import DataFolder
from launcher.embedded.columns import Columns
from launcher.embedded.nats import Nats
from launcher.embedded.postgres import Postgres
from launcher.embedded.program import Program
from launcher.embedded.valkey import Valkey
from launcher.failure import Refused

# What one process of every service and the gateway may open together, at the bounds of their pools.
_CONNECTIONS = 60


class Backends:
    """Which backends run here, and every backend's address. Addresses are known once the programs are ready."""

    def __init__(self, folder: DataFolder, environ: Mapping[str, str], replicas: int) -> None:
        self._given = {key: config.value(environ, f"COUNTERPOINT_{key}_URL") for key in ("DATABASE", "BUS", "CACHE", "COLUMNS")}
        self.postgres = None if self._given["DATABASE"] else Postgres(folder.path, folder.identity, folder.secret, connections=20 + replicas * _CONNECTIONS)
        self.nats = None if self._given["BUS"] else Nats(folder.path, folder.secret, sync=environ.get("COUNTERPOINT_BUS_SYNC") == "always")
        self.valkey = None if self._given["CACHE"] else Valkey(folder.path, folder.identity, folder.secret)
        self.columns = None if self._given["COLUMNS"] else Columns(folder.path, folder.secret, _python(environ))
        if self._given["DATABASE"] and "{service}" not in self._given["DATABASE"]:
            raise Refused("COUNTERPOINT_DATABASE_URL must hold {service} where the login's name stands: every service logs in as itself, into its own schema.")

    @property
    def programs(self) -> list[Program]:
        """In the order they are started; they are stopped in reverse."""
        every: list[Program | None] = [self.postgres, self.nats, self.valkey, self.columns]
        return [program for program in every if program is not None]

    def ensure_roles(self, roles: Sequence[str]) -> None:
        """Logins and schemas in the embedded PostgreSQL; elsewhere they are the operator's."""
        if self.postgres is not None:
            self.postgres.ensure_roles(roles)

    def database_url(self, role: str) -> str:
        return self.postgres.url(role) if self.postgres is not None else self._given["DATABASE"].replace("{service}", role)

    @property
    def bus_url(self) -> str:
        return self.nats.url if self.nats is not None else self._given["BUS"]

    @property
    def cache_url(self) -> str:
        return self.valkey.url if self.valkey is not None else self._given["CACHE"]

    @property
    def columns_url(self) -> str:
        return self.columns.url if self.columns is not None else self._given["COLUMNS"]

    def close(self) -> None:
        if self.columns is not None:
            self.columns.close()


def _python(environ: Mapping[str, str]) -> dict[str, str]:
    """What the columns process needs of the environment: nothing of the product's configuration."""
    return registry.python_environment({name: text for name, text in environ.items() if not name.startswith(config.PREFIX)})
