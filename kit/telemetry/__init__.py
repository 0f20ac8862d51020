"""Traces, metrics and logs. Spans are exported when OTEL_EXPORTER_OTLP_ENDPOINT is set, metrics offered when COUNTERPOINT_METRICS is."""

from kit.telemetry.tracing import CLIENT, CONSUMER, PRODUCER, SERVER, begin, extract, inject, named, resume, setup, span, spans, traceparent

__all__ = ["CLIENT", "CONSUMER", "PRODUCER", "SERVER", "begin", "extract", "inject", "named", "resume", "setup", "span", "spans", "traceparent"]
