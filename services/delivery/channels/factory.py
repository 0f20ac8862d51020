"""From the URLs of the configuration to providers (design §4).

| key | built | named, not built yet |
| --- | --- | --- |
| COUNTERPOINT_EMAIL_URL | `outbox:`, `smtp://`, `smtps://`, `null:` | `ses://` |
| COUNTERPOINT_SMS_URL | `outbox:`, `twilio+http(s)://`, `null:` | `smpp://`, `eum://` |

`outbox:` writes below the data folder, `outbox:/a/folder` there. `null:` is for benches.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from kit.errors import Invalid, NotBuilt
from services.delivery.channels.null import NullProvider
from services.delivery.channels.outbox import OutboxProvider
from services.delivery.channels.provider import Outbound, Provider
from services.delivery.channels.smtp import SmtpProvider
from services.delivery.channels.smtp_settings import parse_smtp_url
from services.delivery.channels.twilio import TwilioProvider, parse_twilio_url

_EMAIL_PLANNED: Final = frozenset({"ses"})
_SMS_PLANNED: Final = frozenset({"smpp", "eum"})


def email_provider(url: str, data: Path, monotonic: Callable[[], float] = time.monotonic) -> Provider:
    """The provider of COUNTERPOINT_EMAIL_URL (empty means `outbox:`). NotBuilt, Invalid; neither quotes the URL."""
    scheme = _scheme(url)
    if scheme in ("smtp", "smtps"):
        return SmtpProvider(parse_smtp_url(url), monotonic)
    return _common(scheme, url, data, "COUNTERPOINT_EMAIL_URL", _EMAIL_PLANNED)


def sms_provider(
    url: str,
    data: Path,
    monotonic: Callable[[], float] = time.monotonic,
    status_callback: Callable[[Outbound], str] = lambda _: "",
) -> Provider:
    """The provider of COUNTERPOINT_SMS_URL (empty means `outbox:`). NotBuilt, Invalid; neither quotes the URL."""
    scheme = _scheme(url)
    if scheme in ("twilio+http", "twilio+https"):
        return TwilioProvider(parse_twilio_url(url), monotonic, status_callback)
    return _common(scheme, url, data, "COUNTERPOINT_SMS_URL", _SMS_PLANNED)


def callback_token(url: str) -> str:
    """The secret by which the operator of COUNTERPOINT_SMS_URL signs its callbacks; "" when it makes none."""
    return parse_twilio_url(url).token if _scheme(url) in ("twilio+http", "twilio+https") else ""


def real(url: str) -> bool:
    """Whether messages leave the house by this URL: then COUNTERPOINT_PUBLIC_URL must be https, and the clock real."""
    return _scheme(url) not in ("outbox", "null")


def _scheme(url: str) -> str:
    return (url or "outbox:").partition(":")[0].lower()


def _common(scheme: str, url: str, data: Path, key: str, planned: frozenset[str]) -> Provider:
    if scheme == "outbox":
        folder = unquote(url.partition(":")[2])
        return OutboxProvider(Path(folder) if folder.strip("/") else data / "outbox")
    if scheme == "null":
        return NullProvider()
    if scheme in planned:
        raise NotBuilt(f"{key}: {scheme}:// is not built yet")
    raise Invalid(f"{key}: unknown kind of URL")
