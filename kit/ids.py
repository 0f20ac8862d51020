"""Ids that we mint."""

import os

_VARIANTS = "89ab"


def new_id() -> str:
    """32 lower-case hex characters: apps, campaigns, segments, jobs, runs (api-conventions spec 4)."""
    return os.urandom(16).hex()


def request_id() -> str:
    """A random UUID with dashes (version 4); `uuid` takes three times as long, and every request needs one."""
    text = os.urandom(16).hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{_VARIANTS[int(text[16], 16) & 3]}{text[17:20]}-{text[20:]}"
