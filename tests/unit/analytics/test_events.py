"""The verdict on PutEvents bodies (events spec 1.2, 1.3, 1.5)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import Invalid
from services.analytics.domain.events import DURATION_FAULT, answer, judge

NOW_MS = 1_795_000_000_000
STAMP = "2026-11-17T10:00:00.000Z"


def body(**events: Any) -> bytes:
    return json.dumps({"BatchItem": {"ep-1": {"Endpoint": {}, "Events": events}}}).encode()


def event(**changes: Any) -> dict[str, Any]:
    made = {"EventType": "level_completed", "Timestamp": STAMP, **changes}
    return {key: value for key, value in made.items() if value is not ...}


def session(**changes: Any) -> dict[str, Any]:
    return {"Id": "s-1", "StartTimestamp": STAMP, **changes}


def verdict_on(one: dict[str, Any]) -> tuple[int, str]:
    return judge(body(e1=one), NOW_MS, 90).results["ep-1"]["e1"]


@pytest.mark.parametrize(
    ("one", "code", "message"),
    [
        (event(), 202, "Accepted"),
        (event(EventType=...), 400, "Missing EventType"),
        (event(EventType="x" * 51), 400, "EventType is longer than 50 characters"),
        (event(EventType="x" * 50), 202, "Accepted"),
        (event(Timestamp=...), 400, "Missing Timestamp"),
        (event(Timestamp="yesterday"), 400, "Invalid Timestamp"),
        (event(Timestamp="2026-11-17"), 202, "Accepted"),
        (event(Timestamp="2026-11-17T12:00:00+02:00"), 202, "Accepted"),
        (event(Attributes={f"a{i}": "v" for i in range(40)}), 202, "Accepted"),
        (event(Attributes={f"a{i}": "v" for i in range(40)}, Metrics={"m": 1}), 400, "More than 40 attributes and metrics"),
        (event(Attributes={"k": "v" * 200}), 202, "Accepted"),
        (event(Attributes={"k": "v" * 201}), 400, "Attribute value is longer than 200 characters: k"),
        (event(Metrics={"k" * 51: 1}), 400, "Metric name is longer than 50 characters: " + "k" * 50 + "…"),
        (event(Session={"StartTimestamp": STAMP}), 400, "Missing Session.Id"),
        (event(Session={"Id": "s"}), 400, "Missing Session.StartTimestamp"),
        (event(Session=session(StopTimestamp="2026-11-17T10:00:20.009Z", Duration=20009)), 202, "Accepted"),
        (event(Session=session(StopTimestamp="2026-11-17T10:00:20.009Z", Duration=20008)), 400, DURATION_FAULT),
        (event(Session=session(Duration=5)), 202, "Accepted"),
        (event(Session=session(StopTimestamp="2026-11-17T10:00:20.009Z", Duration=20009.0)), 202, "Accepted"),
        (event(Session=session(Duration=5.5)), 400, "Session.Duration is not a whole number up to 2147483647"),
        (event(Session=session(Duration=2**31)), 400, "Session.Duration is not a whole number up to 2147483647"),
        (event(Session=session(Duration=2**64)), 400, "Session.Duration is not a whole number up to 2147483647"),
        (event(Session=session(Duration=1e300)), 400, "Session.Duration is not a whole number up to 2147483647"),
        (event(Session=session(Duration=-5)), 400, "Session.Duration is negative"),
        (event(Timestamp="2025-01-01T00:00:00Z"), 202, "Accepted, not stored: older than 90 days"),
    ],
)
def test_every_event_gets_its_own_verdict(one: dict[str, Any], code: int, message: str) -> None:
    assert verdict_on(one) == (code, message)


@pytest.mark.parametrize("wrong", [{"EventType": 7, "Timestamp": STAMP}, {"EventType": "x", "Timestamp": STAMP, "Attributes": {"a": 1}}, "text", [1]])
def test_a_malformed_event_fails_alone(wrong: Any) -> None:
    verdict = judge(body(bad=wrong, good=event()), NOW_MS, 90)
    assert verdict.results["ep-1"]["bad"][0] == 400
    assert verdict.results["ep-1"]["good"] == (202, "Accepted")
    assert [accepted.event_id for accepted in verdict.accepted] == ["good"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"{", "The request body is not valid JSON"),
        (b"\xff", "The request body is not valid JSON"),
        (b"{}", "BatchItem: is required"),
        (b'{"BatchItem": {}}', "BatchItem: is required"),
        (b'{"BatchItem": null}', "BatchItem: is required"),
        (b'{"BatchItem": 5}', "BatchItem: Expected"),
    ],
)
def test_a_body_that_is_no_request_is_refused_as_a_whole(raw: bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        judge(raw, NOW_MS, 90)


def test_more_than_a_hundred_events_are_refused_as_a_whole() -> None:
    assert len(judge(body(**{f"e{i}": event() for i in range(100)}), NOW_MS, 90).accepted) == 100
    with pytest.raises(Invalid, match="at most 100 events"):
        judge(body(**{f"e{i}": event() for i in range(101)}), NOW_MS, 90)


@pytest.mark.parametrize(
    ("event_type", "spoofed"),
    [
        ("_email.open", True),
        ("_SMS.SUCCESS", True),
        ("_campaign.send", True),
        ("_endpoint.changed", True),
        ("_session.start", False),
        ("_campaign.opened_notification", False),
    ],
)
def test_service_types_from_clients_are_marked(event_type: str, spoofed: bool) -> None:
    assert judge(body(e1=event(EventType=event_type)), NOW_MS, 90).accepted[0].client_reported is spoofed


def test_the_same_event_has_the_same_identity_whatever_the_order_of_its_members() -> None:
    one = judge(
        b'{"BatchItem":{"e":{"Endpoint":{},"Events":{"1":{"EventType":"a","Timestamp":"2026-11-17T10:00:00Z","Attributes":{"x":"1","y":"2"}}}}}}', NOW_MS, 90
    )
    two = judge(
        b'{"BatchItem":{"e":{"Events":{"1":{"Attributes":{"y":"2","x":"1"},"Timestamp":"2026-11-17T10:00:00Z","EventType":"a"}},"Endpoint":{}}}}', NOW_MS, 90
    )
    other = judge(
        b'{"BatchItem":{"e":{"Endpoint":{},"Events":{"1":{"EventType":"a","Timestamp":"2026-11-17T10:00:00Z","Attributes":{"x":"1","y":"3"}}}}}}', NOW_MS, 90
    )
    assert one.accepted[0].content_hash == two.accepted[0].content_hash != other.accepted[0].content_hash


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_judged_or_refused_and_nothing_else(raw: bytes) -> None:
    try:
        judge(raw, NOW_MS, 90)
    except Invalid:
        pass


names = st.text(min_size=1, max_size=10)


@given(st.dictionaries(names, st.dictionaries(names, st.sampled_from([event(), {}, "junk", None]), max_size=4), min_size=1, max_size=4))
def test_the_answer_holds_every_key_that_was_sent(items: dict[str, dict[str, Any]]) -> None:
    raw = json.dumps({"BatchItem": {endpoint: {"Endpoint": {}, "Events": events} for endpoint, events in items.items()}}).encode()
    results = json.loads(answer(judge(raw, NOW_MS, 90), {}))["Results"]
    assert {endpoint: set(item["EventsItemResponse"]) for endpoint, item in results.items()} == {endpoint: set(events) for endpoint, events in items.items()}
    assert all(item["EndpointItemResponse"]["StatusCode"] == 202 for item in results.values())
