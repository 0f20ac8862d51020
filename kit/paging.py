"""Page sizes and opaque page tokens (api-conventions spec 6).

A token is URL-safe base64 of JSON `[version, operation, scope, filter hash, sort key, issued]` and an HMAC. It survives restarts, is valid 24 hours of machine
time, and serves only the operation, scope (app or account) and filter it was made for.
"""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from kit.errors import Invalid

DEFAULT_SIZE = 100
MAXIMUM_SIZE = 1000
_VALID_SECONDS = 24 * 3600
_MAC_BYTES = 16


def page_size(text: str | None) -> int:
    """The page size asked for: 100 when absent, at most 1,000. Raises Invalid for anything but a positive integer."""
    if not text:
        return DEFAULT_SIZE
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise Invalid("page-size: must be a positive integer")
    return min(int(text), MAXIMUM_SIZE)


class Pages:
    """Makes and reads tokens under one key (`Sealer.derive("pages")`)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def encode(self, operation: str, scope: str, sort_key: list[Any], filter_text: str = "") -> str:
        """The token that continues after the item with this sort key (JSON values)."""
        body = json.dumps([1, operation, scope, _digest(filter_text), sort_key, int(time.time())], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._mac(body) + body).rstrip(b"=").decode()

    def decode(self, operation: str, scope: str, token: str, filter_text: str = "") -> list[Any]:
        """The sort key in a token. Raises Invalid for one that is forged, expired or made for something else."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
            if not hmac.compare_digest(mac, self._mac(body)):
                raise ValueError("mac")
            version, made_for, scoped, filtered, sort_key, issued = json.loads(body)
        except (ValueError, TypeError):
            raise Invalid("Invalid NextToken") from None
        if [version, made_for, scoped, filtered] != [1, operation, scope, _digest(filter_text)] or time.time() - issued > _VALID_SECONDS:
            raise Invalid("Invalid NextToken")
        return list(sort_key)

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()[:_MAC_BYTES]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""
