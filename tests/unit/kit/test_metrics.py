"""Metrics: counted in batches, declared once, shown as Prometheus reads them."""

import asyncio
import re
import tomllib
from pathlib import Path

import pytest

from kit.config import ConfigError
from kit.telemetry import endpoint, names
from kit.telemetry.metrics import Counter, Gauge, Histogram, render
from kit.version import VERSION

ROOT = Path(__file__).resolve().parents[3]


def test_a_counter_takes_a_batch_at_once_and_keeps_series_apart() -> None:
    counter = Counter("c_total", ("channel", "status"), "messages", "What it means.")
    counter.add(200, "EMAIL", "SUCCESSFUL")
    counter.add(3, "EMAIL", "SUCCESSFUL")
    counter.add(1, "SMS", "THROTTLED")
    assert (counter.value("EMAIL", "SUCCESSFUL"), counter.value("SMS", "THROTTLED"), counter.value("SMS", "OPT_OUT")) == (203, 1, 0)


def test_a_gauge_forgets_the_series_that_are_not_named_any_more() -> None:
    gauge = Gauge("g", ("durable",), "messages", "What it means.")
    gauge.set(4, "a")
    gauge.replace({("b",): 5})
    assert (gauge.value("a"), gauge.value("b")) == (None, 5)


def test_a_histogram_counts_each_value_in_every_bound_it_lies_below() -> None:
    histogram = Histogram("h", ("op",), "seconds", "What it means.", (0.1, 1))
    for value in (0.1, 0.5, 7):
        histogram.observe(value, "x")
    assert histogram.count("x") == 3
    assert render([histogram]).splitlines()[2:] == [
        'h_bucket{op="x",le="0.1"} 1',
        'h_bucket{op="x",le="1"} 2',
        'h_bucket{op="x",le="+Inf"} 3',
        'h_sum{op="x"} 7.6',
        'h_count{op="x"} 3',
    ]


def test_label_values_are_escaped_and_empty_metrics_left_out() -> None:
    counter, silent = Counter("c_total", ("a",), "", "M."), Gauge("g", (), "", "M.")
    counter.add(1, 'a"b\\c\nd')
    assert render([counter, silent]) == '# HELP c_total M.\n# TYPE c_total counter\nc_total{a="a\\"b\\\\c\\nd"} 1\n'


def test_every_metric_is_declared_with_a_name_of_its_kind_and_a_meaning() -> None:
    assert len({metric.name for metric in names.METRICS}) == len(names.METRICS) > 25
    for metric in names.METRICS:
        assert re.fullmatch(r"(counterpoint|process)_[a-z_]+", metric.name), metric.name
        assert metric.name.endswith("_total") == isinstance(metric, Counter), metric.name
        assert not isinstance(metric, Histogram) or metric.name.endswith(("_seconds", "_items")), metric.name
        assert metric.meaning.endswith((".", ")")) and "\n" not in metric.meaning, metric.name
        assert not {"address", "endpoint", "user", "email", "phone", "subject_line"} & set(metric.labels), metric.name


def test_nothing_is_measured_that_is_not_declared() -> None:
    texts = "\n".join(path.read_text() for folder in ("kit", "gateway", "services") for path in (ROOT / folder).rglob("*.py"))
    assert not re.findall(r"\b(?:Counter|Gauge|Histogram)\(\s*\"", texts.replace((ROOT / "kit/telemetry/names.py").read_text(), ""))
    for name, thing in vars(names).items():
        if thing in names.METRICS:
            assert re.search(rf"\bnames\.{name}\b", texts), f"{name} is declared and never set"


def test_the_version_is_that_of_the_package() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION


async def _get(path: str, address: Path) -> str:
    reader, writer = await asyncio.open_unix_connection(address)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    return answer


async def test_the_endpoint_looks_when_somebody_asks_and_a_look_that_fails_costs_only_itself(tmp_path: Path) -> None:
    socket = tmp_path / "m"

    async def looks() -> None:
        names.OUTBOX.set(7)

    async def fails() -> None:
        raise RuntimeError("the database is away")

    async with endpoint.serving(f"unix:{socket}", "example", VERSION):
        with endpoint.on_scrape(looks), endpoint.on_scrape(fails):
            answer = await _get("/metrics", socket)
        assert "200 OK" in answer and "counterpoint_outbox_facts 7\n" in answer
        assert f'counterpoint_build_info{{process="example",version="{VERSION}"}} 1\n' in answer
        assert re.search(r"^process_resident_memory_bytes [1-9]\d+$", answer, re.MULTILINE)
        assert "404" in await _get("/", socket)


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:port", "unix:/no/such/folder/m"])
async def test_an_address_that_cannot_be_had_is_said(address: str) -> None:
    with pytest.raises(ConfigError, match="COUNTERPOINT_METRICS"):
        async with endpoint.serving(address, "example", VERSION):
            pass
