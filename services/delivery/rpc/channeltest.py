"""TestChannel: the network check of a channel, which PUT does not make (channels spec §1.1)."""

from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.delivery.v1 import sending_pb2

from kit.errors import Invalid, NotBuilt
from services.delivery.channels.checks import Step, check
from services.delivery.deps import Deps
from services.delivery.jobs import direct as engine
from services.delivery.jobs.direct import Request, Target
from services.delivery.jobs.loaded import CHANNEL_DOCUMENTS, channel_documents
from services.delivery.rpc.messages import record

_SUBJECT = "Test of the e-mail channel"
_TEXT = "This message tests a channel of Counterpoint. Nothing needs to be done."


async def test(deps: Deps, request: Any) -> Any:
    """Step by step; what follows a failing step is not tried. Raises NotFound for an unknown app, Invalid for an unknown
    channel, NotBuilt for one without an engine."""
    platform = request.channel.upper()
    if platform not in CHANNEL_DOCUMENTS:
        raise Invalid("channel: is unknown")
    urls = {"EMAIL": deps.config.email_url, "SMS": deps.config.sms_url}
    if platform not in urls:
        raise NotBuilt(f"Testing the channel {platform} is not built yet")
    account = await deps.apps.account_of(deps, request.app_id)
    async with deps.db.connect() as conn:
        documents = await channel_documents(conn, request.app_id)
    steps = [_configured(platform, documents)]
    if steps[-1].ok:
        steps += await check(urls[platform], deps.data)
    if steps[-1].ok and request.send_to:
        context = Request(request.app_id, account, _message(), {}, documents, test=True)
        steps.append(await _sent(deps, context, platform, request.send_to))
    shown = [sending_pb2.TestedStep(step=step.step, ok=step.ok, words=step.words) for step in steps]
    return sending_pb2.TestChannelResponse(ok=steps[-1].ok, steps=shown)


def _configured(platform: str, documents: dict[str, Any]) -> Step:
    if platform in documents:
        return Step("channel", True, "The channel is configured and enabled.")
    return Step("channel", False, "The channel is not configured, or is switched off.")


def _message() -> Any:
    messages = shapes.DirectMessageConfiguration()
    messages.email_message.simple_email.subject.data = _SUBJECT
    messages.email_message.simple_email.text_part.data = messages.sms_message.body = _TEXT
    return messages


async def _sent(deps: Deps, context: Request, platform: str, address: str) -> Step:
    await deps.standstill.check(deps.db)
    target = Target(address, platform, address, shapes.AddressConfiguration())
    await engine.send(deps, context, [target])
    await record(deps, context, [target])
    result = target.result
    good = result is not None and result.status == "SUCCESSFUL"
    return Step("send", good, "The provider took the message." if good or result is None else f"{result.status} {result.code}: {result.message}")
