"""What the columns process makes of a request."""

from __future__ import annotations

import gzip
from urllib.parse import urlencode

import lz4.frame
import pytest

from launcher.columns.request import BadRequest, read


def test_a_query_in_the_body_with_parameters_and_settings() -> None:
    query = urlencode({"database": "d", "param_x": "a\\tb", "max_threads": "1", "query_id": "q", "wait_end_of_query": "1"})
    statement = read(query, {}, b"SELECT {x:String}\n FORMAT Native")
    assert statement.sql == "SELECT {x:String}\n FORMAT Native"
    assert (statement.format, statement.database, statement.query_id) == ("Native", "d", "q")
    assert (statement.params, statement.settings) == ({"x": "a\\tb"}, {"max_threads": "1"})


@pytest.mark.parametrize("body", [b"INSERT INTO `t` (`a`) FORMAT Native\n\x01\x00\n", b"insert into t\n(a)\nformat native\r\n\x01\x00\n"])
def test_native_rows_are_taken_off_an_insert(body: bytes) -> None:
    statement = read("", {}, body)
    assert statement.native is not None and bytes(statement.native) == b"\x01\x00\n"
    assert "format" not in statement.insert.lower()


def test_the_statement_may_stand_in_the_url_and_the_rows_in_the_body() -> None:
    statement = read(urlencode({"query": "INSERT INTO t FORMAT Native"}), {}, b"rows")
    assert (statement.insert, statement.native is not None and bytes(statement.native)) == ("INSERT INTO t", b"rows")


def test_other_formats_stay_inline() -> None:
    assert read("", {}, b'INSERT INTO t FORMAT JSONEachRow\n{"a":1}').sql == b'INSERT INTO t FORMAT JSONEachRow\n{"a":1}'


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"SELECT 1")),
        ("lz4", lz4.frame.compress(b"SELECT 1")),
        ("lz4", lz4.frame.compress(b"SELE") + lz4.frame.compress(b"CT 1")),
        ("identity", b"SELECT 1"),
    ],
)
def test_compressed_bodies(encoding: str, packed: bytes) -> None:
    assert str(read("", {"content-encoding": encoding}, packed).sql).strip() == "SELECT 1"


@pytest.mark.parametrize(
    ("query", "headers", "body", "code"),
    [
        ("a-b=1", {}, b"SELECT 1", 115),
        ("", {"content-encoding": "gzip"}, b"no gzip", 432),
        ("", {"content-encoding": "lz4"}, lz4.frame.compress(b"x" * 100)[:-8], 432),
        ("", {"content-encoding": "br"}, b"", 89),
        ("", {}, b"SET max_threads = 1", 48),
        ("", {}, b" use other", 48),
    ],
)
def test_what_is_refused(query: str, headers: dict[str, str], body: bytes, code: int) -> None:
    with pytest.raises(BadRequest, match=f"Code: {code}. DB::Exception: "):
        read(query, headers, body)
