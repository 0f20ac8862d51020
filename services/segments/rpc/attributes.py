"""Attribute names of an app: removing, restoring, purging (endpoints spec 1.5)."""

from collections.abc import Iterable

from counterpoint.segments.v1 import audience_pb2 as audience
from counterpoint.segments.v1 import segments_pb2 as pb

from kit.errors import Invalid
from services.segments.domain.names import KIND_OF_TYPE
from services.segments.rpc.deps import Deps


async def remove_attributes(deps: Deps, request: pb.RemoveAttributesRequest) -> pb.RemoveAttributesResponse:
    """Blocks names for later writes; stored values stay."""
    await deps.app(request.application_id)
    kind = _kind(request.attribute_type)
    found = await deps.registry.block(request.application_id, kind, list(request.update_attributes_request.blacklist))
    answer = pb.AttributesResource(application_id=request.application_id, attribute_type=request.attribute_type, attributes=found)
    return pb.RemoveAttributesResponse(attributes_resource=answer)


async def get_attributes(deps: Deps, request: audience.GetAttributesRequest) -> audience.GetAttributesResponse:
    """The names of a kind, and which of them are removed or being purged."""
    app = await deps.app(request.app_id)
    kind = _kind(request.attribute_type)
    names = await deps.registry.current(app.app_id)
    known = sorted(name for k, name in names.numbers if k == kind)
    return audience.GetAttributesResponse(
        attribute_type=request.attribute_type,
        attributes=[name for name in known if (kind, name) not in names.blocked],
        removed=[name for name in known if (kind, name) in names.blocked],
        purging=await deps.registry.purging(app.app_id, kind),
    )


async def restore_attributes(deps: Deps, request: audience.RestoreAttributesRequest) -> audience.RestoreAttributesResponse:
    """Removed names are written again from now on."""
    app = await deps.app(request.app_id)
    found = await deps.registry.restore(app.app_id, _kind(request.attribute_type), _given(request.names))
    return audience.RestoreAttributesResponse(attribute_type=request.attribute_type, attributes=found)


async def purge_attributes(deps: Deps, request: audience.PurgeAttributesRequest) -> audience.PurgeAttributesResponse:
    """The values of removed names go in the background."""
    app = await deps.app(request.app_id)
    found = await deps.registry.purge(app.app_id, _kind(request.attribute_type), _given(request.names))
    deps.purge_waits()
    return audience.PurgeAttributesResponse(attribute_type=request.attribute_type, attributes=found)


def _kind(attribute_type: str) -> str:
    kind = KIND_OF_TYPE.get(attribute_type)
    if kind is None:
        raise Invalid(f"attribute-type: must be one of {', '.join(KIND_OF_TYPE)}")
    return kind


def _given(names: Iterable[str]) -> list[str]:
    listed = list(names)
    if not listed:
        raise Invalid("Names: is required")
    return listed
