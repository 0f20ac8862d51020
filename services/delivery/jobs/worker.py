"""The sending loop: claim windows, read ahead, decide, and window by window: write "sending", hand over, close (design
§7).

At any moment at most one window of a worker is in sending, so that at most one window per worker can end in doubt.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Sequence

from counterpoint.delivery.v1.sending_pb2 import RunPlan
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import caller, faults, ids
from kit.caller import Caller
from kit.errors import CounterpointError, Unavailable
from kit.telemetry import resume, span
from kit.times import from_us
from services.delivery.channels import provider
from services.delivery.channels.provider import Outbound, Outcome
from services.delivery.deps import Deps
from services.delivery.domain import runplan
from services.delivery.domain.books import NOT_SENT, RETRY, STOPPED
from services.delivery.domain.decide import Plan, Recipient, screen
from services.delivery.jobs import closing, counting, recipients
from services.delivery.jobs.active import ActiveRuns
from services.delivery.jobs.capgate import CapGate
from services.delivery.jobs.closing import Handed
from services.delivery.jobs.ending import end_run
from services.delivery.jobs.handover import Maker, Prepared
from services.delivery.jobs.loaded import Loaded, LoadedRuns
from services.delivery.jobs.records import Record, pack
from services.delivery.store import windows
from services.delivery.store.runs import RunRow
from services.delivery.store.windows import Window

READ_AHEAD = 10
IDLE_SECONDS = 0.3
# A worker stops this share of its lease before the lease ends.
_SAFE = 0.7
_log = logging.getLogger("delivery.worker")


class Worker:
    """One sending loop. `run()` until cancelled; then the window in hand is finished and the others are given back."""

    def __init__(self, deps: Deps, active: ActiveRuns, loaded: LoadedRuns, gate: CapGate) -> None:
        self._deps = deps
        self._active = active
        self._loaded = loaded
        self._gate = gate
        self._owner = ids.new_id()
        self._lease = deps.config.lease_seconds
        self._until = 0.0
        self._leaving = False
        self._turn = 0

    async def run(self) -> None:
        """Works until cancelled."""
        heartbeat = asyncio.create_task(self._keep_leases())
        try:
            while not self._leaving:
                turn = asyncio.create_task(self._once())
                try:
                    busy = await asyncio.shield(turn)
                except asyncio.CancelledError:
                    self._leaving = True
                    await asyncio.wait([turn], timeout=8)
                    raise
                if not busy:
                    await self._idle()
        except Exception:
            # A window may still stand in sending under our name: without renewal its lease ends and the sweep closes
            # it.
            self._owner = ids.new_id()
            raise
        finally:
            heartbeat.cancel()

    async def _idle(self) -> None:
        try:
            await asyncio.wait_for(self._deps.wake.wait(), IDLE_SECONDS)
        except TimeoutError:
            pass
        self._deps.wake.clear()

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(self._lease / 5)
            began = time.monotonic()
            try:
                async with self._deps.db.begin() as conn:
                    await windows.renew(conn, self._owner, time.time() + self._lease)
            except Exception as error:
                _log.warning("leases could not be renewed: %s", type(error).__name__)
            else:
                self._until = max(self._until, began + self._lease * _SAFE)

    async def _once(self) -> bool:
        """One turn: some windows of one run. False when there was nothing to do."""
        try:
            rows = await self._active.rows()
            for at in range(len(rows)):
                row = rows[(self._turn + at) % len(rows)]
                if await self._serve(row):
                    self._turn += at + 1
                    return True
        except CounterpointError as error:
            _log.warning("sending waits: %s", error.message)
        except (OSError, RedisError) as error:
            _log.warning("sending waits: %s", type(error).__name__)
        # What could not be given back stands under a name whose lease nobody renews: the sweep takes it over.
        self._owner = ids.new_id()
        return False

    async def _serve(self, row: RunRow) -> bool:
        loaded = await self._loaded.get(row.run_id)
        capped = runplan.caps_of(loaded.plan).any
        if capped and not await self._gate.open():
            return False
        if await self._deps.pace.pauses(row.channels):
            return False
        caller.set_current(Caller(account=loaded.plan.account_id or Caller().account, principal="delivery"))
        resume(row.traceparent)
        now_ms = self._deps.clock.now_ms()
        began = time.monotonic()
        async with self._deps.db.begin() as conn:
            claimed = await windows.claim(
                conn, row.run_id, self._owner, time.time() + self._lease, now_ms, _ahead(loaded, self._deps.config.workers)
            )
        if not claimed:
            if await end_run(self._deps, row, loaded):
                self._active.forget()
            return False
        self._until = max(self._until, began + self._lease * _SAFE)
        await self._process(row, loaded, claimed, capped)
        return True

    async def _process(self, row: RunRow, loaded: Loaded, claimed: list[Window], capped: bool) -> None:
        left = list(claimed)
        held: Handed | None = None
        # The next window of an unpaced run is made ready while the one in hand is with its provider.
        ahead: asyncio.Task[tuple[Maker, Prepared]] | None = None
        try:
            members = await recipients.read(self._deps, row.app_id, loaded.plan.account_id, claimed)
            plan = runplan.judged_by(loaded.plan, loaded.documents)
            stopped_by = await self._reserve(loaded, plan, claimed, members) if capped else {}
            while left and not self._leaving and await self._active.state(row.run_id) == "go":
                window = left[0]
                maker, made = await (ahead or self._ready(loaded, plan, window, members, stopped_by))
                ahead = None
                handed = Handed(window, made.records, closing.Closing())
                sending = await self._begin(loaded, held, handed, made)
                held = None
                if not sending:
                    break
                left.pop(0)
                if left and loaded.plan.limits.messages_per_second == 0:
                    ahead = asyncio.create_task(self._ready(loaded, plan, left[0], members, stopped_by))
                if made.outbound:
                    with span("window", run=row.run_id, number=window.number, recipients=len(made.outbound)):
                        await self._hand_over(loaded, maker, handed, made)
                    faults.point("delivery.window.handed")
                held = handed
        except Exception:
            # A window may stand in sending under our name: without renewal its lease ends and the sweep closes it.
            self._owner = ids.new_id()
            raise
        finally:
            if ahead is not None:
                ahead.cancel()
            if held is not None:
                await self._begin(loaded, held, None, None)
            if left:
                async with self._deps.db.begin() as conn:
                    await windows.release(conn, left)

    async def _ready(
        self, loaded: Loaded, plan: Plan, window: Window, members: dict[int, list[Recipient]], stopped_by: dict[str, str]
    ) -> tuple[Maker, Prepared]:
        maker = self._maker(loaded, plan)
        return maker, await maker.prepare(members[window.number], stopped_by, window.attempt > 0)

    def _maker(self, loaded: Loaded, plan: Plan) -> Maker:
        now_us = self._deps.clock.now_us()
        layout, fault = None, ""
        if loaded.email is not None and "EMAIL" in plan.usable:
            try:
                layout = loaded.layout(now_us // 1000, self._deps.config.abuse_address)
            except ValueError as error:
                fault = str(error)
        return Maker(loaded, plan, layout, fault, from_us(now_us), now_us // 1000)

    async def _reserve(
        self, loaded: Loaded, plan: Plan, claimed: Sequence[Window], members: dict[int, list[Recipient]]
    ) -> dict[str, str]:
        """Counts everybody who is eligible; the reservation's name is the run, so that a repeat counts once."""
        asked = [
            r.endpoint_id
            for window in claimed
            if window.attempt == 0
            for r in members[window.number]
            if screen(r, plan) is None
        ]
        if not asked:
            return {}
        if not await self._gate.sure():
            raise CounterpointError("the cap counters are being rebuilt")
        run = loaded.plan
        return await self._deps.caps.reserve(
            run.app_id, run.campaign_id, run.run_id, asked, plan.caps, self._deps.clock.now_ms()
        )

    async def _begin(self, loaded: Loaded, held: Handed | None, handed: Handed | None, made: Prepared | None) -> bool:
        """One transaction: closes the window handed over before, and says of the next one that it is being sent.

        So that never more than one window is in sending. Repeated however long the database is away: what the
        providers answered is known nowhere else. False: the next window is no longer ours, or our time is over.
        """
        while True:
            try:
                ours = await self._step(loaded, held, handed)
                break
            except Unavailable:
                _log.warning("a window waits for the database")
                await asyncio.sleep(0.5)
        if held is not None:
            self._deps.relay.wake()
            counting.closed(held.records)
            faults.point("delivery.window.closed")
        if not ours or handed is None or made is None or not made.outbound:
            return ours
        faults.point("delivery.window.sending")
        if time.monotonic() < self._until:
            return True
        async with self._deps.db.begin() as conn:
            await windows.unsend(conn, handed.window)
        return False

    async def _step(self, loaded: Loaded, held: Handed | None, handed: Handed | None) -> bool:
        """In one statement where closing writes nothing besides, else in a transaction of many."""
        now_ms = self._deps.clock.now_ms()
        closed = None if held is None else closing.alone(loaded, held, now_ms)
        if (held is None) == (closed is None) and (handed is None or time.monotonic() < self._until):
            begun = None
            if handed is not None:
                faults.point("delivery.window.decided")
                begun = handed.window, pack(handed.records)
            did_close, did_begin = await windows.step(self._deps.db, loaded.plan.run_id, closed, begun, now_ms)
            if did_close:
                held = None
                if closed is not None and closed.payload is not None:
                    self._deps.relay.hold(closed.id, closed.payload)
            if held is None and (did_begin or handed is None):
                return True
        async with self._deps.db.begin() as conn:
            return await self._steps(conn, loaded, held, handed)

    async def _steps(self, conn: AsyncConnection, loaded: Loaded, held: Handed | None, handed: Handed | None) -> bool:
        if held is not None:
            await closing.close(conn, loaded, held, self._deps.clock.now_ms())
        if handed is None:
            return True
        if time.monotonic() >= self._until:
            return False
        faults.point("delivery.window.decided")
        # A window with nothing to hand over is marked too and, as the one before, closed by the next step.
        if await windows.mark_sending(conn, handed.window, pack(handed.records)):
            return True
        # A commit whose answer was lost may have marked it: nothing was handed over since.
        await windows.unsend(conn, handed.window)
        return False

    async def _hand_over(self, loaded: Loaded, maker: Maker, handed: Handed, made: Prepared) -> None:
        """Gives the messages to the providers, at the campaign's pace and theirs, and books the answers."""
        rate, done = loaded.plan.limits.messages_per_second, handed.closing
        rates = self._deps.pace.rates({item.channel for item in made.outbound})
        step = min((each for each in (rate, *rates.values()) if each > 0), default=len(made.outbound))
        for at in range(0, len(made.outbound), step):
            batch, index = made.outbound[at : at + step], made.index[at : at + step]
            reason = await self._turn_of(loaded, maker.plan, batch) if rate > 0 or rates else ""
            if reason:
                self._leave_out([made.records[place] for place in made.index[at:]], reason, done)
                return
            now_ms = self._deps.clock.now_ms()
            answers = await self._send(batch)
            for place, sent, answer in zip(index, batch, answers, strict=True):
                closing.book(handed.window, made.records[place], sent, answer, maker.plan.deadline_ms, now_ms, done)

    def _leave_out(self, records: list[Record], reason: str, done: closing.Closing) -> None:
        """Books those of a window whose turn did not come: not sent, or handed on to the next worker at once."""
        for record in records:
            if reason == RETRY:
                record.book = RETRY
                done.retry.append(record.endpoint_id)
                done.due_ms = max(done.due_ms, self._deps.clock.now_ms())
            else:
                record.book, record.reason = NOT_SENT, reason

    async def _turn_of(self, loaded: Loaded, plan: Plan, batch: list[Outbound]) -> str:
        """Waits for pace and release. "" to go on; why the rest is not sent; RETRY: somebody else shall go on."""
        end: float | None = None
        while True:
            try:
                state = await self._active.state(loaded.plan.run_id)
            except Unavailable:
                # Raised from here, it would cost the answers for the part that has gone out already.
                state = "held"
            if state == "over":
                return STOPPED
            if self._deps.clock.now_ms() > plan.deadline_ms:
                return "EXPIRED"
            if self._leaving or time.monotonic() >= self._until:
                return RETRY
            if end is None:
                end = await self._booked(loaded.plan, batch)
            left = 0.2 if end is None else end - time.monotonic()
            if left <= 0 and state == "go":
                return ""
            await asyncio.sleep(min(max(left, 0.05), 0.5))

    async def _booked(self, run: RunPlan, batch: list[Outbound]) -> float | None:
        """When the batch may go, on the monotonic clock; None while Valkey is away."""
        name, rate, waits = f"campaign:{run.campaign_id}", run.limits.messages_per_second, [0.0]
        try:
            if rate > 0:
                waits.append(await self._deps.pacing.wait_for(name, len(batch), rate, time.time() * 1000) or 0.0)
            counts = Counter(item.channel for item in batch)
            for channel in self._deps.pace.rates(counts):
                waits.append(await self._deps.pace.turn(channel, counts[channel]) or 0.0)
        except RedisError as error:
            _log.warning("sending waits for its pace: %s", type(error).__name__)
            return None
        return time.monotonic() + max(waits)

    async def _send(self, batch: list[Outbound]) -> list[Outcome]:
        """Answers in order, over all channels of the batch. A provider that raises leaves its recipients in doubt."""
        answers: list[Outcome] = [provider.in_doubt("no answer")] * len(batch)
        groups: dict[str, list[int]] = {}
        for place, item in enumerate(batch):
            groups.setdefault(item.channel, []).append(place)
        for channel, places in groups.items():
            try:
                found = await self._deps.providers[channel].send([batch[place] for place in places])
            except Exception as error:
                _log.exception("provider for %s failed", channel)
                doubt = provider.in_doubt(f"provider failed: {type(error).__name__}")
                found = [doubt if batch[place].handed else provider.temporary("provider failed") for place in places]
            await self._deps.pace.answered(channel, found)
            for place, answer in zip(places, found, strict=True):
                answers[place] = answer
        return answers


def _ahead(loaded: Loaded, workers: int) -> int:
    """Windows to claim at once: the slower a run is paced, and the more share its pace, the fresher its recipients' data must be read."""
    rate = loaded.plan.limits.messages_per_second
    return READ_AHEAD if rate == 0 else max(1, min(READ_AHEAD, rate * runplan.FRESH_SECONDS // (runplan.WINDOW * workers)))
