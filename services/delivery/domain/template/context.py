"""What a template sees of one recipient: the endpoint document under substitutions and over defaults (templates spec §2)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from services.delivery.domain.template.errors import TemplateError

Document = Mapping[str, object]
_NOTHING: Mapping[str, object] = {}


class Context:
    """Built once per recipient, used for all parts of its message.

    `endpoint_document`: the endpoint as in the wire JSON, plain dict, list, str, number, bool, None; never changed. Empty
    for a bare address. `substitutions`: dotted path → list of strings, highest precedence first (entry, channel message,
    default message). `defaults`: dotted path → string, number or list, used where nothing else has a value.
    """

    __slots__ = ("exact", "root")

    def __init__(
        self,
        endpoint_document: Document,
        substitutions: Sequence[Mapping[str, object]] = (),
        defaults: Mapping[str, object] = _NOTHING,
    ) -> None:
        root = endpoint_document if type(endpoint_document) is dict else dict(endpoint_document)
        if "Location" in root:
            root = _rounded(root)
        #: values whose path cannot be laid into the tree because a shorter or longer path holds a value too
        self.exact: dict[tuple[str, ...], object] | None = None
        if defaults or (substitutions and any(substitutions)):
            overlay = _Overlay(root)
            for layer in reversed(substitutions):
                for name, value in layer.items():
                    overlay.put(split(name), value)
            for name, value in defaults.items():
                overlay.default(split(name), value)
            root = overlay.root
            self.exact = overlay.exact or None
        self.root: dict[str, object] = root


class _Overlay:
    """Copy-on-write changes over a document."""

    def __init__(self, root: dict[str, object]) -> None:
        self.root = dict(root)
        self.exact: dict[tuple[str, ...], object] = {}
        self._copied = {id(self.root)}

    def put(self, path: tuple[str, ...], value: object) -> None:
        """Sets a value; where the tree has another shape there, the value is kept beside it under its exact path."""
        node = self.root
        for name in path[:-1]:
            below = node.get(name)
            if below is None:
                below = {}
                self._copied.add(id(below))
                node[name] = below
            elif type(below) is not dict:
                self.exact[path] = value
                return
            elif id(below) not in self._copied:
                below = dict(below)
                self._copied.add(id(below))
                node[name] = below
            node = below
        if type(node.get(path[-1])) is dict:
            self.exact[path] = value
        else:
            node[path[-1]] = value

    def default(self, path: tuple[str, ...], value: object) -> None:
        """Sets a value where there is none (null and the empty list are none)."""
        node: object = self.exact.get(path)
        if node is None:
            node = self.root
            for name in path:
                node = node.get(name) if type(node) is dict else None
        if node is None or node == []:
            self.put(path, value)


@lru_cache(maxsize=4096)
def split(name: str) -> tuple[str, ...]:
    """`User.UserAttributes.[Last Name].[0]` → ("User", "UserAttributes", "Last Name"). A final `.[0]` is dropped."""
    parts: list[str] = []
    rest = name
    while rest:
        if rest.startswith("[") and "]" in rest:
            part, rest = rest[1:].split("]", 1)
            if rest and not rest.startswith("."):
                return (name,)
            rest = rest[1:]
        else:
            part, _, rest = rest.partition(".")
        parts.append(part)
    if not all(parts) or not parts:
        return (name,)
    return tuple(parts[:-1]) if len(parts) > 1 and name.endswith(".[0]") else tuple(parts)


def _rounded(root: dict[str, object]) -> dict[str, object]:
    """Latitude and longitude are seen with one decimal."""
    location = root["Location"]
    if type(location) is not dict or ("Latitude" not in location and "Longitude" not in location):
        return root
    changed = {k: _tenths(v) for k in ("Latitude", "Longitude") if type(v := location.get(k)) is float}
    return {**root, "Location": {**location, **changed}} if changed else root


def _tenths(degrees: float) -> float:
    if not math.isfinite(degrees) or abs(degrees) > 1e6:
        return degrees
    return math.copysign(math.floor(abs(degrees) * 10 + 0.5) / 10, degrees)


def parse_defaults(text: str | None) -> dict[str, object]:
    """Reads DefaultSubstitutions, a JSON object in a string (templates spec §2.2).

    Raises TemplateError when it is not an object of strings, numbers and lists of strings.
    """
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TemplateError("DefaultSubstitutions is not a JSON object") from error
    if not isinstance(found, dict):
        raise TemplateError("DefaultSubstitutions is not a JSON object")
    for name, value in found.items():
        items = value if isinstance(value, list) else [value]
        if isinstance(value, list) and not all(isinstance(item, str) for item in items):
            raise TemplateError(f"the default of {name} is not a list of strings")
        if not all(isinstance(item, str | int | float) and not isinstance(item, bool) for item in items):
            raise TemplateError(f"the default of {name} is neither string, number nor list of strings")
    return found
