"""Signed requests over plain http.client, for what boto3 would never send."""

from __future__ import annotations

import hashlib
import http.client
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from gateway.auth import sigv4


@dataclass
class Answer:
    """Status, lower-case headers, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        return self.headers.get("x-amzn-errortype", "")


def send(
    url: str, method: str, target: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> Answer:
    """One request, exactly this target on the request line."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True, skip_host="Host" in (headers or {}))
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def signed(
    url: str,
    key: tuple[str, str],
    method: str,
    target: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    *,
    query: bool = False,
    region: str = "us-east-1",
) -> Answer:
    """One request signed by botocore; `query`: presigned."""
    request = AWSRequest(method=method, url=f"{url}{target}", data=body or b"", headers=headers or {})
    signer = SigV4QueryAuth if query else SigV4Auth
    signer(Credentials(*key), "mobiletargeting", region).add_auth(request)
    parts = urlsplit(request.url)
    sent = dict(request.headers.items())
    sent.setdefault("Host", parts.netloc)
    return send(url, method, parts.path + (f"?{parts.query}" if parts.query else ""), body, sent)


def beacon(url: str, key: tuple[str, str], path: str, body: bytes, token: str | None = None) -> Answer:
    """A POST as Amplify's sendBeacon makes it: presigned, only `host` signed, the body hashed, no X-Amz-Expires."""
    headers = {"Host": urlsplit(url).netloc, "Content-Type": "text/plain;charset=UTF-8"}
    return send(url, "POST", beacon_target(url, key, path, body, token), body, headers)


def beacon_target(url: str, key: tuple[str, str], path: str, body: bytes, token: str | None = None) -> str:
    """The presigned path and query of a beacon."""
    host, stamp = urlsplit(url).netloc, datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    pairs = [
        ("X-Amz-Algorithm", sigv4.ALGORITHM),
        ("X-Amz-Credential", f"{key[0]}/{stamp[:8]}/us-east-1/mobiletargeting/aws4_request"),
        ("X-Amz-Date", stamp),
        ("X-Amz-SignedHeaders", "host"),
    ]
    if token is not None:
        pairs.append(("X-Amz-Security-Token", token))
    form = sigv4.Form(key[0], stamp[:8], "us-east-1", stamp, "host", "", True, None, token)
    query = sigv4.canonical_query(pairs)
    request = f"POST\n{path}\n{query}\nhost:{host}\n\nhost\n{hashlib.sha256(body).hexdigest()}"
    signature = sigv4.signature(sigv4.signing_key(key[1], stamp[:8], "us-east-1"), form, request).decode()
    return f"{path}?{query}&X-Amz-Signature={signature}"
