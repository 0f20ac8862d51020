"""Bytes of an object as sets of lines, gunzipped when they begin as gzip (events spec 1.7)."""

import zlib
from collections.abc import AsyncIterator

_MAGIC = b"\x1f\x8b"
_PIECE = 1 << 20
_LONGEST_LINE = 1 << 21
_LARGEST_SET = 8 << 20


class Broken(Exception):
    """The object cannot be read further; the text says why."""


async def sets_of_lines(chunks: AsyncIterator[bytes], size: int) -> AsyncIterator[list[bytes]]:
    """Sets of `size` lines, or of fewer that hold 8 MB, the last one smaller: the same sets whenever the same bytes are read.

    Raises Broken, after the lines before the break have gone out.
    """
    lines: list[bytes] = []
    held = 0
    broken: Broken | None = None
    try:
        async for line in _lines(chunks):
            lines.append(line)
            held += len(line)
            if len(lines) >= size or held >= _LARGEST_SET:
                yield lines
                lines, held = [], 0
    except Broken as error:
        broken = error
    if lines:
        yield lines
    if broken is not None:
        raise broken


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    rest = b""
    async for chunk in _unpacked(chunks):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line
        if len(rest) > _LONGEST_LINE:
            raise Broken("a line is longer than 2 MB")
    if rest:
        yield rest


async def _unpacked(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Any number of gzip members one behind the other, or the bytes as they are."""
    first, inflate = True, None
    async for chunk in chunks:
        if first and chunk:
            first = False
            inflate = zlib.decompressobj(31) if chunk[:2] == _MAGIC else None
        if inflate is None:
            yield chunk
            continue
        while chunk:
            if inflate.eof:
                inflate = zlib.decompressobj(31)
            try:
                out = inflate.decompress(chunk, _PIECE)
            except zlib.error:
                raise Broken("the gzip data is broken") from None
            if out:
                yield out
            chunk = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    while inflate is not None and not inflate.eof:
        # What the last call kept back for its limit.
        out = inflate.decompress(b"", _PIECE)
        if not out:
            raise Broken("the gzip data ends too early")
        yield out
