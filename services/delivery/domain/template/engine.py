"""Compiled templates: what `compile` and `compile_tracked` give, and how one is rendered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.delivery.domain.template import runtime
from services.delivery.domain.template.context import Context
from services.delivery.domain.template.errors import RenderError
from services.delivery.domain.template.generator import generate
from services.delivery.domain.template.links import Found, Link, in_html, in_text
from services.delivery.domain.template.nodes import Node
from services.delivery.domain.template.parser import parse
from services.delivery.domain.template.places import Place, header, is_url

#: `template`: a printed variable without value raises MissingValue; `inline`: it prints nothing (templates spec §2.1).
OnMissing = Literal["template", "inline"]
#: Output and intermediate values may be this many times the channel's limit.
HEADROOM = 2


class Template:
    """A compiled template; immutable, for any number of renderings and threads.

    `links`: the link slots, only of `compile_tracked`.
    """

    __slots__ = ("_body", "_general", "_has_rules", "_limit", "_nodes", "_source", "_variables", "links", "place")

    def __init__(self, source: str, nodes: list[Node], place: Place, limit: int, links: tuple[Link, ...] = ()) -> None:
        self._body, self._variables = generate(source, place, nodes)
        self._general: runtime.Body | None = None
        self._source = source
        self._nodes = nodes
        self._limit = limit * HEADROOM
        self._has_rules = place not in (Place.HTML, Place.TEXT)
        self.place = place
        self.links = links

    def _general_body(self) -> runtime.Body:
        """The function for contexts whose values do not all fit a tree, made at first need."""
        if self._general is None:
            self._general, _ = generate(self._source, self.place, self._nodes, plain=False)
        return self._general

    @property
    def constant(self) -> str:
        """The text where it is the same for everybody; "" of a template that holds anything to render."""
        return "" if "{{" in self._source else self._source

    def variables(self) -> list[str]:
        """Bare printed variables as written, each once, in order."""
        return list(self._variables)

    def render(
        self,
        context: Context,
        *,
        on_missing: OnMissing,
        now: datetime,
        new_uuid: Callable[[], UUID | str],
        deadline: Callable[[], bool] | None,
        link: Callable[[int, str], str] | None = None,
        pixel: str = "",
    ) -> str:
        """The text for one recipient.

        `now`: aware, for the helper of that name. `deadline()` says whether the time is over (`time_limit`). `link(slot,
        url)` gives the address to write in place of `url`; `pixel` is HTML for the pixel slot. Raises MissingValue, and
        RenderError for anything else that is wrong with this recipient.
        """
        run = runtime.Run(context, self._limit, on_missing == "template", now, new_uuid, deadline, link, pixel)
        out: list[str] = []
        try:
            body = self._body if context.exact is None else self._general_body()
            body(run, out, (context.root, None, None, None, None, None))
            text = "".join(out)
            if len(text) > self._limit:
                run.charge(len(text))
        except RenderError:
            raise
        except Exception as error:
            raise RenderError("the template cannot be rendered with these values") from error
        return self._finished(text) if self._has_rules else text

    def _finished(self, text: str) -> str:
        """The rules for the whole text of a place (templates spec §4)."""
        if self.place is Place.HEADER:
            return header(text)
        if self.place is Place.JSON:
            _must_be_json(text)
        elif self.place is Place.URL:
            text = header(text).strip()
            if text and not is_url(text):
                raise RenderError("the result is neither a http(s) nor an app URL")
        return text


Compiled = Template


def compile(source: str, place: Place, limit: int) -> Template:
    """`limit`: the channel's own limit in characters. Raises TemplateError."""
    return Template(source, parse(source), place, limit)


def compile_tracked(source: str, place: Place, limit: int) -> Template:
    """As `compile`, with a slot for every http(s) link in the literal text and, in HTML, one for the open pixel.

    `place` is HTML or TEXT. Raises TemplateError.
    """
    if place not in (Place.HTML, Place.TEXT):
        raise ValueError("links are tracked in HTML and TEXT")
    found: Found = in_html(source) if place is Place.HTML else in_text(source)
    return Template(source, parse(source, found.marks, found.cuts), place, limit, tuple(found.links))


def time_limit(monotonic: Callable[[], float], seconds: float = 1.0) -> Callable[[], bool]:
    """A deadline for `render`, `seconds` from now on the given clock."""
    end = monotonic() + seconds
    return lambda: monotonic() > end


def _must_be_json(text: str) -> None:
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RenderError("the result is not valid JSON") from error
