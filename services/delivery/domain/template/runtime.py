"""What a compiled template calls while it renders: loops, partials, link slots, and the guards of templates spec §3.

A frame is (this, outer frame, @key, @index, @first, @last); the root's outer frame is None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from services.delivery.domain.template import places
from services.delivery.domain.template.errors import MissingValue, RenderError
from services.delivery.domain.template.values import child, text_of, truthy

if TYPE_CHECKING:
    from services.delivery.domain.template.context import Context

MAX_CALLS = 10_000
MAX_EACH = 15
MAX_DEPTH = 50
MAX_PIECES = 1_000_000
#: Values longer than this are charged before an escaped copy is made.
SHORT = 256

Frame = tuple[object, "Frame | None", object, object, object, object]
Out = list[str]
Body = Callable[["Run", Out, Frame], None]
Helper = Callable[["Run", tuple[object, ...], Mapping[str, object]], object]
TextHelper = Callable[["Run", str, tuple[object, ...], Mapping[str, object]], object]
Link = Callable[[int, str], str]
none: Mapping[str, object] = {}


class Run:
    """One rendering. `limit` bounds, in characters, the output and every value on the way."""

    __slots__ = (
        "calls",
        "deadline",
        "depth",
        "exact",
        "limit",
        "link",
        "mark",
        "new_uuid",
        "now",
        "pixel",
        "root",
        "strict",
        "used",
    )

    def __init__(
        self,
        context: Context,
        limit: int,
        strict: bool,
        now: datetime,
        new_uuid: Callable[[], object],
        deadline: Callable[[], bool] | None,
        link: Link | None,
        pixel: str,
    ) -> None:
        self.root = context.root
        self.exact = context.exact
        self.limit = limit
        self.strict = strict
        self.now = now
        self.new_uuid = new_uuid
        self.deadline = deadline
        self.link = link
        self.pixel = pixel
        self.calls = self.depth = self.used = self.mark = 0

    def step(self) -> None:
        """Counts a helper call, a loop's turn or a partial."""
        self.calls += 1
        if self.calls > MAX_CALLS:
            raise RenderError(f"more than {MAX_CALLS} helper calls")

    def on_time(self) -> None:
        if self.deadline is not None and self.deadline():
            raise RenderError("rendering took too long")

    def allow(self, size: int) -> None:
        """Asked before a text of `size` characters is made."""
        if size > self.limit:
            raise RenderError(f"a text of {size} characters is over the limit of {self.limit}")

    def charge(self, size: int) -> None:
        """Adds output that is about to be made."""
        self.used += size
        if self.used > self.limit:
            raise RenderError(f"the message is over the limit of {self.limit} characters")

    def check(self, out: Out) -> None:
        """Charges what was written since the last check; asks the clock."""
        self.charge(sum(map(len, out[self.mark :])))
        self.mark = len(out)
        if self.mark > MAX_PIECES:
            raise RenderError("the message has too many pieces")
        self.on_time()


def call(run: Run, helper: Helper, args: tuple[object, ...], options: Mapping[str, object]) -> object:
    """Runs a helper under the guards."""
    run.calls = calls = run.calls + 1
    if not calls & 15:
        run.on_time()
        if calls > MAX_CALLS:
            raise RenderError(f"more than {MAX_CALLS} helper calls")
    for arg in args:
        if type(arg) is str and len(arg) > SHORT:
            run.allow(len(arg))
            run.on_time()
    result = helper(run, args, options)
    if type(result) is str and len(result) > run.limit:
        run.allow(len(result))
    return result


def call_on_text(run: Run, helper: TextHelper, value: object, rest: tuple[object, ...], options: Mapping[str, object]) -> object:
    """Runs a helper whose first argument is a text; a missing one gives nothing."""
    text = value if type(value) is str else text_of(value)
    if text is not None and not rest and len(text) <= SHORT and run.calls & 15 != 15:
        run.calls += 1
        return helper(run, text, rest, options)
    if text is None:
        run.step()
        return None
    return call(run, _first_apart(helper), (text, *rest), options)


def _first_apart(helper: TextHelper) -> Helper:
    return lambda run, args, options: helper(run, str(args[0]), args[1:], options)


def shown(value: object) -> str:
    """A helper's result as printed; nothing when it is null."""
    return text_of(value) or ""


def printed(run: Run, value: object, path: str) -> str:
    """A bare variable as printed (templates spec §2.1)."""
    text = text_of(value)
    if text is not None:
        return text
    if run.strict:
        raise MissingValue(path)
    return ""


