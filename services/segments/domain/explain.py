"""Each condition of a segment in words, with what it saw in one endpoint."""

import json
from dataclasses import dataclass

from kit.times import format_us
from services.segments.domain import criteria
from services.segments.domain.criteria import Leaf, Situation
from services.segments.domain.member import Member

_HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition. `saw`: the stored value, "" when missing."""

    rule: str
    wants: str
    saw: str
    holds: bool


def outcome(leaf: Leaf, negated: bool, member: Member, at: Situation) -> Rule:
    """The condition judged."""
    wants = f"not {_wants(leaf)}" if negated else _wants(leaf)
    return Rule(leaf.path, wants, _saw(leaf, member, at), criteria.holds(leaf, member, at) != negated)


def _wants(leaf: Leaf) -> str:
    if isinstance(leaf, (criteria.Attribute, criteria.Field)):
        return f"{leaf.test} {', '.join(leaf.values)}"
    if isinstance(leaf, (criteria.OneOf, criteria.DeviceType)):
        return f"one of {', '.join(leaf.values)}"
    if isinstance(leaf, criteria.Metric):
        return f"{leaf.operator} {leaf.value!r}"
    if isinstance(leaf, criteria.Active):
        return f"active within {leaf.duration_us // _HOUR_US} hours"
    if isinstance(leaf, criteria.Near):
        return f"at most {leaf.km!r} km from {leaf.latitude!r}, {leaf.longitude!r}"
    return f"listed in imported segment {leaf.segment_id}"


def _saw(leaf: Leaf, member: Member, at: Situation) -> str:
    if isinstance(leaf, criteria.Attribute):
        held = (member.attributes if leaf.kind == "a" else member.user_attributes).get(leaf.name, ())
        return _text(list(held))
    if isinstance(leaf, (criteria.Field, criteria.OneOf)):
        return member.fields[leaf.column]
    if isinstance(leaf, criteria.DeviceType):
        return _text(criteria.device_types(member))
    if isinstance(leaf, criteria.Metric):
        return repr(member.metrics[leaf.name]) if leaf.name in member.metrics else ""
    if isinstance(leaf, criteria.Active):
        last = max(member.active_us, at.last_event_us)
        return format_us(last) if last else ""
    if isinstance(leaf, criteria.Near):
        if member.latitude is None or member.longitude is None:
            return ""
        return f"{member.latitude!r}, {member.longitude!r} ({criteria.distance(leaf, member.latitude, member.longitude):.1f} km)"
    return "listed" if at.listed(leaf) else ""


def _text(values: list[str]) -> str:
    return "" if not values else values[0] if len(values) == 1 else json.dumps(values, ensure_ascii=False)
