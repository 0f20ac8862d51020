"""Templates of an account: one row each, and one row per version with the document as it was written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template. `latest`: its newest version; `used`: the highest number ever given; one version is active."""

    type: str
    name: str
    active: int
    latest: int
    used: int
    created_ms: int
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: a serialised <Type>TemplateRequest."""

    version: int
    document: bytes
    created_ms: int
    modified_ms: int


_ROW = "type, name, active, latest, used, created_ms, tags"
_KEY = "account = :account AND type = :type AND name = :name"


def _template(row: Any) -> TemplateRow:
    return TemplateRow(row.type, row.name, row.active, row.latest, row.used, row.created_ms, dict(row.tags))


def _version(row: Any) -> VersionRow:
    return VersionRow(row.version, bytes(row.document), row.created_ms, row.modified_ms)


async def insert(
    conn: AsyncConnection, account: str, type: str, name: str, document: bytes, tags: dict[str, str], now_ms: int
) -> bool:
    """A new template with version 1, active; False when the name is taken."""
    values = {"account": account, "type": type, "name": name, "tags": json.dumps(tags), "now": now_ms}
    made = await conn.execute(
        text(
            "INSERT INTO templates (account, type, name, active, latest, used, created_ms, tags)"
            " VALUES (:account, :type, :name, 1, 1, 1, :now, CAST(:tags AS jsonb)) ON CONFLICT DO NOTHING"
        ),
        values,
    )
    if made.rowcount != 1:
        return False
    await put_version(conn, account, type, name, 1, document, now_ms)
    return True


async def get(conn: AsyncConnection, account: str, type: str, name: str, lock: bool = False) -> TemplateRow | None:
    """One template."""
    row = (
        await conn.execute(
            text(f"SELECT {_ROW} FROM templates WHERE {_KEY}" + (" FOR UPDATE" if lock else "")),
            {"account": account, "type": type, "name": name},
        )
    ).first()
    return None if row is None else _template(row)


async def version(conn: AsyncConnection, account: str, type: str, name: str, number: int) -> VersionRow | None:
    """One version."""
    row = (
        await conn.execute(
            text(
                f"SELECT version, document, created_ms, modified_ms FROM template_versions WHERE {_KEY} AND version"
                f" = :number"
            ),
            {"account": account, "type": type, "name": name, "number": number},
        )
    ).first()
    return None if row is None else _version(row)


async def put_version(
    conn: AsyncConnection, account: str, type: str, name: str, number: int, document: bytes, now_ms: int
) -> None:
    """Writes a version: new, or over what it was."""
    await conn.execute(
        text(
            "INSERT INTO template_versions (account, type, name, version, document, created_ms, modified_ms)"
            " VALUES (:account, :type, :name, :number, :document, :now, :now)"
            " ON CONFLICT (account, type, name, version) DO UPDATE SET document = excluded.document, modified_ms ="
            " excluded.modified_ms"
        ),
        {"account": account, "type": type, "name": name, "number": number, "document": document, "now": now_ms},
    )


async def set_numbers(
    conn: AsyncConnection, account: str, type: str, name: str, active: int, latest: int, used: int
) -> None:
    """Moves the active and the newest version and the highest number given."""
    await conn.execute(
        text(f"UPDATE templates SET active = :active, latest = :latest, used = :used WHERE {_KEY}"),
        {"account": account, "type": type, "name": name, "active": active, "latest": latest, "used": used},
    )


async def delete(conn: AsyncConnection, account: str, type: str, name: str) -> None:
    """Removes a template with all versions."""
    await conn.execute(text(f"DELETE FROM templates WHERE {_KEY}"), {"account": account, "type": type, "name": name})


async def delete_version(conn: AsyncConnection, account: str, type: str, name: str, number: int) -> None:
    """Removes one version; its number is not used again."""
    await conn.execute(
        text(f"DELETE FROM template_versions WHERE {_KEY} AND version = :number"),
        {"account": account, "type": type, "name": name, "number": number},
    )


async def set_tags(conn: AsyncConnection, account: str, type: str, name: str, tags: dict[str, str]) -> None:
    """Replaces the tags."""
    await conn.execute(
        text(f"UPDATE templates SET tags = CAST(:tags AS jsonb) WHERE {_KEY}"),
        {"account": account, "type": type, "name": name, "tags": json.dumps(tags)},
    )


async def count(conn: AsyncConnection, account: str) -> int:
    """Templates of an account."""
    return int(
        (
            await conn.execute(text("SELECT count(*) FROM templates WHERE account = :account"), {"account": account})
        ).scalar_one()
    )


async def page(
    conn: AsyncConnection, account: str, types: Sequence[str], prefix: str, after: tuple[str, str] | None, limit: int
) -> list[tuple[TemplateRow, int]]:
    """Templates by name (then type), with the time their active version was last changed."""
    where = "t.account = :account AND t.type = ANY(:types)"
    values: dict[str, Any] = {"account": account, "types": list(types), "limit": limit}
    if prefix:
        where += " AND starts_with(t.name, :prefix)"
        values["prefix"] = prefix
    if after is not None:
        where += " AND (t.name, t.type) > (:name, :type)"
        values |= {"name": after[0], "type": after[1]}
    rows = await conn.execute(
        text(
            "SELECT t.type, t.name, t.active, t.latest, t.used, t.created_ms, t.tags, v.modified_ms FROM templates"
            " t JOIN template_versions v"
            f" ON v.account = t.account AND v.type = t.type AND v.name = t.name AND v.version = t.active WHERE"
            f" {where} ORDER BY t.name, t.type LIMIT :limit"
        ),
        values,
    )
    return [(_template(row), row.modified_ms) for row in rows]


async def versions(
    conn: AsyncConnection, account: str, type: str, name: str, below: int, limit: int
) -> list[VersionRow]:
    """Versions, newest first, below a number."""
    rows = await conn.execute(
        text(
            f"SELECT version, document, created_ms, modified_ms FROM template_versions WHERE {_KEY} AND version <"
            f" :below ORDER BY version DESC LIMIT :limit"
        ),
        {"account": account, "type": type, "name": name, "below": below, "limit": limit},
    )
    return [_version(row) for row in rows]
