"""E-mail in wire form is read back by Python's own parser: what goes in comes out, and nothing breaks out of its place."""

from __future__ import annotations

import email
import email.policy
import time
from email.message import EmailMessage
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.delivery.domain.mime import (
    Filling,
    HeaderInjection,
    MimeTemplate,
    encoded_words,
    header_fault,
    headers_fault,
    merge_headers,
)
from services.delivery.domain.rawmail import RawMailFault, prepare

DATE = "Tue, 24 Nov 2026 19:39:48 +0000"
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=400)
LINE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")), max_size=300)


def layout(sender: str = "Shop <news@shop.example>", **more: object) -> MimeTemplate:
    return MimeTemplate.from_parts(sender, DATE, "0f" * 12, **more)  # type: ignore[arg-type]


def parse(raw: bytes) -> EmailMessage:
    return cast(EmailMessage, email.message_from_bytes(raw, policy=email.policy.default))


def body(raw: bytes, kind: str) -> str:
    part = parse(raw).get_body((kind,))
    assert part is not None
    # The parser leaves line ends as they travelled.
    return cast(str, part.get_content()).replace("\r\n", "\n").rstrip("\r")


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT)
def test_both_bodies_come_back_as_they_were(text: str, html: str) -> None:
    raw = layout().render(Filling("m1", "a@b.example", "x", text=text, html=html))
    assert body(raw, "plain").rstrip("\n") == text.rstrip("\n")
    assert body(raw, "html").rstrip("\n") == html.rstrip("\n")
    rest = raw.replace(b"\r\n", b"")
    assert b"\n" not in rest and b"\r" not in rest
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


@settings(max_examples=150, deadline=None)
@given(LINE)
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    raw = layout().render(Filling("m1", "a@b.example", subject, text="x"))
    assert parse(raw)["Subject"].strip() == subject.strip()
    head = raw.split(b"\r\n\r\n")[0]
    assert all(len(line) <= 990 for line in head.split(b"\r\n"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("plain words", b"7bit"),
        ("Grüße an alle, die dies lesen", b"quoted-printable"),
        ("Привет, как дела? Всё хорошо", b"base64"),
        ("x" * 2000, b"quoted-printable"),
    ],
)
def test_the_encoding_fits_the_body(text: str, encoding: bytes) -> None:
    raw = layout().render(Filling("m1", "a@b.example", "s", text=text))
    assert b"Content-Transfer-Encoding: " + encoding + b"\r\n" in raw
    assert body(raw, "plain").strip() == text


def test_one_body_alone_makes_no_multipart() -> None:
    assert parse(layout().render(Filling("m", "a@b.example", "s", html="<p>x</p>"))).get_content_type() == "text/html"
    assert parse(layout().render(Filling("m", "a@b.example", "s", text="x"))).get_content_type() == "text/plain"


def test_a_body_with_the_boundary_in_it_closes_no_part() -> None:
    attack = "--=_cp_" + "0f" * 12 + "--\nContent-Type: text/html\n\n<b>mine</b>"
    raw = layout().render(Filling("m", "a@b.example", "s", text=attack, html="<p>ours</p>"))
    assert body(raw, "plain").strip() == attack
    assert len(list(parse(raw).iter_parts())) == 2


def test_our_own_headers_stand_where_they_belong() -> None:
    made = layout(
        '"Müller, Jörg" <news@shop.example>',
        reply_to=["help@shop.example", "Two <two@shop.example>"],
        feedback_id="c:a:x",
        abuse_address="abuse@shop.example",
        trace_id="order-88",
    )
    raw = made.render(
        Filling("0123", "reader@example.org", "Hi", text="x", unsubscribe="https://t.example/u/abc", report="tok", headers=[("X-Campaign", "winter")])
    )
    message = parse(raw)
    assert made.envelope_from == "news@shop.example"
    assert message["From"].addresses[0].display_name == "Müller, Jörg"
    assert message["To"] == "reader@example.org"
    assert message["Message-ID"] == "<0123@shop.example>"
    assert message["Date"] == DATE
    assert [found.addr_spec for found in message["Reply-To"].addresses] == ["help@shop.example", "two@shop.example"]
    assert message["List-Unsubscribe"].strip() == "<https://t.example/u/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (message["Feedback-ID"], message["X-Report-Abuse"], message["X-Counterpoint-Trace-Id"]) == ("c:a:x", "abuse@shop.example", "order-88")
    assert (message["X-Counterpoint-Message"], message["X-Campaign"]) == ("tok", "winter")


def test_the_authors_unsubscribe_and_feedback_headers_win() -> None:
    own = [("List-Unsubscribe", "<https://own.example/x>"), ("feedback-id", "own")]
    message = parse(layout(feedback_id="ours").render(Filling("m", "a@b.example", "s", text="x", unsubscribe="https://t.example/u/1", headers=own)))
    assert message.get_all("List-Unsubscribe") == ["<https://own.example/x>"]
    assert message.get_all("Feedback-ID") == ["own"]
    assert message["List-Unsubscribe-Post"] is None


def test_direct_mail_carries_no_unsubscribe_header() -> None:
    assert parse(layout().render(Filling("m", "a@b.example", "s", text="x")))["List-Unsubscribe"] is None


