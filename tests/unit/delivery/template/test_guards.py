"""Templates spec §3, guards: a hostile template or value ends quickly, and reaches nothing but data."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.delivery.domain.template import Context, MissingValue, Place, RenderError, TemplateError, compile, compile_tracked
from services.delivery.domain.template.scanner import MAX_TAGS
from tests.unit.delivery.template.rendering import NOW, render


@pytest.fixture(autouse=True)
def quickly() -> Iterator[None]:
    """Every test here ends within seconds, on a slow and busy machine too."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < 20


LIST = {"l": [str(n) for n in range(15)], "big": "x" * 3000, "s": ""}
LOOPS = "{{#each l}}" * 6 + "%s" + "{{/each}}" * 6

BOMBS = [
    "{{center 'x' size=1000000000}}",
    "{{center 'x' size=999999999999999}}",
    "{{ljust 'x' 900000000 'ab'}}",
    "{{rjust 'x' size=900000000}}",
    "{{stringFormat '%9999999s' 'x'}}",
    "{{stringFormat '%.999f %s' 1 (center 'x' size=3950)}}",
    "{{replace big 'x' 'yyyyyyyyyyyyyyyyyyyyy'}}",
    "{{upper (replace (replace big 'x' 'yy') 'y' 'zz')}}",
    "{{join big big big ','}}",
    "{{encode64 (encode64 big)}}",
    "{{wordWrap (replace big 'x' 'x ') 1 newLine='----'}}",
    "{{big}}{{big}}",
    "{{upper big}}{{upper big}}",
    LOOPS % "0123456789",
    LOOPS % "",
    LOOPS % "{{s}}",
    LOOPS % "{{upper s}}",
    LOOPS % "{{#with s}}{{/with}}",
    "{{#*inline 'a'}}{{> a}}{{/inline}}{{> a}}",
    "{{#*inline 'a'}}x{{> b}}{{> b}}{{/inline}}{{#*inline 'b'}}{{> a}}{{> a}}{{/inline}}{{> a}}",
    "".join(f"{{{{#*inline 'p{n}'}}}}{{{{> p{n + 1}}}}}{{{{> p{n + 1}}}}}{{{{/inline}}}}" for n in range(40)) + "{{#*inline 'p40'}}{{/inline}}{{> p0}}",
    "{{add " + "(multiply " * 40 + "9999999999999999999999999999999999999999" + " 9999999999)" * 40 + " 1}}",
]


@pytest.mark.parametrize("source", BOMBS)
def test_what_loops_or_multiplies_sizes_is_stopped(source: str) -> None:
    with pytest.raises(RenderError):
        render(source, LIST, limit=2000)


def test_a_long_value_is_a_render_error_before_it_is_copied() -> None:
    with pytest.raises(RenderError, match="limit"):
        render("{{x}}" * 60, {"x": "<" * 3000}, place=Place.HTML, limit=5000)
    with pytest.raises(RenderError, match="limit"):
        render("{{#if (upper x)}}y{{/if}}", {"x": "<" * 30_000}, limit=5000)


def test_the_output_may_be_twice_the_channel_limit_and_no_more() -> None:
    assert len(render("{{x}}", {"x": "y" * 200}, limit=100)) == 200
    with pytest.raises(RenderError):
        render("{{x}}z", {"x": "y" * 200}, limit=100)


def test_ten_thousand_helper_calls_are_the_end() -> None:
    loop = "{{#each l}}" * 3 + "{{upper s}}" * 3 + "{{/each}}" * 3
    with pytest.raises(RenderError, match="10000 helper calls"):
        render(loop, LIST, seconds=60)
    assert render(loop.replace("{{upper s}}" * 3, "{{upper s}}"), LIST, seconds=60) == ""


def test_time_is_watched_in_loops_helpers_and_straight_text() -> None:
    for source in ("{{#each l}}x{{/each}}", "{{upper 'a'}}" * 20, "{{s}}" * 100):
        template = compile(source, Place.TEXT, 1000)
        with pytest.raises(RenderError, match="too long"):
            template.render(Context(LIST), on_missing="inline", now=NOW, new_uuid=str, deadline=lambda: True)


def test_a_template_of_too_many_tags_does_not_compile() -> None:
    with pytest.raises(TemplateError, match="tags"):
        compile("{{a}}" * (MAX_TAGS + 1), Place.TEXT, 100_000)


def test_long_sources_compile_in_linear_time() -> None:
    for source in (
        "<a href='" * 50_000,
        "http" * 100_000,
        "<!--" * 100_000,
        "\\" * 300_000 + "{{a}}",
        "{{!--" * 50_000,
        "[" * 200_000,
        "http://a " * 60_000,
        "{{#*inline 'a'}}{{/inline}}" * 4000,
    ):
        for place in (Place.HTML, Place.TEXT):
            try:
                compile_tracked(source, place, 600_000)
            except TemplateError:
                pass


