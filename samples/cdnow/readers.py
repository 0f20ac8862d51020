"""Simulated readers: some mails are opened and some links followed, by fetching the real links in the real mails of the outbox.

Who opens and who clicks is decided by a hash of the customer id, so that the numbers are known beforehand.
"""

import email
import email.policy
import re
import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from samples.cdnow.history import Customer

_PIXEL = re.compile(r'src="(http[^"]+/o/[^"]+)"')
_LINK = re.compile(r'href="(http[^"]+/l/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Mail:
    """What the reader needs of one mail."""

    address: str
    subject: str
    html: str


def mails(outbox: Path, app: str) -> list[Mail]:
    """Every mail of the app in the outbox."""
    return [_parsed(file) for file in sorted((outbox / app).rglob("*.eml"))]


def _parsed(file: Path) -> Mail:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    html = message.get_body(("html",))
    return Mail(str(message["To"]), str(message["Subject"]), html.get_content() if html else "")


class _Stay(urllib.request.HTTPRedirectHandler):
    """The shop's page is not ours to fetch: the redirect is the end."""

    def http_error_302(self, request: object, reply: object, code: int, message: str, headers: object) -> object:
        return reply


def read(found: Iterable[Mail], customers: dict[str, Customer], progress: Callable[[str], None]) -> tuple[int, int]:
    """Opens and clicks; answers how many of each were done."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)
    by_address = {customer.address: customer for customer in customers.values() if customer.address}
    urls = []
    for mail in found:
        customer = by_address[mail.address]
        if customer.opens:
            urls.append(("open", _PIXEL.search(mail.html)))
        if customer.clicks:
            urls.append(("click", _LINK.search(mail.html)))

    def fetch(task: tuple[str, re.Match[str] | None]) -> str:
        kind, match = task
        if match is None:
            raise SystemExit(f"a mail holds no {kind} link")
        with opener.open(match[1].replace("&amp;", "&"), timeout=20) as reply:
            if reply.status not in (200, 302):
                raise SystemExit(f"a {kind} link answered {reply.status}")
        return kind

    done = {"open": 0, "click": 0}
    with ThreadPoolExecutor(8) as pool:
        for kind in pool.map(fetch, urls):
            done[kind] += 1
            progress(f"{done['open']:,} opens, {done['click']:,} clicks")
    return done["open"], done["click"]
