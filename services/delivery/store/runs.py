"""Runs: created once, frozen once, ended once."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.telemetry import traceparent
from services.delivery.domain import books
from services.delivery.domain.books import Books


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as stored; `plan` and `content` are serialised documents. `books` only when it has ended."""

    run_id: str
    app_id: str
    campaign_id: str
    treatment_id: str
    campaign_version: int
    scheduled_ms: int
    state: str
    stopping: bool
    result: str
    channels: tuple[str, ...]
    size: int
    from_user: int
    duplicate_users: int
    started_ms: int
    ended_ms: int
    books: dict[str, Any] | None
    traceparent: str


_COLUMNS = (
    "run_id, app_id, campaign_id, treatment_id, campaign_version, scheduled_ms, state, stopping, result, channels,"
    " size,"
    " from_user, duplicate_users, started_ms, ended_ms, books, traceparent"
)
_INSERT = text(
    "INSERT INTO runs (run_id, app_id, campaign_id, treatment_id, campaign_version, scheduled_ms, state, plan,"
    " capped, created_ms, traceparent)"
    " VALUES (:run_id, :app_id, :campaign_id, :treatment_id, :campaign_version, :scheduled_ms, 'INITIALIZING',"
    " :plan, :capped, :now, :trace)"
    " ON CONFLICT DO NOTHING"
)
_WINDOWS = text(
    "INSERT INTO windows (run_id, number, from_seq, to_seq, members)"
    " SELECT :run, i, i * w + 1, least((i + 1) * w, n), least((i + 1) * w, n) - i * w"
    " FROM (SELECT CAST(:size AS bigint) AS n, CAST(:window AS bigint) AS w) AS s,"
    " generate_series(CAST(0 AS bigint), (n + w - 1) / w - 1) AS i"
)
_BOOKS = text("SELECT run_id, state <> 'closed' AS open, members, counts FROM windows WHERE run_id = ANY(:runs)")


def _row(row: Any) -> RunRow:
    values = dict(row._mapping)
    values["channels"] = tuple(values["channels"])
    return RunRow(**values)


async def insert(conn: AsyncConnection, run_id: str, plan: Any, document: bytes, capped: bool, now_ms: int) -> bool:
    """Stores a new run; False when the run, or one of the same campaign, treatment and time, is there already."""
    values = {
        "run_id": run_id,
        "app_id": plan.app_id,
        "campaign_id": plan.campaign_id,
        "treatment_id": plan.treatment_id or "0",
        "plan": document,
        "campaign_version": plan.campaign_version,
        "scheduled_ms": plan.scheduled_ms,
        "capped": capped,
        "now": now_ms,
        "trace": traceparent(),
    }
    return (await conn.execute(_INSERT, values)).rowcount == 1


async def initializing(conn: AsyncConnection) -> list[tuple[RunRow, bytes]]:
    """Runs that are not frozen yet, with their plans."""
    rows = await conn.execute(
        text(
            f"SELECT {_COLUMNS}, plan FROM runs WHERE state = 'INITIALIZING' AND NOT stopping ORDER BY created_ms"
            f" LIMIT 20"
        )
    )
    found = []
    for row in rows:
        values = dict(row._mapping)
        document = bytes(values.pop("plan"))
        values["channels"] = tuple(values["channels"])
        found.append((RunRow(**values), document))
    return found


async def freeze(
    conn: AsyncConnection, run_id: str, frozen: Any, content: bytes, channels: list[str], window: int, now_ms: int
) -> bool:
    """Writes what the freeze gave, and all windows in one set.

    `frozen`: size, from_user, duplicate_users. False: stopped or done meanwhile.
    """
    changed = await conn.execute(
        text(
            "UPDATE runs SET state = 'RUNNING', size = :size, from_user = :from_user, duplicate_users = :users,"
            " content = :content,"
            " channels = :channels, started_ms = :now WHERE run_id = :run AND state = 'INITIALIZING' AND NOT stopping"
        ),
        {
            "size": frozen.size,
            "from_user": frozen.from_user,
            "users": frozen.duplicate_users,
            "content": content,
            "channels": channels,
            "now": now_ms,
            "run": run_id,
        },
    )
    if changed.rowcount != 1:
        return False
    if frozen.size > 0:
        await conn.execute(_WINDOWS, {"run": run_id, "size": frozen.size, "window": window})
    return True


