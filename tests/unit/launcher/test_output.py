"""What a suite prints: behind names or as JSON, redacted, and the newest of it kept; where its processes offer metrics; what is shown of secrets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kit.telemetry.redact import Redactor
from launcher import config, output, registry
from launcher.output import Output


def printed(capsys: pytest.CaptureFixture[str], folder: Path, form: str) -> list[str]:
    out = Output(folder / "logs", form, Redactor(["hidden-word"]))
    out.say("counterpoint", "ready on http://127.0.0.1:8080")
    out.say("postgres", "ERROR:  duplicate key of ada@example.com, hidden-word")
    out.say("delivery", json.dumps({"level": "INFO", "message": "delivery serves"}))
    out.close()
    shown = capsys.readouterr().out
    kept = folder / "logs" / "suite.log"
    assert kept.read_text() == shown and kept.stat().st_mode & 0o777 == 0o600
    return shown.splitlines()


def test_lines_stand_behind_the_name_of_who_said_them(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first, second, third = printed(capsys, tmp_path, "text")
    assert first == "counterpoint | ready on http://127.0.0.1:8080"
    assert second == "postgres     | ERROR:  duplicate key of ***, ***"
    assert third.startswith("delivery     | {")


def test_as_json_every_line_is_an_object_whoever_said_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first, second, third = (json.loads(line) for line in printed(capsys, tmp_path, "json"))
    assert (first["process"], first["message"]) == ("counterpoint", "ready on http://127.0.0.1:8080")
    assert (second["process"], second["message"], second["level"]) == ("postgres", "ERROR:  duplicate key of ***, ***", "INFO")
    assert third == {"level": "INFO", "message": "delivery serves"}


def test_two_files_of_a_bounded_size_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "_LARGEST_FILE", 1000)
    out = Output(tmp_path, "text", Redactor())
    for number in range(100):
        out.say("delivery", f"line {number} " + "x" * 80)
    out.close()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["suite.log", "suite.log.1"]
    assert all(path.stat().st_size < 1300 for path in tmp_path.iterdir())
    assert "line 99 " in (tmp_path / "suite.log").read_text()


def test_metrics_lie_on_private_sockets_or_on_ports_in_a_row() -> None:
    names = ["segments", "delivery-sending", "gateway"]
    assert registry.metrics_addresses(names, "", Path("/run/x"))["delivery-sending"] == "unix:/run/x/delivery-sending.m"
    assert list(registry.metrics_addresses(names, "127.0.0.1:9464", Path("/run/x")).values()) == ["127.0.0.1:9464", "127.0.0.1:9465", "127.0.0.1:9466"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("smtp://u:p@h:25", "smtp://…@h:25"),
        ("unix:///s?password=p", "unix:/s"),
        ("outbox:", "outbox:"),
        ("a bare secret", "***"),
        ("http://[broken", "***"),
    ],
)
def test_of_a_secret_only_where_it_leads_is_shown(text: str, shown: str) -> None:
    assert config.place_of(text) == shown
