"""A mail provider that misbehaves in every way at once: the right outcome per recipient, and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kit.testing import eventually
from kit.testing.smtp_sink import CLOSE, GARBAGE, HANG, Rule
from tests.fixtures.receiver import Receiver
from tests.fixtures.shop import Shop
from tests.fixtures.suite import Suite

SIZE = 1_000
# By the number in the address: e7., e107., e207., … are the recipients that get the first answer.
RULES = (
    Rule(r"e\d*07\.", "RCPT", "550 5.1.1 no such user"),
    Rule(r"e\d*17\.", "RCPT", "451 4.3.0 try again later"),
    Rule(r"e\d*27\.", "DATA", "554 5.6.0 we do not like this content"),
    Rule(r"e\d*37\.", "RCPT", "452 4.2.2 mailbox full"),
    Rule(r"e347\.", "DATA", GARBAGE),
    Rule(r"e557\.", "DATA", CLOSE),
    Rule(r"e767\.", "DATA", HANG),
)


@pytest.fixture(scope="module")
def provider() -> Iterator[Receiver]:
    """The provider."""
    with Receiver(RULES) as running:
        yield running


@pytest.fixture(scope="module")
def suite(provider: Receiver) -> Iterator[Suite]:
    """A suite that sends through it and gives up on silence after two seconds."""
    with Suite({"COUNTERPOINT_EMAIL_URL": f"{provider.url}?timeout=2"}) as running:
        yield running


def test_every_recipient_gets_the_outcome_of_its_answer_and_the_rest_goes_on(suite: Suite, provider: Receiver) -> None:
    shop = Shop(suite, "bad provider")
    shop.load(SIZE)
    campaign = shop.launch(shop.everybody())

    def settled() -> dict[str, object]:
        (run,) = shop.runs(campaign)
        books = run.get("Books", {})
        return run if int(books.get("Queued", 0)) <= 20 and int(books.get("Targeted", 0)) == SIZE else {}

    run = eventually(settled, 60, every=0.2)
    books = run["Books"]
    failed = sum(line["Count"] for line in books["Failed"])
    sent, queued, unknown = (int(books.get(name, 0)) for name in ("Sent", "Queued", "Unknown"))
    got = provider.recipients()
    assert max(got.values()) == 1
    # What was cut, hung or answered with nonsense may have been taken, and so may what was under way beside it.
    assert unknown >= 3
    # 451 and 452 are asked again later, 550 and 554 never.
    assert 20 - unknown <= queued <= 20
    assert 19 - unknown <= failed <= 19
    assert sent >= SIZE - 39 - unknown
    mine = {address for address in got if address.endswith(f".{shop.app[:8]}@example.com")}
    assert sent <= len(mine) <= sent + unknown
    print(f"failed {failed}, unknown {unknown}, queued {queued}, sent {sent}")


def test_an_address_that_does_not_exist_is_never_tried_again(suite: Suite, provider: Receiver) -> None:
    shop = Shop(suite, "bad provider again")
    address = f"e107.{shop.app[:8]}@example.com"
    email = {"SimpleEmail": {"Subject": {"Data": "Hi"}, "TextPart": {"Data": "there"}}}
    message = {"Addresses": {address: {"ChannelType": "EMAIL"}}, "MessageConfiguration": {"EmailMessage": email}}
    answers = [shop.pinpoint.send_messages(ApplicationId=shop.app, MessageRequest=message)["MessageResponse"]["Result"][address] for _ in range(2)]
    assert [answer["DeliveryStatus"] for answer in answers] == ["PERMANENT_FAILURE", "PERMANENT_FAILURE"]
    assert answers[0]["StatusMessage"].startswith("550")
    assert answers[1]["StatusMessage"] == "Address is on the suppression list"
