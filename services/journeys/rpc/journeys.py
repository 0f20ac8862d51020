"""CreateJourney, GetJourney, ListJourneys, UpdateJourney, UpdateJourneyState, DeleteJourney."""

from __future__ import annotations

from dataclasses import replace

from counterpoint.journeys.v1 import journeys_pb2 as pb
from counterpoint.segments.v1.audience_pb2 import ResolveAppRequest
from counterpoint.segments.v1.audience_pb2_grpc import AudienceServiceStub

from kit import caller, ids
from kit.errors import Invalid, NotBuilt, NotFound
from kit.paging import page_size
from kit.times import format_ms
from services.journeys.deps import Deps
from services.journeys.domain import merge, states, validate
from services.journeys.store import journeys
from services.journeys.store.journeys import JourneyRow


async def create_journey(deps: Deps, request: pb.CreateJourneyRequest) -> pb.CreateJourneyResponse:
    """Stores a draft. Raises Invalid, NotFound for an unknown application, NotBuilt for State ACTIVE."""
    app_id, write = request.application_id, request.write_journey_request
    document = _checked(deps, pb.JourneyResponse(), write)
    await ensure_app(deps, app_id)
    now = deps.clock.now_ms()
    row = JourneyRow(ids.new_id(), app_id, caller.current().account, now, now, states.DRAFT, document)
    async with deps.db.begin() as conn:
        await journeys.insert(conn, row)
    return pb.CreateJourneyResponse(journey_response=_response(row))


async def get_journey(deps: Deps, request: pb.GetJourneyRequest) -> pb.GetJourneyResponse:
    """Raises NotFound."""
    return pb.GetJourneyResponse(
        journey_response=_response(await find(deps, request.application_id, request.journey_id))
    )


async def list_journeys(deps: Deps, request: pb.ListJourneysRequest) -> pb.ListJourneysResponse:
    """Newest first, by keyset. Raises Invalid for a bad page size or token, NotFound for an unknown application."""
    app_id, size = request.application_id, page_size(request.page_size)
    after = deps.pages.decode("ListJourneys", app_id, request.token) if request.token else None
    async with deps.db.connect() as conn:
        rows = await journeys.list_page(conn, app_id, caller.current().account, size + 1, after)
    if not rows and after is None:
        await ensure_app(deps, app_id)
    page = pb.JourneysResponse(item=[_response(row) for row in rows[:size]])
    if len(rows) > size:
        page.next_token = deps.pages.encode("ListJourneys", app_id, [rows[size - 1].created_ms, rows[size - 1].id])
    return pb.ListJourneysResponse(journeys_response=page)


async def update_journey(deps: Deps, request: pb.UpdateJourneyRequest) -> pb.UpdateJourneyResponse:
    """Merges the write into the draft. Raises NotFound, Invalid, NotBuilt for State ACTIVE."""
    async with deps.db.begin() as conn:
        stored = await journeys.get(
            conn, request.application_id, caller.current().account, request.journey_id, lock=True
        )
        row = replace(
            stored,
            document=_checked(deps, stored.document, request.write_journey_request),
            written_ms=deps.clock.now_ms(),
        )
        await journeys.update(conn, row)
    return pb.UpdateJourneyResponse(journey_response=_response(row))


async def update_journey_state(deps: Deps, request: pb.UpdateJourneyStateRequest) -> pb.UpdateJourneyStateResponse:
    """No change of a draft's state can be made yet. Raises NotFound, Invalid for what the states forbid, NotBuilt for
    ACTIVE.
    """
    row = await find(deps, request.application_id, request.journey_id)
    refused = states.change_refusal(row.state, request.journey_state_request.state)
    if refused:
        raise Invalid(refused)
    raise NotBuilt(states.NOT_BUILT)


async def delete_journey(deps: Deps, request: pb.DeleteJourneyRequest) -> pb.DeleteJourneyResponse:
    """Deletes the journey and answers what it was. Raises NotFound."""
    async with deps.db.begin() as conn:
        row = await journeys.get(conn, request.application_id, caller.current().account, request.journey_id, lock=True)
        await journeys.delete(conn, row.id)
    return pb.DeleteJourneyResponse(journey_response=_response(row))


async def find(deps: Deps, app_id: str, journey_id: str) -> JourneyRow:
    """The caller's journey. Raises NotFound."""
    async with deps.db.connect() as conn:
        return await journeys.get(conn, app_id, caller.current().account, journey_id)


async def ensure_app(deps: Deps, app_id: str) -> None:
    """Raises NotFound for an application that is unknown, deleted or another account's."""
    found = await deps.peers.stub("segments", AudienceServiceStub).ResolveApp(ResolveAppRequest(app_id=app_id))
    if found.account_id != caller.current().account:
        raise NotFound("Application not found")


def _checked(deps: Deps, stored: pb.JourneyResponse, write: pb.WriteJourneyRequest) -> pb.JourneyResponse:
    refused = states.write_refusal(write.state)
    if refused:
        raise Invalid(refused)
    document = merge.merged(stored, write)
    faults = validate.faults(document, deps.most_activities)
    if faults:
        raise Invalid.of(faults)
    if write.state == states.ACTIVE:
        raise NotBuilt(states.NOT_BUILT)
    return document


def _response(row: JourneyRow) -> pb.JourneyResponse:
    answer = pb.JourneyResponse()
    answer.CopyFrom(row.document)
    answer.id, answer.application_id, answer.state = row.id, row.app_id, row.state
    answer.creation_date, answer.last_modified_date = format_ms(row.created_ms), format_ms(row.written_ms)
    return answer
