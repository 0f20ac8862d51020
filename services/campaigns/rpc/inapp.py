"""GetInAppMessages."""

from __future__ import annotations

from counterpoint.campaigns.v1.campaigns_pb2 import GetInAppMessagesRequest, GetInAppMessagesResponse

from kit.errors import NotBuilt
from services.campaigns.deps import Deps


async def get_in_app_messages(deps: Deps, request: GetInAppMessagesRequest) -> GetInAppMessagesResponse:
    """Raises NotBuilt: no in-app campaign can be launched, so none can be shown."""
    raise NotBuilt("GetInAppMessages is not built yet: in-app campaigns can be stored paused, but not launched")
