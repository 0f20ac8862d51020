"""Direct sends behind the answer (COUNTERPOINT_ASYNC_SEND, channels spec §2 rule 8): rendered at once, queued durably,
handed over by whoever is free.

A call that died in hand-over is in doubt and is not sent again. What the provider could not take is tried again after 1,
5, 15 and 60 minutes, because nobody waits for the answer any more.
"""

import asyncio
import logging
import time
from collections.abc import Sequence

import msgspec
from counterpoint.delivery.v1.delivery_events_pb2 import Envelope
from counterpoint.delivery.v1.delivery_pb2 import AddressConfiguration
from counterpoint.type.v1.type_pb2 import EndpointResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import ids
from kit.bus import subjects
from kit.db import enqueue
from kit.errors import Unavailable
from services.delivery.channels.provider import EmailPayload, Outbound, SmsPayload
from services.delivery.deps import Deps
from services.delivery.domain import direct as rules
from services.delivery.domain.direct import Result
from services.delivery.jobs import direct as engine
from services.delivery.jobs import unheard
from services.delivery.jobs.direct import Request, Target
from services.delivery.store import queued, suppression
from services.delivery.store.queued import Queued

DELAYS_MINUTES = (1, 5, 15, 60)
IDLE_SECONDS = 0.25
_AT_ONCE = 20
_LEASE_SECONDS = 60.0
_SAFE_SECONDS = 40.0
_log = logging.getLogger("delivery.queued")


class Item(msgspec.Struct, array_like=True):
    """One message. `email`: MIME and envelope sender; `sms`: the fields of SmsPayload."""

    key: str
    channel: str
    address: str
    message_id: str
    sent_to: str
    run: str
    parts: int
    endpoint_id: str = ""
    user_id: str = ""
    context: dict[str, str] = {}
    envelope: bytes = b""
    email: tuple[bytes, str, bool] | None = None
    sms: list[str | int | None] | None = None
    price: float = 0.0


class Call(msgspec.Struct, array_like=True):
    """What a row holds, before it is sealed."""

    account: str
    trace_id: str
    context: dict[str, str]
    attempt: int
    items: list[Item]


async def put(deps: Deps, request: Request, rendered: Sequence[tuple[Target, Outbound]]) -> None:
    """Queues rendered messages in one row and gives their targets success."""
    if not rendered:
        return
    items = [_item(target, outbound) for target, outbound in rendered]
    name = ids.new_id()
    call = Call(request.account, request.trace_id, dict(request.context), 0, items)
    async with deps.db.begin() as conn:
        await queued.put(conn, name, request.app_id, _sealed(deps, name, call), time.time())
    for target, outbound in rendered:
        said = f"MessageId: {outbound.message_id}"
        target.result, target.queued = Result(rules.SUCCESSFUL, 200, said, outbound.message_id, target.address), True
    deps.queued.set()


async def step(deps: Deps, owner: str) -> None:
    """Hands over what is due and books what a dead process left."""
    while await _one_dead(deps):
        pass
    try:
        await deps.standstill.check(deps.db)
    except Unavailable:
        return
    while True:
        began = time.monotonic()
        async with deps.db.begin() as conn:
            found = await queued.begin(conn, owner, time.time() + _LEASE_SECONDS, time.time(), _AT_ONCE)
        await asyncio.gather(*(_hand_over(deps, one, owner, began) for one in found))
        if len(found) < _AT_ONCE:
            return


