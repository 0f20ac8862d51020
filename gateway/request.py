"""One HTTP request as the gateway sees it: everything that is known before the body."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Any

from gateway.config import Network
from kit.ids import request_id

_FORWARDED_FOR = re.compile(r'for="?\[?([^"\];,]+)\]?', re.IGNORECASE)
_FORWARDED_PROTO = re.compile(r'proto="?(https?)', re.IGNORECASE)


@dataclass(slots=True)
class Request:
    """`raw_path` and `raw_query`: bytes of the request line. `headers`: lower-case names, repeated values joined by
    `,`. `source`: the caller's address. `secure`: it came over TLS, here or at a trusted proxy. `operation`: as soon
    as it is known, for metrics."""

    id: str
    method: str
    raw_path: bytes
    raw_query: bytes
    headers: dict[str, str]
    source: str
    secure: bool
    operation: str = "-"

    @property
    def path(self) -> str:
        """The raw path as text, still percent-encoded."""
        return self.raw_path.decode("latin-1")


def read_request(scope: Any, proxies: tuple[Network, ...]) -> Request:
    """Read an ASGI scope."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    client = scope.get("client")
    source, secure = client[0] if client else "", scope.get("scheme") == "https"
    if proxies and _trusted(source, proxies):
        source, secure = _forwarded(headers, source, secure, proxies)
    raw_path = scope.get("raw_path") or scope["path"].encode()
    return Request(
        request_id(),
        scope["method"],
        raw_path.partition(b"?")[0],
        scope.get("query_string", b""),
        headers,
        source,
        secure,
    )


def _trusted(address: str, proxies: tuple[Network, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in proxies)


def _forwarded(
    headers: dict[str, str], source: str, secure: bool, proxies: tuple[Network, ...]
) -> tuple[str, bool]:
    """The caller's address and scheme as trusted proxies report them: the last hop that is no proxy of ours."""
    if "x-forwarded-for" in headers:
        hops = [hop.strip() for hop in headers["x-forwarded-for"].split(",")]
    else:
        hops = _FORWARDED_FOR.findall(headers.get("forwarded", ""))
    for hop in reversed(hops):
        if not _trusted(hop, proxies):
            if _is_address(hop):
                source = hop
            break
    if "x-forwarded-proto" in headers:
        secure = headers["x-forwarded-proto"].split(",")[-1].strip().lower() == "https"
    elif found := _FORWARDED_PROTO.findall(headers.get("forwarded", "")):
        secure = found[-1].lower() == "https"
    return source, secure


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
