"""Records of event streams back into rows (events spec 1.7, 3)."""

import json
from typing import Any

import pytest
from counterpoint.analytics.v1.analytics_events_pb2 import ReceivedEvent
from counterpoint.delivery.v1.delivery_events_pb2 import Outcome, OutcomesRecorded

from services.analytics.domain.history import Rows, read
from services.analytics.domain.records import Frame, of_event, of_outcome

APP = "9f1c" * 8
T0 = 1_764_000_000_000
RUN = {"campaign_id": "c1", "campaign_activity_id": "r1", "treatment_id": "0"}
ENDPOINT = {"ChannelType": "EMAIL", "User": {"UserId": "u-77"}}


def record(event_type: str, *, at: int = T0, **more: Any) -> dict[str, Any]:
    shared = {"event_type": event_type, "event_timestamp": at, "arrival_timestamp": at + 52, "event_version": "3.1", "client": {"client_id": "ep-1"}}
    empty = {"application": {"app_id": "other", "sdk": {}}, "device": {"platform": {}}, "session": {}, "attributes": {}}
    return {**shared, **empty, **more}


def rows(*records: Any, oldest_ms: int = 0) -> Rows:
    return read(APP, [one if isinstance(one, bytes) else json.dumps(one).encode() for one in records], 1, oldest_ms)


def only(*records: Any) -> Outcome:
    (batch,) = rows(*records).outcomes
    (outcome,) = batch.outcomes
    return outcome


def test_an_event_keeps_its_times_attributes_metrics_session_device_and_user() -> None:
    found = rows(
        record(
            "level_completed",
            application={"version_name": "3.1.0"},
            device={"locale": {"code": "en_US"}, "platform": {"name": "android", "version": "14"}, "make": "Google"},
            session={"session_id": "s-9", "start_timestamp": T0 - 5, "stop_timestamp": T0},
            attributes={"level": "7", "none": None},
            metrics={"score": 812},
            client_context={"custom": {"endpoint": json.dumps(ENDPOINT)}},
            unknown=[1],
        )
    )
    (event,) = found.events.events
    assert (event.endpoint_id, event.event_id, event.event_type, event.timestamp_ms, event.arrival_ms) == ("ep-1", "", "level_completed", T0, T0 + 52)
    assert (event.session_id, event.session_start_ms, event.session_stop_ms, event.session_duration_ms) == ("s-9", T0 - 5, T0, -1)
    assert json.loads(event.event) == {"EventType": "level_completed", "Attributes": {"level": "7"}, "Metrics": {"score": 812}}
    assert json.loads(event.demographic) == {"Platform": "android", "Locale": "en_US", "AppVersion": "3.1.0"}
    assert event.user_id == "u-77" and event.store and not event.client_reported and found.events.app_id == APP and not found.outcomes


@pytest.mark.parametrize(
    ("event_type", "attributes", "kind", "status"),
    [
        ("_campaign.send", {**RUN, "delivery_type": "EMAIL", "campaign_send_status": "DAILY_CAP"}, "campaign.send", "DAILY_CAP"),
        ("_journey.send", {"journey_id": "j1", "journey_activity_type": "EMAIL", "journey_send_status": "SUCCESS"}, "journey.send", "SUCCESS"),
        ("_email.send", {"feedback": "received"}, "message.send", "SUCCESSFUL"),
        ("_email.delivered", RUN, "delivered", ""),
        ("_email.hardbounce", RUN, "hardbounce", ""),
        ("_email.softbounce", RUN, "softbounce", ""),
        ("_email.complaint", RUN, "complaint", ""),
        ("_email.rejected", RUN, "rejected", ""),
        ("_email.open", RUN, "open", ""),
        ("_email.click", {**RUN, "feedback": "https://example.org/sale"}, "click", ""),
        ("_email.unsubscribe", RUN, "unsubscribe", ""),
        ("_email.rendering_failure", RUN, "rendering_failure", ""),
        ("_SMS.BUFFERED", {"record_status": "PENDING"}, "message.send", "SUCCESSFUL"),
        ("_SMS.SUCCESS", {"record_status": "DELIVERED"}, "delivered", "DELIVERED"),
        ("_SMS.FAILURE", {"record_status": "UNREACHABLE"}, "failed", "UNREACHABLE"),
        ("_SMS.OPTOUT", {"record_status": "DELIVERED"}, "optout", "DELIVERED"),
    ],
)
def test_a_service_record_becomes_an_outcome_of_its_kind(event_type: str, attributes: dict[str, str], kind: str, status: str) -> None:
    outcome = only(record(event_type, attributes=attributes))
    assert (outcome.kind, outcome.status, outcome.endpoint_id, outcome.sent_ms) == (kind, status, "ep-1", T0)
    assert outcome.campaign_id == attributes.get("campaign_id", "") and outcome.activity_id == attributes.get("campaign_activity_id", "")
    assert outcome.journey_id == attributes.get("journey_id", "") and outcome.channel == ("SMS" if "_SMS" in event_type else "EMAIL")


