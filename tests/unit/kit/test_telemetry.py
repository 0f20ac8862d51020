"""Traces: off by default, one trace over RPC metadata and bus headers, OTLP over HTTP when asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

from kit.telemetry import begin, extract, inject, named, resume, span, spans, traceparent
from kit.telemetry.tracing import trace_id
from tests.fixtures.collector import Collector

ROOT = Path(__file__).resolve().parents[3]
FOREIGN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
REQUEST = "5b8efff7-98a3-4f0c-9a1b-0123456789ab"


def traced(collector: Collector, program: str) -> str:
    """Runs a program whose spans go to the collector; what it printed."""
    code = f"from kit.telemetry import *\nfrom kit.telemetry.tracing import shutdown\nsetup('example')\n{program}\nshutdown()\n"
    env = {"PYTHONPATH": f"{ROOT}:{ROOT}/gen", "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout


def test_off_by_default_and_what_comes_in_goes_out() -> None:
    extract({})
    with span("nothing"):
        assert inject({"a": "b"}) == {"a": "b"}
    extract({"traceparent": FOREIGN})
    with span("nothing"):
        assert inject({})["traceparent"] == FOREIGN
    extract({})


def test_off_every_request_has_a_trace_all_the_same_which_nobody_samples() -> None:
    begin("", REQUEST)
    assert traceparent() == "00-5b8efff798a34f0c9a1b0123456789ab-9a1b0123456789ab-00"
    assert trace_id() == REQUEST.replace("-", "")
    assert named("0af7651916cd43dd8448eb211c80319c").endswith("-00")


@pytest.mark.parametrize("incoming", ["", "00-x-y-01", FOREIGN + "0", FOREIGN.upper(), f"00-{'0' * 32}-{'1' * 16}-01", f"00-{'1' * 32}-{'0' * 16}-01"])
def test_a_malformed_traceparent_is_no_traceparent(incoming: str) -> None:
    begin(incoming, REQUEST)
    assert trace_id() == REQUEST.replace("-", "")
    begin(FOREIGN, REQUEST)
    assert traceparent() == FOREIGN


def test_off_work_for_several_traces_continues_the_first() -> None:
    with spans("reader", 4, ["", FOREIGN]):
        assert traceparent() == ""
    with spans("reader", 4, [FOREIGN, named("1" * 32)]):
        assert traceparent() == FOREIGN
    resume("")


def test_off_loads_nothing_of_the_sdk() -> None:
    code = "import sys, kit.telemetry, kit.service; kit.telemetry.setup('x', {}); print(any(m.startswith('opentelemetry') for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={"PYTHONPATH": f"{ROOT}:{ROOT}/gen"}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_spans_continue_the_callers_trace_and_reach_the_collector() -> None:
    with Collector() as collector:
        printed = traced(
            collector,
            f"""
extract({{"traceparent": "{FOREIGN}"}})
with span("outer", SERVER, app="a", items=3):
    with span("inner"):
        print(inject({{}})["traceparent"])
""",
        )
        found = {kept.name: kept for kept in collector.spans("0af7651916cd43dd8448eb211c80319c")}
    assert collector.paths == ["/v1/traces"]
    assert found["outer"].parent == "b7ad6b7169203331" and found["outer"].kind == 2
    assert found["outer"].attributes == {"app": "a", "items": "3"} and found["outer"].service == "counterpoint-example"
    assert found["inner"].parent == found["outer"].span
    assert printed.split("-")[2] == found["inner"].span


def test_a_trace_that_begins_here_is_named_by_the_request_and_an_error_by_its_class_alone() -> None:
    with Collector() as collector:
        traced(
            collector,
            f"""
begin("", "{REQUEST}")
try:
    with span("SendMessages"):
        raise ValueError("ada@example.com")
except ValueError:
    pass
""",
        )
        (kept,) = collector.spans(REQUEST.replace("-", ""))
    assert (kept.parent, kept.failed) == ("", "ValueError") and "ada" not in kept.raw


def test_a_batch_of_several_traces_has_a_span_in_each() -> None:
    other = FOREIGN.replace("0af", "1af")
    with Collector() as collector:
        traced(
            collector,
            f"""
with spans("reader", CONSUMER, ["{FOREIGN}", "{other}", "{FOREIGN}", ""], messages=4):
    with span("inner"):
        pass
""",
        )
        found = [(kept.name, kept.trace[:3], kept.parent == "b7ad6b7169203331") for kept in collector.spans()]
    assert sorted(found) == [("inner", "0af", False), ("reader", "0af", True), ("reader", "1af", True)]


def test_what_the_caller_does_not_sample_is_not_collected() -> None:
    with Collector() as collector:
        traced(collector, f'extract({{"traceparent": "{FOREIGN[:-1]}0"}})\nwith span("outer"):\n    pass')
        assert collector.spans() == []