async def fail(conn: AsyncConnection, run_id: str, state: str, now_ms: int) -> bool:
    """Ends a run that never got an audience; False when it has one or has ended."""
    changed = await conn.execute(
        text(
            "UPDATE runs SET state = :state, result = 'FAIL', ended_ms = :now, books = CAST('{}' AS jsonb) WHERE"
            " run_id = :run AND state = 'INITIALIZING'"
        ),
        {"state": state, "now": now_ms, "run": run_id},
    )
    return changed.rowcount == 1


async def running(conn: AsyncConnection) -> list[tuple[RunRow, int | None]]:
    """Runs with work left, oldest first, each with the time its next open window is due; None when none is open."""
    rows = await conn.execute(
        text(
            f"SELECT {_COLUMNS}, (SELECT min(due_ms) FROM windows w WHERE w.run_id = r.run_id AND w.state = 'open')"
            " AS next_due FROM runs r WHERE state = 'RUNNING' ORDER BY created_ms"
        )
    )
    found = []
    for row in rows:
        values = dict(row._mapping)
        next_due = values.pop("next_due")
        values["channels"] = tuple(values["channels"])
        found.append((RunRow(**values), next_due))
    return found


async def documents(conn: AsyncConnection, run_id: str) -> tuple[bytes, bytes] | None:
    """The plan and the resolved content."""
    row = (await conn.execute(text("SELECT plan, content FROM runs WHERE run_id = :run"), {"run": run_id})).first()
    return None if row is None else (bytes(row.plan), bytes(row.content or b""))


async def by_id(conn: AsyncConnection, app_id: str, run_ids: list[str]) -> list[RunRow]:
    """Certain runs of an app, newest first."""
    rows = await conn.execute(
        text(
            f"SELECT {_COLUMNS} FROM runs WHERE app_id = :app AND run_id = ANY(:ids) ORDER BY scheduled_ms DESC,"
            f" run_id DESC"
        ),
        {"app": app_id, "ids": run_ids},
    )
    return [_row(row) for row in rows]


async def page(
    conn: AsyncConnection, app_id: str, campaign_id: str, before: tuple[int, str] | None, limit: int
) -> list[RunRow]:
    """Runs of a campaign (of the whole app when empty), newest first, after the sort key `before`."""
    where = "app_id = :app"
    values: dict[str, Any] = {"app": app_id, "limit": limit}
    if campaign_id:
        where += " AND campaign_id = :campaign"
        values["campaign"] = campaign_id
    if before is not None:
        where += " AND (scheduled_ms, run_id) < (:ms, :id)"
        values |= {"ms": before[0], "id": before[1]}
    rows = await conn.execute(
        text(f"SELECT {_COLUMNS} FROM runs WHERE {where} ORDER BY scheduled_ms DESC, run_id DESC LIMIT :limit"), values
    )
    return [_row(row) for row in rows]


async def books_of(conn: AsyncConnection, rows: list[RunRow]) -> dict[str, Books]:
    """The books of every run: of the ended ones as stored, of the others from their windows in one query (one
    snapshot)."""
    found = {row.run_id: books.sum_up(row.size, 0, [row.books]) for row in rows if row.books is not None}
    live = {row.run_id: row for row in rows if row.books is None}
    if live:
        waiting: dict[str, int] = dict.fromkeys(live, 0)
        closed: dict[str, list[dict[str, Any]]] = {run: [] for run in live}
        for window in await conn.execute(_BOOKS, {"runs": list(live)}):
            if window.open:
                waiting[window.run_id] += window.members
            else:
                closed[window.run_id].append(window.counts)
        for run, row in live.items():
            found[run] = books.sum_up(row.size, waiting[run], closed[run])
    return found


