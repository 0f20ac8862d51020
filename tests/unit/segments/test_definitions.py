"""From definitions to trees, and single conditions, by section of the endpoints spec."""

from __future__ import annotations

from typing import Any

import pytest
from counterpoint.type.v1 import type_pb2 as pb

from kit.errors import Invalid
from services.segments.domain import criteria, definition, explain, member
from services.segments.domain.criteria import Situation, matches
from tests.unit.segments.populations import DAY_US, NOW_US


def _member(active_us: int = NOW_US, **members: Any) -> member.Member:
    lists = {name: pb.StringList(values=values) for name, values in members.pop("attributes", {}).items()}
    users = {name: pb.StringList(values=values) for name, values in members.pop("user_attributes", {}).items()}
    made = pb.EndpointResponse(id="e", endpoint_status="ACTIVE", opt_out="NONE", attributes=lists, **members)
    if users:
        made.user.CopyFrom(pb.EndpointUser(user_id="u", user_attributes=users))
    return member.member(made, active_us)


def _holds(dimensions: pb.SegmentDimensions, one: member.Member, event_us: int = 0, names: set[tuple[str, str]] = frozenset()) -> bool:  # type: ignore[assignment]
    definition.check_dimensions("D", dimensions)
    return matches(definition.dimension_tree("D", dimensions, names), one, Situation(NOW_US, event_us))


def _attribute(way: str | None, *values: str, name: str = "A") -> pb.SegmentDimensions:
    return pb.SegmentDimensions(attributes={name: pb.AttributeDimension(attribute_type=way, values=values)})


ATTRIBUTES = [
    ("INCLUSIVE", ["x"], ["x", "y"], True),
    (None, ["z"], ["x", "y"], False),
    ("INCLUSIVE", ["X"], ["x"], False),
    ("INCLUSIVE", ["x"], [], False),
    ("EXCLUSIVE", ["x"], ["x", "y"], False),
    ("EXCLUSIVE", ["z"], ["x", "y"], True),
    ("EXCLUSIVE", ["z"], [], True),
    ("CONTAINS", ["ew"], ["New York"], True),
    ("CONTAINS", ["EW"], ["New York"], False),
    ("CONTAINS", ["a", "York"], ["New York"], True),
    ("CONTAINS", ["a"], [], False),
    ("BEFORE", ["2026-01-02"], ["2026-01-01T23:59:59Z"], True),
    ("BEFORE", ["2026-01-02"], ["2026-01-02"], False),
    ("BEFORE", ["2026-01-01", "2026-03-01"], ["2026-02-01"], True),
    ("BEFORE", ["2026-01-02"], ["soon"], False),
    ("AFTER", ["2026-01-02"], ["2026-01-02T00:00:00.001Z"], True),
    ("AFTER", ["2026-01-02", "2025-01-01"], ["2025-06-01"], True),
    ("AFTER", ["2026-01-02"], ["2026-01-02T00:00:00+01:00"], False),
    ("ON", ["2026-01-02T15:00:00Z"], ["2026-01-02T00:00:00Z"], True),
    ("ON", ["2026-01-02"], ["2026-01-02T01:00:00+02:00"], False),
    ("ON", ["2026-01-02"], [], False),
    ("BETWEEN", ["2026-01-01", "2026-01-31"], ["2026-01-31"], True),
    ("BETWEEN", ["2026-01-31", "2026-01-01"], ["2026-01-01"], True),
    ("BETWEEN", ["2026-01-01", "2026-01-31"], ["2026-01-31T00:00:01Z"], False),
    ("BETWEEN", ["2026-01-01", "2026-01-31"], ["bad", "2026-01-15"], True),
]


@pytest.mark.parametrize(("way", "asked", "held", "result"), ATTRIBUTES)
def test_attribute_types_2_2(way: str | None, asked: list[str], held: list[str], result: bool) -> None:
    attributes = {"A": held} if held else {}
    assert _holds(_attribute(way, *asked), _member(attributes=attributes)) is result
    users = pb.SegmentDimensions(user_attributes={"A": pb.AttributeDimension(attribute_type=way, values=asked)})
    assert _holds(users, _member(user_attributes=attributes)) is result


def test_standard_fields_are_meant_where_no_attribute_has_the_name_2_2() -> None:
    one = _member(location={"city": "Lisboa"}, attributes={"Location.City": ["Porto"]}, effective_date="2026-02-01T00:00:00Z")
    assert _holds(_attribute("INCLUSIVE", "Lisboa", name="Location.City"), one)
    assert _holds(_attribute("INCLUSIVE", "Porto", name="Location.City"), one, names={("a", "Location.City")})
    assert _holds(_attribute("AFTER", "2026-01-01", name="EffectiveDate"), one)
    assert not _holds(_attribute("AFTER", "2026-01-01", name="Location.City"), one)


def test_names_may_carry_their_path_2_1() -> None:
    one = _member(attributes={"Plan": ["pro"]}, user_attributes={"Tier": ["gold"]}, metrics={"n": 1.0})
    assert _holds(_attribute(None, "pro", name="Attributes.Plan"), one)
    assert _holds(pb.SegmentDimensions(user_attributes={"User.UserAttributes.Tier": pb.AttributeDimension(values=["gold"])}), one)
    metric = pb.MetricDimension(comparison_operator="EQUAL", value=1)
    assert _holds(pb.SegmentDimensions(metrics={"Metrics.n": metric}), one)


