"""Event streams of apps (events spec 3.1)."""

from counterpoint.analytics.v1 import analytics_pb2 as pb
from counterpoint.segments.v1 import audience_pb2, audience_pb2_grpc

from kit.caller import current
from kit.errors import Invalid, NotFound
from kit.times import format_us
from services.analytics.domain.destinations import destination
from services.analytics.rpc.deps import Deps
from services.analytics.store.streams import Stream

_NONE = "Event stream not found"
_LONGEST = 2048


async def put(deps: Deps, request: pb.PutEventStreamRequest) -> pb.PutEventStreamResponse:
    """Sets or replaces the app's stream. Raises Invalid for an ARN that leads nowhere or a destination that does not answer."""
    wanted = request.write_event_stream
    destination(wanted.destination_stream_arn)
    if not 1 <= len(wanted.role_arn) <= _LONGEST:
        raise Invalid(f"RoleArn: must have 1 to {_LONGEST} characters")
    who = current()
    await _own(deps, request.application_id)
    stream = Stream(request.application_id, who.account, wanted.destination_stream_arn, wanted.role_arn, deps.clock.now_us(), who.principal)
    await deps.destinations.check(stream)
    await deps.streams.put(stream)
    return pb.PutEventStreamResponse(event_stream=_shown(stream))


async def get(deps: Deps, request: pb.GetEventStreamRequest) -> pb.GetEventStreamResponse:
    """The app's stream. Raises NotFound without one."""
    await _own(deps, request.application_id)
    return pb.GetEventStreamResponse(event_stream=_shown(await deps.streams.get(request.application_id)))


async def delete(deps: Deps, request: pb.DeleteEventStreamRequest) -> pb.DeleteEventStreamResponse:
    """The stream as it was. Raises NotFound without one."""
    await _own(deps, request.application_id)
    return pb.DeleteEventStreamResponse(event_stream=_shown(await deps.streams.delete(request.application_id)))


async def _own(deps: Deps, app_id: str) -> None:
    """Raises NotFound unless the app is the caller's."""
    stub = deps.peers.stub("segments", audience_pb2_grpc.AudienceServiceStub)
    answer = await stub.ResolveApp(audience_pb2.ResolveAppRequest(app_id=app_id))
    if answer.account_id != current().account:
        raise NotFound("Application not found")


def _shown(stream: Stream | None) -> pb.EventStream:
    if stream is None:
        raise NotFound(_NONE)
    return pb.EventStream(
        application_id=stream.app_id,
        destination_stream_arn=stream.destination_arn,
        role_arn=stream.role_arn,
        last_modified_date=format_us(stream.modified_us),
        last_updated_by=stream.modified_by,
    )
