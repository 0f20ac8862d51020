"""Empty is told from absent, for JSON and for callers of the RPCs."""

import pytest
from counterpoint.options.v1.options_pb2 import LOCATION_PAYLOAD
from counterpoint.segments.v1 import segments_pb2
from counterpoint.type.v1 import type_pb2

from gateway.routes import OPERATIONS
from kit import wire
from kit.wire.fields import can_be_empty, descriptor_of, message_of, rule_of, wire_fields


def test_a_list_given_empty_is_told_from_an_absent_one() -> None:
    empty = wire.decode(type_pb2.EndpointRequest, {"Attributes": {}, "Metrics": {}})
    assert wire.given(empty, "Attributes")
    assert wire.given(empty, "metrics")
    assert not wire.given(wire.decode(type_pb2.EndpointRequest, {}), "Attributes")
    assert wire.encode(empty) == {"Attributes": {}, "Metrics": {}}


def test_scalars_and_messages_have_presence_of_their_own() -> None:
    message = wire.decode(type_pb2.EndpointRequest, {"Address": "", "User": {}})
    assert wire.given(message, "Address")
    assert wire.given(message, "User")
    assert not wire.given(message, "OptOut")


def test_a_stub_caller_clears_by_wire_name_or_field_name() -> None:
    message = type_pb2.EndpointRequest(address="a@example.org")
    message.attributes["color"].values.append("red")
    for name in ("Attributes", "address", "User"):
        wire.clear(message, name)
    assert wire.encode(message) == {"Attributes": {}, "Address": "", "User": {}}


def test_clearing_what_cannot_be_told_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot be told"):
        wire.clear(type_pb2.TagsModel(), "tags")
    with pytest.raises(ValueError, match="no field"):
        wire.clear(type_pb2.EndpointRequest(), "Adress")


def test_a_key_given_empty_stays_in_a_map_of_lists() -> None:
    message = wire.decode(type_pb2.EndpointUser, {"UserAttributes": {"gone": None, "kept": "x"}})
    assert "gone" in message.user_attributes
    assert list(message.user_attributes["gone"].values) == []
    assert list(message.user_attributes["kept"].values) == ["x"]


def test_required_lists_are_answered_empty_and_others_left_out() -> None:
    assert wire.encode(segments_pb2.SegmentsResponse()) == {"Item": []}
    assert wire.encode(type_pb2.TagsModel()) == {"tags": {}}
    assert wire.encode(segments_pb2.ApplicationsResponse()) == {}


def test_every_update_with_optional_lists_can_tell() -> None:
    for route in OPERATIONS:
        payload = (
            next((field for field in descriptor_of(route.request_class).fields if rule_of(field).location == LOCATION_PAYLOAD), None) if route.service else None
        )
        if route.method != "PUT" or payload is None or payload.name == "update_attributes_request":
            continue
        body = message_of(payload)
        lists = [field.json_name for field in wire_fields(body) if field.is_repeated and not rule_of(field).required]
        assert can_be_empty(body) or not lists, f"{body.name} cannot tell {lists} empty from absent"
