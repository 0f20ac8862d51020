"""What UpdateEndpointsBatch dropped (endpoints spec 1.4)."""

from counterpoint.segments.v1 import audience_pb2 as pb

from kit.times import format_us
from services.segments.rpc.deps import Deps
from services.segments.store.dropped import Dropped


async def get_dropped_items(deps: Deps, request: pb.GetDroppedItemsRequest) -> pb.GetDroppedItemsResponse:
    """Counts of the app and its newest dropped items, or the one of an endpoint."""
    app = await deps.app(request.app_id)
    answer = pb.GetDroppedItemsResponse()
    for reason, count in await deps.dropped.counts(app.app_id):
        answer.counts.add(reason=reason, count=count)
    if request.endpoint_id:
        found = await deps.dropped.of(app.app_id, request.endpoint_id)
        items = [] if found is None else [found]
    else:
        items = await deps.dropped.newest(app.app_id)
    answer.items.extend(map(shown, items))
    return answer


async def newest(deps: Deps, app_id: str, endpoint_id: str) -> pb.DroppedItem | None:
    """The newest dropped item about an endpoint, for explanations."""
    found = await deps.dropped.of(app_id, endpoint_id)
    return None if found is None else shown(found)


def shown(item: Dropped) -> pb.DroppedItem:
    """The item as the API shows it."""
    return pb.DroppedItem(endpoint_id=item.endpoint_id, at=format_us(item.at_us), reason=item.reason, message=item.message)