async def _hand_over(deps: Deps, row: Queued, owner: str, began: float) -> None:
    call = _opened(deps, row)
    request, pairs = _rebuilt(row.app_id, call)
    if time.monotonic() - began < _SAFE_SECONDS:
        await engine.deliver(deps, pairs)
    else:
        # Our time is over before it began: somebody may book it as in doubt, so nothing may go.
        for target, _ in pairs:
            target.result = Result(rules.TEMPORARY, 503, "Not handed over in time")
    later = [target for target, _ in pairs if target.result is not None and target.result.status in (rules.TEMPORARY, rules.THROTTLED)]
    again = later if call.attempt < len(DELAYS_MINUTES) else []
    async with deps.db.begin() as conn:
        if not await queued.still_ours(conn, row.call, owner):
            _log.warning("a queued call was booked as in doubt while its provider answered")
            return
        await _book(deps, conn, request, [target for target, _ in pairs if target not in again])
        if again:
            keys = {target.key for target in again}
            rest = Call(call.account, call.trace_id, call.context, call.attempt + 1, [item for item in call.items if item.key in keys])
            due = time.time() + DELAYS_MINUTES[call.attempt] * 60
            await queued.put(conn, row.call, row.app_id, _sealed(deps, row.call, rest), due)
        else:
            await queued.done(conn, [row.call])
    deps.relay.wake()


async def _one_dead(deps: Deps) -> bool:
    async with deps.db.begin() as conn:
        row = await queued.dead(conn, time.time())
        if row is None:
            return False
        request, pairs = _rebuilt(row.app_id, _opened(deps, row))
        for target, outbound in pairs:
            target.result = Result(rules.UNKNOWN, 500, "In doubt: the process died while it was sent", outbound.message_id, target.address)
        await _book(deps, conn, request, [target for target, _ in pairs])
        await queued.done(conn, [row.call])
    deps.relay.wake()
    return True


async def _book(deps: Deps, conn: AsyncConnection, request: Request, targets: Sequence[Target]) -> None:
    """The facts of the hand-over, in the transaction that forgets it."""
    now_ms, batch_id = deps.clock.now_ms(), ids.new_id()
    batch = engine.outcomes(request, targets, batch_id, now_ms)
    if batch.outcomes:
        await enqueue(conn, subjects.of(subjects.OUTCOME_RECORDED, request.app_id), batch.SerializeToString(), batch_id)
    await unheard.remember(deps, conn, batch)
    listed = engine.suppressed(deps, targets)
    if listed:
        await suppression.add(conn, request.account, listed, now_ms)


def _item(target: Target, outbound: Outbound) -> Item:
    payload, endpoint = outbound.payload, target.endpoint
    parts = target.result.parts if target.result is not None else 0
    item = Item(target.key, target.channel, target.address, outbound.message_id, outbound.address, outbound.run, parts)
    item.context, item.price = dict(target.entry.context), target.price
    if endpoint is not None:
        item.endpoint_id, item.user_id = endpoint.id, endpoint.user.user_id
    if target.envelope is not None:
        item.envelope = target.envelope.SerializeToString()
    if isinstance(payload, EmailPayload):
        item.email = (payload.mime, payload.sender, payload.clean)
    elif isinstance(payload, SmsPayload):
        item.sms = [getattr(payload, name) for name in SmsPayload.__slots__]
    return item


def _rebuilt(app_id: str, call: Call) -> tuple[Request, list[tuple[Target, Outbound]]]:
    """As they were when they were queued, as far as hand-over and facts need."""
    request = Request(app_id, call.account, None, {}, {}, call.trace_id, call.context)
    pairs = []
    for item in call.items:
        endpoint = None
        if item.endpoint_id:
            endpoint = EndpointResponse(id=item.endpoint_id)
            endpoint.user.user_id = item.user_id
        target = Target(item.key, item.channel, item.address, AddressConfiguration(context=item.context), endpoint)
        target.envelope, target.price = Envelope.FromString(item.envelope), item.price
        target.result = Result(rules.UNKNOWN, 500, "", item.message_id, item.address, parts=item.parts)
        payload = EmailPayload(*item.email) if item.email is not None else SmsPayload(*(item.sms or []))  # type: ignore[arg-type]
        pairs.append((target, Outbound(item.message_id, item.channel, item.sent_to, payload, item.endpoint_id, app_id, item.run)))
    return request, pairs


def _sealed(deps: Deps, name: str, call: Call) -> bytes:
    return deps.sealer.seal(msgspec.msgpack.encode(call), f"queued:{name}")


def _opened(deps: Deps, row: Queued) -> Call:
    return msgspec.msgpack.decode(deps.sealer.open(row.document, f"queued:{row.call}"), type=Call)
