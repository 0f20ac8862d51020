"""Idempotency answers and audit rows on the real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from gateway.audit import Audit, Call
from gateway.store import answers
from gateway.store.migrations import MIGRATIONS
from kit.db import Database, migrate
from tests.fixtures.servers import Servers

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = answers.Key("arn", "CreateApp", "i", "h")
LEASE = timedelta(seconds=30)


@asynccontextmanager
async def database(servers: Servers) -> AsyncIterator[Database]:
    async with Database(servers.database_url("gateway")) as db:
        await migrate(db, "gateway", MIGRATIONS)
        yield db


async def test_a_claim_is_taken_once_and_its_answer_is_found(servers: Servers) -> None:
    async with database(servers) as db:
        assert (await answers.claim(db, KEY, "one", NOW, LEASE)).mine
        assert await answers.claim(db, KEY, "two", NOW, LEASE) == answers.Claim(False)
        await answers.finish(db, KEY, "one", 201, b"sealed")
        assert await answers.claim(db, KEY, "two", NOW, LEASE) == answers.Claim(False, 201, b"sealed")
        other = answers.Key("arn", "CreateApp", "i", "another body")
        assert (await answers.claim(db, other, "two", NOW, LEASE)).mine


async def test_a_released_claim_is_free_at_once_and_a_dead_one_after_its_lease(servers: Servers) -> None:
    async with database(servers) as db:
        await answers.claim(db, KEY, "one", NOW, LEASE)
        await answers.release(db, KEY, "one")
        assert (await answers.claim(db, KEY, "two", NOW, LEASE)).mine
        assert not (await answers.claim(db, KEY, "three", NOW + timedelta(seconds=29), LEASE)).mine
        assert (await answers.claim(db, KEY, "three", NOW + timedelta(seconds=31), LEASE)).mine
        await answers.finish(db, KEY, "two", 201, b"too late")
        assert (await answers.claim(db, KEY, "four", NOW + timedelta(seconds=32), LEASE)).body is None


async def test_an_answer_lives_24_hours(servers: Servers) -> None:
    async with database(servers) as db:
        await answers.claim(db, KEY, "one", NOW, LEASE)
        await answers.finish(db, KEY, "one", 201, b"x")
        assert not (await answers.claim(db, KEY, "two", NOW + timedelta(hours=23), LEASE)).mine
        assert (await answers.claim(db, KEY, "two", NOW + timedelta(hours=25), LEASE)).mine
        assert await answers.sweep(db, NOW + timedelta(hours=60)) == 1


def call(**more: object) -> Call:
    values: dict[str, object] = {
        "at": NOW,
        "operation": "CreateApp",
        "read_only": False,
        "account": "1",
        "principal": "p",
        "key_id": "k",
        "region": "r",
        "source": "127.0.0.1",
        "user_agent": "u",
        "request_id": "q",
        "app_id": "",
        "parameters": {},
        "body": b"",
        "answer": b"",
    }
    return Call(**{**values, **more})  # type: ignore[arg-type]


async def test_records_are_written_in_batches_and_one_that_cannot_be_stored_costs_only_itself(servers: Servers) -> None:
    async with database(servers) as db:
        audit = Audit(db)
        for number in range(1200):
            await audit.add(call(request_id=str(number), principal="bad\0" if number == 7 else "p"))
        await audit.flush()
        async with db.connect() as conn:
            assert (await conn.execute(text("SELECT count(*) FROM audit"))).scalar_one() == 1199


async def test_audit_rows_cannot_be_changed(servers: Servers) -> None:
    async with database(servers) as db:
        audit = Audit(db)
        await audit.add(call())
        await audit.flush()
        for statement in ("DELETE FROM audit", "UPDATE audit SET record = ''"):
            with pytest.raises(Exception, match="append-only"):
                async with db.begin() as conn:
                    await conn.execute(text(statement))
