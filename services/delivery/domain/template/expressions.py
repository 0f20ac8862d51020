"""Reads the inside of one tag: paths, literals, sub-expressions and hash arguments (templates spec §3)."""

from __future__ import annotations

from decimal import Decimal

from services.delivery.domain.template.errors import TemplateError, fault
from services.delivery.domain.template.nodes import Call, Expression, Literal, Path

MAX_NESTING = 50
MAX_DIGITS = 40
_NOT_IN_NAMES = frozenset(" \t\r\n\f\v!\"#%&'()*+,./;<=>@[\\]^`{|}~")
_KEYWORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "undefined": None}


class Reader:
    """A cursor over the source. Every method leaves `pos` after what it read."""

    __slots__ = ("depth", "pos", "source")

    def __init__(self, source: str, pos: int) -> None:
        self.source = source
        self.pos = pos
        self.depth = 0

    def fault(self, message: str, pos: int | None = None) -> TemplateError:
        return fault(self.source, self.pos if pos is None else pos, message)

    def peek(self) -> str:
        return self.source[self.pos : self.pos + 1]

    def blanks(self) -> bool:
        """Skips white space; says whether there was any."""
        start, source, end = self.pos, self.source, len(self.source)
        while self.pos < end and source[self.pos].isspace():
            self.pos += 1
        return self.pos > start

    def at_close(self) -> bool:
        return self.source.startswith(("}}", "~}}"), self.pos)

    def arguments(self) -> tuple[tuple[Expression, ...], tuple[tuple[str, Expression], ...]]:
        """Positional arguments, then `key=value` pairs, up to the end of the tag or sub-expression."""
        args: list[Expression] = []
        pairs: dict[str, Expression] = {}
        while True:
            spaced = self.blanks()
            ch = self.peek()
            if not ch or ch in ")}" or self.at_close():
                return tuple(args), tuple(pairs.items())
            if ch == "|":
                raise self.fault("block parameters are not supported")
            if not spaced:
                raise self.fault("white space is missing between arguments")
            key = self._hash_key()
            if key is not None:
                pairs[key] = self._zone() if key == "tz" else self.expression()
            elif pairs:
                raise self.fault("a plain argument cannot follow key=value")
            else:
                args.append(self.expression())

    def _hash_key(self) -> str | None:
        start = self.pos
        name = self._name() or (self._bracketed() if self.peek() == "[" else "")
        self.blanks()
        if name and self.peek() == "=":
            self.pos += 1
            self.blanks()
            return name
        self.pos = start
        return None

    def _zone(self) -> Expression:
        """The value of `tz=`: a zone name may stand without quotes (`tz=America/Los_Angeles`)."""
        start = end = self.pos
        while end < len(self.source) and not self.source[end].isspace() and self.source[end] not in "})~":
            end += 1
        word = self.source[start:end]
        if ("/" in word and word[0] not in "\"'(.@[") or word in ("UTC", "GMT", "Z"):
            self.pos = end
            return Literal(word)
        return self.expression()

    def expression(self) -> Expression:
        ch = self.peek()
        if ch == "(":
            return self._sub()
        if ch and ch in "\"'":
            return Literal(self.string())
        number = self._number()
        return number if number is not None else self._word()

    def string(self) -> str:
        quote, start = self.peek(), self.pos
        i = start + 1
        while True:
            i = self.source.find(quote, i)
            if i < 0:
                raise self.fault("a string is not closed", start)
            if self.source[i - 1] != "\\" or i - 1 == start:
                break
            i += 1
        self.pos = i + 1
        return self.source[start + 1 : i].replace("\\" + quote, quote)

    def _sub(self) -> Call:
        start = self.pos
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.fault(f"helpers are nested deeper than {MAX_NESTING}")
        self.pos += 1
        call = self.call()
        self.blanks()
        if self.peek() != ")":
            raise self.fault("a sub-expression is not closed", start)
        self.pos += 1
        self.depth -= 1
        return call

    def call(self) -> Call:
        """A helper's name and its arguments."""
        self.blanks()
        start = self.pos
        name = self._name()
        if not name:
            raise self.fault("a helper's name is expected")
        args, pairs = self.arguments()
        return Call(name, args, pairs, start)

    def _number(self) -> Literal | None:
        source, start, end = self.source, self.pos, len(self.source)
        i = start + 1 if source[start : start + 1] == "-" else start
        first = i
        while i < end and "0" <= source[i] <= "9":
            i += 1
        if i == first:
            return None
        whole = True
        if i + 1 < end and source[i] == "." and "0" <= source[i + 1] <= "9":
            whole = False
            i += 1
            while i < end and "0" <= source[i] <= "9":
                i += 1
        if i < end and not source[i].isspace() and source[i] not in "=~})":
            return None
        if i - start > MAX_DIGITS:
            raise self.fault(f"a number has more than {MAX_DIGITS} digits")
        self.pos = i
        return Literal(int(source[start:i]) if whole else Decimal(source[start:i]))

    def _word(self) -> Expression:
        path = self.path()
        if path.text in _KEYWORDS and not path.strict:
            return Literal(_KEYWORDS[path.text])
        return path

    def path(self) -> Path:
        """`a.b`, `a/b`, `[a b].[0]`, `this`, `.`, `../a`, `@index`."""
        start = self.pos
        data = self.peek() == "@"
        if data:
            self.pos += 1
        up, strict, wants_more = self._prefix()
        segments: list[str] = []
        while wants_more:
            segments.append(self._segment())
            wants_more = self._separator()
        if not segments and not strict:
            raise self.fault("a variable is expected")
        return Path(tuple(segments), up, data, strict, self.source[start : self.pos], start)

    def _prefix(self) -> tuple[int, bool, bool]:
        """Reads `../`, `./`, `this.`: (levels up, strict, whether a name must follow)."""
        up, strict = 0, False
        while True:
            source, pos = self.source, self.pos
            if source.startswith("..", pos):
                up, length = up + 1, 2
            elif source.startswith(".", pos):
                length = 1
            elif source.startswith("this", pos) and (source[pos + 4 : pos + 5] or " ") in _NOT_IN_NAMES:
                length = 4
            else:
                return up, strict, True
            if up > MAX_NESTING:
                raise self.fault("too many ../")
            strict = True
            self.pos += length
            if not self._separator():
                return up, strict, False

    def _separator(self) -> bool:
        ch = self.peek()
        if ch and ch in "./":
            self.pos += 1
            return True
        return ch == "["

    def _segment(self) -> str:
        name = self._bracketed() if self.peek() == "[" else self._name()
        if not name:
            raise self.fault("a variable's name is expected")
        return name

    def _bracketed(self) -> str:
        close = self.source.find("]", self.pos)
        if close < 0:
            raise self.fault("a [name] is not closed")
        name = self.source[self.pos + 1 : close]
        self.pos = close + 1
        return name

    def _name(self) -> str:
        source, start, end = self.source, self.pos, len(self.source)
        i = start
        while i < end and source[i] not in _NOT_IN_NAMES and not source[i].isspace():
            i += 1
        self.pos = i
        return source[start:i]
