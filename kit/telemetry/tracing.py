"""Trace context (W3C `traceparent`) and spans.

Off (the default) a span costs a context variable, and an incoming `traceparent` is passed on unchanged, so that a call chain stays one
trace for whoever looks at it.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_parent: ContextVar[str] = ContextVar("traceparent", default="")
_tracer: Any = None


def setup(service: str, environ: Mapping[str, str] = os.environ) -> None:
    """Starts exporting when OTEL_EXPORTER_OTLP_ENDPOINT is set and an OTLP exporter is installed; else does nothing."""
    global _tracer
    if not environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        return
    from opentelemetry import trace
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    from kit.telemetry.otlp import OtlpJsonExporter

    provider = TracerProvider(resource=Resource.create({"service.name": f"counterpoint-{service}"}))
    provider.add_span_processor(BatchSpanProcessor(OtlpJsonExporter(environ["OTEL_EXPORTER_OTLP_ENDPOINT"])))
    trace.set_tracer_provider(provider)
    _tracer = trace.get_tracer("counterpoint")


def shutdown() -> None:
    """Flushes what is buffered."""
    if _tracer is not None:
        from opentelemetry import trace

        trace.get_tracer_provider().shutdown()  # type: ignore[attr-defined]


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[None]:
    """A span around a block, child of the current context."""
    if _tracer is None:
        yield
        return
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    propagator = TraceContextTextMapPropagator()
    parent = propagator.extract({"traceparent": _parent.get()}) if _parent.get() else None
    with _tracer.start_as_current_span(name, context=parent, attributes=attributes):
        carrier: dict[str, str] = {}
        propagator.inject(carrier)
        token = _parent.set(carrier.get("traceparent", ""))
        try:
            yield
        finally:
            _parent.reset(token)


def inject(headers: dict[str, str]) -> dict[str, str]:
    """Adds the current trace context to outgoing headers or metadata."""
    if _parent.get():
        headers["traceparent"] = _parent.get()
    return headers


def traceparent() -> str:
    """The current trace context, "" outside of any trace."""
    return _parent.get()


def extract(headers: Mapping[str, str]) -> None:
    """Takes the trace context of incoming headers or metadata for the current task."""
    _parent.set(headers.get("traceparent", ""))
