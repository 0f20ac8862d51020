"""Finds the links and the place of the open pixel in a template's literal text (templates spec §6.2, §6.3).

Tags are masked by characters no markup uses, so offsets in the masked text are offsets in the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from services.delivery.domain.template.errors import TemplateError
from services.delivery.domain.template.nodes import Tag
from services.delivery.domain.template.parser import parse
from services.delivery.domain.template.scanner import Scanner

UNSUBSCRIBE = "unsubscribeLinkTag"
#: Links beyond this many stay as they are written.
MAX_LINKS = 2_000
_MASK = "\x00"
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_BLANKS = " \t\r\n\f"
_SKIPPED = ("script", "style", "textarea", "title")
_LINKING = ("a", "area")
_URL_ENDS = frozenset(' \t\r\n\f\v<>"`\\')
_TRAILING = ".,;:!?'*_"


@dataclass(frozen=True, slots=True)
class Link:
    """A link slot. `source` is the address as written; `tags` are the pairs of its `ses:tags`; `unsubscribe` is the value
    of `unsubscribeLinkTag`, or None on a plain link."""

    index: int
    source: str
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def unsubscribe(self) -> str | None:
        return dict(self.tags).get(UNSUBSCRIBE)


@dataclass(slots=True)
class Found:
    """Links in order, tags to set at offsets, ranges to leave out."""

    links: list[Link] = field(default_factory=list)
    marks: list[tuple[int, Tag]] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)

    def add(self, source: str, start: int, end: int, tags: tuple[tuple[str, str], ...]) -> None:
        """Makes a slot of source[start:end], unless tags in it are not balanced or there are too many slots."""
        if len(self.links) >= MAX_LINKS:
            return
        fragment = source[start:end]
        try:
            parse(fragment)
        except TemplateError:
            return
        index = len(self.links)
        self.links.append(Link(index, fragment, tags))
        self.marks.append((start, Tag("link", start, index=index)))
        self.marks.append((end, Tag("endlink", end)))


def in_html(source: str) -> Found:
    """Links of `a` and `area` elements, and the pixel before the last `</body>` or at the end."""
    tags = _tags(source)
    masked = _masked(source, tags, _MASK).translate(_LOWER)
    found = Found()
    body = -1
    for name, start, attributes in _elements(masked):
        if name == "/body":
            body = start
        elif name in _LINKING:
            _anchor(source, masked, attributes, found)
    if body < 0 or _depth(tags, body):
        body = len(source)
    found.marks.append((body, Tag("pixel", body)))
    found.marks.sort(key=lambda mark: mark[0])
    return found


def in_text(source: str) -> Found:
    """Addresses that begin with http:// or https:// in plain text; variables may be part of them."""
    tags = _tags(source)
    blocks = [tag for tag in tags if tag.kind != "print"]
    masked = _masked(_masked(source, blocks, " "), [tag for tag in tags if tag.kind == "print"], _MASK).translate(_LOWER)
    found = Found()
    pos = masked.find("http")
    while pos >= 0:
        end = pos + 4
        scheme = next((s for s in ("http://", "https://") if masked.startswith(s, pos)), "")
        if scheme and not (pos and masked[pos - 1].isalnum()):
            end = _url_end(masked, pos + len(scheme))
            if end > pos + len(scheme):
                found.add(source, pos, end, ())
        pos = masked.find("http", end)
    return found


def _url_end(masked: str, start: int) -> int:
    end = start
    while end < len(masked) and masked[end] not in _URL_ENDS and not masked[end].isspace():
        end += 1
    while end > start:
        last = masked[end - 1]
        pair = {")": "(", "]": "["}.get(last)
        if last in _TRAILING or (pair and masked.count(pair, start, end) < masked.count(last, start, end)):
            end -= 1
        else:
            break
    return end


def _tags(source: str) -> list[Tag]:
    return [token for token in Scanner(source).scan() if isinstance(token, Tag)]


