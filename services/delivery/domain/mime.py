"""E-mail in wire form: laid out once per run, filled per recipient (design §7; channels spec §8; templates spec §6).

`MimeTemplate.from_parts(...)` fixes what all recipients share; `render(Filling)` gives the bytes for one of them,
CRLF throughout, ready for DATA but for dot stuffing. Raw mail given by a caller is in `rawmail.py`.
Bodies travel as 7bit when they are plain ASCII in short lines, quoted-printable when mostly ASCII, else base64.
"""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.delivery.domain.addresses import Mailbox, domain_of, parse_mailbox

MAX_HEADERS: Final = 15
MAX_HEADER_NAME: Final = 126
MAX_HEADER_VALUE: Final = 870
"""After rendering, in characters (templates spec §6.1)."""

REFUSED_HEADERS: Final = frozenset("from to cc bcc subject reply-to return-path sender date message-id mime-version dkim-signature received".split())
_REFUSED_PREFIXES: Final = ("content-", "x-counterpoint-")
_NAME: Final = re.compile(r"^[!-9;-~]{1,126}\Z")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_PLAIN: Final = re.compile(r"^[\x20-\x7e\t]*\Z")
_ATOMS: Final = re.compile(r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*\Z")


class HeaderInjection(ValueError):
    """A header's name or value would break out of its line. The text names the header, never the value."""


def header_fault(name: str) -> str | None:
    """Why a caller may not set this header (templates spec §6.1, channels spec §8), or None when he may."""
    if not _NAME.match(name):
        return "is not a valid header name"
    folded = name.lower()
    if folded in REFUSED_HEADERS or folded.startswith(_REFUSED_PREFIXES):
        return "may not be set"
    return None


def headers_fault(headers: Sequence[tuple[str, str]]) -> str | None:
    """The first fault of a set of headers as written (values may still hold variables), or None."""
    if len(headers) > MAX_HEADERS:
        return f"at most {MAX_HEADERS} headers are allowed"
    for name, value in headers:
        fault = header_fault(name)
        if fault is not None:
            return f"header {name[:MAX_HEADER_NAME]!r} {fault}"
        if _CONTROL.search(value):
            return f"header {name!r} has control characters"
        if "{{" not in value and len(value) > MAX_HEADER_VALUE:
            return f"header {name!r} is longer than {MAX_HEADER_VALUE} characters"
    return None


def merge_headers(template: Iterable[tuple[str, str]], message: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Message headers replace template headers of the same name, whatever its case (templates spec §6.1)."""
    own = list(message)
    names = {name.lower() for name, _ in own}
    return [pair for pair in template if pair[0].lower() not in names] + own


@dataclass(slots=True)
class Filling:
    """What one recipient's message has of its own.

    `unsubscribe`: URL for the one-click headers, None for direct mail. `report`: the token of `X-Counterpoint-Message`.
    `headers`: the rendered custom headers. `text`, `html`: rendered bodies; at least one is not None.
    `to` is a bare address that `addresses.valid_email` accepted.
    """

    message_id: str
    to: str
    subject: str
    text: str | None = None
    html: str | None = None
    unsubscribe: str | None = None
    report: str = ""
    headers: Sequence[tuple[str, str]] = field(default_factory=tuple)


class MimeTemplate:
    """The layout of one run's mail: all that recipients share is text or bytes already. `envelope_from` is the bare
    sender address."""

    __slots__ = ("_alternative", "_boundary", "_closing", "_head", "_id", "_middle", "_own_feedback", "envelope_from")

    @classmethod
    def from_parts(
        cls,
        sender: str,
        date: str,
        boundary: str,
        reply_to: Sequence[str] = (),
        feedback_id: str = "",
        abuse_address: str = "",
        trace_id: str = "",
    ) -> MimeTemplate:
        """Lay out. `sender`: `Name <a@b.c>` or bare; `date`: RFC 5322 form; `boundary`: random, from `[0-9a-f]`.

        ValueError for a sender or reply address that is none, HeaderInjection for control characters.
        """
        mailbox = parse_mailbox(sender)
        made = cls()
        made.envelope_from = mailbox.address
        head = "From: " + _mailbox(mailbox, 6) + "\r\nDate: " + _checked("Date", date)
        if reply_to:
            found = (parse_mailbox(text) for text in reply_to)
            head += "\r\nReply-To: " + ",\r\n ".join(_mailbox(each, 10) for each in found)
        made._head = head + "\r\nTo: "
        made._id = f"@{domain_of(mailbox.address)}>"
        if abuse_address:
            made._id += "\r\nX-Report-Abuse: " + header_text("X-Report-Abuse", abuse_address)
        if trace_id:
            made._id += "\r\nX-Counterpoint-Trace-Id: " + header_text("X-Counterpoint-Trace-Id", trace_id)
        made._own_feedback = "\r\nFeedback-ID: " + header_text("Feedback-ID", feedback_id) if feedback_id else ""
        made._boundary = mark = b"=_cp_" + boundary.encode("ascii")
        made._alternative = b'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n\r\n--%b\r\n' % (mark, mark)
        made._middle = b"\r\n--%b\r\n" % mark
        made._closing = b"\r\n--%b--\r\n" % mark
        return made

    _head: str
    _id: str
    _own_feedback: str
    _boundary: bytes
    _alternative: bytes
    _middle: bytes
    _closing: bytes
    envelope_from: str

    def render(self, one: Filling) -> bytes:
        """The message of one recipient. HeaderInjection when a rendered header would break out of its line."""
        to, subject, named = _checked("To", one.to), header_text("Subject", one.subject), _checked("Message-ID", one.message_id)
        head = f"{self._head}{to}\r\nSubject: {subject}\r\nMessage-ID: <{named}{self._id}"
        names = set()
        for name, value in one.headers:
            names.add(name.lower())
            head += _custom(name, value)
        if one.report:
            head += "\r\nX-Counterpoint-Message: " + header_text("X-Counterpoint-Message", one.report)
        if "feedback-id" not in names:
            head += self._own_feedback
        if one.unsubscribe and "list-unsubscribe" not in names:
            head += f"\r\nList-Unsubscribe:\r\n <{_checked('List-Unsubscribe', one.unsubscribe)}>"
            if "list-unsubscribe-post" not in names:
                head += "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click"
        return self._with_body((head + "\r\nMIME-Version: 1.0\r\n").encode("utf-8"), one)

    def _with_body(self, head: bytes, one: Filling) -> bytes:
        if one.html is None:
            return head + entity(one.text or "", b"plain")
        if one.text is None:
            return head + entity(one.html, b"html")
        plain, rich = entity(one.text, b"plain", self._boundary), entity(one.html, b"html", self._boundary)
        return b"".join((head, self._alternative, plain, self._middle, rich, self._closing))


def entity(body: str, kind: bytes, boundary: bytes = b"") -> bytes:
    """A text part with its own headers; the encoding is chosen for this body. It ends with a line end.

    `boundary` is the mark of the multipart around it: a 7bit body that holds it is encoded, so that nobody can
    close a part from within.
    """
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    if body[-1:] != "\n":
        body += "\n"
    lines = body.split("\n")
    encoding, raw = _encode("\r\n".join(lines), boundary, max(map(len, lines)))
    return b"Content-Type: text/%b; charset=utf-8\r\nContent-Transfer-Encoding: %b\r\n\r\n%b" % (kind, encoding, raw)


_UNSAFE_7BIT: Final = bytes((*range(9), 11, 12, *range(14, 32), 127))
_LONGEST_LINE: Final = 990


def _encode(body: str, boundary: bytes, longest: int) -> tuple[bytes, bytes]:
    """Transfer encoding and bytes. `longest`: characters of the longest line."""
    raw = body.encode("utf-8", "replace")
    if body.isascii():
        # Deleting and comparing is ten times faster than a search with a regular expression.
        plain = longest <= _LONGEST_LINE and len(raw.translate(None, _UNSAFE_7BIT)) == len(raw)
        if plain and (not boundary or boundary not in raw):
            return b"7bit", raw
        return b"quoted-printable", _quoted(raw)
    if len(raw) - len(body) > len(body) // 4:
        return b"base64", folded_base64(raw)
    return b"quoted-printable", _quoted(raw)


def _quoted(raw: bytes) -> bytes:
    """Quoted-printable; `=` is always written `=3D`, so no boundary that begins with `=_` can stand in it."""
    encoded = b2a_qp(raw, istext=True)
    return encoded if encoded.endswith(b"\r\n") else encoded + b"\r\n"


def folded_base64(raw: bytes) -> bytes:
    """Base64 in lines of 76 with a line end after each."""
    flat = b2a_base64(raw, newline=False)
    return b"".join([flat[at : at + 76] + b"\r\n" for at in range(0, len(flat), 76)])


def _checked(name: str, value: str) -> str:
    """A value that goes into its line as it is: no control characters."""
    if not value.isprintable() and (_CONTROL.search(value) or "\t" in value):
        raise HeaderInjection(f"header {name} has control characters")
    return value


def _custom(name: str, value: str) -> str:
    fault = header_fault(name)
    if fault is not None:
        raise HeaderInjection(f"header {name[:MAX_HEADER_NAME]!r} {fault}")
    if len(value) > MAX_HEADER_VALUE:
        raise HeaderInjection(f"header {name} is longer than {MAX_HEADER_VALUE} characters")
    return "\r\n" + name + ": " + header_text(name, value)


_LONGEST_WORD: Final = 900


def header_text(name: str, value: str) -> str:
    """An unstructured value: RFC 2047 where it needs to be, folded so that lines stay below 78 where they can."""
    room = 76 - len(name) - 2
    if not (value.isascii() and value.isprintable()):
        if _CONTROL.search(value):
            raise HeaderInjection(f"header {name} has control characters")
        if not _PLAIN.match(value):
            return encoded_words(value, room)
    if "=?" in value:
        return encoded_words(value, room)
    if len(value) <= room or (len(value) <= _LONGEST_WORD and " " not in value):
        return value
    return _fold(value, room)


def _fold(value: str, room: int) -> str:
    """Break a long plain value before single spaces; a stretch without any is left, or encoded past 900 characters."""
    lines, line = [], ""
    for word in re.split(r"(?<=\S) (?=\S)", value):
        joined = line + " " + word if line else word
        if line and len(joined) > room:
            lines.append(line)
            line, room = word, 75
        else:
            line = joined
    lines.append(line)
    if max(map(len, lines)) > _LONGEST_WORD:
        return encoded_words(value, 60)
    return "\r\n ".join(lines)


def encoded_words(value: str, room: int) -> str:
    """RFC 2047 in UTF-8 and base64: words of ≤ 75 characters, no character split; `room` is for the first line."""
    words: list[str] = []
    chunk: list[str] = []
    used, limit = 0, max(3, (min(room, 75) - 12) // 4 * 3)
    for character in value:
        size = 1 if character < "\x80" else len(character.encode("utf-8", "replace"))
        if chunk and used + size > limit:
            words.append(_word("".join(chunk)))
            chunk, used, limit = [], 0, 45
        chunk.append(character)
        used += size
    words.append(_word("".join(chunk)))
    return "\r\n ".join(words)


def _word(text: str) -> str:
    return "=?utf-8?b?" + b2a_base64(text.encode("utf-8", "replace"), newline=False).decode("ascii") + "?="


def _mailbox(mailbox: Mailbox, used: int) -> str:
    """`Name <address>` for a header whose name and colon took `used` characters."""
    name, address = mailbox
    if not name:
        return address
    if not _PLAIN.match(name) or "=?" in name:
        return encoded_words(name, 76 - used) + "\r\n <" + address + ">"
    shown = name if _ATOMS.match(name) else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return shown + " <" + address + ">" if used + len(shown) + len(address) < 74 else shown + "\r\n <" + address + ">"
