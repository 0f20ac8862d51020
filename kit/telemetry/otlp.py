"""OTLP over HTTP with JSON bodies: the part of the protocol that traces need, without another dependency."""

import json
import logging
import random
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

_log = logging.getLogger("kit.telemetry")


class Names(RandomIdGenerator):
    """Random ids, unless `wanted` names the trace that is beginning (0: any)."""

    def __init__(self, wanted: Callable[[], int]) -> None:
        self._wanted = wanted

    def generate_trace_id(self) -> int:
        return self._wanted() or random.getrandbits(128) or 1


class OtlpJsonExporter(SpanExporter):
    """Posts spans to `url`. Lost batches are told once, until one is taken again."""

    def __init__(self, url: str, more_headers: Mapping[str, str] | None = None) -> None:
        self._url = url
        self._headers = {"Content-Type": "application/json", **(more_headers or {})}
        self._silent = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        if not spans:
            return SpanExportResult.SUCCESS
        # The address is the operator's own setting.
        request = urllib.request.Request(self._url, json.dumps(_body(spans)).encode(), self._headers, method="POST")  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310
                self._silent = False
                return SpanExportResult.SUCCESS
        except OSError as error:
            if not self._silent:
                _log.warning("traces are not taken by their collector: %s", type(error).__name__)
            self._silent = True
            return SpanExportResult.FAILURE

    def shutdown(self) -> None:
        pass


def headers(text: str) -> dict[str, str]:
    """OTEL_EXPORTER_OTLP_HEADERS: `name=value,name=value`, percent-encoded."""
    pairs = (part.partition("=") for part in text.split(",") if "=" in part)
    return {unquote(name).strip(): unquote(value).strip() for name, _, value in pairs}


def _body(spans: Sequence[ReadableSpan]) -> dict[str, Any]:
    """One process has one resource."""
    scope = {"scope": {"name": "counterpoint"}, "spans": [_span(span) for span in spans]}
    return {"resourceSpans": [{"resource": {"attributes": _attributes(spans[0].resource.attributes)}, "scopeSpans": [scope]}]}


def _span(span: ReadableSpan) -> dict[str, Any]:
    context = span.get_span_context()
    assert context is not None
    failed = not span.status.is_ok and not span.status.is_unset
    return {
        "traceId": f"{context.trace_id:032x}",
        "spanId": f"{context.span_id:016x}",
        "parentSpanId": f"{span.parent.span_id:016x}" if span.parent else "",
        "name": span.name,
        "kind": span.kind.value + 1,
        "startTimeUnixNano": str(span.start_time),
        "endTimeUnixNano": str(span.end_time),
        "attributes": _attributes(span.attributes or {}),
        "status": {"code": 2, "message": span.status.description or ""} if failed else {},
    }


def _attributes(values: Any) -> list[dict[str, Any]]:
    return [{"key": key, "value": {"intValue": str(value)} if type(value) is int else {"stringValue": str(value)}} for key, value in values.items()]
