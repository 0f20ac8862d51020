"""Tags: legal keys and values, and the ARN that names their resource (quotas spec §3, api-conventions spec §8)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

Fault = tuple[str, str]
MOST_TAGS, LONGEST_KEY, LONGEST_VALUE = 50, 128, 256
_MARKS = frozenset(" _.:/=+-@")
_ARN = re.compile(r"arn:[^:]*:mobiletargeting:[^:]*:([0-9]{12}):apps/([^/]+)/([a-z]+)/([^/]+)")


def faults(tags: Mapping[str, str], path: str = "tags") -> list[Fault]:
    """What is wrong with a resource's whole set of tags."""
    found: list[Fault] = []
    if len(tags) > MOST_TAGS:
        found.append((path, f"a resource may have at most {MOST_TAGS} tags"))
    for key, value in tags.items():
        if not 1 <= len(key) <= LONGEST_KEY or len(value) > LONGEST_VALUE:
            found.append(
                (
                    f"{path}.{key[:LONGEST_KEY]}",
                    f"a key has 1 to {LONGEST_KEY} characters, a value at most {LONGEST_VALUE}",
                )
            )
        elif key.lower().startswith("aws:"):
            found.append((f"{path}.{key}", "the prefix aws: is reserved"))
        elif not _legal(key) or not _legal(value):
            found.append((f"{path}.{key}", "may hold letters, digits, spaces and _ . : / = + - @"))
    return found


def parse_arn(arn: str, kind: str) -> tuple[str, str, str] | None:
    """(account, app id, id) of the ARN of an app's resource of this kind (`campaigns`, `journeys`), None for anything else."""
    found = _ARN.fullmatch(arn)
    return (found[1], found[2], found[4]) if found and found[3] == kind else None


def _legal(text: str) -> bool:
    return all(char in _MARKS or unicodedata.category(char)[0] in "LN" for char in text)
