"""Traces on opentelemetry-sdk, off unless the standard OTEL_EXPORTER_OTLP_ENDPOINT is set; the context travels in RPC metadata and bus headers either way."""

from kit.telemetry.tracing import extract, inject, setup, span, traceparent

__all__ = ["extract", "inject", "setup", "span", "traceparent"]
