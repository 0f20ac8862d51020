"""What a window writes down about each recipient, compactly: one value per window, not one row per recipient."""

import msgspec

SENDING = "sending"


class Record(msgspec.Struct, array_like=True):
    """One recipient of a window.

    `book` is SENDING while it is being handed over. `event`: hardbounce, softbounce, rejected or rendering_failure. `country`: two
    letters, of a text message's number.
    """

    endpoint_id: str
    user_id: str
    channel: str
    book: str
    reason: str = ""
    detail: str = ""
    event: str = ""
    delivered: bool = False
    parts: int = 0
    counted: bool = False
    country: str = ""
    price: float = 0.0


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Record])


def pack(records: list[Record]) -> bytes:
    """For the row."""
    return _encoder.encode(records)


def unpack(raw: bytes) -> list[Record]:
    """From the row."""
    return _decoder.decode(raw)
