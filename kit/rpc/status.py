"""kit errors as gRPC statuses and back. Kept across the wire: class, reason, message, retry_after. Lost: the cause."""

import grpc

from kit import errors

REASON_KEY = "cp-error-reason"
RETRY_KEY = "cp-retry-after"

_STATUS = {
    errors.Invalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.NotFound: grpc.StatusCode.NOT_FOUND,
    errors.Conflict: grpc.StatusCode.FAILED_PRECONDITION,
    errors.Forbidden: grpc.StatusCode.PERMISSION_DENIED,
    errors.Throttled: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.TooLarge: grpc.StatusCode.OUT_OF_RANGE,
    errors.Unavailable: grpc.StatusCode.UNAVAILABLE,
    errors.NotBuilt: grpc.StatusCode.UNIMPLEMENTED,
}
_ERROR = {status: cls for cls, status in _STATUS.items()}
_ERROR[grpc.StatusCode.DEADLINE_EXCEEDED] = errors.Unavailable
_ERROR[grpc.StatusCode.CANCELLED] = errors.Unavailable


def status_of(error: errors.CounterpointError) -> grpc.StatusCode:
    """The status for a kit error."""
    for cls in type(error).__mro__:
        if cls in _STATUS:
            return _STATUS[cls]
    return grpc.StatusCode.INTERNAL


def trailers_of(error: errors.CounterpointError) -> tuple[tuple[str, str], ...]:
    """The trailers for a kit error."""
    pairs = [(REASON_KEY, error.reason)]
    if error.retry_after is not None:
        pairs.append((RETRY_KEY, str(error.retry_after)))
    return tuple(pairs)


def error_of(call_error: grpc.aio.AioRpcError) -> errors.CounterpointError:
    """The kit error a call ended with."""
    cls = _ERROR.get(call_error.code(), errors.CounterpointError)
    trailers = {key: str(value) for key, value in (call_error.trailing_metadata() or ())}
    retry = trailers.get(RETRY_KEY)
    message = call_error.details() or "no details"
    if cls is errors.Unavailable and REASON_KEY not in trailers:
        # The transport's own words name sockets and paths; callers get ours.
        message = "the service did not answer in time" if call_error.code() is grpc.StatusCode.DEADLINE_EXCEEDED else "the service is away"
        retry = retry or "1"
    return cls(message, trailers.get(REASON_KEY), float(retry) if retry else None)
