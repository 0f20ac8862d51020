"""A reader of the bus that stands still: callers do not notice, `counterpoint status` says how far it is behind, and it catches up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from typing import Any

import psutil

from kit.testing import eventually
from tests.fault.stream import Stream, assert_all_there
from tests.fixtures.shop import Shop
from tests.fixtures.suite import ROOT, Suite
from tests.fixtures.users import counterpoint

READER = "analytics-received"


def test_a_reader_that_stands_still_is_seen_and_catches_up(victim: Suite) -> None:
    shop = Shop(victim, "slow reader")
    stored = victim.pids()["analytics-store"]
    with Stream(shop, threads=4) as stream:
        stream.goes_on(20)
        os.kill(stored, signal.SIGSTOP)
        try:
            before = psutil.Process(victim.pids()["nats"]).memory_info().rss
            stream.goes_on(200, timeout=90)
            behind = eventually(lambda: found if (found := _reader(victim))["backlog"] > 0 and found["oldest_seconds"] > 2 else {}, 30, every=0.5)
            grown = psutil.Process(victim.pids()["nats"]).memory_info().rss - before
        finally:
            os.kill(stored, signal.SIGCONT)
        failures = list(stream.failures)
        eventually(lambda: _reader(victim)["oldest_seconds"] < 5, 60, every=0.5)
    assert failures == []
    # What waits lies in the file, not in memory.
    assert grown < 128 << 20
    assert_all_there(stream)
    print(f"behind by {behind['backlog']} messages, the oldest {behind['oldest_seconds']} s old; the bus grew by {grown >> 20} MB")


def _reader(suite: Suite) -> dict[str, Any]:
    said = subprocess.run([*counterpoint("status"), "--json"], env=suite.env, cwd=ROOT, capture_output=True, text=True, timeout=60)
    found: dict[str, Any] = json.loads(said.stdout)["bus"]["readers"][READER]
    return found