def test_what_a_campaign_hands_over_counts_by_its_campaign_record_alone() -> None:
    found = rows(record("_email.send", attributes=RUN), record("_SMS.BUFFERED", attributes=RUN))
    assert found.count == 2 and not found.outcomes and not found.events.events and not found.failures


def test_a_hard_bounce_finds_the_message_of_its_campaign_and_an_open_keeps_its_own() -> None:
    facets = {"email_channel": {"mail_event": {"mail": {"message_id": "0200-1"}}}}
    sent = only(record("_campaign.send", attributes={**RUN, "campaign_send_status": "SUCCESS", "delivery_type": "EMAIL"}))
    assert sent.message_id == only(record("_email.hardbounce", attributes=RUN, facets=facets)).message_id
    assert only(record("_email.open", attributes=RUN, facets=facets)).message_id == "0200-1"
    assert only(record("_email.hardbounce", facets=facets)).message_id == "0200-1"


def test_an_sms_brings_country_parts_and_price() -> None:
    attributes = {"iso_country_code": "PT", "number_of_message_parts": "2", "message_id": "m1", "record_status": "DELIVERED"}
    outcome = only(record("_SMS.SUCCESS", attributes=attributes, metrics={"price_in_millicents_usd": 645.0}))
    assert (outcome.country, outcome.parts, outcome.price_millicents, outcome.message_id, outcome.at_ms) == ("PT", 2, 645.0, "m1", T0)


def test_the_same_line_is_the_same_row_and_another_line_is_another() -> None:
    one, other = record("_email.open", attributes=RUN), record("_email.open", attributes=RUN, at=T0 + 1)
    first, again, third = rows(one, one, other).outcomes
    assert first == again and first.batch_id != third.batch_id
    event, repeat, different = rows(record("x"), record("x"), record("x", attributes={"a": "b"})).events.events
    assert event == repeat and event.content_hash != different.content_hash


def test_what_a_client_reported_in_the_name_of_the_service_stays_an_event() -> None:
    (event,) = rows(record("_email.open", client_reported=True)).events.events
    assert event.client_reported


def test_older_than_is_kept_is_counted_and_not_stored() -> None:
    found = rows(record("x", at=T0), record("x", at=T0 - 1), record("_email.open", at=T0 - 53), oldest_ms=T0)
    assert (found.count, found.expired, len(found.events.events), len(found.outcomes)) == (3, 2, 1, 0)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "not valid JSON"),
        (b"\xff", "not valid JSON"),
        (b"[]", "Expected 'object'"),
        (record(""), "event_type is missing"),
        (record("x" * 51), "longer than 50"),
        ({"event_type": "x", "client": {"client_id": "e"}}, "event_timestamp is missing"),
        (record("x", at=-1), "event_timestamp is no time"),
        (record("x", at=9_999_999_999_999), "event_timestamp is no time"),
        (record("x", event_timestamp="noon"), "event_timestamp"),
        (record("x", client={}), "client.client_id is missing"),
        (record("x", attributes={"a": 1}), "Expected 'str | null'"),
        (record("_campaign.send", attributes={"campaign_send_status": "SUCCESS"}), "campaign_id is missing"),
        (record("_campaign.send", attributes=RUN), "campaign_send_status is missing"),
    ],
)
def test_a_bad_line_fails_alone_with_its_number(line: Any, says: str) -> None:
    found = rows(record("x"), b"  ", line, record("x", at=T0 + 1))
    assert (found.count, len(found.events.events)) == (3, 2)
    ((number, reason),) = found.failures
    assert number == 3 and says in reason


def test_our_own_stream_comes_back_as_it_went_out() -> None:
    frame = Frame(APP, "123456789012", {})
    content = b'{"EventType":"x","Attributes":{"a":"b"},"Metrics":{"m":1.5}}'
    event = ReceivedEvent(endpoint_id="e", event_type="x", timestamp_ms=T0, arrival_ms=T0 + 9, event=content, session_id="s")
    (back,) = rows(of_event(frame, event).data).events.events
    assert (back.endpoint_id, back.timestamp_ms, back.arrival_ms, back.session_id) == ("e", T0, T0 + 9, "s")
    assert json.loads(back.event) == {"Attributes": {"a": "b"}, "EventType": "x", "Metrics": {"m": 1.5}}
    shared: dict[str, Any] = {"channel": "EMAIL", "endpoint_id": "e", "campaign_id": "c", "activity_id": "r", "at_ms": T0 + 5, "sent_ms": T0}
    click = Outcome(kind="click", message_id="m", detail="https://x", **shared)
    send = Outcome(kind="campaign.send", status="SUCCESS", **shared)
    assert [only(told.data).kind for told in of_outcome(frame, send, OutcomesRecorded()) if b"_campaign" in told.data] == ["campaign.send"]
    (told,) = of_outcome(frame, click, OutcomesRecorded())
    back_click = only(told.data)
    back_click.treatment_id = ""
    assert back_click == click
