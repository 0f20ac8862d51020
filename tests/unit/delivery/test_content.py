"""From an endpoint and a template to a message (templates spec §2, §4, §6; acceptance 2, 3, 4, 10)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from counterpoint.type.v1 import type_pb2 as types

from services.delivery.domain.content import (
    Addressee,
    Moment,
    Unsendable,
    email_content,
    render_email,
    render_text,
    text_content,
)
from services.delivery.domain.documents import PARTS, document, needed
from services.delivery.domain.links import CLICK, OPEN, UNSUBSCRIBE, LinkSigner
from services.delivery.domain.mime import MimeTemplate
from services.delivery.domain.template import MissingValue

MOMENT = Moment(datetime(2026, 11, 24, tzinfo=UTC), lambda: "0" * 32, lambda: False)
WHO = Addressee("e1", "ann@example.org", "m-1", 1_700_000_000_000)
SIGNER = LinkSigner(b"k" * 32, "https://links.example")
LAYOUT = MimeTemplate.from_parts("Shop <a@shop.example>", "Tue, 24 Nov 2026 00:00:00 +0000", "ab")


def read(content: Any, values: Mapping[str, object], tracked: bool = True) -> Any:
    """The message, parsed back."""
    links = SIGNER.run("app", "run", "camp", "0") if tracked else None
    return message_from_bytes(render_email(content, LAYOUT, values, WHO, links, MOMENT), policy=policy.default)


def test_html_is_escaped_and_subject_and_text_are_not() -> None:
    content = email_content("Hi {{Attributes.N}}", "<p>{{Attributes.N}}</p>", "Hi {{Attributes.N}}", [], "template")
    mail = read(content, {"Attributes": {"N": ["<b>"]}})
    assert mail["Subject"] == "Hi <b>"
    assert "<p>&lt;b&gt;</p>" in mail.get_body(("html",)).get_content()
    assert mail.get_body(("plain",)).get_content().strip() == "Hi <b>"


def test_links_open_pixel_and_unsubscribe_know_their_recipient() -> None:
    html = '<a href="https://shop.example/?c={{Id}}">x</a><a ses:tags="unsubscribeLinkTag:a" href="https://bye.example">y</a>'
    mail = read(email_content("S", html, "", [], "inline"), {"Id": "e1"})
    body = mail.get_body(("html",)).get_content()
    tokens = [part.split('"')[0] for part in body.split("https://links.example/")[1:]]
    first, second, pixel = (SIGNER.read(token[0], token[2:]) for token in tokens)
    assert first is not None and second is not None and pixel is not None
    assert (first.kind, first.url, first.unsubscribe) == (CLICK, "https://shop.example/?c=e1", False)
    assert (second.url, second.unsubscribe, pixel.kind) == ("https://bye.example", True, OPEN)
    leave = mail["List-Unsubscribe"].strip("<> ")
    found = SIGNER.read(UNSUBSCRIBE, leave.rpartition("/")[2])
    assert found is not None and (found.endpoint_id, found.campaign_id) == ("e1", "camp")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "ses:tags" not in body


def test_a_link_inside_a_value_arrives_untouched() -> None:
    mail = read(
        email_content("S", "", "{{Attributes.L}}", [], "inline"), {"Attributes": {"L": ["https://own.example/x"]}}
    )
    assert mail.get_content().strip() == "https://own.example/x"


def test_a_missing_value_stops_a_template_and_is_blank_inline_and_a_default_helps_both() -> None:
    with pytest.raises(MissingValue):
        read(email_content("Hi {{Attributes.N}}", "", "x", [], "template"), {})
    assert read(email_content("Hi {{Attributes.N}}!", "", "x", [], "inline"), {})["Subject"] == "Hi !"
    content = email_content("Hi {{Attributes.N}}", "", "x", [], "template", '{"Attributes.N":"friend"}')
    assert read(content, {})["Subject"] == "Hi friend"


def test_a_header_cannot_be_smuggled_in_by_a_value() -> None:
    content = email_content("{{Attributes.N}}", "", "x", [("X-Tier", "{{Attributes.N}}")], "inline")
    mail = read(content, {"Attributes": {"N": ["a\r\nBcc: evil@example.org"]}}, tracked=False)
    assert mail["Bcc"] is None and mail["X-Tier"] == "aBcc: evil@example.org"


def test_a_text_too_long_for_any_operator_is_not_sent() -> None:
    body, measure = render_text(text_content("Hi {{Id}}", "inline"), {"Id": "x"}, MOMENT)
    assert (body, measure.parts) == ("Hi x", 1)
    with pytest.raises(Unsendable, match="InvalidMessage"):
        render_text(text_content("{{Attributes.N}}", "inline"), {"Attributes": {"N": ["ü" * 1601 + "я"]}}, MOMENT)


def test_the_document_holds_wire_names_and_only_what_is_asked_for() -> None:
    endpoint = types.EndpointResponse(id="e", address="a@example.org", channel_type="EMAIL", metrics={"m": 1.5})
    endpoint.attributes["A"].values.extend(["1", "2"])
    endpoint.location.city = "Graz"
    endpoint.user.user_id = "u"
    user = types.EndpointUser(user_id="u")
    user.user_attributes["F"].values.append("Ann")
    assert document(endpoint, user) == {
        "Id": "e",
        "Address": "a@example.org",
        "ChannelType": "EMAIL",
        "Attributes": {"A": ["1", "2"]},
        "Metrics": {"m": 1.5},
        "Location": {"City": "Graz"},
        "User": {"UserId": "u", "UserAttributes": {"F": ["Ann"]}},
    }
    assert document(endpoint, user, needed(["{{Attributes.A}}"])) == {"Attributes": {"A": ["1", "2"]}}
    endpoint.attributes["B b"].values.append("3")
    assert document(
        endpoint, user, needed(["{{Attributes.[B b].[0]}} {{User.UserAttributes.F}} {{Attributes.No}}"])
    ) == {
        "Attributes": {"B b": ["3"]},
        "User": {"UserId": "u", "UserAttributes": {"F": ["Ann"]}},
    }
    assert needed(["{{#each Attributes}}{{@key}}{{/each}}"]) == {"Attributes"}
    assert needed(["come with this offer, {{#each Attributes.A}}{{@index}}{{/each}}"]) == {"Attributes.A"}
    assert needed(["{{lookup this Attributes.A}}"]) == PARTS
