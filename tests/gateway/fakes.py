"""Services that answer by rule and remember what they were asked, behind real gRPC."""

from __future__ import annotations

from typing import Any

from counterpoint.analytics.v1 import ingest_pb2, ingest_pb2_grpc
from counterpoint.campaigns.v1 import campaigns_pb2, campaigns_pb2_grpc
from counterpoint.delivery.v1 import delivery_pb2, delivery_pb2_grpc, sending_pb2, sending_pb2_grpc
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc, segments_pb2, segments_pb2_grpc

from kit import caller, errors

OURS, FOREIGN, ROOT_ACCOUNT = "a" * 32, "f" * 32, "000000000000"


class Segments(segments_pb2_grpc.SegmentsServiceServicer):
    """Apps are created for ever; an app named like an error class raises it."""

    def __init__(self) -> None:
        self.created: list[Any] = []
        self.tags: dict[str, str] = {}
        self.untagged: list[str] = []
        self.batches: list[list[Any]] = []

    async def UpdateEndpointsBatch(self, request: Any, context: Any) -> Any:
        items = request.endpoint_batch_request.item
        self.batches.append(list(items))
        bad = [f"item {index}: no SMS here" for index, item in enumerate(items) if item.channel_type == "SMS"]
        if bad:
            context.set_trailing_metadata((("cp-warning", "; ".join(bad)),))
        return segments_pb2.UpdateEndpointsBatchResponse()

    async def CreateApp(self, request: Any, context: Any) -> Any:
        name = request.create_application_request.name
        if name == "broken":
            raise RuntimeError("secret text of the service")
        if name in vars(errors):
            raise getattr(errors, name)(f"{name} of the service", retry_after=7)
        self.created.append(caller.current())
        app_id = f"{len(self.created):032x}"
        response = segments_pb2.CreateAppResponse()
        response.application_response.id = app_id
        response.application_response.name = name
        response.application_response.arn = caller.arn(caller.current(), f"apps/{app_id}")
        return response

    async def GetApp(self, request: Any, context: Any) -> Any:
        response = segments_pb2.GetAppResponse()
        response.application_response.id = request.application_id
        response.application_response.name = "x"
        response.application_response.arn = caller.arn(caller.current(), f"apps/{request.application_id}")
        return response

    async def ListApps(self, request: Any, context: Any) -> Any:
        response = segments_pb2.ListAppsResponse()
        response.applications_response.SetInParent()
        return response

    async def GetEndpoint(self, request: Any, context: Any) -> Any:
        response = segments_pb2.GetEndpointResponse()
        response.endpoint_response.id = request.endpoint_id
        return response

    async def TagResource(self, request: Any, context: Any) -> Any:
        self.tags.update(request.tags_model.tags)
        return segments_pb2.TagResourceResponse()

    async def UntagResource(self, request: Any, context: Any) -> Any:
        self.untagged = list(request.tag_keys)
        return segments_pb2.UntagResourceResponse()


class Audience(audience_pb2_grpc.AudienceServiceServicer):
    """Two apps: one of account 000000000000, one of another."""

    def __init__(self) -> None:
        self.resolved: list[str] = []
        self.batches: list[list[Any]] = []

    async def ResolveApp(self, request: Any, context: Any) -> Any:
        self.resolved.append(request.app_id)
        if request.app_id == OURS:
            return audience_pb2.ResolveAppResponse(account_id=ROOT_ACCOUNT)
        if request.app_id == FOREIGN:
            return audience_pb2.ResolveAppResponse(account_id="999999999999")
        raise errors.NotFound("Application not found")

    async def UpsertEndpoints(self, request: Any, context: Any) -> Any:
        self.batches.append(list(request.items))
        response = audience_pb2.UpsertEndpointsResponse()
        for item in request.items:
            bad = item.endpoint.channel_type == "SMS"
            response.results.add(status_code=400 if bad else 202, message="no SMS here" if bad else "Accepted")
        return response


class Ingest(ingest_pb2_grpc.IngestServiceServicer):
    """Takes bodies raw."""

    def __init__(self) -> None:
        self.calls: list[list[Any]] = []

    async def PutRawEvents(self, request: Any, context: Any) -> Any:
        self.calls.append(list(request.bodies))
        response = ingest_pb2.PutRawEventsResponse()
        for body in request.bodies:
            if b"BatchItem" in body.body:
                response.results.add(status_code=202, body=b'{"Results":{}}')
            else:
                response.results.add(status_code=400, body=b"BatchItem: is required")
        return response


class Campaigns(campaigns_pb2_grpc.CampaignsServiceServicer):
    """Updates answer the name they were given."""

    async def UpdateCampaign(self, request: Any, context: Any) -> Any:
        response = campaigns_pb2.UpdateCampaignResponse()
        response.campaign_response.name = request.write_campaign_request.name
        response.campaign_response.tags.update(request.write_campaign_request.tags)
        return response

    async def GetCampaign(self, request: Any, context: Any) -> Any:
        """`d…d` is a campaign, the service is down for `e…e`, no other is known."""
        if request.campaign_id == "d" * 32:
            return campaigns_pb2.GetCampaignResponse()
        raise errors.Unavailable("down") if request.campaign_id == "e" * 32 else errors.NotFound("Resource not found")


class Delivery(delivery_pb2_grpc.DeliveryServiceServicer):
    """Templates are taken without a word; sends remember their caller."""

    def __init__(self) -> None:
        self.callers: list[caller.Caller] = []

    async def CreateEmailTemplate(self, request: Any, context: Any) -> Any:
        response = delivery_pb2.CreateEmailTemplateResponse()
        response.create_template_message_body.arn = "arn:x"
        return response

    async def UpdateEmailTemplate(self, request: Any, context: Any) -> Any:
        return delivery_pb2.UpdateEmailTemplateResponse()

    async def SendMessages(self, request: Any, context: Any) -> Any:
        self.callers.append(caller.current())
        response = delivery_pb2.SendMessagesResponse()
        response.message_response.application_id = request.application_id
        return response


class Sending(sending_pb2_grpc.SendingServiceServicer):
    """Tokens beginning with `good` are known."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.holds: list[Any] = []
        self.receipts: list[Any] = []

    async def Track(self, request: Any, context: Any) -> Any:
        self.items.extend(request.items)
        response = sending_pb2.TrackResponse()
        for item in request.items:
            known = item.token.startswith("good")
            response.results.add(known=known, location="https://example.org/é?a=1\r\nX: y" if known else "")
        return response

    async def TakeReceipt(self, request: Any, context: Any) -> Any:
        self.receipts.append(request)
        return sending_pb2.TakeReceiptResponse(known=request.signature == "good")

    async def SetHold(self, request: Any, context: Any) -> Any:
        self.holds.append(request)
        return sending_pb2.SetHoldResponse()
