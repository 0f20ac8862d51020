"""Endpoints known to exist: an event with an empty Endpoint part of one of them costs no call to segments (design section 8)."""

from collections import OrderedDict


class KnownEndpoints:
    """A bounded set of (app, endpoint), least recently used out first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()

    def __contains__(self, key: tuple[str, str]) -> bool:
        if key in self._seen:
            self._seen.move_to_end(key)
            return True
        return False

    def add(self, key: tuple[str, str]) -> None:
        """Notes an endpoint that exists."""
        self._seen[key] = None
        if len(self._seen) > self._limit:
            self._seen.popitem(last=False)

    def discard(self, key: tuple[str, str]) -> None:
        """Forgets one that was deleted."""
        self._seen.pop(key, None)
