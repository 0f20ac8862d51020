"""Text messages through a Twilio-compatible operator: `twilio+https://SID:TOKEN@host?from=+4930…` (channels spec §5.1).

| query | meaning |
| --- | --- |
| `from` | origin when the message names none |
| `service` | MessagingServiceSid, used when there is no origin at all |
| `connections` | most requests under way, default 16 |
| `timeout` | seconds for one request, default 10 |

Simulator and fictitious numbers never leave: they are answered here. A connection that fails before the request left is
a TEMPORARY_FAILURE; afterwards the message is in doubt, and a text message in doubt is not sent again.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

import aiohttp

from kit.errors import Invalid
from services.delivery.channels.breaker import Breaker
from services.delivery.channels.provider import TEMPORARY_FAILURE, UNKNOWN_FAILURE, Outbound, Outcome, SmsPayload, accepted, in_doubt, refused, temporary
from services.delivery.channels.twilio_answers import outcome_of, taken
from services.delivery.domain.sms import simulated

LARGEST_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """One operator account. The token shows in no representation; `base` has no user part."""

    base: str
    sid: str
    token: str = field(repr=False)
    origin: str = ""
    service: str = ""
    connections: int = 16
    timeout: float = 10.0


def parse_twilio_url(url: str) -> TwilioSettings:
    """Read an operator's URL; Invalid, which never quotes it, when something in it is wrong."""
    try:
        parts = urlsplit(url)
        scheme = {"twilio+http": "http", "twilio+https": "https"}[parts.scheme]
        # A plus sign in a query is a blank to everybody else; nobody writes blanks in numbers here.
        options = dict(parse_qsl(parts.query.replace("+", "%2B"), strict_parsing=bool(parts.query)))
        if set(options) - {"from", "service", "connections", "timeout"}:
            raise ValueError
        if not (parts.hostname and parts.username and parts.password):
            raise ValueError
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        base = f"{scheme}://{host}" + (f":{parts.port}" if parts.port else "") + parts.path.rstrip("/")
        settings = TwilioSettings(
            base=base,
            sid=unquote(parts.username),
            token=unquote(parts.password),
            origin=options.get("from", ""),
            service=options.get("service", ""),
            connections=int(options.get("connections", "16")),
            timeout=float(options.get("timeout", "10")),
        )
        if not 1 <= settings.connections <= 500 or settings.timeout <= 0 or not settings.sid.isalnum():
            raise ValueError
    except (ValueError, KeyError):
        raise Invalid("not a valid SMS URL: twilio+http[s]://SID:TOKEN@host:port?from=…") from None
    return settings


class TwilioProvider:
    """Sends text messages, several requests at once over kept connections.

    `status_callback(item)` gives the URL for receipts, or an empty text for none.
    """

    name = "twilio"

    def __init__(
        self,
        settings: TwilioSettings,
        monotonic: Callable[[], float],
        status_callback: Callable[[Outbound], str] = lambda _: "",
    ) -> None:
        self._settings = settings
        self._url = f"{settings.base}/2010-04-01/Accounts/{settings.sid}/Messages.json"
        self._callback = status_callback
        self._breaker = Breaker(monotonic)
        self._slots = asyncio.Semaphore(settings.connections)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, batch: Sequence[Outbound]) -> list[Outcome]:
        return await asyncio.gather(*map(self._one, batch))

    async def _one(self, item: Outbound) -> Outcome:
        made_up = simulated(item.address)
        if made_up is not None:
            outcome = accepted(item.message_id, "simulated-" + item.message_id, delivered=made_up.success)
            return outcome if made_up.success else refused(made_up.record_status)
        async with self._slots:
            if not self._breaker.allows():
                return temporary("SMS provider is resting", 503, self._breaker.retry_after)
            outcome = await self._post(item)
        if outcome.alarm:
            self._breaker.auth_failed()
        bad = outcome.status in (TEMPORARY_FAILURE, UNKNOWN_FAILURE)
        self._breaker.record(0 if bad or outcome.alarm else 1, 1 if bad else 0)
        return outcome

    async def _post(self, item: Outbound) -> Outcome:
        form = self._form(item)
        timeout = aiohttp.ClientTimeout(total=self._settings.timeout, sock_connect=min(5.0, self._settings.timeout))
        item.handed = True
        try:
            async with self._client().post(self._url, data=form, timeout=timeout, allow_redirects=False) as answer:
                body = await answer.content.read(LARGEST_ANSWER)
                return _read(item, answer.status, body, answer.headers.get("Retry-After"))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            item.handed = False
            return temporary("SMS operator cannot be reached")
        except TimeoutError:
            return in_doubt("SMS operator did not answer in time")
        except (aiohttp.ClientError, OSError):
            return in_doubt("connection to the SMS operator was lost")

    def _form(self, item: Outbound) -> dict[str, str]:
        payload = cast(SmsPayload, item.payload)
        form = {"To": item.address, "Body": payload.body}
        origin = payload.origin or self._settings.origin
        if origin:
            form["From"] = origin
        elif self._settings.service:
            form["MessagingServiceSid"] = self._settings.service
        callback = self._callback(item)
        if callback:
            form["StatusCallback"] = callback
        if payload.validity is not None:
            form["ValidityPeriod"] = str(payload.validity)
        return form

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={"Authorization": "Basic " + b64encode(f"{self._settings.sid}:{self._settings.token}".encode()).decode("ascii")},
                connector=aiohttp.TCPConnector(limit=self._settings.connections),
                trust_env=False,
            )
        return self._session

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()


def _read(item: Outbound, status: int, body: bytes, retry_after: str | None) -> Outcome:
    try:
        document: object = json.loads(body)
    except ValueError:
        document = None
    if 200 <= status < 300:
        provider_id, failed = taken(document)
        if failed is not None:
            failed.provider_id = provider_id
            return failed
        return accepted(item.message_id, provider_id)
    found = document if isinstance(document, dict) else {}
    code, text = found.get("code"), found.get("message")
    wait = float(retry_after) if retry_after and retry_after.isdigit() else None
    return outcome_of(status, code if isinstance(code, int) else 0, text if isinstance(text, str) else "", wait)
