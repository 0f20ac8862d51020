"""Bounces and complaints, read (channels spec §8.1; RFC 3464, RFC 5965)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.delivery.channels.smtp_answers import RCPT, outcome_of
from services.delivery.domain.reports import COMPLAINT, DELIVERED, FAILED, Report, ReturnPath, parse, recipients

TOKEN = "AbC_-9" * 20


def bounce(fields: str, head: str = f"X-Counterpoint-Message: {TOKEN}", kind: str = "text/rfc822-headers") -> bytes:
    return f"""From: MAILER-DAEMON@mx.example
To: b+abc@bounce.shop.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

Sorry.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

{fields}
--x
Content-Type: {kind}

From: shop@shop.example
{head}
Subject: Sale

--x--
""".replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("fields", "report", "event", "suppress"),
    [
        ("Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <a@example.org> no such user",
         Report(FAILED, TOKEN, "a@example.org", 550, "5.1.1 <a@example.org> no such user"), "hardbounce", True),
        ("Original-Recipient: rfc822;A@example.org\nFinal-Recipient: rfc822;b@example.org\nAction: FAILED\nStatus: 5.2.2",
         Report(FAILED, TOKEN, "A@example.org", 550, "5.2.2"), "softbounce", False),
        ("Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connection timed out",
         Report(FAILED, TOKEN, "a@example.org", 450, "4.4.1 connection timed out"), "softbounce", False),
        ("Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 554-5.7.1 spam",
         Report(FAILED, TOKEN, "a@example.org", 554, "5.7.1 spam"), "rejected", False),
    ],
)  # fmt: skip
def test_a_bounce_is_judged_as_an_answer_would_be(fields: str, report: Report, event: str, suppress: bool) -> None:
    assert parse(bounce(fields)) == [report]
    outcome = outcome_of(RCPT, report.code, report.text)
    assert (outcome.event, outcome.suppress) == (event, suppress)


def test_a_delivery_is_told_and_a_delay_is_not() -> None:
    said = "Final-Recipient: rfc822; a@example.org\nAction: {}\nStatus: {}"
    assert [report.kind for report in parse(bounce(said.format("delivered", "2.0.0")))] == [DELIVERED]
    for action, status in (("delayed", "4.4.1"), ("relayed", "2.0.0"), ("expanded", "2.0.0")):
        assert parse(bounce(said.format(action, status))) == []


def test_the_seal_is_found_folded_in_a_whole_mail_and_missing() -> None:
    fields = "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1"
    folded = f"X-Counterpoint-Message:\n {TOKEN[:70]}\n {TOKEN[70:]}"
    assert [report.token for report in parse(bounce(fields, folded, "message/rfc822"))] == [TOKEN]
    assert [report.token for report in parse(bounce(fields, "X-Other: y"))] == [""]
    assert recipients(bounce(fields)) == ["b+abc@bounce.shop.example"]


def test_a_complaint_names_its_kind() -> None:
    mail = f"""To: abuse@shop.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Rcpt-To: <a@example.org>

--x
Content-Type: message/rfc822

X-Counterpoint-Message: {TOKEN}
Subject: Sale

Buy
--x--
"""
    assert parse(mail.encode()) == [Report(COMPLAINT, TOKEN, "a@example.org", text="abuse")]
    assert parse(mail.replace("Type: abuse", "Type: not-spam").encode()) == []


@pytest.mark.parametrize("raw", [b"", b"Subject: Out of office\r\n\r\nI am away", b"\xff\x00", bounce("Action: failed"), bounce("")])
def test_other_mail_is_no_report(raw: bytes) -> None:
    assert parse(raw) == []


PATHS = ReturnPath(b"k" * 64, "Bounce.Shop.example")


@given(st.binary(min_size=16, max_size=16), st.integers(0, 2**40 - 1), st.integers(0, 2**64 - 1), st.booleans())
def test_a_return_path_comes_back_whatever_its_case(scope: bytes, seq: int, hashed: int, upper: bool) -> None:
    for address, found in ((PATHS.member(scope.hex(), seq), (scope.hex(), seq, True)), (PATHS.address(scope.hex(), hashed), (scope.hex(), hashed, False))):
        assert len(address.rpartition("@")[0]) <= 64
        assert PATHS.read(["x@y", address.upper() if upper else address]) == found


def test_a_forged_return_path_is_nobodys() -> None:
    good = PATHS.member("0a" * 16, 7)
    assert PATHS.read([]) is None and PATHS.read(["b+@bounce.shop.example", "b+aa@bounce.shop.example", "b+!!@bounce.shop.example"]) is None
    assert PATHS.read([good.replace("bounce.", "bounced.")]) is None
    assert ReturnPath(b"o" * 64, "bounce.shop.example").read([good]) is None
    changed = good[:10] + ("a" if good[10] != "a" else "b") + good[11:]
    assert PATHS.read([changed]) is None
