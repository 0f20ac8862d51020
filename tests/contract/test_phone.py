"""PhoneNumberValidate through boto3 (channels spec §7)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.conftest import Call


def look_up(pinpoint: Any, **request: str) -> dict[str, Any]:
    return dict(pinpoint.phone_number_validate(NumberValidateRequest=request)["NumberValidateResponse"])


def test_the_documents_example_is_answered_as_documented(pinpoint: Any) -> None:
    assert look_up(pinpoint, PhoneNumber="0151 12345678", IsoCountryCode="DE") == {
        "Carrier": "T-Mobile",
        "City": "Germany",
        "CleansedPhoneNumberE164": "+4915112345678",
        "CleansedPhoneNumberNational": "15112345678",
        "Country": "Germany",
        "CountryCodeIso2": "DE",
        "CountryCodeNumeric": "49",
        "OriginalCountryCodeIso2": "DE",
        "OriginalPhoneNumber": "0151 12345678",
        "PhoneType": "MOBILE",
        "PhoneTypeCode": 0,
        "Timezone": "Europe/Berlin",
    }


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [
        ("+14155552671", "MOBILE", 0),
        ("+4930123456", "LANDLINE", 1),
        ("+445601234567", "VOIP", 2),
        ("+4912", "INVALID", 3),
        ("+12065550100", "OTHER", 4),
        ("+18005551234", "OTHER", 4),
    ],
)
def test_a_number_has_one_of_the_types(pinpoint: Any, number: str, kind: str, code: int) -> None:
    found = look_up(pinpoint, PhoneNumber=number)
    assert (found["PhoneType"], found["PhoneTypeCode"], found["OriginalPhoneNumber"]) == (kind, code, number)
    assert kind != "INVALID" or not {"Carrier", "City", "Timezone"} & set(found)


@pytest.mark.parametrize(
    ("body", "member"),
    [
        ({}, "PhoneNumber"),
        ({"PhoneNumber": ""}, "PhoneNumber"),
        ({"PhoneNumber": "call me"}, "PhoneNumber"),
        ({"PhoneNumber": "\0"}, "PhoneNumber"),
        ({"PhoneNumber": "9" * 5000}, "PhoneNumber"),
        ({"PhoneNumber": 4915112345678}, "PhoneNumber"),
        ({"PhoneNumber": "+4915112345678", "IsoCountryCode": "Germany"}, "IsoCountryCode"),
        ({"PhoneNumber": "015112345678", "IsoCountryCode": "XX"}, "IsoCountryCode"),
        (b"{", ""),
        (b"[]", ""),
    ],
)
def test_what_cannot_be_read_is_a_400_that_names_the_member(call: Call, body: Any, member: str) -> None:
    answer = call("POST", "/v1/phone/number/validate", body)
    assert (answer.status, answer.error) == (400, "BadRequestException")
    assert member in answer.json["Message"]
