"""Bodies: nesting, JSON, charset, and what a wrapper is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import bodies
from kit.errors import Invalid

TEXTS = st.text(alphabet='[]{}"\\a', max_size=8)
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max((depth(item) for item in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth(item) for item in value), default=0)
    return 0


@given(VALUES, st.integers(0, 5))
def test_the_depth_check_agrees_with_the_parsed_value(value: Any, deepest: int) -> None:
    body = json.dumps(value).encode()
    if depth(value) > deepest:
        with pytest.raises(Invalid):
            bodies.check_depth(body, deepest)
    else:
        bodies.check_depth(body, deepest)


@pytest.mark.parametrize("body", [b"[" * 1_000_000, b'{"a":' * 500_000, b"[" * 65 + b"]" * 65])
def test_deep_bodies_are_refused_quickly(body: bytes) -> None:
    with pytest.raises(Invalid):
        bodies.check_depth(body, 64)


@pytest.mark.parametrize("body", [b"", b"  \r\n"])
def test_an_empty_body_is_an_empty_object(body: bytes) -> None:
    assert bodies.decode(body) == {}


@pytest.mark.parametrize("body", [b"{", b"{'a':1}", b"nan", b'{"a":NaN}', b"\xff", b'"\xed\xa0\x80"', b"{} {}"])
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid):
        bodies.decode(body)
