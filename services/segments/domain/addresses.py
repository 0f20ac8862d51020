"""Keys of addresses and of endpoints without an id of their own."""

import base64
import hashlib
import zlib
from functools import lru_cache

NO_ADDRESS = b"\0" * 16


def normalised(channel: str, address: str) -> str:
    """The form two addresses are compared in: e-mail in lower case, everything without surrounding space."""
    text = address.strip()
    return text.lower() if channel == "EMAIL" else text


@lru_cache(maxsize=1 << 14)
def address_key(channel: str, address: str) -> bytes:
    """16 bytes, equal for the same channel and normalised address; NO_ADDRESS when there is none."""
    text = normalised(channel, address)
    if not text:
        return NO_ADDRESS
    return hashlib.blake2b(f"{channel}\0{text}".encode(), digest_size=16).digest()


def implicit_id(app_id: str, channel: str, address: str) -> str:
    """The id of an imported row without one: the same row maps to the same endpoint (endpoints spec 1.6). 32 characters."""
    digest = hashlib.blake2b(f"{app_id}\0{channel}\0{normalised(channel, address)}".encode(), digest_size=20).digest()
    return base64.b32encode(digest).decode().lower()


def cohort(app_id: str, endpoint_id: str) -> int:
    """0 to 99, the same for the life of the endpoint and after a re-creation (endpoints spec 1.1)."""
    return zlib.crc32(f"{app_id}:{endpoint_id}".encode()) % 100
