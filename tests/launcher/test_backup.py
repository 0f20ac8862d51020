"""Backup and restore of a whole suite, as an operator does it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kit.testing import eventually
from launcher import data
from launcher.backup import reach
from launcher.embedded.columns import address_of
from launcher.embedded.nats import Nats
from launcher.embedded.postgres import Postgres
from tests.fixtures.shop import Shop
from tests.fixtures.suite import ROOT, Suite

PEOPLE = 60


def counterpoint(suite: Suite, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "launcher.cli", *words]
    return subprocess.run(argv, env={**suite.env, **environ}, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def said(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Story:
    """A suite with history, its backup, and what it did afterwards.

    Before the backup: a campaign that was sent, one under way (held), one that is due soon. After it: the due one and a new one were sent.
    """

    def __init__(self, old: Suite, backups: Path) -> None:
        self.old = old
        self.backups = backups
        self.key = (old.data / "master.key").read_bytes()
        shop = self.shop = Shop(old, "before")
        shop.load(PEOPLE)
        everybody = shop.everybody()
        self.sent = shop.launch(everybody)
        shop.ended(self.sent)
        shop.call("POST", "hold", {})
        self.under_way = shop.launch(everybody, Name="under way")
        eventually(lambda: shop.runs(self.under_way)[0]["Books"]["Queued"] == PEOPLE)
        soon = (datetime.now(UTC) + timedelta(seconds=6)).isoformat(timespec="seconds")
        self.due = shop.launch(everybody, Name="due", Schedule={"StartTime": soon, "Frequency": "ONCE"})
        self.books = shop.runs(self.sent)[0]["Books"]
        self.backup = said(counterpoint(old, "backup", str(backups), "--json"))
        shop.call("POST", "release", {})
        shop.ended(self.due)
        self.after = shop.launch(everybody, Name="after the backup")
        shop.ended(self.after)

    def moved_to(self, suite: Suite) -> Shop:
        """The same shop, as another suite has it."""
        shop = object.__new__(Shop)
        shop.suite, shop.app, shop.pinpoint = suite, self.shop.app, suite.boto3()
        return shop


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with Suite() as old:
        told = Story(old, tmp_path_factory.mktemp("backups"))
        yield told


def outbox(suite: Suite) -> list[Path]:
    return list((suite.data / "outbox").rglob("*.eml"))


@pytest.fixture
def key(story: Story, tmp_path: Path) -> Path:
    path = tmp_path / "old.key"
    path.write_bytes(story.key)
    return path


def test_a_backup_says_what_it_holds_and_that_it_needs_the_key(story: Story) -> None:
    assert story.backup["rows"] > PEOPLE and story.backup["columns"] >= PEOPLE
    assert "cannot be opened without it" in story.backup["key"]
    folder = Path(story.backup["backup"])
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"example.com" not in everything and story.shop.app.encode() not in everything


def test_a_backup_is_made_by_urls_as_a_pod_makes_it(story: Story, tmp_path: Path) -> None:
    folder = data.look(story.old.data)
    postgres = Postgres(folder.path, folder.identity, folder.secret)
    nats = Nats(folder.path, folder.secret)
    assert nats.ready()
    place = json.loads((folder.path / "run" / "suite.json").read_text())["columns"]
    own = {
        "COUNTERPOINT_DATA": str(tmp_path / "nowhere"),
        "COUNTERPOINT_MIGRATE": json.dumps({owner: postgres.url(owner) for owner in reach.OWNERS}),
        "COUNTERPOINT_BUS_URL": nats.url,
        "COUNTERPOINT_COLUMNS_URL": address_of(place, folder.secret),
        "COUNTERPOINT_KEY_FILE": str(folder.key_file),
    }
    made = said(counterpoint(story.old, "backup", str(tmp_path / "backups"), "--json", **own))
    assert made["rows"] >= story.backup["rows"] and made["columns"] >= story.backup["columns"] and made["messages"] >= story.backup["messages"]
    assert not (tmp_path / "nowhere").exists()


def test_restored_it_sends_nothing_and_dropping_what_was_missed_sends_nothing(story: Story, key: Path) -> None:
    suite = Suite()
    try:
        refused = counterpoint(suite, "restore", str(story.backups))
        assert (refused.returncode, "master key" in refused.stderr) == (1, True)
        said(counterpoint(suite, "restore", str(story.backups), "--key-file", str(key), "--json"))
        suite.start()
        shop = story.moved_to(suite)
        restore = shop.suite_call("GET", "/counterpoint/v1/restore")
        assert restore["OnHold"] and {(run["CampaignId"], run["State"]) for run in restore["Missed"]} == {(story.due, "DUE"), (story.under_way, "STARTED")}
        assert shop.size() == PEOPLE
        assert shop.runs(story.sent)[0]["Books"] == story.books
        email = {"SimpleEmail": {"Subject": {"Data": "x"}, "TextPart": {"Data": "x"}}}
        message = {"Addresses": {"x@example.com": {"ChannelType": "EMAIL"}}, "MessageConfiguration": {"EmailMessage": email}}
        with pytest.raises(Exception, match="restored from a backup"):
            shop.pinpoint.send_messages(ApplicationId=shop.app, MessageRequest=message)
        assert said(counterpoint(suite, "release", "--drop-missed", "--json")) == {"Released": True, "Runs": 2}
        assert shop.ended(story.under_way)["State"] == "CANCELLED"
        shop.call("POST", "release", {})  # the app's own hold, there at the backup
        fresh = shop.launch(shop.everybody(), Name="fresh")
        assert shop.ended(fresh)["Books"]["Sent"] == PEOPLE
        assert len(outbox(suite)) == PEOPLE, "only what was asked for after the restore"
        assert shop.runs(story.due) == []
        assert said(counterpoint(suite, "release", "--run-missed", "--json")) == {"Released": False, "Runs": 0}
    finally:
        suite.__exit__(None, None, None)


def test_what_was_missed_is_sent_when_asked(story: Story, key: Path) -> None:
    suite = Suite({"COUNTERPOINT_KEY_FILE": str(key)})
    try:
        said(counterpoint(suite, "restore", story.backup["backup"], "--json"))
        suite.start()
        shop = story.moved_to(suite)
        assert outbox(suite) == []
        assert said(counterpoint(suite, "release", "--run-missed", "--json")) == {"Released": True, "Runs": 2}
        shop.call("POST", "release", {})  # the app's own hold, there at the backup
        for campaign in (story.due, story.under_way):
            assert shop.ended(campaign)["Books"]["Sent"] == PEOPLE
        assert len(outbox(suite)) == 2 * PEOPLE
        assert shop.runs(story.sent)[0]["Books"] == story.books
    finally:
        suite.__exit__(None, None, None)
