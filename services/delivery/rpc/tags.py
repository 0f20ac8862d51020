"""Tags of templates; other resources are tagged where they live."""

import re
from typing import Any

from counterpoint.delivery.v1 import delivery_pb2 as shapes
from counterpoint.type.v1.type_pb2 import TagsModel

from kit import caller, tags
from kit.errors import Invalid, NotFound
from services.delivery.deps import Deps
from services.delivery.domain.templates import TYPES
from services.delivery.store import templates
from services.delivery.store.templates import TemplateRow

_ARN = re.compile(r"^arn:[^:]+:mobiletargeting:[^:]*:(\d{12}):templates/([^/]+)/([A-Z]+)$")


def _named(arn: str) -> tuple[str, str]:
    """(type, name) of a template ARN of the caller's account; NotFound otherwise."""
    found = _ARN.match(arn)
    if found is None or found.group(1) != caller.current().account or found.group(3) not in TYPES:
        raise NotFound("Resource not found")
    return found.group(3), found.group(2)


async def _row(conn: Any, kind: str, name: str, lock: bool) -> TemplateRow:
    row = await templates.get(conn, caller.current().account, kind, name, lock=lock)
    if row is None:
        raise NotFound("Resource not found")
    return row


async def list_all(deps: Deps, request: Any) -> Any:
    """ListTagsForResource."""
    kind, name = _named(request.resource_arn)
    async with deps.db.connect() as conn:
        row = await _row(conn, kind, name, lock=False)
    model = TagsModel(tags=row.tags)
    model.SetInParent()
    return shapes.ListTagsForResourceResponse(tags_model=model)


async def tag(deps: Deps, request: Any) -> Any:
    """TagResource: adds and overwrites."""
    kind, name = _named(request.resource_arn)
    async with deps.db.begin() as conn:
        row = await _row(conn, kind, name, lock=True)
        merged = row.tags | dict(request.tags_model.tags)
        faults = tags.faults(merged)
        if faults:
            raise Invalid.of(faults)
        await templates.set_tags(conn, caller.current().account, kind, name, merged)
    return shapes.TagResourceResponse()


async def untag(deps: Deps, request: Any) -> Any:
    """UntagResource: names that are not there are fine."""
    kind, name = _named(request.resource_arn)
    async with deps.db.begin() as conn:
        row = await _row(conn, kind, name, lock=True)
        left = {key: value for key, value in row.tags.items() if key not in request.tag_keys}
        await templates.set_tags(conn, caller.current().account, kind, name, left)
    return shapes.UntagResourceResponse()
