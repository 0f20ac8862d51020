"""What a client may not do before anybody knows who it is."""

from __future__ import annotations

import socket

import pytest

from gateway.http import LimitedProtocol
from tests.gateway.conftest import Running
from tests.gateway.signing import send


def connect(gateway: Running) -> socket.socket:
    return socket.create_connection(("127.0.0.1", gateway.port), timeout=10)


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\r\nX: ", b"GET /", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5000])
def test_an_endless_request_head_is_cut_off(gateway: Running, head: bytes) -> None:
    with connect(gateway) as connection:
        connection.sendall(head)
        try:
            for _ in range(40):
                connection.sendall(b"x" * 10_000)
            answer = connection.recv(1000)
        except ConnectionError:
            answer = b""
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
    assert send(gateway.url, "GET", "/livez").status == 200


def test_a_client_that_says_nothing_is_let_go(gateway: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LimitedProtocol, "HEAD_S", 0.2)
    for begun in (b"", b"GET /livez HTTP/1.1\r\nHost: x\r\n"):
        with connect(gateway) as connection:
            connection.sendall(begun)
            assert connection.recv(1000) == b""


def test_a_large_but_legal_head_is_served(gateway: Running) -> None:
    assert send(gateway.url, "GET", "/livez", headers={"X-Large": "y" * 30_000}).status == 200


def test_nonsense_is_400(gateway: Running) -> None:
    with connect(gateway) as connection:
        connection.sendall(b"\x16\x03\x01\x00nonsense\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 400 ")
