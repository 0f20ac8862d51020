"""Removes single messages from streams: what erasure needs, and nothing else does."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from kit import ids
from kit.bus import subjects
from kit.bus.bus import Bus

_FETCH = 50
_FETCH_SECONDS = 1.0
_EVERYTHING = 1 << 62
Concerns = Callable[[str, bytes], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """Messages that concern the subject. `removed`: overwritten in the store's files; `unread`: some reader of ours has yet to take them."""

    removed: int = 0
    unread: int = 0


async def erase_messages(bus: Bus, stream: str, filter_subject: str, concerns: Concerns, *, dry_run: bool) -> Found:
    """Removes the messages below a subject for which `concerns(subject, content)` holds, once every durable of ours has read them.

    Streams that keep only what is unread lose them by themselves. In a dry run both kinds are counted as `removed`.
    """
    floor = min([await _floor(bus, durable) for durable in subjects.DURABLES if durable.stream == stream], default=_EVERYTHING)
    kept = next(known for known in subjects.STREAMS if known.name == stream).retention == "limits"
    removed = unread = 0
    async for sequence, subject, content in _messages(bus, stream, filter_subject):
        if not concerns(subject, content):
            continue
        if dry_run or (kept and sequence <= floor):
            removed += 1
        else:
            unread += 1
            continue
        if not dry_run:
            await bus.js.delete_msg(stream, sequence)
    return Found(removed, unread)


async def _floor(bus: Bus, durable: subjects.Durable) -> int:
    """How far the durable has read; that of a service that is not installed reads nothing and keeps nothing."""
    from nats.js.errors import NotFoundError

    try:
        return await bus.acked_up_to(durable)
    except NotFoundError:
        return _EVERYTHING


async def _messages(bus: Bus, stream: str, filter_subject: str) -> AsyncIterator[tuple[int, str, bytes]]:
    """What the stream holds now, read by a passing reader that acknowledges nothing."""
    from nats.js.api import AckPolicy, ConsumerConfig

    reader = f"erase-{ids.new_id()[:12]}"
    config = ConsumerConfig(durable_name=reader, ack_policy=AckPolicy.NONE, filter_subject=filter_subject, inactive_threshold=60)
    made = await bus.js.add_consumer(stream, config)
    left = int(made.num_pending or 0)
    subscription = await bus.js.pull_subscribe_bind(reader, stream)
    try:
        while left > 0:
            try:
                messages: list[Any] = await subscription.fetch(min(_FETCH, left), timeout=_FETCH_SECONDS)
            except TimeoutError:
                return  # others have read the rest meanwhile
            for message in messages:
                yield message.metadata.sequence.stream, message.subject, message.data
            left -= len(messages)
    finally:
        await subscription.unsubscribe()
        await bus.js.delete_consumer(stream, reader)
