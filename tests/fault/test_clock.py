"""The product's clock goes forward over a campaign's time and back again: one run, whatever is changed meanwhile."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from kit.testing import eventually
from tests.fixtures.shop import Shop
from tests.fixtures.suite import ROOT, Suite
from tests.fixtures.users import counterpoint

SIZE = 200


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Suite]:
    """A suite whose clock can be moved."""
    with Suite({"COUNTERPOINT_CLOCK": "manual"}) as running:
        yield running


def test_a_clock_that_goes_to_and_fro_makes_no_second_run(sandbox: Suite) -> None:
    shop = Shop(sandbox, "to and fro")
    shop.load(SIZE)
    due = datetime.now(UTC) + timedelta(hours=2)
    schedule = {"StartTime": due.strftime("%Y-%m-%dT%H:%M:%SZ"), "Frequency": "ONCE", "Timezone": "UTC"}
    campaign = shop.launch(shop.everybody(), Schedule=schedule)
    assert shop.runs(campaign) == []
    advance(sandbox, "2h")
    # Renamed at the very time it is due.
    for name in ("spring 1", "spring 2"):
        change(shop, campaign, name)
    run = shop.ended(campaign)
    assert (int(run["Books"]["Produced"]), int(run["Books"]["Sent"])) == (SIZE, SIZE)
    set_back(sandbox)
    settled = time.monotonic()
    eventually(lambda: time.monotonic() - settled > 2)
    assert shop.ended(campaign)["RunId"] == run["RunId"]
    advance(sandbox, "3h")
    # Another campaign that is due later has had its turn: the first one had every chance of another.
    other = shop.launch(shop.everybody(), Name="other")
    assert int(shop.ended(other)["Books"]["Sent"]) == SIZE
    assert [one["RunId"] for one in shop.runs(campaign)] == [run["RunId"]]
    assert len(list((sandbox.data / "outbox" / shop.app).rglob("*.eml"))) == 2 * SIZE


def change(shop: Shop, campaign: str, name: str) -> None:
    """Renames, which a campaign that runs allows too."""
    shop.pinpoint.update_campaign(ApplicationId=shop.app, CampaignId=campaign, WriteCampaignRequest={"Name": name})


def advance(suite: Suite, span: str) -> None:
    subprocess.run(counterpoint("clock", "advance", span), env=suite.env, cwd=ROOT, check=True, capture_output=True)


def set_back(suite: Suite) -> None:
    """To the machine's time, which no command does."""
    fresh = suite.data / "clock.new"
    fresh.write_text("0\n")
    fresh.replace(suite.data / "clock")