async def finish(conn: AsyncConnection, run_id: str, usable: bool, now_ms: int) -> RunRow | None:
    """Ends a run that has no window left; None when there still is one or it has ended before."""
    row = (
        await conn.execute(
            text(f"SELECT {_COLUMNS} FROM runs WHERE run_id = :run AND state = 'RUNNING' FOR UPDATE SKIP LOCKED"),
            {"run": run_id},
        )
    ).first()
    if row is None:
        return None
    left = await conn.execute(
        text("SELECT 1 FROM windows WHERE run_id = :run AND state <> 'closed' LIMIT 1"), {"run": run_id}
    )
    if left.first() is not None:
        return None
    run = _row(row)
    total = (await books_of(conn, [run]))[run_id]
    document = _document(total)
    state, result = ("CANCELLED" if run.stopping else "COMPLETED"), books.result_of(total, usable)
    await conn.execute(
        text(
            "UPDATE runs SET state = :state, result = :result, ended_ms = :now, books = CAST(:books AS jsonb)"
            " WHERE run_id = :run"
        ),
        {"state": state, "result": result, "now": now_ms, "books": json.dumps(document), "run": run_id},
    )
    return RunRow(
        **{name: getattr(run, name) for name in RunRow.__slots__}
        | {"state": state, "result": result, "ended_ms": now_ms, "books": document}
    )


async def recount(conn: AsyncConnection, run_id: str) -> None:
    """Writes the books of an ended run anew, after late outcomes resolved some of its unknown recipients."""
    row = (
        await conn.execute(
            text(f"SELECT {_COLUMNS} FROM runs WHERE run_id = :run AND books IS NOT NULL FOR UPDATE"), {"run": run_id}
        )
    ).first()
    if row is None:
        return
    closed = await conn.execute(
        text("SELECT counts FROM windows WHERE run_id = :run AND counts IS NOT NULL"), {"run": run_id}
    )
    total = books.sum_up(row.size, 0, [window.counts for window in closed])
    await conn.execute(
        text("UPDATE runs SET books = CAST(:books AS jsonb) WHERE run_id = :run"),
        {"books": json.dumps(_document(total)), "run": run_id},
    )


def _document(total: Books) -> dict[str, Any]:
    """The books as an ended run keeps them."""
    return {
        "dropped": total.dropped,
        "not_sent": total.not_sent,
        "failed": total.failed,
        "sent": total.sent,
        "unknown": total.unknown,
    }


async def unfinished_apps(conn: AsyncConnection) -> list[str]:
    """Apps with live runs."""
    sql = "SELECT DISTINCT app_id FROM runs WHERE state IN ('INITIALIZING', 'RUNNING') AND NOT stopping"
    return [row.app_id for row in await conn.execute(text(sql))]


async def stop(conn: AsyncConnection, app_id: str, campaign_id: str) -> list[tuple[str, str]]:
    """Marks the live runs of a campaign (of the app when empty) as stopping; nothing new is handed over after this
    transaction.

    Gives (run id, state) of each.
    """
    where = "app_id = :app AND state IN ('INITIALIZING', 'RUNNING') AND NOT stopping" + (
        " AND campaign_id = :campaign" if campaign_id else ""
    )
    values = {"app": app_id} | ({"campaign": campaign_id} if campaign_id else {})
    return [
        (row.run_id, row.state)
        for row in await conn.execute(
            text(f"UPDATE runs SET stopping = true WHERE {where} RETURNING run_id, state"), values
        )
    ]


async def forget_app(conn: AsyncConnection, app_id: str) -> None:
    """Removes every row of a deleted app."""
    for table in ("runs", "channels", "holds", "cap_totals", "cap_targets", "direct_calls", "queued_sends", "awaited_texts", "otp_codes"):
        await conn.execute(text(f"DELETE FROM {table} WHERE app_id = :app"), {"app": app_id})
