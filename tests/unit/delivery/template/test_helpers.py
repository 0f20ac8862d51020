"""Templates spec §3.2-§3.5: every helper, its edges and its errors."""

from __future__ import annotations

import pytest

from services.delivery.domain.template import RenderError
from tests.unit.delivery.template.rendering import UUID_TEXT, render

DOCUMENT = {
    "Attributes": {"Colors": ["blue", "red", "green"], "Age": ["17"], "Plan": ["free"], "E": [""], "None": [], "Last": ["Huber"]},
    "Metrics": {"n": 5.25},
    "Location": {"City": "Graz", "Country": "AT"},
    "yes": True,
    "no": False,
    "zero": 0,
    "nothing": None,
}

CONDITIONS = [
    ("{{eq 'a' 'a'}}", "true"),
    ("{{eq 'a' 'b'}}", "false"),
    ("{{eq 'a' 'b' yes='y' no='n'}}", "n"),
    ("{{#eq Location.Country 'AT'}}Servus{{else}}Hello{{/eq}}", "Servus"),
    ("{{eq 18 '18.0'}} {{eq '018' 18}} {{eq Attributes.Age 17}} {{eq Attributes.Age.[0] '17'}}", "true true true true"),
    ("{{eq nil nothing}} {{eq nil ''}} {{eq nil 'x'}} {{eq null nil}}", "true false false true"),
    ("{{eq yes true}} {{eq yes 'true'}} {{eq yes 1}}", "true true false"),
    ("{{eq Attributes.Colors 'blue'}} {{neq Attributes.Colors 'red'}} {{eq Location Location}}", "true true true"),
    ("{{eq '1e2' 100}} {{eq 'nan' 'nan'}} {{eq 'inf' 'Infinity'}}", "false true false"),
    ("{{#gte Attributes.Age.[0] '18'}}adult{{else}}minor{{/gte}}", "minor"),
    ("{{gt '9' '17'}} {{gt 'b' 'a'}} {{gt 2 2}} {{gte 2 2}} {{lt -1.5 '-1'}} {{lte 2 1}}", "false true false true true false"),
    ("{{gt nil 1}} {{gte nil nil}} {{lt 1 nil}} {{lte nil 1}}", "false false false false"),
    ("{{and (eq 'a' 'a') (eq 'b' 'c') yes='y' no='n'}}", "n"),
    ("{{and 1 'x' yes}} {{and 1 ''}} {{or nil '' zero}} {{or nil 'x'}}", "true false false true"),
    ("{{#and (eq Location.City 'Graz') (eq Location.Country 'AT')}}both{{/and}}", "both"),
    ("{{#not (eq Attributes.Plan.[0] 'free')}}paid{{else}}free{{/not}}", "free"),
    ("{{not Attributes.None}} {{not Attributes.E}} {{not 'false'}}", "true false false"),
    ("{{#or no (not no)}}y{{/or}}{{#neq 1 2}}y{{/neq}}{{#lt 1 2}}y{{/lt}}{{#lte 2 2}}y{{/lte}}{{#gt 2 1}}y{{/gt}}", "yyyyy"),
    ("{{#eq 1 1 yes=''}}y{{/eq}}{{#eq 1 2 no='x'}}n{{/eq}}", "y"),
    ("{{upper (eq 1 1 yes='a' no='b')}}", "A"),
]

