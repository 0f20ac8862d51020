"""Credentials of the push channels: syntax, completeness, and what may be shown (channels spec §1.1, §1.2)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from hypothesis import given
from hypothesis import strategies as st

from services.delivery.domain import credentials, push
from tests.unit.delivery.keys import EC_KEY, P384_KEY, RSA_KEY, certificate_for, encrypted, public_pem

ACCOUNT = {"type": "service_account", "project_id": "demo", "private_key": "…", "client_email": "x@demo.example"}
CERTIFICATE = certificate_for(RSA_KEY)
OF_TOKEN = {"token_key": EC_KEY, "token_key_id": "K" * 10, "team_id": "T" * 10, "bundle_id": "org.example.app"}


def body_of(pem: str) -> str:
    """A PEM text without its first and last line."""
    return "".join(line for line in pem.splitlines() if not line.startswith("-----"))


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (credentials.service_account, json.dumps(ACCOUNT)),
        (credentials.service_account, json.dumps(ACCOUNT | {"token_uri": "https://example.org"})),
        (credentials.certificate, CERTIFICATE),
        (credentials.certificate, "Bag Attributes\n    friendlyName: x\n" + CERTIFICATE),
        (credentials.certificate, body_of(CERTIFICATE)),
        (credentials.private_key, RSA_KEY),
        (credentials.private_key, EC_KEY),
        (credentials.signing_key, EC_KEY),
        (credentials.signing_key, body_of(EC_KEY)),
        (credentials.plain, "AIzaSy-_x0"),
    ],
)
def test_a_good_credential_passes(check: Any, text: str) -> None:
    assert check(text) == ""


@pytest.mark.parametrize(
    ("check", "text", "words"),
    [
        (credentials.service_account, "{", "is not JSON"),
        (credentials.service_account, "[" * 50_000, "is not JSON"),
        (credentials.service_account, "[]", "service account"),
        (credentials.service_account, json.dumps(ACCOUNT | {"type": "authorized_user"}), "service account"),
        (credentials.service_account, json.dumps(ACCOUNT | {"client_email": ""}), "lacks client_email"),
        (credentials.service_account, json.dumps(ACCOUNT | {"project_id": 7}), "lacks project_id"),
        (credentials.service_account, json.dumps(ACCOUNT) + " " * 70_000, "at most 65536"),
        (credentials.certificate, RSA_KEY, "PEM certificate"),
        (credentials.certificate, CERTIFICATE.replace("M", "-", 3), "PEM certificate"),
        (credentials.certificate, "é", "PEM certificate"),
        (credentials.private_key, CERTIFICATE, "private key"),
        (credentials.private_key, public_pem(RSA_KEY), "private key"),
        (credentials.private_key, encrypted(EC_KEY), "unencrypted"),
        (credentials.private_key, RSA_KEY + "x" * 9000, "at most 8192"),
        (credentials.signing_key, RSA_KEY, ".p8"),
        (credentials.signing_key, P384_KEY, ".p8"),
        (credentials.signing_key, "\0", ".p8"),
        (credentials.plain, "a b", "printable"),
        (credentials.plain, "a\r\nX: y", "printable"),
        (credentials.plain, "ключ", "printable"),
        (credentials.plain, "x" * 4097, "at most 4096"),
    ],
)
def test_a_bad_credential_is_named_and_never_quoted(check: Any, text: str, words: str) -> None:
    reason = check(text)
    assert words in reason and text not in reason


@given(st.text())
def test_no_text_breaks_a_check(text: str) -> None:
    for check in (credentials.plain, credentials.service_account, credentials.certificate, credentials.signing_key):
        assert text == "" or text not in check(text) or len(text) < 20


@pytest.mark.parametrize(
    ("text", "shown"),
    [("AIzaSyExampleKey42", "AIza…ey42"), ("x" * 16, "xxxx…xxxx"), ("x" * 15, "…"), ("k", "…")],
)
def test_a_mask_hides_the_middle_and_short_keys_whole(text: str, shown: str) -> None:
    assert credentials.masked(text) == shown


def test_every_push_type_has_one_row() -> None:
    from services.delivery.domain.decide import PUSH_TYPES

    assert set(push.CHANNELS) == PUSH_TYPES


@pytest.mark.parametrize("channel", push.CHANNELS.values(), ids=lambda channel: channel.platform)
def test_the_row_names_fields_and_members_as_the_contract_does(channel: push.PushChannel) -> None:
    request = getattr(shapes, f"Update{channel.name}ChannelRequest").DESCRIPTOR
    fields = request.fields_by_name[f"{channel.platform.lower()}_channel_request"].message_type.fields_by_name
    assert {member.field: member.wire for member in channel.members} == {
        name: field.json_name
        for name, field in fields.items()
        if name not in ("enabled", "default_authentication_method")
    }
    assert ("default_authentication_method" in fields) == ("" not in channel.methods)


@pytest.mark.parametrize(
    ("platform", "secrets", "method", "wanted"),
    [
        ("ADM", {"client_id": "i"}, "", [("ClientSecret", "is required")]),
        ("BAIDU", {}, "", [("ApiKey", "is required"), ("SecretKey", "is required")]),
        ("GCM", {}, "", []),
        ("GCM", {}, "token", []),
        ("GCM", {}, "CERTIFICATE", [("DefaultAuthenticationMethod", "must be KEY or TOKEN")]),
        ("APNS", {}, "certificate", []),
        ("APNS", {}, "Token", []),
        ("APNS", {}, "password", [("DefaultAuthenticationMethod", "must be CERTIFICATE or KEY or TOKEN")]),
        ("APNS_VOIP", {"team_id": "a b"}, "", [("TeamId", "must be printable ASCII without spaces")]),
    ],
)
def test_a_request_is_judged_by_its_row(platform: str, secrets: dict[str, str], method: str, wanted: Any) -> None:
    assert push.faults(push.CHANNELS[platform], secrets, method) == wanted


@pytest.mark.parametrize(
    ("new", "stored", "wanted"),
    [
        ({}, {}, []),
        (OF_TOKEN, {}, []),
        ({"token_key": EC_KEY}, OF_TOKEN, []),
        ({"team_id": "T"}, {}, ["TokenKey", "TokenKeyId", "BundleId"]),
        ({"certificate": CERTIFICATE}, {}, ["PrivateKey"]),
        ({"certificate": CERTIFICATE, "private_key": RSA_KEY}, {}, []),
        ({"certificate": CERTIFICATE}, {"private_key": RSA_KEY}, []),
        ({"certificate": CERTIFICATE}, {"private_key": EC_KEY}, ["Certificate"]),
        ({"private_key": EC_KEY}, {"certificate": CERTIFICATE, "private_key": RSA_KEY}, ["Certificate"]),
    ],
)
def test_credentials_that_were_begun_must_be_whole(new: Any, stored: Any, wanted: list[str]) -> None:
    found = push.incomplete(push.CHANNELS["APNS"], new, stored | new)
    assert [path for path, _ in found] == wanted


@pytest.mark.parametrize(
    ("platform", "secrets", "method", "wanted"),
    [
        ("GCM", {}, "", {"has_credential": False, "has_fcm_service_credentials": False}),
        ("GCM", {"service_json": "{}"}, "", {"has_credential": True, "has_fcm_service_credentials": True}),
        ("GCM", {"service_json": "{}"}, "KEY", {"has_credential": False, "has_fcm_service_credentials": True}),
        ("GCM", {"api_key": "k"}, "", {"has_credential": True, "has_fcm_service_credentials": False, "credential": "…"}),
        ("APNS", OF_TOKEN, "", {"has_credential": True, "has_token_key": True}),
        ("APNS", OF_TOKEN, "certificate", {"has_credential": False, "has_token_key": True}),
        ("APNS_SANDBOX", {"certificate": "c", "private_key": "k"}, "", {"has_credential": True, "has_token_key": False}),
        ("ADM", {"client_id": "i", "client_secret": "s"}, "", {"has_credential": True}),
        ("BAIDU", {"api_key": "a" * 20, "secret_key": "s"}, "", {"has_credential": True, "credential": "aaaa…aaaa"}),
    ],
)
def test_what_is_shown_tells_of_secrets_without_showing_them(platform: str, secrets: Any, method: str, wanted: Any) -> None:
    assert push.shown(push.CHANNELS[platform], secrets, method) == wanted


def test_the_method_of_fcm_follows_what_is_stored() -> None:
    assert [push.default_method("GCM", *has) for has in ((False, False), (True, False), (True, True), (False, True))] == ["KEY", "KEY", "KEY", "TOKEN"]
    assert push.default_method("APNS", False, False) == ""


def test_an_empty_text_is_no_secret() -> None:
    request = shapes.APNSChannelRequest(certificate="", team_id="T")
    assert push.given(push.CHANNELS["APNS"], request) == {"team_id": "T"}
