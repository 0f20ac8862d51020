"""Asks processes whether they do their work, without loading gRPC or an HTTP client into the launcher.

A gRPC health check is one HTTP/2 request whose answer is a data frame of seven bytes; that much is written out here.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_DATA, _HEADERS, _SETTINGS, _GOAWAY = 0, 1, 4, 7
_END_STREAM, _END_HEADERS, _ACK = 1, 4, 1
_SERVING = b"\x08\x01"
_TIMEOUT = 1.0


def grpc_serving(address: str) -> bool:
    """Whether the server at `unix:/path` or `host:port` answers SERVING to grpc.health.v1.Health/Check."""
    try:
        with contextlib.closing(_connect(address)) as link:
            link.sendall(_PREFACE + _frame(_SETTINGS, 0, 0, b"") + _frame(_HEADERS, _END_HEADERS, 1, _request_headers()))
            link.sendall(_frame(_DATA, _END_STREAM, 1, b"\0\0\0\0\0"))  # an empty HealthCheckRequest
            return _read_status(link) == _SERVING
    except (OSError, struct.error):
        return False


def http_alive(host: str, port: int, *, tls: bool, path: str = "/livez") -> bool:
    """Whether GET `path` answers 200."""
    try:
        link = socket.create_connection((host, port), timeout=_TIMEOUT)
        if tls:
            # Only whether it lives is asked; the certificate names the public host, not this address.
            context = ssl._create_unverified_context()  # noqa: S323
            link = context.wrap_socket(link)
        with contextlib.closing(link):
            link.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
            return link.recv(64)[8:12] == b" 200"
    except OSError:
        return False


def _connect(address: str) -> socket.socket:
    if address.startswith("unix:"):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(_TIMEOUT)
        link.connect(address.removeprefix("unix:"))
        return link
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_TIMEOUT)


def _request_headers() -> bytes:
    """HPACK, each field literal and without indexing."""
    fields = {
        ":method": "POST",
        ":scheme": "http",
        ":path": "/grpc.health.v1.Health/Check",
        ":authority": "localhost",
        "te": "trailers",
        "content-type": "application/grpc",
    }
    return b"".join(b"\0" + bytes([len(name)]) + name.encode() + bytes([len(text)]) + text.encode() for name, text in fields.items())


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return struct.pack("!I", len(payload))[1:] + struct.pack("!BBI", kind, flags, stream) + payload


def _read_status(link: socket.socket) -> bytes:
    """The message of the first data frame; empty when the call ends without one."""
    with link.makefile("rb") as stream:
        while True:
            head = stream.read(9)
            if len(head) < 9:
                return b""
            kind, flags = head[3], head[4]
            payload = stream.read(int.from_bytes(head[:3]))
            if kind == _SETTINGS and not flags & _ACK:
                link.sendall(_frame(_SETTINGS, _ACK, 0, b""))
            elif kind == _DATA:
                return payload[5:]
            elif kind == _GOAWAY or (kind == _HEADERS and flags & _END_STREAM):
                return b""
