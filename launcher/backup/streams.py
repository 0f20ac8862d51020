"""JetStream: the messages of every stream of ours, and how far each reader has come.

Order matters, because rows and streams cannot be read at one instant. How far the readers are is noted first, then the rows are saved, then
the messages: a message that a reader took in between is in the backup and is read once more after a restore, which readers are made for.
Streams that drop what is read are kept from doing so by a reader of our own (`Hold`), which ends with the backup, or an hour after its death.
"""

from __future__ import annotations

import asyncio
import struct
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

from launcher.backup.archive import Reader, Writer
from launcher.failure import Refused

Say = Callable[[str], None]
_HOLD_SECONDS = 3600.0
_FETCH = 20
_FETCH_SECONDS = 2.0
_AT_ONCE = 100


@dataclass
class Hold:
    """What was noted before the rows were saved. `floors`: by durable, the sequence up to which it had acked everything. `reader`: our own."""

    bus: Any
    reader: str
    floors: dict[str, int] = field(default_factory=dict)
    streams: list[str] = field(default_factory=list)


@asynccontextmanager
async def held(url: str) -> AsyncIterator[Hold]:
    """Notes how far the readers are and keeps what they take from now on."""
    from nats.js.api import AckPolicy, ConsumerConfig
    from nats.js.errors import NotFoundError

    from kit.bus import Bus, subjects

    async with Bus(url, "backup") as bus:
        hold = Hold(bus, f"backup-{uuid.uuid4().hex[:12]}")
        try:
            for stream in subjects.STREAMS:
                keeps = AckPolicy.EXPLICIT if stream.retention == "interest" else AckPolicy.NONE
                waits = {"ack_wait": _HOLD_SECONDS, "max_ack_pending": -1} if keeps is AckPolicy.EXPLICIT else {}
                config = ConsumerConfig(durable_name=hold.reader, ack_policy=keeps, inactive_threshold=_HOLD_SECONDS, **waits)  # type: ignore[arg-type]
                try:
                    await bus.js.add_consumer(stream.name, config)
                except NotFoundError:
                    continue
                hold.streams.append(stream.name)
            for durable in subjects.DURABLES:
                try:
                    hold.floors[durable.name] = await bus.acked_up_to(durable)
                except NotFoundError:
                    continue
            yield hold
        finally:
            for name in hold.streams:
                await bus.js.delete_consumer(name, hold.reader)


async def save(writer: Writer, hold: Hold, say: Say) -> dict[str, Any]:
    """The messages of every stream; what the manifest says of them."""
    found: dict[str, Any] = {}
    for name in hold.streams:
        last = int((await hold.bus.js.stream_info(name)).state.last_seq)
        with writer.part(f"streams/{name}") as part:
            count = 0
            async for frame in _messages(hold, name, last):
                part.write(struct.pack("!I", len(frame)) + frame)
                count += 1
        found[name] = {"messages": count}
        say(f"{name}: {count} messages")
    return {"floors": hold.floors, "streams": found}


async def _messages(hold: Hold, stream: str, last: int) -> AsyncIterator[bytes]:
    """Each message up to `last` as msgpack: sequence, subject, headers, content."""
    subscription = await hold.bus.js.pull_subscribe_bind(hold.reader, stream)
    reached = 0
    try:
        while reached < last:
            try:
                messages = await subscription.fetch(_FETCH, timeout=_FETCH_SECONDS)
            except TimeoutError:
                messages = []
            for message in messages:
                reached = message.metadata.sequence.stream
                if reached <= last:
                    yield msgspec.msgpack.encode((reached, message.subject, dict(message.headers or {}), message.data))
            if not messages:
                info = await hold.bus.js.consumer_info(stream, hold.reader)
                if not info.num_pending:
                    return
    finally:
        await subscription.unsubscribe()


async def check_empty(url: str) -> None:
    """Raises Refused when a stream of ours holds messages."""
    from nats.js.errors import NotFoundError

    from kit.bus import Bus, subjects

    async with Bus(url, "restore") as bus:
        for stream in subjects.STREAMS:
            try:
                state = (await bus.js.stream_info(stream.name)).state
            except NotFoundError:
                continue
            if state.messages:
                raise Refused(f"The suite is not empty ({stream.name} on the bus holds messages): restore into a new data folder, or an empty bus.")


async def load(reader: Reader, url: str, say: Say, replicas: int = 1) -> None:
    """Make streams and readers anew: history is published before its readers are made, work after."""
    from nats.js.errors import NotFoundError

    from kit.bus import Bus, subjects

    kept = reader.manifest["streams"]
    services = {name.partition("-")[0] for name in kept["floors"]}
    async with Bus(url, "restore") as bus:
        for stream in subjects.STREAMS:
            try:
                await bus.js.delete_stream(stream.name)
            except NotFoundError:
                continue
        await bus.ensure_streams(frozenset(), replicas)
        starts: dict[str, int] = {}
        for stream in subjects.STREAMS:
            if stream.retention != "interest" and stream.name in kept["streams"]:
                numbers = await _publish(bus, reader, stream.name, say)
                starts |= {name: _first(numbers, floor) for name, floor in kept["floors"].items() if _of(name) == stream.name}
        await bus.ensure_streams(services, replicas, starts)
        for stream in subjects.STREAMS:
            if stream.retention == "interest" and stream.name in kept["streams"]:
                await _publish(bus, reader, stream.name, say)


def _of(durable: str) -> str:
    """The stream a durable reads, "" for one of another version."""
    from kit.bus import subjects

    return next((known.stream for known in subjects.DURABLES if known.name == durable), "")


def _first(numbers: Mapping[int, int], floor: int) -> int:
    """The new number of the first message behind `floor`; the next one to come when there is none."""
    return min((new for old, new in numbers.items() if old > floor), default=max(numbers.values(), default=0) + 1)


async def _publish(bus: Any, reader: Reader, stream: str, say: Say) -> dict[int, int]:
    """Publish a stream's messages in their order; new sequences by old."""
    numbers: dict[int, int] = {}
    waiting: list[Any] = []
    for frame in frames(reader.read(f"streams/{stream}")):
        waiting.append(msgspec.msgpack.decode(frame, type=tuple[int, str, dict[str, str], bytes]))
        if len(waiting) == _AT_ONCE:
            numbers |= await _acked(bus, waiting)
            waiting = []
    numbers |= await _acked(bus, waiting)
    say(f"{stream}: {len(numbers)} messages")
    return numbers


async def _acked(bus: Any, messages: list[tuple[int, str, dict[str, str], bytes]]) -> dict[int, int]:
    acks = await asyncio.gather(*(bus.js.publish(subject, content, headers=headers or None) for _, subject, headers, content in messages))
    return {message[0]: int(ack.seq) for message, ack in zip(messages, acks, strict=True)}


def frames(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Length-prefixed frames out of pieces cut anywhere."""
    held = bytearray()
    for piece in pieces:
        held += piece
        at = 0
        while len(held) - at >= 4:
            size = struct.unpack_from("!I", held, at)[0]
            if len(held) - at - 4 < size:
                break
            yield bytes(held[at + 4 : at + 4 + size])
            at += 4 + size
        del held[:at]
