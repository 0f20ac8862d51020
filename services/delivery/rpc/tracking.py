"""Opens, clicks and unsubscribes: links verified, facts durable before the answer (templates spec §6)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from counterpoint.delivery.v1 import sending_pb2 as shapes
from counterpoint.delivery.v1.delivery_events_pb2 import Outcome, OutcomesRecorded
from counterpoint.segments.v1.audience_pb2 import BatchGetEndpointsRequest, EndpointUpsert, UpsertEndpointsRequest
from counterpoint.type.v1.type_pb2 import EndpointRequest

from kit import ids
from kit.bus import subjects
from kit.db import enqueue
from kit.errors import Unavailable
from services.delivery.channels.provider import DIRECT, TEST
from services.delivery.deps import Deps
from services.delivery.domain import links
from services.delivery.domain.links import Ref

_KINDS = {
    "open": links.OPEN,
    "click": links.CLICK,
    "unsubscribe_page": links.UNSUBSCRIBE,
    "unsubscribe": links.UNSUBSCRIBE,
}
_LONGEST_AGENT = 300
Facts = dict[tuple[str, bool], list[Outcome]]
"""By app, and whether they are of test messages."""


async def track(deps: Deps, request: Any) -> Any:
    """Answers in order. A forged or unknown token is `known = false` and records nothing."""
    answer = shapes.TrackResponse()
    facts: Facts = defaultdict(list)
    opted_out: list[Ref] = []
    now_ms = deps.clock.now_ms()
    for item in request.items:
        ref = deps.links.read(_KINDS[item.kind], item.token) if item.kind in _KINDS else None
        result = answer.results.add(known=ref is not None)
        if ref is None:
            continue
        if item.kind == "click":
            result.location = _leads_to(deps, ref)
        if item.kind == "unsubscribe":
            opted_out.append(ref)
        facts[ref.app_id, ref.run_id == TEST] += _facts(item, ref, now_ms)
    # The opt-out first: repeating it is harmless, an answer without it is not.
    await opt_out(deps, [(ref.app_id, ref.endpoint_id) for ref in opted_out])
    await _record(deps, facts)
    return answer


def _leads_to(deps: Deps, ref: Ref) -> str:
    """Where a click goes: to the link's own address, or to the page that opts out for an unsubscribe link of a campaign
    (channels spec §8)."""
    leaves = ref.unsubscribe and ref.campaign_id and ref.endpoint_id
    return deps.links.unsubscribe(ref) if leaves and deps.config.unsubscribe_page else ref.url


def _facts(item: Any, ref: Ref, now_ms: int) -> list[Outcome]:
    if item.kind == "unsubscribe_page":
        return []
    shared = {
        "at_ms": now_ms,
        "endpoint_id": ref.endpoint_id,
        "channel": "EMAIL",
        "message_id": ref.message_id,
        "campaign_id": ref.campaign_id,
        "sent_ms": ref.sent_ms,
        "activity_id": _activity(ref),
        "treatment_id": ref.treatment_id or "0",
        "journey_id": ref.journey_id,
        "user_agent": item.user_agent[:_LONGEST_AGENT],
    }
    if ref.journey_id:
        shared |= {"activity_id": "", "journey_run_id": ref.run_id, "journey_activity_id": ref.activity_id}
    found = [Outcome(kind=item.kind, detail=ref.url, **shared)]
    if ref.unsubscribe:
        found.append(Outcome(kind="unsubscribe", detail=ref.url, **shared))
    return found


def _activity(ref: Ref) -> str:
    """The campaign's activity, which is its run; a direct message has none."""
    if ref.activity_id.startswith(links.BARE):
        return ""
    return ref.activity_id or (ref.run_id if ref.campaign_id and ref.run_id not in (DIRECT, TEST) else "")


async def opt_out(deps: Deps, endpoints: Iterable[tuple[str, str]]) -> None:
    """Opts the endpoints, (app, id), out that still exist: a link of a deleted one brings nothing back."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for app_id, endpoint_id in endpoints:
        if endpoint_id:
            wanted[app_id].add(endpoint_id)
    items = []
    for app_id, names in wanted.items():
        request = BatchGetEndpointsRequest(app_id=app_id, endpoint_ids=sorted(names))
        for endpoint in (await deps.audience.BatchGetEndpoints(request)).endpoints:
            change = EndpointRequest(opt_out="ALL")
            items.append(EndpointUpsert(app_id=app_id, endpoint_id=endpoint.id, endpoint=change))
    if not items:
        return
    answer = await deps.audience.UpsertEndpoints(UpsertEndpointsRequest(items=items))
    if any(result.status_code >= 500 for result in answer.results):
        raise Unavailable("the opt-out could not be stored", retry_after=1)


async def _record(deps: Deps, facts: Facts) -> None:
    """One batch per app, and another one for its tests, in the outbox before we answer."""
    batches = [
        OutcomesRecorded(app_id=app_id, batch_id=ids.new_id(), outcomes=outcomes, test=test)
        for (app_id, test), outcomes in facts.items()
        if outcomes
    ]
    if not batches:
        return
    async with deps.db.begin() as conn:
        for batch in batches:
            await enqueue(
                conn, subjects.of(subjects.OUTCOME_RECORDED, batch.app_id), batch.SerializeToString(), batch.batch_id
            )
    deps.relay.wake()
