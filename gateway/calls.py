"""From a route to its RPC and back: transcode, call, answer. Three hops: `routes.py` row, `servicer.py` line, function.

Ordinary operations are one generic call. The exceptions are a table (`_SPECIAL`): the hot operations of `gateway.hot`,
and the KPI and hold operations that first ask the resource's owner whether it exists.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from counterpoint.campaigns.v1 import campaigns_pb2, campaigns_pb2_grpc
from counterpoint.journeys.v1 import journeys_pb2, journeys_pb2_grpc
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from gateway.bodies import decode
from gateway.hot import Hot
from gateway.replies import Headers, Reply, json_bytes
from gateway.routes import Route
from kit import caller, wire
from kit.errors import Invalid, Unavailable
from kit.rpc import Peers

_DEADLINES_S = {
    "SendMessages": 60.0,
    "SendUsersMessages": 60.0,
    "SendOTPMessage": 60.0,
    "DeleteApp": 30.0,
    "GetApplicationDateRangeKpi": 30.0,
    "GetCampaignDateRangeKpi": 30.0,
    "GetJourneyDateRangeKpi": 30.0,
    "EstimateSegment": 30.0,
    "Explain": 30.0,
}
_DEADLINE_S = 10.0
_ASKING_S = 2.0
_WORDS = {200: "Success", 201: "Created", 202: "Accepted"}
_BODIES = ("MessageBody", "CreateTemplateMessageBody", "TemplateCreateMessageBody")
_WITH_REQUEST_ID = ("MessageResponse", "SendUsersMessageResponse")
_TAGS_IGNORED = frozenset(
    {
        "UpdateCampaign",
        "UpdateSegment",
        "UpdateEmailTemplate",
        "UpdateInAppTemplate",
        "UpdatePushTemplate",
        "UpdateSmsTemplate",
        "UpdateVoiceTemplate",
    }
)
WARNING = b"x-counterpoint-warning"


@dataclass(frozen=True, slots=True)
class Operation:
    """A request ready to be called. `body`: the JSON bytes as received. `query`: decoded pairs in order."""

    route: Route
    params: dict[str, str]
    query: list[tuple[str, str]]
    body: bytes


class Calls:
    """Calls the services."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._hot = Hot(peers)
        self._special: dict[str, Callable[[Operation], Awaitable[Reply]]] = {
            "PutEvents": self._put_events,
            "UpdateEndpoint": self._update_endpoint,
            "UpdateEndpointsBatch": self._update_endpoints_batch,
            "GetCampaignDateRangeKpi": self._campaign_kpi,
            "GetJourneyDateRangeKpi": self._journey_kpi,
            "HoldCampaign": self._hold_campaign,
        }

    async def answer(self, operation: Operation) -> Reply:
        """The reply of the operation's owner. Raises kit errors."""
        special = self._special.get(operation.route.operation)
        if special is not None:
            return await special(operation)
        return await self._generic(operation)

    async def _generic(self, operation: Operation) -> Reply:
        route = operation.route
        method = self._method(route)
        value = decode(operation.body) if route.method in ("POST", "PUT") else {}
        if route.extension:
            refuse_unknown(route, value)
        reply_headers: Headers = []
        if route.operation in _TAGS_IGNORED and drop_tags(wire.unwrap(route.request_class, value)):
            reply_headers.append((WARNING, b"tags ignored on update"))
        request = self._decoded(operation, value)
        response = await method(request, timeout=_DEADLINES_S.get(route.operation, _DEADLINE_S))
        if route.status == 204:
            return Reply(204, b"", reply_headers)
        fill_message_body(route, response)
        answer = wire.encode_operation(route, response)
        if "Item" not in answer and _is_list(response.DESCRIPTOR):
            answer["Item"] = []
        if "Segment" in route.operation:
            fill_groups(answer)
        if route.operation == "RemoveAttributes":
            answer.setdefault("Attributes", [])  # nothing matched: said as an empty list (endpoints spec §1.5)
        return Reply(route.status, json_bytes(answer), reply_headers)

    def _method(self, route: Route) -> Callable[..., Awaitable[Message]]:
        stub = self._peers.stub(route.service, route.stub_class)
        method: Callable[..., Awaitable[Message]] = getattr(stub, route.rpc)
        return method

    def _decoded(self, operation: Operation, value: Any) -> Any:
        query: dict[str, list[str]] = {}
        for name, text in operation.query:
            query.setdefault(name, []).append(text)
        return wire.decode_operation(operation.route, operation.params, query, value)

    async def _put_events(self, operation: Operation) -> Reply:
        body = operation.body
        if body[:40].lstrip()[1:].lstrip().startswith(b'"EventsRequest"'):
            body = json_bytes(wire.unwrap(operation.route.request_class, decode(body)))
        return Reply(202, await self._hot.put_events(operation.params["application-id"], body or b"{}"))

    async def _update_endpoint(self, operation: Operation) -> Reply:
        await self._hot.update_endpoint(self._decoded(operation, decode(operation.body)))
        return accepted()

    async def _update_endpoints_batch(self, operation: Operation) -> Reply:
        warning = await self._hot.update_endpoints_batch(self._decoded(operation, decode(operation.body)))
        reply = accepted()
        if warning:
            reply.headers.append((WARNING, header_text(warning)))
        return reply

    async def _campaign_kpi(self, operation: Operation) -> Reply:
        stub = self._peers.stub("campaigns", campaigns_pb2_grpc.CampaignsServiceStub)
        await stub.GetCampaign(
            campaigns_pb2.GetCampaignRequest(
                application_id=operation.params["application-id"], campaign_id=operation.params["campaign-id"]
            )
        )
        return await self._generic(operation)

    async def _hold_campaign(self, operation: Operation) -> Reply:
        """A hold of a campaign that is not there would look like one that works. It must not wait for a service that is
        down, though, and a release never asks."""
        if operation.params["verb"] == "hold":
            stub = self._peers.stub("campaigns", campaigns_pb2_grpc.CampaignsServiceStub)
            wanted = campaigns_pb2.GetCampaignRequest(
                application_id=operation.params["app_id"], campaign_id=operation.params["campaign_id"]
            )
            with suppress(Unavailable):
                await stub.GetCampaign(wanted, timeout=_ASKING_S)
        return await self._generic(operation)

    async def _journey_kpi(self, operation: Operation) -> Reply:
        stub = self._peers.stub("journeys", journeys_pb2_grpc.JourneysServiceStub)
        await stub.GetJourney(
            journeys_pb2.GetJourneyRequest(
                application_id=operation.params["application-id"], journey_id=operation.params["journey-id"]
            )
        )
        return await self._generic(operation)


