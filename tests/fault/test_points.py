"""The crash points are listed, and somebody dies at each."""

from __future__ import annotations

import re

from tests.fixtures.suite import ROOT

LISTED = (ROOT / "tests" / "fault" / "points.txt").read_text().split()


def test_the_list_names_the_points_of_the_code() -> None:
    folders = ("kit", "gateway", "services", "launcher")
    texts = (path.read_text() for folder in folders for path in (ROOT / folder).rglob("*.py"))
    assert sorted({name for text in texts for name in re.findall(r'faults\.point\("([a-z_.]+)"\)', text)}) == LISTED


def test_a_test_kills_at_every_point() -> None:
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in LISTED if not re.search(rf'"{re.escape(name)}(:\d+)?"', tests)] == []
