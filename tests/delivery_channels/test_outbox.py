"""The outbox: one whole file a message, whatever dies; and nothing outside its folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kit.testing import eventually
from services.delivery.channels.outbox import OutboxProvider, safe_name
from services.delivery.channels.outbox_erasure import erase_app, erase_person
from services.delivery.channels.provider import EmailPayload, Outbound, SmsPayload, WebhookCall, WebhookPayload


def mail(count: int, app: str = "app1", run: str = "run1", body: bytes = b"Subject: x\r\n\r\nhi\r\n") -> list[Outbound]:
    return [Outbound(f"m{n}", "EMAIL", f"r{n}@x.example", EmailPayload(body, "a@b.example"), app_id=app, run=run) for n in range(count)]


async def test_each_message_is_one_file_and_is_delivered_at_once(tmp_path: Path) -> None:
    outcomes = await OutboxProvider(tmp_path).send(mail(50))
    assert {(found.status, found.code, found.delivered) for found in outcomes} == {("SUCCESSFUL", 200, True)}
    assert outcomes[7].message == "MessageId: m7"
    files = sorted(found.name for found in (tmp_path / "app1" / "run1").iterdir())
    assert files == sorted(f"m{n}.eml" for n in range(50))
    assert (tmp_path / "app1" / "run1" / "m0.eml").read_bytes() == b"Subject: x\r\n\r\nhi\r\n"


async def test_the_same_message_again_is_the_same_one_file(tmp_path: Path) -> None:
    outbox = OutboxProvider(tmp_path)
    await outbox.send(mail(1))
    await outbox.send(mail(1, body=b"second"))
    assert [found.read_bytes() for found in tmp_path.rglob("*.*")] == [b"second"]


async def test_direct_messages_texts_and_custom_deliveries_have_their_places(tmp_path: Path) -> None:
    call = WebhookCall("https://x.example", "app1", {"CampaignId": "c"})
    await OutboxProvider(tmp_path).send(
        [
            Outbound("s1", "SMS", "+4915112345678", SmsPayload("Hallo", "Shop"), app_id="app1"),
            Outbound("c1", "CUSTOM", "x", WebhookPayload(call, b'{"Address":"x"}'), endpoint_id="ep", app_id="app1"),
        ]
    )
    text = json.loads((tmp_path / "app1" / "direct" / "s1.json").read_text())
    assert (text["Body"], text["Address"], text["Origin"]) == ("Hallo", "+4915112345678", "Shop")
    custom = json.loads((tmp_path / "app1" / "direct" / "c1.json").read_text())
    assert (custom["CampaignId"], custom["Endpoint"], custom["EndpointId"]) == ("c", {"Address": "x"}, "ep")


@pytest.mark.parametrize("bad", ["../../x", "..", ".", "a/b", "", "a\x00b", "x" * 500, ".hidden"])
async def test_no_id_leads_out_of_the_folder(tmp_path: Path, bad: str) -> None:
    folder = tmp_path / "outbox"
    item = Outbound(bad, "EMAIL", "a@b.example", EmailPayload(b"x", "a@b.example"), app_id=bad, run=bad)
    (outcome,) = await OutboxProvider(folder).send([item])
    assert outcome.status == "SUCCESSFUL"
    assert [found.name for found in tmp_path.iterdir()] == ["outbox"]
    assert len(list(folder.rglob("*.eml"))) == 1
    assert "/" not in safe_name(bad) and not safe_name(bad).startswith(".")


async def test_a_folder_that_cannot_be_written_fails_the_message_and_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "app1").write_text("in the way")
    outcomes = await OutboxProvider(tmp_path).send([*mail(2), *mail(1, app="app2")])
    assert [found.status for found in outcomes] == ["TEMPORARY_FAILURE", "TEMPORARY_FAILURE", "SUCCESSFUL"]


async def test_an_app_is_erased_alone(tmp_path: Path) -> None:
    outbox = OutboxProvider(tmp_path)
    await outbox.send([*mail(3), *mail(2, app="app2")])
    assert await erase_app(tmp_path, "app1", dry_run=True) == 3
    assert await erase_app(tmp_path, "app1", dry_run=False) == 3
    assert [found.name for found in tmp_path.iterdir()] == ["app2"]


async def test_a_person_is_erased_alone(tmp_path: Path) -> None:
    outbox = OutboxProvider(tmp_path)
    await outbox.send([*mail(3), *mail(2, app="app2")])
    whole = {path.name: path for path in tmp_path.rglob("*.eml")}
    (tmp_path / "app1" / "direct").mkdir()
    (tmp_path / "app1" / "direct" / "hers.eml").write_bytes(b"Subject: x\r\nTo: =?utf-8?q?Erin_M=C3=BCller?= <Erin@Example.com>\r\n\r\nbody")
    (tmp_path / "app1" / "direct" / "hers.json").write_text(json.dumps({"EndpointId": "erin", "Address": "+4915112345"}))
    assert await erase_person(tmp_path, "app1", frozenset({"erin"}), frozenset({"erin@example.com"}), dry_run=False) == 2
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == set(whole)


WRITER = """
import asyncio, sys
from pathlib import Path
from services.delivery.channels.outbox import OutboxProvider
from services.delivery.channels.outbox_erasure import erase_app, erase_person
from services.delivery.channels.provider import EmailPayload, Outbound
body = b"x" * 200_000 + b"END"
async def main():
    outbox, n = OutboxProvider(Path(sys.argv[1])), 0
    while True:
        await outbox.send([Outbound(f"m{n + k}", "EMAIL", "a@b.example", EmailPayload(body, "a@b.example"), app_id="a") for k in range(20)])
        n += 20
asyncio.run(main())
"""


def test_after_kill_9_every_file_under_its_name_is_whole(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], env={**os.environ, "PYTHONPATH": ".:gen"})
    try:
        eventually(lambda: len(list(tmp_path.rglob("*.eml"))) > 100, every=0.01)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    files = list(tmp_path.rglob("*.eml"))
    assert len(files) > 100
    assert all(found.stat().st_size == 200_003 for found in files)
