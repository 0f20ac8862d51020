"""The attribute names of an app: 250 together, numbered for the columns of the index (endpoints spec 1.3, 1.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

NAMES_PER_APP = 250
TOO_MANY = "Too many custom attributes"

CUSTOM, USER, METRIC = "a", "u", "m"
KIND_OF_TYPE = {"endpoint-custom-attributes": CUSTOM, "endpoint-metric-attributes": METRIC, "endpoint-user-attributes": USER}

Name = tuple[str, str]


@dataclass(slots=True)
class Names:
    """`numbers`: (kind, name) to column number. `blocked`: names whose values are dropped from writes."""

    version: int = -1
    numbers: dict[Name, int] = field(default_factory=dict)
    blocked: set[Name] = field(default_factory=set)

    @property
    def counted(self) -> set[str]:
        """Names that count against the 250: one name used in two places counts once."""
        return {name for kind, name in self.numbers if (kind, name) not in self.blocked}


def new_names(names: Names, wanted: Sequence[Iterable[Name]]) -> list[Name]:
    """The names to register for several items in order: an item whose names do not all fit registers none of them."""
    fresh: dict[Name, None] = {}
    counted = names.counted
    for item in wanted:
        unknown = [n for n in item if n not in names.numbers and n not in fresh]
        added = {name for _, name in unknown} - counted
        if len(counted) + len(added) > NAMES_PER_APP:
            continue
        counted |= added
        fresh.update(dict.fromkeys(unknown))
    return list(fresh)


def matched(names: Names, kind: str, patterns: Iterable[str]) -> list[str]:
    """Registered names of a kind that a pattern covers (`*`, `?`, case sensitive, whole name), sorted."""
    listed = [_pattern(p) for p in patterns]
    return sorted(name for k, name in names.numbers if k == kind and any(fnmatchcase(name, p) for p in listed))


def removed(names: Names, kind: str, patterns: Iterable[str]) -> list[str]:
    """Those of the matched names that are blocked."""
    return [name for name in matched(names, kind, patterns) if (kind, name) in names.blocked]


def literal(patterns: Iterable[str]) -> list[str]:
    """Patterns that are plain names: blocked even when not registered yet."""
    return [p for p in patterns if "*" not in p and "?" not in p]


def _pattern(text: str) -> str:
    """Only `*` and `?` are special; fnmatch's brackets are not."""
    return text.replace("[", "[[]")


__all__ = ["CUSTOM", "KIND_OF_TYPE", "METRIC", "NAMES_PER_APP", "TOO_MANY", "USER", "Name", "Names", "literal", "matched", "new_names", "removed"]
