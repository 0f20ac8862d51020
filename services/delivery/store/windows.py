"""Windows of at most 200 recipients: open → claimed → sending → closed. A closed window never opens again.

The epoch rises with every change of hands; a worker's write with an old epoch changes nothing. Leases are machine time
in seconds.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.db import Database
from kit.telemetry import traceparent

RETRY_NUMBERS = 1_000_000_000_000
"""A retry window's number is its parent's plus this, so that closing the same window twice could make only one."""


@dataclass(slots=True)
class Window:
    """A claimed window. `targets` (retries only): serialised endpoint ids; otherwise the range of seq holds."""

    run_id: str
    number: int
    attempt: int
    from_seq: int
    to_seq: int
    members: int
    epoch: int
    targets: bytes | None


_RETURNING = "w.run_id, w.number, w.attempt, w.from_seq, w.to_seq, w.members, w.epoch, w.targets"
_CLAIM = text(
    "UPDATE windows w SET state = 'claimed', owner = :owner, epoch = epoch + 1, lease_until = :until"
    " FROM (SELECT run_id, number FROM windows WHERE run_id = :run AND state = 'open' AND due_ms <= :now"
    " ORDER BY due_ms, number LIMIT :n FOR UPDATE SKIP LOCKED) c"
    f" WHERE w.run_id = c.run_id AND w.number = c.number RETURNING {_RETURNING}"
)
_SENDING = text(
    "UPDATE windows w SET state = 'sending', decision = :decision FROM runs r"
    " WHERE w.run_id = :run AND w.number = :number AND w.epoch = :epoch AND w.state = 'claimed'"
    " AND r.run_id = w.run_id AND r.state = 'RUNNING' AND NOT r.stopping"
)
_CLOSE = text(
    "UPDATE windows SET state = 'closed', decision = :decision, counts = CAST(:counts AS jsonb), closed_ms = :now"
    " WHERE run_id = :run AND number = :number AND epoch = :epoch AND state IN ('claimed', 'sending')"
)
# One statement is one transaction: it closes a window with its fact and, only if that is done, begins the next.
_CLOSED = (
    "closed AS (UPDATE windows SET state = 'closed', decision = :done, counts = CAST(:counts AS jsonb), closed_ms = :now"
    " WHERE run_id = :run AND number = :closing AND epoch = :closing_epoch AND state IN ('claimed', 'sending') RETURNING 1),"
    " told AS (INSERT INTO outbox (id, subject, payload, traceparent) SELECT :id, :subject, CAST(:payload AS bytea), :trace"
    " FROM closed WHERE :id <> '' ON CONFLICT (id) DO NOTHING)"
)
_BEGUN = (
    "begun AS (UPDATE windows w SET state = 'sending', decision = :decision FROM runs r"
    " WHERE w.run_id = :run AND w.number = :number AND w.epoch = :epoch AND w.state = 'claimed'"
    " AND r.run_id = w.run_id AND r.state = 'RUNNING' AND NOT r.stopping{} RETURNING 1)"
)
_ONLY_CLOSE = text(f"WITH {_CLOSED} SELECT count(*) AS closed, 0 AS begun FROM closed")
_ONLY_BEGIN = text(f"WITH {_BEGUN.format('')} SELECT 0 AS closed, count(*) AS begun FROM begun")
_CLOSE_AND_BEGIN = text(
    f"WITH {_CLOSED}, {_BEGUN.format(' AND EXISTS (SELECT 1 FROM closed)')}"
    " SELECT (SELECT count(*) FROM closed) AS closed, (SELECT count(*) FROM begun) AS begun"
)
_RETRY = text(
    "INSERT INTO windows (run_id, number, attempt, members, due_ms, targets) VALUES (:run, :number, :attempt,"
    " :members, :due, :targets) ON CONFLICT DO NOTHING"
)


async def claim(conn: AsyncConnection, run_id: str, owner: str, until: float, now_ms: int, limit: int) -> list[Window]:
    """Takes up to `limit` open windows of a run that are due."""
    rows = await conn.execute(_CLAIM, {"run": run_id, "owner": owner, "until": until, "now": now_ms, "n": limit})
    found = [
        Window(
            r.run_id,
            r.number,
            r.attempt,
            r.from_seq,
            r.to_seq,
            r.members,
            r.epoch,
            bytes(r.targets) if r.targets is not None else None,
        )
        for r in rows
    ]
    return sorted(found, key=lambda w: w.number)


async def renew(conn: AsyncConnection, owner: str, until: float) -> None:
    """Lengthens the lease of all windows in an owner's hands. Locks them in the order in which a worker does."""
    await conn.execute(
        text(
            "UPDATE windows w SET lease_until = :until FROM (SELECT run_id, number FROM windows WHERE state IN"
            " ('claimed', 'sending') AND owner = :owner ORDER BY run_id, number FOR UPDATE) c"
            " WHERE w.run_id = c.run_id AND w.number = c.number"
        ),
        {"until": until, "owner": owner},
    )


