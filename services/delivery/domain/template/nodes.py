"""The syntax tree of a template, and the flat tokens it is built from. Positions are character offsets of the source."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(slots=True, frozen=True)
class Literal:
    """A constant in an expression."""

    value: str | int | Decimal | bool | None


@dataclass(slots=True, frozen=True)
class Path:
    """`a.b.[0]`: `up` counts `../`, `data` marks `@…`, `strict` forbids looking in outer scopes (`this.x`, `../x`)."""

    segments: tuple[str, ...]
    up: int
    data: bool
    strict: bool
    text: str
    pos: int


@dataclass(slots=True, frozen=True)
class Call:
    """A helper with its arguments, in `(…)` or as a whole tag."""

    name: str
    args: tuple[Expression, ...]
    hash: tuple[tuple[str, Expression], ...]
    pos: int


Expression = Literal | Path | Call


@dataclass(slots=True)
class Text:
    """Literal text; `original` is what stood there before whitespace control trimmed it."""

    value: str
    original: str


@dataclass(slots=True)
class Tag:
    """One `{{…}}`. `kind`: print, open, close, else, comment, inline, partial; link, endlink and pixel are marks set by
    link tracking and have no text of their own."""

    kind: str
    pos: int
    end: int = 0
    left: bool = False
    right: bool = False
    raw: bool = False
    inverted: bool = False
    name: str = ""
    call: Call | None = None
    value: Expression | None = None
    index: int = 0


Token = Text | Tag


@dataclass(slots=True)
class Print:
    value: Expression
    raw: bool


@dataclass(slots=True)
class Block:
    call: Call
    body: list[Node] = field(default_factory=list)
    inverse: list[Node] = field(default_factory=list)
    #: the inverse is exactly one chained `{{else if …}}`
    chained: bool = False


@dataclass(slots=True)
class Inline:
    name: str
    body: list[Node]
    pos: int


@dataclass(slots=True)
class Partial:
    name: str
    context: Expression | None
    hash: tuple[tuple[str, Expression], ...]
    pos: int


@dataclass(slots=True)
class LinkSlot:
    index: int
    body: list[Node]


@dataclass(slots=True)
class PixelSlot:
    pass


Node = Text | Print | Block | Inline | Partial | LinkSlot | PixelSlot
