"""From a segment's definition to its tree: checks, defaults, names (endpoints spec 2, 2.1 to 2.6).

`check` judges a definition by itself, `build` makes the tree once its source segments are known.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kit.errors import Invalid
from services.segments.domain import criteria, member
from services.segments.domain.criteria import Tree

if TYPE_CHECKING:
    from counterpoint.type.v1.type_pb2 import SegmentDimensions, SegmentGroup, SegmentGroupList, WriteSegmentRequest

VALUES = 100
VALUE_LENGTH = 100
GROUPS = 10
DEPTH = 5
# Segments a definition may reach over its sources, each counted as often as it is named: what a count or a run has to evaluate grows with it.
REACH = 200
NAME_LENGTH = 128
_DATE_TESTS = frozenset({"BEFORE", "AFTER", "ON", "BETWEEN"})
_TESTS = _DATE_TESTS | {"INCLUSIVE", "EXCLUSIVE", "CONTAINS"}
_OPERATORS = frozenset({"EQUAL", "GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL"})
_WAYS = ("ALL", "ANY", "NONE")
_DURATIONS = {"HR_24": 24, "DAY_7": 7 * 24, "DAY_14": 14 * 24, "DAY_30": 30 * 24}
_HOUR_US = 3_600_000_000
# Ten kilometres, the grid of stored coordinates, when a GPS point names no range.
_DEFAULT_KM = 10.0

TOO_FAR = f"SegmentGroups: a segment may reach at most {REACH} segments over its sources"

# (segment id, version or 0 for the latest)
Reference = tuple[str, int]
Source = Callable[[Reference], Tree]


def check(definition: "WriteSegmentRequest") -> None:
    """Raises Invalid for a definition that no data could make right."""
    if definition.HasField("name") and not 1 <= len(definition.name) <= NAME_LENGTH:
        raise Invalid(f"Name: must have 1 to {NAME_LENGTH} characters")
    if definition.HasField("dimensions") and definition.HasField("segment_groups"):
        raise Invalid("Dimensions: give either Dimensions or SegmentGroups, not both")
    groups = definition.segment_groups
    if len(groups.groups) > GROUPS:
        raise Invalid(f"SegmentGroups.Groups: at most {GROUPS} groups")
    _way("SegmentGroups.Include", groups.include)
    for index, group in enumerate(groups.groups):
        _way(f"SegmentGroups.Groups[{index}].Type", group.type)
        _way(f"SegmentGroups.Groups[{index}].SourceType", group.source_type)
    if len(references(definition)) > REACH:
        raise Invalid(TOO_FAR)
    spent = sum(check_dimensions(path, dimensions) for path, dimensions in _dimensions(definition))
    if spent > VALUES:
        raise Invalid(f"a segment may hold at most {VALUES} values, this one has {spent}")


def check_dimensions(path: str, dimensions: "SegmentDimensions") -> int:
    """Checks one criteria group and returns how many values it spends."""
    spent = 0
    for where, named in (("Attributes", dimensions.attributes), ("UserAttributes", dimensions.user_attributes)):
        for name, test in named.items():
            spent += _check_attribute(f"{path}.{where}.{name}", test)
    for name, metric in dimensions.metrics.items():
        spent += 1
        if metric.comparison_operator not in _OPERATORS:
            raise Invalid(f"{path}.Metrics.{name}.ComparisonOperator: must be one of {', '.join(sorted(_OPERATORS))}")
        if not metric.HasField("value") or not math.isfinite(metric.value):
            raise Invalid(f"{path}.Metrics.{name}.Value: is required")
    for where, chosen in _sets(dimensions):
        spent += _check_values(f"{path}.{where}", chosen.values)
        if chosen.dimension_type not in ("", "INCLUSIVE", "EXCLUSIVE"):
            raise Invalid(f"{path}.{where}.DimensionType: must be INCLUSIVE or EXCLUSIVE")
    if dimensions.behavior.HasField("recency"):
        spent += 1
        recency = dimensions.behavior.recency
        if recency.duration not in _DURATIONS or recency.recency_type not in ("ACTIVE", "INACTIVE"):
            raise Invalid(f"{path}.Behavior.Recency: needs Duration and RecencyType")
    if dimensions.location.HasField("gps_point"):
        spent += 1
        _check_point(f"{path}.Location.GPSPoint", dimensions.location.gps_point)
    return spent


def references(definition: "WriteSegmentRequest") -> list[Reference]:
    """The source segments a definition names."""
    return [(source.id, source.version) for group in definition.segment_groups.groups for source in group.source_segments]


def check_sources(definition: "WriteSegmentRequest", imported: Callable[[Reference], bool]) -> None:
    """Exactly one imported source in a group, and then no other group (endpoints spec 2.6). Raises Invalid."""
    groups = definition.segment_groups.groups
    for index, group in enumerate(groups):
        if any(imported((s.id, s.version)) for s in group.source_segments):
            if len(group.source_segments) > 1:
                raise Invalid(f"SegmentGroups.Groups[{index}].SourceSegments: an imported segment must be the only source")
            if len(groups) > 1:
                raise Invalid("SegmentGroups.Groups: with an imported segment as source there is only one group")


def build(definition: "WriteSegmentRequest", source: Source, names: Iterable[tuple[str, str]]) -> Tree:
    """The tree. `source` gives the tree of a source segment, `names` the app's custom (kind, name), which go before standard fields."""
    known = names if isinstance(names, Mapping) else set(names)
    if definition.HasField("segment_groups"):
        return _groups(definition.segment_groups, source, known)
    if definition.HasField("dimensions"):
        return dimension_tree("Dimensions", definition.dimensions, known)
    return criteria.EVERYBODY


