"""What a draft must keep (journeys spec §2, §15; quotas spec §8)."""

from __future__ import annotations

from typing import Any

import pytest
from counterpoint.journeys.v1.journeys_pb2 import JourneyResponse

from kit import tags
from services.journeys.domain import activities, states, validate

SOUND: dict[str, Any] = {"name": "welcome-2027"}
RULE = {"start_time": "09:00", "end_time": "17:00"}
CLOSED = {"name": "x", "start_date_time": "2026-12-24T00:00:00", "end_date_time": "2026-12-26T00:00:00"}


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"name": ""}, "Name"),
        ({"name": "two words"}, "Name"),
        ({"name": "ü"}, "Name"),
        ({"name": "x" * 151}, "Name"),
        ({"activities": {f"a{i}": {} for i in range(201)}}, "Activities"),
        ({"activities": {f"a{i}": {"contact_center": {}} for i in range(4)}}, "Activities"),
        ({"activities": {"a b": {}}}, "Activities.a b"),
        ({"activities": {"x" * 101: {}}}, f"Activities.{'x' * 100}"),
        ({"activities": {"w": {"wait": {"wait_time": {"wait_for": "1 hour"}}}}}, "Activities.w.Wait.WaitTime.WaitFor"),
        (
            {"activities": {"w": {"wait": {"wait_time": {"wait_until": "soon"}}}}},
            "Activities.w.Wait.WaitTime.WaitUntil",
        ),
        ({"activities": {"h": {"holdout": {"percentage": 101}}}}, "Activities.h.Holdout.Percentage"),
        (
            {"activities": {"r": {"random_split": {"branches": [{"percentage": -1}]}}}},
            "Activities.r.RandomSplit.Branches[0].Percentage",
        ),
        (
            {"activities": {"c": {"custom": {"message_config": {"data": "x" * 5001}}}}},
            "Activities.c.CUSTOM.MessageConfig.Data",
        ),
        ({"start_activity": "not ok"}, "StartActivity"),
        ({"quiet_time": {"start": "9:00", "end": "10:00"}}, "QuietTime.Start"),
        ({"quiet_time": {"start": "09:00"}}, "QuietTime.End"),
        ({"refresh_frequency": "hourly"}, "RefreshFrequency"),
        ({"schedule": {"start_time": "tomorrow"}}, "Schedule.StartTime"),
        ({"schedule": {"timezone": "UTC+14"}}, "Schedule.Timezone"),
        ({"local_time": True, "start_condition": {"event_start_condition": {}}}, "LocalTime"),
        ({"limits": {"daily_cap": 101}}, "Limits.DailyCap"),
        ({"limits": {"timeframe_cap": {"cap": 1, "days": 31}}}, "Limits.TimeframeCap.Days"),
        ({"limits": {"messages_per_second": 0}}, "Limits.MessagesPerSecond"),
        ({"limits": {"endpoint_reentry_interval": "P"}}, "Limits.EndpointReentryInterval"),
        ({"open_hours": {"email": {"MONDAY": {"values": [RULE] * 5}}}}, "OpenHours.EMAIL.MONDAY"),
        (
            {"open_hours": {"sms": {"FRIDAY": {"values": [{"start_time": "9", "end_time": "10:00"}]}}}},
            "OpenHours.SMS.FRIDAY[0]",
        ),
        ({"closed_days": {"push": [CLOSED] * 21}}, "ClosedDays.PUSH"),
        ({"closed_days": {"email": [CLOSED | {"end_date_time": "2027-01-01T00:00:00"}]}}, "ClosedDays.EMAIL[0]"),
        ({"timezone_estimation_methods": ["GUESS"]}, "TimezoneEstimationMethods[0]"),
    ],
)
def test_a_broken_member_is_refused_by_its_wire_path(members: dict[str, Any], path: str) -> None:
    found = validate.faults(JourneyResponse(**(SOUND | members)), most_activities=200)
    assert [where for where, _ in found] == [path]


@pytest.mark.parametrize(
    "members",
    [
        {"name": "x" * 150},
        {"activities": {f"a{i}": {} for i in range(200)}},
        {"start_activity": "nowhere"},
        {"activities": {"both": {"email": {}, "sms": {}}, "none": {}}},
        {"quiet_time": {"start": "21:00", "end": "08:00"}},
        {"quiet_time": {}},
        {
            "schedule": {
                "start_time": "2027-01-10T08:00:00Z",
                "end_time": "2027-01-09T08:00:00Z",
                "timezone": "UTC-03:30",
            }
        },
        {
            "limits": {
                "daily_cap": 0,
                "total_cap": 100,
                "messages_per_second": 20_000,
                "endpoint_reentry_interval": "P1D",
            }
        },
        {"open_hours": {"email": {"MONDAY": {"values": [RULE] * 4}}}},
        {"closed_days": {"email": [CLOSED] * 20}},
    ],
)
def test_a_draft_may_have_gaps_and_values_at_their_limits(members: dict[str, Any]) -> None:
    assert validate.faults(JourneyResponse(**(SOUND | members)), most_activities=200) == []


@pytest.mark.parametrize("text", ["PT1H", "P7D", "P1Y2M3DT4H5M6S", "P2W", "PT30S"])
def test_iso_durations_are_accepted(text: str) -> None:
    assert activities.is_duration(text)


@pytest.mark.parametrize("text", ["P", "PT", "1H", "P1H", "PT1D", "P1DT", "-P1D", ""])
def test_other_texts_are_no_durations(text: str) -> None:
    assert not activities.is_duration(text)


@pytest.mark.parametrize(
    ("current", "asked", "allowed"),
    [
        ("DRAFT", "ACTIVE", True),
        ("DRAFT", "PAUSED", False),
        ("DRAFT", "CANCELLED", False),
        ("DRAFT", "DRAFT", False),
        ("DRAFT", "CLOSED", False),
    ],
)
def test_states_of_a_draft_change_by_the_table(current: str, asked: str, allowed: bool) -> None:
    assert (states.change_refusal(current, asked) == "") is allowed


def test_only_a_journeys_arn_names_a_journey() -> None:
    arn = "arn:aws:mobiletargeting:us-east-1:000000000000:apps/a1/journeys/j1"
    assert tags.parse_arn(arn, "journeys") == ("000000000000", "a1", "j1")
    assert tags.parse_arn(arn.replace("journeys", "campaigns"), "journeys") is None
    assert tags.parse_arn(arn + "/x", "journeys") is None
