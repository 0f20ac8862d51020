"""Compiles a segment tree to one ClickHouse predicate over an app's index table.

Nothing a user wrote enters the SQL as it is: names become column numbers, texts become literals whose every byte outside a small set is written as `\\xNN`.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.segments.domain import criteria
from services.segments.domain.criteria import Tree
from services.segments.domain.names import Name

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:@+")
_OPERATORS = {"EQUAL": "=", "GREATER_THAN": ">", "LESS_THAN": "<", "GREATER_THAN_OR_EQUAL": ">=", "LESS_THAN_OR_EQUAL": "<="}


def text(value: str) -> str:
    """A string literal."""
    return "'" + "".join(chr(b) if b in _PLAIN else f"\\x{b:02x}" for b in value.encode(errors="replace")) + "'"


def texts(values: Iterable[str]) -> str:
    """An array literal of strings."""
    listed = ", ".join(map(text, values))
    return f"[{listed}]" if listed else "CAST([], 'Array(String)')"


def number(value: float) -> str:
    """The double, bit for bit."""
    return f"reinterpretAsFloat64(unhex('{struct.pack('<d', value).hex()}'))"


@dataclass(slots=True)
class Predicate:
    """`sql`: a condition. `columns`: the numbered columns it reads. `imports`: ids of segments whose private endpoints it may show."""

    sql: str = "1"
    columns: set[str] = field(default_factory=set)
    imports: set[str] = field(default_factory=set)

    @property
    def where(self) -> str:
        """The condition over the endpoints the segment can see."""
        seen = "private_to = ''"
        if self.imports:
            seen = f"private_to IN ('', {', '.join(text(i) for i in sorted(self.imports))})"
        return f"{seen} AND ({self.sql})"


def compile_tree(tree: Tree, app_id: str, names: Mapping[Name, int], now_us: int) -> Predicate:
    """The predicate of a tree at an instant."""
    made = Predicate()
    made.sql = _Compiler(app_id, names, now_us, made).sql(tree)
    return made


class _Compiler:
    def __init__(self, app_id: str, names: Mapping[Name, int], now_us: int, into: Predicate) -> None:
        self._app_id = app_id
        self._names = names
        self._now_us = now_us
        self._into = into

    def sql(self, tree: Tree) -> str:
        if isinstance(tree, criteria.All):
            return "(" + " AND ".join(map(self.sql, tree.items)) + ")" if tree.items else "1"
        if isinstance(tree, criteria.Any):
            return "(" + " OR ".join(map(self.sql, tree.items)) + ")" if tree.items else "0"
        if isinstance(tree, criteria.Not):
            return f"NOT ({self.sql(tree.item)})"
        return self._leaf(tree)

    def _leaf(self, leaf: criteria.Leaf) -> str:
        if isinstance(leaf, criteria.Attribute):
            return self._attribute(leaf)
        if isinstance(leaf, criteria.Field):
            return _field(leaf)
        if isinstance(leaf, criteria.OneOf):
            column = leaf.column + "_folded" if leaf.folded else leaf.column
            return f"{column} IN ({', '.join(map(text, leaf.values))})" if leaf.values else "0"
        if isinstance(leaf, criteria.DeviceType):
            return self._device_type(leaf)
        if isinstance(leaf, criteria.Metric):
            column = self._column("m", leaf.name)
            return f"ifNull({column} {_OPERATORS[leaf.operator]} {number(leaf.value)}, 0)" if column else "0"
        if isinstance(leaf, criteria.Active):
            since = self._now_us - leaf.duration_us
            return f"(active_us >= {since} OR endpoint_id IN (SELECT endpoint_id FROM activity WHERE app_id = {text(self._app_id)} AND last_us >= {since}))"
        if isinstance(leaf, criteria.Near):
            return _near(leaf)
        return self._imported(leaf)

    def _attribute(self, leaf: criteria.Attribute) -> str:
        column = self._column(leaf.kind, leaf.name)
        if not column:
            return "1" if leaf.test == "EXCLUSIVE" else "0"
        if leaf.test in ("INCLUSIVE", "EXCLUSIVE"):
            found = f"hasAny({column}, {texts(leaf.values)})"
            return found if leaf.test == "INCLUSIVE" else f"NOT {found}"
        if leaf.test == "CONTAINS":
            return f"arrayExists(v -> {_contains('v', leaf.values)}, {column})"
        self._into.columns.add(column + "_t")
        return f"arrayExists(t -> {_dated('t', leaf.test, leaf.bounds)}, {column}_t)"

    def _device_type(self, leaf: criteria.DeviceType) -> str:
        derived = f"platform_folded IN ({', '.join(map(text, criteria.PHONES))})" if "phone" in leaf.values else "0"
        column = self._column("a", "DeviceType")
        return f"if(notEmpty({column}), hasAny({column}, {texts(leaf.values)}), {derived})" if column else derived

    def _imported(self, leaf: criteria.Imported) -> str:
        self._into.imports.add(leaf.segment_id)
        return imported(leaf.segment_id, leaf.jobs)

    def _column(self, kind: str, name: str) -> str:
        number = self._names.get((kind, name))
        if number is None:
            return ""
        column = f"{kind}{number}"
        self._into.columns.add(column)
        return column


def listed(kind: int, segment_id: str, jobs: Iterable[str]) -> str:
    """The ids of a list: kind 0 endpoints, 1 users."""
    return f"SELECT id FROM members WHERE segment_id = {text(segment_id)} AND job_id IN ({', '.join(map(text, jobs))}) AND kind = {kind}"


def imported(segment_id: str, jobs: tuple[str, ...]) -> str:
    """Membership of a list."""
    if not jobs:
        return "0"
    return f"(endpoint_id IN ({listed(0, segment_id, jobs)}) OR (user_id != '' AND user_id IN ({listed(1, segment_id, jobs)})))"


def _field(leaf: criteria.Field) -> str:
    if leaf.bounds:
        instant = {"effective_date": "effective_us", "creation_date": "creation_us"}.get(leaf.column)
        return f"({instant} != 0 AND {_dated(instant, leaf.test, leaf.bounds)})" if instant else "0"
    column = f"toString({leaf.column})" if leaf.column == "cohort" else leaf.column
    given = [value for value in leaf.values if value]
    chosen = f"{column} IN ({', '.join(map(text, given))})" if given else "0"
    if leaf.test == "INCLUSIVE":
        return chosen
    if leaf.test == "EXCLUSIVE":
        return f"NOT ({chosen})"
    return f"({column} != '' AND ({_contains(column, leaf.values)}))"


def _contains(what: str, values: Iterable[str]) -> str:
    parts = [f"position({what}, {text(value)}) > 0" if value else "1" for value in values]
    return " OR ".join(parts) if parts else "0"


def _dated(what: str, test: str, bounds: tuple[int, ...]) -> str:
    if test == "BEFORE":
        return f"{what} < {bounds[0]}"
    if test == "AFTER":
        return f"{what} > {bounds[0]}"
    if test == "BETWEEN":
        return f"({what} >= {bounds[0]} AND {what} <= {bounds[1]})"
    return "(" + " OR ".join(f"({what} >= {start} AND {what} < {start + criteria.DAY_US})" for start in bounds) + ")"


def _near(leaf: criteria.Near) -> str:
    first = f"({number(leaf.latitude)} * pi() / 180)"
    second = "(assumeNotNull(latitude) * pi() / 180)"
    north = f"sin(({second} - {first}) / 2)"
    east = f"sin((assumeNotNull(longitude) * pi() / 180 - {number(leaf.longitude)} * pi() / 180) / 2)"
    root = f"sqrt({north} * {north} + cos({first}) * cos({second}) * {east} * {east})"
    distance = f"2 * {number(criteria.EARTH_KM)} * asin(least(1.0, {root}))"
    return f"(isNotNull(latitude) AND isNotNull(longitude) AND {distance} <= {number(leaf.km)})"