async def mark_sending(conn: AsyncConnection, window: Window, decision: bytes) -> bool:
    """Says that hand-over begins, and to whom. False: the window or its run is no longer ours, nothing may be sent."""
    values = {"run": window.run_id, "number": window.number, "epoch": window.epoch, "decision": decision}
    return (await conn.execute(_SENDING, values)).rowcount == 1


async def close(conn: AsyncConnection, window: Window, decision: bytes, counts: dict[str, Any], now_ms: int) -> bool:
    """Closes a window in sending. False: somebody took it over, its recipients were booked as unknown."""
    values = {
        "run": window.run_id,
        "number": window.number,
        "epoch": window.epoch,
        "decision": decision,
        "counts": json.dumps(counts),
        "now": now_ms,
    }
    return (await conn.execute(_CLOSE, values)).rowcount == 1


@dataclass(slots=True)
class Closed:
    """What closing a window writes: its records, its books, and the fact (id "" and no payload when there is none)."""

    window: Window
    decision: bytes
    counts: dict[str, Any]
    id: str
    subject: str
    payload: bytes | None


async def step(
    db: Database, run_id: str, closed: Closed | None, begun: tuple[Window, bytes] | None, now_ms: int
) -> tuple[bool, bool]:
    """`close` of one window and `mark_sending` of the next of the same run in one round trip: whether each was done.

    Of two, the second is not begun unless the first was closed.
    """
    values: dict[str, Any] = {"run": run_id}
    if closed is not None:
        values |= {"closing": closed.window.number, "closing_epoch": closed.window.epoch, "done": closed.decision}
        values |= {"counts": json.dumps(closed.counts), "now": now_ms, "trace": traceparent()}
        values |= {"id": closed.id, "subject": closed.subject, "payload": closed.payload}
    if begun is not None:
        values |= {"number": begun[0].number, "epoch": begun[0].epoch, "decision": begun[1]}
    statement = _CLOSE_AND_BEGIN if closed and begun else _ONLY_CLOSE if closed else _ONLY_BEGIN
    async with db.connect() as conn:
        await conn.execution_options(isolation_level="AUTOCOMMIT")
        row = (await conn.execute(statement, values)).one()
    return bool(row.closed), bool(row.begun)


async def insert_retry(conn: AsyncConnection, window: Window, members: int, targets: bytes, due_ms: int) -> None:
    """Hands recipients on to a later attempt."""
    values = {
        "run": window.run_id,
        "number": window.number + RETRY_NUMBERS,
        "attempt": window.attempt + 1,
        "members": members,
        "due": due_ms,
        "targets": targets,
    }
    await conn.execute(_RETRY, values)


async def release(conn: AsyncConnection, windows: Sequence[Window]) -> None:
    """Gives claimed windows back untouched."""
    await conn.execute(
        text(
            "UPDATE windows w SET state = 'open', owner = '', epoch = w.epoch + 1"
            " FROM unnest(CAST(:runs AS text[]), CAST(:numbers AS bigint[]), CAST(:epochs AS int[])) AS g(run_id,"
            " number, epoch)"
            " WHERE w.run_id = g.run_id AND w.number = g.number AND w.epoch = g.epoch AND w.state = 'claimed'"
        ),
        {
            "runs": [w.run_id for w in windows],
            "numbers": [w.number for w in windows],
            "epochs": [w.epoch for w in windows],
        },
    )


async def unsend(conn: AsyncConnection, window: Window) -> None:
    """Gives back a window that said sending but handed nothing over."""
    await conn.execute(
        text(
            "UPDATE windows SET state = 'open', owner = '', epoch = epoch + 1, decision = NULL"
            " WHERE run_id = :run AND number = :number AND epoch = :epoch AND state = 'sending'"
        ),
        {"run": window.run_id, "number": window.number, "epoch": window.epoch},
    )


async def reopen_expired(conn: AsyncConnection, machine: float) -> int:
    """Claimed windows whose worker is gone are open again: none of them ever got to sending."""
    return (
        await conn.execute(
            text(
                "UPDATE windows w SET state = 'open', owner = '', epoch = w.epoch + 1 FROM (SELECT run_id, number FROM"
                " windows WHERE state = 'claimed' AND lease_until < :now FOR UPDATE SKIP LOCKED) c"
                " WHERE w.run_id = c.run_id AND w.number = c.number"
            ),
            {"now": machine},
        )
    ).rowcount


