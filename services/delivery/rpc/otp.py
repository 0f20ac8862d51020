"""SendOTPMessage and VerifyOTPMessage (channels spec §6)."""

import asyncio
import hmac
import secrets
from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes

from kit import ids
from kit.errors import Invalid
from services.delivery.deps import Deps
from services.delivery.domain import direct as rules
from services.delivery.domain import otp
from services.delivery.domain.direct import Result
from services.delivery.domain.phone import region_of
from services.delivery.domain.sms import normalise_number
from services.delivery.jobs import direct as engine
from services.delivery.jobs.direct import Request, Target
from services.delivery.jobs.loaded import channel_documents
from services.delivery.rpc.messages import answer_of, doubtful, record
from services.delivery.rpc.once import once
from services.delivery.store import otp as store

_NOBODY_GOT_IT = (rules.PERMANENT, rules.TEMPORARY, rules.THROTTLED, rules.OPT_OUT)


async def send(deps: Deps, request: Any) -> Any:
    """SendOTPMessage. What hinders the one send is its result; only a malformed request is an error."""
    app_id, body = request.application_id, request.send_otp_message_request_parameters
    _refuse(list(otp.send_faults(body)))
    account = await deps.apps.account_of(deps, app_id)
    async with deps.db.connect() as conn:
        documents = await channel_documents(conn, app_id)
    context = Request(app_id, account, _messages(body), {}, documents)

    async def work() -> Any:
        target = await _sent(deps, context, body)
        await record(deps, context, [target])
        return answer_of(app_id, [target], [])

    def doubt() -> Any:
        return answer_of(app_id, [doubtful(body.destination_identity)], [])

    done = await once(deps, "SendOTPMessage", request, context, shapes.MessageResponse, work, doubt)
    return shapes.SendOTPMessageResponse(message_response=done)


async def verify(deps: Deps, request: Any) -> Any:
    """VerifyOTPMessage: false for every code that does not fit, whatever the reason."""
    app_id, body = request.application_id, request.verify_otp_message_request_parameters
    _refuse(list(otp.verify_faults(body)))
    await deps.apps.account_of(deps, app_id)
    key, number = _key(deps), normalise_number(body.destination_identity) or ""
    reference = otp.reference_key(key, app_id, number, body.reference_id)
    given = otp.code_digest(key, app_id, number, body.reference_id, body.otp)
    # The attempt counts before anybody compares: guesses at once share the allowance.
    async with deps.db.begin() as conn:
        stored = await store.attempt(conn, reference, deps.clock.now_ms())
    valid = stored is not None and hmac.compare_digest(stored, given)
    if valid:
        async with deps.db.begin() as conn:
            valid = await store.consume(conn, reference, given)
    return shapes.VerifyOTPMessageResponse(verification_response=shapes.VerificationResponse(valid=valid))


def _refuse(faults: list[tuple[str, str]]) -> None:
    if faults:
        raise Invalid.of(faults)


def _key(deps: Deps) -> bytes:
    return deps.sealer.derive("otp")


def _messages(body: Any) -> Any:
    """The settings of the text message; its words are the target's."""
    messages = shapes.DirectMessageConfiguration()
    sms, origin = messages.sms_message, otp.origin(body.origination_identity)
    if origin is not None:
        sms.origination_number, sms.sender_id = origin
    sms.message_type = "TRANSACTIONAL"
    sms.entity_id, sms.template_id = body.entity_id, body.template_id
    return messages


async def _sent(deps: Deps, context: Request, body: Any) -> Target:
    """The target with its result: screened, counted, sent."""
    length = body.code_length or otp.DEFAULT_LENGTH
    secret = f"{secrets.randbelow(10**length):0{length}}"
    minutes = body.validity_period or otp.DEFAULT_MINUTES
    target = Target(body.destination_identity, "SMS", body.destination_identity, _entry(body, secret, minutes))
    number = normalise_number(body.destination_identity)
    target.result = await _refusal(deps, body, number)
    if target.result is None:
        await engine.screen(deps, context, [target])
    if target.result is not None or number is None:
        return target
    code = _code(deps, context, body, number, secret, minutes)
    async with deps.db.begin() as conn:
        full = await store.reserve(conn, code, deps.clock.now_ms())
    if full:
        target.result = Result(rules.THROTTLED, 429, full)
        return target
    await engine.hand_over(deps, context, [target])
    await _settle(deps, target, code, secret)
    return target


async def _refusal(deps: Deps, body: Any, number: str | None) -> Result | None:
    """Why nothing is sent, before anything is counted."""
    if number is None:
        return Result(rules.PERMANENT, 400, "Invalid phone number")
    if otp.origin(body.origination_identity) is None:
        return Result(rules.PERMANENT, 400, "Invalid OriginationIdentity")
    allowed = deps.config.otp_allowed
    if allowed and await asyncio.to_thread(region_of, number) not in allowed:
        return Result(rules.PERMANENT, 403, "One-time passwords to this country are not allowed")
    return None


def _entry(body: Any, secret: str, minutes: int) -> Any:
    """The words, as an override of one address, so that they take the way of every direct message."""
    entry = shapes.AddressConfiguration(body_override=otp.TEXTS[body.language or otp.DEFAULT_LANGUAGE])
    for name, value in (("otp", secret), ("brand", body.brand_name), ("minutes", str(minutes))):
        entry.substitutions[name].values.append(value)
    return entry


def _code(deps: Deps, context: Request, body: Any, number: str, secret: str, minutes: int) -> store.Code:
    key = _key(deps)
    return store.Code(
        reference=otp.reference_key(key, context.app_id, number, body.reference_id),
        app_id=context.app_id,
        destination=otp.destination_id(key, context.account, number),
        digest=otp.code_digest(key, context.app_id, number, body.reference_id, secret),
        allowed=body.allowed_attempts or otp.DEFAULT_ATTEMPTS,
        expires_ms=deps.clock.now_ms() + minutes * 60_000,
        send_id=ids.new_id(),
    )


async def _settle(deps: Deps, target: Target, code: store.Code, secret: str) -> None:
    """After the hand-over: no provider's words may repeat the code, and what nobody got counts nothing."""
    result = target.result
    if result is None or result.status == rules.SUCCESSFUL:
        return
    result.message = result.message.replace(secret, "***")
    if result.status in _NOBODY_GOT_IT:
        async with deps.db.begin() as conn:
            await store.withdraw(conn, code)
