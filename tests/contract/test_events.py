"""Events and figures as boto3 sees them (events spec 6, analytics spec 10)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from kit.testing import eventually
from tests.contract.conftest import Call


@pytest.fixture(scope="module")
def app(new_app: Callable[..., str]) -> str:
    return new_app("events", email=False)


def now(back: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) - back).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def event(event_type: str = "level_completed", **more: Any) -> dict[str, Any]:
    return {"EventType": event_type, "Timestamp": now(), **more}


def put(pinpoint: Any, app: str, items: dict[str, Any]) -> dict[str, Any]:
    answer = pinpoint.put_events(ApplicationId=app, EventsRequest={"BatchItem": items})
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202
    results: dict[str, Any] = answer["EventsResponse"]["Results"]
    return results


def counted(call: Call, app: str, event_type: str) -> int:
    answer = call("GET", f"/counterpoint/v1/apps/{app}/charts/events?event-type={event_type}")
    assert answer.status == 200
    return int(answer.json.get("Totals", {}).get("Events", 0))


def test_every_endpoint_and_event_sent_has_its_answer(pinpoint: Any, app: str) -> None:
    results = put(pinpoint, app, {f"ep-{n}": {"Endpoint": {}, "Events": {"a": event(), "b": event()}} for n in range(2)})
    assert set(results) == {"ep-0", "ep-1"}
    for item in results.values():
        assert item["EndpointItemResponse"] == {"StatusCode": 202, "Message": "Accepted"}
        assert item["EventsItemResponse"] == {name: {"StatusCode": 202, "Message": "Accepted"} for name in "ab"}


def test_a_wrong_duration_fails_alone(pinpoint: Any, app: str) -> None:
    session = {"Id": "s", "StartTimestamp": "2026-11-24T10:00:00.000Z", "StopTimestamp": "2026-11-24T10:00:20.009Z", "Duration": 20008}
    results = put(pinpoint, app, {"ep": {"Endpoint": {}, "Events": {"bad": event(Session=session), "good": event()}}})
    items = results["ep"]["EventsItemResponse"]
    assert items["bad"] == {
        "StatusCode": 400,
        "Message": "Session duration in milliseconds must be equal to the difference of start and stop timestamp",
    }
    assert items["good"]["StatusCode"] == 202


def test_a_hundred_and_one_events_are_refused_and_nothing_is_stored(pinpoint: Any, call: Call, app: str) -> None:
    kind = f"type-{uuid4().hex[:8]}"
    with pytest.raises(pinpoint.exceptions.BadRequestException, match="at most 100 events"):
        put(pinpoint, app, {"ep": {"Endpoint": {}, "Events": {str(n): event(kind) for n in range(101)}}})
    put(pinpoint, app, {"ep": {"Endpoint": {}, "Events": {"marker": event(kind + "-m")}}})
    eventually(lambda: counted(call, app, kind + "-m") == 1, 20)
    assert counted(call, app, kind) == 0


def test_a_body_over_four_megabytes_is_refused(pinpoint: Any, app: str) -> None:
    events = {str(n): event(Attributes={f"k{i}": "v" * 40_000 for i in range(10)}) for n in range(12)}
    with pytest.raises(ClientError) as caught:
        put(pinpoint, app, {"ep": {"Endpoint": {}, "Events": events}})
    assert caught.value.response["Error"]["Code"] == "PayloadTooLargeException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "not valid JSON"),
        (b"[]", "object"),
        (b"{}", "BatchItem: is required"),
        (b'{"BatchItem": "x"}', "BatchItem"),
        (b'{"BatchItem": {"e": {"Endpoint": 5, "Events": {}}}}', ""),
    ],
)
def test_a_body_that_is_no_request_is_400_or_told_per_endpoint(call: Call, app: str, body: bytes, words: str) -> None:
    answer = call("POST", f"/v1/apps/{app}/events", body)
    if words:
        assert answer.status == 400
        assert words in answer.json["Message"]
    else:
        assert answer.status == 202
        assert answer.json["Results"]["e"]["EndpointItemResponse"]["StatusCode"] == 400


def test_the_sixteenth_endpoint_of_a_user_is_told_in_its_item_and_the_events_are_kept(pinpoint: Any, app: str) -> None:
    user = uuid4().hex
    for number in range(15):
        request = {"ChannelType": "EMAIL", "Address": f"{user}-{number}@example.org", "User": {"UserId": user}}
        pinpoint.update_endpoint(ApplicationId=app, EndpointId=f"{user}-{number}", EndpointRequest=request)
    part = {"ChannelType": "EMAIL", "Address": f"{user}-16@example.org", "User": {"UserId": user}}
    results = put(pinpoint, app, {f"{user}-16": {"Endpoint": part, "Events": {"e": event()}}})
    item = results[f"{user}-16"]
    assert item["EndpointItemResponse"]["StatusCode"] == 400
    assert item["EndpointItemResponse"]["Message"].startswith("Exceeded maximum endpoint per user count")
    assert item["EventsItemResponse"]["e"]["StatusCode"] == 202


@pytest.mark.parametrize("part", [b'{"Address":"\xff","ChannelType":"EMAIL"}', b'{"Metrics":{"m":1e999}}'])
def test_an_endpoint_part_nobody_can_read_fails_alone(call: Call, app: str, part: bytes) -> None:
    events = json.dumps({"e": event()}).encode()
    body = b'{"BatchItem":{"bad":{"Endpoint":' + part + b',"Events":' + events + b'},"good":{"Endpoint":{},"Events":' + events + b"}}}"
    answer = call("POST", f"/v1/apps/{app}/events", body)
    assert answer.status == 202
    results = answer.json["Results"]
    assert {name: item["EndpointItemResponse"]["StatusCode"] for name, item in results.items()} == {"bad": 400, "good": 202}
    assert {item["EventsItemResponse"]["e"]["StatusCode"] for item in results.values()} == {202}


def test_an_address_whose_channel_nobody_tells_is_refused_and_the_events_are_kept(pinpoint: Any, app: str) -> None:
    known, unknown = uuid4().hex, uuid4().hex
    pinpoint.update_endpoint(ApplicationId=app, EndpointId=known, EndpointRequest={"ChannelType": "CUSTOM", "Address": "old"})
    results = put(pinpoint, app, {name: {"Endpoint": {"Address": "new"}, "Events": {"e": event()}} for name in (unknown, known)})
    assert results[unknown]["EndpointItemResponse"]["StatusCode"] == 400
    assert results[unknown]["EndpointItemResponse"]["Message"].startswith("Missing ChannelType")
    assert results[unknown]["EventsItemResponse"]["e"]["StatusCode"] == 202
    assert results[known]["EndpointItemResponse"]["StatusCode"] == 202
    assert pinpoint.get_endpoint(ApplicationId=app, EndpointId=known)["EndpointResponse"]["Address"] == "new"


def test_an_event_makes_its_endpoint_and_changes_it_by_the_rules_of_an_update(pinpoint: Any, app: str) -> None:
    name = f"ep/ü {uuid4().hex}"
    put(pinpoint, app, {name: {"Endpoint": {}, "Events": {"e": event()}}})
    assert "Address" not in pinpoint.get_endpoint(ApplicationId=app, EndpointId=name)["EndpointResponse"]
    put(pinpoint, app, {name: {"Endpoint": {"Attributes": {"plan": ["pro"]}, "ChannelType": "CUSTOM", "Address": "x"}, "Events": {"e": event()}}})
    put(pinpoint, app, {name: {"Endpoint": {}, "Events": {"e": event()}}})
    stored = pinpoint.get_endpoint(ApplicationId=app, EndpointId=name)["EndpointResponse"]
    assert (stored["Attributes"], stored["Address"]) == ({"plan": ["pro"]}, "x")


def test_the_same_batch_twice_counts_once_and_another_content_counts_again(pinpoint: Any, call: Call, app: str) -> None:
    kind = f"type-{uuid4().hex[:8]}"
    one = {"ep": {"Endpoint": {}, "Events": {"same": event(kind, Attributes={"a": "1"})}}}
    other = json.loads(json.dumps(one))
    other["ep"]["Events"]["same"]["Attributes"]["a"] = "2"
    for items in (one, one, other):
        put(pinpoint, app, items)
    eventually(lambda: counted(call, app, kind) == 2, 20)
    put(pinpoint, app, {"ep": {"Endpoint": {}, "Events": {"later": event(kind)}}})
    eventually(lambda: counted(call, app, kind) == 3, 20)


def test_an_event_older_than_the_retention_is_accepted_and_not_stored(pinpoint: Any, call: Call, app: str) -> None:
    kind = f"type-{uuid4().hex[:8]}"
    old = {**event(kind), "Timestamp": now(timedelta(days=91))}
    results = put(pinpoint, app, {"ep": {"Endpoint": {}, "Events": {"old": old, "new": event(kind)}}})
    assert results["ep"]["EventsItemResponse"]["old"] == {"StatusCode": 202, "Message": "Accepted, not stored: older than 90 days"}
    eventually(lambda: counted(call, app, kind) == 1, 20)


def test_retention_is_raised_freely_and_lowered_only_with_confirmation(call: Call, new_app: Callable[..., str]) -> None:
    app = new_app("retention", email=False)
    path = f"/counterpoint/v1/apps/{app}/retention"
    assert call("PUT", path, {"Days": 400}).json == {"Days": 400}
    assert call("PUT", path, {"Days": 30}).status == 409
    assert call("PUT", path, {"Days": 30, "ConfirmDeletion": True}).json == {"Days": 30}
    assert call("PUT", path, {"Days": 0}).status == 400


def test_a_changed_attribute_and_an_opt_out_are_events_of_the_endpoint(pinpoint: Any, call: Call, new_app: Callable[..., str]) -> None:
    app = new_app("changes", email=False)

    def write(**request: Any) -> None:
        pinpoint.update_endpoint(ApplicationId=app, EndpointId="e", EndpointRequest=request)

    write(ChannelType="EMAIL", Address="a@example.org", Attributes={"plan": ["free"]}, User={"UserId": "u", "UserAttributes": {"city": ["Graz"]}})
    write(Attributes={"plan": ["free"]})
    write(Attributes={"plan": ["pro"]}, OptOut="ALL", User={"UserAttributes": {"city": ["Wien"]}})
    eventually(lambda: counted(call, app, "_endpoint.changed") == 3, 20)
    put(pinpoint, app, {"e": {"Endpoint": {}, "Events": {"spoof": event("_endpoint.changed"), "marker": event("marker")}}})
    eventually(lambda: counted(call, app, "marker") == 1, 20)
    assert counted(call, app, "_endpoint.changed") == 3


def test_an_unknown_app_is_told(pinpoint: Any) -> None:
    with pytest.raises(pinpoint.exceptions.NotFoundException, match="Application not found"):
        put(pinpoint, "0" * 32, {"ep": {"Endpoint": {}, "Events": {"e": event()}}})


def test_the_typed_call_and_the_raw_body_give_the_same(pinpoint: Any, call: Call, app: str) -> None:
    items = {"typed": {"Endpoint": {}, "Events": {"e": event(), "bad": {"EventType": "x", "Timestamp": "soon"}}}}
    typed = put(pinpoint, app, items)
    raw = call("POST", f"/v1/apps/{app}/events/legacy", {"BatchItem": items}).json["Results"]
    assert typed == raw


# --- figures ---------------------------------------------------------------------------------------------------------------------


def application_kpi(pinpoint: Any, app: str, name: str, **bounds: Any) -> dict[str, Any]:
    answer: dict[str, Any] = pinpoint.get_application_date_range_kpi(ApplicationId=app, KpiName=name, **bounds)
    return answer["ApplicationDateRangeKpiResponse"]


def test_a_new_app_has_no_rows(pinpoint: Any, app: str) -> None:
    answer = application_kpi(pinpoint, app, "unique-deliveries")
    assert answer["KpiResult"] == {"Rows": []}
    assert (answer["KpiName"], answer["ApplicationId"]) == ("unique-deliveries", app)


@pytest.mark.parametrize("name", ["nonsense", "sms-spend", "unique-deliveries-grouped-by-campaign-activity"])
def test_an_unknown_kpi_is_refused(pinpoint: Any, app: str, name: str) -> None:
    with pytest.raises(pinpoint.exceptions.BadRequestException, match=f"Unsupported KpiName: {name}"):
        application_kpi(pinpoint, app, name)


def test_a_range_over_31_days_or_too_far_back_is_refused(pinpoint: Any, app: str) -> None:
    today = datetime.now(UTC)
    with pytest.raises(pinpoint.exceptions.BadRequestException, match="31 days or fewer"):
        application_kpi(pinpoint, app, "unique-deliveries", StartTime=today - timedelta(days=40), EndTime=today)
    with pytest.raises(pinpoint.exceptions.BadRequestException, match="within 90 days"):
        application_kpi(pinpoint, app, "unique-deliveries", StartTime=today - timedelta(days=95), EndTime=today - timedelta(days=90))


def test_a_kpi_of_an_unknown_campaign_or_journey_is_404(pinpoint: Any, app: str) -> None:
    with pytest.raises(pinpoint.exceptions.NotFoundException):
        pinpoint.get_campaign_date_range_kpi(ApplicationId=app, CampaignId="0" * 32, KpiName="unique-deliveries")
    with pytest.raises(pinpoint.exceptions.NotFoundException):
        pinpoint.get_journey_date_range_kpi(ApplicationId=app, JourneyId="0" * 32, KpiName="journey-emails-sent")


def test_direct_mails_and_texts_show_in_the_transactional_kpis(pinpoint: Any, new_app: Callable[..., str]) -> None:
    app = new_app("direct")
    pinpoint.update_sms_channel(ApplicationId=app, SMSChannelRequest={"Enabled": True})
    message = {
        "Addresses": {"a@example.org": {"ChannelType": "EMAIL"}, "b@example.org": {"ChannelType": "EMAIL"}, "+12065550142": {"ChannelType": "SMS"}},
        "MessageConfiguration": {
            "EmailMessage": {"SimpleEmail": {"Subject": {"Data": "s"}, "TextPart": {"Data": "t"}}},
            "SMSMessage": {"Body": "t", "MessageType": "TRANSACTIONAL"},
        },
    }
    results = pinpoint.send_messages(ApplicationId=app, MessageRequest=message)["MessageResponse"]["Result"]
    assert {result["DeliveryStatus"] for result in results.values()} == {"SUCCESSFUL"}

    def value(name: str) -> Any:
        rows = application_kpi(pinpoint, app, name)["KpiResult"]["Rows"]
        return [(group["Value"] if (group := (row.get("GroupedBys") or [None])[0]) else "", row["Values"][0]["Value"]) for row in rows]

    eventually(lambda: value("txn-emails-sent") == [("", "2.0")], 20)
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    assert value("txn-emails-delivered") == [("", "2.0")]
    assert value("txn-emails-sent-grouped-by-date") == [(today, "2.0")]
    assert value("txn-sms-sent") == [("", "1.0")]
    assert value("txn-sms-sent-by-parts") == [("", "1.0")]
    for name in ("txn-sms-sent", "txn-sms-delivered", "txn-sms-sent-by-parts", "txn-sms-delivered-by-parts"):
        assert value(f"{name}-grouped-by-country") == [("US", "1.0")]
    assert value("unique-deliveries") == []


def test_charts_that_are_not_built_say_so(call: Call, app: str) -> None:
    assert call("GET", f"/counterpoint/v1/apps/{app}/charts/sticky-factor").status == 501
    assert call("GET", f"/counterpoint/v1/apps/{app}/charts/nonsense").status == 400
    start = quote(now(timedelta(days=40)))
    assert call("GET", f"/counterpoint/v1/apps/{app}/charts/revenue?start-time={start}").status == 200
