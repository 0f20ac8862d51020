"""Trace context (W3C `traceparent`) and spans.

Every request has a trace from the gateway on: the caller's own, or one named by the request id. Its context rides in RPC metadata, bus headers and outbox
rows whether or not anybody collects spans. Off (the default) a span is one shared object that does nothing.
"""

import os
import re
import threading
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Protocol

INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER = range(5)
"""Kinds of spans, numbered as in opentelemetry's SpanKind."""

# A batch of messages may hold very many traces; so many of them get a span of its handling.
MOST_TRACES = 50

_current: ContextVar[str] = ContextVar("traceparent", default="")
_tracer: Any = None
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\Z")
# In the place of a parent's id: the trace is named, its first span is yet to come.
_NO_PARENT = "0" * 16


class Span(Protocol):
    """What `with span(…)` enters."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


def setup(service: str, environ: Mapping[str, str] = os.environ) -> None:
    """Starts exporting when OTEL_EXPORTER_OTLP_ENDPOINT (or …_TRACES_ENDPOINT) is set; else does nothing. The SDK's own OTEL_ names apply."""
    global _tracer
    base, full = environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", ""), environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")
    if not (base or full) or environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return
    from opentelemetry import trace
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    from kit.telemetry.otlp import Names, OtlpJsonExporter, headers

    resource = Resource.create({"service.name": f"counterpoint-{service}"})
    provider = TracerProvider(resource=resource, id_generator=Names(_first_trace))
    exporter = OtlpJsonExporter(full or base.rstrip("/") + "/v1/traces", headers(environ.get("OTEL_EXPORTER_OTLP_HEADERS", "")))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    _tracer = provider.get_tracer("counterpoint")


def shutdown() -> None:
    """Flushes what is buffered."""
    if _tracer is not None:
        from opentelemetry import trace

        trace.get_tracer_provider().shutdown()  # type: ignore[attr-defined]


def on() -> bool:
    """Whether spans are collected."""
    return _tracer is not None


def begin(incoming: str, request_id: str) -> None:
    """The trace of a request from outside: its own `traceparent` when that is well-formed, else one named by the request id (a UUID)."""
    if _TRACEPARENT.match(incoming):
        _current.set(incoming)
    else:
        _current.set(named(request_id.replace("-", "")))


def named(trace_id: str) -> str:
    """The traceparent of a trace that begins here. `trace_id`: 32 hex characters, such as an id of ours."""
    return f"00-{trace_id}-{_NO_PARENT}-01" if _tracer is not None else f"00-{trace_id}-{trace_id[16:]}-00"


def resume(context: str) -> None:
    """Goes on with a stored traceparent; "" for none."""
    _current.set(context)


def extract(headers: Mapping[str, str]) -> None:
    """Takes the trace context of incoming headers or metadata for the current task."""
    _current.set(headers.get("traceparent", ""))


def inject(headers: dict[str, str]) -> dict[str, str]:
    """Adds the current trace context to outgoing headers or metadata."""
    if context := _current.get():
        headers["traceparent"] = context
    return headers


def traceparent() -> str:
    """The current trace context, "" outside of any trace."""
    return _current.get()


def trace_id() -> str:
    """The current trace's id, "" outside of any."""
    return _current.get()[3:35]


def span(name: str, kind: int = INTERNAL, **attributes: str | int) -> Span:
    """A span around a block, child of the current context; attributes are ids and numbers, never content."""
    return _NOTHING if _tracer is None else _Recorded(name, kind, attributes, ())


def spans(name: str, kind: int, contexts: Iterable[str], **attributes: str | int) -> Span:
    """The same around work for several traces: the block continues the first, every other one gets a span of the same time."""
    distinct = list(dict.fromkeys(contexts))
    resume(distinct[0] if distinct else "")
    return _NOTHING if _tracer is None else _Recorded(name, kind, attributes, [context for context in distinct[1:MOST_TRACES] if context])


class _Nothing:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *exc: object) -> None:
        return None


_NOTHING = _Nothing()
_names = threading.local()


def _first_trace() -> int:
    """The id of the trace that is just beginning, 0 for any."""
    wanted: int = getattr(_names, "wanted", 0)
    return wanted


class _Recorded:
    """A span that is collected."""

    __slots__ = ("_attributes", "_before", "_kind", "_name", "_others", "_spans")

    def __init__(self, name: str, kind: int, attributes: dict[str, str | int], others: Iterable[str]) -> None:
        self._name = name
        self._kind = kind
        self._attributes = attributes
        self._others = others
        self._before = ""
        self._spans: list[Any] = []

    def __enter__(self) -> None:
        self._before = _current.get()
        self._spans = [_started(self._name, self._kind, context, self._attributes) for context in (self._before, *self._others)]
        context = self._spans[0].get_span_context()
        _current.set(f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # Not by a token: a generator may be closed from another context.
        _current.set(self._before)
        for one in self._spans:
            if kind is not None:
                _mark_failed(one, kind)
            one.end()


def _started(name: str, kind: int, context: str, attributes: Mapping[str, str | int]) -> Any:
    from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags, set_span_in_context

    parent = None
    _names.wanted = 0
    if context:
        trace, above, flags = int(context[3:35], 16), context[36:52], int(context[53:55], 16)
        if above == _NO_PARENT:
            _names.wanted = trace
        else:
            parent = set_span_in_context(NonRecordingSpan(SpanContext(trace, int(above, 16), True, TraceFlags(flags))))
    from opentelemetry.context import Context

    return _tracer.start_span(name, context=parent if parent is not None else Context(), kind=SpanKind(kind), attributes=attributes)


def _mark_failed(one: Any, kind: type[BaseException]) -> None:
    """The error's class alone: its words may quote what somebody sent."""
    from opentelemetry.trace import Status, StatusCode

    one.set_status(Status(StatusCode.ERROR, kind.__name__))
