"""Bytes of an object as sets of lines, gunzipped when they begin as gzip: what imports read."""

import zlib
from collections.abc import AsyncIterator, Callable

_MAGIC = b"\x1f\x8b"
_PIECE = 1 << 20
_LARGEST_SET = 8 << 20
LONGEST_LINE = 1 << 21


class Broken(Exception):
    """The object cannot be read further; the text says why."""


class Budget:
    """How many unpacked bytes a job may still read."""

    def __init__(self, bytes_left: int) -> None:
        self.left = bytes_left

    def spend(self, count: int) -> None:
        """Raises Broken once it is used up."""
        self.left -= count
        if self.left < 0:
            raise Broken("the unpacked input is larger than an import may be")


async def sets_of_lines(chunks: AsyncIterator[bytes], size: int, spend: Callable[[int], None] = lambda count: None) -> AsyncIterator[list[bytes]]:
    """Sets of `size` lines, or of fewer that hold 8 MB, the last one smaller: the same sets whenever the same bytes are read. Lines come without their ends.

    `spend` is told of unpacked bytes and may raise Broken. Raises Broken, after the lines before the break have gone out.
    """
    lines: list[bytes] = []
    held = 0
    broken: Broken | None = None
    try:
        async for some in _lines(_unpacked(chunks, spend)):
            for line in some:
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


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[list[bytes]]:
    rest = b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        if whole:
            yield [line.removesuffix(b"\r") for line in whole]
        if len(rest) > LONGEST_LINE:
            raise Broken("a line is longer than 2 MB")
    if rest:
        yield [rest.removesuffix(b"\r")]


async def _unpacked(chunks: AsyncIterator[bytes], spend: Callable[[int], None]) -> AsyncIterator[bytes]:
    """Any number of gzip members one behind the other, or the bytes as they are."""
    first, inflate = True, None
    async for chunk in chunks:
        if first and chunk:
            first = False
            inflate = zlib.decompressobj(31) if chunk[:2] == _MAGIC else None
        if inflate is None:
            spend(len(chunk))
            yield chunk
            continue
        while chunk:
            if inflate.eof:
                inflate = zlib.decompressobj(31)
            try:
                out = inflate.decompress(chunk, _PIECE)
            except zlib.error:
                raise Broken("the gzip data is broken") from None
            spend(len(out))
            if out:
                yield out
            chunk = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    while inflate is not None and not inflate.eof:
        # What the last call kept back for its limit.
        out = inflate.decompress(b"", _PIECE)
        if not out:
            raise Broken("the gzip data ends too early")
        spend(len(out))
        yield out
