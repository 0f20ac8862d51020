"""`fanout-smtp`: the campaign of `fanout` into a bare SMTP sink, against bare pipelined sending of ready-made messages of the same size into the same sink.

Both sides speak what every server takes: MAIL, RCPT and DATA as one group, the next group along with the content (RFC 2920). What BDAT would allow is in the
notes. A sample of the mail is parsed back: every link in it must be ours, read by the suite, and lead where the template says.
"""

import asyncio
import email
import email.policy
import http.client
import os
import re
import tempfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from bench.campaign import Shop
from bench.running import Running, suite
from bench.smtp_limit import GROUPED_CONNECTIONS, counted, measure, sink_process

SIZE = int(os.environ.get("FANOUT", "100000"))
SAMPLE = 1000
_CLICK = re.compile(r"http://[^\s\"<>]+/l/[^\s\"<>]+")
_OPEN = re.compile(r"http://[^\s\"<>]+/o/[^\s\"<>]+")


def row(size: int = SIZE) -> dict[str, Any]:
    """Messages a second from the campaign's creation to the end of its run; all of them counted by the sink."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder)
        with sink_process(kept, SAMPLE) as port:
            url = f"smtp://127.0.0.1:{port}?chunking=false&connections={GROUPED_CONNECTIONS}"
            with suite({"COUNTERPOINT_EMAIL_URL": url}) as running:
                sent = Shop(running, size)
                done = sent.send(sent.everybody, size)
                messages, octets = asyncio.run(counted(port))
                seen = _sampled(port, kept, running)
            mean = octets // max(1, messages)
            limit = asyncio.run(measure(port, size, mean))
            back_to_back = asyncio.run(measure(port, size, mean, chunked=True))
    figure = size / done.took
    return {
        "name": "fanout-smtp",
        "figure": round(figure),
        "unit": "accounted messages/s",
        "limit": round(limit),
        "ratio": round(figure / limit, 3),
        "goal": ">= 0.40",
        "check": done.whole and messages == size and seen >= size // SAMPLE,
        "notes": f"{size:,} messages of {mean:,} bytes in {done.took:.1f} s, of which {done.freezing:.1f} s until the audience was frozen; {seen} parsed back;"
        f" bare BDAT back to back {back_to_back:,.0f}/s; µs a message: {done.micros}",
    }


def _sampled(port: int, folder: Path, running: Running) -> int:
    """How many messages of the sample are whole. Raises AssertionError for one that is not."""
    asyncio.run(_flush(port))
    files = sorted(folder.glob("*.eml"))
    for file in files:
        message = cast(EmailMessage, email.message_from_bytes(file.read_bytes(), policy=email.policy.default))
        number = cast(str, message["To"]).removeprefix("customer").removesuffix("@example.org").zfill(7)
        plain, rich = (cast(EmailMessage, message.get_body((kind,))).get_content() for kind in ("plain", "html"))
        assert message["Subject"] == f"Come back, {number}" and f"Hello {number}" in plain and f"<h1>Hello {number}</h1>" in rich
        assert cast(str, message["List-Unsubscribe"]).strip("<> ").startswith(running.url + "/u/")
        targets = [_followed(link) for link in (*_CLICK.findall(plain), *_CLICK.findall(rich))]
        assert targets == ["https://shop.example/sale", f"https://shop.example/sale?c={number}", "https://shop.example/"], targets
        assert len(_OPEN.findall(rich)) == 1
    return len(files)


def _followed(link: str) -> str:
    """Where the suite sends somebody who clicks."""
    parts = urlsplit(link)
    connection = http.client.HTTPConnection(cast(str, parts.hostname), cast(int, parts.port), timeout=10)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().getheader("Location", "")
    finally:
        connection.close()


async def _flush(port: int) -> None:
    """Has the sink write down what it kept."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(b"KEEP\r\n")
    await reader.readline()
    writer.close()
