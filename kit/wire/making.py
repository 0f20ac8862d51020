"""Codecs are made on first use and shared by all threads, but never seen half made."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
C = TypeVar("C")


class Making(Generic[K, C]):
    """Codecs by key. Creation is apart from learning, so that recursive message types find themselves while learning."""

    def __init__(self, create: Callable[[], C]) -> None:
        self._create = create
        self._ready: dict[K, C] = {}
        self._learning: dict[K, C] = {}
        self._depth = 0
        self._lock = threading.RLock()

    def get(self, key: K, learn: Callable[[C], None]) -> C:
        """The codec of `key`; a new one learns first, and with it everything it refers to."""
        known = self._ready.get(key)
        return known if known is not None else self._make(key, learn)

    def _make(self, key: K, learn: Callable[[C], None]) -> C:
        with self._lock:
            known = self._ready.get(key) or self._learning.get(key)
            if known is not None:
                return known
            made = self._learning[key] = self._create()
            self._depth += 1
            try:
                learn(made)
                if self._depth == 1:
                    self._ready.update(self._learning)
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._learning.clear()
            return made
