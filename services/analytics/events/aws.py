"""Kinesis and Firehose through boto3, in threads (events spec 3.1).

The endpoints come from the configuration, so user-given ARNs reach nothing else. Credentials are those of the usual AWS environment, or the
profile that COUNTERPOINT_ROLES gives to the role.
"""

import asyncio
import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from kit.errors import Invalid
from services.analytics.domain.destinations import FIREHOSE, KINESIS, Destination, destination
from services.analytics.domain.records import Record
from services.analytics.store.streams import Stream

T = TypeVar("T")

# Below the lease of jobs.forwarder: a call that hangs ends before another replica may begin.
CONNECT_SECONDS, READ_SECONDS = 3, 12
# Calls at once: destinations that hang are few, and each app has one call.
AT_ONCE = 16
_LARGEST = {KINESIS: 1 << 20, FIREHOSE: 1000 * 1024}
_LONGEST_KEY = 256
_READY = ("ACTIVE", "UPDATING")


class StreamFailed(Exception):
    """The destination took nothing; the text says why, without secrets."""


class Streams:
    """The destinations an installation knows. `endpoints`: kind → URL, "" where there is none. `roles`: COUNTERPOINT_ROLES, "" for none."""

    def __init__(self, endpoints: Mapping[str, str], roles: str = "") -> None:
        self._endpoints = endpoints
        self._roles: dict[str, Any] | None = tomllib.loads(Path(roles).read_text()) if roles else None
        self._threads = ThreadPoolExecutor(AT_ONCE, "event-streams")
        self._clients: dict[tuple[str, str, str | None], Any] = {}

    async def check(self, stream: Stream) -> None:
        """Raises Invalid when the ARN leads nowhere, the role may not use it, or the destination is not there."""
        to = destination(stream.destination_arn)
        if not self._endpoints.get(to.kind):
            raise Invalid(f"DestinationStreamArn: nothing here stands for {to.kind} streams; COUNTERPOINT_{to.kind.upper()}_ENDPOINT is not set")
        try:
            state = await self._run(self._state, stream, to)
        except StreamFailed as error:
            raise Invalid(f"Destination stream validation failed: {error}") from None
        if state not in _READY:
            raise Invalid(f"Destination stream validation failed: the stream is {state}")

    async def send(self, stream: Stream, records: Sequence[Record]) -> list[bool]:
        """Which of the records are in, in their order. Raises StreamFailed when the call as a whole failed."""
        to = destination(stream.destination_arn)
        if not self._endpoints.get(to.kind):
            raise StreamFailed(f"COUNTERPOINT_{to.kind.upper()}_ENDPOINT is not set")
        return await self._run(self._put, stream, to, records)

    async def _run(self, call: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call, *arguments)

    def _state(self, stream: Stream, to: Destination) -> str:
        client = self._client(stream, to)
        try:
            if to.kind == KINESIS:
                return str(client.describe_stream(StreamName=to.name, Limit=1)["StreamDescription"]["StreamStatus"])
            found = client.describe_delivery_stream(DeliveryStreamName=to.name, Limit=1)
            return str(found["DeliveryStreamDescription"]["DeliveryStreamStatus"])
        except Exception as error:
            raise StreamFailed(_said(error)) from error

    def _put(self, stream: Stream, to: Destination, records: Sequence[Record]) -> list[bool]:
        client = self._client(stream, to)
        try:
            if to.kind == KINESIS:
                entries = [{"Data": record.data, "PartitionKey": _partition(record.key)} for record in records]
                results = client.put_records(StreamName=to.name, Records=entries)["Records"]
            else:
                # Firehose joins records as they are (events spec 3.1).
                lines = [{"Data": record.data + b"\n"} for record in records]
                results = client.put_record_batch(DeliveryStreamName=to.name, Records=lines)["RequestResponses"]
        except Exception as error:
            raise StreamFailed(_said(error)) from error
        if len(results) != len(records):
            raise StreamFailed("the answer does not fit the records")
        return [not result.get("ErrorCode") for result in results]

    def _client(self, stream: Stream, to: Destination) -> Any:
        profile = self._profile(stream, to)
        key = (to.kind, to.region, profile)
        if key not in self._clients:
            import boto3
            from botocore.config import Config

            config = Config(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries={"total_max_attempts": 1}, proxies={})
            try:
                session = boto3.session.Session(profile_name=profile)
                self._clients[key] = session.client(to.kind, endpoint_url=self._endpoints[to.kind], region_name=to.region, config=config)
            except Exception as error:
                raise StreamFailed(_said(error)) from error
        return self._clients[key]

    def _profile(self, stream: Stream, to: Destination) -> str | None:
        if self._roles is None:
            return None
        entry = self._roles.get(stream.account_id, {}).get(stream.role_arn)
        if entry is None:
            raise StreamFailed("the role is not listed for this account")
        if to.name not in entry.get("streams", []):
            raise StreamFailed("the role may not use this stream")
        return str(entry.get("profile", "default"))


def fits(stream: Stream, record: Record) -> bool:
    """Whether the destination takes a record of this size."""
    return len(record.data) + _LONGEST_KEY <= _LARGEST[destination(stream.destination_arn).kind]


def _partition(key: str) -> str:
    return key if 1 <= len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def _said(error: Exception) -> str:
    """The kind of failure, with the service's own code where it gave one; never the request."""
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
    return str(code or type(error).__name__)
