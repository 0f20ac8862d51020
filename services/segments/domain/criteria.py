"""Segments as trees: what a condition means for one endpoint (endpoints spec 2.1 to 2.6).

A tree is frozen, its request values folded and parsed once. `matches` judges one member and is pure; `store/predicate.py` compiles the same tree to SQL; a
property test holds the two equal. Every leaf carries the path of its condition in the definition, for explanations.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.segments.domain import member as members
from services.segments.domain.member import Member

EARTH_KM = 6371.0
DAY_US = 86_400_000_000
PUSH_FAMILY = ("PUSH", "GCM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "ADM", "BAIDU")
PHONES = ("android", "ios")


@dataclass(frozen=True, slots=True)
class All:
    """Every item holds; with no items: everybody."""

    items: tuple["Tree", ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """Some item holds; with no items: nobody."""

    items: tuple["Tree", ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The item does not hold."""

    item: "Tree"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A test of the values of a custom ("a") or user ("u") attribute.

    `bounds`: for BEFORE and AFTER one instant, for BETWEEN two, for ON the starts of the days asked for, all in epoch microseconds.
    """

    path: str
    kind: str
    name: str
    test: str
    values: tuple[str, ...]
    bounds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """The same test on a standard field, named by its column; missing is the empty text."""

    path: str
    column: str
    test: str
    values: tuple[str, ...]
    bounds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field, folded where `folded`, is one of the values. Missing never is."""

    path: str
    column: str
    folded: bool
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviceType:
    """The attribute DeviceType where the endpoint has one, else `phone` for ios and android."""

    path: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """A comparison; a missing metric never matches."""

    path: str
    name: str
    operator: str
    value: float


@dataclass(frozen=True, slots=True)
class Active:
    """Last active at most `duration_us` before the instant of the evaluation."""

    path: str
    duration_us: int


@dataclass(frozen=True, slots=True)
class Near:
    """At most `km` kilometres from a point; without coordinates never."""

    path: str
    latitude: float
    longitude: float
    km: float


@dataclass(frozen=True, slots=True)
class Imported:
    """Listed by the imports `jobs` of a segment: by endpoint id or by user id."""

    path: str
    segment_id: str
    jobs: tuple[str, ...]


Leaf = Attribute | Field | OneOf | DeviceType | Metric | Active | Near | Imported
Tree = All | Any | Not | Leaf

EVERYBODY = All()
NOBODY = Any()


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known besides the member. `last_event_us`: newest event arrival, 0 for none. `listed`: (segment, jobs) → member is in the list."""

    now_us: int
    last_event_us: int = 0
    listed: Callable[[Imported], bool] = lambda imported: False


def matches(tree: Tree, member: Member, at: Situation) -> bool:
    """Whether the member is in the segment."""
    if isinstance(tree, All):
        return all(matches(item, member, at) for item in tree.items)
    if isinstance(tree, Any):
        return any(matches(item, member, at) for item in tree.items)
    if isinstance(tree, Not):
        return not matches(tree.item, member, at)
    return holds(tree, member, at)


def holds(leaf: Leaf, member: Member, at: Situation) -> bool:
    """Whether one condition holds."""
    if isinstance(leaf, Attribute):
        held = (member.attributes if leaf.kind == "a" else member.user_attributes).get(leaf.name, ())
        return _passes(leaf.test, held, members.instants(held) if leaf.bounds else [], leaf.values, leaf.bounds)
    if isinstance(leaf, Field):
        text = member.fields[leaf.column]
        return _passes(leaf.test, [text] if text else [], _dates(leaf, member), leaf.values, leaf.bounds)
    if isinstance(leaf, OneOf):
        text = member.fields[leaf.column]
        return (members.fold(text) if leaf.folded else text) in leaf.values
    if isinstance(leaf, DeviceType):
        return any(value in leaf.values for value in device_types(member))
    if isinstance(leaf, Metric):
        return leaf.name in member.metrics and _compare(member.metrics[leaf.name], leaf.operator, leaf.value)
    if isinstance(leaf, Active):
        return max(member.active_us, at.last_event_us) >= at.now_us - leaf.duration_us
    if isinstance(leaf, Near):
        return member.latitude is not None and member.longitude is not None and distance(leaf, member.latitude, member.longitude) <= leaf.km
    return at.listed(leaf)


def device_types(member: Member) -> list[str]:
    """The values DeviceType is judged by."""
    given = member.attributes.get("DeviceType", ())
    if given:
        return list(given)
    return ["phone"] if members.fold(member.fields["platform"]) in PHONES else []


def distance(near: Near, latitude: float, longitude: float) -> float:
    """Great-circle distance in kilometres (endpoints spec 2.5)."""
    first, second = math.radians(near.latitude), math.radians(latitude)
    half_north = math.sin((second - first) / 2)
    half_east = math.sin((math.radians(longitude) - math.radians(near.longitude)) / 2)
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half_north * half_north + math.cos(first) * math.cos(second) * half_east * half_east)))


def leaves(tree: Tree) -> list[Leaf]:
    """Every condition, in the order of the definition."""
    if isinstance(tree, (All, Any)):
        return [leaf for item in tree.items for leaf in leaves(item)]
    if isinstance(tree, Not):
        return leaves(tree.item)
    return [tree]


def conditions(tree: Tree) -> list[tuple[Leaf, bool]]:
    """(condition, negated) as the definition states them: EXCLUSIVE and INACTIVE are negated conditions, a NONE over several is not one."""
    if isinstance(tree, (All, Any)):
        return [found for item in tree.items for found in conditions(item)]
    if isinstance(tree, Not):
        return [(tree.item, True)] if not isinstance(tree.item, (All, Any, Not)) else conditions(tree.item)
    return [(tree, False)]


def _dates(leaf: Field, member: Member) -> list[int]:
    if not leaf.bounds:
        return []
    us = {"effective_date": member.effective_us, "creation_date": member.creation_us}.get(leaf.column, 0)
    return [us] if us else []


def _passes(test: str, held: Sequence[str], instants: list[int], values: tuple[str, ...], bounds: tuple[int, ...]) -> bool:
    if test == "INCLUSIVE":
        return any(v in values for v in held)
    if test == "EXCLUSIVE":
        return not any(v in values for v in held)
    if test == "CONTAINS":
        return any(q in v for v in held for q in values)
    if test == "BEFORE":
        return any(t < bounds[0] for t in instants)
    if test == "AFTER":
        return any(t > bounds[0] for t in instants)
    if test == "BETWEEN":
        return any(bounds[0] <= t <= bounds[1] for t in instants)
    return any(start <= t < start + DAY_US for t in instants for start in bounds)


_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "EQUAL": lambda a, b: a == b,
    "GREATER_THAN": lambda a, b: a > b,
    "LESS_THAN": lambda a, b: a < b,
    "GREATER_THAN_OR_EQUAL": lambda a, b: a >= b,
    "LESS_THAN_OR_EQUAL": lambda a, b: a <= b,
}


def _compare(stored: float, operator: str, value: float) -> bool:
    return _OPERATORS[operator](stored, value)
