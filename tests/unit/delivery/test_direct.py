"""What a direct message says (channels spec §2 rules 3 and 4; templates spec §2.3, §5)."""

from typing import Any

import pytest
from counterpoint.delivery.v1 import delivery_pb2 as shapes

from services.delivery.domain.direct import (
    EmailSource,
    Result,
    TextSource,
    book_of,
    email_source,
    substitutions,
    text_source,
)

ENTRY, BODY, TITLE = {}, {"body_override": "own body"}, {"title_override": "own title"}
SIMPLE = {"simple_email": {"subject": {"data": "S"}, "html_part": {"data": "<p>H</p>"}, "text_part": {"data": "T"}}}
TEMPLATE = shapes.EmailTemplateResponse(subject="tS", html_part="tH", text_part="tT", default_substitutions='{"a":"b"}')


@pytest.mark.parametrize(
    ("entry", "email", "default", "template", "source"),
    [
        (BODY | TITLE, SIMPLE, "D", TEMPLATE, EmailSource("own title", "", "own body", defaults='{"a":"b"}')),
        (BODY, SIMPLE, "D", TEMPLATE, EmailSource("tS", "", "own body", defaults='{"a":"b"}')),
        (BODY, SIMPLE, "D", None, EmailSource("S", "", "own body")),
        (TITLE, SIMPLE, "D", TEMPLATE, EmailSource("own title", "tH", "tT", (), "template", '{"a":"b"}')),
        (TITLE, SIMPLE, "D", None, EmailSource("own title", "<p>H</p>", "T")),
        (ENTRY, {"raw_email": {"data": b"raw"}} | SIMPLE, "D", TEMPLATE, EmailSource(raw=b"raw")),
        (ENTRY, SIMPLE, "D", TEMPLATE, EmailSource("tS", "tH", "tT", (), "template", '{"a":"b"}')),
        (ENTRY, SIMPLE, "D", None, EmailSource("S", "<p>H</p>", "T")),
        (ENTRY, {"body": "plain"}, "D", None, EmailSource(text="plain")),
        (ENTRY, {}, "D", None, EmailSource(text="D")),
        (ENTRY, {}, "", None, None),
        (BODY, {}, "", None, EmailSource("", "", "own body")),
    ],
)
def test_the_first_level_with_content_wins(
    entry: dict[str, Any], email: dict[str, Any], default: str, template: Any, source: EmailSource | None
) -> None:
    messages = shapes.DirectMessageConfiguration(email_message=email, default_message={"body": default})
    assert email_source(shapes.AddressConfiguration(**entry), messages, template) == source


@pytest.mark.parametrize(
    ("entry", "sms", "default", "template", "source"),
    [
        (BODY, "S", "D", "T", TextSource("own body", defaults='{"a":"b"}')),
        (BODY, "S", "D", None, TextSource("own body")),
        (ENTRY, "S", "D", "T", TextSource("T", "template", '{"a":"b"}')),
        (ENTRY, "S", "D", None, TextSource("S")),
        (ENTRY, "", "D", None, TextSource("D")),
        (ENTRY, "", "", None, None),
    ],
)
def test_a_text_message_says_what_the_first_level_says(
    entry: dict[str, Any], sms: str, default: str, template: str | None, source: TextSource | None
) -> None:
    messages = shapes.DirectMessageConfiguration(sms_message={"body": sms}, default_message={"body": default})
    stored = None if template is None else shapes.SMSTemplateResponse(body=template, default_substitutions='{"a":"b"}')
    assert text_source(shapes.EndpointSendConfiguration(**entry), messages, stored) == source


def test_message_headers_replace_those_of_the_template() -> None:
    template = shapes.EmailTemplateResponse(headers=[{"name": "X-A", "value": "1"}, {"name": "X-B", "value": "2"}])
    messages = shapes.DirectMessageConfiguration(
        email_message={"simple_email": {"headers": [{"name": "x-a", "value": "9"}]}}
    )
    source = email_source(shapes.AddressConfiguration(), messages, template)
    assert source is not None and source.headers == (("X-B", "2"), ("x-a", "9"))


def test_the_targets_values_beat_the_messages_and_those_beat_the_default() -> None:
    messages = shapes.DirectMessageConfiguration()
    messages.default_message.substitutions["a"].values.append("default")
    messages.email_message.substitutions["a"].values.append("message")
    entry = shapes.AddressConfiguration()
    entry.substitutions["a"].values.extend(["own", "second"])
    layers = substitutions(entry, messages.email_message, messages)
    assert [dict(layer) for layer in layers] == [{"a": ["own", "second"]}, {"a": ["message"]}, {"a": ["default"]}]


@pytest.mark.parametrize(
    ("status", "book"),
    [
        ("SUCCESSFUL", ("sent", "SUCCESS")),
        ("DUPLICATE", ("dropped", "DUPLICATE_ADDRESS")),
        ("OPT_OUT", ("dropped", "ENDPOINT_OPT_OUT")),
        ("THROTTLED", ("failed", "THROTTLED")),
        ("TEMPORARY_FAILURE", ("failed", "TRANSIENT_FAILURE")),
        ("PERMANENT_FAILURE", ("failed", "FAILURE_PERMANENT")),
        ("UNKNOWN_FAILURE", ("unknown", "UNKNOWN")),
    ],
)
def test_every_delivery_status_stands_in_one_book(status: str, book: tuple[str, str]) -> None:
    assert book_of(Result(status, 200, "")) == book
