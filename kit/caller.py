"""Who is calling: set by the gateway (or a listed client) in RPC metadata, read anywhere below as `current()`."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """The principal behind a request.

    `account`: 12 digits. `principal`: ARN or key id, for audit and LastModifiedBy. `region`: of the signature, echoed in ARNs only. `invocation_id`: the SDK's
    `amz-sdk-invocation-id`, equal over retries, "" when absent. `body_hash`: SHA-256 hex of the request body where idempotency needs it.
    `client_key`: a public app client key.
    """

    account: str = "000000000000"
    principal: str = "internal"
    region: str = "us-east-1"
    request_id: str = ""
    invocation_id: str = ""
    body_hash: str = ""
    on_unknown: str = ""
    client_key: bool = False


_KEYS = {
    "cp-account": "account",
    "cp-principal": "principal",
    "cp-region": "region",
    "cp-request-id": "request_id",
    "cp-invocation-id": "invocation_id",
    "cp-body-hash": "body_hash",
    "cp-on-unknown": "on_unknown",
}

_NOBODY = Caller()
_current: ContextVar[Caller] = ContextVar("caller", default=_NOBODY)


def current() -> Caller:
    """The caller of the RPC being served; the default one outside of any."""
    return _current.get()


def set_current(caller: Caller) -> None:
    """Sets the caller for the current task and what it starts."""
    _current.set(caller)


def metadata(caller: Caller) -> list[tuple[str, str]]:
    """The caller as RPC metadata."""
    pairs = [(key, str(getattr(caller, name))) for key, name in _KEYS.items() if getattr(caller, name)]
    if caller.client_key:
        pairs.append(("cp-client-key", "1"))
    return pairs


def from_metadata(pairs: dict[str, str]) -> Caller:
    """The caller in RPC metadata; absent members keep their defaults."""
    values = {name: pairs[key] for key, name in _KEYS.items() if key in pairs}
    return Caller(**values, client_key=pairs.get("cp-client-key") == "1")  # type: ignore[arg-type]


def arn(caller: Caller, resource: str) -> str:
    """The ARN of a resource part such as `apps/<id>` in the caller's region and account (api-conventions spec 8)."""
    return f"arn:aws:mobiletargeting:{caller.region}:{caller.account}:{resource}"
