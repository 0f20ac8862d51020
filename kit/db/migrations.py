"""Schema versions: numbered SQL steps, applied once each, in order, by `counterpoint migrate`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from kit.db.database import Database


@dataclass(frozen=True, slots=True)
class Migration:
    """One step. `sql` may hold several statements; code at commit N runs before and after step N."""

    number: int
    name: str
    sql: str


class NewerSchema(Exception):
    """The database was written by a newer version; this one refuses to touch it."""


class OutOfOrder(Exception):
    """A later step is there and an earlier one is not: no version of ours leaves that behind."""


async def fault(db: Database, schema: str, migrations: Sequence[Migration]) -> str:
    """What the schema lacks, in words; "" when it is of this version. Raises NewerSchema."""
    async with db.connect() as conn:
        if (await conn.execute(text("SELECT to_regclass(:t)"), {"t": f'"{schema}".schema_version'})).scalar_one() is None:
            return f"the {schema} schema is empty"
        done = {row[0] for row in (await conn.execute(text(f'SELECT number FROM "{schema}".schema_version'))).all()}
    _refuse_newer(schema, done, migrations)
    missing = [step for step in sorted(migrations, key=lambda step: step.number) if step.number not in done]
    return f"the {schema} schema lacks step {missing[0].number} ({missing[0].name})" if missing else ""


def _refuse_newer(schema: str, done: Collection[int], migrations: Sequence[Migration]) -> None:
    newest = max((step.number for step in migrations), default=0)
    if done and max(done) > newest:
        raise NewerSchema(f"the {schema} schema is at version {max(done)}, this program knows {newest}: use the newer program or restore a backup")


async def migrate(db: Database, schema: str, migrations: Sequence[Migration]) -> int:
    """Applies the missing steps under an advisory lock and returns how many ran. Raises NewerSchema, OutOfOrder."""
    applied = 0
    async with db.begin() as conn:
        await conn.execute(text("SELECT pg_advisory_xact_lock(hashtext(:s))"), {"s": f"migrate:{schema}"})
        # A login without the right to create schemas finds its own made already; IF NOT EXISTS asks for that right all the same.
        if (await conn.execute(text("SELECT to_regnamespace(:s) IS NULL"), {"s": schema})).scalar_one():
            await conn.execute(text(f'CREATE SCHEMA "{schema}"'))
        await conn.execute(text(f'SET LOCAL search_path TO "{schema}"'))
        await conn.execute(
            text(
                "CREATE TABLE IF NOT EXISTS schema_version (number int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL"
                " DEFAULT clock_timestamp())"
            )
        )
        done = {row[0] for row in (await conn.execute(text("SELECT number FROM schema_version"))).all()}
        _refuse_newer(schema, done, migrations)
        early = next((step for step in migrations if step.number not in done and done and step.number < max(done)), None)
        if early is not None:
            raise OutOfOrder(f"the {schema} schema has step {max(done)} but lacks step {early.number} ({early.name}): restore a backup")
        raw = await conn.get_raw_connection()
        for step in sorted(migrations, key=lambda m: m.number):
            if step.number in done:
                continue
            await raw.driver_connection.execute(step.sql)  # type: ignore[union-attr]
            await conn.execute(text("INSERT INTO schema_version (number, name) VALUES (:n, :t)"), {"n": step.number, "t": step.name})
            applied += 1
    return applied
