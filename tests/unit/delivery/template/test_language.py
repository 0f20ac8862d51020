"""Templates spec §3: the language, white space, blocks, partials, and where errors point."""

from __future__ import annotations

import pytest

from services.delivery.domain.template import Place, RenderError, TemplateError, compile
from tests.unit.delivery.template.rendering import render

DOCUMENT = {
    "Id": "e1",
    "Attributes": {"Colors": ["blue", "red", "green"], "One": ["1"], "Empty": []},
    "Metrics": {"Visits": 3.0, "Score": 2.50, "Zero": 0},
    "Location": {"City": "Graz", "Country": "AT", "Latitude": 47.0707, "Longitude": -15.45},
    "User": {"UserId": "u1", "UserAttributes": {"First": ["Anna"], "Last Name": ["Huber"]}},
    "a": {"b": {"c": "deep"}},
    "yes": True,
    "no": False,
}

CASES = [
    ("plain text }} { {", "plain text }} { {"),
    ("{{Id}}{{{Id}}}{{&Id}}", "e1e1e1"),
    ("{{ Id }}{{{ Id }}}{{& Id }}", "e1e1e1"),
    ("{{a.b.c}} {{a/b/c}} {{a.[b].c}}", "deep deep deep"),
    ("{{User.UserAttributes.[Last Name].[0]}} {{User.UserAttributes.[Last Name]}}", "Huber Huber"),
    ("{{Attributes.Colors}} {{Attributes.Colors.[1]}} {{Attributes.Colors.2}}", "blue red green"),
    ("{{Location.City.[0]}}", "Graz"),
    ("{{Metrics.Visits}} {{Metrics.Score}} {{Metrics.Zero}}", "3 2.5 0"),
    ("{{Location.Latitude}} {{Location.Longitude}}", "47.1 -15.5"),
    ("{{yes}} {{no}}", "true false"),
    ("""{{"text"}} {{'it'}} {{12}} {{1.50}} {{true}}""", "text it 12 1.5 true"),
    (r"""{{lower "SAY \"HI\""}}""", 'say "hi"'),
    (r"\{{Id}} {{Id}}", "{{Id}} e1"),
    (r"\\{{Id}}", r"\e1"),
    ("a{{! note }}b{{!-- {{Id}} }} --}}c", "abc"),
    ("{{#if Id}}y{{/if}}{{#if nil}}y{{else}}n{{/if}}{{#unless nil}}u{{/unless}}", "ynu"),
    ("{{#if nil}}1{{else if no}}2{{else if Id}}3{{else}}4{{/if}}", "3"),
    ("{{#if nil}}1{{else eq Id 'e1'}}2{{/if}}", "2"),
    ("{{#if nil}}1{{else each Attributes.Colors}}{{this}}{{else}}none{{/if}}", "blueredgreen"),
    ("{{#if nil}}1{{^}}2{{/if}}{{^if nil}}3{{/if}}", "23"),
    ("{{#if Metrics.Zero}}y{{else}}n{{/if}}{{#if Metrics.Zero includeZero=true}}y{{/if}}", "ny"),
    ("{{#if Attributes.Empty}}y{{else}}n{{/if}}{{#if Attributes}}y{{/if}}", "ny"),
    ("{{#each Attributes.Colors}}{{@index}}{{this}}{{#unless @last}},{{/unless}}{{/each}}", "0blue,1red,2green"),
    ("{{#each Attributes.Colors}}{{#if @first}}[{{/if}}{{.}}{{#if @last}}]{{/if}}{{/each}}", "[blueredgreen]"),
    ("{{#each Location}}{{@key}}={{this}};{{/each}}", "City=Graz;Country=AT;Latitude=47.1;Longitude=-15.5;"),
    ("{{#each nil}}x{{else}}none{{/each}}{{#each Attributes.Empty}}x{{^}}none{{/each}}", "nonenone"),
    ("{{#each Location.City}}{{this}}{{/each}}", "Graz"),
    ("{{#each Attributes.Colors}}{{../Id}}{{@root.Location.City}}{{Location.Country}} {{/each}}", "e1GrazAT " * 3),
    ("{{#each Attributes.One}}{{#each Attributes.Colors}}{{../this}}{{@../index}}{{@index}} {{/each}}{{/each}}", "100 101 102 "),
    ("{{#with a.b}}{{c}}{{this.c}}{{./c}}{{../Id}}{{/with}}", "deepdeepdeepe1"),
    ("{{#with nil}}x{{else}}{{Id}}{{/with}}", "e1"),
    ("{{#with Attributes.Colors}}{{[1]}}{{.[2]}}{{/with}}", "redgreen"),
    ("{{lookup Attributes.Colors 1}} {{lookup Location 'City'}} {{lookup nil 'x'}}|", "red Graz |"),
    ("{{#each Attributes.Colors}}{{lookup ../Attributes.Colors @index}} {{/each}}", "blue red green "),
    ("{{log 'x' Id}}|", "|"),
    ("{{this.Id}}{{./Id}}{{@root.Id}}", "e1e1e1"),
    ("{{upper (lower (upper Id))}}", "E1"),
    ('{{#* inline "who"}}{{Id}}{{/inline}}Hello {{> who}},', "Hello e1,"),
    ("{{> late}}{{#*inline 'late'}}L{{/inline}}", "L"),
    ("{{#*inline 'p'}}{{City}}{{x}}{{/inline}}{{> p Location x='!'}}", "Graz!"),
    ("{{#each Attributes.Colors}}{{#*inline 'i'}}<{{this}}>{{/inline}}{{> i}}{{/each}}", "<blue><red><green>"),
    ("{{#*inline 'a'}}{{> b}}{{/inline}}{{#*inline 'b'}}B{{/inline}}{{> a}}", "B"),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_a_template_renders_as_the_language_says(source: str, expected: str) -> None:
    assert render(source, DOCUMENT) == expected


WHITE_SPACE = [
    ("a  {{~Id}}  b", "ae1  b"),
    ("a  {{Id~}}  b", "a  e1b"),
    ("a \n {{~Id~}} \n b", "ae1b"),
    ("a {{~{Id}~}} b", "ae1b"),
    ("a {{~! x ~}} b", "ab"),
    ("a {{~!-- x --~}} b", "ab"),
    ("a {{#if Id~}}  x  {{~else~}} y {{~/if}} b", "a x b"),
    ("a\n{{#if Id}}\nx\n{{/if}}\nb", "a\nx\nb"),
    ("a\r\n  {{#if Id}}  \r\nx\r\n{{else}}\r\ny\r\n{{/if}}\r\nb", "a\r\nx\r\nb"),
    ("a\n  {{! note }}\nb", "a\nb"),
    ("  {{#if Id}}\nx\n  {{/if}}", "x\n"),
    ("a {{#if Id}}\nx\n{{/if}} b", "a \nx\n b"),
    ("{{#each Attributes.Colors}}\n- {{this}}\n{{/each}}\n", "- blue\n- red\n- green\n"),
    ('{{#* inline "who"}}{{Id}}{{/inline}}\nHello {{> who}},', "Hello e1,"),
    ("{{#*inline 'sig'}}\nYours\n{{/inline}}\nHi\n{{> sig}}\nBye", "Hi\nYours\nBye"),
    ("{{#*inline 'sig'}}Yours{{/inline}}\nHi\n{{> sig}}\nBye", "Hi\nYours\nBye"),
]


@pytest.mark.parametrize(("source", "expected"), WHITE_SPACE)
def test_white_space_is_controlled_by_tilde_and_by_lines_of_their_own(source: str, expected: str) -> None:
    assert render(source, DOCUMENT) == expected


ERRORS = [
    ("{{", 1, "not closed"),
    ("{{Id", 1, "not closed"),
    ("a\nb {{}}", 2, "empty"),
    ("{{#if Id}}x", 1, "the block if is not closed"),
    ("x{{/if}}", 1, "without an open block"),
    ("{{else}}", 1, "without an open block"),
    ("{{#if a}}{{/each}}", 1, "the block if is open"),
    ("{{#if a}}{{else}}{{else}}{{/if}}", 1, "is open"),
    ("line\n  {{frobnicate Id}}", 2, "unknown helper frobnicate"),
    ("{{upper (frob Id)}}", 1, "unknown helper frob"),
    ("{{#frob}}x{{/frob}}", 1, "unknown block frob"),
    ("{{#upper Id}}x{{/upper}}", 1, "upper is not a block"),
    ("{{if Id}}", 1, "if is a block"),
    ("{{> nobody}}", 1, "unknown partial nobody"),
    ("{{#if a}}{{#*inline 'x'}}{{/inline}}{{/if}}{{> x}}", 1, "unknown partial x"),
    ("{{> (lookup . 'x')}}", 1, "partial"),
    ("{{#> layout}}x{{/layout}}", 1, "partial blocks"),
    ("{{#each a as |b|}}{{/each}}", 1, "block parameters"),
    ("{{{{raw}}}}x{{{{/raw}}}}", 1, "raw blocks"),
    ("{{* deco}}", 1, "decorators"),
    ("{{#*other 'n'}}{{/other}}", 1, "inline"),
    ("{{!-- never closed", 1, "comment"),
    ('{{lower "never closed}}', 1, "string"),
    ("{{a..b}}", 1, "name is expected"),
    ("{{a.}}", 1, "name is expected"),
    ("{{[a}}", 1, "not closed"),
    ("{{@nonsense}}", 1, "unknown variable"),
    ("{{upper a=1 b}}", 1, "plain argument"),
    ("{{upper (lower Id}}", 1, "sub-expression"),
    ("{{eq Id}}", 1, "at least 2"),
    ("{{upper a b}}", 1, "at most 1"),
    ("{{center Id}}", 1, "at least 2"),
    ("{{#if a b}}{{/if}}", 1, "one argument"),
    ("{{{Id}}", 1, "unexpected"),
    ("{{a.b c}}", 1, "only a helper"),
    ("{{add 1 " + "9" * 41 + "}}", 1, "digits"),
]


@pytest.mark.parametrize(("source", "line", "message"), ERRORS)
def test_a_fault_is_told_when_the_template_is_compiled(source: str, line: int, message: str) -> None:
    with pytest.raises(TemplateError, match=message) as caught:
        compile(source, Place.TEXT, 1000)
    assert caught.value.line == line
    assert caught.value.column >= 1


def test_a_fault_names_line_and_column() -> None:
    with pytest.raises(TemplateError) as caught:
        compile("one\ntwo {{nope x}}", Place.TEXT, 1000)
    assert (caught.value.line, caught.value.column) == (2, 7)


def test_variables_are_the_bare_printed_paths_in_order() -> None:
    template = compile("{{b.[0]}}{{upper c}}{{#if d}}{{{a.x}}}{{/if}}{{b.[0]}}{{#each e}}{{this}}{{/each}}{{now}}", Place.TEXT, 1000)
    assert template.variables() == ["b.[0]", "a.x"]


def test_a_loop_turns_fifteen_times_at_most() -> None:
    items = [str(n) for n in range(16)]
    assert render("{{#each l}}{{this}},{{/each}}", {"l": items}) == "".join(f"{n}," for n in range(15))
    assert render("{{#each l}}{{#if @last}}{{this}}{{/if}}{{/each}}", {"l": items}) == "14"
    assert render("{{#each m}}x{{/each}}", {"m": dict.fromkeys(items, "v")}) == "x" * 15


def test_nesting_of_fifty_is_allowed_and_of_fifty_one_is_not() -> None:
    def nested(depth: int) -> str:
        return "{{#if Id}}" * depth + "x" + "{{/if}}" * depth

    assert render(nested(50), DOCUMENT) == "x"
    with pytest.raises(TemplateError, match="nested"):
        compile(nested(51), Place.TEXT, 1000)
    assert render("{{upper " + "(lower " * 50 + "Id" + ")" * 50 + "}}", DOCUMENT) == "E1"
    with pytest.raises(TemplateError, match="nested"):
        compile("{{upper " + "(lower " * 51 + "Id" + ")" * 51 + "}}", Place.TEXT, 1000)
    chain = "{{#if nil}}x" + "".join(f"{{{{else eq Id '{n}'}}}}{n}" for n in range(90)) + "{{else}}last{{/if}}"
    assert render(chain, DOCUMENT) == "last"


def test_a_runtime_fault_of_a_helper_is_a_render_error() -> None:
    with pytest.raises(RenderError):
        render("{{add Id 1}}", DOCUMENT)
