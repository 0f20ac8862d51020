"""The contracts hold Pinpoint's whole public model: nothing missing, nothing invented."""

import botocore.model
import pytest
from counterpoint.options.v1 import options_pb2
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor, FieldDescriptor

from gateway.routes import OPERATIONS, Route
from kit.wire.fields import descriptor_of, is_map, is_wrapper, map_value, message_of, rule_of, wire_fields
from tests.unit.contracts import pinpoint

SCALARS = {
    "string": FieldDescriptor.TYPE_STRING,
    "timestamp": FieldDescriptor.TYPE_STRING,
    "integer": FieldDescriptor.TYPE_INT32,
    "double": FieldDescriptor.TYPE_DOUBLE,
    "boolean": FieldDescriptor.TYPE_BOOL,
    "blob": FieldDescriptor.TYPE_BYTES,
}
LOCATIONS = {None: options_pb2.LOCATION_UNSPECIFIED, "uri": options_pb2.LOCATION_URI, "querystring": options_pb2.LOCATION_QUERY}
EVERY_OPERATION = pytest.mark.parametrize(
    "route, operation", [pytest.param(route, operation, id=f"{route.service}-{route.operation}") for route, operation in pinpoint.operations()]
)


def test_the_table_names_every_operation_once() -> None:
    assert sorted(row.operation for row in OPERATIONS) == sorted(pinpoint.model().operation_names)
    assert len(OPERATIONS) == 122


@EVERY_OPERATION
def test_a_row_has_the_operations_method_path_and_status(route: Route, operation: botocore.model.OperationModel) -> None:
    http = operation.http
    assert (route.method, route.path, route.status) == (http["method"], http["requestUri"], http["responseCode"])
    assert route.action == f"mobiletargeting:{operation.name}"


@EVERY_OPERATION
def test_an_rpc_takes_and_gives_exactly_the_operations_members(route: Route, operation: botocore.model.OperationModel) -> None:
    service = descriptor_pool.Default().FindServiceByName(f"counterpoint.{route.service}.v1.{route.api}")
    method = service.methods_by_name[route.rpc]
    assert method.input_type is descriptor_of(route.request_class)
    assert method.output_type is descriptor_of(route.response_class)
    assert_same_members(method.input_type, operation.input_shape, top=True)
    if operation.output_shape is None:
        assert not method.output_type.fields
    else:
        assert_same_members(method.output_type, operation.output_shape, top=True)


@pytest.mark.parametrize("name, message", sorted(pinpoint.public_messages().items()))
def test_a_message_has_exactly_its_shapes_members(name: str, message: Descriptor) -> None:
    if is_wrapper(message):
        assert [field.name for field in message.fields] == ["values"]
        return
    shape_name = next((shape for shape, renamed in pinpoint.RENAMED.items() if renamed == name), name)
    shape = pinpoint.model().shape_for(shape_name)
    assert isinstance(shape, botocore.model.StructureShape)
    assert_same_members(message, shape)


def test_no_message_and_no_rpc_is_invented() -> None:
    routes = [route for route, _ in pinpoint.operations()]
    ends = {descriptor_of(kind).name for route in routes for kind in (route.request_class, route.response_class)}
    assert pinpoint.declared_messages() == set(pinpoint.public_messages()) | ends
    for service in {(route.service, route.api) for route in routes}:
        known = descriptor_pool.Default().FindServiceByName("counterpoint.{}.v1.{}".format(*service))
        assert {method.name for method in known.methods} == {route.rpc for route in routes if route.service == service[0]}


def assert_same_members(message: Descriptor, shape: botocore.model.StructureShape, top: bool = False) -> None:
    """Names, types, enums, required and, for an operation's own members, their places."""
    expected = {pinpoint.wire_name(shape, member): member for member in shape.members}
    fields = {field.json_name: field for field in wire_fields(message)}
    assert set(fields) == set(expected), message.full_name
    payload = shape.serialization.get("payload")
    for wire, member in expected.items():
        field, rule, inner = fields[wire], rule_of(fields[wire]), shape.members[member]
        assert rule.required == (member in shape.required_members), f"{message.name}.{wire}"
        place = options_pb2.LOCATION_PAYLOAD if payload == member else LOCATIONS[inner.serialization.get("location")]
        assert rule.location == place or not top, f"{message.name}.{wire}"
        assert_same_type(field, inner, f"{message.name}.{wire}")


def assert_same_type(field: FieldDescriptor, shape: botocore.model.Shape, where: str) -> None:
    """The field holds what the shape says."""
    rule = rule_of(field)
    if shape.type_name == "list":
        assert field.is_repeated and not is_map(field), where
        assert_same_item(field, shape.member, where)
        assert_same_enum(list(rule.values), shape.member, where)
    elif shape.type_name == "map":
        assert is_map(field), where
        assert list(rule.keys) == list(shape.key.enum if isinstance(shape.key, botocore.model.StringShape) else []), where
        assert_same_item(map_value(field), shape.value, where)
    else:
        assert not field.is_repeated and field.has_presence, where
        assert_same_item(field, shape, where)
        assert_same_enum(list(rule.values), shape, where)
        assert (rule.format == options_pb2.FORMAT_TIMESTAMP) or shape.type_name != "timestamp", where


def assert_same_item(field: FieldDescriptor, shape: botocore.model.Shape, where: str) -> None:
    """One value: a scalar, a structure, or a list or map in its wrapper."""
    if shape.type_name in SCALARS:
        assert field.type == SCALARS[shape.type_name], where
    elif shape.type_name == "structure":
        assert message_of(field).name == pinpoint.name_of(shape), where
    else:
        assert is_wrapper(message_of(field)), where
        assert_same_type(message_of(field).fields_by_name["values"], shape, where)


def assert_same_enum(values: list[str], shape: botocore.model.Shape, where: str) -> None:
    """The model's enums are told whole; closed sets the model only describes in words may be added."""
    enum = getattr(shape, "enum", [])
    assert values == list(enum) or not enum, where