@pytest.mark.parametrize(
    ("operator", "value", "result"),
    [
        ("EQUAL", 2.0, True),
        ("EQUAL", 2.1, False),
        ("GREATER_THAN", 2.0, False),
        ("GREATER_THAN_OR_EQUAL", 2.0, True),
        ("LESS_THAN", 2.0, False),
        ("LESS_THAN_OR_EQUAL", 2.0, True),
    ],
)
def test_metric_operators_2_3(operator: str, value: float, result: bool) -> None:
    asked = pb.SegmentDimensions(metrics={"n": pb.MetricDimension(comparison_operator=operator, value=value)})
    assert _holds(asked, _member(metrics={"n": 2.0})) is result
    assert not _holds(asked, _member())


def _demographic(**members: pb.SetDimension) -> pb.SegmentDimensions:
    return pb.SegmentDimensions(demographic=pb.SegmentDemographics(**members))


SETS = [
    (_demographic(platform=pb.SetDimension(values=["ios"])), {"demographic": {"platform": "iOS"}}, True),
    (_demographic(make=pb.SetDimension(values=["APPLE"])), {"demographic": {"make": "apple"}}, True),
    (_demographic(app_version=pb.SetDimension(values=["1.0b"])), {"demographic": {"app_version": "1.0B"}}, False),
    (_demographic(platform=pb.SetDimension(dimension_type="EXCLUSIVE", values=["ios"])), {}, True),
    (_demographic(platform=pb.SetDimension(dimension_type="EXCLUSIVE", values=["ios"])), {"demographic": {"platform": "iOS"}}, False),
    (_demographic(channel=pb.SetDimension(values=["PUSH"])), {"channel_type": "APNS_VOIP_SANDBOX"}, True),
    (_demographic(channel=pb.SetDimension(values=["PUSH"])), {"channel_type": "EMAIL"}, False),
    (_demographic(channel=pb.SetDimension(values=["email"])), {"channel_type": "EMAIL"}, True),
    (_demographic(device_type=pb.SetDimension(values=["phone"])), {"demographic": {"platform": "Android"}}, True),
    (_demographic(device_type=pb.SetDimension(values=["phone"])), {"demographic": {"platform": "Android"}, "attributes": {"DeviceType": ["tv"]}}, False),
    (_demographic(device_type=pb.SetDimension(values=["tv"])), {"attributes": {"DeviceType": ["tv"]}}, True),
    (pb.SegmentDimensions(location=pb.SegmentLocation(country=pb.SetDimension(values=["pt"]))), {"location": {"country": "PT"}}, True),
]


@pytest.mark.parametrize(("asked", "held", "result"), SETS)
def test_standard_sets_2_1_and_2_2(asked: pb.SegmentDimensions, held: dict[str, Any], result: bool) -> None:
    assert _holds(asked, _member(**held)) is result


@pytest.mark.parametrize(
    ("duration", "kind", "active_us", "event_us", "result"),
    [
        ("HR_24", "ACTIVE", NOW_US - DAY_US, 0, True),
        ("HR_24", "ACTIVE", NOW_US - DAY_US - 1, 0, False),
        ("HR_24", "INACTIVE", NOW_US - DAY_US - 1, 0, True),
        ("DAY_7", "ACTIVE", 0, NOW_US - 7 * DAY_US, True),
        ("DAY_14", "INACTIVE", 0, 0, True),
        ("DAY_30", "ACTIVE", NOW_US - 40 * DAY_US, NOW_US, True),
    ],
)
def test_recency_2_4(duration: str, kind: str, active_us: int, event_us: int, result: bool) -> None:
    asked = pb.SegmentDimensions(behavior=pb.SegmentBehaviors(recency=pb.RecencyDimension(duration=duration, recency_type=kind)))
    assert _holds(asked, _member(active_us=active_us), event_us) is result


@pytest.mark.parametrize(
    ("latitude", "longitude", "km", "result"),
    [(38.7, -9.1, 0.1, True), (41.1, -8.6, 270.0, False), (41.1, -8.6, 271.0, True), (38.8, -9.1, None, False), (38.7, -9.1, None, True)],
)
def test_distance_2_5(latitude: float, longitude: float, km: float | None, result: bool) -> None:
    """Lisboa, and Porto 270.6 km away; without a range ten kilometres."""
    point = pb.GPSPointDimension(coordinates=pb.GPSCoordinates(latitude=38.7, longitude=-9.1), range_in_kilometers=km)
    asked = pb.SegmentDimensions(location=pb.SegmentLocation(gps_point=point))
    assert _holds(asked, _member(location={"latitude": latitude, "longitude": longitude})) is result
    assert not _holds(asked, _member())


def test_the_value_budget_counts_over_groups_2_6() -> None:
    def groups(count: int) -> pb.WriteSegmentRequest:
        group = pb.SegmentGroup(dimensions=[_attribute(None, *["x"] * count)])
        return pb.WriteSegmentRequest(segment_groups=pb.SegmentGroupList(groups=[group, group]))

    definition.check(groups(50))
    with pytest.raises(Invalid, match="at most 100 values, this one has 102"):
        definition.check(groups(51))


def test_a_segment_without_conditions_is_everybody() -> None:
    for wanted in (pb.WriteSegmentRequest(), pb.WriteSegmentRequest(dimensions={}), pb.WriteSegmentRequest(segment_groups={})):
        tree = definition.build(wanted, lambda reference: criteria.NOBODY, set())
        assert matches(tree, _member(), Situation(NOW_US))


def test_an_excluded_value_is_explained_as_its_condition() -> None:
    asked = _demographic(platform=pb.SetDimension(dimension_type="EXCLUSIVE", values=["ios"]))
    ((leaf, negated),) = criteria.conditions(definition.dimension_tree("D", asked, set()))
    rule = explain.outcome(leaf, negated, _member(demographic={"platform": "iOS"}), Situation(NOW_US))
    assert (rule.wants, rule.saw, rule.holds) == ("not one of ios", "iOS", False)
