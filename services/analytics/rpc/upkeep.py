"""Retention and the state of the sinks."""

from counterpoint.analytics.v1 import ingest_pb2 as pb

from kit.bus import subjects
from kit.errors import Invalid
from services.analytics.rpc.deps import Deps

_MAX_DAYS = 3660


async def set_retention(deps: Deps, request: pb.SetRetentionRequest) -> pb.SetRetentionResponse:
    """Sets an app's days. Raises Invalid out of 1..3660, Conflict for a lower number without confirmation."""
    if not 1 <= request.days <= _MAX_DAYS:
        raise Invalid(f"Days: must be 1 to {_MAX_DAYS}")
    await deps.retention.set(request.app_id, request.days, request.confirm_deletion)
    return pb.SetRetentionResponse(days=request.days)


async def ingest_status(deps: Deps, request: pb.GetIngestStatusRequest) -> pb.GetIngestStatusResponse:
    """How many messages of the bus are not in the columns yet, over all apps."""
    return pb.GetIngestStatusResponse(
        events_pending=await deps.bus.pending(subjects.ANALYTICS_EVENTS), outcomes_pending=await deps.bus.pending(subjects.ANALYTICS_OUTCOMES)
    )
