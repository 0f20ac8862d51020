"""GetApplicationSettings, UpdateApplicationSettings."""

from __future__ import annotations

from counterpoint.campaigns.v1.campaigns_pb2 import (
    ApplicationSettingsResource,
    GetApplicationSettingsRequest,
    GetApplicationSettingsResponse,
    UpdateApplicationSettingsRequest,
    UpdateApplicationSettingsResponse,
)

from kit import caller
from kit.errors import Invalid
from kit.times import format_us, to_us
from services.campaigns.deps import Deps
from services.campaigns.domain import settings as rules
from services.campaigns.rpc import references
from services.campaigns.store import settings


async def get_application_settings(
    deps: Deps, request: GetApplicationSettingsRequest
) -> GetApplicationSettingsResponse:
    """The settings; hook, limits and quiet time are objects even when never set. Raises NotFound for an unknown
    application.
    """
    app_id = request.application_id
    async with deps.db.connect() as conn:
        stored = await settings.get(conn, app_id, caller.current().account)
    if stored is None:
        await references.ensure_app(deps, app_id)
        stored = ApplicationSettingsResource(application_id=app_id)
    return GetApplicationSettingsResponse(application_settings_resource=rules.completed(stored))


async def update_application_settings(
    deps: Deps, request: UpdateApplicationSettingsRequest
) -> UpdateApplicationSettingsResponse:
    """Replaces the blocks that are present. Campaigns made before keep what they were made with. Raises NotFound,
    Invalid.
    """
    app_id, account = request.application_id, caller.current().account
    await references.ensure_app(deps, app_id)
    async with deps.db.begin() as conn:
        await settings.lock(conn, app_id)
        stored = await settings.get(conn, app_id, account) or ApplicationSettingsResource(application_id=app_id)
        written = rules.merged(stored, request.write_application_settings_request)
        faults = rules.faults(written)
        if faults:
            raise Invalid.of(faults)
        written.last_modified_date = format_us(to_us(deps.clock.now()))
        await settings.put(conn, app_id, account, written)
    return UpdateApplicationSettingsResponse(application_settings_resource=rules.completed(written))
