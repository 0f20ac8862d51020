"""Browsers: preflight, and CORS headers on every answer, errors included (api-conventions spec §9, §12 item 4)."""

from __future__ import annotations

import pytest

from tests.fixtures.suite import Suite
from tests.gateway.signing import send, signed

ORIGIN = {"Origin": "https://shop.example.org"}


@pytest.mark.parametrize("path", ["/v1/apps", f"/v1/apps/{'0' * 32}/endpoints/e", f"/v1/apps/{'0' * 32}/events", "/v1/nowhere"])
def test_a_preflight_is_answered_without_a_signature(suite: Suite, path: str) -> None:
    asks = {**ORIGIN, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization,amz-sdk-invocation-id"}
    answer = send(suite.http, "OPTIONS", path, headers=asks)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"PUT", "POST", "GET", "DELETE"} <= set(answer.headers["access-control-allow-methods"].split(","))
    allowed = answer.headers["access-control-allow-headers"].split(",")
    for name in ("authorization", "content-type", "x-amz-date", "x-amz-security-token", "amz-sdk-invocation-id", "amz-sdk-request"):
        assert name in allowed
    assert "access-control-allow-credentials" not in answer.headers


def test_errors_carry_the_cors_headers_too(suite: Suite) -> None:
    key = (suite.access_key, suite.secret_key)
    for answer in (
        signed(suite.http, key, "GET", "/v1/apps", headers=ORIGIN),
        signed(suite.http, key, "GET", f"/v1/apps/{'0' * 32}", headers=ORIGIN),
        signed(suite.http, key, "POST", "/v1/apps", b"{", headers=ORIGIN),
        signed(suite.http, key, "POST", "/v1/apps", b" " * (7 * 1024 * 1024 + 1), headers=ORIGIN),
        send(suite.http, "GET", "/v1/apps", headers=ORIGIN),
        send(suite.http, "GET", "/v1/nowhere", headers=ORIGIN),
    ):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-expose-headers"] == "x-amzn-RequestId,x-amzn-ErrorType,Date"
