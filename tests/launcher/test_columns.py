"""The columns process against the unmodified clickhouse-connect client."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import clickhouse_connect
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from tests.fixtures.servers import Servers


def client(servers: Servers, database: str | None = None, **more: Any) -> Any:
    parts = urlsplit(servers.columns_url)
    given = {"host": parts.hostname, "port": parts.port, "username": parts.username, "password": parts.password, "compress": False}
    return clickhouse_connect.get_client(**(given | {"database": database} | more))


@pytest.fixture
def database(servers: Servers) -> str:
    name = servers.columns_database()
    client(servers).command(f"CREATE DATABASE {name}")
    return name


def test_a_hundred_thousand_rows_go_in_and_are_counted(servers: Servers, database: str) -> None:
    columns = client(servers, database)
    columns.command("CREATE TABLE t (id String, n UInt64, tags Array(String), m Map(String, Float64), o Nullable(Int32)) ENGINE=MergeTree ORDER BY id")
    columns.insert("t", [[f"id{n}", n, ["a", "b"], {"x": n / 2}, None] for n in range(100_000)], column_names=["id", "n", "tags", "m", "o"])
    row = columns.query("SELECT count(), sum(n), sum(m['x']), any(tags), countIf(o IS NULL) FROM t").result_rows[0]
    assert row == (100_000, 4_999_950_000, 2_499_975_000.0, ["a", "b"], 100_000)


def test_compressed_requests_are_read(servers: Servers, database: str) -> None:
    columns = client(servers, database, compress="lz4")
    columns.command("CREATE TABLE t (n UInt64) ENGINE=MergeTree ORDER BY n")
    columns.insert("t", [[n] for n in range(200_000)], column_names=["n"])
    assert columns.query("SELECT count(), max(n) FROM t").result_rows == [(200_000, 199_999)]


@pytest.mark.parametrize("text", ["plain", "it's", "tab\tand\nline", "back\\slash", "{x:String}", "'; DROP TABLE t; --", "ü€𝄞"])
def test_parameters_arrive_as_they_were(servers: Servers, text: str) -> None:
    columns = client(servers)
    assert columns.query("SELECT {x:String}, {l:Array(String)}", parameters={"x": text, "l": [text, ""]}).result_rows == [(text, [text, ""])]


def test_a_long_parameter_comes_as_a_form(servers: Servers) -> None:
    assert client(servers).query("SELECT length({x:String})", parameters={"x": "y" * 300_000}).result_rows == [(300_000,)]


def test_the_same_token_stores_once(servers: Servers, database: str) -> None:
    columns = client(servers, database)
    columns.command("CREATE TABLE t (n UInt64) ENGINE=MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100")
    for token in ("a", "a", "b"):
        columns.insert("t", [[n] for n in range(1000)], column_names=["n"], settings={"insert_deduplication_token": token})
    columns.insert("t", [[1]], column_names=["n"])
    columns.insert("t", [[2]], column_names=["n"])
    assert columns.command("SELECT count() FROM t") == 2002


@pytest.mark.parametrize(("sql", "code"), [("SELEC 1", 62), ("SELECT * FROM nowhere", 60), ("SELECT toUInt8('x')", 6), ("SET max_threads = 1", 48)])
def test_errors_carry_their_number(servers: Servers, sql: str, code: int) -> None:
    with pytest.raises(DatabaseError) as caught:
        client(servers).command(sql)
    assert caught.value.code == code


def test_settings_hold_for_one_request(servers: Servers) -> None:
    columns = client(servers)
    assert columns.command("SELECT getSetting('max_threads')", settings={"max_threads": 1}) == 1
    with pytest.raises(DatabaseError):
        columns.command("SELECT 1", settings={"max_threads": "many"})
    assert columns.command("SELECT getSetting('max_block_size')", settings={"max_block_size": 7}) == 7
    assert columns.command("SELECT getSetting('max_block_size')") != 7


def test_without_the_password_nothing_is_told(servers: Servers) -> None:
    with pytest.raises(DatabaseError) as caught:
        client(servers, password="guess")
    assert caught.value.code == 516
    assert str(urlsplit(servers.columns_url).password) not in str(caught.value)


def test_what_was_acknowledged_is_there_after_a_kill(servers: Servers, database: str) -> None:
    columns = client(servers, database)
    columns.command("CREATE TABLE t (n UInt64) ENGINE=MergeTree ORDER BY n")
    columns.insert("t", [[n] for n in range(5000)], column_names=["n"])
    servers.kill("columns")
    assert columns.command("SELECT count() FROM t") == 5000
