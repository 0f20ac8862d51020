"""Prices of text messages (channels spec §5)."""

from __future__ import annotations

import pytest

from kit.errors import Invalid
from services.delivery.domain.prices import Prices


def test_a_message_costs_its_parts_by_country() -> None:
    prices = Prices.parse("default = 700\nUS = 645.0\nXK = 0")
    assert [prices.of(country, 2) for country in ("US", "DE", "XK", "")] == [1290.0, 1400.0, 0.0, 1400.0]
    assert Prices().of("US", 2) == Prices.parse("").of("US", 2) == 0.0


@pytest.mark.parametrize(
    ("text", "words"),
    [("=", "not TOML"), ("Us = 1", "'Us' is neither"), ('US = "1"', "'US' must be"), ("US = -1", "'US' must be"), ("US = true", "must be")],
)
def test_a_price_that_is_none_is_named(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        Prices.parse(text)
