"""Whether a channel's provider can be reached and takes our credentials, said in words (channels spec §1.1). Sends nothing.

Words name host and port, never user or password.
"""

from __future__ import annotations

import asyncio
import os
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import aiohttp

from services.delivery.channels.smtp_settings import SmtpSettings, parse_smtp_url
from services.delivery.channels.smtp_wire import ConnectFailed, connect
from services.delivery.channels.twilio import TwilioSettings, parse_twilio_url

TIMEOUT = 10.0


class Step(NamedTuple):
    """One thing that was tried, and what was found."""

    step: str
    ok: bool
    words: str


async def check(url: str, data: Path) -> list[Step]:
    """Tries the provider of a URL of the configuration; a failing step is the last."""
    scheme = (url or "outbox:").partition(":")[0].lower()
    if scheme in ("smtp", "smtps"):
        return await _smtp(replace(parse_smtp_url(url), timeout=TIMEOUT))
    if scheme in ("twilio+http", "twilio+https"):
        return await _twilio(parse_twilio_url(url))
    if scheme == "outbox":
        folder = unquote(url.partition(":")[2])
        return [await asyncio.to_thread(_outbox, Path(folder) if folder.strip("/") else data / "outbox")]
    return [Step("provider", True, "Messages are taken and dropped.")]


async def _smtp(settings: SmtpSettings) -> list[Step]:
    where = f"{settings.host}:{settings.port}"
    try:
        wire = await connect(settings)
    except ConnectFailed as fault:
        step = Step("connect", True, f"{where} answers.") if fault.auth else Step("connect", False, f"{where}: {fault}")
        return [step, Step("authenticate", False, str(fault))] if fault.auth else [step]
    secured = wire.transport is not None and wire.transport.get_extra_info("ssl_object") is not None
    await wire.quit()
    said = f"{where} answers, {'encrypted' if secured else 'not encrypted'}."
    found = [Step("connect", True, said)]
    if settings.user:
        found.append(Step("authenticate", True, "The server takes user and password."))
    return found


async def _twilio(settings: TwilioSettings) -> list[Step]:
    where = urlsplit(settings.base).netloc
    credentials = b64encode(f"{settings.sid}:{settings.token}".encode()).decode("ascii")
    url = f"{settings.base}/2010-04-01/Accounts/{settings.sid}.json"
    try:
        async with (
            aiohttp.ClientSession(headers={"Authorization": "Basic " + credentials}, trust_env=False) as session,
            session.get(url, timeout=aiohttp.ClientTimeout(total=TIMEOUT), allow_redirects=False) as answer,
        ):
            status = answer.status
    except (TimeoutError, aiohttp.ClientError, OSError) as fault:
        return [Step("connect", False, f"{where} cannot be reached: {type(fault).__name__}")]
    answers = Step("connect", True, f"{where} answers.")
    if status in (401, 403):
        return [answers, Step("authenticate", False, f"The operator refuses our credentials ({status}).")]
    if status != 200:
        return [answers, Step("authenticate", False, f"The operator answered {status} when it was asked for the account.")]
    return [answers, Step("authenticate", True, "The operator knows the account.")]


def _outbox(folder: Path) -> Step:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        return Step("outbox", False, f"The folder cannot be made: {fault.strerror}")
    good = os.access(folder, os.W_OK | os.X_OK)
    return Step("outbox", good, "Messages are written as files." if good else "The folder cannot be written to.")
