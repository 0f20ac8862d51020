"""What a test of a campaign may be (campaigns spec §14)."""

from __future__ import annotations

import re
from collections.abc import Sequence

Fault = tuple[str, str]
MOST_TARGETS, LARGEST_SEGMENT, LONGEST_NAME = 10, 100, 128
KIND = "TEST"
"""The kind of a campaign that tests a segment: it is no active campaign to the quotas."""
_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]*")


def faults(endpoint_ids: Sequence[str], addresses: Sequence[str], segment_id: str) -> list[Fault]:
    """What is wrong with the targets of a test."""
    named = len(endpoint_ids) + len(addresses)
    if segment_id and named:
        return [("SegmentId", "cannot be combined with EndpointIds and Addresses")]
    if not segment_id and not 1 <= named <= MOST_TARGETS:
        return [("EndpointIds", f"between 1 and {MOST_TARGETS} endpoints and addresses, or a SegmentId, are needed")]
    return [
        (f"Addresses[{at}]", "must be an e-mail address or a phone number; name an endpoint for anything else")
        for at, address in enumerate(addresses)
        if not channel(address)
    ]


def channel(address: str) -> str:
    """EMAIL or SMS, by the form of an address; "" when it can be neither."""
    if "@" in address:
        return "EMAIL"
    digits = sum(character.isdigit() for character in address)
    return "SMS" if _NUMBER.fullmatch(address) and 7 <= digits <= 15 else ""


def name(original: str, mark: str) -> str:
    """The name of the campaign that tests a segment. `mark`: four random letters and digits."""
    return f"test {mark} {original}"[:LONGEST_NAME]
