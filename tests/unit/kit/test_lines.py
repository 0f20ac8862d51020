"""Objects as sets of lines."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator

import pytest

from kit.lines import Broken, Budget, sets_of_lines

PACKINGS = [bytes, gzip.compress, lambda content: gzip.compress(content[:9]) + gzip.compress(content[9:])]


async def _chunks(content: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


@pytest.mark.parametrize("pack", PACKINGS)
@pytest.mark.parametrize("size", [2, 3, 7, 1000])
async def test_the_sets_are_the_same_however_the_bytes_come(pack: object, size: int) -> None:
    content = pack("\u00e4,b\r\ntwo\n\nfour\nfive".encode())  # type: ignore[operator]
    found = [lines async for lines in sets_of_lines(_chunks(content, size), 2)]
    assert found == [["\u00e4,b".encode(), b"two"], [b"", b"four"], [b"five"]]


async def test_large_lines_make_smaller_sets() -> None:
    content = b"\n".join([b"x" * 1_000_000] * 20)
    assert [len(lines) async for lines in sets_of_lines(_chunks(content, 1 << 16), 100)] == [9, 9, 2]


async def test_what_one_call_of_the_unpacker_holds_back_is_not_lost() -> None:
    content = b"\n" * 30_000_000
    assert sum([len(lines) async for lines in sets_of_lines(_chunks(gzip.compress(content), 1 << 30), 100_000)]) == 30_000_000


async def test_what_comes_before_a_break_still_goes_out() -> None:
    found = []
    with pytest.raises(Broken, match="too early"):
        async for lines in sets_of_lines(_chunks(gzip.compress(b"one\ntwo\nthree", 0)[:-9], 7), 5):
            found += lines
    assert found == [b"one", b"two"]


async def test_a_small_archive_of_much_text_is_stopped() -> None:
    bomb = gzip.compress(b"\n" * 50_000_000)
    with pytest.raises(Broken, match="larger than an import may be"):
        async for _ in sets_of_lines(_chunks(bomb, 1 << 16), 5000, Budget(1_000_000).spend):
            pass


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (gzip.compress(b"x" * 1000)[:-9], "ends too early"),
        (b"\x1f\x8b" + b"rubbish" * 9, "broken"),
        (b"x" * 3_000_000, "longer than"),
    ],
)
async def test_an_object_that_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(Broken, match=says):
        async for _ in sets_of_lines(_chunks(data, 1 << 20), 5000):
            pass