@pytest.mark.parametrize("bad", ["a\r\nBcc: all@x.example", "a\nb", "a\n", "a\rb", "a\x00b"])
def test_no_value_breaks_out_of_its_header(bad: str) -> None:
    for filling in (
        Filling("m", "a@b.example", bad, text="x"),
        Filling("m", bad, "s", text="x"),
        Filling(bad, "a@b.example", "s", text="x"),
        Filling("m", "a@b.example", "s", text="x", unsubscribe=bad),
        Filling("m", "a@b.example", "s", text="x", report=bad),
        Filling("m", "a@b.example", "s", text="x", headers=[("X-A", bad)]),
        Filling("m", "a@b.example", "s", text="x", headers=[("X-A" + bad, "v")]),
    ):
        with pytest.raises(HeaderInjection):
            layout().render(filling)
    for field in ("feedback_id", "abuse_address", "trace_id"):
        with pytest.raises(HeaderInjection):
            layout(**{field: bad})
    for sender in (bad, f"{bad} <a@b.example>", f"x <{bad}@b.example>"):
        with pytest.raises(ValueError):
            layout(sender)


REFUSED = (
    "From To Cc Bcc Subject Reply-To Return-Path Sender Date Message-ID MIME-Version Content-Type "
    "Content-Transfer-Encoding DKIM-Signature Received X-Counterpoint-Message x-counterpoint-anything FROM"
).split()


@pytest.mark.parametrize("name", [*REFUSED, "", "X-A\n", "with space", "with:colon", "ümlaut", "x" * 127])
def test_a_refused_header_name_is_refused(name: str) -> None:
    assert header_fault(name) is not None


@pytest.mark.parametrize("name", ["X-Mine", "List-Unsubscribe", "Feedback-ID", "x" * 126])
def test_any_other_header_name_is_taken(name: str) -> None:
    assert header_fault(name) is None


def test_at_most_fifteen_headers_and_no_control_characters_as_written() -> None:
    assert headers_fault([(f"X-{n}", "v") for n in range(15)]) is None
    assert headers_fault([(f"X-{n}", "v") for n in range(16)]) == "at most 15 headers are allowed"
    assert headers_fault([("X-A", "a\nb")]) is not None


def test_a_rendered_value_over_870_characters_is_refused_and_870_pass() -> None:
    layout().render(Filling("m", "a@b.example", "s", text="x", headers=[("X-A", "v" * 870)]))
    with pytest.raises(HeaderInjection):
        layout().render(Filling("m", "a@b.example", "s", text="x", headers=[("X-A", "v" * 871)]))


def test_message_headers_replace_template_headers_whatever_their_case() -> None:
    assert merge_headers([("X-A", "1"), ("X-B", "2")], [("x-a", "3")]) == [("X-B", "2"), ("x-a", "3")]


def test_encoded_words_are_short_and_whole() -> None:
    for word in encoded_words("ä😀" * 60, 60).split("\r\n "):
        assert len(word) <= 75


RAW = b"From: Me <me@shop.example>\r\nTo: shown@x.example\r\nBcc: hidden@x.example\r\nSubject: Hi {{name}}\r\nContent-Type: text/plain\r\n\r\nDear {{name}}\r\n"


def test_raw_mail_gets_what_it_lacks_and_loses_bcc() -> None:
    raw, sender = prepare(
        RAW,
        "arn:aws:ses:us-east-1:123456789012:identity/shop.example",
        "0123",
        DATE,
        lambda text: text.replace("{{name}}", "Zoë"),
        [("X-Counterpoint-Message", "tok")],
    )
    message = parse(raw)
    assert sender == "me@shop.example"
    assert (message["Date"], message["Message-ID"]) == (DATE, "<0123@shop.example>")
    assert message["Bcc"] is None
    assert (message["Subject"], message["To"], message["X-Counterpoint-Message"]) == ("Hi Zoë", "shown@x.example", "tok")
    assert message.get_content().strip() == "Dear Zoë"
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_raw_mail_keeps_its_attachment_and_its_own_ids() -> None:
    made = EmailMessage()
    made["From"], made["Date"], made["Message-ID"], made["Subject"] = "me@shop.example", DATE, "<own@shop.example>", "s"
    made.set_content("Hello {{x}}")
    made.add_attachment(bytes(range(256)), maintype="application", subtype="pdf", filename="{{x}}.pdf")
    raw, _ = prepare(made.as_bytes(), "shop.example", "m", DATE, lambda text: text.replace("{{x}}", "1"))
    message = parse(raw)
    assert message["Message-ID"] == "<own@shop.example>"
    assert next(iter(message.iter_attachments())).get_content() == bytes(range(256))


def test_the_authors_own_feedback_id_stays_in_raw_mail_and_our_token_is_not_torn() -> None:
    token = "t" * 300
    marks = [("Feedback-ID", "ours"), ("X-Counterpoint-Message", token)]
    own, _ = prepare(b"Feedback-ID: theirs\r\nX-Counterpoint-Message: forged\r\n" + RAW, "shop.example", "m", DATE, None, marks)
    assert parse(own).get_all("Feedback-ID") == ["theirs"] and b"X-Counterpoint-Message: " + token.encode() in own
    assert len(parse(own).get_all("X-Counterpoint-Message")) == 1
    assert parse(prepare(RAW, "shop.example", "m", DATE, None, marks)[0])["Feedback-ID"] == "ours"


@pytest.mark.parametrize(
    "raw",
    [
        RAW.replace(b"me@shop.example", b"me@other.example"),
        RAW.replace(b"From: Me <me@shop.example>\r\n", b""),
        b"From: me@shop.example\r\n" + RAW,
        RAW.replace(b"Me <me@shop.example>", b"me@shop.example, you@shop.example"),
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_raw_mail_without_one_own_sender_is_refused(raw: bytes) -> None:
    with pytest.raises(RawMailFault):
        prepare(raw, "shop.example", "m", DATE)


def test_a_large_body_of_long_lines_costs_time_in_proportion() -> None:
    html = ("<p>" + "word " * 190 + "</p>\n") * 600
    began = time.perf_counter()
    raw = layout().render(Filling("m", "a@b.example", "s", html=html))
    assert time.perf_counter() - began < 0.2 and len(raw) > len(html)
