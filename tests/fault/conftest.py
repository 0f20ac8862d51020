"""One suite for all tests that hurt it, with a receiver outside that counts what arrived."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from tests.fixtures.receiver import Receiver
from tests.fixtures.suite import Suite

# Short, so that a dead worker's windows are taken over within seconds.
LEASE_SECONDS = 5


@pytest.fixture(scope="package")
def receiver() -> Iterator[Receiver]:
    """Where the mail of `victim` goes."""
    with Receiver() as running:
        yield running


@pytest.fixture(scope="package")
def _victim(receiver: Receiver) -> Iterator[Suite]:
    with Suite({"COUNTERPOINT_EMAIL_URL": receiver.url, "COUNTERPOINT_SEND_LEASE": str(LEASE_SECONDS)}) as running:
        yield running


@pytest.fixture
def victim(_victim: Suite) -> Suite:
    """A suite that may be hurt; every test gets it whole. Two sending workers, e-mail by SMTP."""
    if _victim.process is None or _victim.process.poll() is not None:
        _victim.start()
    _victim.wait_ready()
    return _victim


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """A failure comes with the suite's last words."""
    report = yield
    suite = getattr(item, "funcargs", {}).get("victim")
    if report.failed and suite is not None:
        report.sections.append(("what the suite said", suite.said()[-12_000:]))
    return report
