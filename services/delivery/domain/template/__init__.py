"""The template engine: Handlebars as templates spec §2-§4 and §6.3 have it. Pure: no I/O, no clock, no randomness.

Compile once, render per recipient::

    body = compile_tracked(html_part, Place.HTML, 600_000)
    subject = compile(subject_text, Place.HEADER, 600_000)

    context = Context(endpoint, [entry_substitutions, message_substitutions], parse_defaults(default_substitutions))
    html = body.render(
        context,
        on_missing="template",            # stored template: MissingValue; "inline": blank
        now=clock.now(), new_uuid=uuid4, deadline=time_limit(time.monotonic),
        link=lambda slot, url: tracking_url(slot, url),     # once per link written; body.links describes the slots
        pixel='<img …>',
    )

`compile` and `compile_tracked` raise TemplateError(message, line, column): the author's fault, a 400. `render` raises
RenderError, or MissingValue(path): this recipient is not sent to, the others are. `limit` is the channel's limit in
characters; output and every value on the way may be twice that. `Template.variables()` lists the bare printed variables.

Deviations from Handlebars, all on purpose: a name not found in a block's own scope is looked for in the outer ones; a
single word is a variable unless it is `now` or `uuid`; `.[0]` of a single value is that value; `each` over a single value
turns once; a partial keeps the line break behind its call unless the partial ends its own line.

`errors` what can go wrong · `scanner`, `expressions`, `nodes`, `parser` text to tree · `generator`, `runtime` tree to
functions and what they call · `helpers` · `patterns` dates · `values`, `context`, `places` meaning, layers, escaping ·
`links` link slots · `engine` the compiled template.
"""

from services.delivery.domain.template.context import Context, parse_defaults
from services.delivery.domain.template.engine import (
    Compiled,
    OnMissing,
    Template,
    compile,
    compile_tracked,
    time_limit,
)
from services.delivery.domain.template.errors import MissingValue, RenderError, TemplateError
from services.delivery.domain.template.links import Link
from services.delivery.domain.template.places import Place

__all__ = [
    "Compiled",
    "Context",
    "Link",
    "MissingValue",
    "OnMissing",
    "Place",
    "RenderError",
    "Template",
    "TemplateError",
    "compile",
    "compile_tracked",
    "parse_defaults",
    "time_limit",
]
