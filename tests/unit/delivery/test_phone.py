"""What the number plans tell of a number (channels spec §7)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import Invalid
from services.delivery.domain.phone import NAMES, look_up, region_of

ROOT = Path(__file__).resolve().parents[3]
PATH = f"{ROOT}{os.pathsep}{ROOT / 'gen'}"


def test_the_documents_example_is_answered_as_documented() -> None:
    assert look_up("0151 12345678", "DE") == {
        "carrier": "T-Mobile",
        "city": "Germany",
        "cleansed_phone_number_e164": "+4915112345678",
        "cleansed_phone_number_national": "15112345678",
        "country": "Germany",
        "country_code_iso2": "DE",
        "country_code_numeric": "49",
        "original_country_code_iso2": "DE",
        "original_phone_number": "0151 12345678",
        "phone_type": "MOBILE",
        "phone_type_code": 0,
        "timezone": "Europe/Berlin",
    }


@pytest.mark.parametrize(
    ("text", "country", "e164", "kind"),
    [
        ("+14155552671", "", "+14155552671", "MOBILE"),
        ("+49 30 123456", "", "+4930123456", "LANDLINE"),
        ("+44 20 7946 0123", "", "+442079460123", "LANDLINE"),
        ("+44 56 0123 4567", "", "+445601234567", "VOIP"),
        ("+1 800 555 1234", "", "+18005551234", "OTHER"),
        ("0900 1234567", "DE", "+499001234567", "OTHER"),
        ("0180 1234567", "DE", "+491801234567", "OTHER"),
        ("+80012345678", "", "+80012345678", "OTHER"),
        # Kept for films and examples, though the plan calls them valid.
        ("(206) 555-0100", "US", "+12065550100", "OTHER"),
        ("+1 202 555 0199", "", "+12025550199", "OTHER"),
        ("+1 202 555 0200", "", "+12025550200", "MOBILE"),
        ("+4912", "", "+4912", "INVALID"),
        ("+15550100", "", "+15550100", "INVALID"),
        # Without + and country the digits begin with a country code.
        ("4915112345678", "", "+4915112345678", "MOBILE"),
        ("004915112345678", "", "+4915112345678", "MOBILE"),
        ("004915112345678", "DE", "+4915112345678", "MOBILE"),
        ("151 12345678", "de", "+4915112345678", "MOBILE"),
        # What is written with + is of its own country, whatever was given.
        ("+4915112345678", "US", "+4915112345678", "MOBILE"),
        ("+4915112345678", "XX", "+4915112345678", "MOBILE"),
    ],
)
def test_a_number_is_cleansed_and_of_one_type(text: str, country: str, e164: str, kind: str) -> None:
    found = look_up(text, country)
    assert (found["cleansed_phone_number_e164"], found["phone_type"]) == (e164, kind)
    assert NAMES[found["phone_type_code"]] == kind and found["original_phone_number"] == text
    assert found.get("original_country_code_iso2", "") == country.upper()


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("+442079460123", {"city": "London", "timezone": "Europe/London", "country": "United Kingdom"}),
        # Shared by islands with zones of their own.
        ("+447400123456", {"timezone": "Europe/London", "country_code_iso2": "GB"}),
        ("+14155552671", {"city": "San Francisco", "timezone": "America/Los_Angeles", "country": "United States"}),
        ("+14165552671", {"country": "Canada", "country_code_iso2": "CA", "country_code_numeric": "1"}),
        ("+39 06 1234 567", {"cleansed_phone_number_national": "061234567", "city": "Rome"}),
    ],
)
def test_place_and_time_come_from_the_area_code(text: str, members: dict[str, Any]) -> None:
    found = look_up(text, "")
    assert {name: found.get(name) for name in members} == members


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("+61412345678", {"timezone", "city"}),
        ("+18005551234", {"timezone", "carrier", "city"}),
        ("+80012345678", {"country", "country_code_iso2", "timezone"}),
        ("+4912", {"carrier", "city", "timezone"}),
    ],
)
def test_what_is_unknown_or_a_choice_of_several_is_left_out(text: str, absent: set[str]) -> None:
    assert not absent & set(look_up(text, ""))


def test_an_invalid_number_has_its_country() -> None:
    found = look_up("416", "CA")
    assert (found["phone_type_code"], found["country"], found["country_code_iso2"]) == (3, "Canada", "CA")


@pytest.mark.parametrize(
    ("text", "country", "words"),
    [
        ("", "", "PhoneNumber: is required"),
        ("   ", "DE", "PhoneNumber: is required"),
        ("abc", "DE", "PhoneNumber: is not a phone number"),
        ("+999123", "", "PhoneNumber: is not a phone number"),
        ("\0", "", "PhoneNumber: is not a phone number"),
        ("1" * 300, "", "PhoneNumber: is not a phone number"),
        ("123", "XX", "IsoCountryCode: is not a country"),
        ("+4915112345678", "DEU", "IsoCountryCode: must be two letters"),
        ("+4915112345678", "ßß", "IsoCountryCode: must be two letters"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, country: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        look_up(text, country)


@given(text=st.text(max_size=40), country=st.sampled_from(["", "DE", "US", "GB", "AQ", "ZZ"]))
@settings(max_examples=200, deadline=None)
def test_every_answer_fits_the_contract(text: str, country: str) -> None:
    try:
        found = look_up(text, country)
    except Invalid:
        return
    assert shapes.NumberValidateResponse(**found).cleansed_phone_number_e164.startswith("+")


@pytest.mark.parametrize(
    ("number", "country"), [("+4915112345678", "DE"), ("+14165552671", "CA"), ("+80012345678", ""), ("+999123456", "")]
)
def test_a_number_has_a_country_or_none(number: str, country: str) -> None:
    assert region_of(number) == country


def test_the_number_plans_are_loaded_at_first_use() -> None:
    code = "import sys, services.delivery.service; sys.exit('phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"PYTHONPATH": PATH}).returncode == 0
