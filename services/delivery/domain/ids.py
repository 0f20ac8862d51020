"""Ids of messages, made from what they are for, so that a repeat of the same hand-over would be the same message."""

from collections.abc import Callable
from hashlib import blake2b


def message_id(run: str, endpoint_id: str) -> str:
    """32 hex characters, a dash, 8 hex characters; the same for the same run and endpoint."""
    return message_ids(run)(endpoint_id)


def message_ids(run: str) -> Callable[[str], str]:
    """`message_id` of one run, for many endpoints."""
    begun = blake2b(f"{run}\0".encode(), digest_size=20).copy

    def named(endpoint_id: str) -> str:
        hashed = begun()
        hashed.update(endpoint_id.encode())
        digest = hashed.hexdigest()
        return f"{digest[:32]}-{digest[32:]}"

    return named


def address_hash(channel: str, address: str) -> int:
    """64 bits of a normalised address, for unique counts without keeping the address."""
    return int.from_bytes(blake2b(f"{channel}\0{address}".encode(), digest_size=8).digest(), "big")
