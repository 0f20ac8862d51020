"""Signature Version 4: the measured vectors of api-conventions spec §7, and requests signed by botocore itself."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from gateway.auth import sigv4

KEY, SECRET, HOST = "CPAKEXAMPLEKEY000001", "counterpoint-test-secret", "pinpoint.example.org"
NOON = datetime(2026, 11, 24, tzinfo=UTC)
TAGS = "/v1/tags/arn%3Aaws%3Amobiletargeting%3Aus-east-1%3A000000000000%3Aapps%2Fabc"


def verify(method, target, headers, body=b"", now=NOON, secret=SECRET, rules=None, secure=False):
    """The gateway's two steps on one request; returns the form, raises AuthFailure."""
    path, _, query = target.partition("?")
    pairs = sigv4.parse_query(query.encode())
    lower = {name.lower(): value for name, value in headers.items()}
    form = sigv4.read_form(lower, pairs, now, rules or sigv4.Rules(), secure)
    sigv4.check(form, secret, method, path.encode(), pairs, lower, hashlib.sha256(body).hexdigest())
    return form


def header_signature(signed, signature, **more):
    return {
        "Host": HOST,
        "X-Amz-Date": "20261124T000000Z",
        "Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20261124/us-east-1/mobiletargeting/aws4_request, "
        f"SignedHeaders={signed}, Signature={signature}",
        **more,
    }


VECTORS = [
    (
        "GET",
        "/v1/apps?page-size=5&token=a%2Bb",
        "host;x-amz-date",
        "26310297917554f03151f16a01a9809b6a1dfd286e1383dfdf883cb12f995817",
        {},
        b"",
    ),
    (
        "POST",
        TAGS,
        "content-type;host;x-amz-date",
        "4104ed856ff0df6b6651fe387f739d460e1dd021b105a93fb38d6f87a7d2a3c6",
        {"Content-Type": "application/json"},
        b'{"tags":{"k":"v"}}',
    ),
    (
        "DELETE",
        TAGS + "?tagKeys=a&tagKeys=b%20c",
        "host;x-amz-date",
        "62b04b17c252b0c6f1eecf9b1ad3a8ffbdeac8bfd896aea50c353d51590872db",
        {},
        b"",
    ),
]


@pytest.mark.parametrize(("method", "target", "signed", "signature", "more", "body"), VECTORS)
def test_the_measured_vectors_are_accepted(method, target, signed, signature, more, body):
    form = verify(method, target, header_signature(signed, signature, **more), body)
    assert (form.key_id, form.region, form.presigned) == (KEY, "us-east-1", False)


@pytest.mark.parametrize(("method", "target", "signed", "signature", "more", "body"), VECTORS)
def test_the_measured_vectors_are_refused_when_anything_is_altered(method, target, signed, signature, more, body):
    headers = header_signature(signed, signature, **more)
    altered = [
        ("PUT", target, headers, body),
        (method, target + "x", headers, body),
        (method, target, headers, body + b" "),
        (method, target, {**headers, "Host": "other.example.org"}, body),
        (method, target, {**headers, "Authorization": headers["Authorization"][:-1] + "0"}, body),
        (method, target, {**headers, "Authorization": headers["Authorization"].replace("us-east-1", "eu-west-1")}, body),
    ]
    for request in altered:
        with pytest.raises(sigv4.AuthFailure) as failure:
            verify(*request)
        assert (failure.value.code, failure.value.status) == ("InvalidSignatureException", 403)


def sign(method, target, body=b"", *, query=False, secret=SECRET, token=None, region="us-east-1", headers=None, **kw):
    """Let botocore sign a request as its Pinpoint client would; returns (target, headers)."""
    request = AWSRequest(method=method, url=f"https://{HOST}{target}", data=body, headers=headers or {})
    credentials = Credentials(KEY, secret, token)
    signer = SigV4QueryAuth if query else SigV4Auth
    signer(credentials, "mobiletargeting", region, **kw).add_auth(request)
    parts = urlsplit(request.url)
    sent = dict(request.headers.items())
    sent.setdefault("Host", HOST)
    return parts.path + (f"?{parts.query}" if parts.query else ""), sent


PATHS = [
    "/v1/apps",
    "/v1/apps/abc/endpoints/a%2Fb",
    "/v1/apps/abc/endpoints/%C3%A9%201%2F2",
    "/v1/apps/abc/endpoints/a%2525",
    "/v1/apps/abc/users/~tilde_-.",
    "/v1/apps/abc/users/plus%2Bplus",
    "/v1/apps/abc/users/plus+plus",
    "/v1/apps/abc/users/at@home:1",
    "/v1/phone/number/validate/",
    TAGS,
    "/v1/apps?page-size=5&token=a%2Bb",
    TAGS + "?tagKeys=b&tagKeys=a&tagKeys=a%20b&tagKeys=",
    "/v1/templates?prefix=%C3%A9&next-token=a%3D%3D",
]


