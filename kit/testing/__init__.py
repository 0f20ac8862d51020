"""Helpers for tests: polling with a deadline and programs that play the other side of a protocol."""

from kit.testing.polling import eventually, eventually_async

__all__ = ["eventually", "eventually_async"]
