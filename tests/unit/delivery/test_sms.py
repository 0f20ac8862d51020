"""The GSM alphabet, parts, limits and phone numbers (channels spec §5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.delivery.domain import sms


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "GSM", 0, 1),
        ("x" * 160, "GSM", 160, 1),
        ("x" * 161, "GSM", 161, 2),
        ("x" * 306, "GSM", 306, 2),
        ("x" * 307, "GSM", 307, 3),
        ("€" * 80, "GSM", 160, 1),
        ("€" * 81, "GSM", 162, 2),
        # An escape may not be torn from its character: 76 of them fill a part of 153.
        ("€" * 153, "GSM", 306, 3),
        ("x" * 1600, "GSM", 1600, 11),
        ("я" * 70, "UCS-2", 70, 1),
        ("я" * 71, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
        ("😀" * 67, "UCS-2", 134, 3),
        ("я" * 630, "UCS-2", 630, 10),
        ("Grüße, Ünïts", "UCS-2", 12, 1),
        ("Grüße à l'été ^{}\\[]~|€\f", "GSM", 34, 1),
    ],
)
def test_a_text_is_measured(text: str, encoding: str, units: int, parts: int) -> None:
    found = sms.measure(text)
    assert (found.encoding, found.units, found.parts) == (encoding, units, parts)


def test_the_limits_are_1600_and_630() -> None:
    assert not sms.measure("x" * 1600).too_long and sms.measure("x" * 1601).too_long
    assert not sms.measure("я" * 630).too_long and sms.measure("я" * 631).too_long


def test_the_offending_characters_are_named_once() -> None:
    assert sms.measure("’a’–").offending == "’–"
    assert sms.measure(sms.transliterate("’a’– …“x”")).encoding == "GSM"


def test_the_table_has_128_and_10_characters() -> None:
    assert len(sms.BASIC) == 128 and len(set(sms.BASIC)) == 128 and len(sms.EXTENSION) == 10
    assert sms.gsm_encode("@£Aa{€") == bytes([0x00, 0x01, 0x41, 0x61, 0x1B, 0x28, 0x1B, 0x65])
    assert sms.gsm_encode("Äöñü§¿à") == bytes([0x5B, 0x7C, 0x7D, 0x7E, 0x5F, 0x60, 0x7F])
    with pytest.raises(ValueError):
        sms.gsm_encode("я")


@given(st.text(max_size=900))
def test_the_parts_are_as_many_as_measured_and_make_the_text_again(text: str) -> None:
    found, parts = sms.measure(text), sms.split(text)
    assert len(parts) == found.parts and "".join(parts) == text
    room = 153 if found.encoding == "GSM" else 67
    size = sms.gsm_size if found.encoding == "GSM" else sms.ucs2_size
    assert found.parts == 1 or all(sum(map(size, part)) <= room for part in parts)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+4915112345678", "+4915112345678"),
        ("+49 (151) 123-456 78", "+4915112345678"),
        ("004915112345678", "+4915112345678"),
        ("4915112345678", "+4915112345678"),
        ("0151 12345678", None),
        ("+0151123456", None),
        ("+49", None),
        ("+4915112345678901", None),
        ("hello", None),
        ("", None),
        ("+49151x2345678", None),
        ("+٤٩١٥١١٢٣٤٥٦٧٨", None),
    ],
)
def test_a_number_is_brought_to_e164(text: str, number: str | None) -> None:
    assert sms.normalise_number(text) == number


@pytest.mark.parametrize(("number", "success"), [("+12065550100", True), ("+14254147755", True), ("+14254147167", False)])
def test_a_made_up_number_has_a_made_up_fate(number: str, success: bool) -> None:
    found = sms.simulated(number)
    assert found is not None and found.success is success


@pytest.mark.parametrize("number", ["+4915112345678", "+12065550200", "+12065551100"])
def test_a_real_number_is_not_made_up(number: str) -> None:
    assert sms.simulated(number) is None


@pytest.mark.parametrize(
    ("to", "own", "sender"),
    [
        ("+4915112345678", ("+491511", "Mine", "12345", "Shop"), "+491511"),
        ("+4915112345678", ("", "Mine", "12345", "Shop"), "Mine"),
        ("+4915112345678", ("", "", "12345", "Shop"), "12345"),
        ("+4915112345678", ("", "", "", "Shop"), "Shop"),
        ("+14155550100", ("+1415", "Mine", "12345", "Shop"), "+1415"),
        ("+14155550100", ("", "Mine", "12345", "Shop"), "12345"),
        ("+14155550100", ("", "Mine", "", "Shop"), ""),
        ("+8613912345678", ("", "Mine", "", "Shop"), ""),
        ("+5511912345678", ("", "Mine", "", "Shop"), ""),
        ("+5215512345678", ("", "Mine", "", "Shop"), ""),
    ],
)
def test_the_first_usable_sender_is_named(to: str, own: tuple[str, str, str, str], sender: str) -> None:
    assert sms.origin(to, *own) == sender


def test_sender_ids_and_short_codes() -> None:
    assert all(map(sms.valid_sender_id, ["Shop", "1A", "ABCDEFGHIJK"]))
    assert not any(map(sms.valid_sender_id, ["123", "Shop\n", "has space", "ABCDEFGHIJKL", "", "ü"]))
    assert sms.valid_short_code("12345") and not sms.valid_short_code("12")
