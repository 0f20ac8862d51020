"""What a part of a text message costs, by country (channels spec §5): a figure for events and KPIs, no limit.

    default = 700.0
    US = 645.0
    DE = 7550.0

in thousandths of a US cent a part; where neither the country nor `default` is named, nothing is known.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from kit.errors import Invalid


class Prices:
    """Prices by two-letter country."""

    def __init__(self, by_country: Mapping[str, float] | None = None) -> None:
        self._by_country = dict(by_country or {})

    @classmethod
    def parse(cls, text: str) -> Prices:
        """Reads TOML. Raises Invalid, which names the entry."""
        try:
            found = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            raise Invalid("is not TOML") from None
        for country, price in found.items():
            if country != "default" and not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
                raise Invalid(f"{country!r} is neither a country of two letters nor default")
            if isinstance(price, bool) or not isinstance(price, int | float) or not 0 <= price < 1e9:
                raise Invalid(f"{country!r} must be a price in thousandths of a US cent")
        return cls({country: float(price) for country, price in found.items()})

    def of(self, country: str, parts: int) -> float:
        """Of one message; 0 when nothing is known."""
        return self._by_country.get(country, self._by_country.get("default", 0.0)) * parts
