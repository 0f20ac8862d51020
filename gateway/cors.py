"""CORS: browser SDKs call directly, so every answer, errors included, carries these (api-conventions spec §9)."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.replies import Headers, Reply

METHODS = b"GET,POST,PUT,DELETE,OPTIONS"
REQUEST_HEADERS = (
    b"authorization,content-type,x-amz-date,x-amz-security-token,x-amz-user-agent,x-amz-content-sha256,"
    b"amz-sdk-invocation-id,amz-sdk-request,x-amz-target"
)
EXPOSED = b"x-amzn-RequestId,x-amzn-ErrorType,Date"
MAX_AGE = b"172800"

_ANY: Headers = [(b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", EXPOSED)]


class Cors:
    """The configured origins; none configured means any. Credentials are never allowed."""

    def __init__(self, origins: frozenset[str]) -> None:
        self._origins = origins

    def headers(self, request_headers: Mapping[str, str]) -> Headers:
        """The headers every answer carries."""
        if not self._origins:
            return _ANY
        origin = request_headers.get("origin", "")
        headers: Headers = [(b"vary", b"Origin"), (b"access-control-expose-headers", EXPOSED)]
        if origin in self._origins:
            headers.append((b"access-control-allow-origin", origin.encode("latin-1")))
        return headers


def preflight() -> Reply:
    """The answer to OPTIONS on any API path; nobody is asked who they are."""
    return Reply(
        200,
        b"{}",
        [
            (b"access-control-allow-methods", METHODS),
            (b"access-control-allow-headers", REQUEST_HEADERS),
            (b"access-control-max-age", MAX_AGE),
        ],
    )
