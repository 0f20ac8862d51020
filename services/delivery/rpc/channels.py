"""Channel resources (channels spec §1): EMAIL, SMS and VOICE are stored; push channels wait for their engines."""

from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes

from kit import caller
from kit.errors import Invalid, NotFound
from kit.times import format_iso
from services.delivery.deps import Deps
from services.delivery.domain.addresses import belongs_to, identity_name, parse_mailbox
from services.delivery.domain.sms import valid_sender_id, valid_short_code
from services.delivery.jobs.loaded import CHANNEL_DOCUMENTS
from services.delivery.store import channels

_EMAIL_MEMBERS = ("configuration_set", "from_address", "identity", "role_arn", "orchestration_sending_role_arn")
_SMS_MEMBERS = ("sender_id", "short_code")


def email_faults(request: Any) -> list[tuple[str, str]]:
    """What is wrong with an EmailChannelRequest."""
    faults = []
    if identity_name(request.identity) is None:
        faults.append(("Identity", "must be the ARN of an SES identity"))
    try:
        mailbox = parse_mailbox(request.from_address)
    except ValueError:
        return [*faults, ("FromAddress", "is not an e-mail address")]
    if not faults and not belongs_to(mailbox.address, request.identity):
        faults.append(("FromAddress", "does not belong to the identity"))
    return faults


def sms_faults(request: Any) -> list[tuple[str, str]]:
    """What is wrong with an SMSChannelRequest."""
    faults = []
    if request.sender_id and not valid_sender_id(request.sender_id):
        faults.append(("SenderId", "must be 1 to 11 letters and digits with at least one letter"))
    if request.short_code and not valid_short_code(request.short_code):
        faults.append(("ShortCode", "must be 3 to 8 digits"))
    return faults


async def _put(
    deps: Deps, app_id: str, platform: str, request: Any, members: tuple[str, ...], faults: list[tuple[str, str]]
) -> Any:
    if faults:
        raise Invalid.of(faults)
    await deps.apps.account_of(deps, app_id)
    async with deps.db.begin() as conn:
        stored = await channels.get(conn, app_id, platform, lock=True)
        document = CHANNEL_DOCUMENTS[platform].FromString(stored or b"")
        for member in members:
            if request.HasField(member):
                setattr(document, member, getattr(request, member))
        enabled = request.enabled if request.HasField("enabled") else (document.enabled if stored is not None else True)
        now = format_iso(deps.clock.now())
        if stored is None:
            document.creation_date = now
        document.application_id, document.platform, document.id = app_id, platform, platform.lower()
        document.enabled, document.is_archived, document.has_credential = enabled, False, True
        document.version, document.last_modified_date, document.last_modified_by = document.version + 1, now, _who()
        await channels.put(conn, app_id, platform, document.SerializeToString(), enabled)
    return _shown(deps, document)


def _who() -> str:
    """The principal's name as LastModifiedBy shows it."""
    return caller.current().principal.rpartition("/")[2]


def _shown(deps: Deps, document: Any) -> Any:
    if document.platform == "EMAIL":
        document.messages_per_second = deps.config.email_rate
    elif document.platform == "SMS":
        document.promotional_messages_per_second = document.transactional_messages_per_second = deps.config.sms_rate
    return document


async def _get(deps: Deps, app_id: str, platform: str) -> Any:
    async with deps.db.connect() as conn:
        stored = await channels.get(conn, app_id, platform)
    if stored is None:
        raise NotFound(f"Channel {platform} is not configured")
    return _shown(deps, CHANNEL_DOCUMENTS[platform].FromString(stored))


async def _delete(deps: Deps, app_id: str, platform: str) -> Any:
    async with deps.db.begin() as conn:
        stored = await channels.get(conn, app_id, platform, lock=True)
        if stored is None:
            raise NotFound(f"Channel {platform} is not configured")
        await channels.delete(conn, app_id, platform)
    document = CHANNEL_DOCUMENTS[platform].FromString(stored)
    document.enabled, document.has_credential, document.is_archived = False, False, True
    document.last_modified_date, document.last_modified_by = format_iso(deps.clock.now()), _who()
    return _shown(deps, document)


async def update_email(deps: Deps, request: Any) -> Any:
    """PUT channels/email."""
    body = request.email_channel_request
    document = await _put(deps, request.application_id, "EMAIL", body, _EMAIL_MEMBERS, email_faults(body))
    return shapes.UpdateEmailChannelResponse(email_channel_response=document)


async def get_email(deps: Deps, request: Any) -> Any:
    """GET channels/email."""
    return shapes.GetEmailChannelResponse(email_channel_response=await _get(deps, request.application_id, "EMAIL"))


async def delete_email(deps: Deps, request: Any) -> Any:
    """DELETE channels/email."""
    return shapes.DeleteEmailChannelResponse(
        email_channel_response=await _delete(deps, request.application_id, "EMAIL")
    )


async def update_sms(deps: Deps, request: Any) -> Any:
    """PUT channels/sms."""
    body = request.sms_channel_request
    document = await _put(deps, request.application_id, "SMS", body, _SMS_MEMBERS, sms_faults(body))
    return shapes.UpdateSmsChannelResponse(sms_channel_response=document)


async def get_sms(deps: Deps, request: Any) -> Any:
    """GET channels/sms."""
    return shapes.GetSmsChannelResponse(sms_channel_response=await _get(deps, request.application_id, "SMS"))


async def delete_sms(deps: Deps, request: Any) -> Any:
    """DELETE channels/sms."""
    return shapes.DeleteSmsChannelResponse(sms_channel_response=await _delete(deps, request.application_id, "SMS"))


async def update_voice(deps: Deps, request: Any) -> Any:
    """PUT channels/voice."""
    document = await _put(deps, request.application_id, "VOICE", request.voice_channel_request, (), [])
    return shapes.UpdateVoiceChannelResponse(voice_channel_response=document)


async def get_voice(deps: Deps, request: Any) -> Any:
    """GET channels/voice."""
    return shapes.GetVoiceChannelResponse(voice_channel_response=await _get(deps, request.application_id, "VOICE"))


async def delete_voice(deps: Deps, request: Any) -> Any:
    """DELETE channels/voice."""
    return shapes.DeleteVoiceChannelResponse(
        voice_channel_response=await _delete(deps, request.application_id, "VOICE")
    )


async def list_all(deps: Deps, request: Any) -> Any:
    """GET channels: what is configured, by platform."""
    await deps.apps.account_of(deps, request.application_id)
    answer = shapes.ListChannelsResponse(channels_response=shapes.ChannelsResponse())
    answer.channels_response.SetInParent()
    async with deps.db.connect() as conn:
        stored = await channels.all_of(conn, request.application_id)
    for platform, document, _ in stored:
        full = CHANNEL_DOCUMENTS[platform].FromString(document)
        target = answer.channels_response.channels[platform]
        for field in target.DESCRIPTOR.fields:
            if full.HasField(field.name):
                setattr(target, field.name, getattr(full, field.name))
    return answer
