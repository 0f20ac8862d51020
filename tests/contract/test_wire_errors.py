"""Errors as a Pinpoint user meets them: modelled classes, names, statuses, texts (api-conventions spec §5, §12 item 2)."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.fixtures.suite import Suite
from tests.gateway.signing import Answer, send, signed

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NO_APP = "0" * 32


@pytest.fixture(scope="module")
def app(suite: Suite) -> str:
    client = suite.boto3()
    return str(client.create_app(CreateApplicationRequest={"Name": "wire"})["ApplicationResponse"]["Id"])


def call(suite: Suite, method: str, target: str, body: bytes | None = None, **more: Any) -> Answer:
    return signed(suite.http, (suite.access_key, suite.secret_key), method, target, body, **more)


def failure(exception: type[ClientError], operation: Any, **arguments: Any) -> dict[str, Any]:
    with pytest.raises(exception) as raised:
        operation(**arguments)
    return dict(raised.value.response)


UNKNOWN_APP = [
    ("get_app", {}),
    ("get_segments", {}),
    ("get_campaigns", {}),
    ("list_journeys", {}),
    ("get_channels", {}),
    ("get_application_settings", {}),
    ("get_endpoint", {"EndpointId": "e"}),
    ("get_user_endpoints", {"UserId": "u"}),
    ("get_import_jobs", {}),
    ("get_event_stream", {}),
    ("update_endpoint", {"EndpointId": "e", "EndpointRequest": {"Address": "a"}}),
    ("put_events", {"EventsRequest": {"BatchItem": {}}}),
    ("delete_app", {}),
]


@pytest.mark.parametrize(("operation", "arguments"), UNKNOWN_APP, ids=[name for name, _ in UNKNOWN_APP])
def test_an_unknown_app_is_not_found_by_its_modelled_class(suite: Suite, operation: str, arguments: dict[str, Any]) -> None:
    client = suite.boto3()
    response = failure(client.exceptions.NotFoundException, getattr(client, operation), ApplicationId=NO_APP, **arguments)
    assert response["Error"]["Message"] == response["Message"] == "Application not found"
    assert response["RequestID"] == response["ResponseMetadata"]["RequestId"]


UNKNOWN_THING = [
    ("get_segment", {"SegmentId": "1" * 32}),
    ("get_campaign", {"CampaignId": "1" * 32}),
    ("get_journey", {"JourneyId": "1" * 32}),
    ("get_import_job", {"JobId": "1" * 32}),
    ("get_endpoint", {"EndpointId": "nobody"}),
]


@pytest.mark.parametrize(("operation", "arguments"), UNKNOWN_THING, ids=[name for name, _ in UNKNOWN_THING])
def test_an_unknown_resource_is_not_found(suite: Suite, app: str, operation: str, arguments: dict[str, Any]) -> None:
    client = suite.boto3()
    response = failure(client.exceptions.NotFoundException, getattr(client, operation), ApplicationId=app, **arguments)
    assert response["Message"] == "Resource not found"


def test_every_exception_class_that_a_request_can_cause(suite: Suite, app: str) -> None:
    client = suite.boto3()
    events = {"BatchItem": {"e": {"Endpoint": {}, "Events": {}}}, "x": "y" * (4 << 20)}
    failure(client.exceptions.BadRequestException, client.get_apps, PageSize="abc")
    assert call(suite, "POST", f"/v1/apps/{app}/events", str(events).encode()).error == "PayloadTooLargeException"
    assert call(suite, "PATCH", "/v1/apps").error == "MethodNotAllowedException"


def new_account(suite: Suite) -> tuple[str, str]:
    """A key of an account nobody else uses."""
    account = str(uuid4().int)[:12]
    made = call(suite, "POST", "/counterpoint/v1/keys", f'{{"AccountId":"{account}"}}'.encode()).json
    return made["AccessKeyId"], made["SecretAccessKey"]


BAD = [
    ("POST", "/v1/apps", b'{"Name":1}', "Name"),
    ("POST", "/v1/apps", b"{}", "Name"),
    ("POST", "/v1/apps", b"", "Name"),
    ("POST", "/v1/apps", b"{", "JSON"),
    ("POST", "/v1/apps", b"\xff\xfe", "JSON"),
    ("POST", "/v1/apps", b"[" * 500 + b"]" * 500, "nested"),
    ("POST", "/v1/apps/~/segments", b'{"Name":1,"Dimensions":{"Demographic":{"Channel":{"DimensionType":"NEVER"}}}}', "Name: "),
    ("PUT", "/v1/apps/~/endpoints/e", b'{"Metrics":{"m":"x"},"OptOut":1}', "Metrics"),
    ("PUT", "/v1/apps/~/endpoints", b'{"Item":[]}', "Item"),
    ("PUT", "/v1/apps/~/endpoints", b"{}", "Item"),
    ("POST", "/v1/apps/~/campaigns", b'{"HoldoutPercent":"x"}', "HoldoutPercent"),
    ("GET", "/v1/apps/~/segments?page-size=-1", None, "page-size"),
    ("GET", "/v1/apps/~/segments?token=abc", None, "Invalid NextToken"),
    ("POST", "/v1/apps/~/events", b"{}", "BatchItem"),
    ("POST", "/v1/apps/~/events", b"{", ""),
]


@pytest.mark.parametrize(("method", "target", "body", "says"), BAD)
def test_bad_input_is_a_clear_400_and_the_server_lives(
    suite: Suite, app: str, method: str, target: str, body: bytes | None, says: str
) -> None:
    answer = call(suite, method, target.replace("~", f"{app}"), body)
    assert (answer.status, answer.error) == (400, "BadRequestException")
    assert says in answer.json["Message"]
    assert call(suite, "GET", f"/v1/apps/{app}").status == 200


def test_another_account_s_app_and_everything_in_it_are_not_found(suite: Suite, app: str) -> None:
    key = new_account(suite)
    for target in (f"/v1/apps/{app}", f"/v1/apps/{app}/segments", f"/v1/apps/{app}/endpoints/e", f"/v1/apps/{app}/campaigns"):
        answer = signed(suite.http, key, "GET", target)
        assert (answer.status, answer.json["Message"]) == (404, "Application not found")
    assert signed(suite.http, key, "DELETE", f"/v1/apps/{app}").status == 404
    assert signed(suite.http, key, "GET", "/v1/apps").json == {"Item": []}
    assert call(suite, "GET", f"/v1/apps/{app}").status == 200


def test_a_deleted_app_is_gone_at_once(suite: Suite) -> None:
    client = suite.boto3()
    made = client.create_app(CreateApplicationRequest={"Name": "short-lived"})["ApplicationResponse"]
    assert client.delete_app(ApplicationId=made["Id"])["ApplicationResponse"] == made
    failure(client.exceptions.NotFoundException, client.get_app, ApplicationId=made["Id"])
    failure(client.exceptions.NotFoundException, client.get_segments, ApplicationId=made["Id"])


def test_errors_name_themselves_for_every_sdk(suite: Suite) -> None:
    for answer in (
        call(suite, "GET", f"/v1/apps/{NO_APP}"),
        call(suite, "GET", "/v1/nowhere"),
        call(suite, "PUT", "/v1/apps", b"{}"),
        send(suite.http, "GET", "/v1/apps"),
    ):
        assert answer.error.endswith("Exception")
        assert UUID.fullmatch(answer.headers["x-amzn-requestid"])
        assert answer.headers["content-type"] == "application/json"


def test_what_is_not_built_says_so(suite: Suite, app: str) -> None:
    answer = call(suite, "GET", f"/v1/apps/{app}/endpoints/e/inappmessages")
    if answer.status == 501:
        assert answer.error == "NotImplementedException"
        assert answer.json["Message"].startswith("GetInAppMessages")
