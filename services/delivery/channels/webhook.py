"""Custom channel: POSTs of at most 50 endpoints to a URL the customer owns (campaigns spec §7, channels spec §10).

The body is `{Message, Data, ApplicationId, CampaignId, …, Endpoints: {id: endpoint}}`, signed as
`X-Counterpoint-Signature: t=<Unix seconds>,v1=<hex HMAC-SHA256 over "t.body">`. 2xx is success; timeout, connection
error, 429 and 5xx are tried three times, after 1 s and 4 s; other answers fail at once. A batch fails as a whole.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from typing import Final, cast

from kit.clock import Clock
from kit.egress import Answer, Egress, EgressRefused, EgressTimeout
from kit.errors import CounterpointError, Invalid, Unavailable
from services.delivery.channels.functions import Functions, is_function
from services.delivery.channels.provider import PERMANENT_FAILURE, THROTTLED, Outbound, Outcome, WebhookCall, WebhookPayload, accepted, refused, temporary

BATCH: Final = 50
ATTEMPTS: Final = 3
BACKOFF: Final = (1.0, 4.0)
TIMEOUT: Final = 15.0
LARGEST_BODY: Final = 6 * 1024 * 1024
MAX_ATTRIBUTES: Final = 5
MAX_ATTRIBUTE_TEXT: Final = 128
FAILURE: Final = "CUSTOM_DELIVERY_FAILURE"
_URL: Final = re.compile(r"^https?://[A-Za-z0-9\-._~?/#:]+\Z")
_MARK: Final = "X-Counterpoint-Signature"


def check_url(url: str, egress: Egress) -> None:
    """The URL rule when a campaign is written (campaigns spec §7); Invalid says what is wrong."""
    if not _URL.match(url):
        raise Invalid("DeliveryUri: must be an https URL of letters, digits and - . _ ~ ? / # :")
    try:
        egress.check(url)
    except (Invalid, EgressRefused) as fault:
        raise Invalid("DeliveryUri: " + fault.message) from None


async def check_owner(url: str, account: str, egress: Egress) -> None:
    """HEAD must answer `X-Amz-Pinpoint-AccountId` with the account's id; Invalid otherwise."""
    check_url(url, egress)
    try:
        answer = await egress.request("HEAD", url, timeout=TIMEOUT, largest=0)
    except CounterpointError as fault:
        raise Invalid("DeliveryUri: " + fault.message) from None
    if answer.headers.get("x-amz-pinpoint-accountid", "") != account:
        raise Invalid("DeliveryUri: HEAD does not answer X-Amz-Pinpoint-AccountId with the id of the account")


def signature(key: bytes, seconds: int, body: bytes) -> str:
    """The value of `X-Counterpoint-Signature`."""
    return f"t={seconds},v1=" + hmac.digest(key, b"%d.%b" % (seconds, body), hashlib.sha256).hex()


