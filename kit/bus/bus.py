"""One connection to the bus.

Accepted means durable first: `publish` returns after the ack of a file-backed stream. A message is a batch of 100 to 5,000 rows below 4 MB (design section 5).
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from kit import reach
from kit.bus import subjects
from kit.errors import Unavailable
from kit.telemetry import PRODUCER, inject, names, resume, span, traceparent

if TYPE_CHECKING:
    from kit.bus.consumer import Consumer

_log = logging.getLogger("kit.bus")
_IN_FLIGHT = 256


class Poison(Exception):
    """A message that no repeat will make readable: it goes to the dead letters with this reason."""


@dataclass(slots=True)
class Fact:
    """One received message."""

    subject: str
    data: bytes
    # Sequence in its stream: the same number again is the same message.
    sequence: int
    deliveries: int
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def app_id(self) -> str:
        """The last token of the subject."""
        return self.subject.rpartition(".")[2]


Handler = Callable[[list[Fact]], Awaitable[None]]


class Bus:
    """Connects on entering, reconnects for ever.

    `patience`: seconds to wait for the first connection, None for ever. Raises ConfigError when that fails or the login is refused.
    """

    def __init__(self, url: str, name: str = "counterpoint", patience: float | None = None) -> None:
        self._url = url
        self._name = name
        self._patience = patience
        self._limit = asyncio.Semaphore(_IN_FLIGHT)
        self.connection: Any = None
        self.js: Any = None

    async def __aenter__(self) -> Self:
        refused = asyncio.Event()

        async def on_error(error: Exception) -> None:
            _log.warning("bus: %s", type(error).__name__)
            if "authorization" in str(error).lower():
                refused.set()

        reach.form("COUNTERPOINT_BUS_URL", self._url)
        connect = _library().connect(
            self._url, name=self._name, max_reconnect_attempts=-1, reconnect_time_wait=0.2, connect_timeout=5, error_cb=on_error, allow_reconnect=True
        )
        self.connection = await self._first(asyncio.ensure_future(connect), refused)
        self.js = self.connection.jetstream(timeout=5)
        return self

    async def _first(self, connecting: "asyncio.Future[Any]", refused: asyncio.Event) -> Any:
        """The connection, once it is made; the library itself would try for ever, whoever says no."""
        denied = asyncio.ensure_future(refused.wait())
        try:
            await asyncio.wait({connecting, denied}, timeout=self._patience, return_when=asyncio.FIRST_COMPLETED)
            if connecting.done():
                return connecting.result()
            raise reach.refused_bus(self._url) if denied.done() else reach.away("NATS", "COUNTERPOINT_BUS_URL", self._url)
        finally:
            denied.cancel()
            connecting.cancel()

    async def __aexit__(self, *exc: object) -> None:
        # Not drain(): publishes have waited for their acks, and draining waits for messages a stopped consumer will never take. Acks on the way are flushed.
        try:
            await asyncio.wait_for(self.connection.flush(), 1)
        except Exception:
            _log.debug("the bus was away at the end")
        await self.connection.close()

    async def publish(self, subject: str, payload: bytes, msg_id: str, trace: str | None = None) -> None:
        """Publishes and waits for the ack. Raises Unavailable when the stream is full, away or gone. `trace`: its traceparent, by default the current one."""
        kind, before = subject.rpartition(".")[0], traceparent()
        if trace is not None:
            resume(trace)
        try:
            async with self._limit:
                with span(f"publish {kind}", PRODUCER, bytes=len(payload)):
                    await self.js.publish(subject, payload, headers=inject({"Nats-Msg-Id": msg_id}))
        except Exception as error:
            names.BUS_PUBLISHED.add(1, kind, "refused")
            raise Unavailable("the bus did not take the message", retry_after=1) from error
        finally:
            resume(before)
        names.BUS_PUBLISHED.add(1, kind, "taken")

    async def publish_many(self, messages: Sequence[tuple[str, bytes, str] | tuple[str, bytes, str, str]]) -> None:
        """Publishes (subject, payload, msg_id[, traceparent]) at once and waits for every ack."""
        await asyncio.gather(*(self.publish(*message) for message in messages))

    async def ensure_streams(
        self, services: Collection[str] | None = None, replicas: int = 1, starts: Mapping[str, int] | None = None, room: int | None = None
    ) -> None:
        """Creates or updates every stream and durable of kit.bus.subjects, before the first publish (`counterpoint migrate`).

        `services`: those that run in this installation; a durable of another would keep every fact for a reader that never comes.
        `replicas`: servers of a cluster that keep each stream. `starts`: by name of a durable that is made now, the first sequence it reads (1).
        `room`: bytes that all streams together may take, where the disk is small.
        """
        from nats.js.api import ConsumerConfig, DeliverPolicy, DiscardPolicy, RetentionPolicy, StreamConfig
        from nats.js.errors import NotFoundError

        for stream in subjects.within(room):
            interest = stream.retention == "interest"
            config = StreamConfig(
                name=stream.name,
                subjects=list(stream.subjects),
                retention=RetentionPolicy.INTEREST if interest else RetentionPolicy.LIMITS,
                discard=DiscardPolicy.NEW if interest else DiscardPolicy.OLD,
                max_bytes=stream.max_bytes,
                max_age=float(stream.max_age_seconds) or None,
                duplicate_window=120,
                num_replicas=replicas,
                description=stream.about,
            )
            try:
                await self.js.stream_info(stream.name)
                await self.js.update_stream(config)
            except NotFoundError:
                await self.js.add_stream(config)
        for durable in subjects.DURABLES:
            if services is not None and durable.name.partition("-")[0] not in services:
                continue
            try:
                await self.js.consumer_info(durable.stream, durable.name)
            except NotFoundError:
                start = (starts or {}).get(durable.name)
                await self.js.add_consumer(
                    durable.stream,
                    ConsumerConfig(
                        durable_name=durable.name,
                        filter_subject=durable.filter,
                        deliver_policy=DeliverPolicy.ALL if start is None else DeliverPolicy.BY_START_SEQUENCE,
                        opt_start_seq=start,
                        ack_wait=15,
                        max_ack_pending=1000,
                        max_deliver=-1,
                        description=durable.reads,
                    ),
                )
        for stream_name, retired in subjects.RETIRED:
            with suppress(NotFoundError):
                await self.js.delete_consumer(stream_name, retired)

    async def pending(self, durable: subjects.Durable) -> int:
        """Messages the durable has not acked yet."""
        info = await self.js.consumer_info(durable.stream, durable.name)
        return int(info.num_pending or 0) + int(info.num_ack_pending or 0)

    async def acked_up_to(self, durable: subjects.Durable) -> int:
        """The sequence of its stream up to which the durable has acked everything it reads."""
        newest = int((await self.js.stream_info(durable.stream)).state.last_seq)
        info = await self.js.consumer_info(durable.stream, durable.name)
        if not info.num_pending and not info.num_ack_pending:
            return newest
        return int(info.ack_floor.stream_seq) if info.ack_floor else 0

    def subscribe(self, durable: subjects.Durable, handler: Handler, batch: int = 20, concurrency: int = 1, linger: float = 0.0) -> "Consumer":
        """A consumer of one durable; start() it. `linger`: seconds to gather a set of up to `batch` messages before it is handled."""
        from kit.bus.consumer import Consumer

        return Consumer(self, durable, handler, batch, concurrency, linger)


def _library() -> Any:
    """nats-py without aiohttp, which it loads for websockets when it finds it: 0.13 s of start and 11 MB in each process for nothing."""
    hidden = "aiohttp" not in sys.modules
    if hidden:
        sys.modules["aiohttp"] = None  # type: ignore[assignment]
    try:
        import nats
    finally:
        if hidden:
            del sys.modules["aiohttp"]
    return nats
