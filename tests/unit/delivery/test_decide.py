"""Who gets the message (campaigns spec §8, in its order; §8.3 for the names)."""

from datetime import UTC, datetime

import pytest

from services.delivery.domain.caps import Caps
from services.delivery.domain.decide import Plan, Recipient, Verdict, decide, route

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PLAN = Plan(
    covered=frozenset({"EMAIL", "SMS", "GCM"}),
    usable=frozenset({"EMAIL", "CUSTOM"}),
    custom=frozenset({"VOICE"}),
    holdout=frozenset({1}),
    others=frozenset({2}),
    quiet=(22 * 60, 7 * 60),
    caps=Caps(daily=1),
    deadline_ms=int(NOON.timestamp() * 1000) + 1000,
)


def someone(**members: object) -> Recipient:
    values: dict[str, object] = {
        "seq": 1,
        "endpoint_id": "e",
        "exists": True,
        "status": "ACTIVE",
        "opt_out": "NONE",
        "address": "a@example.org",
        "channel": "EMAIL",
        "cohort": 50,
    }
    return Recipient(**(values | members))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("recipient", "cap", "verdict"),
    [
        (someone(), "", ("send", "")),
        (someone(exists=False), "", ("dropped", "FILTERED_OUT_BY_SEGMENT")),
        (someone(status="INACTIVE", opt_out="ALL"), "", ("dropped", "ENDPOINT_INACTIVE")),
        (someone(opt_out="ALL", address=""), "", ("dropped", "ENDPOINT_OPT_OUT")),
        (someone(address="", channel=""), "", ("dropped", "ENDPOINT_MISSING_ADDRESS")),
        (someone(channel=""), "", ("dropped", "ENDPOINT_MISSING_CHANNEL")),
        (someone(channel="BAIDU"), "", ("dropped", "ENDPOINT_CHANNEL_MISMATCH")),
        (someone(channel="SMS"), "", ("dropped", "UNSUPPORTED_CHANNEL")),
        (someone(channel="VOICE"), "", ("send", "")),
        (someone(duplicate_address=True, cohort=1), "", ("dropped", "DUPLICATE_ADDRESS")),
        (someone(cohort=1), "DAILY_CAP", ("dropped", "HOLDOUT")),
        (someone(cohort=2), "", ("dropped", "TREATMENT_HOLDOUT")),
        (someone(timezone="Asia/Tokyo"), "DAILY_CAP", ("dropped", "DAILY_CAP")),
        (someone(), "CAMPAIGN_CAP", ("dropped", "CAMPAIGN_CAP")),
        (someone(timezone="America/Los_Angeles", suppressed=True), "", ("not_sent", "QUIET_TIME")),
        (someone(suppressed=True), "", ("failed", "FAILURE_PERMANENT")),
    ],
)
def test_the_first_rule_that_holds_decides(recipient: Recipient, cap: str, verdict: tuple[str, str]) -> None:
    assert decide(recipient, PLAN, cap, NOON) == Verdict(*verdict)


def test_after_the_maximum_duration_nobody_is_sent_to_but_drops_stay_drops() -> None:
    late = NOON.replace(second=2)
    assert decide(someone(), PLAN, "", late) == Verdict("not_sent", "EXPIRED")
    assert decide(someone(opt_out="ALL"), PLAN, "", late) == Verdict("dropped", "ENDPOINT_OPT_OUT")


def test_a_retry_was_targeted_before_so_that_nothing_can_drop_it_any_more() -> None:
    assert decide(someone(opt_out="ALL"), PLAN, "", NOON, retry=True) == Verdict("not_sent", "ENDPOINT_OPT_OUT")
    assert decide(someone(duplicate_address=True, cohort=1), PLAN, "DAILY_CAP", NOON, retry=True) == Verdict("send")


def test_types_listed_for_the_webhook_go_there_even_when_a_message_covers_them() -> None:
    plan = Plan(covered=frozenset({"EMAIL"}), usable=frozenset({"CUSTOM"}), custom=frozenset({"EMAIL"}))
    assert route("EMAIL", plan) == "CUSTOM"
    assert decide(someone(), plan, "", NOON).book == "send"
