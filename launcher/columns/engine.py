"""chdb behind a few threads, each with a session of its own: one session runs its statements one after the other."""

from __future__ import annotations

import asyncio
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import local
from typing import Any

from launcher.columns.request import BadRequest, Statement

SESSIONS = 4
_CODE = re.compile(r"Code: (\d+)")


class EngineError(Exception):
    """An answer of the engine; `code` is ClickHouse's number."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        found = _CODE.search(text)
        self.code = int(found.group(1)) if found else 1001


class Engine:
    """Runs statements on the store in `folder`; one process per folder, so the process must own it alone.

    `memory`: bytes all queries together may use. A query may use half of it, every core, and two minutes.
    """

    def __init__(self, folder: Path, memory: int) -> None:
        self._path = f"{folder}?max_server_memory_usage={memory}&mark_cache_size=33554432&uncompressed_cache_size=0"
        self._defaults = {
            "max_threads": str(os.cpu_count() or 2),
            "max_memory_usage": str(memory // 2),
            "max_execution_time": "120",
            # One block per insert, so that a deduplication token covers the whole of it.
            "max_insert_threads": "1",
            "min_insert_block_size_rows": "10000000",
            "min_insert_block_size_bytes": "0",
        }
        self._pool = ThreadPoolExecutor(SESSIONS, thread_name_prefix="session")
        self._local = local()
        self._last_use = time.monotonic()
        self._purged = True

    async def open(self) -> None:
        """Open the store with a first session; the others open when they are needed."""
        await self._run(self._session)

    async def close(self) -> None:
        """Wait for running statements and give the store back."""
        await asyncio.to_thread(self._pool.shutdown, True, cancel_futures=True)

    async def execute(self, statement: Statement) -> tuple[bytes, int]:
        """Bytes in the format asked for, and the rows read. Raises EngineError."""
        self._last_use, self._purged = time.monotonic(), False
        try:
            result: tuple[bytes, int] = await self._run(self._execute, statement)
            return result
        finally:
            self._last_use = time.monotonic()

    async def give_back_memory(self, idle: float = 10.0) -> None:
        """Once after `idle` quiet seconds, return free memory to the system. Call it now and then."""
        if not self._purged and time.monotonic() - self._last_use > idle:
            self._purged = True
            await self._run(lambda: self._session().query("SYSTEM JEMALLOC PURGE"))

    async def _run(self, work: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)

    def _execute(self, statement: Statement) -> tuple[bytes, int]:
        session = self._session()
        try:
            self._enter(session, statement)
            if statement.native is None:
                result = session.query(statement.sql, statement.format, params=statement.params or None)
                return result.bytes(), result.rows_read()
            self._insert(session, statement)
            return b"", 0
        except (RuntimeError, ValueError) as error:
            raise EngineError(str(error)) from None

    def _insert(self, session: Any, statement: Statement) -> None:
        """Rows in Native form go through an anonymous file: several times faster than inline, and binary-safe."""
        rows = statement.native
        if rows is None or len(rows) == 0:
            return
        handle = os.memfd_create("insert") if hasattr(os, "memfd_create") else _temporary_file()
        try:
            view = memoryview(rows)
            while view:
                view = view[os.write(handle, view) :]
            os.lseek(handle, 0, os.SEEK_SET)
            where = f"/proc/self/fd/{handle}" if os.path.isdir("/proc/self/fd") else f"/dev/fd/{handle}"
            session.query(f"{statement.insert} SELECT * FROM file('{where}', Native)", "Null", params=statement.params or None)
        finally:
            os.close(handle)

    def _enter(self, session: Any, statement: Statement) -> None:
        """Bring this thread's session to the database and the settings of the request; what did not change costs nothing."""
        state = self._local.__dict__
        if state["database"] != statement.database:
            session.query(f"USE {_identifier(statement.database)}")
            state["database"] = statement.database
        wanted = {**self._defaults, **statement.settings}
        applied: dict[str, str] = state["applied"]
        changes = [f"{name} = {_literal(value)}" for name, value in wanted.items() if applied.get(name) != value]
        changes += [f"{name} = DEFAULT" for name in applied if name not in wanted]
        if changes:
            state["applied"] = {}  # unknown, should the engine refuse one of them half way
            session.query("SET " + ", ".join(changes))
            state["applied"] = wanted

    def _session(self) -> Any:
        state = self._local.__dict__
        if "session" not in state:
            from chdb.session import Session

            state["session"] = Session(self._path)  # type: ignore[no-untyped-call]
            state["applied"], state["database"] = {}, "default"
        return state["session"]


def _identifier(name: str) -> str:
    if "\0" in name:
        raise BadRequest(81, "Unknown database. (UNKNOWN_DATABASE)")
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def _literal(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _temporary_file() -> int:
    import tempfile

    handle, path = tempfile.mkstemp()
    os.unlink(path)
    return handle
