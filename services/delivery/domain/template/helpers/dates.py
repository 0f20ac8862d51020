"""dateFormat and now (templates spec §3.6)."""

from __future__ import annotations

from services.delivery.domain.template.helpers.arguments import Args, Helper, Options, text, words
from services.delivery.domain.template.patterns import Moment, format_moment, read, read_iso
from services.delivery.domain.template.runtime import Run


def date_format(run: Run, args: Args, options: Options) -> object:
    """Output format `medium` unless given as outputFormat, format or second argument; zone UTC unless `tz`."""
    value = text(args[0])
    if value is None or not value.strip():
        return None
    pattern = text(options.get("inputFormat"))
    moment = read(value, pattern) if pattern else read_iso(value)
    positional = args[1] if len(args) > 1 else None
    out = words(options.get("outputFormat"), words(options.get("format"), words(positional, "medium")))
    return format_moment(moment, out, text(options.get("tz")))


def now(run: Run, args: Args, options: Options) -> object:
    out = words(args[0] if args else options.get("format"), "medium")
    return format_moment(Moment(run.now), out, text(options.get("tz")))


HELPERS: dict[str, Helper] = {"dateFormat": Helper(date_format, 1, 2), "now": Helper(now, 0, 1)}
