"""One-time passwords: requests, texts, limits and digests (channels spec §6, quotas spec §12)."""

from __future__ import annotations

from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from hypothesis import given
from hypothesis import strategies as st

from services.delivery.domain import otp
from services.delivery.domain.otp import Origin
from services.delivery.domain.sms import GSM, measure

GOOD = {
    "brand_name": "Nordlicht",
    "channel": "SMS",
    "destination_identity": "+4915112345678",
    "origination_identity": "Nordlicht",
    "reference_id": "login-7f3a",
}


def send_faults(**members: Any) -> list[str]:
    return [path for path, _ in otp.send_faults(shapes.SendOTPMessageRequestParameters(**(GOOD | members)))]


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"brand_name": "x" * 20, "reference_id": "r" * 48},
        {"allowed_attempts": 1, "code_length": 5, "validity_period": 5},
        {"allowed_attempts": 5, "code_length": 8, "validity_period": 60},
        *({"language": language} for language in otp.TEXTS),
    ],
)
def test_a_good_request_passes(members: dict[str, Any]) -> None:
    assert send_faults(**members) == []


@pytest.mark.parametrize(
    ("members", "paths"),
    [
        ({"brand_name": ""}, ["BrandName"]),
        ({"brand_name": "x" * 21}, ["BrandName"]),
        ({"brand_name": "a\nb"}, ["BrandName"]),
        ({"reference_id": ""}, ["ReferenceId"]),
        ({"reference_id": "r" * 49}, ["ReferenceId"]),
        ({"destination_identity": ""}, ["DestinationIdentity"]),
        ({"origination_identity": ""}, ["OriginationIdentity"]),
        ({"channel": "EMAIL"}, ["Channel"]),
        ({"allowed_attempts": 0}, ["AllowedAttempts"]),
        ({"allowed_attempts": 6}, ["AllowedAttempts"]),
        ({"code_length": 4}, ["CodeLength"]),
        ({"code_length": 9}, ["CodeLength"]),
        ({"validity_period": 4}, ["ValidityPeriod"]),
        ({"validity_period": 61}, ["ValidityPeriod"]),
        ({"language": "la-VA"}, ["Language"]),
    ],
)
def test_a_bad_request_names_the_member(members: dict[str, Any], paths: list[str]) -> None:
    assert send_faults(**members) == paths


@pytest.mark.parametrize(
    ("members", "paths"),
    [
        ({}, []),
        ({"otp": "12345678"}, []),
        ({"otp": "1234"}, ["Otp"]),
        ({"otp": "123456789"}, ["Otp"]),
        ({"otp": "12345\n"}, ["Otp"]),
        ({"otp": "１２３４５６"}, ["Otp"]),
        ({"otp": "12a456"}, ["Otp"]),
        ({"otp": ""}, ["Otp"]),
        ({"destination_identity": "me"}, ["DestinationIdentity"]),
        ({"reference_id": "r" * 49}, ["ReferenceId"]),
    ],
)
def test_only_a_bad_shape_is_a_fault_when_a_code_is_checked(members: dict[str, Any], paths: list[str]) -> None:
    good = {"destination_identity": "+4915112345678", "reference_id": "r", "otp": "012345"}
    body = shapes.VerifyOTPMessageRequestParameters(**(good | members))
    assert [path for path, _ in otp.verify_faults(body)] == paths


@pytest.mark.parametrize(
    ("identity", "found"),
    [
        ("Nordlicht", Origin("", "Nordlicht")),
        ("+49 151 12345678", Origin("+4915112345678", "")),
        ("12345", Origin("12345", "")),
        ("1", None),
        ("no spaces here", None),
        ("x" * 12, None),
        ("arn:aws:sms-voice:us-east-1:1:pool/p", None),
    ],
)
def test_an_origin_is_a_number_or_a_sender_id(identity: str, found: Origin | None) -> None:
    assert otp.origin(identity) == found


@pytest.mark.parametrize("language", otp.TEXTS)
def test_a_text_is_one_part_and_says_code_brand_and_minutes(language: str) -> None:
    text = otp.TEXTS[language]
    assert all(text.count(name) == 1 for name in ("{{otp}}", "{{brand}}", "{{minutes}}"))
    written = text.replace("{{otp}}", "12345678").replace("{{brand}}", "B" * 20).replace("{{minutes}}", "60")
    found = measure(written)
    asian = language.startswith(("ja", "ko", "zh"))
    assert (found.parts, found.encoding == GSM) == (1, not asian)


def test_there_are_the_thirteen_languages_of_the_contract() -> None:
    assert sorted(otp.TEXTS) == [
        "de-DE", "en-GB", "en-US", "es-419", "es-ES", "fr-CA", "fr-FR", "it-IT", "ja-JP", "ko-KR", "pt-BR", "zh-CN", "zh-TW",
    ]  # fmt: skip
    assert len(set(otp.TEXTS.values())) == 13


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0), ""),
        ((4, 19, 9), ""),
        ((5, 5, 1), "at most 5 sends in an hour"),
        ((0, 20, 1), "at most 20 sends in a day"),
        ((1, 10, 10), "at most 10 live reference ids"),
    ],
)
def test_the_limits_stand_at_their_numbers(counts: tuple[int, int, int], words: str) -> None:
    assert otp.over_limit(*counts).endswith(words) and bool(otp.over_limit(*counts)) == bool(words)


@given(left=st.tuples(*[st.text()] * 3), right=st.tuples(*[st.text()] * 3))
def test_no_two_codes_share_a_digest(left: tuple[str, str, str], right: tuple[str, str, str]) -> None:
    key = b"k" * 32
    assert (otp.code_digest(key, *left, "012345") == otp.code_digest(key, *right, "012345")) == (left == right)
    assert otp.code_digest(key, *left, "012345") != otp.code_digest(key, *left, "12345")
    assert otp.code_digest(key, *left, "") != otp.code_digest(b"x" * 32, *left, "")
