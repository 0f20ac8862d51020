"""Signed calls of our own operations, which boto3 does not know."""

import json
import urllib.request
from typing import Any

from bench.http_load import signed
from bench.running import Running


def call(running: Running, method: str, path: str, body: dict[str, Any] | None = None, timeout: float = 120) -> dict[str, Any]:
    """The JSON answer of `/counterpoint/v1/<path>`. Raises urllib's HTTPError for anything but 2xx."""
    content = b"" if body is None else json.dumps(body).encode()
    whole = f"/counterpoint/v1/{path}"
    request = signed(method, running.host, running.port, whole, content, running.access_key, running.secret_key)
    head = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    headers = dict(line.split(": ", 1) for line in head)
    asked = urllib.request.Request(f"{running.url}{whole}", data=content or None, headers=headers, method=method)
    with urllib.request.urlopen(asked, timeout=timeout) as answer:
        return dict(json.load(answer))


def counted(running: Running, app: str, **what: Any) -> int:
    """Members of a segment (`SegmentId`) or of a definition (`Definition`), of the whole app without either; exact as of the call."""
    return int(call(running, "POST", f"apps/{app}/segments/estimate", what).get("Total", 0))
