"""The documents say what is so: made pages are fresh, links lead somewhere, and every command, file and key they name exists."""

from __future__ import annotations

import argparse
import importlib.util
import re
import shlex
import subprocess
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from launcher import cli, config
from tests.fixtures.suite import ROOT

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_FILE = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+\.(?:py|md|proto|toml|ya?ml|txt|sh|binpb|csv|png)")
_PATHS_OF_USERS = ("data/",)


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def pages() -> tuple[Path, ...]:
    """Every page of the repository."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True, check=False)
    found = [ROOT / name for name in listed.stdout.splitlines()] or [path for path in ROOT.rglob("*.md") if ".venv" not in path.parts]
    return tuple(sorted(path for path in found if path.exists()))


def code(page: Path) -> list[str]:
    """Lines of commands and texts in backticks."""
    text = page.read_text()
    blocks = [line for block in _FENCE.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    return blocks + _SPAN.findall(_FENCE.sub("", text))


def named(pattern: str) -> list[tuple[str, str]]:
    """(page, what the pattern's group found) in every piece of code."""
    return [(str(page.relative_to(ROOT)), found[1]) for page in pages() for line in code(page) for found in re.finditer(pattern, line)]


def test_made_pages_are_fresh() -> None:
    assert list(_tool().stale()) == [], "run `make docs`"


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for target in _LINK.findall(_FENCE.sub("", page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in _anchors(file)):
            lost.append(target)
    assert lost == []


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {use for use in named(r"\bmake ([a-z][a-z-]*)") if use[1] not in targets} == set()


def _commands() -> dict[str, argparse.ArgumentParser]:
    (choices,) = [action.choices for action in cli._parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(choices)


def test_every_counterpoint_command_that_is_named_exists_with_its_options() -> None:
    commands, wrong = _commands(), []
    for page, words in named(r"(?:^|[ /(`])counterpoint +([a-z][^|;&()#]*)"):
        name, *rest = shlex.split(words, posix=False)
        options = {option for action in commands[name]._actions for option in action.option_strings} if name in commands else set()
        wrong += [(page, words)] if name not in commands else []
        wrong += [(page, f"{name} {word}") for word in rest if word.startswith("--") and word.split("=")[0] not in options]
    assert wrong == []


def test_every_key_that_is_named_exists() -> None:
    keys = {*config.known(), *config.planned(), *config._INTERNAL}
    assert {use for use in named(r"\b(COUNTERPOINT_[A-Z][A-Z0-9_]*[A-Z0-9])\b") if use[1].removesuffix("_FILE") not in keys and use[1] not in keys} == set()


def test_every_file_that_is_named_exists() -> None:
    lost = []
    for page in pages():
        for text in _SPAN.findall(_FENCE.sub("", page.read_text())):
            if _FILE.fullmatch(text) and not text.startswith(_PATHS_OF_USERS):
                places = [ROOT / text, page.parent / text, *(ROOT.glob(f"services/*/{text}"))]
                lost += [] if any(place.exists() for place in places) else [(str(page.relative_to(ROOT)), text)]
    assert lost == []


def test_readme_has_its_parts_in_their_order() -> None:
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", (ROOT / "README.md").read_text()), re.MULTILINE)
    assert headings == [
        "Counterpoint",
        "Before you start",
        "Two commands",
        "Send one mail to yourself",
        "I have an app on Pinpoint",
        "Call it by gRPC",
        "On a cluster",
        "Stop, start again, reset, where is my data",
        "What works",
        "Is it safe",
        "Trouble",
        "Help",
        "Auf Deutsch",
    ]
