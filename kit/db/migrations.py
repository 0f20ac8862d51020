"""Schema versions: numbered SQL steps, applied once each, in order, by `counterpoint migrate`."""

from collections.abc import Sequence
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


async def migrate(db: Database, schema: str, migrations: Sequence[Migration]) -> int:
    """Applies the missing steps under an advisory lock and returns how many ran. Raises NewerSchema."""
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
        newest = max((m.number for m in migrations), default=0)
        if done and max(done) > newest:
            raise NewerSchema(f"the {schema} schema is at version {max(done)}, this program knows {newest}: use the newer program or restore a backup")
        raw = await conn.get_raw_connection()
        for step in sorted(migrations, key=lambda m: m.number):
            if step.number in done:
                continue
            await raw.driver_connection.execute(step.sql)  # type: ignore[union-attr]
            await conn.execute(text("INSERT INTO schema_version (number, name) VALUES (:n, :t)"), {"n": step.number, "t": step.name})
            applied += 1
    return applied
