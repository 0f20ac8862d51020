"""Tracking links: public, unsigned, never acting on HEAD or on the GET of an unsubscribe link."""

from __future__ import annotations

from tests.gateway.conftest import Running
from tests.gateway.signing import send


def kinds(gateway: Running, token: str) -> list[str]:
    return [item.kind for item in gateway.sending.items if item.token == token]


def test_an_open_answers_a_pixel_that_nobody_stores(gateway: Running) -> None:
    answer = send(gateway.url, "GET", "/o/good-open", headers={"User-Agent": "mail"})
    assert (answer.status, answer.headers["content-type"], answer.body[:6]) == (200, "image/gif", b"GIF89a")
    assert "no-store" in answer.headers["cache-control"]
    item = gateway.sending.items[-1]
    assert (item.kind, item.token, item.user_agent, item.ip_address) == ("open", "good-open", "mail", "127.0.0.1")
    assert send(gateway.url, "GET", "/o/forged").status == 200


def test_a_click_goes_only_where_the_service_says(gateway: Running) -> None:
    answer = send(gateway.url, "GET", "/l/good-click.abc?u=https://evil.example")
    assert answer.status == 302
    assert answer.headers["location"] == "https://example.org/%C3%A9?a=1%0D%0AX:%20y"
    assert "x" not in answer.headers
    assert send(gateway.url, "GET", "/l/forged").status == 404


def test_head_never_counts(gateway: Running) -> None:
    for path in ("/o/good-head", "/l/good-head", "/u/good-head"):
        assert send(gateway.url, "HEAD", path).status == 200
    assert kinds(gateway, "good-head") == []


def test_an_unsubscribe_link_shows_on_get_and_acts_on_post(gateway: Running) -> None:
    page = send(gateway.url, "GET", "/u/good-unsub")
    assert page.status == 200 and b'<form method="post">' in page.body
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert kinds(gateway, "good-unsub") == ["unsubscribe_page"]
    done = send(gateway.url, "POST", "/u/good-unsub", b"List-Unsubscribe=One-Click")
    assert done.status == 200
    assert kinds(gateway, "good-unsub") == ["unsubscribe_page", "unsubscribe"]
    assert send(gateway.url, "GET", "/u/forged").status == 404
    assert send(gateway.url, "POST", "/u/forged", b"").status == 404


def test_a_receipt_is_taken_from_who_signs_it(gateway: Running) -> None:
    form = b"MessageSid=SM1&MessageStatus=delivered"
    assert send(gateway.url, "POST", "/r/token", form, headers={"X-Twilio-Signature": "good"}).status == 204
    said = gateway.sending.receipts[-1]
    assert (said.token, said.body, said.signature) == ("token", form, "good")
    assert send(gateway.url, "POST", "/r/token", form, headers={"X-Twilio-Signature": "bad"}).status == 403
    assert send(gateway.url, "POST", "/r/token", form).status == 403
    assert send(gateway.url, "GET", "/r/token").status == 405


def test_other_verbs_and_other_paths_are_refused(gateway: Running) -> None:
    assert send(gateway.url, "POST", "/l/good", b"").status == 405
    assert send(gateway.url, "GET", "/o/").status == 404
    assert send(gateway.url, "GET", "/l/a/b").status == 404
    assert send(gateway.url, "POST", "/u/good", b"x" * 100_000).status == 413
