"""ClickHouse SQL through clickhouse-connect, in a small pool of threads with a client each.

Embedded, the other side is `counterpoint serve columns`. Calls are repeated while the server restarts (connection refused or reset); inserts are repeated only
with a deduplication token or into a table where a repeat does no harm, which is the caller's choice by `token` or `repeatable`.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import local
from typing import Any, Self, TypeVar
from urllib.parse import unquote, urlsplit

from kit.errors import Unavailable
from kit.telemetry import names

T = TypeVar("T")
_PATIENCE_SECONDS = 15.0


class Columns:
    """One database of one ClickHouse. Queries run in threads; the event loop stays free."""

    def __init__(self, url: str, database: str, threads: int = 4) -> None:
        parts = urlsplit(url)
        self._address = {
            "host": parts.hostname,
            "port": parts.port or (8443 if parts.scheme == "https" else 8123),
            "username": unquote(parts.username or "default"),
            "password": unquote(parts.password or ""),
            "secure": parts.scheme == "https",
        }
        self.database = database
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="columns")
        self._local = local()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def create_database(self) -> None:
        """Makes the database when it is not there."""
        await self._run("command", lambda: self._client("default").command(f"CREATE DATABASE IF NOT EXISTS {self.database}"))

    async def measure(self) -> None:
        """Calls that wait for a free thread."""
        names.COLUMNS_WAITING.set(self._pool._work_queue.qsize())

    async def query(self, sql: str, parameters: Mapping[str, Any] | None = None, settings: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Rows of a SELECT. Parameters are bound as `{name:Type}`."""
        result = await self._run("query", lambda: self._client().query(sql, parameters=bound(parameters), settings=dict(settings or {})))
        return [tuple(row) for row in result.result_rows]

    async def query_columns(self, sql: str, parameters: Mapping[str, Any] | None = None, settings: Mapping[str, Any] | None = None) -> list[Sequence[Any]]:
        """The same, column by column: cheaper for many rows."""
        result = await self._run("query", lambda: self._client().query(sql, parameters=bound(parameters), settings=dict(settings or {}), column_oriented=True))
        return list(result.result_columns)

    async def command(self, sql: str, parameters: Mapping[str, Any] | None = None, settings: Mapping[str, Any] | None = None) -> None:
        """DDL, or an INSERT … SELECT that may be repeated."""
        await self._run("command", lambda: self._client().command(sql, parameters=bound(parameters), settings=dict(settings or {})))

    async def insert(
        self,
        table: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        *,
        column_oriented: bool = False,
        types: Sequence[str] | None = None,
        token: str | None = None,
        repeatable: bool = True,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """Inserts rows (or columns when `column_oriented`) in Native form.

        `types`: ClickHouse type names in the order of `columns`; given, the table is not described first. `token`: the same token again within the table's
        deduplication window stores nothing.
        """
        if not rows:
            return
        chosen = {**(settings or {}), **({"insert_deduplication_token": token} if token else {})}
        extra: dict[str, Any] = {"column_type_names": list(types)} if types else {}
        await self._run(
            "insert",
            lambda: self._client().insert(table, rows, column_names=list(columns), column_oriented=column_oriented, settings=chosen, **extra),
            repeat=repeatable or token is not None,
        )

    def _client(self, database: str | None = None) -> Any:
        key = database or self.database
        clients = self._local.__dict__.setdefault("clients", {})
        if key not in clients:
            import clickhouse_connect
            from clickhouse_connect.driver import options

            # The client looks for data frames in every insert and would load pandas and numpy for it: 40 MB and a second.
            options.pd = options.np = options.arrow = None
            clients[key] = clickhouse_connect.get_client(
                **self._address, database=key, compress=False, query_limit=0, send_receive_timeout=120, autogenerate_session_id=False
            )
        return clients[key]

    async def _run(self, kind: str, work: Callable[[], T], repeat: bool = True) -> T:
        began = time.monotonic()
        try:
            return await self._repeated(work, repeat, began + _PATIENCE_SECONDS)
        finally:
            names.COLUMNS_SECONDS.observe(time.monotonic() - began, kind)

    async def _repeated(self, work: Callable[[], T], repeat: bool, end: float) -> T:
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._pool, work)
            except Exception as error:
                if not _away(error):
                    raise
                if not repeat or time.monotonic() > end:
                    raise Unavailable("the columns are away", retry_after=1) from error
                await asyncio.sleep(0.2)


def bound(parameters: Mapping[str, Any] | None) -> dict[str, Any]:
    """Parameters for `{x:Type}`: the client renders them; strings are escaped there as the protocol's TSV wants."""
    return dict(parameters or {})


def _away(error: BaseException) -> bool:
    """True when the server could not be reached or cut the connection, false for an answer of the server."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, (ConnectionError, TimeoutError)) or type(seen).__name__ in (
            "ProtocolError",
            "MaxRetryError",
            "NewConnectionError",
            "RemoteDisconnected",
        ):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
