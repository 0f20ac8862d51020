"""Turns a syntax tree into Python functions.

The source that is compiled consists of our own words and of names we number (`k7`, `p3`, `b2`); every text, name and number
of the template travels as a constant in the functions' namespace and is never part of the source. Statements run straight:
a printed variable is a chain of dict look-ups, an append and nothing else, which is why this beats a tree of closures.
"""

from __future__ import annotations

from typing import cast

from services.delivery.domain.template import runtime
from services.delivery.domain.template.errors import TemplateError, fault
from services.delivery.domain.template.helpers import BLOCKS, BLOCKS_ONLY, HELPERS, WITHOUT_ARGUMENTS
from services.delivery.domain.template.nodes import (
    Block,
    Call,
    Expression,
    Inline,
    LinkSlot,
    Literal,
    Node,
    Partial,
    Path,
    PixelSlot,
    Print,
    Text,
)
from services.delivery.domain.template.places import Place, header, html_unescape
from services.delivery.domain.template.values import child, first, truthy, truthy_or_zero

#: Written pieces between two checks of size and time in straight-line code.
CHECK_EVERY = 64
_DATA = {"key": 2, "index": 3, "first": 4, "last": 5}
_ESCAPE = {
    Place.HTML: runtime.html,
    Place.TEXT: runtime.plain_text,
    Place.HEADER: runtime.header,
    Place.JSON: runtime.json_string,
    Place.URL: runtime.url,
}