def _masked(source: str, tags: list[Tag], filler: str) -> str:
    pieces: list[str] = []
    pos = 0
    for tag in tags:
        pieces += (source[pos : tag.pos], filler * (tag.end - tag.pos))
        pos = tag.end
    pieces.append(source[pos:])
    return "".join(pieces)


def _depth(tags: list[Tag], offset: int) -> int:
    """How many blocks are open at an offset."""
    before = [tag.kind for tag in tags if tag.pos < offset]
    return before.count("open") + before.count("inline") - before.count("close")


@dataclass(slots=True)
class _Attribute:
    name: str
    start: int
    end: int
    value_start: int
    value_end: int


def _elements(masked: str) -> Iterator[tuple[str, int, list[_Attribute]]]:
    """Start tags and the ends of bodies: name, offset, attributes. Comments count only where they are conditional."""
    pos = masked.find("<")
    while pos >= 0:
        at, name = pos, _word(masked, pos + 1)
        pos += 1
        if masked.startswith("<!--", at):
            if not masked.startswith("[if", at + 4):
                pos = masked.find("-->", at + 4)
        elif name in _LINKING or name in _SKIPPED:
            attributes, pos = _attributes(masked, at + 1 + len(name))
            yield name, at, attributes
            if name in _SKIPPED:
                pos = masked.find(f"</{name}", pos)
        elif masked.startswith("</body", at):
            yield "/body", at, []
        if pos < 0:
            return
        pos = masked.find("<", pos)


def _word(masked: str, start: int) -> str:
    end = start
    while end < len(masked) and end - start < 10 and masked[end].isalnum():
        end += 1
    return masked[start:end]


def _attributes(masked: str, pos: int) -> tuple[list[_Attribute], int]:
    """The attributes of a start tag, and where it ends."""
    found: list[_Attribute] = []
    size = len(masked)
    while pos < size and masked[pos] != ">":
        if masked[pos] in _BLANKS or masked[pos] in (_MASK, "/"):
            pos += 1
            continue
        start = pos
        while pos < size and masked[pos] not in _BLANKS and masked[pos] not in "=>/" + _MASK:
            pos += 1
        name = masked[start:pos]
        after = pos
        while after < size and masked[after] in _BLANKS:
            after += 1
        if after < size and masked[after] == "=":
            value_start, value_end, pos = _value(masked, after + 1)
        else:
            value_start = value_end = pos
        found.append(_Attribute(name, start, max(pos, start + 1), value_start, value_end))
        pos = max(pos, start + 1)
    return found, pos


def _value(masked: str, pos: int) -> tuple[int, int, int]:
    """A value's range and where the attribute ends."""
    size = len(masked)
    while pos < size and masked[pos] in _BLANKS:
        pos += 1
    if pos < size and masked[pos] in "\"'":
        end = masked.find(masked[pos], pos + 1)
        end = size if end < 0 else end
        return pos + 1, end, min(end + 1, size)
    end = pos
    while end < size and masked[end] not in _BLANKS and masked[end] != ">":
        end += 1
    return pos, end, end


def _anchor(source: str, masked: str, attributes: list[_Attribute], found: Found) -> None:
    named: dict[str, _Attribute] = {}
    for attribute in attributes:
        named.setdefault(attribute.name, attribute)
    tags: tuple[tuple[str, str], ...] = ()
    marker = named.get("ses:tags")
    if marker is not None and _MASK not in masked[marker.start : marker.end]:
        tags = _pairs(source[marker.value_start : marker.value_end])
        start = marker.start
        while source[start - 1] in _BLANKS:
            start -= 1
        found.cuts.append((start, marker.end))
    href = named.get("href")
    if href is None or "ses:no-track" in named:
        return
    start, end = href.value_start, href.value_end
    while start < end and masked[start] in _BLANKS:
        start += 1
    while end > start and masked[end - 1] in _BLANKS:
        end -= 1
    if masked.startswith(("http://", "https://", _MASK), start) and start < end:
        found.add(source, start, end, tags)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """`name:value;name:value`."""
    pairs = (part.partition(":") for part in text.split(";"))
    return tuple((name.strip(), value.strip()) for name, _, value in pairs if name.strip())
