"""Builds the syntax tree from tokens: blocks matched with their ends, `else` chains, inline partials, link slots."""

from __future__ import annotations

from collections.abc import Sequence

from services.delivery.domain.template.errors import TemplateError, fault
from services.delivery.domain.template.nodes import (
    Block,
    Inline,
    LinkSlot,
    Node,
    Partial,
    PixelSlot,
    Print,
    Tag,
    Text,
    Token,
)
from services.delivery.domain.template.scanner import Scanner, trim

MAX_NESTING = 50
MAX_CHAIN = 100


def parse(source: str, marks: Sequence[tuple[int, Tag]] = (), cuts: Sequence[tuple[int, int]] = ()) -> list[Node]:
    """The tree of a whole template. Raises TemplateError."""
    return _Builder(source, trim(Scanner(source, marks, cuts).scan())).build()


class _Builder:
    def __init__(self, source: str, tokens: Sequence[Token]) -> None:
        self.source = source
        self.tokens = tokens
        self.i = 0
        self.depth = 0

    def build(self) -> list[Node]:
        nodes = self._nodes()
        if self.i < len(self.tokens):
            tag = self.tokens[self.i]
            assert isinstance(tag, Tag)
            word = "else" if tag.kind == "else" else f"/{tag.name}"
            raise self._fault(tag, f"{{{{{word}}}}} without an open block")
        return nodes

    def _fault(self, tag: Tag, message: str) -> TemplateError:
        return fault(self.source, tag.pos, message)

    def _nodes(self) -> list[Node]:
        """Nodes up to a tag that ends this level (not consumed) or the end."""
        nodes: list[Node] = []
        while self.i < len(self.tokens):
            token = self.tokens[self.i]
            if isinstance(token, Text):
                nodes.append(token)
            elif token.kind in ("close", "else", "endlink"):
                break
            self.i += 1
            if isinstance(token, Tag):
                nodes.append(self._node(token))
        return nodes

    def _node(self, tag: Tag) -> Node:
        if tag.kind == "print":
            assert tag.value is not None
            return Print(tag.value, tag.raw)
        if tag.kind == "partial":
            return Partial(tag.name, tag.value, tag.call.hash if tag.call else (), tag.pos)
        if tag.kind == "pixel":
            return PixelSlot()
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self._fault(tag, f"blocks are nested deeper than {MAX_NESTING}")
        node = self._nested(tag)
        self.depth -= 1
        return node

    def _nested(self, tag: Tag) -> Node:
        if tag.kind == "open":
            return self._block(tag)
        body = self._nodes()
        if tag.kind == "link":
            self._expect(tag, "endlink", "")
            return LinkSlot(tag.index, body)
        self._expect(tag, "close", "inline")
        return Inline(tag.name, body, tag.pos)

    def _expect(self, opened: Tag, kind: str, name: str) -> Tag:
        tag = self.tokens[self.i] if self.i < len(self.tokens) else None
        if not isinstance(tag, Tag):
            raise self._fault(opened, f"the block {opened.name} is not closed")
        if tag.kind != kind or tag.name != name:
            raise self._fault(tag, f"the block {opened.name} is open here")
        self.i += 1
        return tag

    def _block(self, tag: Tag) -> Block:
        assert tag.call is not None
        block = Block(tag.call, self._nodes())
        current, links = block, 0
        while True:
            middle = self._else()
            if middle is None:
                break
            if middle.call is None:
                current.inverse = self._nodes()
                break
            links += 1
            if links > MAX_CHAIN:
                raise self._fault(middle, f"more than {MAX_CHAIN} chained else")
            chained = Block(middle.call, self._nodes())
            current.inverse, current.chained = [chained], True
            current = chained
        self._expect(tag, "close", tag.name)
        if tag.inverted:
            block.body, block.inverse, block.chained = block.inverse, block.body, False
        return block

    def _else(self) -> Tag | None:
        token = self.tokens[self.i] if self.i < len(self.tokens) else None
        if isinstance(token, Tag) and token.kind == "else":
            self.i += 1
            return token
        return None
