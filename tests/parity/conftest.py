"""`suite` means another one here: every service runs twice, so that the next call of a client meets a process that knows nothing of the last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.conftest import call, new_app, other_account, pinpoint, stranger
from tests.fixtures.suite import Suite
from tests.fixtures.webhook import WebhookReceiver

__all__ = ["call", "new_app", "other_account", "pinpoint", "stranger"]
REPLICAS = 2
# Short, so that a dead sender's windows are taken over within seconds.
LEASE_SECONDS = 5


@pytest.fixture(scope="package")
def webhook() -> Iterator[WebhookReceiver]:
    """A custom channel's receiver that the suite may reach."""
    with WebhookReceiver() as running:
        yield running


@pytest.fixture(scope="package")
def suite(webhook: WebhookReceiver) -> Iterator[Suite]:
    """Two replicas of every service behind one gateway."""
    keys = {
        "COUNTERPOINT_REPLICAS": str(REPLICAS),
        "COUNTERPOINT_EGRESS_ALLOW": webhook.address,
        "COUNTERPOINT_WEBHOOK_HEAD_CHECK": "false",
        "COUNTERPOINT_SEND_LEASE": str(LEASE_SECONDS),
    }
    with Suite(keys) as running:
        yield running
