"""Templates spec §2: lists, missing values, defaults, substitutions, escaping by place (§4), acceptance checks 2-6."""

from __future__ import annotations

import json

import pytest

from services.delivery.domain.template import Context, MissingValue, Place, RenderError, TemplateError, parse_defaults
from tests.unit.delivery.template.rendering import render


def person(*first: str, **more: object) -> dict:
    return {"Id": "e1", "User": {"UserId": "u1", "UserAttributes": {"FirstName": list(first)}}, **more}


PATH = "User.UserAttributes.FirstName"


@pytest.mark.parametrize(
    ("source", "names", "expected"),
    [
        (f"{{{{{PATH}}}}}", ("first",), "first"),
        (f"{{{{{PATH}}}}}", ("first", "second"), "first"),
        (f"{{{{{PATH}.[1]}}}}", ("first", "second"), "second"),
        (f'{{{{join {PATH} "+"}}}}', ("first", "second"), "first+second"),
        (f"{{{{#if {PATH}}}}}y{{{{else}}}}n{{{{/if}}}}", ("",), "y"),
        (f"[{{{{{PATH}}}}}]", ("",), "[]"),
    ],
)
def test_a_list_stands_for_its_first_item(source: str, names: tuple, expected: str) -> None:
    assert render(source, person(*names)) == expected


@pytest.mark.parametrize("path", [f"{PATH}.[2]", "User.UserAttributes.Nope", "Nope", "Id.x", "Id.[1]", "User", "Metrics.x.y", "this", PATH + ".a"])
def test_a_printed_variable_without_value_stops_a_template_and_is_blank_inline(path: str) -> None:
    for tag in (f"{{{{{path}}}}}", f"{{{{{{{path}}}}}}}", f"{{{{&{path}}}}}"):
        with pytest.raises(MissingValue) as caught:
            render(f"a{tag}b", person("x", "y"))
        assert caught.value.path == path
        assert render(f"a{tag}b", person("x", "y"), on_missing="inline") == "ab"


def test_null_and_an_empty_list_are_missing_but_an_empty_string_is_present() -> None:
    for value in (None, [], {}, [[]]):
        with pytest.raises(MissingValue):
            render("{{v}}", {"v": value})
    assert render("{{v}}{{w}}", {"v": "", "w": [""]}) == ""


def test_only_printing_judges_a_value_missing() -> None:
    source = "{{#if x}}1{{/if}}{{#each x}}1{{/each}}{{#with x}}1{{/with}}{{eq x 'a' no=''}}{{upper x}}{{yesno x maybe=''}}{{lookup x 'y'}}"
    assert render(source) == ""
    assert render("{{#if yes}}ok{{else}}{{missing}}{{/if}}", {"yes": "1"}) == "ok"


def test_a_variable_missing_inside_a_loop_is_named_too() -> None:
    with pytest.raises(MissingValue, match=r"this\.name"):
        render("{{#each l}}{{this.name}}{{/each}}", {"l": ["a"]})


def test_a_default_is_used_where_nothing_else_has_a_value() -> None:
    for key in (PATH, f"{PATH}.[0]"):
        for value in ("friend", ["friend", "pal"]):
            defaults = parse_defaults(json.dumps({key: value}))
            assert render(f"{{{{{PATH}}}}} {{{{{PATH}.[0]}}}}", {}, defaults=defaults) == "friend friend"
            assert render(f"{{{{{PATH}}}}}", person(), defaults=defaults) == "friend"
            assert render(f"{{{{{PATH}}}}}", person("Anna"), defaults=defaults) == "Anna"
            assert render(f"{{{{#if {PATH}}}}}y{{{{/if}}}}", {}, defaults=defaults) == "y"
    assert render("{{Metrics.n}} {{Location.City}}", {}, defaults=parse_defaults('{"Metrics.n": 3.0, "Location.City": "your town"}')) == "3 your town"
    assert render("{{#with User.UserAttributes}}{{Color}}{{/with}}", person("A"), defaults={"User.UserAttributes.Color": "blue"}) == "blue"
    assert render("{{User.UserAttributes.[Last Name].[0]}}", {}, defaults={"User.UserAttributes.[Last Name]": "x"}) == "x"


@pytest.mark.parametrize("text", ["nope", "[]", '"x"', "3", "{", '{"a": {"b": 1}}', '{"a": [1]}', '{"a": true}', '{"a": null}', "[" * 100_000])
def test_default_substitutions_must_be_an_object_of_texts_numbers_and_lists(text: str) -> None:
    with pytest.raises(TemplateError):
        parse_defaults(text)


def test_no_default_substitutions_are_no_defaults() -> None:
    assert parse_defaults(None) == parse_defaults("") == parse_defaults("{}") == {}


def test_substitutions_go_before_attributes_and_these_before_defaults() -> None:
    layers = ({PATH: ["entry"]}, {PATH: ["channel"]}, {PATH: ["default message"]})
    for drop in range(4):
        expected = ["entry", "channel", "default message", "attribute"][drop]
        given = ({},) * drop + layers[drop:]
        assert render(f"{{{{{PATH}}}}}", person("attribute"), substitutions=given, defaults={PATH: "fallback"}) == expected
    assert render(f"{{{{{PATH}}}}}", {}, substitutions=({}, {}, {}), defaults={PATH: "fallback"}) == "fallback"


