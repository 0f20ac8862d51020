"""Logs: one form for people, one for machines, the trace in both, and nothing in them that must not be kept."""

import json
import logging
import sys

import pytest

from kit import caller
from kit.config import ConfigError
from kit.telemetry import begin, extract
from kit.telemetry.logs import JsonForm, TextForm, setup_logs
from kit.telemetry.redact import Redactor, secrets_of

REQUEST = "0af76519-16cd-43dd-8448-eb211c80319c"


def record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error is not None else None
    return logging.LogRecord("delivery.worker", logging.WARNING, __file__, 1, message, args, info)


def raised(error: BaseException) -> BaseException:
    """With a stack, as when it is caught."""
    try:
        raise error
    except BaseException as caught:
        return caught


def test_a_json_line_carries_process_trace_and_request() -> None:
    begin("", REQUEST)
    caller.set_current(caller.Caller(request_id=REQUEST))
    shown = json.loads(JsonForm("delivery", Redactor()).format(record("%d windows", 3)))
    assert shown.pop("time").endswith("Z")
    assert shown == {
        "level": "WARNING",
        "process": "delivery",
        "logger": "delivery.worker",
        "message": "3 windows",
        "trace_id": REQUEST.replace("-", ""),
        "request_id": REQUEST,
    }


def test_a_text_line_names_the_trace_if_there_is_one() -> None:
    extract({})
    assert TextForm(Redactor()).format(record("away")) == "WARNING delivery.worker away"
    begin("", REQUEST)
    assert TextForm(Redactor()).format(record("away")) == f"WARNING delivery.worker away [{REQUEST.replace('-', '')}]"


def test_a_stack_shows_where_and_which_error_but_not_what_it_quotes() -> None:
    extract({})
    error = raised(ValueError("invalid input for $3: 'Dear Ada, your code is 4711' (in field 'address')\nDETAIL: Key (address)=(ada@example.com)"))
    shown = json.loads(JsonForm("delivery", Redactor()).format(record("failed", error=error)))
    assert shown["stack"][0] == "ValueError: invalid input for $3: '…' (in field 'address')"
    assert "test_logs.py" in shown["stack"][1] and shown["stack"][1].endswith("raised")
    assert "4711" not in json.dumps(shown) and "ada" not in json.dumps(shown)


def test_an_exception_among_the_arguments_says_no_more_than_in_a_stack() -> None:
    line = TextForm(Redactor()).format(record("%s: repeated: %s", "analytics-received", ValueError("bad row: 'Ada Lovelace, London'")))
    assert "bad row: '…'" in line and "Ada" not in line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail to ada.l+x@mail.example.com bounced", "mail to *** bounced"),
        ("GET /v1/apps/1/endpoints/ada%40example.com", "GET /v1/apps/1/endpoints/***"),
        ("text to +4915112345678", "text to ***"),
        ("smtp://user:pa55@mail.example:25 is away", "smtp://***@mail.example:25 is away"),
        ("unix:///run/v.sock?password=abc123&db=0", "unix:///run/v.sock?password=***&db=0"),
        ("cp-token: 6c1f", "cp-token: ***"),
        ("X-Amz-Signature=00ff&x=1", "X-Amz-Signature=***&x=1"),
        ("run 0af7651916cd43dd8448eb211c80319c took 12345678 us at 2026-11-25T00:55:42.123Z", None),
        ("analytics@example: no address", None),
        ("127.0.0.1:8080 serves, 3+4 items", None),
    ],
)
def test_secrets_and_addresses_are_masked_and_the_rest_stays(text: str, shown: str | None) -> None:
    assert Redactor().text(text) == (text if shown is None else shown)


def test_what_the_configuration_calls_secret_is_masked_wherever_it_stands() -> None:
    environ = {
        "COUNTERPOINT_DATABASE_URL": "postgresql+asyncpg://seg:p%40ssw0rd@h/db",
        "COUNTERPOINT_CACHE_URL": "unix:///s?password=valkeysecret",
        "COUNTERPOINT_RPC_TOKEN": "tokentoken",
        "COUNTERPOINT_HTTP": "127.0.0.1:8080",
    }
    masked = Redactor(secrets_of(environ)).text("p@ssw0rd p%40ssw0rd valkeysecret tokentoken 127.0.0.1:8080")
    assert masked == "*** *** *** *** 127.0.0.1:8080"


@pytest.mark.parametrize(("key", "value"), [("COUNTERPOINT_LOG", "xml"), ("COUNTERPOINT_LOG_LEVEL", "LOUD")])
def test_a_form_or_level_that_is_none_is_refused(key: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"{key} must be"):
        setup_logs("x", {key: value})
    assert sys.stderr is not None