STRINGS = [
    ('{{abbreviate "Los Angeles" 6}}', "Los..."),
    ('{{abbreviate "Los Angeles" 11}}|{{abbreviate "Los Angeles" "4"}}', "Los Angeles|L..."),
    ('{{capitalize "my first post"}}|{{capitalize "my FIRST pOST"}}', "My First Post|My FIRST POST"),
    ('{{capitalize "mY fIRST" fully=true}}|{{capitalize ""}}', "My First|"),
    ('{{capitalizeFirst "my first post"}}', "My first post"),
    ('{{capitalizeFirst (lower "HELLO")}}', "Hello"),
    ('{{center "Los Angeles" size=19}}|', "    Los Angeles    |"),
    ('{{center "ab" size=5 pad="*"}}|{{center "ab" 5 "xyz"}}|{{center "abc" size=2}}', "*ab**|xabxy|abc"),
    ('{{cut "Los Angeles"}}|{{cut "Los Angeles" "e"}}|{{cut "ab" ""}}', "LosAngeles|Los Angls|ab"),
    ('{{inflect 3 "apple" "apples" includeCount=true}}|{{inflect 1 "apple" "apples"}}', "3 apples|apple"),
    ('{{inflect 0 "apple" "apples" includeCount=true}}|{{inflect "1" "a" "b"}}', "0 apples|a"),
    ('{{join Attributes.Colors ", "}}|{{join "a" "b" "-"}}|{{join "a" "-"}}', "blue, red, green|a-b|a"),
    ('{{join Attributes.Colors "+" prefix="<" suffix=">"}}|{{join nil ","}}|{{join Attributes.None ","}}', "<blue+red+green>||"),
    ('{{join Attributes.Age Attributes.Last " "}}', "17 Huber"),
    ('{{ljust "ab" 5}}|{{ljust "ab" size=5 pad="-"}}|{{ljust "ab" 5 "xy"}}|{{ljust "abc" 2}}', "ab   |ab---|abxyx|abc"),
    ('{{rjust "ab" 5}}|{{rjust "ab" 5 pad="-"}}|{{rjust 7 3 "0"}}', "   ab|---ab|007"),
    ('{{lower "AbC Ä"}} {{upper "abc ß"}} {{upper Attributes.Colors}}', "abc ä ABC SS BLUE"),
    ("{{ordinalize 1}} {{ordinalize 2}} {{ordinalize 3}} {{ordinalize 4}}", "1st 2nd 3rd 4th"),
    ('{{ordinalize 11}} {{ordinalize 12}} {{ordinalize 13}} {{ordinalize "22"}} {{ordinalize 111}}', "11th 12th 13th 22nd 111th"),
    ('{{replace "Los Angeles" " " "_"}}|{{replace "a.a.a" "." ""}}|{{replace "ab" "" "x"}}', "Los_Angeles|aaa|ab"),
    ('{{slugify "Los Angeles"}}|{{slugify "  Été, (1) a_b! "}}', "los-angeles|été-1-a_b"),
    ("{{stripTags '<p>Hi <b>you</b></p>'}}|{{stripTags '1 < 2'}}", "Hi you|1 < 2"),
    ('{{substring "Los Angeles" 4 9}}|{{substring "Los Angeles" 4}}|{{substring "abc" 3}}', "Angel|Angeles|"),
    ("{{yesno yes}} {{yesno no}} {{yesno nil}} {{yesno 'true'}} {{yesno 'False'}}", "yes no maybe yes no"),
    ("{{yesno yes yes='ja'}} {{yesno no no='nein'}} {{yesno nil maybe='vielleicht'}}", "ja nein vielleicht"),
    ("{{upper nil}}{{substring nil 4 9}}{{replace nil 'a' 'b'}}{{center nil size=5}}{{slugify nothing}}|", "|"),
    ("{{defaultIfEmpty nil 'x'}} {{defaultIfEmpty '' 'x'}} {{defaultIfEmpty 'a' 'x'}} {{defaultIfEmpty nil}}|", "x x a |"),
    ("{{defaultIfEmpty Attributes.Colors 'x'}} {{defaultIfEmpty Attributes.None (upper 'y')}}", "blue Y"),
    ("{{wordWrap 'aa bb cc' 5}}|{{wordWrap 'aaaaaa b' 3 newLine='/'}}", "aa bb\ncc|aaaaaa/b"),
    ("{{numberFormat 1234567.5}} {{numberFormat 1234.5 'integer'}} {{numberFormat 0.256 'percent'}}", "1,234,567.5 1,235 26%"),
    ("{{numberFormat 1234.5 'currency'}} {{numberFormat -5 'currency' 'en_GB'}}", "$1,234.50 -£5.00"),
    ("{{numberFormat 1234.567 '#,##0.00' 'de_DE'}} {{numberFormat 7 '000'}} {{numberFormat 0.5 '0.0#%'}}", "1.234,57 007 50.0%"),
    ("{{numberFormat nil 'integer'}}|{{numberFormat 1234.5 locale='de-AT' format='currency'}}", "|€\u00a01.234,50".replace("1.234", "1\u00a0234")),
    ("{{stringFormat '%s is %d' 'a' 5}} {{stringFormat '%2$s %1$s' 'a' 'b'}}", "a is 5 b a"),
    ("{{stringFormat '%05d|%-4s|%.2f|%,d|%x|%%|%S|%b|%+d' 42 'ab' 3.145 1234567 255 'up' true 5}}", "00042|ab  |3.15|1,234,567|ff|%|UP|true|+5"),
]

