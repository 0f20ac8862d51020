"""Functions by name and ARN (campaigns spec §7, design §4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.errors import Invalid
from services.delivery.channels.functions import Functions, is_function

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
FOUND = Functions({"welcome": "http://a/1", f"{ARN}audience": "http://a/2", f"{ARN}twin": "http://a/3", "999999999999:function:twin": "http://a/4"})


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("welcome", "http://a/1"),
        ("welcome:live", "http://a/1"),
        ("function:welcome", "http://a/1"),
        (f"{ARN}welcome", "http://a/1"),
        (f"{ARN}welcome:$LATEST", "http://a/1"),
        (f"{ARN}audience", "http://a/2"),
        (f"{ARN}audience:7", "http://a/2"),
        ("audience", "http://a/2"),
        ("arn:aws:lambda:us-east-1:999999999999:function:audience", None),
        (f"{ARN}twin", "http://a/3"),
        ("999999999999:function:twin", "http://a/4"),
        ("twin", None),
        ("nobody", None),
        (f"{ARN}nobody", None),
        ("not a name", None),
    ],
)
def test_a_function_is_found_by_its_name_and_its_own_arn(given: str, url: str | None) -> None:
    assert FOUND.find(given) == url


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = [", "is not TOML"),
        ('x = "ftp://a"', "'x' must lead"),
        ("x = 5", "'x' must lead"),
        ('x = "http://"', "'x' must lead"),
        ('"a b" = "http://a"', "'a b' is neither"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "functions.toml"
    file.write_text(text)
    with pytest.raises(Invalid, match=words):
        Functions.read(str(file))


def test_no_file_maps_nothing_and_a_missing_one_is_named(tmp_path: Path) -> None:
    assert Functions.read("").find("welcome") is None
    with pytest.raises(Invalid, match="cannot be read"):
        Functions.read(str(tmp_path / "none.toml"))


def test_a_url_is_no_function() -> None:
    assert is_function("welcome") and is_function(f"{ARN}x") and not is_function("https://shop.example/hook")
