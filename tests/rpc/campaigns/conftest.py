"""One campaigns service for all tests of this folder: it lives on a loop of its own, and the tests that use `rig` run
there.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from tests.fixtures.servers import Servers
from tests.rpc.campaigns.rig import Rig, campaigns_service, fresh


class Loop:
    """An event loop in a thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, coroutine: object) -> object:
        """Runs a coroutine there, two minutes at most."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(120)  # type: ignore[arg-type]

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs an `async def` test that uses `rig` on the service's loop."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj) or "rig" not in pyfuncitem.funcargs:
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    arguments["rig"].loop.run(pyfuncitem.obj(**arguments))
    return True


@pytest.fixture(scope="package")
def running(servers: Servers) -> Iterator[Rig]:
    loop, stack = Loop(), AsyncExitStack()

    async def enter() -> Rig:
        return await stack.enter_async_context(campaigns_service(servers))

    rig = loop.run(enter())
    rig.loop = loop  # type: ignore[attr-defined]
    yield rig  # type: ignore[misc]
    loop.run(stack.aclose())
    loop.stop()


@pytest.fixture
def rig(running: Rig) -> Rig:
    """An application of its own in the running service, with the segment `seg`; the clock stands at `START`."""
    return fresh(running)
