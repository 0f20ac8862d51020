"""Ranges of limits and which one counts (campaigns spec §11.1; quotas spec §7)."""

from __future__ import annotations

from typing import Any

import pytest
from counterpoint.campaigns.v1.campaigns_pb2 import CampaignLimits

from services.campaigns.domain import limits
from services.campaigns.domain.limits import Effective


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"daily": 101}, "Limits.Daily"),
        ({"daily": -1}, "Limits.Daily"),
        ({"total": 101}, "Limits.Total"),
        ({"session": 101}, "Limits.Session"),
        ({"messages_per_second": 0}, "Limits.MessagesPerSecond"),
        ({"messages_per_second": 20_001}, "Limits.MessagesPerSecond"),
        ({"maximum_duration": 59}, "Limits.MaximumDuration"),
        ({"maximum_duration": 0}, "Limits.MaximumDuration"),
    ],
)
def test_a_limit_out_of_range_is_refused(members: dict[str, int], path: str) -> None:
    assert [where for where, _ in limits.faults(CampaignLimits(**members), "Limits")] == [path]


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"daily": 0, "total": 0, "session": 0},
        {"daily": 100, "total": 100, "session": 100},
        {"messages_per_second": 1, "maximum_duration": 60},
        {"messages_per_second": 20_000},
    ],
)
def test_limits_at_their_ends_are_accepted(members: dict[str, int]) -> None:
    assert limits.faults(CampaignLimits(**members), "Limits") == []


def test_application_settings_take_zero_for_not_set() -> None:
    zeros = CampaignLimits(daily=0, total=0, messages_per_second=0, maximum_duration=0)
    assert limits.faults(zeros, "Limits", zero_is_unset=True) == []
    assert limits.faults(CampaignLimits(maximum_duration=59), "Limits", zero_is_unset=True)


@pytest.mark.parametrize(
    ("campaign", "app", "expected"),
    [
        ({}, {}, Effective(0, False, 0, 0, 0)),
        ({}, {"daily": 1, "total": 2}, Effective(1, True, 2, 0, 0)),
        ({"daily": 5}, {"daily": 1, "total": 2}, Effective(5, False, 2, 0, 0)),
        ({"daily": 0}, {"daily": 1}, Effective(0, False, 0, 0, 0)),
        ({"total": 0}, {"total": 9}, Effective(0, False, 0, 0, 0)),
        (
            {"messages_per_second": 50},
            {"messages_per_second": 1, "maximum_duration": 600},
            Effective(0, False, 0, 50, 600),
        ),
    ],
)
def test_the_campaigns_value_replaces_the_applications_member_by_member(
    campaign: dict[str, Any], app: dict[str, Any], expected: Effective
) -> None:
    assert limits.effective(CampaignLimits(**campaign), CampaignLimits(**app)) == expected
