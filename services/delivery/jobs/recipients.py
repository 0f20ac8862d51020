"""Reads the members of windows: one call for the whole read-ahead, one query for suppression."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec
from counterpoint.segments.v1 import audience_pb2 as audience
from counterpoint.type.v1 import type_pb2 as types

from services.delivery.deps import Deps
from services.delivery.domain.addresses import normalise_email
from services.delivery.domain.decide import Recipient
from services.delivery.domain.sms import normalise_number
from services.delivery.store import suppression
from services.delivery.store.windows import Window

READ_TIMEOUT = 30.0
LARGEST_SPAN = 5000
_endpoint = types.EndpointResponse.FromString
_user = types.EndpointUser.FromString


async def read(deps: Deps, app_id: str, account: str, windows: Sequence[Window]) -> dict[int, list[Recipient]]:
    """The recipients of every window, by window number, with their data as it is now and whether they are
    suppressed."""
    primary = [window for window in windows if window.targets is None]
    retries = [window for window in windows if window.targets is not None]
    calls = [_span(deps, app_id, first.run_id, first.from_seq, last.to_seq) for first, last in _spans(primary)]
    calls += [_named(deps, app_id, window) for window in retries]
    answers = await asyncio.gather(*calls)
    found: dict[int, list[Recipient]] = {window.number: [] for window in windows}
    spans = len(calls) - len(retries)
    members = [recipient for answer in answers[:spans] for recipient in answer]
    at = 0
    for window in primary:
        while at < len(members) and members[at].seq <= window.to_seq:
            found[window.number].append(members[at])
            at += 1
    for window, answer in zip(retries, answers[spans:], strict=True):
        found[window.number] = answer
    await _suppress(deps, account, [recipient for recipients in found.values() for recipient in recipients])
    return found


def _spans(windows: Sequence[Window]) -> list[tuple[Window, Window]]:
    """First and last window of each unbroken stretch (windows come in order)."""
    spans: list[tuple[Window, Window]] = []
    for window in windows:
        if (
            spans
            and spans[-1][1].to_seq + 1 == window.from_seq
            and window.to_seq - spans[-1][0].from_seq < LARGEST_SPAN
        ):
            spans[-1] = (spans[-1][0], window)
        else:
            spans.append((window, window))
    return spans


async def _span(deps: Deps, app_id: str, run_id: str, first: int, last: int) -> list[Recipient]:
    request = audience.ReadAudienceRequest(app_id=app_id, run_id=run_id, from_seq=first, to_seq=last)
    answer = await deps.audience.ReadAudience(request, timeout=READ_TIMEOUT)
    found = {item.seq: recipient(item) for item in answer.recipients}
    # Everybody in the range is accounted for, whatever the answer holds.
    return [found.get(seq) or Recipient(seq, "", False) for seq in range(first, last + 1)]


async def _named(deps: Deps, app_id: str, window: Window) -> list[Recipient]:
    ids: list[str] = msgspec.msgpack.decode(window.targets or b"\x90")
    answer = await deps.audience.ReadAudience(
        audience.ReadAudienceRequest(app_id=app_id, run_id=window.run_id, endpoint_ids=ids), timeout=READ_TIMEOUT
    )
    found = {item.endpoint_id: recipient(item) for item in answer.recipients}
    return [found.get(endpoint_id) or Recipient(0, endpoint_id, False) for endpoint_id in ids]


def recipient(item: Any) -> Recipient:
    """The member's small form; the documents stay for rendering."""
    if not item.exists:
        return Recipient(item.seq, item.endpoint_id, False)
    endpoint = _endpoint(item.endpoint)
    cohort = endpoint.cohort_id
    return Recipient(
        item.seq,
        item.endpoint_id,
        True,
        endpoint.endpoint_status,
        endpoint.opt_out,
        endpoint.address,
        endpoint.channel_type,
        int(cohort) if cohort else -1,
        endpoint.demographic.timezone,
        endpoint.user.user_id,
        item.duplicate_address,
        False,
        endpoint,
        _user(item.user) if item.user else None,
    )


def normalised(channel: str, address: str) -> str:
    """The form in which the suppression list holds an address."""
    if channel == "EMAIL":
        return normalise_email(address)
    if channel == "SMS":
        return normalise_number(address) or address
    return address


async def _suppress(deps: Deps, account: str, recipients: list[Recipient]) -> None:
    """Marks the recipients whose address is listed."""
    pairs = {
        (r.channel, normalised(r.channel, r.address)): r
        for r in recipients
        if r.address and r.channel in ("EMAIL", "SMS")
    }
    if not pairs:
        return
    async with deps.db.connect() as conn:
        listed = await suppression.found(conn, account, list(pairs))
    if listed:
        for r in recipients:
            r.suppressed = (r.channel, normalised(r.channel, r.address)) in listed