def accepted() -> Reply:
    """The MessageBody of a write that is durable."""
    return Reply(202, json_bytes({"Message": "Accepted", "RequestID": caller.current().request_id}))


def drop_tags(value: Any) -> bool:
    """Take `tags` out of an update's body; they count on create only (api-conventions spec §8). True if there were."""
    return isinstance(value, dict) and value.pop("tags", None) is not None


def refuse_unknown(route: Route, value: Any) -> None:
    """Raises Invalid for a member that our own operation does not have: ignored as the original ignores, a misspelt one would mean everybody."""
    known = {field.json_name for field in route.request_class.DESCRIPTOR.fields}
    for name in value if isinstance(value, dict) else ():
        if name not in known:
            raise Invalid(f"{name[:60]}: is not a member of this request")


def fill_groups(answer: dict[str, Any]) -> None:
    """Both lists of every group of a segment are there, as clients of the original read them (endpoints spec §2)."""
    for segment in answer.get("Item", [answer]):
        for group in segment.get("SegmentGroups", {}).get("Groups", ()):
            group.setdefault("Dimensions", [])
            group.setdefault("SourceSegments", [])


@cache
def _payload_to_fill(response: Descriptor) -> tuple[str, bool] | None:
    """The response's payload member whose request id the gateway knows; True when it has a Message word too."""
    for field in response.fields:
        if field.message_type is not None and field.message_type.name in _BODIES + _WITH_REQUEST_ID:
            return field.name, field.message_type.name in _BODIES
    return None


@cache
def _is_list(response: Descriptor) -> bool:
    """True for answers that list items; the model does not mark all of them required, clients read them all."""
    payload = next((field.message_type for field in response.fields if field.message_type is not None), None)
    return payload is not None and "item" in payload.fields_by_name and payload.fields_by_name["item"].is_repeated


def fill_message_body(route: Route, response: Message) -> None:
    """Fill `Message` and `RequestID` where the service left them (api-conventions spec §2)."""
    found = _payload_to_fill(response.DESCRIPTOR)
    if found is None:
        return
    name, has_message = found
    body: Any = getattr(response, name)
    if not body.request_id:
        body.request_id = caller.current().request_id
    if has_message and not body.message:
        body.message = _WORDS[route.status]


def header_text(text: str) -> bytes:
    """Text as a header value: one line, ASCII, at most 4 kB."""
    return "".join(char if " " <= char <= "~" else "?" for char in text)[:4096].encode()
