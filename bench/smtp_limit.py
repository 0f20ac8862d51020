"""The limit of the row `fanout-smtp`: bare pipelined SMTP that sends ready-made bytes into a sink of its own process.

No envelope check, no outcome, no pool: bytes are written as they are and answers only counted.
`python -m bench.smtp_limit [messages [bytes]]` prints messages a second both ways; `measure()` is for the harness.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WINDOW = 64
CONNECTIONS = 4
GROUPED_CONNECTIONS = 16


@contextmanager
def sink_process(folder: Path | None = None, sample: int = 1000) -> Iterator[int]:
    """A sink in its own process; yields its port. On leaving, samples lie in `folder` as `.eml`."""
    arguments = [sys.executable, "-m", "kit.testing.smtp_sink", *([str(folder), str(sample)] if folder else [])]
    child = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None and child.stdout is not None
    try:
        yield int(child.stdout.readline())
        child.stdin.close()
        child.wait(30)
    finally:
        child.kill()
        child.wait()


async def counted(port: int) -> tuple[int, int]:
    """Messages and bytes that the sink took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(b"STAT\r\n")
    _, messages, size = (await reader.readline()).split()
    writer.close()
    return int(messages), int(size)


async def measure(port: int, messages: int = 50_000, size: int = 3000, chunked: bool = False) -> float:
    """Messages a second, the sink's own count checked.

    `chunked` False: MAIL, RCPT and DATA as one group, the next group along with the content (RFC 2920), which is what
    every server takes. True: BDAT back to back (RFC 3030), one write for many messages: nothing could be faster.
    """
    before, _ = await counted(port)
    body = b"Subject: limit\r\n\r\n" + b"x" * 76 + b"\r\n"
    body += (b"y" * 76 + b"\r\n") * max(0, (size - len(body)) // 78)
    lanes = CONNECTIONS if chunked else GROUPED_CONNECTIONS
    share = messages // lanes
    speak = _chunked if chunked else _grouped
    began = time.perf_counter()
    await asyncio.gather(*(speak(port, body, share, lane) for lane in range(lanes)))
    took = time.perf_counter() - began
    after, _ = await counted(port)
    assert after - before == share * lanes, "the sink did not get every message"
    return share * lanes / took


async def _chunked(port: int, body: bytes, count: int, lane: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    frame = b"MAIL FROM:<limit@shop.example>\r\nRCPT TO:<r%d-%d@x.example>\r\nBDAT %d LAST\r\n"
    sent = answered = 0
    while answered < count * 3:
        room = min(count - sent, WINDOW - (sent - answered // 3))
        if room > 0:
            writer.write(b"".join(frame % (lane, sent + at, len(body)) + body for at in range(room)))
            sent += room
        got = await reader.read(65536)
        assert got, "the sink closed the connection"
        answered += got.count(b"\n")
    writer.close()


async def _grouped(port: int, body: bytes, count: int, lane: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    group = b"MAIL FROM:<limit@shop.example>\r\nRCPT TO:<r%d-%d@x.example>\r\nDATA\r\n"
    content = b""
    for number in range(count):
        writer.write(content + group % (lane, number))
        content = body + b".\r\n"
        while not (await reader.readline()).startswith(b"354"):
            pass
    writer.write(content)
    assert (await reader.readline()).startswith(b"250"), "the sink refused a message"
    writer.close()


def main() -> None:
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    with sink_process() as port:
        for name, chunked in (("DATA in groups", False), ("BDAT back to back", True)):
            print(f"{name}: {asyncio.run(measure(port, messages, size, chunked)):,.0f} messages/s of {size} bytes")


if __name__ == "__main__":
    main()
