"""One life cycle for every reader: fetch a bounded batch, handle it, ack after the effect.

An exception of the handler naks the whole batch with a growing delay; Poison sends the batch, message by message, through the handler again and moves the
guilty ones to the dead letters. Messages with slow handling are kept alive by `in_progress`.
"""

import asyncio
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from kit.bus import subjects
from kit.bus.bus import Bus, Fact, Handler, Poison
from kit.config import ConfigError
from kit.telemetry import CONSUMER, names, spans

if TYPE_CHECKING:
    from nats.aio.msg import Msg

_log = logging.getLogger("kit.bus.consumer")
_KEEP_ALIVE_SECONDS = 4.0
# A handler holds a set several times over.
_SET_BYTES = 16 << 20


class Consumer:
    """Reads one durable with `concurrency` fetch loops."""

    def __init__(self, bus: Bus, durable: subjects.Durable, handler: Handler, batch: int, concurrency: int, linger: float) -> None:
        self._bus = bus
        self._durable = durable
        self._handler = handler
        self._batch = batch
        self._concurrency = concurrency
        self._linger = linger
        self._tasks: list[asyncio.Task[None]] = []
        # Of a message, as the last set had them: what says how many make the next one.
        self._size = _SET_BYTES // 100
        self._closing = asyncio.Event()

    async def start(self) -> None:
        """Begins to read. Raises ConfigError when the bus has no such durable: nothing would ever come."""
        await self._check()
        self._tasks = [asyncio.create_task(self._loop(), name=f"{self._durable.name}-{i}") for i in range(self._concurrency)]

    async def _check(self) -> None:
        from nats.js.errors import NotFoundError

        try:
            await self._bus.js.consumer_info(self._durable.stream, self._durable.name)
        except NotFoundError:
            owner = self._durable.name.partition("-")[0]
            raise ConfigError(f"the bus has no reader {self._durable.name}, a migration was left half-finished: run `counterpoint migrate {owner}`") from None
        except Exception as error:
            _log.warning("%s waits: %s", self._durable.name, type(error).__name__)

    async def stop(self) -> None:
        """Takes no more and waits for what is in hand."""
        self._closing.set()
        _, late = await asyncio.wait(self._tasks, timeout=5) if self._tasks else (set(), set())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _loop(self) -> None:
        while not self._closing.is_set():
            try:
                subscription = await self._bus.js.pull_subscribe_bind(self._durable.name, self._durable.stream)
                try:
                    await self._read(subscription)
                finally:
                    # What lies unread in it would keep the connection's drain waiting.
                    with suppress(Exception):
                        await subscription.unsubscribe()
            except asyncio.CancelledError:
                raise
            except Exception as error:
                _log.warning("%s waits: %s", self._durable.name, type(error).__name__)
                await asyncio.sleep(1)

    async def _read(self, subscription: Any) -> None:
        while not self._closing.is_set():
            try:
                count = max(1, min(self._batch, _SET_BYTES // self._size))
                messages = await subscription.fetch(count, timeout=1)
            except TimeoutError:
                continue
            if not messages:  # the server's own time-out came before ours
                continue
            if self._linger and len(messages) < count and not self._closing.is_set():
                messages += await self._more(subscription, count - len(messages))
            self._size = max(1, sum(len(message.data) for message in messages) // len(messages))
            await self._handle(messages)

    async def _more(self, subscription: Any, count: int) -> "list[Msg]":
        """What else comes within the linger: a few large sets cost the columns far less than many small ones."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), self._linger)
        try:
            return list(await subscription.fetch(count, timeout=0.05))
        except TimeoutError:
            return []

    async def _handle(self, messages: "list[Msg]") -> None:
        facts = [_fact(message) for message in messages]
        keeper = asyncio.create_task(_keep_alive(messages))
        name, began = self._durable.name, time.perf_counter()
        names.BUS_DELAY.observe(max(0.0, time.time() - messages[0].metadata.timestamp.timestamp()), name)
        try:
            # A set of messages has many traces; its handling continues the first, and is shown in all.
            with spans(name, CONSUMER, [fact.headers.get("traceparent", "") for fact in facts], messages=len(facts)):
                await self._handler(facts)
        except Poison:
            await self._one_by_one(messages, facts)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            _log.warning("%s: a batch of %d will be repeated: %s: %s", name, len(messages), type(error).__name__, error)
            delay = min(30, 2 ** min(facts[0].deliveries, 5) / 2)
            await asyncio.gather(*(message.nak(delay=delay) for message in messages), return_exceptions=True)
            names.BUS_MESSAGES.add(len(messages), name, "repeated")
        else:
            await asyncio.gather(*(message.ack() for message in messages))
            names.BUS_MESSAGES.add(len(messages), name, "handled")
        finally:
            keeper.cancel()
            names.BUS_HANDLING.observe(time.perf_counter() - began, name)

    async def _one_by_one(self, messages: "list[Msg]", facts: list[Fact]) -> None:
        name = self._durable.name
        for message, fact in zip(messages, facts, strict=True):
            try:
                await self._handler([fact])
            except Poison as error:
                names.BUS_MESSAGES.add(1, name, "dead")
                _log.error("%s: dead letter, sequence %d: %s", self._durable.name, fact.sequence, error)
                await self._bus.js.publish(
                    subjects.dead_letter(self._durable.name),
                    fact.data,
                    headers={"Cp-Reason": str(error)[:200], "Cp-Subject": fact.subject, "Nats-Msg-Id": f"{self._durable.name}:{fact.sequence}"},
                )
                await message.term()
            except asyncio.CancelledError:
                raise
            except Exception:
                names.BUS_MESSAGES.add(1, name, "repeated")
                await message.nak(delay=2)
            else:
                names.BUS_MESSAGES.add(1, name, "handled")
                await message.ack()


def _fact(message: "Msg") -> Fact:
    meta = message.metadata
    return Fact(message.subject, message.data, meta.sequence.stream, meta.num_delivered, dict(message.headers or {}))


async def _keep_alive(messages: "list[Msg]") -> None:
    while True:
        await asyncio.sleep(_KEEP_ALIVE_SECONDS)
        await asyncio.gather(*(message.in_progress() for message in messages), return_exceptions=True)
