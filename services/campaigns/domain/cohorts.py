"""Which cohorts of endpoints get which treatment (campaigns spec §5).

Every endpoint carries a cohort 0–99 for life. A campaign shuffles the cohorts in an order of its own and allots them
from the front: the holdout, then treatment 1, 2, …; the rest is the default treatment. A longer prefix keeps what the
shorter one held, so changed percentages move as few endpoints as possible.

The shuffle, exactly: seed = SHA-256 of the campaign id in UTF-8. Block n (0, 1, …) is SHA-256(seed + n as four bytes,
big-endian); the blocks in a row are read as 32-bit big-endian words. A number below b is the next word modulo b, words
at or above the largest multiple of b below 2^32 being skipped. Fisher–Yates: for i from 99 down to 1, swap places i and
(a number below i + 1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

COHORTS = 100
DEFAULT_TREATMENT = "0"
_WORDS = 1 << 32


@dataclass(frozen=True, slots=True)
class Allocation:
    """Cohorts by fate, each list ascending. `treatments[i]` belongs to treatment id str(i)."""

    holdout: tuple[int, ...]
    treatments: tuple[tuple[int, ...], ...]

    def others(self, treatment_id: str) -> tuple[int, ...]:
        """The cohorts that belong to another treatment than this one."""
        mine = int(treatment_id)
        return tuple(sorted(c for i, part in enumerate(self.treatments) if i != mine for c in part))


def order(campaign_id: str) -> list[int]:
    """The cohorts 0–99 in the campaign's own order."""
    words = _words(hashlib.sha256(campaign_id.encode()).digest())
    cohorts = list(range(COHORTS))
    for i in range(COHORTS - 1, 0, -1):
        j = _below(words, i + 1)
        cohorts[i], cohorts[j] = cohorts[j], cohorts[i]
    return cohorts


def allot(campaign_id: str, holdout_percent: int, sizes: Sequence[int]) -> Allocation:
    """Allots all cohorts. `sizes`: percent of the additional treatments 1, 2, …; percent of the whole segment, summing
    to at most 100 with the holdout.
    """
    shuffled = order(campaign_id)
    ends = [holdout_percent]
    for size in sizes:
        ends.append(ends[-1] + size)
    parts = [tuple(sorted(shuffled[start:end])) for start, end in pairwise(ends)]
    rest = tuple(sorted(shuffled[ends[-1] :]))
    return Allocation(tuple(sorted(shuffled[:holdout_percent])), (rest, *parts))


def _words(seed: bytes) -> Iterator[int]:
    block = 0
    while True:
        digest = hashlib.sha256(seed + block.to_bytes(4, "big")).digest()
        for at in range(0, len(digest), 4):
            yield int.from_bytes(digest[at : at + 4], "big")
        block += 1


def _below(words: Iterator[int], bound: int) -> int:
    limit = _WORDS - _WORDS % bound
    return next(word for word in words if word < limit) % bound