def _groups(groups: "SegmentGroupList", source: Source, known: Any) -> Tree:
    trees = tuple(_group(f"Groups[{i}]", group, source, known) for i, group in enumerate(groups.groups))
    return _combined(groups.include, trees) if trees else criteria.EVERYBODY


def _group(path: str, group: "SegmentGroup", source: Source, known: Any) -> Tree:
    sources = tuple(source(reference) for reference in dict.fromkeys((s.id, s.version) for s in group.source_segments))
    tests = tuple(dimension_tree(f"{path}.Dimensions[{i}]", d, known) for i, d in enumerate(group.dimensions))
    parts = []
    if sources:
        parts.append(_combined(group.source_type, sources))
    if tests:
        parts.append(_combined(group.type, tests))
    return parts[0] if len(parts) == 1 else criteria.All(tuple(parts))


def _combined(way: str, trees: tuple[Tree, ...]) -> Tree:
    if way == "NONE":
        return criteria.Not(criteria.Any(trees))
    return criteria.Any(trees) if way == "ANY" else criteria.All(trees)


def dimension_tree(path: str, dimensions: "SegmentDimensions", known: Any) -> Tree:
    """One criteria group: every condition must hold."""
    parts: list[Tree] = []
    for name in sorted(dimensions.attributes):
        parts.append(_custom(f"{path}.Attributes.{name}", name, dimensions.attributes[name], known))
    for name in sorted(dimensions.user_attributes):
        parts.append(_user(f"{path}.UserAttributes.{name}", name, dimensions.user_attributes[name], known))
    for name in sorted(dimensions.metrics):
        metric = dimensions.metrics[name]
        parts.append(criteria.Metric(f"{path}.Metrics.{name}", _bare(name, "m", ("Metrics.",), known), metric.comparison_operator, metric.value))
    for where, chosen in _sets(dimensions):
        leaf = _one_of(f"{path}.{where}", where, chosen.values)
        parts.append(criteria.Not(leaf) if chosen.dimension_type == "EXCLUSIVE" else leaf)
    if dimensions.behavior.HasField("recency"):
        recency = dimensions.behavior.recency
        active = criteria.Active(f"{path}.Behavior.Recency", _DURATIONS[recency.duration] * _HOUR_US)
        parts.append(active if recency.recency_type == "ACTIVE" else criteria.Not(active))
    if dimensions.location.HasField("gps_point"):
        point = dimensions.location.gps_point
        km = point.range_in_kilometers if point.HasField("range_in_kilometers") else _DEFAULT_KM
        parts.append(criteria.Near(f"{path}.Location.GPSPoint", point.coordinates.latitude, point.coordinates.longitude, km))
    return parts[0] if len(parts) == 1 else criteria.All(tuple(parts))


def _custom(path: str, name: str, test: Any, known: Any) -> Tree:
    way = test.attribute_type or "INCLUSIVE"
    values, bounds = tuple(test.values), _bounds(way, test.values)
    if ("a", name) not in known and name in member.FIELDS:
        return criteria.Field(path, member.FIELDS[name], way, values, bounds)
    return criteria.Attribute(path, "a", _bare(name, "a", ("Attributes.",), known), way, values, bounds)


