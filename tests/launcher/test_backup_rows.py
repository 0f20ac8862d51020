"""Rows of a schema that is older than the program: they come back as they were, and are brought to this version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kit.db import Database
from kit.db.migrations import migrate
from kit.seal import Sealer
from launcher.backup import archive, rows
from launcher.backup.archive import Reader, Writer
from launcher.backup.restoring import _on_hold
from launcher.failure import Refused
from launcher.migrate import steps_of
from services.campaigns.store.restores import mark
from tests.fixtures.servers import Servers

KEY = Sealer(b"k" * 32)


async def test_an_older_backup_is_brought_to_this_version_and_stands_on_hold(servers: Servers, tmp_path: Path) -> None:
    old, new = servers.database_url("campaigns"), servers.database_url("campaigns")
    steps = steps_of("campaigns")
    async with Database(old) as database:
        await migrate(database, "campaigns", steps[:1])
        async with database.begin() as conn:
            raw: Any = (await conn.get_raw_connection()).driver_connection
            await raw.execute("INSERT INTO settings (app_id, account_id, document) VALUES ('a\tb\\c', '1', '\\x00ff0a')")
            await raw.execute(
                "INSERT INTO campaigns (id, app_id, account_id, created_ms, version, kind, status, segment_id, app_settings)"
                " VALUES ('c', 'a', '1', 5, 1, 'TIME', 'COMPLETED', 's', '')"
            )
            await raw.execute("INSERT INTO campaign_versions VALUES ('c', 1, 5, 'doc')")
    writer = Writer(tmp_path / "backup", KEY)
    writer.finish({"rows": await rows.save(writer, {"campaigns": old}, lambda line: None), "made_ms": 7, "clock": ""})
    reader = Reader(*archive.find(tmp_path), KEY)
    assert reader.manifest["rows"]["campaigns"]["version"] == steps[0].number < steps[-1].number

    hold = {"campaigns": _on_hold(reader.manifest)["campaigns"]}
    await rows.load(reader, {"campaigns": new}, lambda line: None, hold)
    async with Database(new) as database, database.connect() as conn:
        raw = (await conn.get_raw_connection()).driver_connection
        assert [tuple(row) for row in await raw.fetch("SELECT app_id, account_id, document FROM settings")] == [("a\tb\\c", "1", b"\x00\xff\x0a")]
        assert await raw.fetchval("SELECT count(*) FROM campaign_versions") == 1
        assert await raw.fetchval("SELECT max(number) FROM schema_version") == steps[-1].number
        assert await raw.fetchval("SELECT backup_ms FROM restores WHERE released_ms IS NULL") == 7
        # Restored from a backup that was made on hold: the newest decides, said twice or not.
        for _ in range(2):
            await mark(raw, 8, 1 << 50)
        assert [row["backup_ms"] for row in await raw.fetch("SELECT backup_ms FROM restores WHERE released_ms IS NULL")] == [8]
    with pytest.raises(Refused, match=r"The suite is not empty \(campaigns\.campaign_versions holds rows\)"):
        await rows.check_empty({"campaigns": new})


async def test_rows_of_all_schemas_are_of_one_instant(servers: Servers, tmp_path: Path) -> None:
    url = servers.database_url("campaigns")
    database = url.partition("?")[0].rpartition("/")[2]
    servers.postgres.ensure_roles(["campaigns", "journeys"], database)
    urls = {owner: servers.postgres.url(owner, database) for owner in ("campaigns", "journeys")}
    for owner, own in urls.items():
        async with Database(own) as db:
            await migrate(db, owner, steps_of(owner))

    def meanwhile(line: str) -> None:
        if line.startswith("campaigns.deleted_apps"):
            servers.postgres.sql("INSERT INTO journeys.deleted_apps (app_id) VALUES ('late')", database=database)

    saved = await rows.save(Writer(tmp_path / "backup", KEY), urls, meanwhile)
    assert saved["journeys"]["tables"]["deleted_apps"]["rows"] == 0
    assert servers.postgres.sql("SELECT count(*) FROM journeys.deleted_apps", database=database) == "1"