MATH = [
    ("{{add 5 2.3}} {{subtract 5 2.3}} {{multiply 5 2.3}} {{divide 5 2.3}}", "7.3 2.7 11.5 2.17391304"),
    ("{{add 0.1 0.2}} {{divide 1 3}} {{divide 2 3}} {{multiply '4' '2.50'}}", "0.3 0.33333333 0.66666667 10"),
    ("{{modulo 7 2}} {{modulo -7 2}} {{modulo 5.5 2}}", "1 -1 1.5"),
    ("{{ceiling 5.23}} {{floor 5.23}} {{round 19.21}}", "6 5 19"),
    ("{{round 2.5}} {{round -2.5}} {{round 19.5}} {{ceiling -0.5}} {{floor -0.5}}", "3 -3 20 0 -1"),
    ("{{add Metrics.n Attributes.Age}} {{subtract 1 1}} {{multiply -1 0}}", "22.25 0 0"),
    ("{{add (multiply 2 3) (divide 1 4)}}", "6.25"),
    ("{{encode64 'Hello World'}} {{decode64 'SGVsbG8gV29ybGQ='}} {{decode64 (encode64 'ä€')}}", "SGVsbG8gV29ybGQ= Hello World ä€"),
    ("{{md5 'Hello World'}}", "b10a8db164e0754105b7a99be72e3fe5"),
    ("{{sha256 ''}}", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("{{substring (sha512 'abc') 0 16}} {{md5 nil}}|", "ddaf35a193617aba |"),
    ("{{uuid}}", UUID_TEXT),
]


@pytest.mark.parametrize(("source", "expected"), CONDITIONS + STRINGS + MATH)
def test_a_helper_gives_the_result_the_specification_names(source: str, expected: str) -> None:
    assert render(source, DOCUMENT) == expected


REFUSED = [
    "{{abbreviate 'Los Angeles' 3}}",
    "{{abbreviate 'Los Angeles' 'x'}}",
    "{{substring 'abc' 4}}",
    "{{substring 'abc' 0 4}}",
    "{{substring 'abc' 2 1}}",
    "{{substring 'abc' -1}}",
    "{{substring 'abc' 1.5}}",
    "{{center 'a' size=-1}}",
    "{{center 'a' size=nil}}",
    "{{ljust 'a' -2}}",
    "{{rjust 'a' 'b'}}",
    "{{add 'a' 1}}",
    "{{add nil 1}}",
    "{{add '' 1}}",
    "{{multiply yes 2}}",
    "{{divide 1 0}}",
    "{{modulo 1 0}}",
    "{{round 'x'}}",
    "{{ordinalize 1.5}}",
    "{{inflect 'x' 'a' 'b'}}",
    "{{decode64 '***'}}",
    "{{decode64 'gA=='}}",
    "{{numberFormat 'x'}}",
    "{{numberFormat 1 'nonsense'}}",
    "{{numberFormat 1 'integer' 'xx_YY'}}",
    "{{stringFormat '%d' 'x'}}",
    "{{stringFormat '%d'}}",
    "{{stringFormat '%q' 1}}",
    "{{stringFormat '%' 1}}",
]


@pytest.mark.parametrize("source", REFUSED)
def test_a_helper_refuses_what_it_cannot_use(source: str) -> None:
    with pytest.raises(RenderError):
        render(source, DOCUMENT)
