"""Keys, the configuration file, and what is shown of a value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from launcher import config, local
from launcher.failure import Refused

ROOT = Path(__file__).resolve().parents[3]
# Names in prose and prefixes in code, not keys.
_HANDED = {f"COUNTERPOINT_COLUMNS_{part}" for part in ("FD", "FOLDER", "PASSWORD")}
_NOT_KEYS = {"COUNTERPOINT_", "COUNTERPOINT_X", "COUNTERPOINT_MIGRATE", *_HANDED}


def test_every_key_the_code_reads_is_declared() -> None:
    known = {*config.known(), *config._INTERNAL, *config._NOT_BUILT, *_NOT_KEYS}
    found = {
        (name, str(path.relative_to(ROOT)))
        for folder in ("kit", "gateway", "services", "launcher")
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(r"COUNTERPOINT_[A-Z0-9_]+", path.read_text())
    }
    assert {(name, path) for name, path in found if name.removesuffix("_FILE") not in known and name not in known} == set()


def test_every_key_has_words() -> None:
    assert [name for name, key in config.known().items() if not key.doc] == []


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "counterpoint.toml").write_text('http = "127.0.0.1:1"\nregion = "eu-central-1"\nreplicas = 2\nbehind_tls = true\n')
    merged = config.load({"COUNTERPOINT_HTTP": "127.0.0.1:2"}, tmp_path)
    assert merged == {
        "COUNTERPOINT_HTTP": "127.0.0.1:2",
        "COUNTERPOINT_REGION": "eu-central-1",
        "COUNTERPOINT_REPLICAS": "2",
        "COUNTERPOINT_BEHIND_TLS": "true",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('reigon = "x"', "COUNTERPOINT_REIGON is not a key Counterpoint knows; the nearest is COUNTERPOINT_REGION."),
        ("[email]\nurl = 1", "email must be a text, a number or true/false"),
        ("no toml", "cannot be read"),
        ('sms_url = "smpp://a:b@c"', "smpp:// is not built yet"),
    ],
)
def test_a_file_with_a_fault_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "counterpoint.toml").write_text(text)
    with pytest.raises(Refused, match=re.escape(sentence)):
        config.load({}, tmp_path)


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("smtp://u:p@h:25\n")
    environ = {"COUNTERPOINT_EMAIL_URL_FILE": str(tmp_path / "url")}
    assert config.value(config.load(environ, tmp_path), "COUNTERPOINT_EMAIL_URL") == "smtp://u:p@h:25"
    assert config.real_providers(environ) == ["COUNTERPOINT_EMAIL_URL"]
    assert config.shown(config.known()["COUNTERPOINT_EMAIL_URL"], "smtp://u:p@h:25") == "smtp://…@h:25"


@pytest.mark.parametrize(("span", "seconds"), [("45s", 45), ("90m", 5400), ("2d", 172800), ("1d12h", 129600), ("1w", 604800), ("0.5h", 1800)])
def test_spans_of_time(span: str, seconds: float) -> None:
    assert local.seconds(span) == seconds


@pytest.mark.parametrize("span", ["", "2", "-2d", "2 d", "2y", "d2"])
def test_what_is_no_span_of_time(span: str) -> None:
    with pytest.raises(Refused):
        local.seconds(span)
