"""What a process logs: text for people or one JSON object a line (`COUNTERPOINT_LOG=json`), with the trace it belongs to, redacted either way."""

import json
import logging
import os
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType

from kit import caller
from kit.config import ConfigError
from kit.telemetry import tracing
from kit.telemetry.redact import Redactor, secrets_of

FORMS = ("text", "json")
_NOISY = ("asyncio", "botocore", "boto3", "s3transfer", "urllib3", "uvicorn.error", "nats", "clickhouse_connect", "opentelemetry", "grpc", "aiohttp")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def setup_logs(process: str, environ: Mapping[str, str] = os.environ) -> None:
    """Sets up logging to stderr by COUNTERPOINT_LOG and COUNTERPOINT_LOG_LEVEL. Raises ConfigError for values that mean nothing."""
    form, level = environ.get("COUNTERPOINT_LOG") or "text", environ.get("COUNTERPOINT_LOG_LEVEL") or "INFO"
    if form not in FORMS:
        raise ConfigError("COUNTERPOINT_LOG must be text or json")
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ConfigError("COUNTERPOINT_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
    redactor = Redactor(secrets_of(environ))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonForm(process, redactor) if form == "json" else TextForm(redactor))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Form(logging.Formatter):
    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def _message(self, record: logging.LogRecord) -> str:
        """The line itself. Exceptions among its arguments say no more than `Redactor.error` lets them."""
        if isinstance(record.args, tuple):
            given = tuple(self._redactor.error(item) if isinstance(item, BaseException) else item for item in record.args)
            text = str(record.msg) % given if given else str(record.msg)
        else:
            text = record.getMessage()
        return self._redactor.text(text)

    def _stack(self, info: ExcInfo) -> list[str]:
        """Where it happened, and what, down to the first cause. Lines of code, no values of variables."""
        lines: list[str] = []
        seen: BaseException | None = info[1]
        while seen is not None and len(lines) < 200:
            lines += [f"{type(seen).__name__}: {self._redactor.error(seen)}"]
            lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(seen.__traceback__)]
            seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
        return lines


class TextForm(_Form):
    """`LEVEL logger message [trace]`, and the stack below it."""

    def format(self, record: logging.LogRecord) -> str:
        trace = tracing.trace_id()
        head = f"{record.levelname} {record.name} {self._message(record)}" + (f" [{trace}]" if trace else "")
        return "\n".join([head, *(self._stack(record.exc_info) if record.exc_info and record.exc_info[1] else [])])  # type: ignore[arg-type]


class JsonForm(_Form):
    """One object a line: time, level, process, logger, message, and where there is one trace_id, request_id, stack."""

    def __init__(self, process: str, redactor: Redactor) -> None:
        super().__init__(redactor)
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        shown: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "process": self._process,
            "logger": record.name,
            "message": self._message(record),
        }
        if trace := tracing.trace_id():
            shown["trace_id"] = trace
        if request := caller.current().request_id:
            shown["request_id"] = request
        if record.exc_info and record.exc_info[1]:
            shown["stack"] = self._stack(record.exc_info)  # type: ignore[arg-type]
        return json.dumps(shown, ensure_ascii=False)
