"""String helpers (templates spec §3.3). A missing first argument prints nothing; sizes are checked before texts are made."""

from __future__ import annotations

from services.delivery.domain.template.errors import RenderError
from services.delivery.domain.template.helpers.arguments import Args, Helper, Options, flag, on_text, text, whole, words
from services.delivery.domain.template.runtime import Run


def abbreviate(run: Run, value: str, rest: Args, options: Options) -> str:
    """The dots count."""
    width = whole(rest[0], "the width")
    if width < 4:
        raise RenderError("abbreviate needs a width of 4 or more")
    return value if len(value) <= width else value[: width - 3] + "..."


def capitalize(run: Run, value: str, rest: Args, options: Options) -> str:
    """The first letter of each word."""
    fully = flag(options, "fully")
    pieces, start = [], True
    for ch in value:
        pieces.append(ch.title() if start else ch.lower() if fully else ch)
        start = ch.isspace()
    return "".join(pieces)


def capitalize_first(run: Run, value: str, rest: Args, options: Options) -> str:
    return value[:1].title() + value[1:]


def _padding(rest: Args, options: Options) -> str:
    return words(options.get("pad"), words(rest[1]) if len(rest) > 1 else "") or " "


def _fill(pad: str, size: int) -> str:
    """`pad` repeated and cut to `size`."""
    return (pad * (size // len(pad) + 1))[:size] if len(pad) < size else pad[:size]


def _size(run: Run, rest: Args, options: Options) -> int:
    size = whole(options["size"] if "size" in options else rest[0], "the size")
    run.allow(size)
    return size


def center(run: Run, value: str, rest: Args, options: Options) -> str:
    """The odd rest goes to the right."""
    size, pad = _size(run, rest, options), _padding(rest, options)
    room = max(0, size - len(value))
    left = room // 2
    return _fill(pad, left) + value + _fill(pad, room - left)


def ljust(run: Run, value: str, rest: Args, options: Options) -> str:
    size, pad = _size(run, rest, options), _padding(rest, options)
    return value + _fill(pad, max(0, size - len(value)))


def rjust(run: Run, value: str, rest: Args, options: Options) -> str:
    size, pad = _size(run, rest, options), _padding(rest, options)
    return _fill(pad, max(0, size - len(value))) + value


def cut(run: Run, value: str, rest: Args, options: Options) -> str:
    gone = words(rest[0], " ") if rest else " "
    return value.replace(gone, "") if gone else value


def lower(run: Run, value: str, rest: Args, options: Options) -> str:
    return value.lower()


def upper(run: Run, value: str, rest: Args, options: Options) -> str:
    return value.upper()


def replace(run: Run, value: str, rest: Args, options: Options) -> str:
    """All occurrences, literally."""
    find, put = words(rest[0]), words(rest[1])
    if not find:
        return value
    run.allow(len(value) + value.count(find) * (len(put) - len(find)))
    return value.replace(find, put)


def slugify(run: Run, value: str, rest: Args, options: Options) -> str:
    """Letters, digits and `_` stay; runs of blanks and hyphens become one hyphen."""
    pieces: list[str] = []
    for ch in value.strip().lower():
        if ch.isalnum() or ch == "_":
            pieces.append(ch)
        elif (ch.isspace() or ch == "-") and (not pieces or pieces[-1] != "-"):
            pieces.append("-")
    return "".join(pieces)


def strip_tags(run: Run, value: str, rest: Args, options: Options) -> str:
    """Removes `<…>`; a `<` that is never closed stays."""
    pieces, pos = [], 0
    start = value.find("<")
    while start >= 0:
        end = value.find(">", start)
        if end < 0:
            break
        pieces.append(value[pos:start])
        pos = end + 1
        start = value.find("<", pos)
    pieces.append(value[pos:])
    return "".join(pieces)


def substring(run: Run, value: str, rest: Args, options: Options) -> str:
    start = whole(rest[0], "the start")
    end = whole(rest[1], "the end") if len(rest) > 1 else len(value)
    if not start <= end <= len(value):
        raise RenderError(f"substring {start} to {end} is outside a text of {len(value)} characters")
    return value[start:end]


def word_wrap(run: Run, value: str, rest: Args, options: Options) -> str:
    """Breaks lines at blanks so that none is longer than the width; a longer word stands alone. `newLine` is the break."""
    width = max(1, whole(options["size"] if "size" in options else rest[0], "the width"))
    lines: list[str] = []
    for paragraph in value.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    newline = words(options.get("newLine"), "\n")
    run.allow(sum(map(len, lines)) + len(newline) * (len(lines) - 1))
    return newline.join(lines)


def join(run: Run, args: Args, options: Options) -> object:
    """A list and a separator, or single values followed by the separator."""
    values = args[0] if len(args) == 2 and type(args[0]) is list else args[:-1]
    items = [found for found in map(text, values) if found is not None]
    if not items:
        return None
    separator, prefix, suffix = words(args[-1]), words(options.get("prefix")), words(options.get("suffix"))
    run.allow(sum(map(len, items)) + len(separator) * (len(items) - 1) + len(prefix) + len(suffix))
    return prefix + separator.join(items) + suffix


HELPERS: dict[str, Helper] = {
    "abbreviate": on_text(abbreviate, 2, 2),
    "capitalize": on_text(capitalize, 1, 1),
    "capitalizeFirst": on_text(capitalize_first, 1, 1),
    "center": on_text(center, 2, 3, "size"),
    "cut": on_text(cut, 1, 2),
    "join": Helper(join, 2, None),
    "ljust": on_text(ljust, 2, 3, "size"),
    "lower": on_text(lower, 1, 1),
    "replace": on_text(replace, 3, 3),
    "rjust": on_text(rjust, 2, 3, "size"),
    "slugify": on_text(slugify, 1, 1),
    "stripTags": on_text(strip_tags, 1, 1),
    "substring": on_text(substring, 2, 3),
    "upper": on_text(upper, 1, 1),
    "wordWrap": on_text(word_wrap, 2, 2, "size"),
}
