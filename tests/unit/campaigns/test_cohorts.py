"""Who gets which treatment (campaigns spec §5)."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.campaigns.domain import cohorts

CAMPAIGN = "0123456789abcdef0123456789abcdef"
FIRST_TEN = [25, 15, 27, 55, 6, 59, 8, 77, 76, 30]


def reference_order(campaign_id: str) -> list[int]:
    """The shuffle as its specification words it, written a second time."""
    seed = hashlib.sha256(campaign_id.encode()).digest()
    stream = b"".join(hashlib.sha256(seed + n.to_bytes(4, "big")).digest() for n in range(64))
    words = [int.from_bytes(stream[i : i + 4], "big") for i in range(0, len(stream), 4)]
    numbers = list(range(100))
    for i in range(99, 0, -1):
        word = words.pop(0)
        while word >= 2**32 // (i + 1) * (i + 1):
            word = words.pop(0)
        j = word % (i + 1)
        numbers[i], numbers[j] = numbers[j], numbers[i]
    return numbers


@given(st.text(alphabet="0123456789abcdef", min_size=1, max_size=32))
def test_the_shuffle_is_the_one_that_is_specified(campaign_id: str) -> None:
    assert cohorts.order(campaign_id) == reference_order(campaign_id)


def test_the_shuffle_of_a_known_campaign_never_changes() -> None:
    assert cohorts.order(CAMPAIGN)[:10] == FIRST_TEN
    assert sorted(cohorts.order(CAMPAIGN)) == list(range(100))


def test_campaigns_hold_out_different_people() -> None:
    held = {cohorts.allot(f"{n:032x}", 10, []).holdout for n in range(50)}
    assert len(held) == 50


def test_ten_percent_holdout_and_one_treatment_of_forty_leave_fifty() -> None:
    allocation = cohorts.allot(CAMPAIGN, 10, [40])
    assert (len(allocation.holdout), [len(part) for part in allocation.treatments]) == (10, [50, 40])
    assert allocation.others("0") == allocation.treatments[1]
    assert allocation.others("1") == allocation.treatments[0]


@pytest.mark.parametrize(("holdout", "sizes"), [(0, []), (100, []), (0, [100]), (20, [20, 20, 20, 20]), (1, [0, 99])])
def test_every_cohort_has_exactly_one_fate(holdout: int, sizes: list[int]) -> None:
    allocation = cohorts.allot(CAMPAIGN, holdout, sizes)
    everyone = [*allocation.holdout, *(cohort for part in allocation.treatments for cohort in part)]
    assert sorted(everyone) == list(range(100))
    assert [len(part) for part in allocation.treatments[1:]] == sizes


@given(st.integers(0, 90), st.integers(0, 10))
def test_a_larger_holdout_keeps_those_already_held_out(holdout: int, more: int) -> None:
    before = set(cohorts.allot(CAMPAIGN, holdout, []).holdout)
    assert before <= set(cohorts.allot(CAMPAIGN, holdout + more, []).holdout)
