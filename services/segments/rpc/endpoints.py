"""Endpoints and users."""

import asyncio
from collections.abc import Sequence

from counterpoint.segments.v1 import audience_pb2 as audience
from counterpoint.segments.v1 import segments_pb2 as pb
from counterpoint.type.v1.type_pb2 import MessageBody

from kit import caller
from kit.errors import CounterpointError, Forbidden, Invalid, NotFound
from kit.telemetry import names
from services.segments.domain.fold import Item, Outcome
from services.segments.rpc.deps import Deps
from services.segments.store.dropped import Dropped

BATCH_ITEMS = 100
_TOLD = 10
WARNING_KEY = "cp-warning"
Write = tuple[str, Item]


async def update_endpoint(deps: Deps, request: pb.UpdateEndpointRequest) -> pb.UpdateEndpointResponse:
    """Merges into one endpoint and answers once it is stored."""
    await deps.own(request.application_id)
    who = caller.current()
    item = Item(request.endpoint_id, request.endpoint_request, who.request_id, who.client_key)
    outcome = (await write(deps, [(request.application_id, item)]))[0]
    if isinstance(outcome, Exception):
        raise outcome
    raise_unless_accepted(outcome)
    return pb.UpdateEndpointResponse(message_body=_accepted())


async def update_endpoints_batch(deps: Deps, request: pb.UpdateEndpointsBatchRequest) -> tuple[pb.UpdateEndpointsBatchResponse, str]:
    """The answer and the warning that names dropped items, "" when all were written (endpoints spec 1.4)."""
    await deps.own(request.application_id)
    given = request.endpoint_batch_request.item
    if not 1 <= len(given) <= BATCH_ITEMS:
        raise Invalid(f"Item: must have 1 to {BATCH_ITEMS} items")
    who = caller.current()
    items = [Item(one.id, one, who.request_id, who.client_key) for one in given]
    outcomes = await deps.writes.write(request.application_id, items)
    dropped = [(index, item.endpoint_id, outcome) for index, (item, outcome) in enumerate(zip(items, outcomes, strict=True)) if not outcome.accepted]
    if dropped:
        now_us = deps.clock.now_us()
        await deps.dropped.note(request.application_id, [Dropped(id, now_us, outcome.reason, outcome.message) for _, id, outcome in dropped])
        for _, _, outcome in dropped:
            names.ITEMS_DROPPED.add(1, outcome.reason)
    told = [f"item {index}: {outcome.message}" for index, _, outcome in dropped[:_TOLD]]
    if len(dropped) > _TOLD:
        told.append(f"{len(dropped) - _TOLD} more")
    return pb.UpdateEndpointsBatchResponse(message_body=_accepted()), "; ".join(told)


async def get_endpoint(deps: Deps, request: pb.GetEndpointRequest) -> pb.GetEndpointResponse:
    """One endpoint."""
    await deps.app(request.application_id)
    return pb.GetEndpointResponse(endpoint_response=await deps.endpoints.get(request.application_id, request.endpoint_id))


async def delete_endpoint(deps: Deps, request: pb.DeleteEndpointRequest) -> pb.DeleteEndpointResponse:
    """The endpoint as it was."""
    await deps.own(request.application_id)
    return pb.DeleteEndpointResponse(endpoint_response=await deps.endpoints.delete(request.application_id, request.endpoint_id))


async def list_user_endpoints(deps: Deps, request: pb.ListUserEndpointsRequest) -> pb.ListUserEndpointsResponse:
    """All endpoints of a user. Raises NotFound for a user without any."""
    await deps.app(request.application_id)
    found = await deps.endpoints.of_users(request.application_id, [request.user_id])
    if not found:
        raise NotFound("Resource not found")
    return pb.ListUserEndpointsResponse(endpoints_response=pb.EndpointsResponse(item=found))


async def delete_user_endpoints(deps: Deps, request: pb.DeleteUserEndpointsRequest) -> pb.DeleteUserEndpointsResponse:
    """The endpoints as they were."""
    await deps.own(request.application_id)
    gone = await deps.endpoints.delete_user(request.application_id, request.user_id)
    return pb.DeleteUserEndpointsResponse(endpoints_response=pb.EndpointsResponse(item=gone))


async def upsert_endpoints(deps: Deps, request: audience.UpsertEndpointsRequest) -> audience.UpsertEndpointsResponse:
    """Endpoints of any number of apps, answered item by item."""
    writes = [
        (one.app_id, Item(one.endpoint_id, one.endpoint if one.HasField("endpoint") else None, one.request_id, one.client_key)) for one in request.items
    ]
    answer = audience.UpsertEndpointsResponse()
    for outcome in await write(deps, writes):
        if isinstance(outcome, NotFound):
            answer.results.add(status_code=404, message=outcome.message)
        elif isinstance(outcome, Exception):
            raise outcome
        else:
            answer.results.add(status_code=outcome.status_code, message=outcome.message, created=outcome.created)
    return answer


async def batch_get_endpoints(deps: Deps, request: audience.BatchGetEndpointsRequest) -> audience.BatchGetEndpointsResponse:
    """Endpoints by id, unknown ones left out."""
    _at_most(len(request.endpoint_ids), 5000, "endpoint_ids")
    return audience.BatchGetEndpointsResponse(endpoints=await deps.endpoints.many(request.app_id, list(request.endpoint_ids)))


async def batch_get_user_endpoints(deps: Deps, request: audience.BatchGetUserEndpointsRequest) -> audience.BatchGetUserEndpointsResponse:
    """All endpoints of users."""
    _at_most(len(request.user_ids), 1000, "user_ids")
    return audience.BatchGetUserEndpointsResponse(endpoints=await deps.endpoints.of_users(request.app_id, list(request.user_ids)))


async def write(deps: Deps, writes: Sequence[Write]) -> list[Outcome | Exception]:
    """One transaction per app; the answers in the order of the writes."""
    by_app: dict[str, list[int]] = {}
    for position, (app_id, _) in enumerate(writes):
        by_app.setdefault(app_id, []).append(position)
    answers: list[Outcome | Exception] = [Outcome() for _ in writes]

    async def one_app(app_id: str, positions: list[int]) -> None:
        try:
            outcomes: Sequence[Outcome | Exception] = await deps.writes.write(app_id, [writes[p][1] for p in positions])
        except CounterpointError as error:
            outcomes = [error] * len(positions)
        for position, outcome in zip(positions, outcomes, strict=True):
            answers[position] = outcome

    await asyncio.gather(*(one_app(app_id, positions) for app_id, positions in by_app.items()))
    return answers


def raise_unless_accepted(outcome: Outcome) -> None:
    """The error a refused item stands for."""
    if outcome.status_code == 403:
        raise Forbidden(outcome.message)
    if not outcome.accepted:
        raise Invalid(outcome.message)


def _accepted() -> MessageBody:
    return MessageBody(message="Accepted", request_id=caller.current().request_id)


def _at_most(count: int, limit: int, what: str) -> None:
    if count > limit:
        raise Invalid(f"{what}: at most {limit}")
