"""Bytes of an object as lines: unpacking, a cap on what comes out, UTF-8 (endpoints spec 3)."""

import codecs
import zlib
from collections.abc import AsyncIterator

MAGIC = b"\x1f\x8b"
_PIECE = 1 << 20
LONGEST_LINE = 1 << 20


class Broken(Exception):
    """The object as a whole cannot be read further; the text says why."""


class Budget:
    """How many unpacked bytes a job may still read."""

    def __init__(self, bytes_left: int) -> None:
        self.left = bytes_left

    def spend(self, count: int) -> None:
        """Raises Broken once it is used up."""
        self.left -= count
        if self.left < 0:
            raise Broken("the unpacked input is larger than an import may be")


async def unpacked(chunks: AsyncIterator[bytes], budget: Budget) -> AsyncIterator[bytes]:
    """The bytes, gunzipped when they begin as gzip (any number of members). Raises Broken."""
    first = True
    inflate = None
    async for chunk in chunks:
        if first and chunk:
            first = False
            if chunk[:2] == MAGIC:
                inflate = zlib.decompressobj(31)
        if inflate is None:
            budget.spend(len(chunk))
            yield chunk
            continue
        while chunk:
            try:
                out = inflate.decompress(chunk, _PIECE)
            except zlib.error:
                raise Broken("the gzip data is broken") from None
            budget.spend(len(out))
            if out:
                yield out
            chunk = inflate.unconsumed_tail
            if inflate.eof:
                chunk = inflate.unused_data
                if chunk:
                    inflate = zlib.decompressobj(31)
    if inflate is not None and not inflate.eof:
        raise Broken("the gzip data ends too early")


async def lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[list[str]]:
    """Lines without their ends, in lists as they come; a byte order mark is dropped. Raises Broken for text that is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    rest = ""
    async for chunk in chunks:
        rest += _decoded(decoder, chunk, False)
        *whole, rest = rest.split("\n")
        if len(rest) > LONGEST_LINE:
            raise Broken("a line is longer than 1 MB")
        if whole:
            yield [line.removesuffix("\r") for line in whole]
    rest += _decoded(decoder, b"", True)
    if rest:
        yield [rest.removesuffix("\r")]


def _decoded(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool) -> str:
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError:
        raise Broken("the text is not UTF-8") from None
