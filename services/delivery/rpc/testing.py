"""SendTest: the content of a campaign to a few named targets (campaigns spec §14). It takes the way of direct messages."""

from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import sending_pb2
from counterpoint.segments.v1.audience_pb2 import BatchGetEndpointsRequest

from kit.errors import Invalid
from services.delivery.deps import Deps
from services.delivery.domain import direct as rules
from services.delivery.jobs import direct as engine
from services.delivery.jobs.direct import Request, Target
from services.delivery.jobs.loaded import channel_documents
from services.delivery.jobs.templates import OF_TYPE, resolve
from services.delivery.rpc.messages import record

_MOST = 10


async def send(deps: Deps, request: Any) -> Any:
    """A result per target, in their order. Raises Invalid, NotFound for an app or template that is gone."""
    plan = request.plan
    if not 1 <= len(request.targets) <= _MOST:
        raise Invalid(f"targets: between 1 and {_MOST} are needed")
    await deps.standstill.check(deps.db)
    await deps.apps.account_of(deps, plan.app_id)
    copies = {(copy.template_type, copy.name): copy for copy in plan.template_copies}
    async with deps.db.connect() as conn:
        resolved = await resolve(conn, plan.account_id, plan.template_configuration, copies)
        documents = await channel_documents(conn, plan.app_id)
    context = Request(
        plan.app_id,
        plan.account_id,
        rules.as_direct(plan.message_configuration, shapes.DirectMessageConfiguration()),
        {one.template_type: OF_TYPE[one.template_type][1].FromString(one.content) for one in resolved},
        documents,
        test=True,
        campaign_id=plan.campaign_id,
        treatment_id=plan.treatment_id or "0",
    )
    targets = await _targets(deps, plan.app_id, request.targets)
    await engine.send(deps, context, targets)
    await record(deps, context, targets)
    return sending_pb2.SendTestResponse(results=[_result(target) for target in targets])


async def _targets(deps: Deps, app_id: str, wanted: Any) -> list[Target]:
    names = [target.endpoint_id for target in wanted if target.endpoint_id]
    known = {}
    if names:
        answer = await deps.audience.BatchGetEndpoints(BatchGetEndpointsRequest(app_id=app_id, endpoint_ids=names))
        known = {endpoint.id: endpoint for endpoint in answer.endpoints}
    found, nothing = [], shapes.EndpointSendConfiguration()
    for target in wanted:
        endpoint = known.get(target.endpoint_id)
        if endpoint is not None:
            found.append(Target(endpoint.id, endpoint.channel_type, endpoint.address, nothing, endpoint))
        elif target.endpoint_id:
            found.append(Target(target.endpoint_id, "", "", nothing, missing=True))
        else:
            found.append(Target(target.address, target.channel, target.address, nothing))
    return found


def _result(target: Target) -> Any:
    result = target.result or rules.Result(rules.UNKNOWN, 500, "No result")
    return sending_pb2.TestResult(
        target=target.key,
        delivery_status=result.status,
        status_code=result.code,
        status_message=result.message,
        message_id=result.message_id,
    )
