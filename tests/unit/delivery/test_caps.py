"""Caps count targeting, not sending (campaigns spec §11.2, acceptance a to d)."""

from hypothesis import given
from hypothesis import strategies as st

from services.delivery.domain.caps import DAY_MS, Caps, Ledger, judge

HOUR = 3600 * 1000


def test_a_total_of_one_counts_the_message_that_quiet_time_stopped() -> None:
    ledger, caps = Ledger(), Caps(total=1)
    assert judge(ledger, caps, "event-1", 0) == ""
    assert judge(ledger, caps, "event-2", 48 * HOUR) == "CAMPAIGN_CAP"


def test_b_daily_one_lets_one_of_three_hourly_runs_through_and_the_one_after_25_hours() -> None:
    ledger, caps = Ledger(), Caps(daily=1)
    assert [judge(ledger, caps, f"run-{n}", n * HOUR) for n in range(3)] == ["", "DAILY_CAP", "DAILY_CAP"]
    assert judge(ledger, caps, "run-25", 25 * HOUR) == ""


def test_c_the_apps_daily_limit_counts_all_campaigns_and_a_campaigns_own_limit_only_itself() -> None:
    first, second = Ledger(), Ledger()
    second.app = first.app
    assert judge(first, Caps(daily=1, app_wide=True), "a", 0) == ""
    assert judge(second, Caps(daily=1, app_wide=True), "b", 10 * 60_000) == "DAILY_CAP"
    assert judge(second, Caps(daily=5), "c", 20 * 60_000) == ""


def test_d_whatever_stops_the_message_after_targeting_the_next_run_is_capped() -> None:
    ledger = Ledger()
    assert judge(ledger, Caps(total=1), "run-1", 0) == ""
    assert judge(ledger, Caps(total=1), "run-2", 1) == "CAMPAIGN_CAP"


def test_the_same_name_again_is_a_yes_without_counting() -> None:
    ledger, caps = Ledger(), Caps(daily=1, total=1)
    assert [judge(ledger, caps, "run", at) for at in (0, 1, 2)] == ["", "", ""]
    assert judge(ledger, caps, "other", 3) == "DAILY_CAP"


def test_exactly_24_hours_later_a_message_no_longer_counts() -> None:
    ledger, caps = Ledger(), Caps(daily=1)
    judge(ledger, caps, "a", 0)
    assert judge(ledger, caps, "b", DAY_MS - 1) == "DAILY_CAP"
    assert judge(ledger, caps, "c", DAY_MS) == ""


@given(st.lists(st.integers(0, 3 * DAY_MS), max_size=60), st.integers(1, 4))
def test_no_window_of_24_hours_ever_holds_more_than_the_limit(times: list[int], limit: int) -> None:
    ledger, taken = Ledger(), []
    for at, moment in enumerate(sorted(times)):
        if judge(ledger, Caps(daily=limit), str(at), moment) == "":
            taken.append(moment)
    assert all(sum(1 for other in taken if moment - DAY_MS < other <= moment) <= limit for moment in taken)
