"""GetCampaignVersion, ListCampaignVersions."""

from __future__ import annotations

from counterpoint.campaigns.v1.campaigns_pb2 import (
    CampaignsResponse,
    GetCampaignVersionRequest,
    GetCampaignVersionResponse,
    ListCampaignVersionsRequest,
    ListCampaignVersionsResponse,
)

from kit import caller
from kit.errors import NotFound
from kit.paging import page_size
from services.campaigns.deps import Deps
from services.campaigns.rpc import documents
from services.campaigns.store import campaigns

# More digits than a version can have.
_DIGITS = 9


async def get_campaign_version(deps: Deps, request: GetCampaignVersionRequest) -> GetCampaignVersionResponse:
    """The settings as that version left them, with today's state. Raises NotFound, also for what is no number."""
    version = request.version
    if not (version.isascii() and version.isdigit() and len(version) <= _DIGITS):
        raise NotFound("Resource not found")
    async with deps.db.connect() as conn:
        row = await campaigns.get_version(
            conn, request.application_id, caller.current().account, request.campaign_id, int(version)
        )
    return GetCampaignVersionResponse(campaign_response=documents.response(row))


async def list_campaign_versions(deps: Deps, request: ListCampaignVersionsRequest) -> ListCampaignVersionsResponse:
    """Newest version first. Raises NotFound, Invalid for a bad page size or token."""
    size, scope = page_size(request.page_size), f"{request.application_id}/{request.campaign_id}"
    below = int(deps.pages.decode("ListCampaignVersions", scope, request.token)[0]) if request.token else None
    async with deps.db.connect() as conn:
        campaign = await campaigns.get(conn, request.application_id, caller.current().account, request.campaign_id)
        rows = await campaigns.list_versions(conn, campaign.id, size + 1, below)
    page = CampaignsResponse(item=[documents.response(row) for row in rows[:size]])
    if len(rows) > size:
        page.next_token = deps.pages.encode("ListCampaignVersions", scope, [rows[size - 1].shown_version])
    return ListCampaignVersionsResponse(campaigns_response=page)
