"""AWS Signature Version 4 as Pinpoint's clients use it: header form and presigned (query) form.

Here: reading the form of a signature before the body (`read_form`), and checking it against a secret and the body's
hash (`check`). Pure: the time is an argument, nothing is looked up. Not here: who owns a key (`gateway.auth.keys`).
Rules: api-conventions spec §7; failure codes §5.2.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote_from_bytes, unquote_to_bytes

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "mobiletargeting"
TERMINATOR = "aws4_request"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()

DEFAULT_SKEW_S = 300
DEFAULT_EXPIRES_S = 900
MAX_EXPIRES_S = 3600

_PATH_SAFE = "/-._~"
_QUERY_SAFE = "-._~"
_SPACES = re.compile(r" {2,}")
_STAMP = re.compile(r"\d{8}T\d{6}Z\Z")
_KEY_ID = re.compile(r"\w{8,128}\Z", re.ASCII)
_REGION = re.compile(r"[a-z0-9-]{1,40}\Z")
_HEX64 = re.compile(r"[0-9a-f]{64}\Z")


class AuthFailure(Exception):
    """A request that is not let in: `code` is AWS's exception name, `status` the HTTP status."""

    def __init__(self, code: str, status: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message


def missing_token() -> AuthFailure:
    """No credentials at all."""
    return AuthFailure("MissingAuthenticationTokenException", 403, "Missing Authentication Token")


def unknown_key() -> AuthFailure:
    """An access key id that does not exist, is disabled or deleted."""
    return AuthFailure(
        "UnrecognizedClientException", 403, "The security token included in the request is invalid."
    )


def incomplete(message: str) -> AuthFailure:
    """A signature whose form is broken; `message` names the missing part."""
    return AuthFailure("IncompleteSignatureException", 400, message)


def invalid(message: str) -> AuthFailure:
    """A well-formed signature that does not hold."""
    return AuthFailure("InvalidSignatureException", 403, message)


_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)


