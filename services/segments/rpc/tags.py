"""Tags of apps and segments (quotas spec 3)."""

import re
from collections.abc import Mapping

from counterpoint.segments.v1 import segments_pb2 as pb
from counterpoint.type.v1.type_pb2 import TagsModel

from kit.errors import Invalid, NotFound
from services.segments.rpc.deps import Deps
from services.segments.store.apps import UNKNOWN

_MOST = 50
_KEY, _VALUE = 128, 256
_LEGAL = re.compile(r"[\w\s.:/=+\-@]*")
_ARN = re.compile(r"arn:[^:]+:mobiletargeting:[^:]*:(\d*):apps/([^/]+)(?:/segments/([^/]+))?")


def checked(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags. Raises Invalid."""
    if len(tags) > _MOST:
        raise Invalid(f"tags: at most {_MOST} tags")
    for key, value in tags.items():
        if not 1 <= len(key) <= _KEY or len(value) > _VALUE:
            raise Invalid(f"tags.{key[:40]}: keys have 1 to {_KEY} characters, values at most {_VALUE}")
        if key.lower().startswith("aws:"):
            raise Invalid(f"tags.{key[:40]}: the prefix aws: is reserved")
        if not _LEGAL.fullmatch(key) or not _LEGAL.fullmatch(value):
            raise Invalid(f"tags.{key[:40]}: letters, digits, spaces and _ . : / = + - @ are allowed")
    return dict(tags)


async def list_tags_for_resource(deps: Deps, request: pb.ListTagsForResourceRequest) -> pb.ListTagsForResourceResponse:
    """Tags of the resource."""
    app_id, segment_id = _target(request.resource_arn)
    model = TagsModel(tags=await _tags(deps, app_id, segment_id))
    return pb.ListTagsForResourceResponse(tags_model=model)


async def tag_resource(deps: Deps, request: pb.TagResourceRequest) -> pb.TagResourceResponse:
    """Adds or replaces tags."""
    app_id, segment_id = _target(request.resource_arn)
    tags = checked({**await _tags(deps, app_id, segment_id), **checked(request.tags_model.tags)})
    await _store(deps, app_id, segment_id, tags)
    return pb.TagResourceResponse()


async def untag_resource(deps: Deps, request: pb.UntagResourceRequest) -> pb.UntagResourceResponse:
    """Takes tags away; keys that are not there are ignored."""
    app_id, segment_id = _target(request.resource_arn)
    tags = await _tags(deps, app_id, segment_id)
    await _store(deps, app_id, segment_id, {key: value for key, value in tags.items() if key not in request.tag_keys})
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


async def _store(deps: Deps, app_id: str, segment_id: str | None, tags: dict[str, str]) -> None:
    if segment_id is None:
        await deps.apps.set_tags(app_id, tags)
    else:
        await deps.segments.set_tags(app_id, segment_id, tags)
