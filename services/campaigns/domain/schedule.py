"""Schedules: legal forms, kinds of campaigns, when a run is due, quiet time (campaigns spec §10)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kit.times import parse_iso

if TYPE_CHECKING:
    from counterpoint.campaigns.v1.campaigns_pb2 import CampaignEventFilter, Schedule
    from counterpoint.type.v1.type_pb2 import QuietTime

Fault = tuple[str, str]
IMMEDIATE = "IMMEDIATE"
TIMED = ("ONCE", "HOURLY", "DAILY", "WEEKLY", "MONTHLY")
RECURRING = TIMED[1:]
EVENT, IN_APP_EVENT = "EVENT", "IN_APP_EVENT"
FREQUENCIES = (*TIMED, EVENT, IN_APP_EVENT)
# A start further back than this is refused (campaigns spec §10); closer ones come from clocks that differ.
LATE_START = timedelta(minutes=5)
_OFFSETS = (
    "+01 +02 +03 +03:30 +04 +04:30 +05 +05:30 +05:45 +06 +06:30 +07 +08 +08:45 +09 +09:30 +10 +10:30 +11 +12 "
    "+12:45 +13 +13:45 "
    "-02 -02:30 -03 -03:30 -04 -05 -06 -07 -08 -09 -09:30 -10 -11"
)
TIMEZONES = frozenset({"UTC", *(f"UTC{offset}" for offset in _OFFSETS.split())})
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_COMPARISONS = ("EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL")
_ATTRIBUTE_TYPES = ("INCLUSIVE", "EXCLUSIVE", "CONTAINS", "BEFORE", "AFTER", "ON", "BETWEEN")


def frequency(schedule: Schedule) -> str:
    """The frequency, ONCE when it is not given."""
    return schedule.frequency or "ONCE"


def kind(schedule: Schedule) -> str:
    """TIME, EVENT or IN_APP_EVENT: kinds do not mix in one campaign (campaigns spec §5)."""
    chosen = frequency(schedule)
    return chosen if chosen in (EVENT, IN_APP_EVENT) else "TIME"


def faults(schedule: Schedule, path: str, now: datetime, fresh: bool) -> list[Fault]:
    """What is wrong with a schedule. `fresh`: it was written just now, so its start may not lie far back."""
    found = _time_faults(schedule, path, now, fresh)
    chosen = frequency(schedule)
    if chosen not in FREQUENCIES:
        found.append((f"{path}.Frequency", f"must be one of {', '.join(FREQUENCIES)}"))
    if schedule.timezone and schedule.timezone not in TIMEZONES:
        found.append((f"{path}.Timezone", "must be UTC or one of the listed offsets, such as UTC+05:30"))
    if schedule.HasField("quiet_time"):
        found.extend(quiet_faults(schedule.quiet_time, f"{path}.QuietTime"))
    if chosen in (EVENT, IN_APP_EVENT) and not schedule.HasField("event_filter"):
        found.append((f"{path}.EventFilter", f"is required with Frequency {chosen}"))
    elif schedule.HasField("event_filter"):
        found.extend(_filter_faults(schedule.event_filter, f"{path}.EventFilter", chosen))
    return found


def _time_faults(schedule: Schedule, path: str, now: datetime, fresh: bool) -> list[Fault]:
    if not schedule.start_time:
        return [(f"{path}.StartTime", "is required")]
    found: list[Fault] = []
    start = _instant(schedule.start_time, f"{path}.StartTime", found) if schedule.start_time != IMMEDIATE else now
    if start is not None and fresh and start < now - LATE_START:
        found.append((f"{path}.StartTime", "lies more than 5 minutes in the past"))
    if schedule.start_time == IMMEDIATE and schedule.is_local_time:
        found.append((f"{path}.IsLocalTime", "cannot be combined with StartTime IMMEDIATE"))
    if schedule.end_time:
        end = _instant(schedule.end_time, f"{path}.EndTime", found)
        judged = fresh or schedule.start_time != IMMEDIATE
        if end is not None and start is not None and judged and end <= start:
            found.append((f"{path}.EndTime", "must be after StartTime"))
    return found


def _instant(text: str, path: str, found: list[Fault]) -> datetime | None:
    try:
        return parse_iso(text)
    except ValueError:
        found.append((path, "must be an ISO 8601 instant" + (" or IMMEDIATE" if path.endswith("StartTime") else "")))
        return None


def _filter_faults(event_filter: CampaignEventFilter, path: str, chosen: str) -> list[Fault]:
    found: list[Fault] = []
    if event_filter.filter_type not in ("SYSTEM", "ENDPOINT"):
        found.append((f"{path}.FilterType", "must be SYSTEM or ENDPOINT"))
    dimensions = event_filter.dimensions
    if not event_filter.HasField("dimensions"):
        found.append((f"{path}.Dimensions", "is required"))
    for name in sorted(dimensions.metrics):
        if dimensions.metrics[name].comparison_operator not in _COMPARISONS:
            found.append(
                (f"{path}.Dimensions.Metrics.{name}.ComparisonOperator", f"must be one of {', '.join(_COMPARISONS)}")
            )
    for name in sorted(dimensions.attributes):
        attribute = dimensions.attributes[name]
        if attribute.attribute_type and attribute.attribute_type not in _ATTRIBUTE_TYPES:
            found.append(
                (f"{path}.Dimensions.Attributes.{name}.AttributeType", f"must be one of {', '.join(_ATTRIBUTE_TYPES)}")
            )
        if not attribute.values:
            found.append((f"{path}.Dimensions.Attributes.{name}.Values", "must hold at least one value"))
    if chosen == IN_APP_EVENT and len(dimensions.metrics) > 1:
        found.append((f"{path}.Dimensions.Metrics", "may hold one metric only with Frequency IN_APP_EVENT"))
    return found


def quiet_faults(quiet: QuietTime, path: str) -> list[Fault]:
    """Both ends as HH:MM, or neither (no quiet time)."""
    if not quiet.start and not quiet.end:
        return []
    return [
        (f"{path}.{wire}", "must be HH:MM, 24 hours, with leading zeros")
        for wire, text in (("Start", quiet.start), ("End", quiet.end))
        if not _TIME_OF_DAY.fullmatch(text)
    ]


def effective_quiet(schedule: Schedule, app: QuietTime) -> tuple[str, str]:
    """Start and end of the quiet time, "" and "" for none. The schedule's replaces the application's; an empty one
    switches it off (campaigns spec §10.1).
    """
    chosen = schedule.quiet_time if schedule.HasField("quiet_time") else app
    return (chosen.start, chosen.end) if chosen.start and chosen.end else ("", "")


def due(schedule: Schedule, written: datetime) -> datetime:
    """When the first run is due. `written`: the moment IMMEDIATE stands for. The schedule must be free of faults."""
    return written if schedule.start_time == IMMEDIATE else parse_iso(schedule.start_time)


def passed(schedule: Schedule, now: datetime) -> bool:
    """The start lies behind us, so a campaign that never ran cannot be resumed as it is (campaigns spec §3)."""
    return schedule.start_time != IMMEDIATE and parse_iso(schedule.start_time) < now


def ended(schedule: Schedule, now: datetime) -> bool:
    """No run may start any more."""
    return bool(schedule.end_time) and parse_iso(schedule.end_time) < now