@dataclass(frozen=True, slots=True)
class Form:
    """A signature as it was presented. `presigned`: it came in the query. `payload_hash`: the claimed SHA-256 in hex
    (`x-amz-content-sha256`), None when the body's own hash counts. `stamp` is `YYYYMMDDTHHMMSSZ`."""

    key_id: str
    date: str
    region: str
    stamp: str
    signed_headers: str
    signature: str
    presigned: bool
    payload_hash: str | None
    token: str | None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a deployment allows: clock skew in seconds, regions a signature may name (empty: any), unsigned bodies."""

    skew_s: int = DEFAULT_SKEW_S
    regions: frozenset[str] = frozenset()
    allow_unsigned_payload: bool = False


Pairs = list[tuple[str, str]]
"""Decoded query parameters in the order of the request, repetitions kept."""


def parse_query(raw: bytes) -> Pairs:
    """Split and decode a raw query string once; `+` is a space, a name without `=` has the empty value.

    Raises ValueError on bytes that are not UTF-8.
    """
    pairs = []
    for part in raw.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            pairs.append((_decode(name), _decode(value)))
    return pairs


def _decode(part: bytes) -> str:
    if b"%" in part or b"+" in part:
        part = unquote_to_bytes(part.replace(b"+", b" "))
    return part.decode("utf-8")


def read_form(headers: Mapping[str, str], query: Pairs, now: datetime, rules: Rules, secure: bool) -> Form:
    """Read and judge everything about the signature that needs neither the body nor the secret.

    `headers`: lower-case names, repeated values joined by `,`. `secure`: the request came over TLS.
    Raises AuthFailure: no credentials, broken form, wrong scope, clock skew, expired.
    """
    authorization = headers.get("authorization")
    signed_query = any(name in ("X-Amz-Signature", "X-Amz-Algorithm", "X-Amz-Credential") for name, _ in query)
    if authorization is None and not signed_query:
        raise missing_token()
    if authorization is not None and signed_query:
        raise incomplete("Only one of the Authorization header and query string authentication may be used")
    form = _header_form(authorization, headers) if authorization is not None else _query_form(query, headers)
    _check_scope(form, rules)
    _check_signed_headers(form, headers)
    if form.payload_hash is not None:
        _check_payload_claim(form.payload_hash, rules, secure)
    _check_time(form, query, now, rules)
    return form


def _header_form(authorization: str, headers: Mapping[str, str]) -> Form:
    scheme, _, rest = authorization.strip().partition(" ")
    if scheme != ALGORITHM:
        raise incomplete(f"Unsupported Authorization algorithm, expected '{ALGORITHM}'")
    fields: dict[str, str] = {}
    for part in rest.split(","):
        name, _, value = part.strip().partition("=")
        fields[name] = value.strip()
    for name in ("Credential", "SignedHeaders", "Signature"):
        if not fields.get(name):
            raise incomplete(f"Authorization header requires '{name}' parameter")
    stamp = headers.get("x-amz-date", "")
    if not stamp:
        raise incomplete("Authorization header requires existence of an 'X-Amz-Date' header")
    return _form(
        fields["Credential"],
        stamp,
        fields["SignedHeaders"],
        fields["Signature"],
        presigned=False,
        payload_hash=headers.get("x-amz-content-sha256"),
        token=headers.get("x-amz-security-token"),
    )


def _query_form(query: Pairs, headers: Mapping[str, str]) -> Form:
    fields: dict[str, str] = {}
    for name, value in query:
        if name.startswith("X-Amz-"):
            if name in fields:
                raise incomplete(f"Query string parameter '{name}' appears more than once")
            fields[name] = value
    if fields.get("X-Amz-Algorithm") != ALGORITHM:
        raise incomplete(f"Query string requires 'X-Amz-Algorithm' to be '{ALGORITHM}'")
    for name in ("X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"):
        if not fields.get(name):
            raise incomplete(f"Query string requires '{name}' parameter")
    return _form(
        fields["X-Amz-Credential"],
        fields["X-Amz-Date"],
        fields["X-Amz-SignedHeaders"],
        fields["X-Amz-Signature"],
        presigned=True,
        payload_hash=headers.get("x-amz-content-sha256"),
        token=fields.get("X-Amz-Security-Token"),
    )


def _form(
    credential: str,
    stamp: str,
    signed_headers: str,
    signature: str,
    *,
    presigned: bool,
    payload_hash: str | None,
    token: str | None,
) -> Form:
    parts = credential.split("/")
    if len(parts) != 5:
        raise incomplete("Credential must have exactly 5 slash-delimited elements")
    key_id, date, region, service, terminator = parts
    if not _KEY_ID.match(key_id):
        raise incomplete("Credential must begin with an access key id")
    if not _STAMP.match(stamp):
        raise incomplete("Date must be in ISO-8601 'basic format', YYYYMMDD'T'HHMMSS'Z'")
    if service != SERVICE:
        raise invalid(f"Credential should be scoped to correct service: '{SERVICE}'.")
    if terminator != TERMINATOR:
        raise invalid(f"Credential should be scoped with a valid terminator: '{TERMINATOR}'.")
    if date != stamp[:8]:
        raise invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP")
    return Form(key_id, date, region, stamp, signed_headers, signature, presigned, payload_hash, token)


def _check_scope(form: Form, rules: Rules) -> None:
    if not _REGION.match(form.region) or (rules.regions and form.region not in rules.regions):
        raise invalid("Credential should be scoped to a valid region.")


def _check_signed_headers(form: Form, headers: Mapping[str, str]) -> None:
    names = form.signed_headers.split(";")
    demanded = ["host"]
    if not form.presigned:
        demanded.append("x-amz-date")
        if "x-amz-security-token" in headers:
            demanded.append("x-amz-security-token")
    if "x-amz-content-sha256" in headers:
        demanded.append("x-amz-content-sha256")
    for name in demanded:
        if name not in names:
            raise invalid(f"'{name}' must be a signed header in the request.")


def _check_payload_claim(claim: str, rules: Rules, secure: bool) -> None:
    if claim == UNSIGNED_PAYLOAD:
        if not (rules.allow_unsigned_payload and secure):
            raise invalid("Unsigned payloads are not accepted here.")
    elif not _HEX64.match(claim):
        raise invalid("'x-amz-content-sha256' must be the SHA-256 of the body in lower-case hexadecimal.")


def _check_time(form: Form, query: Pairs, now: datetime, rules: Rules) -> None:
    age = now.timestamp() - _seconds(form.stamp)
    lifetime = float(rules.skew_s) if not form.presigned else float(_expires(query))
    if age > lifetime:
        limit = _stamp(now.timestamp() - lifetime)
        raise invalid(f"Signature expired: {form.stamp} is now earlier than {limit} ({_stamp(now.timestamp())}.)")
    if age < -rules.skew_s:
        limit = _stamp(now.timestamp() + rules.skew_s)
        raise invalid(f"Signature not yet current: {form.stamp} is still later than {limit}")


@lru_cache(maxsize=1024)
def _seconds(stamp: str) -> float:
    """Epoch seconds of a stamp; remembered, because a busy second brings the same one thousands of times."""
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise incomplete("Date must be in ISO-8601 'basic format', YYYYMMDD'T'HHMMSS'Z'") from None


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%SZ")


def _expires(query: Pairs) -> int:
    text = next((value for name, value in query if name == "X-Amz-Expires"), None)
    if text is None:
        return DEFAULT_EXPIRES_S
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= MAX_EXPIRES_S:
        raise incomplete(f"X-Amz-Expires must be a number from 1 to {MAX_EXPIRES_S}")
    return int(text)


def check(
    form: Form,
    secret: str,
    method: str,
    raw_path: bytes,
    query: Pairs,
    headers: Mapping[str, str],
    body_sha256: str,
) -> None:
    """Compare the presented signature with the one the secret gives, in constant time; AuthFailure when it differs.

    `raw_path`: the path bytes of the request line, neither decoded nor normalised. `body_sha256`: of the body received.
    """
    payload_hash = form.payload_hash or body_sha256
    if payload_hash not in (body_sha256, UNSIGNED_PAYLOAD):
        raise invalid("The provided 'x-amz-content-sha256' header does not match what was computed.")
    key = signing_key(secret, form.date, form.region)
    head = _canonical_headers(form.signed_headers, headers)
    matched = False
    for uri in _canonical_uris(raw_path):
        for canonical_query in _canonical_queries(form, query):
            request = f"{method}\n{uri}\n{canonical_query}\n{head}\n{form.signed_headers}\n{payload_hash}"
            matched = hmac.compare_digest(signature(key, form, request), form.signature.encode())
            if matched:
                return
    raise invalid(_MISMATCH)


def signature(key: bytes, form: Form, canonical_request: str) -> bytes:
    """The signature of a canonical request, in lower-case hex."""
    digest = hashlib.sha256(canonical_request.encode()).hexdigest()
    scope = f"{form.date}/{form.region}/{SERVICE}/{TERMINATOR}"
    text = f"{ALGORITHM}\n{form.stamp}\n{scope}\n{digest}"
    return hmac.digest(key, text.encode(), "sha256").hex().encode()


@lru_cache(maxsize=4096)
def signing_key(secret: str, date: str, region: str) -> bytes:
    """The derived key of one day and region; remembered, because it costs four HMACs."""
    key = b"AWS4" + secret.encode()
    for part in (date, region, SERVICE, TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


@lru_cache(maxsize=4096)
def _canonical_uris(raw_path: bytes) -> tuple[str, ...]:
    """The path encoded once more; then as it came, for signers that encode once, unless it holds `%25`: so no two
    different paths share a signature."""
    double = quote_from_bytes(raw_path, safe=_PATH_SAFE)
    single = raw_path.decode("latin-1")
    if single == double or "%25" in single:
        return (double,)
    return (double, single)


def _canonical_queries(form: Form, query: Pairs) -> tuple[str, ...]:
    if not query:
        return ("",)
    pairs = [pair for pair in query if pair[0] != "X-Amz-Signature"] if form.presigned else query
    full = canonical_query(pairs)
    if not form.presigned or form.token is None:
        return (full,)
    without = canonical_query([pair for pair in pairs if pair[0] != "X-Amz-Security-Token"])
    return (full, without)


def canonical_query(pairs: Pairs) -> str:
    """Names and values encoded (space as `%20`), sorted by encoded name, then value."""
    encoded = sorted(
        (quote_from_bytes(name.encode(), safe=_QUERY_SAFE), quote_from_bytes(value.encode(), safe=_QUERY_SAFE))
        for name, value in pairs
    )
    return "&".join(f"{name}={value}" for name, value in encoded)


def _canonical_headers(signed_headers: str, headers: Mapping[str, str]) -> str:
    lines = []
    for name in signed_headers.split(";"):
        value = headers.get(name, "").strip()
        if "  " in value:
            value = _SPACES.sub(" ", value)
        lines.append(f"{name}:{value}\n")
    return "".join(lines)