async def dead_sending(conn: AsyncConnection, machine: float) -> tuple[Window, bytes] | None:
    """One window that died in sending, with its decision, locked; its epoch is raised so that the old worker cannot
    close it."""
    row = (
        await conn.execute(
            text(
                "UPDATE windows w SET epoch = epoch + 1"
                " FROM (SELECT run_id, number FROM windows WHERE state = 'sending' AND lease_until < :now LIMIT 1"
                " FOR UPDATE SKIP LOCKED) c"
                f" WHERE w.run_id = c.run_id AND w.number = c.number RETURNING {_RETURNING}, w.decision"
            ),
            {"now": machine},
        )
    ).first()
    if row is None:
        return None
    window = Window(
        row.run_id,
        row.number,
        row.attempt,
        row.from_seq,
        row.to_seq,
        row.members,
        row.epoch,
        None if row.targets is None else bytes(row.targets),
    )
    return window, bytes(row.decision)


async def unresolved(conn: AsyncConnection, window: Window) -> tuple[bytes, dict[str, Any]] | None:
    """Decision and counts of a closed window that somebody else closed, locked, so that late outcomes can resolve
    its unknown ones."""
    row = (
        await conn.execute(
            text(
                "SELECT decision, counts FROM windows WHERE run_id = :run AND number = :number AND state ="
                " 'closed' FOR UPDATE"
            ),
            {"run": window.run_id, "number": window.number},
        )
    ).first()
    return None if row is None else (bytes(row.decision), dict(row.counts))


async def resolve(conn: AsyncConnection, window: Window, decision: bytes, counts: dict[str, Any]) -> None:
    """Rewrites a closed window after unknown recipients got their late outcomes."""
    await conn.execute(
        text(
            "UPDATE windows SET decision = :decision, counts = CAST(:counts AS jsonb) WHERE run_id = :run AND"
            " number = :number AND state = 'closed'"
        ),
        {"run": window.run_id, "number": window.number, "decision": decision, "counts": json.dumps(counts)},
    )


async def close_stopped(conn: AsyncConnection, run_ids: list[str], now_ms: int) -> None:
    """Every window that has not begun to send is closed: its members are not_sent, stopped."""
    await conn.execute(
        text(
            "UPDATE windows SET state = 'closed', epoch = epoch + 1, closed_ms = :now,"
            " counts = jsonb_build_object('not_sent', jsonb_build_object('stopped', members))"
            " WHERE run_id = ANY(:runs) AND state IN ('open', 'claimed')"
        ),
        {"runs": run_ids, "now": now_ms},
    )


async def prune(conn: AsyncConnection, before_ms: int) -> bool:
    """Deletes the windows of one run that ended before; its books stay in its row. False when there was none."""
    row = (
        await conn.execute(
            text(
                "UPDATE runs SET pruned = true WHERE run_id = (SELECT run_id FROM runs WHERE ended_ms > 0 AND NOT pruned"
                " AND ended_ms < :before ORDER BY ended_ms LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING run_id"
            ),
            {"before": before_ms},
        )
    ).first()
    if row is not None:
        await conn.execute(text("DELETE FROM windows WHERE run_id = :run"), {"run": row.run_id})
    return row is not None


async def in_flight(conn: AsyncConnection) -> int:
    """Windows of capped runs that are in some worker's hands."""
    row = await conn.execute(
        text(
            "SELECT count(*) FROM windows w JOIN runs r USING (run_id) WHERE w.state IN ('claimed', 'sending') AND"
            " r.capped AND r.state = 'RUNNING'"
        )
    )
    return int(row.scalar_one())


async def holding(conn: AsyncConnection, run_id: str, seq: int) -> Any:
    """The window of a seq: number, state, decision, counts, closed_ms."""
    return (
        await conn.execute(
            text(
                "SELECT number, state, decision, counts, closed_ms FROM windows WHERE run_id = :run AND attempt ="
                " 0 AND from_seq <= :seq AND to_seq >= :seq"
            ),
            {"run": run_id, "seq": seq},
        )
    ).first()


async def by_number(conn: AsyncConnection, run_id: str, number: int) -> Any:
    """One window: number, state, decision, counts, closed_ms."""
    return (
        await conn.execute(
            text(
                "SELECT number, state, decision, counts, closed_ms, due_ms FROM windows WHERE run_id = :run AND"
                " number = :number"
            ),
            {"run": run_id, "number": number},
        )
    ).first()