def find(run: Run, frame: Frame, segments: tuple[str, ...], exact: tuple[str, ...]) -> object:
    """A path seen from inside a block: its first name is looked for in the nearest scope that has it."""
    at: Frame | None = frame
    while at is not None:
        if at[1] is None and run.exact is not None and exact in run.exact:
            value = run.exact[exact]
            return child(value, segments[-1]) if len(exact) < len(segments) else value
        value = child(at[0], segments[0])
        if value is not None:
            return walk(value, segments[1:])
        at = at[1]
    return None


def from_root(run: Run, segments: tuple[str, ...], exact: tuple[str, ...]) -> object:
    """A path of `@root`."""
    return find(run, (run.root, None, None, None, None, None), segments, exact)


def as_map(value: object) -> dict[str, object]:
    """A map to go on looking in; empty for anything that is none."""
    return dict(value) if isinstance(value, dict) else {}


def walk(value: object, segments: tuple[str, ...]) -> object:
    for segment in segments:
        value = child(value, segment)
        if value is None:
            return None
    return value


def above(frame: Frame, levels: int, slot: int) -> object:
    """A frame's slot, `levels` scopes further out; None beyond the root."""
    at: Frame | None = frame
    for _ in range(levels):
        at = at[1] if at is not None else None
    return at[slot] if at is not None else None


def each(run: Run, out: Out, frame: Frame, value: object, body: Body, other: Body | None) -> None:
    """Up to 15 items of a list or members of a map; a single value is a list of one."""
    pairs: list[tuple[object, object]]
    if type(value) is dict:
        pairs = [pair for pair, _ in zip(value.items(), range(MAX_EACH), strict=False)]
    elif type(value) is list:
        pairs = list(enumerate(value[:MAX_EACH]))
    else:
        pairs = [(0, value)] if truthy(value) else []
    if not pairs:
        if other is not None:
            other(run, out, frame)
        return
    last = len(pairs) - 1
    for index, (key, item) in enumerate(pairs):
        run.step()
        body(run, out, (item, frame, key, index, index == 0, index == last))
        run.check(out)


def inside(run: Run, out: Out, frame: Frame, value: object, body: Body) -> None:
    """The body of `with`."""
    run.step()
    body(run, out, (value, frame, *frame[2:]))


def partial(run: Run, out: Out, frame: Frame, body: Body, context: object, own: bool, options: Mapping[str, object]) -> None:
    """An inline partial; `own` says that it was given a context."""
    run.step()
    run.depth += 1
    if run.depth > MAX_DEPTH:
        raise RenderError(f"partials are nested deeper than {MAX_DEPTH}")
    if own or options:
        this = context if own else frame[0]
        if options:
            this = {**this, **options} if type(this) is dict else dict(options)
        frame = (this, frame, *frame[2:])
    body(run, out, frame)
    run.check(out)
    run.depth -= 1


def link(run: Run, out: Out, frame: Frame, index: int, body: Body, in_html: bool) -> None:
    """Renders an address, hands it to the caller's `link` and writes the answer; other schemes stay as they are."""
    mark, used = run.mark, run.used
    run.mark = 0
    pieces: Out = []
    body(run, pieces, frame)
    written = "".join(pieces)
    # What loops and partials wrote is charged already; the whole is charged where it ends up.
    run.allow(len(written))
    run.mark, run.used = mark, used
    if run.link is None:
        out.append(written)
        return
    url = places.header(places.html_unescape(written) if in_html else written).strip()
    if not is_web(url):
        out.append(written)
        return
    tracked = run.link(index, url)
    out.append(places.attribute(tracked) if in_html else tracked)


def fixed_link(run: Run, out: Out, index: int, url: str, written: str, in_html: bool) -> None:
    """A link slot whose address has no variables."""
    if run.link is None:
        out.append(written)
    else:
        tracked = run.link(index, url)
        out.append(places.attribute(tracked) if in_html else tracked)


def is_web(url: str) -> bool:
    return url[:8].lower().startswith(("http://", "https://"))


def html(run: Run, text: str) -> str:
    if len(text) > SHORT:
        run.charge(len(text))
    if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text or "`" in text or "=" in text:
        return places.html(text)
    return text


def plain_text(run: Run, text: str) -> str:
    if len(text) > SHORT:
        run.charge(len(text))
    return places.plain_text(text)


def header(run: Run, text: str) -> str:
    if len(text) > SHORT:
        run.charge(len(text))
    return places.header(text)


def json_string(run: Run, text: str) -> str:
    if len(text) > SHORT:
        run.charge(len(text))
    return places.json_string(text)


def url(run: Run, out: Out, text: str) -> str:
    """A value in a URL: percent-encoded once a `?` stands before it."""
    run.charge(len(text))
    if any("?" in piece for piece in out):
        return places.query_component(text)
    return places.header(text)
