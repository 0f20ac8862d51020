"""What Amplify and the mobile SDKs send, byte for byte as they do, and what they read from the answer (clients spec §2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.contract.conftest import Call

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def app(new_app: Callable[..., str]) -> str:
    return new_app("amplify", email=False)


def events(endpoint: str, more: dict[str, Any] | None = None) -> dict[str, Any]:
    session = {"Id": "s-1", "StartTimestamp": "2026-11-24T10:00:00.000Z"}
    plain = {"EventType": "_session.start", "Timestamp": "2026-11-24T10:00:00.000Z", "Attributes": {}, "Metrics": {}, "Session": session}
    return {"BatchItem": {endpoint: {"Endpoint": {}, "Events": {"e-1": plain, **(more or {})}}}}


def test_js_v6_writes_its_endpoint_and_reads_message_and_request_id(call: Call, pinpoint: Any, app: str) -> None:
    endpoint = str(uuid4())
    request = {
        "RequestId": str(uuid4()),
        "EffectiveDate": "2026-11-24T10:00:00.000Z",
        "Address": "jane@example.com",
        "ChannelType": "EMAIL",
        "Attributes": {"plan": ["gold"]},
        "Demographic": {"AppVersion": "1", "Locale": "en_US", "Make": "", "Model": "", "ModelVersion": "120.0", "Platform": "macos"},
        "Location": {},
        "Metrics": {},
        "OptOut": "NONE",
        "User": {"UserId": "us-east-1:identity", "UserAttributes": {"name": ["Jane"]}},
    }
    answer = call("PUT", f"/v1/apps/{app}/endpoints/{endpoint}", request, headers=JSON)
    assert answer.status == 202
    assert set(answer.json) == {"Message", "RequestID"} and answer.json["Message"] == "Accepted"
    stored = pinpoint.get_endpoint(ApplicationId=app, EndpointId=endpoint)["EndpointResponse"]
    assert (stored["Attributes"], stored["User"]["UserId"]) == ({"plan": ["gold"]}, "us-east-1:identity")


def test_every_event_gets_an_answer_under_its_own_id(call: Call, app: str) -> None:
    """Amplify destructures Results[endpoint].EventsItemResponse[event] and throws when a key is missing."""
    bad = {"EventType": "x" * 300, "Timestamp": "not a time"}
    answer = call("POST", f"/v1/apps/{app}/events", events("web-1", {"e-bad": bad}), headers=JSON)
    assert answer.status == 202 and set(answer.json) == {"Results"}
    result = answer.json["Results"]["web-1"]
    assert result["EndpointItemResponse"]["StatusCode"] == 202
    assert result["EventsItemResponse"]["e-1"] == {"StatusCode": 202, "Message": "Accepted"}
    assert result["EventsItemResponse"]["e-bad"]["StatusCode"] == 400


def test_an_empty_endpoint_in_a_batch_changes_nothing(call: Call, pinpoint: Any, app: str) -> None:
    written = {"Attributes": {"a": ["1"]}, "ChannelType": "EMAIL", "Address": "a@example.com"}
    pinpoint.update_endpoint(ApplicationId=app, EndpointId="kept", EndpointRequest=written)
    before = pinpoint.get_endpoint(ApplicationId=app, EndpointId="kept")["EndpointResponse"]
    assert call("POST", f"/v1/apps/{app}/events", events("kept"), headers=JSON).status == 202
    assert pinpoint.get_endpoint(ApplicationId=app, EndpointId="kept")["EndpointResponse"] == before


def test_android_sends_a_whole_endpoint_with_empty_texts(call: Call, app: str) -> None:
    body = events("android-1")
    body["BatchItem"]["android-1"]["Endpoint"] = {
        "ChannelType": "GCM",
        "Address": "",
        "EffectiveDate": "2026-11-24T10:00:00.000Z",
        "Demographic": {"Make": "", "Locale": "en_US", "Platform": "ANDROID"},
        "Location": {"Country": "", "PostalCode": ""},
        "User": {},
        "OptOut": "NONE",
    }
    result = call("POST", f"/v1/apps/{app}/events", body, headers=JSON).json["Results"]["android-1"]
    assert result["EndpointItemResponse"]["StatusCode"] == 202
    assert result["EventsItemResponse"]["e-1"]["Message"].lower() == "accepted"


def test_the_old_path_of_events_answers_the_same(call: Call, app: str) -> None:
    answer = call("POST", f"/v1/apps/{app}/events/legacy", events("old-1"), headers={"Content-Type": "text/plain;charset=UTF-8"})
    assert answer.status == 202
    assert answer.json["Results"]["old-1"]["EventsItemResponse"]["e-1"]["StatusCode"] == 202


def test_a_user_with_too_many_endpoints_is_told_in_the_words_amplify_looks_for(pinpoint: Any, app: str) -> None:
    def write(number: int, channel: str) -> None:
        endpoint = {"ChannelType": channel, "Address": f"a{number}@example.com", "User": {"UserId": "many"}}
        pinpoint.update_endpoint(ApplicationId=app, EndpointId=f"many-{number}", EndpointRequest=endpoint)

    for number in range(15):
        write(number, "EMAIL")
    with pytest.raises(pinpoint.exceptions.BadRequestException, match="Exceeded maximum endpoint per user count"):
        write(15, "EMAIL")
    listed = pinpoint.get_user_endpoints(ApplicationId=app, UserId="many")["EndpointsResponse"]["Item"]
    assert len(listed) == 15
    pinpoint.delete_endpoint(ApplicationId=app, EndpointId="many-0")
    write(15, "EMAIL")
