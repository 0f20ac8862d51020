"""The hot operations, gathered into few calls (design §5): UpdateEndpoint, UpdateEndpointsBatch, PutEvents.

PutEvents bodies travel raw: the gateway does not decode them. Each caller gets its own answer; a bad item fails alone.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from counterpoint.analytics.v1 import ingest_pb2, ingest_pb2_grpc
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc, segments_pb2, segments_pb2_grpc

from kit import caller
from kit.errors import CounterpointError, Forbidden, Invalid, NotFound, Throttled, Unavailable
from kit.rpc import Peers
from kit.rpc.coalesce import Coalescer

_LINGER_S = 0.003
_DEADLINE_S = 30.0
_GATHERED_BYTES = 1 << 20
# A call costs what three bodies cost.
_FILL = 40
# Some Endpoint part does not look empty: a guess from a body's first bytes (SDKs put it before the events) that only chooses the company it travels in.
_LOOKED_INTO = 2048
_ENDPOINT_PART = re.compile(rb'"Endpoint"\s*+:\s*+(?!\{\s*+\}|null)')
_Body = tuple[str, bytes, int, caller.Caller]
"""App, JSON, receive time in epoch milliseconds, and who sent it."""
_WARNING_KEY = "cp-warning"


class Hot:
    """The coalescing clients."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._endpoints: Coalescer[audience_pb2.EndpointUpsert, audience_pb2.EndpointUpsertResult] = Coalescer(
            self._upsert_gathered, max_items=500, max_bytes=1 << 20, linger=_LINGER_S, name="endpoints"
        )
        # Bodies that write endpoints wait for a database; the others need not wait with them.
        self._events, self._events_with_endpoints = (
            Coalescer[_Body, ingest_pb2.RawEventsResult](self._ingest, max_bytes=_GATHERED_BYTES, linger=linger, fill=_FILL, name=name)
            for name, linger in (("events", _LINGER_S), ("events-with-endpoints", 3 * _LINGER_S))
        )

    async def update_endpoint(self, request: segments_pb2.UpdateEndpointRequest) -> None:
        """Write one endpoint; returns when it is durable. Raises what the item was refused for."""
        item = audience_pb2.EndpointUpsert(
            app_id=request.application_id,
            endpoint_id=request.endpoint_id,
            endpoint=request.endpoint_request,
            request_id=caller.current().request_id,
            client_key=caller.current().client_key,
        )
        # An empty body still names the endpoint: presence tells "write nothing" from "no endpoint part".
        item.endpoint.SetInParent()
        result = await self._endpoints.submit(item, item.ByteSize())
        if result.status_code >= 300:
            raise refusal(result.status_code, result.message)

    async def update_endpoints_batch(self, request: segments_pb2.UpdateEndpointsBatchRequest) -> str:
        """Write up to 100 endpoints; returns a warning that names what was dropped, "" when nothing was.

        A bad item is dropped and the others are written (endpoints spec §1.4); an unknown app fails the call.
        """
        # One call of its own: the items are a batch already, and their order must hold.
        call = self._peers.stub("segments", segments_pb2_grpc.SegmentsServiceStub).UpdateEndpointsBatch(request, timeout=_DEADLINE_S)
        await call
        return str(dict(await call.trailing_metadata()).get(_WARNING_KEY, ""))

    async def put_events(self, app_id: str, body: bytes) -> bytes:
        """Hand a body over; returns the JSON answer. Raises Invalid when the body as a whole is refused."""
        gathered = self._events_with_endpoints if _ENDPOINT_PART.search(body, 0, _LOOKED_INTO) else self._events
        result = await gathered.submit((app_id, body, time.time_ns() // 1_000_000, caller.current()), len(body))
        if result.status_code != 202:
            raise refusal(result.status_code, result.body.decode())
        return result.body

    async def _upsert_gathered(self, items: list[audience_pb2.EndpointUpsert]) -> Sequence[audience_pb2.EndpointUpsertResult]:
        # Items of several callers: the call is the gateway's own, in the context of the coalescer's task.
        caller.set_current(caller.Caller(principal="gateway", request_id=caller.current().request_id))
        return await self._upsert(items)

    async def _upsert(self, items: list[audience_pb2.EndpointUpsert]) -> Sequence[audience_pb2.EndpointUpsertResult]:
        stub = self._peers.stub("segments", audience_pb2_grpc.AudienceServiceStub)
        answer = await stub.UpsertEndpoints(audience_pb2.UpsertEndpointsRequest(items=items), timeout=_DEADLINE_S)
        return list(answer.results)

    async def _ingest(self, bodies: list[_Body]) -> Sequence[ingest_pb2.RawEventsResult]:
        caller.set_current(caller.Caller(principal="gateway", request_id=caller.current().request_id))
        stub = self._peers.stub("analytics", ingest_pb2_grpc.IngestServiceStub)
        request = ingest_pb2.PutRawEventsRequest()
        for app_id, body, arrival_ms, who in bodies:
            # Made in place: a message of its own would be copied into the request, bodies and all.
            request.bodies.add(
                app_id=app_id, account_id=who.account, request_id=who.request_id, body=body, arrival_ms=arrival_ms, client_key=who.client_key
            )
        answer = await stub.PutRawEvents(request, timeout=_DEADLINE_S)
        return list(answer.results)


def refusal(status: int, message: str) -> CounterpointError:
    """An item's status as the error its caller sees."""
    kinds: dict[int, type[CounterpointError]] = {
        400: Invalid,
        403: Forbidden,
        404: NotFound,
        429: Throttled,
        503: Unavailable,
    }
    kind = kinds.get(status, CounterpointError)
    return kind(message)
