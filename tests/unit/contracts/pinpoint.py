"""Pinpoint's public model as botocore ships it (a development dependency): the yardstick of the contracts."""

from functools import cache

import botocore.loaders
import botocore.model
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor

from gateway.routes import OPERATIONS, TAGGED, Route
from kit.wire import fields

RENAMED = {"ListRecommenderConfigurationsResponse": "RecommenderConfigurationsResponse"}
"""Shapes under another name here: this one is also the name of an RPC's response."""

PUBLIC_FILES = [f"counterpoint/{area}/v1/{area}.proto" for area in ("segments", "campaigns", "journeys", "delivery", "analytics", "type")]


@cache
def model() -> botocore.model.ServiceModel:
    """The service model."""
    return botocore.model.ServiceModel(botocore.loaders.Loader().load_service_model("pinpoint", "service-2"), "pinpoint")


def operations() -> list[tuple[Route, botocore.model.OperationModel]]:
    """Every route with its operation, the tag operations once for each service that has them."""
    return [(route, model().operation_model(row.operation)) for row in OPERATIONS for route in concrete(row)]


def concrete(row: Route) -> list[Route]:
    """The row with its service settled; four of them for a tag operation."""
    return [row] if row.service else [row.for_params({"resource-arn": tagged_arn(service)}) for service in TAGGED]


def tagged_arn(service: str) -> str:
    """An ARN whose tags the service keeps."""
    part = {"segments": "apps/a1", "campaigns": "apps/a1/campaigns/c1", "journeys": "apps/a1/journeys/j1", "delivery": "templates/t1/EMAIL"}
    return f"arn:aws:mobiletargeting:eu-central-1:123456789012:{part[service]}"


def name_of(shape: botocore.model.Shape) -> str:
    """The message a structure shape has become."""
    return str(RENAMED.get(shape.name, shape.name))


def wire_name(shape: botocore.model.StructureShape, member: str) -> str:
    """A member's name on the wire."""
    return str(shape.members[member].serialization.get("name", member))


def public_messages() -> dict[str, Descriptor]:
    """The messages of the public model by name, requests and responses of the RPCs aside."""
    found: dict[str, Descriptor] = {}
    for route, _ in operations():
        for kind in (route.request_class, route.response_class):
            for field in fields.descriptor_of(kind).fields:
                _collect(field.message_type, found)
    return found


def _collect(message: Descriptor | None, found: dict[str, Descriptor]) -> None:
    if message is None:
        return
    if not message.GetOptions().map_entry:
        if message.name in found:
            return
        found[message.name] = message
    for field in message.fields:
        _collect(field.message_type, found)


def declared_messages() -> set[str]:
    """Names of all messages in the public files."""
    pool = descriptor_pool.Default()
    return {name for file in PUBLIC_FILES for name in pool.FindFileByName(file).message_types_by_name}
