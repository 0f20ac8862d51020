"""Stored documents and what is made of them without parsing."""

from collections.abc import Iterable
from typing import Any

from counterpoint.type.v1.type_pb2 import EndpointResponse, EndpointUser

from services.segments.domain.fold import Makers

_USER_TAG = bytes([15 << 3 | 2])

MAKERS = Makers(EndpointResponse.FromString, EndpointUser.FromString)


def joined(endpoint: bytes, user: bytes) -> bytes:
    """The serialised EndpointResponse with user attributes: protobuf merges a message field that occurs twice."""
    return endpoint + _USER_TAG + _varint(len(user)) + user if user else endpoint


def parsed(rows: Iterable[Any]) -> list[EndpointResponse]:
    """Endpoints of rows (document, user_document), user attributes included."""
    return [EndpointResponse.FromString(joined(row["document"], row["user_document"] or b"")) for row in rows]


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
