"""Channel resources (channels spec §1): what all share, and EMAIL, SMS and VOICE; push channels are in push.py."""

from collections.abc import Callable
from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes

from kit import caller
from kit.errors import Invalid, NotFound
from kit.times import format_iso
from services.delivery.deps import Deps
from services.delivery.domain.addresses import belongs_to, identity_name, parse_mailbox
from services.delivery.domain.push import default_method
from services.delivery.domain.sms import valid_sender_id, valid_short_code
from services.delivery.jobs.loaded import CHANNEL_DOCUMENTS
from services.delivery.store import channels

_EMAIL_MEMBERS = ("configuration_set", "from_address", "identity", "role_arn", "orchestration_sending_role_arn")
_SMS_MEMBERS = ("sender_id", "short_code")
_OF_CREDENTIALS = ("has_credential", "has_fcm_service_credentials", "has_token_key")
# What clients read where no rate is set (channels spec §1.2).
_SHOWN_EMAIL_RATE, _SHOWN_SMS_RATE = 50, 20
Change = Callable[[Any, bytes | None], bytes | None]
"""Edits the document under its lock; takes and gives the sealed secrets. Raises Invalid."""


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


def _refuse(faults: list[tuple[str, str]]) -> None:
    if faults:
        raise Invalid.of(faults)


def _copied(request: Any, members: tuple[str, ...]) -> Change:
    """The change of a channel without secrets: what the request carries replaces what is stored."""

    def change(document: Any, secret: bytes | None) -> None:
        for member in members:
            if request.HasField(member):
                setattr(document, member, getattr(request, member))
        document.has_credential = True

    return change


async def put(deps: Deps, app_id: str, platform: str, request: Any, change: Change) -> Any:
    """Creates or replaces a channel: what all of them share, and `change` in between. Gives its document."""
    await deps.apps.account_of(deps, app_id)
    async with deps.db.begin() as conn:
        stored = await channels.get(conn, app_id, platform, lock=True)
        document = CHANNEL_DOCUMENTS[platform].FromString(stored.document if stored is not None else b"")
        secret = change(document, stored.secret if stored is not None else None)
        enabled = request.enabled if request.HasField("enabled") else (document.enabled if stored is not None else True)
        now = format_iso(deps.clock.now())
        if stored is None:
            document.creation_date = now
        document.application_id, document.platform, document.id = app_id, platform, platform.lower()
        document.enabled, document.is_archived = enabled, False
        document.version, document.last_modified_date, document.last_modified_by = document.version + 1, now, _who()
        await channels.put(conn, app_id, platform, document.SerializeToString(), enabled, secret)
    return _shown(deps, document)


def _who() -> str:
    """The principal's name as LastModifiedBy shows it: of a user's ARN what follows the last slash, `root` of a root
    key."""
    return caller.current().principal.rpartition("/")[2].rpartition(":")[2]


def _shown(deps: Deps, document: Any) -> Any:
    """A stored document with the members that are not stored but follow from the settings or from others."""
    if document.platform == "EMAIL":
        document.messages_per_second = deps.config.email_rate or _SHOWN_EMAIL_RATE
    elif document.platform == "SMS":
        document.promotional_messages_per_second = document.transactional_messages_per_second = deps.config.sms_rate or _SHOWN_SMS_RATE
    elif document.platform == "GCM" and not document.default_authentication_method:
        document.default_authentication_method = default_method(
            document.platform, document.HasField("credential"), document.has_fcm_service_credentials
        )
    return document


async def get(deps: Deps, app_id: str, platform: str) -> Any:
    """A channel's document. Raises NotFound when it was never configured or was deleted."""
    async with deps.db.connect() as conn:
        stored = await channels.get(conn, app_id, platform)
    if stored is None:
        raise NotFound(f"Channel {platform} is not configured")
    return _shown(deps, CHANNEL_DOCUMENTS[platform].FromString(stored.document))


async def delete(deps: Deps, app_id: str, platform: str) -> Any:
    """Erases a channel with its secrets and gives its last state, switched off and archived."""
    async with deps.db.begin() as conn:
        stored = await channels.get(conn, app_id, platform, lock=True)
        if stored is None:
            raise NotFound(f"Channel {platform} is not configured")
        await channels.delete(conn, app_id, platform)
    document = _shown(deps, CHANNEL_DOCUMENTS[platform].FromString(stored.document))
    document.enabled, document.is_archived = False, True
    for member in _OF_CREDENTIALS:
        if member in document.DESCRIPTOR.fields_by_name and document.HasField(member):
            setattr(document, member, False)
    document.last_modified_date, document.last_modified_by = format_iso(deps.clock.now()), _who()
    return document


async def update_email(deps: Deps, request: Any) -> Any:
    """PUT channels/email."""
    body = request.email_channel_request
    _refuse(email_faults(body))
    document = await put(deps, request.application_id, "EMAIL", body, _copied(body, _EMAIL_MEMBERS))
    return shapes.UpdateEmailChannelResponse(email_channel_response=document)


async def get_email(deps: Deps, request: Any) -> Any:
    """GET channels/email."""
    return shapes.GetEmailChannelResponse(email_channel_response=await get(deps, request.application_id, "EMAIL"))


async def delete_email(deps: Deps, request: Any) -> Any:
    """DELETE channels/email."""
    return shapes.DeleteEmailChannelResponse(
        email_channel_response=await delete(deps, request.application_id, "EMAIL")
    )


async def update_sms(deps: Deps, request: Any) -> Any:
    """PUT channels/sms."""
    body = request.sms_channel_request
    _refuse(sms_faults(body))
    document = await put(deps, request.application_id, "SMS", body, _copied(body, _SMS_MEMBERS))
    return shapes.UpdateSmsChannelResponse(sms_channel_response=document)


async def get_sms(deps: Deps, request: Any) -> Any:
    """GET channels/sms."""
    return shapes.GetSmsChannelResponse(sms_channel_response=await get(deps, request.application_id, "SMS"))


async def delete_sms(deps: Deps, request: Any) -> Any:
    """DELETE channels/sms."""
    return shapes.DeleteSmsChannelResponse(sms_channel_response=await delete(deps, request.application_id, "SMS"))


async def update_voice(deps: Deps, request: Any) -> Any:
    """PUT channels/voice."""
    body = request.voice_channel_request
    document = await put(deps, request.application_id, "VOICE", body, _copied(body, ()))
    return shapes.UpdateVoiceChannelResponse(voice_channel_response=document)


async def get_voice(deps: Deps, request: Any) -> Any:
    """GET channels/voice."""
    return shapes.GetVoiceChannelResponse(voice_channel_response=await get(deps, request.application_id, "VOICE"))


async def delete_voice(deps: Deps, request: Any) -> Any:
    """DELETE channels/voice."""
    return shapes.DeleteVoiceChannelResponse(
        voice_channel_response=await delete(deps, request.application_id, "VOICE")
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
