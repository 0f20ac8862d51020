"""What a process is started with and cannot work with: it refuses in one sentence that says what to do, and that quotes no password."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from kit.config import ConfigError
from kit.db import Database, Migration, migrate
from kit.db.migrations import OutOfOrder
from kit.service import Context
from launcher import registry
from services.journeys.store.migrations import MIGRATIONS
from tests.fixtures.servers import Servers
from tests.fixtures.suite import ROOT
from tests.fixtures.users import counterpoint
from tests.launcher.test_refusals import refused
from tests.unit.kit.test_tls import issued

SECRET = "pa55word"


async def refusal(environ: dict[str, str], kind: str) -> str:
    """What opening one kind of connection says."""
    async with AsyncExitStack() as stack:
        ctx = Context("journeys", {"COUNTERPOINT_START_PATIENCE": "0.3", **environ}, stack)
        opened = ctx.database(migrations=MIGRATIONS) if kind == "database" else getattr(ctx, kind)()
        with pytest.raises(ConfigError) as raised:
            await opened
    said = str(raised.value)
    assert SECRET not in said and "\n" not in said
    return said


@pytest.mark.parametrize(
    ("kind", "url", "sentence"),
    [
        ("database", f"postgres://a:{SECRET}@h/db", "COUNTERPOINT_DATABASE_URL is not an address of the kind it names: write it like postgresql+asyncpg://"),
        ("database", f"postgresql+asyncpg://a:{SECRET}@h:port/db", "COUNTERPOINT_DATABASE_URL is not an address"),
        ("database", f"postgresql+asyncpg://a:{SECRET}@127.0.0.1:1/db", "PostgreSQL at 127.0.0.1:1 does not answer"),
        ("database", f"postgresql+asyncpg://a:{SECRET}@no-such-host.invalid/db", "PostgreSQL at no-such-host.invalid does not answer"),
        ("bus", f"http://a:{SECRET}@h:4222", "COUNTERPOINT_BUS_URL is not an address of the kind it names: write it like nats://"),
        ("bus", f"nats://a:{SECRET}@127.0.0.1:1", "NATS at 127.0.0.1:1 does not answer: start it, or correct COUNTERPOINT_BUS_URL"),
        ("cache", f"valkey://:{SECRET}@h", "COUNTERPOINT_CACHE_URL is not an address of the kind it names: write it like redis://"),
        ("columns", "nonsense", "COUNTERPOINT_COLUMNS_URL is not an address of the kind it names: write it like https://"),
        ("columns", f"http://a:{SECRET}@127.0.0.1:1", "ClickHouse at 127.0.0.1:1 does not answer"),
    ],
)
async def test_an_address_that_is_wrong_or_leads_nowhere(kind: str, url: str, sentence: str) -> None:
    said = await refusal({f"COUNTERPOINT_{kind.upper()}_URL": url}, kind)
    assert said.startswith(sentence)


async def test_a_password_that_is_wrong(servers: Servers) -> None:
    changed: list[tuple[str, str, Callable[[str], str]]] = [
        ("database", servers.database_url("journeys"), lambda url: _password(url)),
        ("bus", servers.bus_url, lambda url: _password(url)),
        ("columns", servers.columns_url, lambda url: _password(url)),
        ("cache", servers.cache_url, lambda url: url.partition("password=")[0] + f"password={SECRET}"),
    ]
    for kind, url, change in changed:
        said = await refusal({f"COUNTERPOINT_{kind.upper()}_URL": change(url)}, kind)
        assert said.endswith(f"refuses the login: correct user and password in COUNTERPOINT_{kind.upper()}_URL"), said


def _password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    user, _, place = rest.partition("@")
    return f"{scheme}://{user.partition(':')[0]}:{SECRET}@{place}"


async def test_a_database_that_is_not_there_and_a_schema_that_is_not_ours(servers: Servers) -> None:
    url = servers.database_url("journeys")
    key = "COUNTERPOINT_DATABASE_URL"
    missing = url.replace("/t_", "/u_")
    assert "has no database u_" in await refusal({key: missing}, "database")
    assert await refusal({key: url}, "database") == "the journeys schema is empty: run `counterpoint migrate journeys` first"
    async with Database(url) as db:
        await migrate(db, "journeys", MIGRATIONS)
        async with db.begin() as conn:
            await conn.execute(text("INSERT INTO schema_version (number, name) VALUES (99, 'of tomorrow')"))
        newer = await refusal({key: url}, "database")
        assert newer.startswith("the journeys schema is at version 99, this program knows ") and "use the newer program or restore a backup" in newer
        async with db.begin() as conn:
            await conn.execute(text("DELETE FROM schema_version WHERE number = 99 OR number = :last"), {"last": MIGRATIONS[-1].number})
    halfway = await refusal({key: url}, "database")
    assert halfway.startswith(f"the journeys schema lacks step {MIGRATIONS[-1].number} (") and halfway.endswith("run `counterpoint migrate journeys` first")


async def test_a_schema_with_a_gap_is_not_migrated_further(servers: Servers) -> None:
    async with Database(servers.database_url("journeys")) as db:
        first, second = Migration(1, "first", "CREATE TABLE a (i int)"), Migration(2, "second", "CREATE TABLE b (i int)")
        await migrate(db, "journeys", [second])
        with pytest.raises(OutOfOrder, match=r"has step 2 but lacks step 1 \(first\): restore a backup"):
            await migrate(db, "journeys", [first, second])


def _serve(name: str, **environ: str) -> subprocess.CompletedProcess[str]:
    outside = {key: value for key, value in os.environ.items() if not key.startswith("COUNTERPOINT_")}
    environment = registry.python_environment(outside | environ)
    return subprocess.run(counterpoint("serve", name), env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_a_process_prints_the_sentence_alone_and_ends(tmp_path: Path) -> None:
    done = _serve("journeys", COUNTERPOINT_DATABASE_URL=f"postgresql+asyncpg://a:{SECRET}@127.0.0.1:1/db", COUNTERPOINT_START_PATIENCE="0.3")
    assert done.returncode == 2
    assert done.stderr.startswith("counterpoint journeys: PostgreSQL at 127.0.0.1:1 does not answer") and done.stderr.count("\n") == 1
    unknown = _serve("journeys", COUNTERPOINT_DATABSE_URL="x")
    assert unknown.returncode == 1 and "the nearest is COUNTERPOINT_DATABASE_URL" in unknown.stderr and unknown.stderr.count("\n") == 1


def test_a_suite_refuses_before_it_starts_anything(tmp_path: Path) -> None:
    from datetime import UTC, datetime, timedelta

    now = datetime.now(UTC)
    cert, key = issued(tmp_path, now - timedelta(9), now - timedelta(1))
    said = refused(tmp_path / "d", COUNTERPOINT_TLS_CERT=cert, COUNTERPOINT_TLS_KEY=key)
    assert "The certificate of COUNTERPOINT_TLS_CERT ended on" in said and "put a renewed one into" in said
    assert "COUNTERPOINT_METRICS must be a loopback" in refused(tmp_path / "d", COUNTERPOINT_METRICS="0.0.0.0:9464")
    assert "COUNTERPOINT_LOG must be text or json" in refused(tmp_path / "d", COUNTERPOINT_LOG="xml")
    (tmp_path / "c.toml").write_text('emial_url = "outbox:"\n')
    assert "the nearest is COUNTERPOINT_EMAIL_URL" in refused(tmp_path / "d", COUNTERPOINT_CONFIG=str(tmp_path / "c.toml"))
    assert not (tmp_path / "d").exists()


def test_a_suite_that_is_given_servers_refuses_when_they_cannot_be_used(tmp_path: Path) -> None:
    database = f"postgresql+asyncpg://{{service}}:{SECRET}@127.0.0.1:1/db"
    said = refused(tmp_path / "d", COUNTERPOINT_DATABASE_URL=database, COUNTERPOINT_START_PATIENCE="2")
    assert said.startswith("counterpoint: PostgreSQL at 127.0.0.1:1 does not answer") and SECRET not in said
