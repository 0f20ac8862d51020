"""Apps."""

from counterpoint.segments.v1 import audience_pb2
from counterpoint.segments.v1 import segments_pb2 as pb

from kit import caller, ids
from kit.errors import Invalid
from kit.paging import page_size
from kit.times import format_us
from services.segments.rpc import tags
from services.segments.rpc.deps import Deps
from services.segments.store.apps import App

_NAME_LENGTH = 64


async def create_app(deps: Deps, request: pb.CreateAppRequest) -> pb.CreateAppResponse:
    """A new app of the caller's account."""
    wanted = request.create_application_request
    if not 1 <= len(wanted.name) <= _NAME_LENGTH:
        raise Invalid(f"Name: must have 1 to {_NAME_LENGTH} characters")
    app = App(ids.new_id(), caller.current().account, wanted.name, tags.checked(wanted.tags), deps.clock.now_us())
    await deps.apps.create(app, deps.config.projects)
    return pb.CreateAppResponse(application_response=_shown(app))


async def get_app(deps: Deps, request: pb.GetAppRequest) -> pb.GetAppResponse:
    """An app."""
    return pb.GetAppResponse(application_response=_shown(await deps.app(request.application_id)))


async def list_apps(deps: Deps, request: pb.ListAppsRequest) -> pb.ListAppsResponse:
    """Apps, newest first."""
    account = caller.current().account
    size = page_size(request.page_size)
    after = deps.pages.decode("GetApps", account, request.token) if request.token else None
    found = await deps.apps.page(account, size + 1, (after[0], after[1]) if after else None)
    answer = pb.ApplicationsResponse(item=[_shown(app) for app in found[:size]])
    if len(found) > size:
        last = found[size - 1]
        answer.next_token = deps.pages.encode("GetApps", account, [last.created_us, last.app_id])
    return pb.ListAppsResponse(applications_response=answer)


async def delete_app(deps: Deps, request: pb.DeleteAppRequest) -> pb.DeleteAppResponse:
    """Gone at once for everybody; what it held is removed in the background."""
    app = await deps.apps.delete(request.application_id, caller.current().account, deps.clock.now_us())
    deps.committed()
    deps.app_gone()
    return pb.DeleteAppResponse(application_response=_shown(app))


async def resolve_app(deps: Deps, request: audience_pb2.ResolveAppRequest) -> audience_pb2.ResolveAppResponse:
    """Whose the app is."""
    return audience_pb2.ResolveAppResponse(account_id=(await deps.apps.get(request.app_id)).account_id)


def _shown(app: App) -> pb.ApplicationResponse:
    return pb.ApplicationResponse(
        arn=caller.arn(caller.current(), f"apps/{app.app_id}"), id=app.app_id, name=app.name, tags=app.tags, creation_date=format_us(app.created_us)
    )
