"""The one error type that crosses service boundaries.

A service raises one of these; `kit.rpc` carries it over gRPC (status, trailers `cp-error-reason` and `cp-retry-after`) and raises the same class on the
caller's side; only the gateway turns it into an HTTP answer. Any other exception is our own fault: it becomes INTERNAL with a request id and no text.
"""

from collections.abc import Iterable


class CounterpointError(Exception):
    """Base. `reason` is UPPER_SNAKE and stable, `message` is for people, `retry_after` in seconds where waiting helps."""

    default_reason = "INTERNAL"

    def __init__(self, message: str, reason: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or self.default_reason
        self.retry_after = retry_after


class Invalid(CounterpointError):
    """The request is wrong (HTTP 400)."""

    default_reason = "INVALID"

    @classmethod
    def of(cls, faults: Iterable[tuple[str, str]]) -> "Invalid":
        """Joins up to five (wire path, reason) faults as "Path: reason; Path: reason" (api-conventions spec 5.4)."""
        listed = list(faults)
        return cls("; ".join(f"{path}: {reason}" for path, reason in listed[:5]))


class NotFound(CounterpointError):
    """The resource does not exist for this account (HTTP 404)."""

    default_reason = "NOT_FOUND"


class Conflict(CounterpointError):
    """The state forbids it (HTTP 409)."""

    default_reason = "CONFLICT"


class Forbidden(CounterpointError):
    """The caller may not do this (HTTP 403)."""

    default_reason = "FORBIDDEN"


class Throttled(CounterpointError):
    """Too many requests (HTTP 429)."""

    default_reason = "THROTTLED"


class TooLarge(CounterpointError):
    """The request is over a size limit (HTTP 413)."""

    default_reason = "TOO_LARGE"


class Unavailable(CounterpointError):
    """Something needed is away for now; nothing was done, trying again is right (HTTP 503)."""

    default_reason = "UNAVAILABLE"


class NotBuilt(CounterpointError):
    """This part of Pinpoint has no engine here yet (HTTP 501)."""

    default_reason = "NOT_BUILT"
