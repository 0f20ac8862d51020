"""Lines of files as endpoint writes, by section of the endpoints spec."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kit.lines import Broken
from services.segments.jobs.importer import _texts, _unwrapped
from services.segments.jobs.rows import BadHeader, BadRow, CsvRows, csv_cells, json_line, json_row


def test_every_column_of_3_1_finds_its_place() -> None:
    header = (
        "Id,ChannelType,Address,OptOut,RequestId,EffectiveDate,EndpointStatus,Location.City,Location.Country,Location.PostalCode,Location.Region,"
        "Location.Latitude,Location.Longitude,Demographic.AppVersion,Demographic.Locale,Demographic.Make,Demographic.Model,Demographic.ModelVersion,"
        "Demographic.Platform,Demographic.PlatformVersion,Demographic.Timezone,Attributes.A,Attributes.A,Metrics.m,User.UserId,User.UserAttributes.N"
    )
    cells = "e,EMAIL,a@x,ALL,r,2020-01-01,INACTIVE,c,PT,1,reg,1.5,-2,av,lo,ma,mo,mv,pl,pv,tz,v1,v2,2.5,u,n"
    item = CsvRows("app", header.split(",")).row(cells.split(",")).item
    assert item is not None
    made = item.patch
    assert (item.endpoint_id, made.channel_type, made.address, made.opt_out, made.request_id) == ("e", "EMAIL", "a@x", "ALL", "r")
    assert not made.HasField("effective_date") and not made.HasField("endpoint_status")
    assert (made.location.city, made.location.country, made.location.latitude, made.location.longitude) == ("c", "PT", 1.5, -2.0)
    assert (made.demographic.app_version, made.demographic.timezone) == ("av", "tz")
    assert list(made.attributes["A"].values) == ["v1", "v2"] and made.metrics["m"] == 2.5
    assert made.user.user_id == "u" and list(made.user.user_attributes["N"].values) == ["n"]


def test_an_empty_cell_is_an_absent_field() -> None:
    item = CsvRows("app", ["Id", "Attributes.A", "Attributes.A", "Metrics.m", "Location.City"]).row(["e", "", "x", "", ""]).item
    assert item is not None and list(item.patch.attributes["A"].values) == ["x"]
    assert not item.patch.metrics and not item.patch.HasField("location")


@pytest.mark.parametrize("name", ["id", "Colour", "Attributes.", "Location.Planet", "Demographic.Age", "User.Name", "User.UserAttributes.", "Metrics."])
def test_an_unknown_column_ends_the_file(name: str) -> None:
    with pytest.raises(BadHeader, match="unknown column"):
        CsvRows("app", ["Id", name])


def test_a_file_of_user_ids_takes_several_in_a_cell() -> None:
    assert CsvRows("app", ["User.UserId"]).row(["a b\u00a0 c"]).users == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("line", "cells"),
    [("a,b", ["a", "b"]), ('"a,b",c', ["a,b", "c"]), ('"say ""hi""",', ['say "hi"', ""]), ("", [])],
)
def test_quoting(line: str, cells: list[str]) -> None:
    assert csv_cells(line) == cells


@pytest.mark.parametrize("line", ['"open', '"a"b,c', "a\tb"])
def test_broken_quoting_and_tabs_fail_the_row(line: str) -> None:
    with pytest.raises(BadRow):
        csv_cells(line)


BAD_JSON: list[tuple[Any, str]] = [
    ([], "not a JSON object"),
    ({"Id": 5}, "Id: must be text"),
    ({"Attributes": {"A": [1]}}, "Attributes.A: must be a list of texts"),
    ({"Attributes": []}, "Attributes: must be an object"),
    ({"Metrics": {"m": "x"}}, "Metrics.m: must be a finite number"),
    ({"Metrics": {"m": True}}, "Metrics.m"),
    ({"User": "u"}, "User: must be an object"),
    ({"Location": {"Latitude": "north"}}, "Location.Latitude"),
    ({"Address": "\ud800"}, "valid Unicode"),
    ({"Attributes": {"A": ["\udfff"]}}, "valid Unicode"),
    ({"Demographic": {"Make": "a\0"}}, "Demographic.Make: must be valid Unicode without"),
    ({"ChannelType": "EMAIL"}, "needs Id, or ChannelType and Address"),
]


@pytest.mark.parametrize(("value", "says"), BAD_JSON)
def test_values_of_the_wrong_type_fail_the_row(value: Any, says: str) -> None:
    with pytest.raises(BadRow, match=says):
        json_row("app", value)


def test_null_members_are_absent_and_null_lists_remove() -> None:
    item = json_row("app", {"Id": "e", "Address": None, "Attributes": {"A": None, "B": "bare"}, "Metrics": None, "User": {"UserAttributes": None}}).item
    assert item is not None and not item.patch.HasField("address") and not item.patch.HasField("user")
    assert {name: list(entry.values) for name, entry in item.patch.attributes.items()} == {"A": [], "B": ["bare"]}


@pytest.mark.parametrize("line", ["{", "nul", "[" * 100_000])
def test_what_is_not_json_fails_the_row(line: str) -> None:
    with pytest.raises(BadRow):
        json_line(line)


def test_an_array_over_several_lines_is_taken_apart() -> None:
    text = '[\n {"Id":"a"},\n{"Id":"b"}\n]'
    assert [json.loads(_unwrapped(line)) for line in text.splitlines() if _unwrapped(line)] == [{"Id": "a"}, {"Id": "b"}]
    assert [_unwrapped(line) for line in ('[{"Id":"a"},', '{"Id":"b"}]', '[{"Id":"c"}]')] == ['{"Id":"a"}', '{"Id":"b"}', '[{"Id":"c"}]']


def test_text_is_utf_8_and_a_byte_order_mark_is_dropped_once() -> None:
    assert _texts([b"\xef\xbb\xbfId", "ä".encode()], first=True) == ["Id", "ä"]
    assert _texts([b"\xef\xbb\xbfId"], first=False) == ["\ufeffId"]
    with pytest.raises(Broken, match="not UTF-8"):
        _texts([b"\xff"], first=False)
