"""One-time passwords through boto3 (channels spec §6, quotas spec §12)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.conftest import Call
from tests.fixtures.suite import Suite

NEXT = iter(range(10_000))


@pytest.fixture(scope="module")
def app(pinpoint: Any, new_app: Callable[..., str]) -> str:
    made = new_app("otp", email=False)
    pinpoint.update_sms_channel(ApplicationId=made, SMSChannelRequest={"SenderId": "Shop", "Enabled": True})
    return made


@pytest.fixture
def phone() -> str:
    """A number no other test uses."""
    return f"+491515{next(NEXT):07}"


def send(pinpoint: Any, app: str, phone: str, **members: Any) -> dict[str, Any]:
    """The answer's one result."""
    request = {"BrandName": "Nordlicht", "Channel": "SMS", "DestinationIdentity": phone, "OriginationIdentity": "Nordlicht", "ReferenceId": "login"} | members
    answer = pinpoint.send_otp_message(ApplicationId=app, SendOTPMessageRequestParameters=request)["MessageResponse"]
    assert answer["ApplicationId"] == app and answer["RequestId"] and list(answer["Result"]) == [phone]
    return dict(answer["Result"][phone])


def verify(pinpoint: Any, app: str, phone: str, code: str, reference: str = "login") -> bool:
    request = {"DestinationIdentity": phone, "ReferenceId": reference, "Otp": code}
    return bool(pinpoint.verify_otp_message(ApplicationId=app, VerifyOTPMessageRequestParameters=request)["VerificationResponse"]["Valid"])


def body_of(suite: Suite, app: str, result: dict[str, Any]) -> str:
    path = suite.data / "outbox" / app / "direct" / f"{result['MessageId']}.json"
    return str(json.loads(path.read_text())["Body"])


def code_in(body: str) -> str:
    found = re.search(r"\d{5,8}", body)
    assert found
    return found.group()


def test_a_code_is_good_once(pinpoint: Any, suite: Suite, app: str, phone: str) -> None:
    sent = send(pinpoint, app, phone, CodeLength=6, ValidityPeriod=10, AllowedAttempts=3, Language="de-DE")
    assert (sent["DeliveryStatus"], sent["StatusCode"], sent["StatusMessage"]) == ("SUCCESSFUL", 200, f"MessageId: {sent['MessageId']}")
    body = body_of(suite, app, sent)
    code = code_in(body)
    assert body == f"{code} ist Ihr Code für Nordlicht. Er gilt 10 Min. Geben Sie ihn niemandem weiter." and len(code) == 6
    assert [verify(pinpoint, app, phone, given) for given in ("000000" if code != "000000" else "111111", code, code)] == [False, True, False]


def test_exhausted_unknown_and_replaced_codes_are_all_just_false(pinpoint: Any, suite: Suite, app: str, phone: str) -> None:
    assert verify(pinpoint, app, phone, "123456") is False
    first = code_in(body_of(suite, app, send(pinpoint, app, phone, AllowedAttempts=1, CodeLength=8)))
    assert verify(pinpoint, app, phone, first[::-1] if first != first[::-1] else "12345678") is False
    assert verify(pinpoint, app, phone, first) is False
    second = code_in(body_of(suite, app, send(pinpoint, app, phone, AllowedAttempts=1, CodeLength=8)))
    assert verify(pinpoint, app, phone, second) is True


def test_the_sixth_send_in_an_hour_is_throttled_for_that_number_alone(pinpoint: Any, app: str, phone: str) -> None:
    found = [send(pinpoint, app, phone) for _ in range(6)]
    assert [one["StatusCode"] for one in found] == [200] * 5 + [429]
    assert found[-1]["DeliveryStatus"] == "THROTTLED" and "MessageId" not in found[-1]
    assert send(pinpoint, app, f"+491516{next(NEXT):07}")["StatusCode"] == 200


