"""Every operation survives the way from botocore's serialiser through router and transcoder, and back to its parser."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import botocore.awsrequest
import botocore.model
import botocore.parsers
import botocore.serialize
import pytest

from gateway.router import product_router
from gateway.routes import OPERATIONS, Route
from kit import wire
from kit.wire.fields import descriptor_of, message_of, rule_of
from tests.unit.contracts import pinpoint
from tests.unit.contracts.samples import Samples

ROUTER = product_router()
SERIALIZER = botocore.serialize.create_serializer("rest-json", include_validation=False)
PARSER = botocore.parsers.create_parser("rest-json")
ROUNDS = 12


@pytest.mark.parametrize("route", [pytest.param(row, id=row.operation) for row in OPERATIONS])
def test_a_request_comes_through_the_wire_as_it_was_meant(route: Route) -> None:
    operation = pinpoint.model().operation_model(route.operation)
    for round_ in range(ROUNDS):
        for settled in pinpoint.concrete(route):
            samples = Samples(f"{route.operation} {settled.service} {round_}")
            params, expected = samples.structure(descriptor_of(settled.request_class), operation.input_shape)
            if "ResourceArn" in params:
                params["ResourceArn"] = expected["resource-arn"] = pinpoint.tagged_arn(settled.service)
            assert as_wire(settled, *through_the_wire(operation, params)) == expected


@pytest.mark.parametrize("route", [pytest.param(row, id=row.operation) for row in OPERATIONS])
def test_an_answer_reaches_the_client_as_it_was_meant(route: Route) -> None:
    operation = pinpoint.model().operation_model(route.operation)
    for round_ in range(ROUNDS):
        for settled in pinpoint.concrete(route):
            response = settled.response_class()
            params: dict[str, Any] = {}
            if operation.output_shape is not None:
                samples = Samples(f"answer {route.operation} {round_}")
                params, expected = samples.structure(descriptor_of(settled.response_class), operation.output_shape)
                fill(response, expected)
            body = json.dumps(wire.encode_operation(settled, response)).encode()
            answer = {"status_code": route.status, "headers": {"content-type": "application/json"}, "body": body}
            parsed = PARSER.parse(answer, operation.output_shape)
            parsed.pop("ResponseMetadata", None)
            assert parsed == params


def through_the_wire(operation: botocore.model.OperationModel, params: dict[str, Any]) -> tuple[str, dict[str, list[str]], Any]:
    """What botocore sends: method and raw path, query, JSON body."""
    serialized = SERIALIZER.serialize_to_request(params, operation)
    botocore.awsrequest.prepare_request_dict(serialized, endpoint_url="http://localhost", context={})
    request = botocore.awsrequest.create_request_object(serialized).prepare()
    parts = urlsplit(request.url)
    body = request.body or b"{}"
    return f"{request.method} {parts.path}", parse_qs(parts.query, keep_blank_values=True), json.loads(body)


def as_wire(route: Route, line: str, query: dict[str, list[str]], body: Any) -> dict[str, Any]:
    """What the services are told, by wire name."""
    match = ROUTER.match(*line.split(" "))
    assert match.route.operation == route.operation
    assert match.route.for_params(match.params) == route
    message = wire.decode_operation(match.route.for_params(match.params), match.params, query, body)
    assert isinstance(message, route.request_class)
    return wire.encode(message)


def fill(response: Any, expected: dict[str, Any]) -> None:
    """Sets the payload member of a response from its wire form."""
    for field in descriptor_of(type(response)).fields:
        assert rule_of(field).location, "answers have nothing but a payload"
        getattr(response, field.name).CopyFrom(wire.decode(response_class(message_of(field)), expected[field.json_name]))


def response_class(message: Any) -> Any:
    """The class of a message type."""
    return message._concrete_class