def _user(path: str, name: str, test: Any, known: Any) -> Tree:
    way = test.attribute_type or "INCLUSIVE"
    bare = _bare(name, "u", ("User.UserAttributes.", "UserAttributes."), known)
    return criteria.Attribute(path, "u", bare, way, tuple(test.values), _bounds(way, test.values))


def _bare(name: str, kind: str, prefixes: tuple[str, ...], known: Any) -> str:
    """Names may be given with a path (endpoints spec 2.1), unless an attribute has exactly that name."""
    if (kind, name) in known:
        return name
    for prefix in prefixes:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def _bounds(way: str, values: Iterable[str]) -> tuple[int, ...]:
    if way not in _DATE_TESTS:
        return ()
    found = [us for us in map(member.instant, values) if us is not None]
    if way == "BEFORE":
        return (max(found),)
    if way == "AFTER":
        return (min(found),)
    if way == "BETWEEN":
        return (min(found), max(found))
    return tuple(sorted({us // criteria.DAY_US * criteria.DAY_US for us in found}))


def _one_of(path: str, where: str, values: Iterable[str]) -> Tree:
    given = [value for value in values if value]
    if where == "Demographic.DeviceType":
        return criteria.DeviceType(path, tuple(given))
    if where == "Demographic.Channel":
        channels: dict[str, None] = {}
        for value in given:
            channels.update(dict.fromkeys(criteria.PUSH_FAMILY if value.upper() == "PUSH" else (value.upper(),)))
        return criteria.OneOf(path, "channel", False, tuple(channels))
    column = member.FIELDS[where]
    folded = column in member.FOLDED
    return criteria.OneOf(path, column, folded, tuple(dict.fromkeys(member.fold(v) if folded else v for v in given)))


def _sets(dimensions: "SegmentDimensions") -> list[tuple[str, Any]]:
    device, place = dimensions.demographic, dimensions.location
    named = [
        ("Demographic.AppVersion", device, "app_version"),
        ("Demographic.Channel", device, "channel"),
        ("Demographic.DeviceType", device, "device_type"),
        ("Demographic.Make", device, "make"),
        ("Demographic.Model", device, "model"),
        ("Demographic.Platform", device, "platform"),
        ("Location.Country", place, "country"),
    ]
    return [(where, getattr(message, name)) for where, message, name in named if message.HasField(name)]


def _dimensions(definition: "WriteSegmentRequest") -> list[tuple[str, "SegmentDimensions"]]:
    if definition.HasField("dimensions"):
        return [("Dimensions", definition.dimensions)]
    return [
        (f"SegmentGroups.Groups[{i}].Dimensions[{j}]", dimensions)
        for i, group in enumerate(definition.segment_groups.groups)
        for j, dimensions in enumerate(group.dimensions)
    ]


def _way(path: str, value: str) -> None:
    if value and value not in _WAYS:
        raise Invalid(f"{path}: must be one of ALL, ANY, NONE")


def _check_attribute(path: str, test: Any) -> int:
    way = test.attribute_type or "INCLUSIVE"
    if way not in _TESTS:
        raise Invalid(f"{path}.AttributeType: must be one of {', '.join(sorted(_TESTS))}")
    spent = _check_values(path, test.values)
    if way == "BETWEEN" and len(test.values) != 2:
        raise Invalid(f"{path}.Values: BETWEEN needs exactly two values")
    if way in _DATE_TESTS:
        if not test.values:
            raise Invalid(f"{path}.Values: is required")
        for value in test.values:
            if member.instant(value) is None:
                raise Invalid(f"{path}.Values: {value[:40]} is not an ISO 8601 date")
    return spent


def _check_values(path: str, values: Any) -> int:
    if any(len(value) > VALUE_LENGTH for value in values):
        raise Invalid(f"{path}.Values: a value has at most {VALUE_LENGTH} characters")
    return len(values)


def _check_point(path: str, point: Any) -> None:
    where = point.coordinates
    if not where.HasField("latitude") or not where.HasField("longitude"):
        raise Invalid(f"{path}.Coordinates: needs Latitude and Longitude")
    if not -90 <= where.latitude <= 90:
        raise Invalid(f"{path}.Coordinates.Latitude: must be between -90 and 90")
    if not -180 <= where.longitude <= 180:
        raise Invalid(f"{path}.Coordinates.Longitude: must be between -180 and 180")
    if point.range_in_kilometers < 0 or not math.isfinite(point.range_in_kilometers):
        raise Invalid(f"{path}.RangeInKilometers: must not be negative")
