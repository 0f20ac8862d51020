"""From method and raw path to a route and its path parameters (api-conventions spec §1).

Works on the path as it came over the wire, still percent-encoded: endpoint ids, template names and the ARN of the tag
operations hold encoded slashes, so segments are split first and decoded after, each once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from gateway.errors import MethodNotAllowed
from gateway.routes import ALIASES, EXTENSIONS, OPERATIONS, Route
from kit.errors import Invalid, NotFound

_PARAM = re.compile(r"\{([^:}]+)(?::([^}]+))?\}")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Match:
    """A route and its decoded path parameters by the name in the template."""

    route: Route
    params: dict[str, str]


@dataclass(slots=True)
class _Node:
    """One position in the tree of templates: literal children win over the parameter child."""

    literals: dict[str, _Node] = field(default_factory=dict)
    parameter: _Node | None = None
    # Method to the route and its parameters' names with the index of their segment.
    ends: dict[str, tuple[Route, tuple[tuple[str, int], ...]]] = field(default_factory=dict)


class Router:
    """Built once from rows; matching is a walk over the segments."""

    def __init__(self, rows: Iterable[tuple[str, str, Route]]) -> None:
        """`rows`: method, path template, route. Raises ValueError when two rows claim the same method and path."""
        self._root = _Node()
        for method, template, route in rows:
            self._add(method, template, route)

    def match(self, method: str, raw_path: str) -> Match:
        """Finds the route of a raw path without its query.

        Raises Invalid for empty and dot segments and bad encoding, NotFound for an unknown path and MethodNotAllowed
        for a known one with another verb. The ARN of tag operations is not judged here: see `Route.for_params`.
        """
        segments = split_path(raw_path)
        node = _descend(self._root, segments, 0)
        if node is None:
            raise NotFound("Resource not found")
        if method not in node.ends:
            raise MethodNotAllowed(", ".join(sorted(node.ends)))
        route, places = node.ends[method]
        return Match(route, {name: segments[place] for name, place in places})

    def _add(self, method: str, template: str, route: Route) -> None:
        for nodes, places in _walk(self._root, template.strip("/").split("/")):
            if method in nodes.ends:
                raise ValueError(f"{method} {template} is claimed twice")
            nodes.ends[method] = (route, places)


def split_path(raw_path: str) -> list[str]:
    """Decoded segments; one trailing slash is tolerated. Raises Invalid."""
    if not raw_path.startswith("/"):
        raise Invalid("The path must begin with a slash")
    raw = raw_path[1:].split("/")
    if raw[-1] == "":
        raw.pop()
    segments = [_decode(part) for part in raw] if "%" in raw_path else raw
    for segment in segments:
        if segment in ("", ".", ".."):
            raise Invalid("The path holds an empty or a dot segment")
    return segments


def _decode(part: str) -> str:
    if _BAD_ESCAPE.search(part):
        raise Invalid("The path holds a malformed percent escape")
    try:
        return unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        raise Invalid("The path is not UTF-8") from None


def _descend(node: _Node, segments: list[str], depth: int) -> _Node | None:
    """The node where the segments end and some route ends too; a literal is tried before a parameter."""
    if depth == len(segments):
        return node if node.ends else None
    literal = node.literals.get(segments[depth])
    found = _descend(literal, segments, depth + 1) if literal is not None else None
    if found is None and node.parameter is not None:
        return _descend(node.parameter, segments, depth + 1)
    return found


def _walk(root: _Node, template: list[str]) -> list[tuple[_Node, tuple[tuple[str, int], ...]]]:
    """Makes the template's nodes; several ends when a parameter lists its values."""
    ends: list[tuple[_Node, tuple[tuple[str, int], ...]]] = [(root, ())]
    for place, part in enumerate(template):
        parameter = _PARAM.fullmatch(part)
        if parameter is None:
            ends = [(node.literals.setdefault(part, _Node()), places) for node, places in ends]
            continue
        name, choices = parameter.groups()
        ends = [(child, (*places, (name, place))) for node, places in ends for child in _children(node, choices.split("|") if choices else [])]
    return ends


def _children(node: _Node, choices: list[str]) -> list[_Node]:
    if choices:
        return [node.literals.setdefault(choice, _Node()) for choice in choices]
    if node.parameter is None:
        node.parameter = _Node()
    return [node.parameter]


def product_router(own: tuple[Route, ...] = ()) -> Router:
    """The router of everything the product serves; `own`: rows the gateway answers itself."""
    by_name = {route.operation: route for route in OPERATIONS}
    rows = [(route.method, route.path, route) for route in OPERATIONS + EXTENSIONS + own]
    rows += [(method, path, by_name[operation]) for method, path, operation in ALIASES]
    return Router(rows)
