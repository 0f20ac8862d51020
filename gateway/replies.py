"""A finished HTTP answer, and JSON as every answer writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

Headers = list[tuple[bytes, bytes]]

_encoder = msgspec.json.Encoder()


@dataclass(slots=True)
class Reply:
    """Status, body and extra headers; the common headers are added when it is written out (`gateway.app`).

    `error`: the exception name for `x-amzn-ErrorType`, "" on success. `message`: the error's text, for the audit.
    """

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=list)
    content_type: bytes = b"application/json"
    error: str = ""
    message: str = ""


def json_bytes(value: Any) -> bytes:
    """Compact JSON."""
    return _encoder.encode(value)


def json_reply(status: int, value: Any) -> Reply:
    """An answer whose body is this value."""
    return Reply(status, _encoder.encode(value))
