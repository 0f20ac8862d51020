"""`suite` means another one here: every service runs twice, so that the next call of a client meets a process that knows nothing of the last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.conftest import call, new_app, other_account, pinpoint, stranger
from tests.fixtures.suite import Suite

__all__ = ["call", "new_app", "other_account", "pinpoint", "stranger"]
REPLICAS = 2


@pytest.fixture(scope="package")
def suite() -> Iterator[Suite]:
    """Two replicas of every service behind one gateway."""
    with Suite({"COUNTERPOINT_REPLICAS": str(REPLICAS)}) as running:
        yield running
