"""Traces: off by default, one trace over RPC metadata and bus headers, OTLP over HTTP when asked for."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from kit.telemetry import extract, inject, span

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
from kit.telemetry import extract, inject, setup, span
from kit.telemetry.tracing import shutdown
setup("example")
extract({"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
with span("outer", app="a"):
    with span("inner"):
        print(inject({})["traceparent"])
shutdown()
"""


def test_off_by_default_and_what_comes_in_goes_out() -> None:
    extract({})
    with span("nothing"):
        assert inject({"a": "b"}) == {"a": "b"}
    extract({"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    with span("nothing"):
        assert inject({})["traceparent"] == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    extract({})


def test_off_loads_nothing_of_the_sdk() -> None:
    code = "import sys, kit.telemetry, kit.service; kit.telemetry.setup('x', {}); print(any(m.startswith('opentelemetry') for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={"PYTHONPATH": f"{ROOT}:{ROOT}/gen"}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_spans_continue_the_callers_trace_and_reach_the_collector() -> None:
    received: list[dict[str, Any]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            assert self.path == "/v1/traces"
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env = {"PYTHONPATH": f"{ROOT}:{ROOT}/gen", "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_port}"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    server.shutdown()
    spans = {s["name"]: s for body in received for resource in body["resourceSpans"] for scope in resource["scopeSpans"] for s in scope["spans"]}
    assert spans["outer"]["traceId"] == spans["inner"]["traceId"] == "0af7651916cd43dd8448eb211c80319c"
    assert spans["outer"]["parentSpanId"] == "b7ad6b7169203331"
    assert spans["inner"]["parentSpanId"] == spans["outer"]["spanId"]
    assert done.stdout.split("-")[2] == spans["inner"]["spanId"]