class WebhookProvider:
    """Calls webhooks and functions. `keys(app_id)` gives the signing key; `pause(seconds)` waits between attempts."""

    name = "webhook"

    def __init__(
        self,
        egress: Egress,
        keys: Callable[[str], bytes],
        clock: Clock,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        connections: int = 16,
        functions: Functions | None = None,
    ) -> None:
        self._functions = functions or Functions({})
        self._egress, self._keys, self._clock, self._pause = egress, keys, clock, pause
        self._slots = asyncio.Semaphore(connections)

    async def send(self, batch: Sequence[Outbound]) -> list[Outcome]:
        """Recipients that follow one another with the same call object share POSTs."""
        groups: list[list[Outbound]] = []
        for _, found in groupby(batch, key=lambda item: id(cast(WebhookPayload, item.payload).call)):
            members = list(found)
            groups += (members[at : at + BATCH] for at in range(0, len(members), BATCH))
        answers = await asyncio.gather(*map(self._group, groups))
        return [outcome for answer in answers for outcome in answer]

    async def _group(self, group: Sequence[Outbound]) -> list[Outcome]:
        call = cast(WebhookPayload, group[0].payload).call
        body = body_of(call, group)
        if len(body) > LARGEST_BODY:
            return [refused(FAILURE + ": body is larger than 6 MB", 413) for _ in group]
        async with self._slots:
            answer = await self._attempts(call, body, group)
        if isinstance(answer, Answer):
            said = attributes_of(answer.body)
            outcomes = [accepted(item.message_id) for item in group]
            for item, outcome in zip(group, outcomes, strict=True):
                outcome.attributes = said.get(item.endpoint_id)
            return outcomes
        return [Outcome(answer.status, answer.code, answer.message, retry_after=answer.retry_after) for _ in group]

    async def _attempts(self, call: WebhookCall, body: bytes, group: Sequence[Outbound]) -> Answer | Outcome:
        outcome = temporary(FAILURE)
        for attempt in range(ATTEMPTS):
            if attempt:
                await self._pause(BACKOFF[attempt - 1])
            found = await self._once(call, body, group)
            if isinstance(found, Answer) or found.status == PERMANENT_FAILURE:
                return found
            outcome = found
        # Three attempts are the whole retry policy of this channel: nobody is to try again later.
        return refused(outcome.message)

    async def _once(self, call: WebhookCall, body: bytes, group: Sequence[Outbound]) -> Answer | Outcome:
        seconds = self._clock.now_ms() // 1000
        headers = {"Content-Type": "application/json", _MARK: signature(self._keys(call.app_id), seconds, body)}
        egress, url = self._egress, call.url
        if is_function(url):
            found = self._functions.find(url)
            if found is None:
                return refused(f"{FAILURE}: no function of this name is mapped")
            egress, url = self._functions.egress, found
        for item in group:
            item.handed = True
        try:
            answer = await egress.request("POST", url, body=body, headers=headers, timeout=TIMEOUT)
        except EgressTimeout:
            return temporary(FAILURE + ": no answer in time", 408)
        except Unavailable:
            return temporary(FAILURE + ": no connection")
        except CounterpointError as fault:
            return refused(f"{FAILURE}: {fault.message}", 403 if isinstance(fault, EgressRefused) else 400)
        if answer.ok:
            return answer
        if answer.status == 429:
            return Outcome(THROTTLED, 429, f"{FAILURE}: webhook answered 429")
        if answer.status >= 500:
            return temporary(f"{FAILURE}: webhook answered {answer.status}")
        return refused(f"{FAILURE}: webhook answered {answer.status}", 400)

    async def close(self) -> None:
        """The egress clients are shared and closed by who made them."""


def body_of(call: WebhookCall, group: Sequence[Outbound]) -> bytes:
    """The JSON body; the endpoints' documents are put in as they are."""
    head = json.dumps(dict(call.head), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    endpoints = b",".join(json.dumps(item.endpoint_id).encode() + b":" + cast(WebhookPayload, item.payload).endpoint for item in group)
    return head[:-1] + (b"," if call.head else b"") + b'"Endpoints":{' + endpoints + b"}}"


def attributes_of(body: bytes) -> dict[str, dict[str, str]]:
    """`{"<endpointId>": {"EventAttributes": {…}}}` of an answer; what breaks the limits is left out, never an error."""
    try:
        document = json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError):
        return {}
    found: dict[str, dict[str, str]] = {}
    for endpoint, said in document.items() if isinstance(document, dict) else ():
        pairs = said.get("EventAttributes") if isinstance(said, dict) else None
        if isinstance(pairs, dict):
            good = {name: value for name, value in pairs.items() if _short(name) and _short(value)}
            found[endpoint] = dict(list(good.items())[:MAX_ATTRIBUTES])
    return found


def _short(text: object) -> bool:
    return isinstance(text, str) and len(text) <= MAX_ATTRIBUTE_TEXT
