"""Reads the metrics of running processes: one GET each, and the text taken apart."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

_TIMEOUT = 4.0
_SAMPLE = re.compile(r"(?P<name>[A-Za-z_:][\w:]*)(?:\{(?P<labels>.*)\})? (?P<value>\S+)\Z")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Sample:
    """One series of one process."""

    process: str
    name: str
    labels: Mapping[str, str]
    value: float


def all_of(addresses: Mapping[str, str]) -> dict[str, str | None]:
    """The text of every process, asked side by side; None where nobody answers."""
    if not addresses:
        return {}
    with ThreadPoolExecutor(len(addresses)) as pool:
        return dict(zip(addresses, pool.map(text_of, addresses.values()), strict=True))


def text_of(address: str) -> str | None:
    """What `unix:/path` or `host:port` says to GET /metrics."""
    try:
        with _connect(address) as link:
            link.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = b"".join(iter(lambda: link.recv(65536), b""))
    except OSError:
        return None
    head, _, body = answer.partition(b"\r\n\r\n")
    return body.decode() if b" 200 " in head.partition(b"\r\n")[0] + b" " else None


def samples(texts: Mapping[str, str | None]) -> list[Sample]:
    """Every series of every process that answered."""
    found = []
    for process, text in texts.items():
        for line in (text or "").splitlines():
            if not line.startswith("#") and (part := _SAMPLE.match(line)):
                labels = {name: _unescaped(value) for name, value in _LABEL.findall(part["labels"] or "")}
                found.append(Sample(process, part["name"], labels, float(part["value"])))
    return found


def _connect(address: str) -> socket.socket:
    if address.startswith("unix:"):
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(_TIMEOUT)
        link.connect(address.removeprefix("unix:"))
        return link
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_TIMEOUT)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)
