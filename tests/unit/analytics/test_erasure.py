"""What waits for an event stream is written anew without a person, and nobody else is touched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from counterpoint.analytics.v1.analytics_events_pb2 import EventsReceived
from counterpoint.delivery.v1.delivery_events_pb2 import OutcomesRecorded

from services.analytics.store.erasure import _events, _outcomes, concerns

IDS, USERS = frozenset({"hers"}), frozenset({"jane"})


def body(**items: Any) -> bytes:
    return json.dumps({"BatchItem": items}, ensure_ascii=False).encode()


BODIES = [
    ("by endpoint", {"hers": {"Endpoint": {}, "Events": {"a": {}, "b": {}}}, "his": {"Events": {"c": {}}}}, 2, {"his"}),
    ("by user", {"new": {"Endpoint": {"User": {"UserId": "jane"}}, "Events": {"a": {}}}, "his": {"Events": {"c": {}}}}, 1, {"his"}),
    ("nobody", {"his": {"Endpoint": {"User": {"UserId": "jan"}}, "Events": {"c": {}}}}, 0, {"his"}),
    ("alone", {"hers": {"Endpoint": None, "Events": None}}, 0, set()),
]


@pytest.mark.parametrize(("items", "gone", "left"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])
def test_items_of_a_body(items: dict[str, Any], gone: int, left: set[str]) -> None:
    batch = EventsReceived(app_id="a")
    events = sum(len(item.get("Events") or {}) for item in items.values())
    batch.bodies.add(body=body(**items), endpoint_ids=list(items), events=events)
    payload, count, rest = _events(batch.SerializeToString(), IDS, USERS)
    after = EventsReceived.FromString(payload).bodies[0]
    assert (count, rest, after.events) == (gone, events - gone, events - gone)
    assert set(json.loads(after.body)["BatchItem"]) == left == set(after.endpoint_ids)
    assert concerns(batch.SerializeToString(), IDS, USERS) == (gone > 0)


def test_single_events_and_outcomes() -> None:
    batch = EventsReceived(app_id="a")
    for endpoint_id, user_id in (("hers", ""), ("other", "jane"), ("his", "jim")):
        batch.events.add(endpoint_id=endpoint_id, user_id=user_id)
    payload, gone, left = _events(batch.SerializeToString(), IDS, USERS)
    assert (gone, left, [event.endpoint_id for event in EventsReceived.FromString(payload).events]) == (2, 1, ["his"])

    outcomes = OutcomesRecorded(app_id="a")
    for endpoint_id, user_id in (("hers", ""), ("other", "jane"), ("his", "")):
        outcomes.outcomes.add(endpoint_id=endpoint_id, user_id=user_id)
    payload, gone, left = _outcomes(outcomes.SerializeToString(), IDS, USERS)
    assert (gone, left, [outcome.endpoint_id for outcome in OutcomesRecorded.FromString(payload).outcomes]) == (2, 1, ["his"])
