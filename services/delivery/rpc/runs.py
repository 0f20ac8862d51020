"""Runs: started by campaigns, read by activities, stopped, held, released."""

from typing import Any

from counterpoint.delivery.v1 import sending_pb2 as shapes

from kit.errors import Invalid
from services.delivery.deps import Deps
from services.delivery.domain import runplan
from services.delivery.domain.books import Books
from services.delivery.jobs.ending import tell
from services.delivery.store import holds, runs, windows
from services.delivery.store.runs import RunRow
from services.delivery.store.snapshot import snapshot

_MOST = 1000


async def start(deps: Deps, request: Any) -> Any:
    """StartRun: stored in one transaction; freezing and sending follow by themselves."""
    plan = request.plan
    faults = [
        (f"plan.{name}", "is required") for name in ("app_id", "run_id", "campaign_id") if not getattr(plan, name)
    ]
    if faults:
        raise Invalid.of(faults)
    async with deps.db.begin() as conn:
        created = await runs.insert(
            conn, plan.run_id, plan, plan.SerializeToString(), runplan.caps_of(plan).any, deps.clock.now_ms()
        )
    deps.starting.set()
    return shapes.StartRunResponse(created=created)


async def stop(deps: Deps, request: Any) -> Any:
    """StopRuns: what was not handed over becomes not_sent, stopped; a window in hand-over is finished by its worker."""
    if not request.app_id:
        raise Invalid("app_id: is required")
    return shapes.StopRunsResponse(stopped=await stop_all(deps, request.app_id, request.campaign_id))


async def stop_all(deps: Deps, app_id: str, campaign_id: str) -> int:
    """Stops the live runs of a campaign, of the app when empty; returns how many."""
    now_ms = deps.clock.now_ms()
    async with deps.db.begin() as conn:
        stopped = await runs.stop(conn, app_id, campaign_id)
        await windows.close_stopped(conn, [run for run, _ in stopped], now_ms)
        for row in await runs.by_id(conn, app_id, [run for run, state in stopped if state == "INITIALIZING"]):
            if await runs.fail(conn, row.run_id, "CANCELLED", now_ms):
                ended = (await runs.by_id(conn, app_id, [row.run_id]))[0]
                await tell(conn, ended, now_ms)
    deps.relay.wake()
    deps.wake.set()
    return len(stopped)


async def list_all(deps: Deps, request: Any) -> Any:
    """ListRuns with books that balance: rows and windows are read in one snapshot."""
    size = min(request.page_size or 100, _MOST)
    async with snapshot(deps.db) as conn:
        if request.run_ids:
            rows = await runs.by_id(conn, request.app_id, list(request.run_ids))
        else:
            before = (request.before_scheduled_ms, request.before_run_id) if request.before_run_id else None
            rows = await runs.page(conn, request.app_id, request.campaign_id, before, size + 1)
        more = not request.run_ids and len(rows) > size
        rows = rows[:size] if more else rows
        books = await runs.books_of(conn, rows)
        held = await holds.all_of(conn, request.app_id)
    answer = shapes.ListRunsResponse(more=more)
    for row in rows:
        answer.runs.append(
            run_message(row, books[row.run_id], holds.held(held, row.app_id, row.campaign_id, row.channels))
        )
    return answer


def run_message(row: RunRow, books: Books, held: bool) -> Any:
    """The public form of a run."""
    state = "PAUSED" if held and row.state in ("RUNNING", "INITIALIZING") else row.state
    return shapes.Run(
        run_id=row.run_id,
        app_id=row.app_id,
        campaign_id=row.campaign_id,
        treatment_id=row.treatment_id,
        campaign_version=row.campaign_version,
        state=state,
        result=row.result,
        scheduled_ms=row.scheduled_ms,
        started_ms=row.started_ms,
        ended_ms=row.ended_ms,
        books=books_message(row, books),
    )


def books_message(row: RunRow, books: Books) -> Any:
    """Reasons sorted by name."""

    def lines(reasons: dict[str, int]) -> list[Any]:
        return [shapes.ReasonCount(reason=reason, count=count) for reason, count in sorted(reasons.items())]

    return shapes.Books(
        produced=books.produced,
        from_user=row.from_user,
        dropped=lines(books.dropped),
        targeted=books.targeted,
        not_sent=lines(books.not_sent),
        queued=books.queued,
        sent=books.sent,
        failed=lines(books.failed),
        unknown=books.unknown,
        duplicate_users=row.duplicate_users,
    )


async def set_hold(deps: Deps, request: Any) -> Any:
    """Sets or lifts a hold; `verb` from the path decides when it is there."""
    if not request.app_id:
        raise Invalid("app_id: is required")
    if request.campaign_id and request.channel:
        raise Invalid("a hold names the app, a campaign or a channel")
    if request.channel and request.channel.upper() not in runplan.BUILT:
        # A hold that holds nothing would be found out too late.
        raise Invalid(f"Channel: must be one of {', '.join(sorted(runplan.BUILT))}")
    if request.verb not in ("", "hold", "release"):
        raise Invalid("verb: must be hold or release")
    on = request.verb == "hold" if request.verb else request.on
    async with deps.db.begin() as conn:
        if on:
            await holds.put(conn, request.app_id, request.campaign_id, request.channel.upper(), deps.clock.now_ms())
        else:
            await holds.lift(conn, request.app_id, request.campaign_id, request.channel.upper())
    deps.wake.set()
    return shapes.SetHoldResponse(holds=await _holds(deps, request.app_id))


async def list_holds(deps: Deps, request: Any) -> Any:
    """The holds in force for an app."""
    return shapes.ListHoldsResponse(holds=await _holds(deps, request.app_id))


async def _holds(deps: Deps, app_id: str) -> list[Any]:
    async with deps.db.connect() as conn:
        rows = await holds.all_of(conn, app_id)
    return [
        shapes.Hold(app_id=row.app_id, campaign_id=row.campaign_id, channel=row.channel, since_ms=row.since_ms)
        for row in rows
    ]
