"""Errors become Pinpoint's here and nowhere else (api-conventions spec §5).

One table from kit's error classes to exception names and statuses. The name goes into `x-amzn-ErrorType`: without it
SDKs raise no modelled exception. Unknown exceptions become 500 without any text of theirs.
"""

from __future__ import annotations

import logging
import math

from gateway.auth.sigv4 import AuthFailure
from gateway.replies import Headers, Reply, json_bytes
from kit import errors as kit

log = logging.getLogger("gateway.errors")

TABLE: tuple[tuple[type[Exception], int, str], ...] = (
    (kit.Invalid, 400, "BadRequestException"),
    (kit.Forbidden, 403, "ForbiddenException"),
    (kit.NotFound, 404, "NotFoundException"),
    (kit.Conflict, 409, "ConflictException"),
    (kit.TooLarge, 413, "PayloadTooLargeException"),
    (kit.Throttled, 429, "TooManyRequestsException"),
    (kit.NotBuilt, 501, "NotImplementedException"),
    (kit.Unavailable, 503, "ServiceUnavailableException"),
)

_GRPC_SAYS_UNIMPLEMENTED = ("", "method not implemented", "method not found", "no details", "not built yet")


class MethodNotAllowed(Exception):
    """A known path with another verb; `allowed` lists the verbs it has."""

    def __init__(self, allowed: str) -> None:
        super().__init__(allowed)
        self.allowed = allowed


def reply_for(error: BaseException, request_id: str, operation: str = "") -> Reply:
    """The answer to an exception. `operation` names what was asked, for 501."""
    if isinstance(error, AuthFailure):
        body = json_bytes({"message": error.message})
        return Reply(error.status, body, error=error.code, message=error.message)
    if isinstance(error, MethodNotAllowed):
        headers = [(b"allow", error.allowed.encode())]
        return _reply(405, "MethodNotAllowedException", "Method not allowed", request_id, headers)
    if isinstance(error, kit.CounterpointError):
        for kind, status, name in TABLE:
            if isinstance(error, kind):
                return _reply(status, name, _text(error, status, operation), request_id, _retry(error, status))
    log.error("request %s (%s) failed", request_id, operation or "-", exc_info=error)
    return _reply(500, "InternalServerErrorException", "Internal server error", request_id, [])


def _reply(status: int, name: str, message: str, request_id: str, headers: Headers) -> Reply:
    body = json_bytes({"Message": message, "RequestID": request_id})
    return Reply(status, body, headers, error=name, message=message)


def _text(error: kit.CounterpointError, status: int, operation: str) -> str:
    if status != 501 or not operation:
        return error.message
    if error.message.lower().rstrip("!") in _GRPC_SAYS_UNIMPLEMENTED:
        return f"{operation} is not built yet"
    return error.message if error.message.startswith(operation) else f"{operation}: {error.message}"


def _retry(error: kit.CounterpointError, status: int) -> Headers:
    if status not in (429, 503):
        return []
    seconds = max(1, math.ceil(error.retry_after or 1))
    return [(b"retry-after", str(seconds).encode())]
