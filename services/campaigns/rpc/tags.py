"""Tags of campaigns, by ARN."""

from __future__ import annotations

from counterpoint.campaigns.v1.campaigns_pb2 import (
    ListTagsForResourceRequest,
    ListTagsForResourceResponse,
    TagResourceRequest,
    TagResourceResponse,
    UntagResourceRequest,
    UntagResourceResponse,
)
from counterpoint.type.v1.type_pb2 import TagsModel
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import caller, tags
from kit.errors import Invalid, NotFound
from services.campaigns.deps import Deps
from services.campaigns.store import campaigns
from services.campaigns.store.campaigns import CampaignRow


async def list_tags_for_resource(deps: Deps, request: ListTagsForResourceRequest) -> ListTagsForResourceResponse:
    """All tags of a campaign, none as an empty map. Raises NotFound."""
    async with deps.db.connect() as conn:
        row = await _campaign(conn, request.resource_arn)
    return ListTagsForResourceResponse(tags_model=TagsModel(tags=row.tags))


async def tag_resource(deps: Deps, request: TagResourceRequest) -> TagResourceResponse:
    """Adds tags, overwriting equal keys. Raises NotFound, Invalid."""
    async with deps.db.begin() as conn:
        row = await _campaign(conn, request.resource_arn, lock=True)
        merged = {**row.tags, **request.tags_model.tags}
        faults = tags.faults(merged)
        if faults:
            raise Invalid.of(faults)
        await campaigns.set_tags(conn, row.id, merged)
    return TagResourceResponse()


async def untag_resource(deps: Deps, request: UntagResourceRequest) -> UntagResourceResponse:
    """Removes tags; absent keys are no fault. Raises NotFound."""
    async with deps.db.begin() as conn:
        row = await _campaign(conn, request.resource_arn, lock=True)
        await campaigns.set_tags(
            conn, row.id, {key: value for key, value in row.tags.items() if key not in request.tag_keys}
        )
    return UntagResourceResponse()


async def _campaign(conn: AsyncConnection, arn: str, lock: bool = False) -> CampaignRow:
    named = tags.parse_arn(arn, "campaigns")
    if named is None or named[0] != caller.current().account:
        raise NotFound("Resource not found")
    return await campaigns.get(conn, named[1], named[0], named[2], lock)
