"""Schedules, due times and quiet time (campaigns spec §10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from counterpoint.campaigns.v1.campaigns_pb2 import Schedule
from counterpoint.type.v1.type_pb2 import QuietTime

from services.campaigns.domain import schedule

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EVENT_FILTER: dict[str, Any] = {"filter_type": "ENDPOINT", "dimensions": {"event_type": {"values": ["cart.abandoned"]}}}


def paths(fresh: bool = True, **members: Any) -> list[str]:
    return [path for path, _ in schedule.faults(Schedule(**members), "Schedule", NOW, fresh)]


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({}, "Schedule.StartTime"),
        ({"start_time": "tomorrow"}, "Schedule.StartTime"),
        ({"start_time": "immediate"}, "Schedule.StartTime"),
        ({"start_time": "2026-11-24T11:54:59Z"}, "Schedule.StartTime"),
        ({"start_time": "2026-11-24T13:00:00Z", "end_time": "never"}, "Schedule.EndTime"),
        ({"start_time": "2026-11-24T13:00:00Z", "end_time": "2026-11-24T13:00:00Z"}, "Schedule.EndTime"),
        ({"start_time": "IMMEDIATE", "end_time": "2026-11-24T11:00:00Z"}, "Schedule.EndTime"),
        ({"start_time": "IMMEDIATE", "frequency": "YEARLY"}, "Schedule.Frequency"),
        ({"start_time": "IMMEDIATE", "is_local_time": True}, "Schedule.IsLocalTime"),
        ({"start_time": "2026-11-24T13:00:00Z", "timezone": "UTC+14"}, "Schedule.Timezone"),
        ({"start_time": "2026-11-24T13:00:00Z", "timezone": "Europe/Berlin"}, "Schedule.Timezone"),
        ({"start_time": "IMMEDIATE", "quiet_time": {"start": "9:00", "end": "10:00"}}, "Schedule.QuietTime.Start"),
        ({"start_time": "IMMEDIATE", "quiet_time": {"start": "21:00", "end": "24:00"}}, "Schedule.QuietTime.End"),
        ({"start_time": "IMMEDIATE", "quiet_time": {"start": "21:00"}}, "Schedule.QuietTime.End"),
        ({"start_time": "IMMEDIATE", "frequency": "EVENT"}, "Schedule.EventFilter"),
        ({"start_time": "IMMEDIATE", "frequency": "IN_APP_EVENT"}, "Schedule.EventFilter"),
        (
            {"start_time": "IMMEDIATE", "frequency": "EVENT", "event_filter": EVENT_FILTER | {"filter_type": "X"}},
            "Schedule.EventFilter.FilterType",
        ),
        (
            {"start_time": "IMMEDIATE", "frequency": "EVENT", "event_filter": {"filter_type": "SYSTEM"}},
            "Schedule.EventFilter.Dimensions",
        ),
    ],
)
def test_a_broken_schedule_is_refused_by_its_wire_path(members: dict[str, Any], path: str) -> None:
    assert paths(**members) == [path]


@pytest.mark.parametrize(
    "members",
    [
        {"start_time": "IMMEDIATE"},
        {"start_time": "2026-11-24T11:55:00Z"},
        {"start_time": "2026-11-24T14:00:00+01:00", "end_time": "2026-11-24T14:00:00Z"},
        {"start_time": "2026-11-24T13:00:00Z", "is_local_time": True, "timezone": "UTC-03:30"},
        {"start_time": "IMMEDIATE", "quiet_time": {}},
        {"start_time": "IMMEDIATE", "quiet_time": {"start": "", "end": ""}},
        {"start_time": "IMMEDIATE", "frequency": "EVENT", "event_filter": EVENT_FILTER},
        {"start_time": "2026-11-25T00:00:00Z", "frequency": "MONTHLY"},
    ],
)
def test_a_sound_schedule_has_no_faults(members: dict[str, Any]) -> None:
    assert paths(**members) == []


def test_in_app_events_may_test_one_metric_only() -> None:
    metric = {"comparison_operator": "EQUAL", "value": 1.0}
    found = paths(
        start_time="IMMEDIATE",
        frequency="IN_APP_EVENT",
        event_filter={"filter_type": "ENDPOINT", "dimensions": {"metrics": {"a": metric, "b": metric}}},
    )
    assert found == ["Schedule.EventFilter.Dimensions.Metrics"]


def test_a_stored_schedule_may_lie_in_the_past() -> None:
    assert paths(fresh=False, start_time="2026-01-01T00:00:00Z") == []
    assert paths(fresh=False, start_time="IMMEDIATE", end_time="2026-11-24T11:00:00Z") == []


def test_immediate_is_due_at_the_moment_of_writing() -> None:
    assert schedule.due(Schedule(start_time="IMMEDIATE"), NOW) == NOW
    assert schedule.due(Schedule(start_time="2026-11-24T14:00:00+01:00"), NOW) == NOW + timedelta(hours=1)


def test_only_a_given_start_can_pass() -> None:
    assert not schedule.passed(Schedule(start_time="IMMEDIATE"), NOW)
    assert schedule.passed(Schedule(start_time="2026-11-24T11:59:59Z"), NOW)
    assert not schedule.passed(Schedule(start_time="2026-11-24T12:00:00Z"), NOW)


@pytest.mark.parametrize(
    ("own", "app", "expected"),
    [
        ({}, {}, ("", "")),
        ({}, {"start": "22:00", "end": "06:00"}, ("22:00", "06:00")),
        ({"quiet_time": {"start": "00:00", "end": "03:00"}}, {"start": "22:00", "end": "06:00"}, ("00:00", "03:00")),
        ({"quiet_time": {}}, {"start": "22:00", "end": "06:00"}, ("", "")),
    ],
)
def test_the_campaigns_quiet_time_replaces_the_applications(
    own: dict[str, Any], app: dict[str, str], expected: tuple[str, str]
) -> None:
    assert schedule.effective_quiet(Schedule(**own), QuietTime(**app)) == expected


@pytest.mark.parametrize("zone", ["UTC", "UTC+05:45", "UTC+08:45", "UTC-02:30", "UTC-11", "UTC+13:45"])
def test_the_union_of_both_documented_lists_of_offsets_is_known(zone: str) -> None:
    assert zone in schedule.TIMEZONES