@pytest.mark.parametrize("target", PATHS)
@pytest.mark.parametrize("body", [b"", b'{"Name":"x"}'])
def test_requests_signed_by_botocore_are_accepted(target, body):
    sent_target, headers = sign("POST", target, body)
    now = datetime.strptime(headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    verify("POST", sent_target, headers, body, now)


@pytest.mark.parametrize("secret", ["a/b+c==", "é", "x" * 200])
def test_secrets_may_hold_any_character(secret):
    target, headers = sign("GET", "/v1/apps", secret=secret)
    verify("GET", target, headers, now=datetime.now(UTC), secret=secret)


def test_a_signer_that_encodes_once_is_accepted_for_a_path_without_percent_25():
    raw = "/v1/apps/abc/endpoints/a%2Fb"
    verify("GET", raw, _sign_once(raw))


def test_a_signer_that_encodes_once_is_refused_for_a_path_with_percent_25():
    raw = "/v1/apps/abc/endpoints/a%252Fb"
    with pytest.raises(sigv4.AuthFailure):
        verify("GET", raw, _sign_once(raw))


def test_the_double_encoded_signature_of_one_path_does_not_open_another():
    _, headers = sign("GET", "/v1/apps/abc/endpoints/a%2Fb")
    with pytest.raises(sigv4.AuthFailure):
        verify("GET", "/v1/apps/abc/endpoints/a%252Fb", headers, now=datetime.now(UTC))


def _sign_once(raw):
    """Headers of a signer that takes the path on the wire as the canonical URI."""
    form = sigv4.Form(KEY, "20261124", "us-east-1", "20261124T000000Z", "host;x-amz-date", "", False, None, None)
    head = f"host:{HOST}\nx-amz-date:20261124T000000Z\n"
    request = f"GET\n{raw}\n\n{head}\nhost;x-amz-date\n{sigv4.EMPTY_SHA256}"
    signature = sigv4.signature(sigv4.signing_key(SECRET, form.date, form.region), form, request).decode()
    return header_signature("host;x-amz-date", signature)


def test_a_beacon_presigned_by_query_is_accepted():
    body = b'{"BatchItem":{}}'
    target, headers = presign("/v1/apps/abc/events/legacy", body)
    form = verify("POST", target, headers, body, datetime.now(UTC))
    assert form.presigned


def presign(path, body, *, token=None, expires="900", signed_at=None, token_signed=True):
    """A presigned POST as Amplify makes it: only `host` signed, the body hashed, optionally no X-Amz-Expires."""
    signed_at = signed_at or datetime.now(UTC)
    stamp = signed_at.strftime("%Y%m%dT%H%M%SZ")
    pairs = [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", f"{KEY}/{stamp[:8]}/us-east-1/mobiletargeting/aws4_request"),
        ("X-Amz-Date", stamp),
        ("X-Amz-SignedHeaders", "host"),
    ]
    if expires is not None:
        pairs.append(("X-Amz-Expires", expires))
    after = []
    if token is not None:
        (pairs if token_signed else after).append(("X-Amz-Security-Token", token))
    form = sigv4.Form(KEY, stamp[:8], "us-east-1", stamp, "host", "", True, None, token)
    query = sigv4.canonical_query(pairs)
    request = f"POST\n{path}\n{query}\nhost:{HOST}\n\nhost\n{hashlib.sha256(body).hexdigest()}"
    signature = sigv4.signature(sigv4.signing_key(SECRET, stamp[:8], "us-east-1"), form, request).decode()
    return f"{path}?{sigv4.canonical_query(pairs + after)}&X-Amz-Signature={signature}", {"Host": HOST}


@pytest.mark.parametrize("token_signed", [True, False])
def test_a_security_token_may_be_signed_or_appended_in_a_presigned_request(token_signed):
    target, headers = presign("/v1/apps/a/events/legacy", b"{}", token="a/b+c=", token_signed=token_signed)
    assert verify("POST", target, headers, b"{}", datetime.now(UTC)).token == "a/b+c="


def test_botocore_presigned_urls_are_accepted():
    target, headers = sign("GET", "/v1/apps/a%2Fb?page-size=5", query=True, expires=60)
    verify("GET", target, headers, now=datetime.now(UTC))


@pytest.mark.parametrize(
    ("expires", "age_s", "code"),
    [
        ("3600", 3590, None),
        ("3601", 0, "IncompleteSignatureException"),
        ("0", 0, "IncompleteSignatureException"),
        ("abc", 0, "IncompleteSignatureException"),
        (None, 890, None),
        (None, 910, "InvalidSignatureException"),
        ("60", 61, "InvalidSignatureException"),
        ("60", -310, "InvalidSignatureException"),
    ],
)
def test_a_presigned_request_lives_as_long_as_it_says_and_at_most_an_hour(expires, age_s, code):
    target, headers = presign("/v1/apps/a/events", b"{}", expires=expires, signed_at=NOON)
    now = NOON + timedelta(seconds=age_s)
    if code is None:
        verify("POST", target, headers, b"{}", now)
    else:
        with pytest.raises(sigv4.AuthFailure) as failure:
            verify("POST", target, headers, b"{}", now)
        assert failure.value.code == code


@pytest.mark.parametrize(("age_s", "ok"), [(0, True), (299, True), (301, False), (-299, True), (-301, False)])
def test_the_clock_may_differ_by_five_minutes(age_s, ok):
    method, target, signed, signature, more, body = VECTORS[0]
    headers = header_signature(signed, signature, **more)
    now = NOON + timedelta(seconds=age_s)
    if ok:
        verify(method, target, headers, body, now)
        return
    with pytest.raises(sigv4.AuthFailure) as failure:
        verify(method, target, headers, body, now)
    assert failure.value.code == "InvalidSignatureException"
    if age_s > 0:
        assert failure.value.message.startswith("Signature expired: 20261124T000000Z is now earlier than ")


BROKEN = [
    ({"Authorization": None}, "MissingAuthenticationTokenException", 403),
    ({"Authorization": "Basic abc"}, "IncompleteSignatureException", 400),
    ({"Authorization": "AWS4-HMAC-SHA256 Credential=x, Signature=y"}, "IncompleteSignatureException", 400),
    ({"X-Amz-Date": None}, "IncompleteSignatureException", 400),
    ({"X-Amz-Date": "yesterday"}, "IncompleteSignatureException", 400),
    ({"X-Amz-Date": "20261125T000000Z"}, "InvalidSignatureException", 403),
    ({"X-Amz-Content-Sha256": "0" * 64}, "InvalidSignatureException", 403),
    ({"X-Amz-Security-Token": "t"}, "InvalidSignatureException", 403),
]


@pytest.mark.parametrize(("change", "code", "status"), BROKEN)
def test_a_broken_form_is_refused_by_name(change, code, status):
    method, target, signed, signature, more, body = VECTORS[0]
    headers = {**header_signature(signed, signature, **more), **change}
    headers = {name: value for name, value in headers.items() if value is not None}
    with pytest.raises(sigv4.AuthFailure) as failure:
        verify(method, target, headers, body)
    assert (failure.value.code, failure.value.status) == (code, status)


def test_unsigned_extra_amz_headers_are_tolerated():
    method, target, signed, signature, _, _ = VECTORS[0]
    verify(method, target, header_signature(signed, signature, **{"X-Amz-User-Agent": "browser"}))


def test_another_service_in_the_scope_is_refused():
    method, target, signed, signature, _, _ = VECTORS[0]
    headers = header_signature(signed, signature)
    headers["Authorization"] = headers["Authorization"].replace("mobiletargeting", "pinpoint")
    with pytest.raises(sigv4.AuthFailure) as failure:
        verify(method, target, headers)
    assert failure.value.code == "InvalidSignatureException"


def test_regions_can_be_restricted():
    method, target, signed, signature, _, _ = VECTORS[0]
    headers = header_signature(signed, signature)
    verify(method, target, headers, rules=sigv4.Rules(regions=frozenset({"us-east-1"})))
    with pytest.raises(sigv4.AuthFailure):
        verify(method, target, headers, rules=sigv4.Rules(regions=frozenset({"eu-west-1"})))


@pytest.mark.parametrize(
    ("allowed", "secure", "ok"), [(True, True, True), (True, False, False), (False, True, False), (False, False, False)]
)
def test_unsigned_payload_needs_tls_and_the_switch(allowed, secure, ok):
    headers = {"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"}
    target, sent = sign("POST", "/v1/apps", b"{}", headers=headers)
    rules = sigv4.Rules(allow_unsigned_payload=allowed)
    if ok:
        verify("POST", target, sent, b"another body", datetime.now(UTC), rules=rules, secure=secure)
        return
    with pytest.raises(sigv4.AuthFailure):
        verify("POST", target, sent, b"another body", datetime.now(UTC), rules=rules, secure=secure)


def test_a_stated_body_hash_must_be_the_body_s():
    headers = {"X-Amz-Content-SHA256": hashlib.sha256(b"{}").hexdigest()}
    target, sent = sign("POST", "/v1/apps", b"{}", headers=headers)
    verify("POST", target, sent, b"{}", datetime.now(UTC))
    with pytest.raises(sigv4.AuthFailure):
        verify("POST", target, sent, b"{ }", datetime.now(UTC))


def test_a_header_with_inner_spaces_is_folded_before_signing():
    target, sent = sign("GET", "/v1/apps", headers={"X-Amz-Note": " a   b "})
    verify("GET", target, sent, now=datetime.now(UTC))
