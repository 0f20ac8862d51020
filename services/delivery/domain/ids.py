"""Ids of messages, made from what they are for, so that a repeat of the same hand-over would be the same message."""

from hashlib import blake2b


def message_id(run: str, endpoint_id: str) -> str:
    """32 hex characters, a dash, 8 hex characters; the same for the same run and endpoint."""
    digest = blake2b(f"{run}\0{endpoint_id}".encode(), digest_size=20).hexdigest()
    return f"{digest[:32]}-{digest[32:]}"


def address_hash(channel: str, address: str) -> int:
    """64 bits of a normalised address, for unique counts without keeping the address."""
    return int.from_bytes(blake2b(f"{channel}\0{address}".encode(), digest_size=8).digest(), "big")