class Trap:
    """Anything asked of it fails the test."""

    def __getattribute__(self, name: str) -> object:
        if name in ("__class__",):
            return Trap
        raise AssertionError(f"{name} was read")

    def __getitem__(self, key: object) -> object:
        raise AssertionError("an item was read")

    def __str__(self) -> str:
        raise AssertionError("it was printed")

    def __bool__(self) -> bool:
        raise AssertionError("its truth was asked")

    def __eq__(self, other: object) -> bool:
        raise AssertionError("it was compared")

    def __iter__(self) -> Iterator[object]:
        raise AssertionError("it was walked")

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("path", ["t", "t.x", "t.[0]", "t.__class__", "d.t", "d.t.__dict__.x", "l.[0]", "l.[0].x", "l"])
def test_foreign_objects_count_as_missing_and_are_never_touched(path: str) -> None:
    document = {"t": Trap(), "d": {"t": Trap()}, "l": [Trap()]}
    with pytest.raises(MissingValue):
        render(f"{{{{{path}}}}}", document)
    source = (
        "{{#if P}}{{/if}}{{#each P}}{{upper this}}{{/each}}{{#with P}}{{upper x}}{{/with}}{{eq P 1}}{{and P 1}}{{join P ','}}{{upper P}}"
        "{{lookup P 'x'}}{{defaultIfEmpty P 'a'}}{{yesno P}}{{gt P 1}}{{stringFormat '%s' P}}{{dateFormat P}}"
    )
    render(source.replace("P", path), document, on_missing="inline")


@pytest.mark.parametrize(
    "path",
    ["x.__class__", "x.__class__.__mro__", "l.append", "l.__len__", "d.keys", "d.items", "x.upper", "x.format", "n.real", "l.length", "x.__init__.__globals__"],
)
def test_attributes_of_python_objects_do_not_exist(path: str) -> None:
    document = {"x": "text", "l": ["a"], "d": {"k": "v"}, "n": 5}
    for source in (f"{{{{{path}}}}}", f"{{{{#with d}}}}{{{{@root.{path}}}}}{{{{/with}}}}"):
        with pytest.raises(MissingValue):
            render(source, document)
    assert render(f"{{{{upper {path}}}}}", document) == ""


PIECES = st.sampled_from(
    ["{{", "}}", "{{{", "}}}", "{{#if a}}", "{{/if}}", "{{else}}", "{{^}}", "{{#each a}}", "{{/each}}", "{{> p}}", "{{#*inline 'p'}}",
     "{{/inline}}", "(", ")", "upper ", "eq ", "a", ".", "..", "/", "[", "]", "0", "-1", "1.5", "'", '"', " ", "\n", "~", "@index", "@root",
     "this", "=", "tz=", "!", "!--", "--", "&", "\\", "<a href=", "https://x", "</body>", "ses:tags='a:b'", ">", "<", "true", "null", "#", "|", "\x00",
     "{{a}}", "{{upper a}}", "{{#with a}}", "{{/with}}", "else if a", "İ", "é"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=60)))
def test_any_text_compiles_or_is_a_template_error(source: str) -> None:
    document = {"a": ["x", "<y>"], "p": {"a": 1}}
    for place in Place:
        try:
            template = compile(source, place, 1000)
        except TemplateError as error:
            assert 1 <= error.line <= source.count("\n") + 1
            assert error.column >= 1
            continue
        try:
            template.render(Context(document), on_missing="inline", now=NOW, new_uuid=str, deadline=None)
        except RenderError:
            pass
    for place in (Place.HTML, Place.TEXT):
        try:
            compile_tracked(source, place, 1000)
        except TemplateError:
            with pytest.raises(TemplateError):
                compile(source, place, 1000)


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        max_leaves=10,
    )
)
def test_any_value_renders_or_is_a_render_error(value: object) -> None:
    for source in (
        "{{a}}{{a.b}}{{a.[1]}}{{#each a}}{{this}}{{@key}}{{/each}}{{#with a}}{{b}}{{/with}}",
        "{{upper a}}{{join a ','}}{{eq a a.b}}{{gt a.b a.c}}{{yesno a}}{{defaultIfEmpty a}}{{numberFormat a}}",
        "{{add a 1}}",
        "{{dateFormat a}}",
        "{{substring a 1}}{{stringFormat '%s %d' a a}}{{ordinalize a}}{{slugify a}}{{capitalize a}}{{md5 a}}{{encode64 a}}",
    ):
        for mode in ("template", "inline"):
            try:
                assert isinstance(render(source, {"a": value}, on_missing=mode), str)
            except RenderError:
                pass
