"""Ids that we mint."""

import os
import uuid


def new_id() -> str:
    """32 lower-case hex characters: apps, campaigns, segments, jobs, runs (api-conventions spec 4)."""
    return os.urandom(16).hex()


def request_id() -> str:
    """A UUID with dashes."""
    return str(uuid.uuid4())
