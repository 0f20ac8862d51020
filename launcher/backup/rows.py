"""PostgreSQL: every schema by COPY, all of them at one instant, each at its own version.

Nothing but the product's own logins is needed, so it works against an embedded cluster as against any other.
"""

from __future__ import annotations

import graphlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any

from launcher.backup.archive import Reader, Writer
from launcher.failure import Refused
from launcher.migrate import steps_of

Say = Callable[[str], None]
# Written at the first start of a suite, before anybody used it.
_WRITTEN_AT_START = frozenset({("analytics", "settings")})

_TABLES = (
    "SELECT c.relname, array_agg(a.attname ORDER BY a.attnum) AS columns FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"
    " WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'schema_version'"
    " GROUP BY c.relname ORDER BY c.relname"
)
_REFERENCES = (
    "SELECT r.relname AS child, f.relname AS parent FROM pg_constraint o JOIN pg_class r ON r.oid = o.conrelid JOIN pg_class f ON f.oid = o.confrelid"
    " JOIN pg_namespace n ON n.oid = r.relnamespace WHERE o.contype = 'f' AND n.nspname = $1"
)
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = $1 AND last_value IS NOT NULL"


async def save(writer: Writer, urls: Mapping[str, str], say: Say) -> dict[str, Any]:
    """Every owner's schema. What the manifest says of them: version, tables with columns and rows, sequences."""
    from kit.db import Database

    found: dict[str, Any] = {}
    async with AsyncExitStack() as stack:
        drivers = {}
        snapshot = ""
        for owner, url in urls.items():
            database = await stack.enter_async_context(Database(url, pool_size=1))
            driver = await _driver(stack, database)
            await stack.enter_async_context(driver.transaction(isolation="repeatable_read", readonly=True))
            if snapshot:
                await driver.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
            else:
                snapshot = await driver.fetchval("SELECT pg_export_snapshot()")
            drivers[owner] = driver
        for owner, driver in drivers.items():
            schema = await _schema(writer, driver, owner, say)
            if schema:
                found[owner] = schema
    if not found:
        raise Refused("The database holds no schema of Counterpoint: there is nothing to back up.")
    return found


async def _driver(stack: AsyncExitStack, database: Any) -> Any:
    connection = await stack.enter_async_context(database.connect())
    return (await connection.get_raw_connection()).driver_connection


async def _schema(writer: Writer, driver: Any, owner: str, say: Say) -> dict[str, Any]:
    if await driver.fetchval("SELECT to_regclass($1)", f'"{owner}".schema_version') is None:
        return {}
    tables: dict[str, Any] = {}
    for row in await driver.fetch(_TABLES, owner):
        name, columns = row["relname"], list(row["columns"])
        with writer.part(f"rows/{owner}/{name}") as part:

            async def take(piece: bytes) -> None:
                part.write(piece)

            listed = ", ".join(f'"{column}"' for column in columns)
            done = await driver.copy_from_query(f'SELECT {listed} FROM "{owner}"."{name}"', output=take, format="text")
        tables[name] = {"columns": columns, "rows": int(done.rpartition(" ")[2])}
        say(f"{owner}.{name}: {tables[name]['rows']} rows")
    sequences = {row["sequencename"]: row["last_value"] for row in await driver.fetch(_SEQUENCES, owner)}
    version = await driver.fetchval(f'SELECT max(number) FROM "{owner}".schema_version')
    return {"version": version or 0, "tables": tables, "sequences": sequences}


def check(manifest: Mapping[str, Any]) -> None:
    """Raises Refused when a schema of the backup is newer than this program."""
    for owner, schema in manifest["rows"].items():
        newest = max((step.number for step in steps_of(owner)), default=0)
        if schema["version"] > newest:
            raise Refused(
                f"The backup was made by a newer Counterpoint (schema {owner} {schema['version']}, this one knows {newest}): restore it with that one."
            )


async def check_empty(urls: Mapping[str, str]) -> None:
    """Raises Refused when any table of the target holds a row of use."""
    from kit.db import Database

    for owner, url in urls.items():
        async with Database(url, pool_size=1) as database, AsyncExitStack() as stack:
            driver = await _driver(stack, database)
            for row in await driver.fetch(_TABLES, owner):
                name = row["relname"]
                if (owner, name) not in _WRITTEN_AT_START and await driver.fetchval(f'SELECT EXISTS (SELECT 1 FROM "{owner}"."{name}")'):
                    raise Refused(f"The suite is not empty ({owner}.{name} holds rows): restore into a new data folder, or an empty database.")


async def load(reader: Reader, urls: Mapping[str, str], say: Say, finish: Mapping[str, Callable[[Any], Any]]) -> None:
    """Make each schema as it was at the backup, fill it, and bring it to this program's version.

    `finish[owner]` is awaited with the driver's connection in the transaction that fills the schema.
    """
    from kit.db import Database
    from kit.db.migrations import migrate

    for owner, schema in reader.manifest["rows"].items():
        steps = steps_of(owner)
        async with Database(urls[owner], pool_size=2) as database:
            await migrate(database, owner, [step for step in steps if step.number <= schema["version"]])
            async with AsyncExitStack() as stack:
                driver = await _driver(stack, database)
                async with driver.transaction():
                    await _fill(reader, driver, owner, schema, say)
                    if owner in finish:
                        await finish[owner](driver)
            await migrate(database, owner, steps)
            if owner in finish:
                # Once more: what it writes to may have come with a step newer than the backup.
                async with AsyncExitStack() as stack:
                    await finish[owner](await _driver(stack, database))


async def _fill(reader: Reader, driver: Any, owner: str, schema: Mapping[str, Any], say: Say) -> None:
    for name in await _in_order(driver, owner, list(schema["tables"])):
        table = schema["tables"][name]
        if (owner, name) in _WRITTEN_AT_START:
            await driver.execute(f'DELETE FROM "{owner}"."{name}"')
        done = await driver.copy_to_table(
            name, schema_name=owner, columns=table["columns"], source=_pieces(reader, f"rows/{owner}/{name}"), format="text"
        )
        if int(done.rpartition(" ")[2]) != table["rows"]:
            raise Refused(f"{owner}.{name} took {done.rpartition(' ')[2]} of {table['rows']} rows: the restore did not finish.")
        say(f"{owner}.{name}: {table['rows']} rows")
    for sequence, value in schema["sequences"].items():
        await driver.execute("SELECT setval($1::regclass, $2)", f'"{owner}"."{sequence}"', value)


async def _in_order(driver: Any, owner: str, tables: Sequence[str]) -> list[str]:
    """Tables after those they refer to."""
    graph: dict[str, set[str]] = {name: set() for name in tables}
    for row in await driver.fetch(_REFERENCES, owner):
        if row["child"] != row["parent"]:
            graph[row["child"]].add(row["parent"])
    return list(graphlib.TopologicalSorter(graph).static_order())


async def _pieces(reader: Reader, name: str) -> AsyncIterator[bytes]:
    for piece in reader.read(name):
        yield piece


def given(environ: Mapping[str, str], owners: Sequence[str]) -> dict[str, str]:
    """URLs by owner from the environment: COUNTERPOINT_MIGRATE, or COUNTERPOINT_DATABASE_URL with or without {service}; {} without either.

    One login for all schemas will do: tables are named with their schema.
    """
    from launcher import config

    listed: dict[str, str] = json.loads(environ.get("COUNTERPOINT_MIGRATE") or "{}")
    url = config.value(environ, "COUNTERPOINT_DATABASE_URL")
    return listed or ({owner: url.replace("{service}", owner) for owner in owners} if url else {})