class Generator:
    """Collects functions and constants for one template."""

    def __init__(self, source: str, place: Place, plain: bool) -> None:
        self.source = source
        self.place = place
        #: the recipient's document is a plain tree (no `Context.exact`)
        self.plain = plain
        #: bare printed variables, as written, in order of first appearance
        self.variables: dict[str, None] = {}
        self.space: dict[str, object] = {
            "__builtins__": {"type": type, "str": str, "list": list, "dict": dict, "bool": bool},
            "child": child,
            "first": first,
            "truthy": truthy,
            "truthy_or_zero": truthy_or_zero,
            "esc": _ESCAPE[place],
            **{name: getattr(runtime, name) for name in _RUNTIME_NAMES},
        }
        self._functions: list[str] = []
        self._constants: dict[tuple[type, object], str] = {}
        self._scopes: list[dict[str, str]] = []
        self._endings: dict[str, bool] = {}
        self._count = 0

    def build(self, nodes: list[Node]) -> runtime.Body:
        name = self._function(nodes, root=self.plain)
        exec(compile("\n".join(self._functions), "<template>", "exec"), self.space)  # noqa: S102 - numbered names only
        return cast(runtime.Body, self.space[name])

    def _name(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"

    def constant(self, value: object) -> str:
        """The name under which a constant (hashable) is known to the functions."""
        key = (type(value), value)
        if key not in self._constants:
            self._constants[key] = name = self._name("k")
            self.space[name] = value
        return self._constants[key]

    def fault(self, pos: int, message: str) -> TemplateError:
        return fault(self.source, pos, message)

    def _function(self, nodes: list[Node], root: bool, name: str = "") -> str:
        name = name or self._name("b")
        writer = _Writer(self, root)
        writer.program(nodes, 1)
        lines = [f"def {name}(rt, out, f):", " r = rt.root", *writer.maps.lines, *writer.lines]
        self._functions.append("\n".join(lines))
        return name

    def sub(self, nodes: list[Node], root: bool) -> str:
        return self._function(nodes, root)

    def open_scope(self, nodes: list[Node]) -> None:
        """Inline partials are known in all of the program that defines them, also before their definition."""
        scope: dict[str, str] = {}
        self._scopes.append(scope)
        inlines = [node for node in nodes if isinstance(node, Inline)]
        for node in inlines:
            scope[node.name] = name = self._name("b")
            last = node.body[-1] if node.body else None
            self._endings[name] = isinstance(last, Text) and last.value.endswith("\n")
        bodies = {node.name: node for node in inlines}
        for node in bodies.values():
            self._function(node.body, root=False, name=scope[node.name])

    def close_scope(self) -> None:
        self._scopes.pop()

    def partial(self, node: Partial) -> str:
        for scope in reversed(self._scopes):
            if node.name in scope:
                return scope[node.name]
        raise self.fault(node.pos, f"unknown partial {node.name}")

    def ends_line(self, function: str) -> bool:
        return self._endings.get(function, False)


class _Maps:
    """Local variables for the maps that a function's paths go through: each is looked up once, at the function's start."""

    def __init__(self, generator: Generator) -> None:
        self.g = generator
        self.lines: list[str] = []
        self._names: dict[tuple[str, ...], str] = {(): "r"}

    def name(self, path: tuple[str, ...]) -> str:
        if path not in self._names:
            outer = self.name(path[:-1])
            self._names[path] = name = f"m{len(self._names)}"
            self.lines.append(f" {name} = {outer}.get({self.g.constant(path[-1])})")
            self.lines.append(f" if type({name}) is not dict: {name} = as_map({name})")
        return self._names[path]


class _Writer:
    """The statements of one function. `root`: `this` is the recipient itself, so paths need no search."""

    def __init__(self, generator: Generator, root: bool) -> None:
        self.g = generator
        self.root = root
        self.maps = _Maps(generator)
        self.lines: list[str] = []
        self.written = 0
        self._pending: list[str] = []
        self._variable = 0

    def line(self, depth: int, text: str) -> None:
        self.lines.append(" " * depth + text)

    def program(self, nodes: list[Node], depth: int) -> None:
        before = len(self.lines)
        self.g.open_scope(nodes)
        whole_line = False
        for node in nodes:
            if not isinstance(node, Text | Print | PixelSlot):
                self._flush(depth)
            if isinstance(node, Text) and whole_line:
                self._text(_without_line_break(node.value), depth)
            else:
                self._node(node, depth)
            whole_line = isinstance(node, Partial) and self.g.ends_line(self.g.partial(node))
        self._flush(depth)
        self.g.close_scope()
        if len(self.lines) == before:
            self.line(depth, "pass")

    def _node(self, node: Node, depth: int) -> None:
        if isinstance(node, Text):
            self._text(node.value, depth)
        elif isinstance(node, Print):
            self._print(node, depth)
        elif isinstance(node, Block):
            self._block(node, depth, "if")
        elif isinstance(node, Partial):
            self._partial(node, depth)
        elif isinstance(node, LinkSlot):
            self._link(node, depth)
        elif isinstance(node, PixelSlot):
            self._write(depth, "rt.pixel")

    def _text(self, text: str, depth: int) -> None:
        if text:
            self._write(depth, self.g.constant(text))

    def _write(self, depth: int, piece: str) -> None:
        """Queues a piece; runs of pieces are written in one statement."""
        self._pending.append(piece)
        self.written += 1
        if self.written % CHECK_EVERY == 0 or self.g.place is Place.URL:
            self._flush(depth)
            self.line(depth, "rt.check(out)")

    def _flush(self, depth: int) -> None:
        if len(self._pending) == 1:
            self.line(depth, f"out.append({self._pending[0]})")
        elif self._pending:
            self.line(depth, f"out += ({', '.join(self._pending)})")
        self._pending.clear()

    def _print(self, node: Print, depth: int) -> None:
        value = self._helper_word(node.value)
        self._variable += 1
        v = f"v{self._variable % CHECK_EVERY}"
        if isinstance(value, Path):
            path = self._without_first(value)
            self.line(depth, f"{v} = {path}")
            # A list prints its first item: said here, because nearly all attributes are lists of one.
            self.line(depth, f"if type({v}) is list: {v} = {v}[0] if {v} else None")
            self.line(depth, f"if type({v}) is not str: {v} = printed(rt, {v}, {self.g.constant(value.text)})")
            if not value.strict and not value.data:
                self.g.variables.setdefault(value.text)
        else:
            self.line(depth, f"{v} = {self.expression(value)}")
            self.line(depth, f"if type({v}) is not str: {v} = shown({v})")
        self._write(depth, _escaped(self.g.place, node.raw, v))

    def _without_first(self, path: Path) -> str:
        """A printed path without a final `.[0]`: `x.[0]` and `x` print alike."""
        if self.root and not path.data and not path.up and path.segments:
            segments = path.segments[:-1] if path.segments[-1] == "0" and len(path.segments) > 1 else path.segments
            if not is_index(segments[-1]):
                return self._from_root(segments)
        return self._path(path)

    def _helper_word(self, value: Expression) -> Expression:
        """`{{now}}` and `{{uuid}}` are calls; any other single word is a variable."""
        if isinstance(value, Path) and value.text in WITHOUT_ARGUMENTS:
            return Call(value.text, (), (), value.pos)
        return value

    def _block(self, node: Block, depth: int, word: str) -> None:
        name = node.call.name
        if name not in BLOCKS:
            known = name in HELPERS
            message = f"{name} is not a block" if known else f"unknown block {name}"
            raise self.g.fault(node.call.pos, message)
        if name in ("each", "with"):
            if word == "elif":
                self.line(depth, "else:")
                depth += 1
            self._scoped(node, depth)
            return
        self.line(depth, f"{word} {self._condition(node.call)}:")
        self.program(node.body, depth + 1)
        if not node.inverse:
            return
        chained = node.inverse[0]
        if node.chained and isinstance(chained, Block):
            self._block(chained, depth, "elif")
        else:
            self.line(depth, "else:")
            self.program(node.inverse, depth + 1)

    def _condition(self, call: Call) -> str:
        if call.name not in ("if", "unless"):
            return f"(t if type(t := {self.call(Call(call.name, call.args, (), call.pos))}) is bool else truthy(t))"
        value = self._single(call)
        zero = dict(call.hash).get("includeZero")
        test = f"(t if type(t := {value}) is str else truthy(t))"
        if isinstance(zero, Literal) and zero.value is True:
            test = f"truthy_or_zero({value})"
        return test if call.name == "if" else f"not {test}"

    def _single(self, call: Call) -> str:
        if len(call.args) != 1:
            raise self.g.fault(call.pos, f"{call.name} takes one argument")
        return self.expression(call.args[0])

    def _scoped(self, node: Block, depth: int) -> None:
        value = self._single(node.call)
        body = self.g.sub(node.body, root=False)
        if node.call.name == "each":
            other = self.g.sub(node.inverse, self.root) if node.inverse else "None"
            self.line(depth, f"each(rt, out, f, {value}, {body}, {other})")
            return
        self.line(depth, f"v = {value}")
        self.line(depth, f"if truthy(v): inside(rt, out, f, v, {body})")
        if node.inverse:
            self.line(depth, "else:")
            self.program(node.inverse, depth + 1)

    def _partial(self, node: Partial, depth: int) -> None:
        function = self.g.partial(node)
        context = self.expression(node.context) if node.context is not None else "None"
        own = self.g.constant(node.context is not None)
        self.line(depth, f"partial(rt, out, f, {function}, {context}, {own}, {self._options(node.hash)})")

    def _link(self, node: LinkSlot, depth: int) -> None:
        in_html = self.g.constant(self.g.place is Place.HTML)
        index = self.g.constant(node.index)
        if all(isinstance(part, Text) for part in node.body):
            written = "".join(part.value for part in node.body if isinstance(part, Text))
            url = header(html_unescape(written) if self.g.place is Place.HTML else written).strip()
            text = f"fixed_link(rt, out, {index}, {self.g.constant(url)}, {self.g.constant(written)}, {in_html})"
        else:
            text = f"link(rt, out, f, {index}, {self.g.sub(node.body, self.root)}, {in_html})"
        self.line(depth, text)

    def expression(self, value: Expression) -> str:
        if isinstance(value, Literal):
            return self.g.constant(value.value)
        if isinstance(value, Path):
            return self._path(value)
        return self.call(value)

    def _path(self, path: Path) -> str:
        if path.data:
            return self._data(path)
        segments = path.segments
        if self.root and segments and not path.up:
            return self._from_root(segments)
        if path.strict:
            start = f"above(f, {self.g.constant(path.up)}, {self.g.constant(0)})" if path.up else "f[0]"
            return f"walk({start}, {self.g.constant(segments)})" if segments else start
        return f"find(rt, f, {self.g.constant(segments)}, {self.g.constant(split_tail(segments)[0])})"

    def _from_root(self, segments: tuple[str, ...]) -> str:
        """A path of the recipient's document: maps by local variables, list indices by `child`."""
        names = next((i for i, segment in enumerate(segments) if is_index(segment)), len(segments))
        if not names:
            return f"walk(r, {self.g.constant(segments)})"
        found = f"{self.maps.name(segments[: names - 1])}.get({self.g.constant(segments[names - 1])})"
        rest = segments[names:]
        if rest == ("0",):
            return f"((i[0] if i else None) if type(i := {found}) is list else child(i, {self.g.constant('0')}))"
        if len(rest) == 1:
            return f"child({found}, {self.g.constant(rest[0])})"
        return f"walk({found}, {self.g.constant(rest)})" if rest else found

    def _data(self, path: Path) -> str:
        name = path.segments[0] if path.segments else ""
        if name == "root":
            rest = path.segments[1:]
            if not rest:
                return "r"
            return self._from_root(rest) if self.g.plain else f"from_root(rt, {self.g.constant(rest)}, {self.g.constant(split_tail(rest)[0])})"
        if name not in _DATA or len(path.segments) > 1:
            raise self.g.fault(path.pos, f"unknown variable {path.text}")
        return f"above(f, {self.g.constant(path.up)}, {self.g.constant(_DATA[name])})"

    def call(self, call: Call) -> str:
        helper = HELPERS.get(call.name)
        if helper is None:
            message = f"{call.name} is a block" if call.name in BLOCKS_ONLY else f"unknown helper {call.name}"
            raise self.g.fault(call.pos, message)
        complaint = helper.complaint(call.name, len(call.args), {key for key, _ in call.hash})
        if complaint:
            raise self.g.fault(call.pos, complaint)
        if helper.on_text is not None:
            self.g.space[f"h_{call.name}"] = helper.on_text
            rest = "".join(f"{self.expression(arg)}, " for arg in call.args[1:])
            return f"call_on_text(rt, h_{call.name}, {self.expression(call.args[0])}, ({rest}), {self._options(call.hash)})"
        args = "".join(f"{self.expression(arg)}, " for arg in call.args)
        self.g.space[f"h_{call.name}"] = helper.run
        return f"call(rt, h_{call.name}, ({args}), {self._options(call.hash)})"

    def _options(self, pairs: tuple[tuple[str, Expression], ...]) -> str:
        if not pairs:
            return "none"
        return "{" + ", ".join(f"{self.g.constant(key)}: {self.expression(value)}" for key, value in pairs) + "}"


_RUNTIME_NAMES = (
    "above", "as_map", "call", "call_on_text", "each", "find", "fixed_link", "from_root", "header", "inside", "link",
    "none", "partial", "printed", "shown", "walk",
)  # fmt: skip


def _escaped(place: Place, raw: bool, v: str) -> str:
    """The expression that writes variable `v` in a place; the common harmless value takes no call."""
    if place is Place.URL:
        return f"header(rt, {v})" if raw else f"esc(rt, out, {v})"
    if place in (Place.HTML, Place.JSON):
        return v if raw else f"{v} if {v}.isalnum() else esc(rt, {v})"
    return f"{v} if {v}.isprintable() else esc(rt, {v})"


def _without_line_break(text: str) -> str:
    """The text behind a partial that ended its own line: the call stands for its whole line."""
    rest = text.lstrip(" \t")
    return rest[2:] if rest.startswith("\r\n") else rest[1:] if rest.startswith("\n") else text


def is_index(segment: str) -> bool:
    return segment.isascii() and segment.isdigit()


def split_tail(segments: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """A path without its final list index, and that index."""
    if len(segments) > 1 and is_index(segments[-1]):
        return segments[:-1], segments[-1]
    return segments, ""


def generate(source: str, place: Place, nodes: list[Node], plain: bool = True) -> tuple[runtime.Body, tuple[str, ...]]:
    """The rendering function and the bare printed variables. Raises TemplateError.

    `plain` false gives a slower function that also serves contexts with `exact` values.
    """
    generator = Generator(source, place, plain)
    try:
        body = generator.build(nodes)
    except (RecursionError, MemoryError, SyntaxError) as error:
        raise TemplateError("the template is too complex") from error
    return body, tuple(generator.variables)
