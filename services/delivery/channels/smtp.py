"""E-mail by SMTP submission: kept connections, our own pipelining, answers by the table of channels spec §8.1."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from services.delivery.channels.breaker import Breaker
from services.delivery.channels.provider import TEMPORARY_FAILURE, UNKNOWN_FAILURE, Outbound, Outcome, in_doubt, temporary
from services.delivery.channels.smtp_settings import SmtpSettings
from services.delivery.channels.smtp_stream import Work, stream
from services.delivery.channels.smtp_wire import ConnectFailed, SmtpWire, connect

LANE = 16
"""A batch takes one connection per so many messages."""
IDLE_PROBE = 5.0
"""Seconds after which a kept connection is asked whether it still lives, before content is entrusted to it."""
IDLE_LIMIT = 240.0
"""Seconds after which a kept connection is closed rather than used."""


class SmtpProvider:
    """Sends e-mail through one submission server. Any number of `send` calls may run at once."""

    name = "smtp"

    def __init__(self, settings: SmtpSettings, monotonic: Callable[[], float]) -> None:
        self._settings = settings
        self._now = monotonic
        self._idle: list[tuple[SmtpWire, float]] = []
        self._slots = asyncio.Semaphore(settings.connections)
        self._breaker = Breaker(monotonic)
        self._closed = False

    async def send(self, batch: Sequence[Outbound]) -> list[Outcome]:
        """Hand over; see `Provider.send`. When cancelled, connections with unanswered content are cut."""
        work = Work(batch, self._settings.final)
        if self._closed or not self._breaker.allows():
            work.fail_rest(temporary("SMTP provider is resting", 503, self._breaker.retry_after or None))
        lanes = min(self._settings.connections, -(-len(work.todo) // LANE))
        if lanes == 1:
            await self._lane(work)
        elif lanes:
            await asyncio.gather(*(self._lane(work) for _ in range(lanes)))
        work.fail_rest(temporary("SMTP server gave no usable connection"))
        outcomes = [found or in_doubt("SMTP provider lost count") for found in work.outcomes]
        bad = sum(1 for found in outcomes if _ours(found))
        self._breaker.record(len(outcomes) - bad, bad)
        return outcomes

    async def _lane(self, work: Work) -> None:
        """Work with one connection after the other until nothing is left, or two in a row bring nothing."""
        barren = 0
        while work.todo and barren < 2:
            async with self._slots:
                try:
                    wire = await self._acquire()
                except ConnectFailed as fault:
                    if fault.auth:
                        self._breaker.auth_failed()
                    if fault.auth or barren:
                        work.fail_rest(fault.outcome)
                        return
                    barren += 1
                    continue
                try:
                    answered = await stream(wire, work, self._settings.timeout, self._settings.chunking)
                except BaseException:
                    wire.abort()
                    raise
                barren = 0 if answered else barren + 1
                self._release(wire)

    async def _acquire(self) -> SmtpWire:
        # One turn of the loop lets a connection that died meanwhile say so, before content is entrusted to it.
        await asyncio.sleep(0)
        while self._idle:
            wire, since = self._idle.pop()
            rested = self._now() - since
            if rested < IDLE_PROBE and wire.usable and not wire.unread:
                return wire
            if rested < IDLE_LIMIT and await wire.probe(5.0):
                return wire
            wire.abort()
        return await connect(self._settings)

    def _release(self, wire: SmtpWire) -> None:
        if wire.usable and not self._closed:
            self._idle.append((wire, self._now()))
        else:
            wire.abort()

    async def close(self) -> None:
        self._closed = True
        idle, self._idle = self._idle, []
        await asyncio.gather(*(wire.quit() for wire, _ in idle))


def _ours(outcome: Outcome) -> bool:
    """Whether an outcome speaks of a provider that does not work, rather than of one recipient."""
    return (outcome.status in (TEMPORARY_FAILURE, UNKNOWN_FAILURE) and outcome.event is None) or outcome.alarm
