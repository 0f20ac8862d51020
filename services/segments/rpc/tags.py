"""Tags of apps and segments (quotas spec 3)."""

import re
from collections.abc import Mapping

from counterpoint.segments.v1 import segments_pb2 as pb
from counterpoint.type.v1.type_pb2 import TagsModel

from kit import tags
from kit.errors import Invalid, NotFound
from services.segments.rpc.deps import Deps
from services.segments.store.apps import UNKNOWN

_ARN = re.compile(r"arn:[^:]+:mobiletargeting:[^:]*:(\d*):apps/([^/]+)(?:/segments/([^/]+))?")


def checked(given: Mapping[str, str]) -> dict[str, str]:
    """The tags. Raises Invalid."""
    faults = tags.faults(given)
    if faults:
        raise Invalid.of(faults)
    return dict(given)


async def list_tags_for_resource(deps: Deps, request: pb.ListTagsForResourceRequest) -> pb.ListTagsForResourceResponse:
    """Tags of the resource."""
    app_id, segment_id = _target(request.resource_arn)
    model = TagsModel(tags=await _tags(deps, app_id, segment_id))
    return pb.ListTagsForResourceResponse(tags_model=model)


async def tag_resource(deps: Deps, request: pb.TagResourceRequest) -> pb.TagResourceResponse:
    """Adds or replaces tags."""
    app_id, segment_id = _target(request.resource_arn)
    merged = checked({**await _tags(deps, app_id, segment_id), **request.tags_model.tags})
    await _store(deps, app_id, segment_id, merged)
    return pb.TagResourceResponse()


async def untag_resource(deps: Deps, request: pb.UntagResourceRequest) -> pb.UntagResourceResponse:
    """Takes tags away; keys that are not there are ignored."""
    app_id, segment_id = _target(request.resource_arn)
    stored = await _tags(deps, app_id, segment_id)
    await _store(deps, app_id, segment_id, {key: value for key, value in stored.items() if key not in request.tag_keys})
    return pb.UntagResourceResponse()


def _target(arn: str) -> tuple[str, str | None]:
    found = _ARN.fullmatch(arn)
    if found is None:
        raise NotFound("Resource not found")
    return found.group(2), found.group(3)


async def _tags(deps: Deps, app_id: str, segment_id: str | None) -> dict[str, str]:
    try:
        app = await deps.app(app_id)
    except NotFound:
        raise NotFound(UNKNOWN if segment_id is None else "Resource not found") from None
    return app.tags if segment_id is None else (await deps.segments.get(app_id, segment_id)).tags


async def _store(deps: Deps, app_id: str, segment_id: str | None, kept: dict[str, str]) -> None:
    if segment_id is None:
        await deps.apps.set_tags(app_id, kept)
    else:
        await deps.segments.set_tags(app_id, segment_id, kept)
