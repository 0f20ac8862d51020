"""One-time passwords: what a request may say, the texts, and how codes are kept (channels spec §6, quotas spec §12)."""

import hmac
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from services.delivery.domain.sms import normalise_number, valid_sender_id, valid_short_code

DEFAULT_LANGUAGE: Final = "en-US"
DEFAULT_LENGTH, DEFAULT_ATTEMPTS, DEFAULT_MINUTES = 6, 3, 15
MOST_PER_HOUR, MOST_PER_DAY, MOST_LIVE = 5, 20, 10
"""Per destination in one account: sends in an hour, sends in a day, live reference ids."""
HOUR_MS, DAY_MS = 3_600_000, 24 * 3_600_000

TEXTS: Final = {
    "de-DE": "{{otp}} ist Ihr Code für {{brand}}. Er gilt {{minutes}} Min. Geben Sie ihn niemandem weiter.",
    "en-GB": "{{otp}} is your {{brand}} code. It works for {{minutes}} min. Please share it with nobody.",
    "en-US": "{{otp}} is your {{brand}} code. It works for {{minutes}} min. Don't share it with anyone.",
    "es-419": "{{otp}} es tu clave de {{brand}}. Vence en {{minutes}} min. No se la des a nadie.",
    "es-ES": "{{otp}} es su clave de {{brand}}. Caduca en {{minutes}} min. No se la diga a nadie.",
    "fr-CA": "Voici votre code {{brand}} : {{otp}}. Il expire dans {{minutes}} min. Gardez-le pour vous.",
    "fr-FR": "{{otp}} est votre code {{brand}}. Il expire dans {{minutes}} min. Ne le donnez à personne.",
    "it-IT": "{{otp}} è il suo codice {{brand}}. Scade tra {{minutes}} min. Non lo dia a nessuno.",
    "ja-JP": "{{brand}}の確認番号は{{otp}}です。有効時間は{{minutes}}分です。誰にも教えないでください。",
    "ko-KR": "{{brand}} 확인 번호: {{otp}} ({{minutes}}분간 유효). 남에게 알려 주지 마세요.",
    "pt-BR": "{{otp}} confirma seu acesso a {{brand}}. Vale por {{minutes}} min. Guarde para si.",
    "zh-CN": "{{otp}} 是您在{{brand}}的验证码，{{minutes}} 分钟内有效，请勿告诉他人。",
    "zh-TW": "{{otp}} 是您在{{brand}}的驗證碼，{{minutes}} 分鐘內有效，請勿告訴他人。",
}
"""By language; the European ones keep to the GSM alphabet, so that a brand in it makes one part."""

_CODE: Final = re.compile(r"[0-9]{5,8}")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
Fault = tuple[str, str]


class Origin(NamedTuple):
    """Whom a message comes from: one of the two is empty."""

    number: str
    sender_id: str


def send_faults(body: Any) -> Iterator[Fault]:
    """What is wrong with a SendOTPMessageRequestParameters."""
    yield from _length_faults(body, (("brand_name", "BrandName", 20), ("reference_id", "ReferenceId", 48)))
    yield from _length_faults(body, (("destination_identity", "DestinationIdentity", 4096),))
    yield from _length_faults(body, (("origination_identity", "OriginationIdentity", 256),))
    if _UNPRINTABLE.search(body.brand_name):
        yield "BrandName", "must not hold control characters"
    if body.channel != "SMS":
        yield "Channel", "must be SMS"
    for field, wire, least, most in (
        ("allowed_attempts", "AllowedAttempts", 1, 5),
        ("code_length", "CodeLength", 5, 8),
        ("validity_period", "ValidityPeriod", 5, 60),
    ):
        if body.HasField(field) and not least <= getattr(body, field) <= most:
            yield wire, f"must be between {least} and {most}"
    if body.language and body.language not in TEXTS:
        yield "Language", f"must be one of {', '.join(TEXTS)}"


def verify_faults(body: Any) -> Iterator[Fault]:
    """What is wrong with the shape of a VerifyOTPMessageRequestParameters; a wrong code is no fault."""
    yield from _length_faults(body, (("reference_id", "ReferenceId", 48),))
    if normalise_number(body.destination_identity) is None:
        yield "DestinationIdentity", "is not a phone number"
    if not _CODE.fullmatch(body.otp):
        yield "Otp", "must be 5 to 8 digits"


def _length_faults(body: Any, members: tuple[tuple[str, str, int], ...]) -> Iterator[Fault]:
    for field, wire, most in members:
        if not 1 <= len(getattr(body, field)) <= most:
            yield wire, f"must have between 1 and {most} characters"


def origin(identity: str) -> Origin | None:
    """A number, a short code or a sender id; None when it is none of them."""
    if valid_short_code(identity):
        return Origin(identity, "")
    number = normalise_number(identity)
    if number is not None:
        return Origin(number, "")
    return Origin("", identity) if valid_sender_id(identity) else None


def over_limit(last_hour: int, last_day: int, live: int) -> str:
    """Why one more send to a destination is refused, "" when it is not. Sends so far, and its other live references."""
    for found, most, words in (
        (last_hour, MOST_PER_HOUR, "sends in an hour"),
        (last_day, MOST_PER_DAY, "sends in a day"),
        (live, MOST_LIVE, "live reference ids"),
    ):
        if found >= most:
            return f"Too many one-time passwords for this destination: at most {most} {words}"
    return ""


def destination_id(key: bytes, account: str, number: str) -> bytes:
    """A destination's name in the tables, from which the number cannot be read."""
    return _digest(key, "destination", account, number)


def reference_key(key: bytes, app_id: str, number: str, reference: str) -> bytes:
    """The name of the one live code of a destination and reference."""
    return _digest(key, "reference", app_id, number, reference)


def code_digest(key: bytes, app_id: str, number: str, reference: str, code: str) -> bytes:
    """What is kept of a code."""
    return _digest(key, "code", app_id, number, reference, code)


def _digest(key: bytes, *parts: str) -> bytes:
    """HMAC-SHA256 over the parts, each with its length, so that no part can reach into the next."""
    return hmac.digest(key, b"".join(b"%d:%b" % (len(raw), raw) for raw in (part.encode() for part in parts)), "sha256")
