"""Which addresses are safe to send to, and who owns a sender."""

from __future__ import annotations

import pytest

from services.delivery.domain.addresses import belongs_to, identity_name, normalise_email, parse_mailbox, valid_email


@pytest.mark.parametrize("good", ["a@b.example", "a.b+c@d-e.example", "ü@b.example", "a@localhost", "a'b@c.example", "a@ümlaut.example"])
def test_an_ordinary_address_is_taken(good: str) -> None:
    assert valid_email(good)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "a",
        "@b.example",
        "a@",
        "a@b@c.example",
        "a b@c.example",
        "a@b.example\r\nRCPT TO:<x@y.example>",
        "<a@b.example>",
        "a@-b.example",
        "a@b..example",
        "x" * 65 + "@b.example",
        "a,b@c.example",
    ],
)
def test_what_could_break_a_command_or_is_no_address_is_refused(bad: str) -> None:
    assert not valid_email(bad)


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("a@b.example", "", "a@b.example"),
        ("N <a@b.example>", "N", "a@b.example"),
        ('"x, y" <a@b.example>', "x, y", "a@b.example"),
        ('"a\\"b" <a@b.example>', 'a"b', "a@b.example"),
    ],
)
def test_a_mailbox_is_read(text: str, name: str, address: str) -> None:
    assert parse_mailbox(text) == (name, address)


ARN = "arn:aws:ses:eu-central-1:123456789012:identity/"


@pytest.mark.parametrize(
    ("address", "identity", "yes"),
    [
        ("a@shop.example", ARN + "shop.example", True),
        ("a@mail.shop.example", ARN + "shop.example", True),
        ("a@SHOP.example", ARN + "shop.EXAMPLE", True),
        ("a@notshop.example", ARN + "shop.example", False),
        ("a@shop.example.evil.example", ARN + "shop.example", False),
        ("a@shop.example", ARN + "a@shop.example", True),
        ("a+x@shop.example", ARN + "a@shop.example", True),
        ("b@shop.example", ARN + "a@shop.example", False),
        ("A@shop.example", ARN + "a@shop.example", False),
    ],
)
def test_a_sender_belongs_to_its_identity_or_not(address: str, identity: str, yes: bool) -> None:
    assert belongs_to(address, identity) is yes


def test_other_texts_are_no_identity() -> None:
    assert identity_name(ARN + "shop.example") == "shop.example"
    assert identity_name("arn:aws:sns:us-east-1:123456789012:topic") is None
    assert normalise_email(" A@B.Example ") == "A@b.example"
