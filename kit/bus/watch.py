"""How far every reader of the bus is: backlog, age of the oldest message, dead letters, and how full the streams are."""

import asyncio
import time
from dataclasses import dataclass

from kit.bus import subjects
from kit.bus.bus import Bus
from kit.telemetry import names
from kit.telemetry.metrics import Collector

_DEAD = "CP_DLQ"


@dataclass(frozen=True, slots=True)
class Reader:
    """One durable. `backlog`: messages not acknowledged yet; `oldest_seconds`: age of the first of them, 0 without any; `dead`: dead letters kept."""

    name: str
    backlog: int
    oldest_seconds: float
    dead: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a stream holds and may hold, in bytes."""

    name: str
    bytes: int
    limit: int


@dataclass(frozen=True, slots=True)
class Levels:
    """The whole bus at one moment; durables that this installation does not have are left out."""

    readers: tuple[Reader, ...]
    streams: tuple[Held, ...]


async def look(bus: Bus) -> Levels:
    """Asks the bus. Raises what nats-py raises when it is away."""
    streams = await asyncio.gather(*(_stream(bus, stream) for stream in subjects.STREAMS))
    dead = await _dead_letters(bus)
    found = await asyncio.gather(*(_reader(bus, durable, dead.get(subjects.dead_letter(durable.name), 0)) for durable in subjects.DURABLES))
    return Levels(tuple(reader for reader in found if reader is not None), tuple(stream for stream in streams if stream is not None))


def measured(bus: Bus) -> Collector:
    """Sets the gauges of the whole bus."""

    async def measure() -> None:
        levels = await look(bus)
        names.BUS_BACKLOG.replace({(reader.name,): reader.backlog for reader in levels.readers})
        names.BUS_OLDEST.replace({(reader.name,): round(reader.oldest_seconds, 3) for reader in levels.readers})
        names.BUS_DEAD_LETTERS.replace({(reader.name,): reader.dead for reader in levels.readers})
        names.BUS_STREAM_BYTES.replace({(stream.name,): stream.bytes for stream in levels.streams})
        names.BUS_STREAM_LIMIT.replace({(stream.name,): stream.limit for stream in levels.streams})

    return measure


async def _stream(bus: Bus, stream: subjects.Stream) -> Held | None:
    from nats.js.errors import NotFoundError

    try:
        info = await bus.js.stream_info(stream.name)
    except NotFoundError:
        return None
    return Held(stream.name, int(info.state.bytes), stream.max_bytes)


async def _dead_letters(bus: Bus) -> dict[str, int]:
    """How many there are, by subject."""
    from nats.js.errors import NotFoundError

    try:
        info = await bus.js.stream_info(_DEAD, subjects_filter="cp.dlq.>")
    except NotFoundError:
        return {}
    return dict(info.state.subjects or {})


async def _reader(bus: Bus, durable: subjects.Durable, dead: int) -> Reader | None:
    from nats.js.errors import NotFoundError

    try:
        info = await bus.js.consumer_info(durable.stream, durable.name)
    except NotFoundError:
        return None
    backlog = int(info.num_pending or 0) + int(info.num_ack_pending or 0)
    first = (info.ack_floor.stream_seq if info.ack_floor else 0) + 1
    return Reader(durable.name, backlog, await _age(bus, durable, first) if backlog else 0.0, dead)


async def _age(bus: Bus, durable: subjects.Durable, first: int) -> float:
    """Seconds since the publication of the first message from sequence `first` on that the durable reads."""
    from nats.js.errors import NotFoundError

    try:
        message = await bus.js.get_msg(durable.stream, seq=first, subject=durable.filter, next=True)
    except NotFoundError:  # acknowledged meanwhile
        return 0.0
    return max(0.0, time.time() - message.time.timestamp()) if message.time else 0.0
