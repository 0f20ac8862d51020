"""Templates spec §3.6: dates."""

from __future__ import annotations

import pytest

from services.delivery.domain.template import RenderError
from tests.unit.delivery.template.rendering import render

CASES = [
    ('{{dateFormat s inputFormat="MM/dd/yyyy" outputFormat="full"}}', "Saturday, September 19, 2020"),
    ('{{dateFormat s inputFormat="MM/dd/yyyy" outputFormat="long"}}', "September 19, 2020"),
    ('{{dateFormat s inputFormat="MM/dd/yyyy"}}', "Sep 19, 2020"),
    ('{{dateFormat s inputFormat="MM/dd/yyyy" outputFormat="short"}}', "9/19/20"),
    ("{{dateFormat '2020-09-19'}} {{dateFormat '2020-09-19' 'yyyyMMdd'}}", "Sep 19, 2020 20200919"),
    ("{{dateFormat '2020-09-19' outputFormat='yyyy-MM-dd HH:mm' tz=America/Los_Angeles}}", "2020-09-19 00:00"),
    ("{{dateFormat '2020-09-19T03:00:00Z' outputFormat='yyyy-MM-dd HH:mm' tz=America/Los_Angeles}}", "2020-09-18 20:00"),
    ("{{dateFormat '2020-09-19T03:00:00+02:00' outputFormat='yyyy-MM-dd HH:mm'}}", "2020-09-19 01:00"),
    ("{{dateFormat '2020-09-19T03:04:05.678Z' outputFormat='h:mm:ss.SSS a'}}", "3:04:05.678 AM"),
    ("{{dateFormat 0 outputFormat='yyyy-MM-dd'}} {{dateFormat '1600484645000' outputFormat='HH:mm:ss'}}", "1970-01-01 03:04:05"),
    ("{{dateFormat '2020-09-09' outputFormat=\"d dd M MM MMM MMMM yy yyyy EEE EEEE\"}}", "9 09 9 09 Sep September 20 2020 Wed Wednesday"),
    ("{{dateFormat '2020-09-19T00:30:00Z' outputFormat=\"H HH h hh a 'o''clock'\"}}", "0 00 12 12 AM o'clock"),
    ("{{dateFormat '2020-07-01T00:00:00Z' outputFormat='z Z XXX X' tz='Europe/Vienna'}}", "CEST +0200 +02:00 +02"),
    ("{{dateFormat '2020-07-01T00:00:00Z' outputFormat='z Z XXX' tz=UTC}}", "UTC +0000 Z"),
    ("{{dateFormat '2020-07-01T00:00:00Z' outputFormat='HH' tz=Etc/GMT+5}}", "19"),
    ("{{dateFormat '2020-07-01T00:00:00Z' outputFormat='HH' tz=zone}}", "09"),
    ("{{dateFormat '19 Sep 2020 11:05 PM' inputFormat='d MMM yyyy h:mm a' outputFormat='HH:mm'}}", "23:05"),
    ("{{dateFormat '20200919' inputFormat='yyyyMMdd'}} {{dateFormat '19.09.70' inputFormat='dd.MM.yy'}}", "Sep 19, 2020 Sep 19, 1970"),
    ("{{dateFormat 'Saturday, September 19, 2020' inputFormat='full' outputFormat='short'}}", "9/19/20"),
    ("{{dateFormat '2020-09-19 05:00 +0200' inputFormat='yyyy-MM-dd HH:mm Z' outputFormat='HH:mm'}}", "03:00"),
    ("{{dateFormat '2020-09-19T05:00Z' inputFormat=\"yyyy-MM-dd'T'HH:mmX\" outputFormat='HH:mm'}}", "05:00"),
    ("{{dateFormat nil}}|{{dateFormat ''}}|", "||"),
    ("{{now}} {{now 'yyyy-MM-dd HH:mm:ss.SSS'}}", "Nov 24, 2026 2026-11-24 12:30:05.007"),
    ('{{now "yyyy-MM-dd HH:mm" tz=Europe/Vienna}}', "2026-11-24 13:30"),
    ("{{now tz='Asia/Tokyo'}} {{dateFormat (now 'yyyy-MM-dd') outputFormat='short'}}", "Nov 24, 2026 11/24/26"),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_a_date_is_read_and_written_by_its_formats(source: str, expected: str) -> None:
    assert render(source, {"s": ["09/19/2020"], "zone": "Asia/Tokyo"}) == expected


REFUSED = [
    "{{dateFormat 'soon'}}",
    "{{dateFormat '2020-13-40' inputFormat='yyyy-MM-dd'}}",
    "{{dateFormat '2020' inputFormat='yyyy-MM-dd'}}",
    "{{dateFormat 'x' inputFormat='MMM'}}",
    "{{dateFormat '2020-09-19' outputFormat='yyyy Q'}}",
    "{{dateFormat '2020-09-19' outputFormat=\"'open\"}}",
    "{{now tz='Mars/Olympus'}}",
    "{{now tz='../../etc/passwd'}}",
    "{{now tz='Europe'}}",
    "{{dateFormat 99999999999999999999}}",
    "{{dateFormat 900000000000000}}",
    "{{dateFormat '0001-01-01T00:00:00Z' tz=America/Los_Angeles}}",
]


@pytest.mark.parametrize("source", REFUSED)
def test_a_date_that_cannot_be_understood_is_a_render_error(source: str) -> None:
    with pytest.raises(RenderError):
        render(source)
