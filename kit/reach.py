"""Whether what a URL names can be used: asked at the start, so that a process that could not work refuses in one sentence.

What refuses us is told at once; what does not answer gets `patience` seconds, in which a server may be starting too. No sentence quotes a user part.
"""

import asyncio
import ipaddress
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from kit.config import ConfigError

if TYPE_CHECKING:
    from kit.cache import Cache
    from kit.columns import Columns
    from kit.db import Database, Migration

_PAUSE = 0.2
_DENIED = ("password authentication failed", "no password supplied", "is not permitted to log in", "pg_hba.conf", 'role "')
_FORMS = {
    "COUNTERPOINT_DATABASE_URL": (("postgresql+asyncpg",), "postgresql+asyncpg://login:password@host:5432/database"),
    "COUNTERPOINT_BUS_URL": (("nats", "tls"), "nats://user:password@host:4222"),
    "COUNTERPOINT_CACHE_URL": (("redis", "rediss", "unix"), "redis://:password@host:6379/0"),
    "COUNTERPOINT_COLUMNS_URL": (("http", "https"), "https://user:password@host:8443"),
}


def patience(environ: Mapping[str, str]) -> float:
    """Seconds to wait for a server at the start."""
    try:
        return float(environ.get("COUNTERPOINT_START_PATIENCE") or 15)
    except ValueError:
        raise ConfigError("COUNTERPOINT_START_PATIENCE must be a number of seconds") from None


def form(key: str, url: str) -> None:
    """Raises ConfigError for a URL that cannot be one of its key."""
    schemes, example = _FORMS[key]
    try:
        parts = urlsplit(url)
        good = parts.scheme in schemes and bool(parts.port or parts.hostname or parts.path.strip("/"))
    except ValueError:
        good = False
    if not good:
        raise ConfigError(f"{key} is not an address of the kind it names: write it like {example}")


def place(url: str) -> str:
    """Where a URL leads, for people: host and port, or the socket; never its user part."""
    parts = urlsplit(url)
    if parts.hostname:
        return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    return (parse_qs(parts.query).get("host") or [parts.path])[0]


def is_loopback(host: str) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def database(db: "Database", url: str, seconds: float) -> None:
    """PostgreSQL takes the login. Raises ConfigError."""
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    async def ask() -> None:
        try:
            async with db.engine.connect() as conn:
                await conn.execute(text("SELECT 1"))
        except DBAPIError as error:
            said = str(error.orig)
            if any(words in said for words in _DENIED):
                raise _refuses("PostgreSQL", "COUNTERPOINT_DATABASE_URL", url) from None
            if "does not exist" in said:
                name = urlsplit(url).path.strip("/")
                raise ConfigError(f"PostgreSQL at {place(url)} has no database {name}: create it, or correct COUNTERPOINT_DATABASE_URL") from None
            raise

    await _until(ask, seconds, "PostgreSQL", "COUNTERPOINT_DATABASE_URL", url)


async def schema(db: "Database", name: str, migrations: Sequence["Migration"]) -> None:
    """The schema is of this version. Raises ConfigError for a newer one, and for one that was not (wholly) migrated."""
    from kit.db.migrations import NewerSchema, fault

    try:
        missing = await fault(db, name, migrations)
    except NewerSchema as error:
        raise ConfigError(str(error)) from None
    if missing:
        raise ConfigError(f"{missing}: run `counterpoint migrate {name}` first")


async def cache(store: "Cache", url: str) -> None:
    """Valkey takes the password. One that is away does not keep anybody from starting: what needs it waits. Raises ConfigError."""
    from redis.exceptions import AuthenticationError, RedisError, ResponseError

    try:
        await store.client.ping()
    except (RedisError, OSError) as error:
        if isinstance(error, (AuthenticationError, ResponseError)) or isinstance(error.__cause__, AuthenticationError) or "username-password" in str(error):
            raise _refuses("Valkey", "COUNTERPOINT_CACHE_URL", url) from None


async def cache_answers(store: "Cache", url: str, seconds: float) -> None:
    """The same, and it must answer."""
    from redis.exceptions import RedisError

    async def ask() -> None:
        await cache(store, url)
        try:
            await store.client.ping()
        except RedisError as error:
            raise ConnectionError(type(error).__name__) from error

    await _until(ask, seconds, "Valkey", "COUNTERPOINT_CACHE_URL", url)


async def columns(store: "Columns", url: str, seconds: float) -> None:
    """ClickHouse takes the login; the service's database is there afterwards. Raises ConfigError."""
    from clickhouse_connect.driver.exceptions import ClickHouseError

    async def ask() -> None:
        try:
            await store.create_database()
        except ClickHouseError as error:
            if any(code in str(error) for code in ("Code: 516", "Code: 194", "code: 516", "code: 194")):
                raise _refuses("ClickHouse", "COUNTERPOINT_COLUMNS_URL", url) from None
            if "Code: 497" in str(error):
                raise ConfigError(f"ClickHouse at {place(url)} lets this login make no database: make {store.database} and grant it") from None
            raise ConnectionError(type(error).__name__) from error

    await _until(ask, seconds, "ClickHouse", "COUNTERPOINT_COLUMNS_URL", url)


async def _until(ask: Callable[[], Awaitable[None]], seconds: float, kind: str, key: str, url: str) -> None:
    from kit.errors import Unavailable

    end = time.monotonic() + seconds
    while True:
        try:
            await asyncio.wait_for(ask(), max(1.0, end - time.monotonic()))
            return
        except ConfigError:
            raise
        except (OSError, TimeoutError, Unavailable) as error:
            if time.monotonic() + _PAUSE > end:
                raise away(kind, key, url, error) from None
        except Exception as error:
            if time.monotonic() + _PAUSE > end:
                raise away(kind, key, url, error) from error
        await asyncio.sleep(_PAUSE)


def away(kind: str, key: str, url: str, error: Any = None) -> ConfigError:
    """The sentence about a server that does not answer."""
    why = getattr(error, "strerror", None) or (type(error).__name__ if error is not None and not isinstance(error, TimeoutError) else "")
    return ConfigError(f"{kind} at {place(url)} does not answer{f' ({why})' if why else ''}: start it, or correct {key}")


def _refuses(kind: str, key: str, url: str) -> ConfigError:
    return ConfigError(f"{kind} at {place(url)} refuses the login: correct user and password in {key}")


def refused_bus(url: str) -> ConfigError:
    """The sentence about a bus that does not know us."""
    return _refuses("NATS", "COUNTERPOINT_BUS_URL", url)
