"""The one way the launcher says no: a sentence for people, printed without a traceback, exit code 1."""

from __future__ import annotations


class Refused(Exception):
    """`str(error)` is one clear sentence that says what is wrong and what to do."""

    @classmethod
    def of(cls, error: Exception) -> Refused:
        """From an error whose text is such a sentence in small letters and without its full stop."""
        said = str(error)
        return cls(f"{said[:1].upper()}{said[1:]}.")
