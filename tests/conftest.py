"""What every test may use: real servers, a whole running suite, and `async def` tests."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator

import pytest

from tests.fixtures.servers import Servers
from tests.fixtures.suite import Suite


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run an `async def` test in a loop of its own, two minutes at most."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    asyncio.run(asyncio.wait_for(pyfuncitem.obj(**arguments), 120))
    return True


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """The embedded PostgreSQL, NATS, Valkey and columns process, started once; each call for a database gives a fresh one."""
    with Servers() as running:
        yield running


@pytest.fixture(scope="session")
def suite() -> Iterator[Suite]:
    """A whole running Counterpoint, started once and shared: make an app of your own. Tests that kill or stop things start one themselves."""
    with Suite() as running:
        yield running