def test_a_send_that_fails_is_still_a_200(pinpoint: Any, app: str, phone: str, new_app: Callable[..., str]) -> None:
    assert send(pinpoint, app, "12")["StatusMessage"] == "Invalid phone number"
    assert send(pinpoint, app, phone, OriginationIdentity="not a sender")["StatusMessage"] == "Invalid OriginationIdentity"
    bare = new_app("otp without sms", email=False)
    found = send(pinpoint, bare, phone)
    assert (found["DeliveryStatus"], found["StatusCode"]) == ("PERMANENT_FAILURE", 400)
    assert found["StatusMessage"] == f"No channel of type SMS is enabled for the application {bare}"


def test_no_code_and_no_number_is_in_a_log_or_an_audit_record(pinpoint: Any, suite: Suite, app: str, phone: str, call: Call) -> None:
    code = code_in(body_of(suite, app, send(pinpoint, app, phone, CodeLength=8)))
    assert verify(pinpoint, app, phone, code)
    said = suite.said() + call("GET", "/counterpoint/v1/audit").body.decode()
    assert code not in said and phone not in said


GOOD = {"BrandName": "b", "Channel": "SMS", "DestinationIdentity": "+4915112345678", "OriginationIdentity": "Shop", "ReferenceId": "r"}
CHECK = {"DestinationIdentity": "+4915112345678", "Otp": "123456", "ReferenceId": "r"}


@pytest.mark.parametrize(
    ("path", "body", "member"),
    [
        *(("otp", {name: value for name, value in GOOD.items() if name != missing}, missing) for missing in GOOD),
        ("otp", {**GOOD, "BrandName": "x" * 21}, "BrandName"),
        ("otp", {**GOOD, "BrandName": "a\nb"}, "BrandName"),
        ("otp", {**GOOD, "Channel": "EMAIL"}, "Channel"),
        ("otp", {**GOOD, "ReferenceId": "r" * 49}, "ReferenceId"),
        ("otp", {**GOOD, "CodeLength": 4}, "CodeLength"),
        ("otp", {**GOOD, "CodeLength": 9}, "CodeLength"),
        ("otp", {**GOOD, "CodeLength": "6"}, "CodeLength"),
        ("otp", {**GOOD, "ValidityPeriod": 61}, "ValidityPeriod"),
        ("otp", {**GOOD, "ValidityPeriod": 4}, "ValidityPeriod"),
        ("otp", {**GOOD, "AllowedAttempts": 0}, "AllowedAttempts"),
        ("otp", {**GOOD, "AllowedAttempts": 6}, "AllowedAttempts"),
        ("otp", {**GOOD, "Language": "xx-XX"}, "Language"),
        ("verify-otp", {**CHECK, "Otp": "12a456"}, "Otp"),
        ("verify-otp", {**CHECK, "Otp": ""}, "Otp"),
        ("verify-otp", {**CHECK, "Otp": 123456}, "Otp"),
        ("verify-otp", {**CHECK, "DestinationIdentity": "nobody"}, "DestinationIdentity"),
        ("verify-otp", {**CHECK, "ReferenceId": "r" * 49}, "ReferenceId"),
        *(("verify-otp", {name: value for name, value in CHECK.items() if name != missing}, missing) for missing in CHECK),
        ("otp", b"{", ""),
        ("verify-otp", b"[]", ""),
    ],
)
def test_a_bad_shape_is_a_400_that_names_the_member(call: Call, app: str, path: str, body: Any, member: str) -> None:
    answer = call("POST", f"/v1/apps/{app}/{path}", body)
    assert (answer.status, answer.error) == (400, "BadRequestException")
    assert member in answer.json["Message"]


def test_an_app_of_somebody_else_and_an_unknown_one_are_not_found(pinpoint: Any, other_account: Any, app: str, phone: str) -> None:
    for client, where in ((other_account, app), (pinpoint, "0" * 32)):
        with pytest.raises(client.exceptions.NotFoundException):
            send(client, where, phone)
        with pytest.raises(client.exceptions.NotFoundException):
            verify(client, where, phone, "123456")
