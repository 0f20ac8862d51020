"""Templates spec §6.2, §6.3, acceptance check 10: link slots and the open pixel."""

from __future__ import annotations

import pytest

from services.delivery.domain.template import Context, Place, compile_tracked
from tests.unit.delivery.template.rendering import NOW

DOCUMENT = {"Id": "7", "Url": "https://var.example/?a=1&b=2", "Mail": "mailto:a@b", "Html": '<a href="https://inside.example">x</a>', "l": ["1", "2"]}


def tracked(source: str, place: Place = Place.HTML, pixel: str = "") -> tuple[str, list[tuple[int, str]]]:
    """The rendered text with every link replaced by `T<slot>`, and what `link` was asked."""
    asked: list[tuple[int, str]] = []

    def link(slot: int, url: str) -> str:
        asked.append((slot, url))
        return f"T{slot}"

    template = compile_tracked(source, place, 10_000)
    text = template.render(Context(DOCUMENT), on_missing="template", now=NOW, new_uuid=str, deadline=None, link=link, pixel=pixel)
    return text, asked


HTML = [
    ('<a href="https://x.org">x</a>', '<a href="T0">x</a>', ["https://x.org"]),
    ("<A class=b HREF='HTTP://x.org/a b' >x</A>", "<A class=b HREF='T0' >x</A>", ["HTTP://x.org/a b"]),
    ("<a href=https://x.org/?a=1>x</a>", "<a href=T0>x</a>", ["https://x.org/?a=1"]),
    ('<a\nhref = " https://x.org/?a=1&amp;b=2 ">', '<a\nhref = " T0 ">', ["https://x.org/?a=1&b=2"]),
    ('<a href="https://x.org/{{Id}}?i={{Id}}">', '<a href="T0">', ["https://x.org/7?i=7"]),
    ('<a href="https://x.org/{{#if Id}}a{{else}}b{{/if}}">', '<a href="T0">', ["https://x.org/a"]),
    ('<a href="{{Url}}">', '<a href="T0">', ["https://var.example/?a=1&b=2"]),
    ('<a href="{{Mail}}">', '<a href="mailto:a@b">', []),
    ('<a href="mailto:a@b"><a href="tel:1"><a href="#x"><a href="/rel"><a href="">', None, []),
    ('<a href="javascript:x"><a name="https://x"><b href="https://x"><link href="https://x">', None, []),
    ('<a ses:no-track href="https://x.org">', None, []),
    ('<a href="https://x.org" ses:no-track="">', None, []),
    ('{{#each l}}<a href="https://x.org/{{this}}">{{/each}}', '<a href="T0"><a href="T0">', ["https://x.org/1", "https://x.org/2"]),
    ('<a href="https://a"><a href="https://b">', '<a href="T0"><a href="T1">', ["https://a", "https://b"]),
    ('{{#if Id}}<a href="https://a">{{else}}<a href="https://b">{{/if}}', '<a href="T0">', ["https://a"]),
    ("{{{Html}}}", '<a href="https://inside.example">x</a>', []),
    ('<!-- <a href="https://x"> --><script>"<a href=\'https://x\'>"</script><style><a href="https://x"></style>', None, []),
    ('<!--[if mso]><a href="https://x"><![endif]-->', '<!--[if mso]><a href="T0"><![endif]-->', ["https://x"]),
    ('<a {{#if Id}}href="https://x"{{/if}}>', '<a href="T0">', ["https://x"]),
    ('<a href="https://x{{#if Id}}">{{else}}y">{{/if}}', '<a href="https://x">', []),
    ('<map><area href="https://x"></map>', '<map><area href="T0"></map>', ["https://x"]),
    ('{{! <a href="https://x"> }}<a title=">" href="https://y">', '<a title=">" href="T0">', ["https://y"]),
]


@pytest.mark.parametrize(("source", "expected", "urls"), HTML)
def test_links_of_the_literal_html_are_slots(source: str, expected: str | None, urls: list[str]) -> None:
    text, asked = tracked(source)
    assert text == (source if expected is None else expected)
    assert [url for _, url in asked] == urls


TEXT = [
    ("See https://x.org/{{Id}}.", "See T0.", ["https://x.org/7"]),
    ("(http://x.org/a_(b)), https://y.org/?a=1&b=2!", "(T0), T1!", ["http://x.org/a_(b)", "https://y.org/?a=1&b=2"]),
    ("{{#if Id}}https://a{{else}}https://b{{/if}}", "T0", ["https://a"]),
    ("<https://x.org> HTTPS://X.org", "<T0> T1", ["https://x.org", "HTTPS://X.org"]),
    ("xhttps://no.org http:// https:no {{Url}}", "xhttps://no.org http:// https:no https://var.example/?a=1&b=2", []),
    ("https://x.org\nnext", "T0\nnext", ["https://x.org"]),
    ("https://{{Id}}", "T0", ["https://7"]),
]


@pytest.mark.parametrize(("source", "expected", "urls"), TEXT)
def test_addresses_of_the_literal_text_are_slots(source: str, expected: str, urls: list[str]) -> None:
    text, asked = tracked(source, Place.TEXT)
    assert text == expected
    assert [url for _, url in asked] == urls


def test_an_unsubscribe_tag_is_found_and_removed() -> None:
    source = '<a ses:tags="unsubscribeLinkTag:optout;team:news" href="https://x.org">bye</a><a href="https://y" ses:tags=\'a:b\'>'
    template = compile_tracked(source, Place.HTML, 1000)
    assert [link.unsubscribe for link in template.links] == ["optout", None]
    assert template.links[0].tags == (("unsubscribeLinkTag", "optout"), ("team", "news"))
    assert template.links[0].source == "https://x.org"
    assert tracked(source)[0] == '<a href="T0">bye</a><a href="T1">'


def test_the_tracked_address_is_escaped_and_without_link_the_text_is_as_written() -> None:
    source = '<a href="https://x.org/?a=1&amp;b={{Id}}">'
    template = compile_tracked(source, Place.HTML, 1000)
    common = {"on_missing": "template", "now": NOW, "new_uuid": str, "deadline": None}
    assert template.render(Context(DOCUMENT), link=lambda slot, url: f'https://t/?x=1&u="{url[:5]}', **common) == '<a href="https://t/?x=1&amp;u=&quot;https">'
    assert template.render(Context(DOCUMENT), **common) == '<a href="https://x.org/?a=1&amp;b=7">'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<html><body>x</body></html>", "<html><body>xPIXEL</body></html>"),
        ("<p>x</p>", "<p>x</p>PIXEL"),
        ("<BODY>{{Id}}</BODY >", "<BODY>7PIXEL</BODY >"),
        ("</body>a</body>", "</body>aPIXEL</body>"),
        ("a{{#if Id}}</body>{{/if}}", "a</body>PIXEL"),
        ("<!-- </body> -->a", "<!-- </body> -->aPIXEL"),
        ("{{#if Id}}\nx\n{{/if}}\n</body>", "x\nPIXEL</body>"),
        ("", "PIXEL"),
    ],
)
def test_the_open_pixel_stands_at_the_end_of_the_body(source: str, expected: str) -> None:
    assert tracked(source, pixel="PIXEL")[0] == expected


def test_text_has_no_pixel_and_other_places_no_tracking() -> None:
    assert tracked("plain", Place.TEXT, pixel="PIXEL")[0] == "plain"
    with pytest.raises(ValueError, match="tracked"):
        compile_tracked("x", Place.HEADER, 100)
