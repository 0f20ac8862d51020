"""Counting, streaming, freezing and explaining for other services."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from typing import Any

from counterpoint.segments.v1 import audience_pb2 as pb
from counterpoint.type.v1.type_pb2 import EndpointResponse

from kit.errors import Invalid, NotFound
from services.segments.domain import criteria, explain, member
from services.segments.rpc import dropped
from services.segments.rpc.deps import Deps
from services.segments.rpc.segments import stored_tree, unsaved_tree
from services.segments.store.audience import Place
from services.segments.store.documents import joined

_MOST = 5000
_DEFAULT_BATCH = 1000
# Batches of a stream that are read ahead.
_AHEAD = 2


async def count_segment(deps: Deps, request: pb.CountSegmentRequest) -> pb.CountSegmentResponse:
    """Members and eligible members, exact as of the call."""
    await deps.apps.get(request.app_id)
    if not request.segment_id and request.HasField("definition"):
        tree, names = await unsaved_tree(deps, request.app_id, request.definition)
    else:
        tree, names = await stored_tree(deps, request.app_id, request.segment_id, request.segment_version)
    total, eligible = await deps.audiences.count(request.app_id, tree, names, deps.clock.now_us())
    return pb.CountSegmentResponse(total=total, eligible=eligible)


async def stream_members(deps: Deps, request: pb.StreamMembersRequest) -> AsyncIterator[pb.StreamMembersResponse]:
    """Members with their data, in id order. The next batch is read while one is on its way."""
    await deps.apps.get(request.app_id)
    tree, names = await stored_tree(deps, request.app_id, request.segment_id, request.segment_version)
    size = min(request.batch_size or _DEFAULT_BATCH, _MOST)
    pages = deps.audiences.pages(request.app_id, tree, names, deps.clock.now_us(), size)
    ahead: deque[asyncio.Task[tuple[list[str], dict[str, Any]]]] = deque()
    seq = 0
    try:
        async for page in pages:
            ahead.append(asyncio.create_task(_read(deps, request.app_id, page)))
            if len(ahead) > _AHEAD:
                page, records = await ahead.popleft()
                yield _members(page, records, seq)
                seq += len(page)
        while ahead:
            page, records = await ahead.popleft()
            yield _members(page, records, seq)
            seq += len(page)
    finally:
        for task in ahead:
            task.cancel()


async def _read(deps: Deps, app_id: str, page: list[str]) -> tuple[list[str], dict[str, Any]]:
    return page, await deps.endpoints.records(app_id, page)


def _members(page: list[str], records: dict[str, Any], seq: int) -> pb.StreamMembersResponse:
    answer = pb.StreamMembersResponse()
    for number, endpoint_id in enumerate(page, seq + 1):
        _add(answer.recipients, Place(number, endpoint_id, 0, False, False), records.get(endpoint_id))
    return answer


async def freeze_audience(deps: Deps, request: pb.FreezeAudienceRequest) -> pb.FreezeAudienceResponse:
    """Fixes the audience of a run, once."""
    await deps.apps.get(request.app_id)
    if not request.run_id:
        raise Invalid("run_id: is required")
    frozen = await deps.audiences.known(request.app_id, request.run_id)
    if frozen is None:
        tree, names = await stored_tree(deps, request.app_id, request.segment_id, request.segment_version)
        frozen = await deps.audiences.freeze(request.app_id, request.run_id, tree, names, request.now_us or deps.clock.now_us())
    return pb.FreezeAudienceResponse(size=frozen.size, from_user=frozen.from_user, duplicate_users=frozen.duplicate_users)


async def read_audience(deps: Deps, request: pb.ReadAudienceRequest) -> pb.ReadAudienceResponse:
    """Frozen members in seq order with their data as it is now."""
    await deps.audiences.need_frozen(request.app_id, request.run_id)
    if request.endpoint_ids:
        if len(request.endpoint_ids) > _MOST:
            raise Invalid(f"endpoint_ids: at most {_MOST}")
        places = await deps.audiences.places_of(request.run_id, list(request.endpoint_ids))
    else:
        if request.to_seq - request.from_seq >= _MOST:
            raise Invalid(f"to_seq: at most {_MOST} members a call")
        places = await deps.audiences.places(request.run_id, request.from_seq, request.to_seq)
    return await _recipients(deps, request.app_id, places)


async def find_member(deps: Deps, request: pb.FindMemberRequest) -> pb.FindMemberResponse:
    """One frozen member. Raises NotFound."""
    await deps.audiences.need_frozen(request.app_id, request.run_id)
    places = await deps.audiences.places_of(request.run_id, [request.endpoint_id])
    if not places:
        raise NotFound("Not a member of this audience")
    recipient = (await _recipients(deps, request.app_id, places)).recipients[0]
    return pb.FindMemberResponse(recipient=recipient, dropped=await dropped.newest(deps, request.app_id, request.endpoint_id))


async def evaluate_member(deps: Deps, request: pb.EvaluateMemberRequest) -> pb.EvaluateMemberResponse:
    """The verdict on today's data, rule by rule."""
    await deps.apps.get(request.app_id)
    tree, _ = await stored_tree(deps, request.app_id, request.segment_id, request.segment_version)
    record = (await deps.endpoints.records(request.app_id, [request.endpoint_id])).get(request.endpoint_id)
    refused = await dropped.newest(deps, request.app_id, request.endpoint_id)
    if record is None:
        return pb.EvaluateMemberResponse(endpoint_exists=False, dropped=refused)
    document = EndpointResponse.FromString(joined(record["document"], record["user_document"] or b""))
    seen = member.member(document, record["active_us"], record["private_to"] or "")
    lists = {}
    for leaf in criteria.leaves(tree):
        if isinstance(leaf, criteria.Imported):
            lists[leaf] = await deps.audiences.is_listed(leaf, seen.endpoint_id, seen.fields["user_id"])
    last_event = await deps.audiences.last_event(request.app_id, request.endpoint_id)
    at = criteria.Situation(request.now_us or deps.clock.now_us(), last_event, lambda leaf: lists[leaf])
    visible = not seen.private_to or any(leaf.segment_id == seen.private_to for leaf in lists)
    answer = pb.EvaluateMemberResponse(
        endpoint_exists=True, member=visible and criteria.matches(tree, seen, at), version=record["version"], dropped=refused
    )
    for leaf, negated in criteria.conditions(tree):
        rule = explain.outcome(leaf, negated, seen, at)
        answer.rules.add(rule=rule.rule, wants=rule.wants, saw=rule.saw, holds=rule.holds)
    return answer


async def _recipients(deps: Deps, app_id: str, places: Sequence[Place]) -> pb.ReadAudienceResponse:
    """Places joined with the truth."""
    records = await deps.endpoints.records(app_id, [place.endpoint_id for place in places])
    answer = pb.ReadAudienceResponse()
    for place in places:
        _add(answer.recipients, place, records.get(place.endpoint_id))
    return answer


def _add(recipients: Any, place: Place, record: Any) -> None:
    """A place with its data: documents as bytes, nothing parsed. Made in its list, which spares a copy."""
    if record is None:
        recipients.add(
            seq=place.seq, endpoint_id=place.endpoint_id, frozen_version=place.version, duplicate_address=place.duplicate, from_user=place.from_user
        )
        return
    recipients.add(
        seq=place.seq,
        endpoint_id=place.endpoint_id,
        exists=True,
        version=record["version"],
        frozen_version=place.version,
        endpoint=record["document"],
        user=record["user_document"] or b"",
        duplicate_address=place.duplicate,
        from_user=place.from_user,
    )
