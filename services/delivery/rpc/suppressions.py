"""The list of addresses that get nothing more, of a whole account (channels spec §5, §8)."""

from typing import Any

from counterpoint.delivery.v1 import sending_pb2 as shapes

from kit import caller
from kit.errors import Invalid
from kit.paging import page_size
from kit.times import format_ms
from services.delivery.deps import Deps
from services.delivery.domain.addresses import valid_email
from services.delivery.domain.sms import normalise_number
from services.delivery.jobs.recipients import normalised
from services.delivery.store import suppression

_MOST = 1_000
_CHANNELS = ("EMAIL", "SMS")
_REASONS = ("MANUAL", "HARD_BOUNCE", "COMPLAINT", "OPT_OUT")


async def list_all(deps: Deps, request: Any) -> Any:
    """ListSuppressions. Raises Invalid."""
    account, size = caller.current().account, page_size(request.page_size)
    if request.channel and request.channel not in _CHANNELS:
        raise Invalid("channel: must be EMAIL or SMS")
    after = deps.pages.decode("ListSuppressions", account, request.token) if request.token else ["", ""]
    async with deps.db.connect() as conn:
        rows = await suppression.page(conn, account, request.channel, (str(after[0]), str(after[1])), size + 1)
    answer = shapes.ListSuppressionsResponse()
    for row in rows[:size]:
        answer.item.add(channel=row.channel, address=row.address, reason=row.reason, since=format_ms(row.since_ms))
    if len(rows) > size:
        last = rows[size - 1]
        answer.next_token = deps.pages.encode("ListSuppressions", account, [last.channel, last.address])
    return answer


async def put(deps: Deps, request: Any) -> Any:
    """PutSuppression: all of the addresses or, when one is none, nobody. Raises Invalid."""
    reason = request.reason or "MANUAL"
    faults = [] if request.channel in _CHANNELS else [("Channel", "must be EMAIL or SMS")]
    if not 1 <= len(request.addresses) <= _MOST:
        faults.append(("Addresses", f"between 1 and {_MOST} are needed"))
    if reason not in _REASONS:
        faults.append(("Reason", f"must be one of {', '.join(_REASONS)}"))
    if not faults:
        good = valid_email if request.channel == "EMAIL" else normalise_number
        faults = [(f"Addresses[{at}]", "is no address of this channel") for at, one in enumerate(request.addresses) if not good(one.strip())]
    if faults:
        raise Invalid.of(faults)
    entries = [(request.channel, normalised(request.channel, one.strip()), reason) for one in request.addresses]
    async with deps.db.begin() as conn:
        added = await suppression.add(conn, caller.current().account, entries, deps.clock.now_ms())
    return shapes.PutSuppressionResponse(added=added)


async def delete(deps: Deps, request: Any) -> Any:
    """DeleteSuppression. Raises Invalid."""
    if request.channel not in _CHANNELS or not request.address:
        raise Invalid("channel and address: are required")
    address = normalised(request.channel, request.address.strip())
    async with deps.db.begin() as conn:
        removed = await suppression.remove(conn, caller.current().account, request.channel, address)
    return shapes.DeleteSuppressionResponse(removed=removed)
