"""SendMessages and SendUsersMessages: validated, remembered, sent once (channels spec §2, §3)."""

from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.segments.v1 import audience_pb2 as audience

from kit import caller, faults, ids
from kit.bus import subjects
from kit.db import enqueue
from kit.errors import Invalid
from services.delivery.deps import Deps
from services.delivery.domain import direct as rules
from services.delivery.domain.direct import Result
from services.delivery.domain.runplan import BUILT
from services.delivery.jobs import direct as engine
from services.delivery.jobs import queued, unheard
from services.delivery.jobs.direct import Request, Target
from services.delivery.jobs.loaded import channel_documents
from services.delivery.jobs.templates import OF_TYPE, resolve
from services.delivery.rpc.once import once
from services.delivery.store import suppression

_IN_DOUBT = Result(rules.UNKNOWN, 500, "In doubt: the call was interrupted while it was sent")


async def send(deps: Deps, request: Any) -> Any:
    """SendMessages."""
    app_id, body = request.application_id, request.message_request
    _check(len(body.addresses) + len(body.endpoints), body, "Addresses or Endpoints")
    faults_found = [
        (f"Addresses.{at}.ChannelType", "is required") for at, entry in body.addresses.items() if not entry.channel_type
    ]
    if faults_found:
        raise Invalid.of(faults_found)
    context = await _request(deps, app_id, body)

    async def work() -> Any:
        targets = [Target(key, entry.channel_type, key, entry) for key, entry in body.addresses.items()]
        addresses = len(targets)
        targets += await _endpoint_targets(deps, app_id, body.endpoints)
        await _send(deps, context, targets)
        return answer_of(app_id, targets[:addresses], targets[addresses:])

    def doubt() -> Any:
        return answer_of(app_id, [doubtful(key) for key in body.addresses], [doubtful(key) for key in body.endpoints])

    return shapes.SendMessagesResponse(
        message_response=await once(deps, "SendMessages", request, context, shapes.MessageResponse, work, doubt)
    )


async def send_users(deps: Deps, request: Any) -> Any:
    """SendUsersMessages: every active, opted-in endpoint of each user whose channel has content and is enabled."""
    app_id, body = request.application_id, request.send_users_message_request
    _check(len(body.users), body, "Users")
    context = await _request(deps, app_id, body)

    async def work() -> Any:
        found = await deps.audience.BatchGetUserEndpoints(
            audience.BatchGetUserEndpointsRequest(app_id=app_id, user_ids=list(body.users))
        )
        targets: list[Target] = []
        users: list[str] = []
        for endpoint in found.endpoints:
            user_id = endpoint.user.user_id
            if user_id in body.users and _fits(context, body.users[user_id], endpoint):
                targets.append(
                    Target(endpoint.id, endpoint.channel_type, endpoint.address, body.users[user_id], endpoint)
                )
                users.append(user_id)
        await _send(deps, context, targets)
        answer = shapes.SendUsersMessageResponse(application_id=app_id, request_id=caller.current().request_id)
        for user_id in body.users:
            answer.result[user_id].SetInParent()
        for user_id, target in zip(users, targets, strict=True):
            answer.result[user_id].values[target.key].CopyFrom(
                engine.message(target.result or _IN_DOUBT, endpoint=True)
            )
        return answer

    def doubt() -> Any:
        answer = shapes.SendUsersMessageResponse(application_id=app_id, request_id=caller.current().request_id)
        for user_id in body.users:
            answer.result[user_id].SetInParent()
        return answer

    done = await once(deps, "SendUsersMessages", request, context, shapes.SendUsersMessageResponse, work, doubt)
    return shapes.SendUsersMessagesResponse(send_users_message_response=done)


def _check(targets: int, body: Any, members: str) -> None:
    if not 1 <= targets <= rules.MOST_TARGETS:
        raise Invalid(f"{members}: between 1 and {rules.MOST_TARGETS} entries are needed")
    if body.template_configuration.HasField("in_app_template"):
        raise Invalid("TemplateConfiguration.InAppTemplate: cannot be sent directly")
    found = rules.message_faults(body.message_configuration)
    if found:
        raise Invalid.of(found)


async def _request(deps: Deps, app_id: str, body: Any) -> Request:
    """What all targets share. Raises NotFound for an unknown app, template or version."""
    account = await deps.apps.account_of(deps, app_id)
    async with deps.db.connect() as conn:
        resolved = await resolve(conn, account, body.template_configuration)
        documents = await channel_documents(conn, app_id)
    templates = {one.template_type: OF_TYPE[one.template_type][1].FromString(one.content) for one in resolved}
    return Request(app_id, account, body.message_configuration, templates, documents, body.trace_id, dict(body.context))


async def _endpoint_targets(deps: Deps, app_id: str, entries: Any) -> list[Target]:
    if not entries:
        return []
    answer = await deps.audience.BatchGetEndpoints(
        audience.BatchGetEndpointsRequest(app_id=app_id, endpoint_ids=list(entries))
    )
    known = {endpoint.id: endpoint for endpoint in answer.endpoints}
    targets = []
    for key, entry in entries.items():
        endpoint = known.get(key)
        if endpoint is None:
            targets.append(Target(key, "", "", entry, missing=True))
        else:
            targets.append(Target(key, endpoint.channel_type, endpoint.address, entry, endpoint))
    return targets


def _fits(request: Request, entry: Any, endpoint: Any) -> bool:
    """Whether a user's endpoint is sent to; the others are skipped silently (channels spec §3)."""
    channel = endpoint.channel_type
    if endpoint.opt_out == "ALL" or endpoint.endpoint_status == "INACTIVE" or not endpoint.address:
        return False
    if channel not in BUILT or channel not in request.documents:
        return False
    source = rules.email_source if channel == "EMAIL" else rules.text_source
    return source(entry, request.messages, request.templates.get(channel)) is not None


async def _send(deps: Deps, request: Request, targets: list[Target]) -> None:
    """Sends, or queues where the operator wants answers before the provider's, and records."""
    if deps.config.async_send:
        await engine.screen(deps, request, targets)
        rendered = engine.render(deps, request, targets)
        request.handed = True
        await queued.put(deps, request, rendered)
    else:
        await engine.send(deps, request, targets)
    await record(deps, request, targets)


async def record(deps: Deps, request: Request, targets: list[Target]) -> None:
    """Makes what became of the targets durable, before the caller hears of success."""
    now_ms, batch_id = deps.clock.now_ms(), ids.new_id()
    batch = engine.outcomes(request, targets, batch_id, now_ms)
    faults.point("delivery.direct.handed")
    async with deps.db.begin() as conn:
        if batch.outcomes:
            await enqueue(
                conn, subjects.of(subjects.OUTCOME_RECORDED, request.app_id), batch.SerializeToString(), batch_id
            )
        await unheard.remember(deps, conn, batch)
        listed = engine.suppressed(deps, targets)
        if listed:
            await suppression.add(conn, request.account, listed, now_ms)
    deps.relay.wake()


def doubtful(key: str) -> Target:
    """The target of a call that died while it was sent."""
    return Target(key, "", "", None, result=_IN_DOUBT)


def answer_of(app_id: str, addresses: list[Target], endpoints: list[Target]) -> Any:
    """The MessageResponse."""
    answer = shapes.MessageResponse(application_id=app_id, request_id=caller.current().request_id)
    for target in addresses:
        answer.result[target.key].CopyFrom(engine.message(target.result or _IN_DOUBT, endpoint=False))
    for target in endpoints:
        answer.endpoint_result[target.key].CopyFrom(engine.message(target.result or _IN_DOUBT, endpoint=True))
    return answer
