"""Sealed values move to the newest key: in batches, again and again without harm, beside others who do the same."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from sqlalchemy import text

from kit.db import Database
from kit.db.reseal import Place, reseal, reseal_for_ever
from kit.seal import Sealer
from kit.testing import eventually_async
from tests.fixtures.servers import Servers

OLD, NEW = Sealer(b"a" * 32), Sealer(b"a" * 32 + b"b" * 32)
PLACE = Place("secrets", ("app", "name"), "sealed", lambda app, name: f"{app}/{name}")


async def test_a_pass_seals_everything_anew_and_the_next_one_nothing(servers: Servers) -> None:
    async with Database(servers.database_url("delivery")) as db:
        async with db.begin() as conn:
            await conn.execute(text("CREATE TABLE secrets (app text, name text, sealed bytea, PRIMARY KEY (app, name))"))
            names = [(f"a{number % 7}", f"n{number}") for number in range(95)]
            rows = [{"app": app, "name": name, "sealed": OLD.seal(name[1:].encode(), f"{app}/{name}")} for app, name in names]
            stranger = {"app": "a3", "name": "lost", "sealed": Sealer(b"z" * 32).seal(b"x", "a3/lost")}
            await conn.execute(text("INSERT INTO secrets VALUES (:app, :name, :sealed)"), [*rows, stranger, {"app": "b", "name": "none", "sealed": None}])
        # Two replicas at once share the work; what one has locked the other passes over.
        first = await asyncio.gather(reseal(db, NEW, PLACE, 10), reseal(db, NEW, PLACE, 10))
        second = await reseal(db, NEW, PLACE, 10)
        assert (sum(first) + second, await reseal(db, NEW, PLACE, 10)) == (95, 0)
        async with db.begin() as conn:
            found = (await conn.execute(text("SELECT app, name, sealed FROM secrets WHERE sealed IS NOT NULL AND name <> 'lost' ORDER BY app, name"))).all()
        assert all(bytes(sealed).startswith(NEW.prefix) for _, _, sealed in found)
        assert {NEW.open(bytes(sealed), f"{app}/{name}").decode() for app, name, sealed in found} == {str(number) for number in range(95)}


async def test_a_pass_that_was_cut_short_is_taken_up(servers: Servers) -> None:
    async with Database(servers.database_url("delivery")) as db:
        async with db.begin() as conn:
            await conn.execute(text("CREATE TABLE secrets (app text, name text, sealed bytea, PRIMARY KEY (app, name))"))
            rows = [{"app": "a", "name": f"n{number}", "sealed": OLD.seal(b"x", f"a/n{number}")} for number in range(30)]
            await conn.execute(text("INSERT INTO secrets VALUES (:app, :name, :sealed)"), rows)
        task = asyncio.create_task(reseal(db, NEW, PLACE, 1))
        while not await _under_new(db):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        done = await _under_new(db)
        assert await reseal(db, NEW, PLACE, 1) == 30 - done
        assert await _under_new(db) == 30


async def test_a_process_that_does_not_seal_under_the_newest_key_yet_undoes_nothing(servers: Servers, tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    file.write_bytes(b"a" * 32 + b"b" * 32)
    looks = 0

    class Young(Sealer):
        @property
        def settled(self) -> bool:
            nonlocal looks
            looks += 1
            return super().settled

    young = Young(file.read_bytes(), file, settle=300)
    async with Database(servers.database_url("delivery")) as db:
        async with db.begin() as conn:
            await conn.execute(text("CREATE TABLE secrets (app text, name text, sealed bytea, PRIMARY KEY (app, name))"))
            rows = [{"app": "a", "name": "new", "sealed": NEW.seal(b"x", "a/new")}, {"app": "a", "name": "old", "sealed": OLD.seal(b"x", "a/old")}]
            await conn.execute(text("INSERT INTO secrets VALUES (:app, :name, :sealed)"), rows)
        task = asyncio.create_task(reseal_for_ever(db, young, [PLACE]))
        assert await eventually_async(lambda: _true(looks >= 2))
        assert await _under_new(db) == 1 and not task.done()
        os.utime(file, (1, 1))  # it has been there for long
        assert await eventually_async(lambda: _all_under_new(db))
        task.cancel()


async def _true(value: bool) -> bool:
    return value


async def _all_under_new(db: Database) -> bool:
    return await _under_new(db) == 2


async def _under_new(db: Database) -> int:
    async with db.begin() as conn:
        statement = text("SELECT count(*) FROM secrets WHERE substring(sealed FROM 1 FOR 5) = :prefix")
        return int((await conn.execute(statement, {"prefix": NEW.prefix})).scalar_one())
