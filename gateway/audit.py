"""Audit: one record per management call in CloudTrail's form, written in batches off the request path.

PutEvents is not recorded; SendMessages and SendUsersMessages as counts without addresses; content, addresses and
secrets are `***` (api-conventions spec §11). A full queue makes calls wait for the writer instead of losing records.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from gateway.replies import json_bytes
from gateway.store import audit as store
from kit.db import Database
from kit.errors import Unavailable
from kit.times import format_iso

log = logging.getLogger("gateway.audit")

NOT_RECORDED = frozenset({"PutEvents"})
SUMMARISED = frozenset({"SendMessages", "SendUsersMessages", "SendOTPMessage", "VerifyOTPMessage"})

MASK = "***"
_SHOWN = frozenset(
    {
        "ActivityId", "ApplicationId", "Arn", "CampaignId", "ChannelType", "CohortId", "CompletedPieces",
        "CreationDate", "DefineSegment", "DestinationStreamArn", "Enabled", "EndpointStatus", "EndTime", "ExternalId",
        "Format", "Frequency", "HoldoutPercent", "Id", "Include", "IsLocalTime", "IsPaused", "IterationType",
        "JobStatus", "JourneyId", "LastModifiedBy", "LastModifiedDate", "LocalTime", "Message", "NextToken", "OptOut",
        "Platform", "Priority", "RegisterEndpoints", "RequestID", "RequestId", "RoleArn", "S3Url", "S3UrlPrefix",
        "SegmentId", "SegmentType", "SegmentVersion", "SegmentVersions", "SizePercent", "SourceType", "StartTime",
        "State", "Status", "TemplateType", "Timezone", "TotalPieces", "TreatmentId", "Type", "Version", "AccessKeyId",
        "AccountId",
    }
)  # fmt: skip
_SHOWN_ABOVE = frozenset({"State", "Schedule", "Definition", "ImportDefinition", "Item", "SourceSegments"})
_MOST_ITEMS = 20
_MOST_TEXT = 200
_BATCH = 500
_PAUSE_S = 0.25
_FULL = 20_000


@dataclass(frozen=True, slots=True)
class Call:
    """What is known of a finished call. `parameters`: path and query by wire name; `body` and `answer`: JSON bytes."""

    at: datetime
    operation: str
    read_only: bool
    account: str
    principal: str
    key_id: str
    region: str
    source: str
    user_agent: str
    request_id: str
    app_id: str
    parameters: Mapping[str, Any]
    body: bytes
    answer: bytes
    error_code: str = ""
    error_message: str = ""


def masked(value: Any, name: str = "") -> Any:
    """A JSON value with everything replaced by `***` but ids, states, times and switches.

    An allow-list: a member nobody thought of is hidden. Names under caller-made maps are hidden with their values.
    """
    if isinstance(value, dict):
        if name and name not in _SHOWN_ABOVE:
            return MASK
        return {key: masked(item, key) for key, item in value.items()}
    if isinstance(value, list):
        if name not in _SHOWN and name not in _SHOWN_ABOVE:
            return MASK
        return [masked(item, name) for item in value[:_MOST_ITEMS]]
    if name not in _SHOWN:
        return MASK
    return value[:_MOST_TEXT] if isinstance(value, str) else value


def summary(value: Any) -> dict[str, Any]:
    """Counts of a direct send: how many addresses, endpoints, users; no names."""
    request = value if isinstance(value, dict) else {}
    counts = {
        name: len(request[name]) for name in ("Addresses", "Endpoints", "Users") if isinstance(request.get(name), dict)
    }
    return {"count": counts} if counts else {}


def record(call: Call, event_id: UUID) -> dict[str, Any]:
    """The CloudTrail record of a call."""
    summarised = call.operation in SUMMARISED
    parameters: dict[str, Any] = dict(call.parameters)
    body = _json(call.body)
    if isinstance(body, dict) and body:
        parameters.update(summary(body) if summarised else masked(body))
    identity = {
        "type": "Root" if call.principal.endswith(":root") else "IAMUser",
        "arn": call.principal,
        "accountId": call.account,
        "accessKeyId": call.key_id,
    }
    event: dict[str, Any] = {
        "eventVersion": "1.08",
        "eventTime": format_iso(call.at),
        "eventSource": "pinpoint.amazonaws.com",
        "eventName": call.operation,
        "awsRegion": call.region,
        "sourceIPAddress": call.source,
        "userAgent": call.user_agent[:_MOST_TEXT],
        "requestParameters": parameters or None,
        "responseElements": None,
        "requestID": call.request_id,
        "eventID": str(event_id),
        "readOnly": call.read_only,
        "eventType": "AwsApiCall",
        "recipientAccountId": call.account,
        "userIdentity": identity,
    }
    if call.error_code:
        event["errorCode"] = call.error_code
        event["errorMessage"] = call.error_message[:_MOST_TEXT]
    elif not call.read_only and not summarised:
        event["responseElements"] = masked(_json(call.answer)) or None
    return event


def _json(body: bytes) -> Any:
    if not body:
        return None
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None


def row(call: Call) -> store.Row:
    """The stored form."""
    event_id = uuid4()
    text = json_bytes(record(call, event_id)).decode()
    return (
        event_id,
        call.account,
        call.at,
        call.operation,
        call.request_id,
        call.principal,
        call.app_id,
        call.error_code,
        text,
    )


class Audit:
    """The queue and its writer."""

    def __init__(self, db: Database, now: Callable[[], datetime] | None = None) -> None:
        self._db = db
        self._now = now or (lambda: datetime.now(UTC))
        self._queue: list[Call] = []
        self._room = asyncio.Event()
        self._room.set()
        self._filled = asyncio.Event()

    def now(self) -> datetime:
        """The instant a call is recorded at."""
        return self._now()

    async def add(self, call: Call) -> None:
        """Take a record; waits only while the queue is full."""
        await self._room.wait()
        self._queue.append(call)
        if len(self._queue) >= _FULL:
            self._room.clear()
        self._filled.set()

    async def write_for_ever(self) -> None:
        """Write what was added, four times a second or by full batches; on cancellation write the rest."""
        try:
            while True:
                await self._filled.wait()
                if len(self._queue) < _BATCH:
                    await asyncio.sleep(_PAUSE_S)
                await self._write_once()
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self.flush(), 3)
            raise

    async def flush(self) -> None:
        """Write everything that was added."""
        while self._queue:
            await self._write_once()

    async def _append(self, batch: list[Call]) -> None:
        """One COPY; if the database refuses it, one by one, so that a record it cannot hold costs only itself."""
        try:
            await store.append(self._db, [row(call) for call in batch])
        except Unavailable:
            raise
        except Exception:
            for call in batch:
                try:
                    await store.append(self._db, [row(call)])
                except Unavailable:
                    raise
                except Exception:
                    log.exception("an audit record of %s, request %s, cannot be stored", call.operation, call.request_id)

    async def _write_once(self) -> None:
        batch = self._queue[:_BATCH]
        if not batch:
            self._filled.clear()
            return
        try:
            await self._append(batch)
        except Unavailable:
            log.warning("audit records wait for the database: %d", len(self._queue))
            await asyncio.sleep(1)
            return
        del self._queue[: len(batch)]
        if not self._queue:
            self._filled.clear()
        if len(self._queue) < _FULL:
            self._room.set()
