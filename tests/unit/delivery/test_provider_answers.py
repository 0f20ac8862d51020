"""What providers' answers mean: channels spec §8.1 (SMTP) and §5.1 (operator), row by row; the breaker; the URLs."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.errors import Invalid, NotBuilt
from services.delivery.channels import factory, smtp_answers, twilio_answers
from services.delivery.channels.breaker import Breaker
from services.delivery.channels.provider import Outcome
from services.delivery.channels.smtp_settings import parse_smtp_url


@pytest.mark.parametrize(
    ("stage", "code", "text", "status", "number", "event", "suppress"),
    [
        ("RCPT", 450, "4.2.0 greylisted", "TEMPORARY_FAILURE", 503, "softbounce", False),
        ("DATA", 451, "try later", "TEMPORARY_FAILURE", 503, "softbounce", False),
        ("RCPT", 421, "4.3.2 going down", "TEMPORARY_FAILURE", 503, "softbounce", False),
        ("RCPT", 452, "4.2.2 full", "TEMPORARY_FAILURE", 503, "softbounce", False),
        ("RCPT", 450, "4.7.1 rate limit exceeded", "THROTTLED", 429, None, False),
        ("MAIL", 454, "4.7.0 wait", "THROTTLED", 429, None, False),
        ("RCPT", 550, "5.1.1 no such user", "PERMANENT_FAILURE", 400, "hardbounce", True),
        ("RCPT", 550, "unknown user", "PERMANENT_FAILURE", 400, "hardbounce", True),
        ("DATA", 550, "5.1.1 no such user", "PERMANENT_FAILURE", 400, "hardbounce", True),
        ("RCPT", 553, "5.1.3 bad syntax", "PERMANENT_FAILURE", 400, "hardbounce", True),
        ("RCPT", 551, "5.1.6 moved", "PERMANENT_FAILURE", 400, "hardbounce", True),
        ("RCPT", 552, "5.2.2 mailbox full", "TEMPORARY_FAILURE", 503, "softbounce", False),
        ("RCPT", 550, "5.2.2 over quota", "TEMPORARY_FAILURE", 503, "softbounce", False),
        ("DATA", 552, "5.3.4 too big", "PERMANENT_FAILURE", 413, "rejected", False),
        ("MAIL", 552, "size", "PERMANENT_FAILURE", 413, "rejected", False),
        ("DATA", 554, "5.7.1 spam", "PERMANENT_FAILURE", 403, "rejected", False),
        ("DATA", 554, "no thanks", "PERMANENT_FAILURE", 403, "rejected", False),
        ("RCPT", 550, "5.7.1 relaying denied", "PERMANENT_FAILURE", 403, "rejected", False),
        ("DATA", 550, "content refused", "PERMANENT_FAILURE", 403, "rejected", False),
        ("MAIL", 550, "5.1.1 you", "PERMANENT_FAILURE", 403, "rejected", False),
        ("RCPT", 550, "5.1.8 bad sender", "PERMANENT_FAILURE", 403, "rejected", False),
        ("MAIL", 530, "5.7.0 log in", "PERMANENT_FAILURE", 401, None, False),
        ("MAIL", 535, "5.7.8 no", "PERMANENT_FAILURE", 401, None, False),
        ("RCPT", 501, "what", "PERMANENT_FAILURE", 400, "rejected", False),
    ],
)
def test_an_smtp_answer_means(stage: str, code: int, text: str, status: str, number: int, event: str | None, suppress: bool) -> None:
    found = smtp_answers.outcome_of(stage, code, text)
    assert (found.status, found.code, found.event, found.suppress) == (status, number, event, suppress)
    assert found.message.startswith(str(code))


@pytest.mark.parametrize(
    ("status", "code", "expected", "number"),
    [
        (429, 20429, "THROTTLED", 429),
        (400, 14107, "THROTTLED", 429),
        (400, 30001, "THROTTLED", 429),
        (400, 21211, "PERMANENT_FAILURE", 400),
        (400, 21614, "PERMANENT_FAILURE", 400),
        (400, 21408, "PERMANENT_FAILURE", 403),
        (400, 21606, "PERMANENT_FAILURE", 403),
        (400, 21212, "PERMANENT_FAILURE", 403),
        (401, 20003, "PERMANENT_FAILURE", 401),
        (400, 21610, "OPT_OUT", 200),
        (500, 0, "TEMPORARY_FAILURE", 503),
        (503, 20500, "TEMPORARY_FAILURE", 503),
        (404, 20404, "PERMANENT_FAILURE", 400),
    ],
)
def test_an_operators_answer_means(status: int, code: int, expected: str, number: int) -> None:
    found: Outcome = twilio_answers.outcome_of(status, code, "text", None)
    assert (found.status, found.code) == (expected, number)
    assert found.opt_out_list is (code == 21610) and found.alarm is (code == 20003)


@pytest.mark.parametrize(
    ("status", "error", "record", "event"),
    [
        ("delivered", "", "DELIVERED", "_SMS.SUCCESS"),
        ("sent", "", "SUCCESSFUL", "_SMS.BUFFERED"),
        ("undelivered", "30003", "UNREACHABLE", "_SMS.FAILURE"),
        ("failed", "30004", "BLOCKED", "_SMS.FAILURE"),
        ("undelivered", "30005", "INVALID", "_SMS.FAILURE"),
        ("undelivered", "30007", "CARRIER_BLOCKED", "_SMS.FAILURE"),
        ("failed", "", "UNKNOWN", "_SMS.FAILURE"),
        ("queued", "", "PENDING", None),
    ],
)
def test_an_operators_receipt_means(status: str, error: str, record: str, event: str | None) -> None:
    assert twilio_answers.receipt({"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": error}) == ("SM1", record, event)


def test_a_callback_is_known_by_its_signature() -> None:
    form = [("MessageSid", "SM1"), ("MessageStatus", "sent")]
    good = twilio_answers.signature("token", "https://x.example/cb?a=1", form)
    assert twilio_answers.signed("token", "https://x.example/cb?a=1", form, good)
    assert not twilio_answers.signed("token", "https://x.example/cb?a=2", form, good)
    assert not twilio_answers.signed("other", "https://x.example/cb?a=1", form, good)
    assert not twilio_answers.signed("token", "https://x.example/cb?a=1", form, "ü")
    assert twilio_answers.receipt({"x": "y"}) is None


def test_the_breaker_opens_after_five_refused_logins_and_closes_after_30_s() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(4):
        breaker.auth_failed()
    assert breaker.allows()
    breaker.auth_failed()
    assert not breaker.allows() and breaker.retry_after == 30.0
    now[0] = 30.0
    assert breaker.allows()


def test_the_breaker_opens_when_half_of_a_minute_fails() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    breaker.record(10, 9)
    now[0] = 61.0
    breaker.record(11, 10)
    assert breaker.allows()
    breaker.record(0, 1)
    assert not breaker.allows()


def test_urls_make_providers(tmp_path: Path) -> None:
    assert factory.email_provider("", tmp_path).name == "outbox"
    assert factory.sms_provider("outbox:", tmp_path).name == "outbox"
    assert factory.email_provider("null:", tmp_path).name == "null"
    assert not factory.real("") and factory.real("smtp://x.example")


@pytest.mark.parametrize("url", ["ses://us-east-1"])
def test_an_email_engine_that_is_missing_says_so(url: str, tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match="not built yet"):
        factory.email_provider(url, tmp_path)


@pytest.mark.parametrize("url", ["smpp://id:geheim@x.example:2775", "eum://eu-west-1"])
def test_an_sms_engine_that_is_missing_says_so_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match="not built yet") as caught:
        factory.sms_provider(url, tmp_path)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://u:geheim@",
        "smtp://u:geheim@h:99999",
        "smtp://u:geheim@h/path",
        "smtp://u:geheim@h?what=1",
        "smtp://u:geheim@h?tls=perhaps",
        "http://u:geheim@h",
        "smtp://h:geheim?connections=0",
    ],
)
def test_a_wrong_smtp_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_smtp_url(url)
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_an_smtp_url_is_read_and_its_password_not_shown() -> None:
    found = parse_smtp_url("smtps://us%40er:ge%2Fheim@mail.example?connections=2&final=true")
    assert (found.user, found.password, found.port, found.implicit_tls, found.connections, found.final) == ("us@er", "ge/heim", 465, True, 2, True)
    assert "heim" not in repr(found)
    assert parse_smtp_url("smtp://mail.example").port == 587
