"""The bench row `render` compares like with like."""

from __future__ import annotations

from bench.render import ENDPOINT, by_hand, compiled, row


def test_the_compiled_and_the_hand_written_mail_are_the_same_text() -> None:
    assert compiled()(ENDPOINT) == by_hand()(ENDPOINT)


def test_the_row_names_figure_limit_and_ratio() -> None:
    assert row(0.1).keys() == {"name", "figure", "unit", "limit", "ratio", "check"}
