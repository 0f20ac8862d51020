"""Targets and names of test messages (campaigns spec §14)."""

from __future__ import annotations

import pytest

from services.campaigns.domain import trials

TEN = [f"e{n}" for n in range(10)]


@pytest.mark.parametrize(
    ("endpoints", "addresses", "segment", "path"),
    [
        (TEN, [], "", None),
        ([], ["a@example.org", "+49 151 12345678", "4915112345678"], "", None),
        ([], [], "seg", None),
        ([], [], "", "EndpointIds"),
        (TEN, ["a@example.org"], "", "EndpointIds"),
        (["e"], [], "seg", "SegmentId"),
        ([], ["a@example.org", "a-device-token"], "", "Addresses[1]"),
        ([], ["+1234567890123456"], "", "Addresses[0]"),
    ],
)
def test_a_test_goes_to_ten_or_to_a_segment(endpoints: list[str], addresses: list[str], segment: str, path: str | None) -> None:
    found = trials.faults(endpoints, addresses, segment)
    assert [fault[0] for fault in found] == ([path] if path else [])


def test_the_name_says_what_it_tests_and_stays_a_name() -> None:
    assert trials.name("spring", "a1b2") == "test a1b2 spring"
    assert len(trials.name("x" * 128, "a1b2")) == 128
