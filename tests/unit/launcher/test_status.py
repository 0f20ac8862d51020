"""Status in words: what is wrong stands there, what is right is short."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from launcher import scrape, status
from launcher.failure import Refused

QUIET: dict[str, Any] = {
    "ready": True,
    "not_ready": [],
    "address": "http://127.0.0.1:8080",
    "data": "/srv/cp",
    "postgres": "/srv/cp/postgres",
    "credentials": "/srv/cp/credentials",
    "processes": {"segments": {"answers": True, "memory_bytes": 90 << 20}},
    "bus": {"answers": True, "readers": {"analytics-received": {"backlog": 0, "oldest_seconds": 0, "dead_letters": 0}}, "streams": {}},
    "outbox_facts": {"delivery": 0},
    "index_waiting_rows": 0,
    "sending": {
        "runs": {"INITIALIZING": 0, "RUNNING": 0},
        "windows": {"open": 0, "claimed": 0, "sending": 0},
        "recipients_queued": 0,
        "recipients_since_start": {},
        "provider_answers_since_start": {},
    },
    "holds": [],
    "restore": {"OnHold": False},
    "versions": {"Counterpoint": "0.1.0"},
    "encrypted_at_rest": {"secrets": True, "postgres": "by the volume only"},
    "disk": {"free_bytes": 5 << 30, "total_bytes": 20 << 30, "used_bytes": {"nats": 3 << 20}},
}


def said(**changes: Any) -> dict[str, str]:
    head, *rows = status.words(QUIET | changes)
    return {"": head} | {row[:13].strip(): row[14:] for row in rows}


def test_a_suite_at_rest() -> None:
    assert said() == {
        "": "Counterpoint is ready.",
        "address": "http://127.0.0.1:8080",
        "processes": "1 answer: segments (90 MB)",
        "bus": "nothing waits",
        "dead letters": "none",
        "outboxes": "empty",
        "live index": "up to date",
        "sending": "no run is under way",
        "since start": "nothing was sent",
        "holds": "none",
        "encrypted": "secrets: yes, by Counterpoint; PostgreSQL: by the volume only",
        "disk": "5.0 GB free of 20; NATS 3 MB",
        "data": "/srv/cp",
        "credentials": "/srv/cp/credentials",
        "versions": "Counterpoint 0.1.0",
    }


def test_a_suite_in_trouble() -> None:
    readers = {
        "analytics-received": {"backlog": 12345, "oldest_seconds": 150.0, "dead_letters": 2},
        "campaigns-runs": {"backlog": 1, "oldest_seconds": 90000.0, "dead_letters": 0},
    }
    found = said(
        ready=False,
        not_ready=["analytics"],
        processes={"segments": {"answers": True, "memory_bytes": 90 << 20}, "analytics": {"answers": False}},
        bus={"answers": True, "readers": readers, "streams": {"CP_EVT_EVENTS": {"bytes": 95, "limit_bytes": 100}}},
        outbox_facts={"delivery": 1},
        holds=[{"app": "a1", "campaign": "c1", "channel": "", "seconds": 7300}, {"app": "", "campaign": "", "channel": "", "seconds": 5}],
        restore={"OnHold": True, "BackupTime": "2026-11-24", "Missed": [{"Name": "spring", "CampaignId": "c", "ScheduledTime": "T", "State": "DUE"}]},
    )
    assert found[""] == "Counterpoint is not ready: analytics."
    assert found["processes"].startswith("analytics: no answer; 1 answer")
    assert found["bus"] == (
        "campaigns-runs: 1 message waiting, the oldest for 25 h; analytics-received: 12,345 messages waiting, the oldest for 2 min; CP_EVT_EVENTS is 95 % full"
    )
    assert found["dead letters"] == "2 of analytics-received"
    assert found["outboxes"] == "delivery has 1 fact the bus has not taken yet"
    assert found["holds"] == "app a1, campaign c1 for 2 h; every app for 5 s"
    assert "spring due T (DUE)" in found["restored"] and "--drop-missed" in found["restored"]


def test_runs_under_way_are_counted() -> None:
    sending = QUIET["sending"] | {
        "runs": {"INITIALIZING": 1, "RUNNING": 2},
        "windows": {"open": 12, "claimed": 1, "sending": 1},
        "recipients_queued": 2610,
        "recipients_since_start": {"sent": 1200, "not_sent": 3},
        "provider_answers_since_start": {"EMAIL smtp SUCCESSFUL": 1200},
    }
    found = said(sending=sending)
    assert found["sending"] == "2 runs under way, 1 waiting for the audience, 14 windows to do (1 in hand-over), 2,610 recipients queued"
    assert found["since start"] == "recipients of runs: sent 1,200, not sent 3; providers: EMAIL smtp SUCCESSFUL 1,200"


def test_of_a_suite_elsewhere_only_what_can_be_known_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "_BUS_PATIENCE", 0.3)
    nowhere = {"COUNTERPOINT_DATA": str(tmp_path / "none")}
    with pytest.raises(Refused, match="No suite is running"):
        status.report(nowhere)
    found = status.report(nowhere | {"COUNTERPOINT_URL": "http://127.0.0.1:1", "COUNTERPOINT_BUS_URL": "nats://127.0.0.1:1"})
    assert (found["ready"], found["not_ready"], found["bus"]["answers"]) == (False, ["gateway"], False)
    words = "\n".join(status.words(found))
    assert re.search(r"^bus +no answer$", words, re.MULTILINE) and "holds" not in words


def test_metrics_are_taken_apart_with_their_labels() -> None:
    text = '# HELP a b\n# TYPE a counter\na_total{app="x",name="q\\"u\\\\o\\nte"} 3\nb 0.5\nc_bucket{le="+Inf"} 7\n'
    found = scrape.samples({"p": text, "silent": None})
    assert [(s.process, s.name, dict(s.labels), s.value) for s in found] == [
        ("p", "a_total", {"app": "x", "name": 'q"u\\o\nte'}, 3.0),
        ("p", "b", {}, 0.5),
        ("p", "c_bucket", {"le": "+Inf"}, 7.0),
    ]
