"""Text messages: the GSM 03.38 alphabet, how many parts a text needs, and phone numbers in E.164 (channels spec §5).

No number plan is asked here: a number is judged by its form. Carrier and country data belong to PhoneNumberValidate.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

GSM: Final = "GSM"
UCS2: Final = "UCS-2"
GSM_LIMIT: Final = 1600
"""Most 7-bit units of one message, in 11 parts."""
UCS2_LIMIT: Final = 630
"""Most UTF-16 units of one message, in 10 parts."""

BASIC: Final = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
"""The 128 characters of the basic table in the order of their codes; 0x1b is the escape to the extension."""
EXTENSION: Final = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
"""The ten characters that cost two units: an escape and this code."""

_CODES: Final = {c: i for i, c in enumerate(BASIC) if c != "\x1b"}
_ONE_UNIT: Final = frozenset(_CODES)
_GSM_SET: Final = frozenset(_CODES) | frozenset(EXTENSION)

_TRANSLITERATE: Final = str.maketrans({
    "’": "'", "‘": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "‐": "-", "‑": "-",
    "…": "...", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "•": "*", "·": ".", "×": "x", "\t": " ",
    "`": "'", "´": "'",
})  # fmt: skip


class Measure(NamedTuple):
    """What a text costs. `units` are septets or UTF-16 units; `offending` are the characters that force UCS-2."""

    encoding: str
    units: int
    parts: int
    offending: str

    @property
    def too_long(self) -> bool:
        """True when no operator takes it: PERMANENT_FAILURE 400 `InvalidMessage`."""
        return self.units > (GSM_LIMIT if self.encoding == GSM else UCS2_LIMIT)


def measure(text: str) -> Measure:
    """Encoding, units and parts of `text`; an empty text is one part.

    >>> measure("x" * 161)
    Measure(encoding='GSM', units=161, parts=2, offending='')
    """
    letters = set(text)
    if letters <= _GSM_SET:
        units = len(text)
        if not letters <= _ONE_UNIT:
            units += sum(map(text.count, EXTENSION))
        return Measure(GSM, units, 1 if units <= 160 else _count(text, gsm_size, 153), "")
    offending = "".join(dict.fromkeys(c for c in text if c not in _GSM_SET))
    units = len(text) + sum(1 for c in text if c > "\uffff")
    return Measure(UCS2, units, 1 if units <= 70 else _count(text, ucs2_size, 67), offending)


def gsm_size(character: str) -> int:
    """Septets of a character of the alphabet: 1, or 2 with its escape."""
    return 2 if character in EXTENSION else 1


def ucs2_size(character: str) -> int:
    """UTF-16 units of a character: 1, or 2 for a surrogate pair."""
    return 2 if character > "\uffff" else 1


def split(text: str) -> list[str]:
    """The parts of a text as they travel: neither an escape nor a surrogate pair is ever torn apart."""
    found = measure(text)
    if found.parts == 1:
        return [text]
    size, room = (gsm_size, 153) if found.encoding == GSM else (ucs2_size, 67)
    parts, begin, used = [], 0, 0
    for at, character in enumerate(text):
        need = size(character)
        if used + need > room:
            parts.append(text[begin:at])
            begin, used = at, 0
        used += need
    parts.append(text[begin:])
    return parts


def _count(text: str, size: object, room: int) -> int:
    """Parts of a long text when characters of two units are never split."""
    of = gsm_size if size is gsm_size else ucs2_size
    parts, used = 1, 0
    for character in text:
        need = of(character)
        if used + need > room:
            parts, used = parts + 1, 0
        used += need
    return parts


def gsm_encode(text: str) -> bytes:
    """Unpacked septets, one a byte, escapes included; ValueError names the first character outside the alphabet."""
    out = bytearray()
    for character in text:
        code = _CODES.get(character)
        if code is not None:
            out.append(code)
        elif character in EXTENSION:
            out += bytes((0x1B, EXTENSION[character]))
        else:
            raise ValueError(f"not in the GSM alphabet: {character!r}")
    return bytes(out)


def transliterate(text: str) -> str:
    """Typographic quotes, dashes and spaces replaced by ones of the GSM alphabet; everything else as it was."""
    return text.translate(_TRANSLITERATE)


_FILLERS: Final = re.compile(r"[\s\-()./\u00a0\u2010-\u2015]")
_E164: Final = re.compile(r"^\+[1-9][0-9]{6,14}\Z")
_FICTITIOUS: Final = re.compile(r"^\+1[2-9][0-9]{2}55501[0-9]{2}\Z")
SIMULATOR_SUCCESS: Final = frozenset({"+14254147755", "+447860019066", "+33755512501"})
SIMULATOR_FAILURE: Final = frozenset({"+14254147167", "+447860019067", "+33755512502"})


def normalise_number(text: str) -> str | None:
    """The E.164 form of a number as people write it, or None ("Invalid phone number").

    Spaces, dashes, dots and brackets go, a leading `00` becomes `+`; a number without either is refused unless
    it has at least ten digits and no leading zero, which is how clients write E.164 without its plus.
    """
    digits = _FILLERS.sub("", text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif not digits.startswith("+") and len(digits) >= 10:
        digits = "+" + digits
    return digits if _E164.match(digits) else None


class Simulated(NamedTuple):
    """The made-up receipt of a number that never leaves the house."""

    success: bool
    record_status: str


def simulated(number: str) -> Simulated | None:
    """For a simulator's or a fictitious number (+1 xxx 555 01xx): what happens in the provider's place; else None."""
    if number in SIMULATOR_FAILURE:
        return Simulated(False, "UNREACHABLE")
    if number in SIMULATOR_SUCCESS or _FICTITIOUS.match(number):
        return Simulated(True, "DELIVERED")
    return None


_SENDER_ID: Final = re.compile(r"^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}\Z")
_SHORT_CODE: Final = re.compile(r"^[0-9]{3,8}\Z")


def valid_sender_id(text: str) -> bool:
    """1 to 11 letters and digits with at least one letter."""
    return bool(_SENDER_ID.match(text))


# Countries whose networks take no alphanumeric sender: United States, Canada and their neighbours of +1, China, Brazil,
# Mexico (channels spec §5).
_WITHOUT_SENDER_IDS: Final = ("+1", "+86", "+55", "+52")


def origin(to: str, origination_number: str, sender_id: str, short_code: str, channel_sender_id: str) -> str:
    """The sender a text message names: the message's own number before its sender id, then the channel's short code
    and sender id; "" leaves the choice to the provider. `to`: E.164. Sender ids are passed over where no network takes
    them."""
    without = to.startswith(_WITHOUT_SENDER_IDS)
    ids = ("", "") if without else (sender_id, channel_sender_id)
    return origination_number or ids[0] or short_code or ids[1]


def valid_short_code(text: str) -> bool:
    """3 to 8 digits."""
    return bool(_SHORT_CODE.match(text))
