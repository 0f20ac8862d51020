"""The books balance whatever happens (campaigns spec §8.3)."""

from hypothesis import given
from hypothesis import strategies as st

from services.delivery.domain.books import Books, Counts, aborted, result_of, sum_up

BOOK = st.sampled_from(["dropped", "not_sent", "failed", "sent", "unknown", "retry"])
WINDOWS = st.lists(st.lists(st.tuples(BOOK, st.sampled_from(["A", "B", "C"])), max_size=12), max_size=8)


@given(WINDOWS, st.lists(st.integers(1, 200), max_size=5), st.integers(0, 100))
def test_books_balance_over_any_windows_open_and_closed(
    closed: list[list[tuple[str, str]]], still_open: list[int], draw: int
) -> None:
    produced, counts = sum(still_open), []
    waiting = sum(still_open)
    for window in closed:
        one = Counts()
        for book, reason in window:
            one.add(book, reason)
        assert one.members == len(window)
        produced += len(window)
        # a recipient handed on to a retry is a member of the window that waits for it
        waiting += one.retry
        counts.append(one.document())
    books = sum_up(produced, waiting, counts)
    assert books.balanced
    assert books.produced == produced


def test_a_missing_recipient_is_noticed() -> None:
    assert not Books(produced=3, queued=1, sent=1).balanced


def test_a_run_fails_when_everything_it_tried_failed_or_nothing_could_be_used() -> None:
    assert result_of(Books(produced=2, sent=1, failed={"FAILURE": 1}), True) == "SUCCESS"
    assert result_of(Books(produced=1, failed={"FAILURE_PERMANENT": 1}), True) == "FAIL"
    assert result_of(Books(produced=1, unknown=1), True) == "FAIL"
    assert result_of(Books(produced=1, dropped={"UNSUPPORTED_CHANNEL": 1}), False) == "FAIL"
    assert result_of(Books(produced=1, dropped={"ENDPOINT_OPT_OUT": 1}), True) == "SUCCESS"
    assert result_of(Books(), False) == "SUCCESS"
    assert result_of(Books(produced=2, not_sent={"FAILURE": 2}), True) == "FAIL"
    assert result_of(Books(produced=2, not_sent={"QUIET_TIME": 2}), True) == "SUCCESS"


def test_a_failed_run_that_targeted_nobody_could_not_run_at_all() -> None:
    assert aborted("FAIL", {}) and aborted("FAIL", {"dropped": {"UNSUPPORTED_CHANNEL": 3}, "failed": {}, "sent": 0})
    assert not aborted("FAIL", {"failed": {"FAILURE_PERMANENT": 1}}) and not aborted("FAIL", {"unknown": 1})
    assert not aborted("SUCCESS", {"dropped": {"ENDPOINT_OPT_OUT": 3}})
