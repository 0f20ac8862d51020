"""Cuts a template into literal text and tags, and trims the white space that tags ask for.

White space: `~` eats all of it on its side; a block tag or comment alone on its line takes the line with it; so does an
inline partial whose definition is alone on its line.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from services.delivery.domain.template.errors import TemplateError, fault
from services.delivery.domain.template.expressions import Reader
from services.delivery.domain.template.nodes import Call, Literal, Path, Tag, Text, Token

#: Compiling takes about 0.1 ms a tag.
MAX_TAGS = 4_000
_WHOLE_LINE = frozenset({"open", "close", "else", "comment"})
_BLANKS = " \t"


class Scanner:
    """`marks` are link-tracking tags to set at source offsets, `cuts` ranges of literal text to leave out; both sorted."""

    def __init__(self, source: str, marks: Sequence[tuple[int, Tag]] = (), cuts: Sequence[tuple[int, int]] = ()) -> None:
        self.source = source
        self.tokens: list[Token] = []
        self._marks = deque(marks)
        self._cuts = deque(cuts)
        self._tags = 0

    def scan(self) -> list[Token]:
        """All tokens, white space not yet trimmed."""
        pos, end = 0, len(self.source)
        while pos < end:
            start = self.source.find("{{", pos)
            if start < 0:
                break
            slashes = self._backslashes(start, pos)
            if slashes == 1:
                self._literal(pos, start - 1)
                after = self.source.find("{{", start + 2)
                pos = self._escaped(start, end if after < 0 else after)
                continue
            self._literal(pos, start - (1 if slashes == 2 else 0))
            pos = self._tag(start)
        self._literal(pos, end)
        return self.tokens

    def _escaped(self, start: int, after: int) -> int:
        """`\\{{x}}` is literal; the backslashes before the next tag are left to that tag."""
        stop = after
        while stop > start + 2 and after < len(self.source) and self.source[stop - 1] == "\\":
            stop -= 1
        self._literal(start, stop)
        return stop

    def _backslashes(self, start: int, pos: int) -> int:
        if start > pos and self.source[start - 1] == "\\":
            return 2 if start - 1 > pos and self.source[start - 2] == "\\" else 1
        return 0

    def _literal(self, start: int, end: int) -> None:
        """Literal text, split at marks and without cuts."""
        while self._marks and self._marks[0][0] <= end:
            offset, tag = self._marks.popleft()
            self._text(start, offset)
            self.tokens.append(tag)
            start = max(start, offset)
        self._text(start, end)

    def _text(self, start: int, end: int) -> None:
        pieces: list[str] = []
        while self._cuts and self._cuts[0][0] < end:
            cut_start, cut_end = self._cuts.popleft()
            pieces.append(self.source[start:cut_start])
            start = cut_end
        pieces.append(self.source[start:end] if start < end else "")
        text = "".join(pieces)
        if text:
            last = self.tokens[-1] if self.tokens else None
            if isinstance(last, Text):
                text = last.value + text
                self.tokens[-1] = Text(text, text)
            else:
                self.tokens.append(Text(text, text))

    def _tag(self, start: int) -> int:
        self._tags += 1
        if self._tags > MAX_TAGS:
            raise fault(self.source, start, f"the template has more than {MAX_TAGS} tags")
        if self.source.startswith("{{{{", start):
            raise fault(self.source, start, "raw blocks are not supported")
        tag = Tag("print", start)
        pos = start + 2
        if self.source.startswith("~", pos):
            tag.left = True
            pos += 1
        if self.source.startswith("!", pos):
            tag.end = self._comment(tag, pos)
        else:
            tag.end = self._expression_tag(tag, pos)
        self.tokens.append(tag)
        return tag.end

    def _comment(self, tag: Tag, pos: int) -> int:
        tag.kind = "comment"
        dashed = self.source.startswith("!--", pos)
        close = self.source.find("--", pos + 3) if dashed else self.source.find("}}", pos)
        while dashed and close >= 0:
            rest = close + 2
            if self.source.startswith(("}}", "~}}"), rest):
                tag.right = self.source[rest] == "~"
                return rest + (3 if tag.right else 2)
            close = self.source.find("--", close + 1)
        if close < 0:
            raise fault(self.source, tag.pos, "a comment is not closed")
        tag.right = self.source[close - 1] == "~" and close - 1 > pos
        return close + 2

    def _expression_tag(self, tag: Tag, pos: int) -> int:
        reader = Reader(self.source, pos)
        sigil = reader.peek()
        closing = "}}"
        if sigil and sigil in "{&":
            tag.raw = True
            closing = "}}}" if sigil == "{" else "}}"
            reader.pos += 1
            self._print(tag, reader)
        elif sigil == "#":
            reader.pos += 1
            self._open(tag, reader)
        elif sigil == "^":
            reader.pos += 1
            self._caret(tag, reader)
        elif sigil == "/":
            reader.pos += 1
            tag.kind = "close"
            reader.blanks()
            tag.name = reader.path().text
        elif sigil == ">":
            reader.pos += 1
            self._partial(tag, reader)
        elif sigil == "*":
            raise reader.fault("decorators are not supported")
        elif not self._else(tag, reader):
            self._print(tag, reader)
        return self._close(tag, reader, closing)

    def _close(self, tag: Tag, reader: Reader, closing: str) -> int:
        reader.blanks()
        source, pos = self.source, reader.pos
        if closing == "}}}":
            if not source.startswith("}", pos):
                raise self._unclosed(tag, reader)
            pos += 1
        if source.startswith("~", pos):
            tag.right = True
            pos += 1
        if not source.startswith("}}", pos):
            raise self._unclosed(tag, reader)
        return pos + 2

    def _unclosed(self, tag: Tag, reader: Reader) -> TemplateError:
        if reader.pos >= len(self.source):
            return reader.fault("a tag is not closed", tag.pos)
        return reader.fault(f"unexpected {self.source[reader.pos]!r} in a tag")

    def _print(self, tag: Tag, reader: Reader) -> None:
        reader.blanks()
        if not reader.peek():
            raise reader.fault("a tag is not closed", tag.pos)
        if reader.at_close() or reader.peek() == "}":
            raise reader.fault("a tag is empty")
        start = reader.pos
        value = reader.expression()
        args, pairs = reader.arguments()
        if args or pairs:
            if not isinstance(value, Path) or len(value.segments) != 1 or value.strict or value.data:
                raise reader.fault("only a helper takes arguments", start)
            value = Call(value.segments[0], args, pairs, start)
        tag.value = value

    def _open(self, tag: Tag, reader: Reader) -> None:
        tag.kind = "open"
        ch = reader.peek()
        if ch == ">":
            raise reader.fault("partial blocks are not supported")
        if ch == "*":
            reader.pos += 1
            self._inline(tag, reader)
            return
        tag.call = reader.call()
        tag.name = tag.call.name

    def _inline(self, tag: Tag, reader: Reader) -> None:
        call = reader.call()
        names = [_name_of(arg) for arg in call.args]
        if call.name != "inline" or len(names) != 1 or names[0] is None or call.hash:
            raise reader.fault('only {{#*inline "name"}} is supported', call.pos)
        tag.kind, tag.name = "inline", names[0]

    def _caret(self, tag: Tag, reader: Reader) -> None:
        reader.blanks()
        if reader.at_close():
            tag.kind = "else"
            return
        tag.inverted = True
        self._open(tag, reader)

    def _else(self, tag: Tag, reader: Reader) -> bool:
        """`{{else}}` and `{{else if …}}`; a variable may not be called else."""
        start = reader.pos
        reader.blanks()
        if self.source.startswith("else", reader.pos):
            reader.pos += 4
            spaced = reader.blanks()
            if reader.at_close():
                tag.kind = "else"
                return True
            if spaced and reader.peek() != "=":
                tag.kind = "else"
                tag.call = reader.call()
                return True
        reader.pos = start
        return False

    def _partial(self, tag: Tag, reader: Reader) -> None:
        tag.kind = "partial"
        reader.blanks()
        if reader.peek() == "(":
            raise reader.fault("a partial's name must be literal")
        name = _name_of(reader.expression())
        if name is None:
            raise reader.fault("a partial's name is expected")
        args, pairs = reader.arguments()
        if len(args) > 1:
            raise reader.fault("a partial takes one context at most")
        tag.name, tag.value = name, args[0] if args else None
        tag.call = Call(name, (), pairs, tag.pos)


def _name_of(value: object) -> str | None:
    if isinstance(value, Literal) and value.value is not None and not isinstance(value.value, bool):
        return str(value.value)
    return value.text if isinstance(value, Path) else None


def trim(tokens: Sequence[Token]) -> list[Token]:
    """Applies whole-line and `~` rules, then drops texts that became empty and comments."""
    _whole_lines(tokens)
    for i, token in enumerate(tokens):
        if isinstance(token, Tag):
            if token.left and i and isinstance(before := tokens[i - 1], Text):
                before.value = before.value.rstrip()
            if token.right and i + 1 < len(tokens) and isinstance(after := tokens[i + 1], Text):
                after.value = after.value.lstrip()
    return [t for t in tokens if (t.value if isinstance(t, Text) else t.kind != "comment")]


def _whole_lines(tokens: Sequence[Token]) -> None:
    pairs = _inline_pairs(tokens)
    closing = set(pairs.values())
    for i, token in enumerate(tokens):
        if not isinstance(token, Tag):
            continue
        if token.kind == "inline" or i in closing:
            alone = _starts_line(tokens, i) and _ends_line(tokens, i)
            last = pairs.get(i)
            if not alone and last is not None and _starts_line(tokens, i) and _ends_line(tokens, last):
                _trim_line(tokens, i, last)
        else:
            alone = token.kind in _WHOLE_LINE and _starts_line(tokens, i) and _ends_line(tokens, i)
        if alone:
            _trim_line(tokens, i, i)


def _inline_pairs(tokens: Sequence[Token]) -> dict[int, int]:
    """Index of each {{#*inline}} → index of its {{/inline}}."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for i, token in enumerate(tokens):
        if isinstance(token, Tag):
            if token.kind == "inline":
                opened.append(i)
            elif token.kind == "close" and token.name == "inline" and opened:
                pairs[opened.pop()] = i
    return pairs


def _starts_line(tokens: Sequence[Token], i: int) -> bool:
    if i == 0:
        return True
    before = tokens[i - 1]
    if not isinstance(before, Text):
        return False
    rest = before.original.rstrip(_BLANKS)
    return rest.endswith("\n") or (not rest and i == 1)


def _ends_line(tokens: Sequence[Token], i: int) -> bool:
    if i == len(tokens) - 1:
        return True
    after = tokens[i + 1]
    if not isinstance(after, Text):
        return False
    rest = after.original.lstrip(_BLANKS)
    return rest.startswith(("\n", "\r\n")) or (not rest and i == len(tokens) - 2)


def _trim_line(tokens: Sequence[Token], first: int, last: int) -> None:
    """Takes the blanks before `first` and, after `last`, the blanks and the line break."""
    if first:
        before = tokens[first - 1]
        if isinstance(before, Text):
            before.value = before.value.rstrip(_BLANKS)
    if last + 1 < len(tokens):
        after = tokens[last + 1]
        if isinstance(after, Text):
            rest = after.value.lstrip(_BLANKS)
            after.value = rest[2:] if rest.startswith("\r\n") else rest[1:] if rest.startswith("\n") else rest
