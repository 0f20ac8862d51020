"""Bodies accepted as a whole: the same verdict, answer and rows as event by event (events spec 1.2 to 1.5)."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import Invalid
from services.analytics.domain.events import answer, judge
from services.analytics.domain.whole import FIELDS, answer_whole, rows, take_apart, whole

NOW_MS = 1_795_000_000_000
STAMP = "2026-11-17T10:00:00.000Z"
WELL = {"EventType": "level_completed", "Timestamp": STAMP}

_texts = st.one_of(st.none(), st.text(max_size=4), st.sampled_from(["v" * 200, "v" * 201, STAMP, "2026-11-17", "2020-01-01T00:00:00Z", "yesterday", '"\\é']))
_numbers = st.one_of(st.none(), st.integers(-5, 2**40), st.floats(allow_nan=False, allow_infinity=False), st.just("1"))
_names = st.one_of(st.text(max_size=3), st.sampled_from(["n" * 50, "n" * 51]))
_sessions = st.fixed_dictionaries({}, optional={"Id": _texts, "StartTimestamp": _texts, "StopTimestamp": _texts, "Duration": _numbers, "More": _texts})
_events = st.fixed_dictionaries(
    {},
    optional={
        "EventType": st.one_of(_texts, st.sampled_from(["_email.open", "_campaign.send", "_x"])),
        "Timestamp": _texts,
        "Attributes": st.one_of(st.none(), st.dictionaries(_names, _texts, max_size=3)),
        "Metrics": st.one_of(st.none(), st.dictionaries(_names, _numbers, max_size=3)),
        "Session": st.one_of(st.none(), _sessions),
        "AppTitle": st.one_of(_texts, st.integers()),
        "Unknown": _texts,
    },
)
# Mostly sound, so that whole bodies are found among them.
_sound = st.builds(lambda change: WELL | change, st.one_of(st.just({}), _events))
_parts = st.sampled_from([{}, None, {"User": {"UserId": "u"}, "Demographic": {"Platform": "iOS"}}, {"User": 5}])
_batches = st.fixed_dictionaries({}, optional={"Endpoint": _parts, "Events": st.one_of(st.none(), st.dictionaries(st.text(max_size=3), _sound, max_size=4))})
_bodies = st.fixed_dictionaries({"BatchItem": st.dictionaries(st.text(max_size=3), _batches, max_size=3)})


@given(_bodies)
def test_a_whole_body_is_what_it_is_event_by_event(value: dict[str, Any]) -> None:
    body = json.dumps(value).encode()
    found = whole(body, NOW_MS, 90)
    if found is None:
        return
    verdict = judge(body, NOW_MS, 90)
    assert all(code == 202 for events in verdict.results.values() for code, _ in events.values())
    assert list(take_apart(body, 7)) == list(rows(verdict.accepted, verdict.endpoints, 7))
    assert all(row[FIELDS.index("store")] for row in take_apart(body, 7))
    said = dict.fromkeys(list(found.parts)[:1], (400, "no"))
    assert answer_whole(body, said) == answer(verdict, said)
    assert found.answer == answer(verdict, {})
    assert list(found.parts.items()) == list(verdict.endpoints.items())
    assert found.events == {key: len(events) for key, events in verdict.results.items() if events}


@given(_bodies)
def test_what_is_not_taken_whole_has_something_to_say(value: dict[str, Any]) -> None:
    body = json.dumps(value).encode()
    if whole(body, NOW_MS, 90) is not None:
        return
    try:
        verdict = judge(body, NOW_MS, 90)
    except Invalid:
        return
    assert any(said != (202, "Accepted") for events in verdict.results.values() for said in events.values())


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b'{"BatchItem":{"e":{"Events":{"a":1}}}}'])
def test_bytes_that_are_no_body_are_said_to_be_none(data: bytes) -> None:
    assert whole(data, NOW_MS, 90) is None
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
        list(take_apart(data, 7))


def test_more_than_a_hundred_events_are_not_taken() -> None:
    def body(count: int) -> bytes:
        return json.dumps({"BatchItem": {"e": {"Events": {str(n): WELL for n in range(count)}}}}).encode()

    assert whole(body(100), NOW_MS, 90) is not None
    assert whole(body(101), NOW_MS, 90) is None
