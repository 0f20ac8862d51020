"""`make demo`: runs to its end with every number right, prints what README shows, and may be run again."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from launcher import clean, registry
from samples.cdnow import check, history, project
from tests.fixtures.alone import alone, possible
from tests.fixtures.suite import ROOT, Suite

README = ROOT / "README.md"
_BLOCK = re.compile(r"(<!-- demo output: made by tests/demo -->\n```\n)(.*?)(```\n<!-- end of demo output -->)", re.DOTALL)
_TABLE_LINE = re.compile(r"^  .*(?:  expected +got|  ok|  OFF)$", re.MULTILINE)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """What one run of the demo prints, in a folder and on a port of its own; shown as on the usual ones. And the log of its suite.

    The outside is denied where that can be had.
    """
    data = tmp_path_factory.mktemp("demo") / "data"
    for folder in (data.parent, data.parent.parent, data.parent.parent.parent):
        folder.chmod(0o711)
    port = registry.free_ports(1)[0]
    outside = {name: text for name, text in os.environ.items() if not name.startswith(("COUNTERPOINT_", "AWS_"))}
    own = {"COUNTERPOINT_DATA": str(data), "COUNTERPOINT_HTTP": f"127.0.0.1:{port}", "WAIT": "0", "COUNTERPOINT_EMAIL_URL": "smtp://127.0.0.1:1"}
    try:
        environ = registry.python_environment(outside | own)
        argv = [sys.executable, "-m", "samples.cdnow"]
        argv = alone(argv) if possible() else argv
        ran = subprocess.run(argv, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        log = (data / "demo.log").read_text() + (data / "logs" / "suite.log").read_text()
    finally:
        clean.remove(data)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.replace(f":{port}", ":8080").replace(str(data), "data"), log


@pytest.fixture(scope="module")
def output(ran: tuple[str, str]) -> str:
    return ran[0]


def table(text: str) -> list[str]:
    """The lines that are the same in every run."""
    return _TABLE_LINE.findall(text)


def test_the_demo_ends_well_and_readme_shows_its_numbers(output: str) -> None:
    readme = README.read_text()
    shown = _BLOCK.search(readme)
    assert shown is not None
    if os.environ.get("UPDATE_README") == "1":
        README.write_text(readme[: shown.start()] + shown[1] + output + shown[3] + readme[shown.end() :])
        shown = _BLOCK.search(README.read_text())
        assert shown is not None
    assert len(table(output)) > 20
    assert table(shown[2]) == table(output), "README shows other numbers: run this test with UPDATE_README=1"


def test_nobodys_address_is_in_the_log_of_thousands_of_mails(ran: tuple[str, str]) -> None:
    assert "ready after" in ran[1]
    assert re.findall(r"[\w.+-]+(?:@|%40)[\w-]+\.\w+", ran[1]) == []


def test_the_demo_needs_nobody_outside(output: str) -> None:
    """It ran where no packet leaves the machine: shown by what a program meets there."""
    if not possible():
        print("not run: no network namespace of one's own here")
        return
    code = "import socket\nprint([name for _, name in socket.if_nameindex()])\nsocket.create_connection(('192.0.2.1', 443), 2)"
    tried = subprocess.run(alone([sys.executable, "-c", code]), capture_output=True, text=True, check=False)
    assert tried.stdout.strip() == "['lo']" and "Network is unreachable" in tried.stderr


def test_the_demo_says_that_readers_are_simulated_and_how_long_it_took(output: str) -> None:
    assert "Opens and clicks are simulated." in output
    took = re.search(r"The demo took (\d+) s", output)
    assert took is not None and int(took[1]) <= 180


def test_it_touches_no_suite_that_runs_already(suite: Suite) -> None:
    """Neither its data nor, worse, its mail server."""
    environ = suite.env | {"WAIT": "0", "COUNTERPOINT_EMAIL_URL": "smtp://127.0.0.1:1"}
    ran = subprocess.run([sys.executable, "-m", "samples.cdnow"], env=environ, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert ran.returncode == 1
    assert "already answers" in ran.stderr and "COUNTERPOINT_HTTP" in ran.stderr
    assert project.find(suite.boto3()) == []


def test_a_second_run_finds_the_first_project_and_builds_it_anew(suite: Suite) -> None:
    pinpoint = suite.boto3()
    first = project.create(pinpoint)
    second = project.create(pinpoint)
    assert first != second
    assert project.find(pinpoint) == [second]
    pinpoint.delete_app(ApplicationId=second)


def test_every_number_of_the_sample_follows_from_its_file_whatever_day_it_is() -> None:
    from datetime import date

    for today in (date(2026, 1, 1), date(2028, 2, 29)):
        seen = history.read(today)
        assert max(purchase.day for purchase in seen.purchases) == today
        figures = len(seen.customers), len(seen.purchases), float(seen.revenue), len(seen.recent), len(seen.lapsed)
        assert figures == (check.CUSTOMERS, check.PURCHASES, check.REVENUE, check.RECENT, check.LAPSED)
