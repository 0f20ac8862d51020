"""What is known of a phone number, from the number plans alone (channels spec §7).

Carrier and city are those the number was allotted to; a ported number may be elsewhere. The plans are heavy (0.4 s, 110 MB)
and are loaded at first use: call from a thread.
"""

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from kit.errors import Invalid

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

MOBILE, LANDLINE, VOIP, INVALID, OTHER = 0, 1, 2, 3, 4
NAMES: Final = ("MOBILE", "LANDLINE", "VOIP", "INVALID", "OTHER", "PREPAID")
"""PhoneType by PhoneTypeCode; 5 needs carrier data that no number plan has."""
_FICTITIOUS: Final = re.compile(r"[2-9]\d{2}55501\d{2}")
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")
_TOWN_AND_STATE: Final = re.compile(r"(.+), [A-Z]{2}")
_UNREADABLE: Final = ("PhoneNumber", "is not a phone number")


def look_up(text: str, country: str) -> dict[str, Any]:
    """Members of NumberValidateResponse by field; what is unknown is not there. `country`: two letters, "" when not
    given.

    Raises Invalid.
    """
    import phonenumbers
    from phonenumbers import carrier

    if country and not _COUNTRY.fullmatch(country):
        raise Invalid.of([("IsoCountryCode", "must be two letters")])
    number = _read(text, country.upper())
    valid = phonenumbers.is_valid_number(number)
    region = _region(number, country.upper(), valid)
    code = _type_code(number) if valid else INVALID
    members = {
        "cleansed_phone_number_e164": phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        "cleansed_phone_number_national": phonenumbers.national_significant_number(number),
        "country": _country_name(number, region),
        "country_code_iso2": region,
        "country_code_numeric": str(number.country_code),
        "original_country_code_iso2": country.upper(),
        "original_phone_number": text,
        "phone_type": NAMES[code],
        "phone_type_code": code,
        "carrier": carrier.name_for_number(number, "en") if valid else "",
        "city": _city(number) if valid else "",
        "timezone": _timezone(number, region) if valid else "",
    }
    return {name: value for name, value in members.items() if value != ""}


def region_of(e164: str) -> str:
    """The country of a number in E.164, "" when it has none (satellites, unknown codes). Light: only the plan of that country is loaded."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return ""
    return _region(number, "", phonenumbers.is_valid_number(number))


def _read(text: str, country: str) -> "PhoneNumber":
    """The number as written: with `+`, else of the country, else its digits begin with a country code."""
    import phonenumbers

    bare = text.strip()
    if not bare:
        raise Invalid.of([("PhoneNumber", "is required")])
    known = country in phonenumbers.SUPPORTED_REGIONS
    if country and not known and not bare.startswith("+"):
        raise Invalid.of([("IsoCountryCode", "is not a country with phone numbers")])
    if not known and not bare.startswith("+"):
        bare = "+" + (bare[2:] if bare.startswith("00") else bare)
    try:
        return phonenumbers.parse(bare, country if known else None)
    except phonenumbers.NumberParseException:
        raise Invalid.of([_UNREADABLE]) from None


def _region(number: "PhoneNumber", given: str, valid: bool) -> str:
    """The number's country; for one that no plan knows, the given country or the first with its code."""
    import phonenumbers

    region = phonenumbers.region_code_for_number(number)
    if region is None and not valid:
        shared = phonenumbers.region_codes_for_country_code(number.country_code or 0)
        region = given if given in shared else next(iter(shared), None)
    return region if region is not None and _COUNTRY.fullmatch(region) and region != "ZZ" else ""


def _country_name(number: "PhoneNumber", region: str) -> str:
    import phonenumbers
    from phonenumbers import geocoder

    name = geocoder.country_name_for_number(number, "en")
    example = phonenumbers.example_number(region) if region and not name else None
    return name or (geocoder.country_name_for_number(example, "en") if example is not None else "")


def _type_code(number: "PhoneNumber") -> int:
    """The table of channels spec §7."""
    from phonenumbers import PhoneNumberType, number_type

    # Numbers kept for films and examples; the plan counts them as ordinary ones.
    if number.country_code == 1 and _FICTITIOUS.fullmatch(str(number.national_number)):
        return OTHER
    return {
        PhoneNumberType.MOBILE: MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE: MOBILE,
        PhoneNumberType.FIXED_LINE: LANDLINE,
        PhoneNumberType.VOIP: VOIP,
    }.get(number_type(number), OTHER)


def _city(number: "PhoneNumber") -> str:
    """The place of the number's area code, the country's name for mobile ones."""
    from phonenumbers import geocoder

    place = geocoder.description_for_number(number, "en")
    town = _TOWN_AND_STATE.fullmatch(place) if number.country_code == 1 else None
    return town.group(1) if town else place


def _timezone(number: "PhoneNumber", region: str) -> str:
    """The number's time zone when there is one and not a choice of several."""
    from phonenumbers import timezone

    zones = [zone for zone in timezone.time_zones_for_number(number) if zone != timezone.UNKNOWN_TIMEZONE]
    if len(zones) > 1:
        # Codes shared by islands: Guernsey's zone is not one for a British number.
        zones = [zone for zone in zones if _country_of_zone().get(zone) == region]
    return zones[0] if len(zones) == 1 else ""


@cache
def _country_of_zone() -> dict[str, str]:
    """Country by time zone, from tzdata's own table."""
    rows = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    cells = [row.split("\t") for row in rows if row and not row.startswith("#")]
    return {row[2]: row[0] for row in cells}