def test_substitutions_by_plain_name_are_lists_and_are_not_rendered_again() -> None:
    layer = {"OrderNo": ["4711"], "Items": ["tent", "stove"], "Raw": ["{{Id}}"]}
    assert render("{{OrderNo}} {{join Items ', '}} {{Items.[1]}} {{Raw}}", {"Id": "e"}, substitutions=(layer,)) == "4711 tent, stove stove {{Id}}"
    assert render("{{floor}} {{lower}}", substitutions=({"floor": ["2"], "lower": ["x"]},)) == "2 x"


def test_a_name_and_a_longer_name_below_it_can_both_be_substituted() -> None:
    for layers in (({"Order": ["4711"], "Order.Date": ["today"]},), ({"Order.Date": ["today"], "Order": ["4711"]},)):
        source = "{{Order}} {{Order.[0]}} {{Order.Date}} {{Order.Date.[0]}}{{#each Order.Date}} {{Order}}{{@root.Order.Date}}{{/each}}"
        assert render(source, {"Id": "e"}, substitutions=layers) == "4711 4711 today today 4711today"
    assert render("{{User}} {{User.UserId}}", person("A"), substitutions=({"User": ["x"]},)) == "x u1"


def test_the_document_is_never_changed() -> None:
    document = person("Anna", Location={"Latitude": 1.25})
    before = json.dumps(document)
    Context(document, [{PATH: ["x"], "Location.City": ["y"]}], {"User.UserAttributes.Z": "z"})
    assert json.dumps(document) == before


NASTY = "<b>&\"'`=\r\n\x00\x1b\x7f\u0085é"


@pytest.mark.parametrize(
    ("place", "source", "expected"),
    [
        (Place.HTML, "{{x}}", "&lt;b&gt;&amp;&quot;&#x27;&#x60;&#x3D;\r\n\x00\x1b\x7f\u0085é"),
        (Place.HTML, "{{{x}}}{{&x}}", NASTY * 2),
        (Place.TEXT, "{{x}}", "<b>&\"'`=\r\né"),
        (Place.TEXT, "{{{x}}}", "<b>&\"'`=\r\né"),
        (Place.HEADER, "{{x}}", "<b>&\"'`=é"),
        (Place.HEADER, "a\r\nBcc: {{{x}}}", "aBcc: <b>&\"'`=é"),
        (Place.HTML, "{{upper (lower x)}}", "&lt;B&gt;&amp;&quot;&#x27;&#x60;&#x3D;\r\n\x00\x1b\x7f\u0085É"),
        (Place.HTML, "{{eq 1 1 yes='<'}}{{#if x}}<i>{{/if}}", "&lt;<i>"),
    ],
)
def test_values_are_escaped_by_the_place_they_stand_in(place: Place, source: str, expected: str) -> None:
    assert render(source, {"x": NASTY}, place=place) == expected


def test_json_stays_json_whatever_the_value() -> None:
    value = 'a"\\\n\x01</script>\u2028'
    assert json.loads(render('{"k": "{{x}}"}', {"x": value}, place=Place.JSON)) == {"k": value}
    assert render('{"k": {{{x}}}}', {"x": "[1]"}, place=Place.JSON) == '{"k": [1]}'
    with pytest.raises(RenderError, match="JSON"):
        render('{"k": "{{{x}}}"}', {"x": value}, place=Place.JSON)
    with pytest.raises(RenderError, match="JSON"):
        render("{{{x}}}", {"x": "[" * 5000}, place=Place.JSON)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https://example.org/{{p}}?q={{v}}&r={{{v}}}", "https://example.org/a/b?q=x%20%26%C3%A9%3D&r=x &é="),
        ("https://example.org/{{#if v}}?q={{else}}#{{/if}}{{p}}", "https://example.org/?q=a%2Fb"),
        ("{{u}}", "https://example.org/x?y=1"),
        ("myapp://open/{{p}}", "myapp://open/a/b"),
        ("", ""),
    ],
)
def test_a_url_encodes_what_stands_behind_the_question_mark(source: str, expected: str) -> None:
    assert render(source, {"p": "a/b", "v": "x &é=", "u": "https://example.org/x?y=1"}, place=Place.URL) == expected


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "javascript://x", "JavaScript://%0aalert(1)", "data://x", "file:///etc", "example.org", "://x", "1a://x"]
)
def test_a_url_that_is_neither_web_nor_app_is_refused(url: str) -> None:
    with pytest.raises(RenderError, match="URL"):
        render("{{{u}}}", {"u": url}, place=Place.URL)


def test_numbers_print_plainly() -> None:
    numbers = {"a": 3.0, "b": 0.1, "c": 1e22, "d": -0.0, "e": 1e-7, "f": 10**30, "g": 100}
    assert render("{{a}} {{b}} {{c}} {{d}} {{e}} {{f}} {{g}}", numbers) == "3 0.1 10000000000000000000000 0 0.0000001 1" + "0" * 30 + " 100"
    with pytest.raises(MissingValue):
        render("{{x}}", {"x": float("nan")})
