"""The seven push channels as one table: which secrets each takes, when they are complete, what is shown of them
(channels spec §1.2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from services.delivery.domain import credentials

Fault = tuple[str, str]


class Member(NamedTuple):
    """A member that is never returned: its field, its name on the wire, and the check of its syntax."""

    field: str
    wire: str
    check: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PushChannel:
    """One channel.

    name      as the RPCs spell it: Update<name>Channel
    methods   by DefaultAuthenticationMethod in capitals, the fields that it needs; "" where there is no choice
    required  every PUT must carry all members, as the model demands
    """

    platform: str
    name: str
    members: tuple[Member, ...]
    methods: Mapping[str, tuple[str, ...]]
    required: bool = False


_FCM: Final = (
    Member("api_key", "ApiKey", credentials.plain),
    Member("service_json", "ServiceJson", credentials.service_account),
)
_FCM_METHODS: Final = {"KEY": ("api_key",), "TOKEN": ("service_json",)}
_PAIR: Final = ("certificate", "private_key")
_TOKEN: Final = ("token_key", "token_key_id", "team_id", "bundle_id")
_APPLE: Final = (
    Member("certificate", "Certificate", credentials.certificate),
    Member("private_key", "PrivateKey", credentials.private_key),
    Member("token_key", "TokenKey", credentials.signing_key),
    Member("token_key_id", "TokenKeyId", credentials.plain),
    Member("team_id", "TeamId", credentials.plain),
    Member("bundle_id", "BundleId", credentials.plain),
)
_APPLE_METHODS: Final = {"CERTIFICATE": _PAIR, "KEY": _TOKEN, "TOKEN": _TOKEN}
_ADM: Final = (
    Member("client_id", "ClientId", credentials.plain),
    Member("client_secret", "ClientSecret", credentials.plain),
)
_BAIDU: Final = (
    Member("api_key", "ApiKey", credentials.plain),
    Member("secret_key", "SecretKey", credentials.plain),
)

CHANNELS: Final = {
    channel.platform: channel
    for channel in (
        PushChannel("GCM", "Gcm", _FCM, _FCM_METHODS),
        PushChannel("APNS", "Apns", _APPLE, _APPLE_METHODS),
        PushChannel("APNS_SANDBOX", "ApnsSandbox", _APPLE, _APPLE_METHODS),
        PushChannel("APNS_VOIP", "ApnsVoip", _APPLE, _APPLE_METHODS),
        PushChannel("APNS_VOIP_SANDBOX", "ApnsVoipSandbox", _APPLE, _APPLE_METHODS),
        PushChannel("ADM", "Adm", _ADM, {"": ("client_id", "client_secret")}, required=True),
        PushChannel("BAIDU", "Baidu", _BAIDU, {"": ("api_key", "secret_key")}, required=True),
    )
}


def given(channel: PushChannel, request: Any) -> dict[str, str]:
    """The secrets a request carries. An empty text is none: Terraform's provider sends those for what is not set."""
    return {member.field: value for member in channel.members if (value := getattr(request, member.field))}


def faults(channel: PushChannel, secrets: Mapping[str, str], method: str) -> list[Fault]:
    """What is wrong with the secrets of one request. Reasons quote no secret."""
    found = []
    for member in channel.members:
        if member.field in secrets:
            reason = member.check(secrets[member.field])
            if reason:
                found.append((member.wire, reason))
        elif channel.required:
            found.append((member.wire, "is required"))
    if method and method.upper() not in channel.methods:
        legal = " or ".join(sorted(channel.methods))
        found.append(("DefaultAuthenticationMethod", f"must be {legal}"))
    return found


def incomplete(channel: PushChannel, new: Mapping[str, str], merged: Mapping[str, str]) -> list[Fault]:
    """What is missing of the credentials that a request began. `merged`: the stored secrets with the new ones over
    them."""
    wire = {member.field: member.wire for member in channel.members}
    for needed in dict.fromkeys(channel.methods.values()):
        began = [field for field in needed if field in new]
        missing = [field for field in needed if field not in merged]
        if began and missing:
            return [(wire[field], f"is required with {wire[began[0]]}") for field in missing]
    if any(field in new for field in _PAIR) and not credentials.belong_together(*(merged[field] for field in _PAIR)):
        return [("Certificate", "does not belong to PrivateKey")]
    return []


def shown(channel: PushChannel, secrets: Mapping[str, str], method: str) -> dict[str, Any]:
    """The response's members that tell of the secrets. `method`: as it was chosen, "" when it was not."""
    members: dict[str, Any] = {"has_credential": _usable(channel, secrets, method)}
    if channel.platform == "GCM":
        members["has_fcm_service_credentials"] = "service_json" in secrets
    elif channel.members is _APPLE:
        members["has_token_key"] = "token_key" in secrets
    if "api_key" in secrets:
        members["credential"] = credentials.masked(secrets["api_key"])
    return members


def default_method(platform: str, has_key: bool, has_service_account: bool) -> str:
    """The method of a channel for which none was chosen: FCM's follows what is stored, the others have none."""
    if platform != "GCM":
        return ""
    return "TOKEN" if has_service_account and not has_key else "KEY"


def _usable(channel: PushChannel, secrets: Mapping[str, str], method: str) -> bool:
    chosen = method.upper() or default_method(channel.platform, "api_key" in secrets, "service_json" in secrets)
    sets = [channel.methods[chosen]] if chosen in channel.methods else list(channel.methods.values())
    return any(set(needed) <= set(secrets) for needed in sets)
