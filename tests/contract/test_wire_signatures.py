"""Signatures against the running suite (api-conventions spec §7, §12 item 3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest import mock
from urllib.parse import quote

import pytest

from tests.fixtures.suite import Suite
from tests.gateway.signing import beacon, send, signed


@pytest.fixture(scope="module")
def app(suite: Suite) -> str:
    client = suite.boto3()
    return str(client.create_app(CreateApplicationRequest={"Name": "signed"})["ApplicationResponse"]["Id"])


def root(suite: Suite) -> tuple[str, str]:
    return suite.access_key, suite.secret_key


@pytest.mark.parametrize("endpoint", ["a/b", "a:b", "a+b", "~t", "é 1/2", "100%", "a%2Fb", "日本", "q?&=#"])
def test_endpoint_ids_of_any_characters_survive_the_path(suite: Suite, app: str, endpoint: str) -> None:
    client = suite.boto3()
    client.update_endpoint(ApplicationId=app, EndpointId=endpoint, EndpointRequest={"Attributes": {"is": [endpoint]}})
    read = client.get_endpoint(ApplicationId=app, EndpointId=endpoint)["EndpointResponse"]
    assert (read["Id"], read["Attributes"]) == (endpoint, {"is": [endpoint]})


def test_tags_travel_with_their_arn_in_the_path(suite: Suite, app: str) -> None:
    client = suite.boto3(region="eu-central-1")
    arn = client.get_app(ApplicationId=app)["ApplicationResponse"]["Arn"]
    assert ":eu-central-1:" in arn
    client.tag_resource(ResourceArn=arn, TagsModel={"tags": {"a": "1", "b c": "2"}})
    client.untag_resource(ResourceArn=arn, TagKeys=["a", "not there"])
    assert client.list_tags_for_resource(ResourceArn=arn)["TagsModel"] == {"tags": {"b c": "2"}}


def test_a_beacon_is_accepted_on_both_paths_and_an_altered_one_is_not(suite: Suite, app: str) -> None:
    body = b'{"BatchItem":{"e":{"Endpoint":{},"Events":{}}}}'
    for path in (f"/v1/apps/{app}/events", f"/v1/apps/{app}/events/legacy"):
        assert beacon(suite.http, root(suite), path, body, token="t").status == 202
    assert beacon(suite.http, (suite.access_key, "wrong"), f"/v1/apps/{app}/events", body).status == 403
    refused = signed(suite.http, root(suite), "GET", f"/v1/apps/{app}", query=True)
    assert (refused.status, refused.error) == (403, "InvalidSignatureException")


@pytest.mark.parametrize(("minutes", "status"), [(-4, 200), (4, 200), (-6, 403), (6, 403)])
def test_clocks_may_differ_by_five_minutes(suite: Suite, minutes: int, status: int) -> None:
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    with mock.patch("botocore.auth.get_current_datetime", return_value=moment.replace(tzinfo=None)):
        answer = signed(suite.http, root(suite), "GET", "/v1/apps")
    assert answer.status == status
    if status == 403:
        assert answer.error == "InvalidSignatureException"
        assert answer.headers["date"]


def test_an_altered_request_is_refused(suite: Suite, app: str) -> None:
    wrong = signed(suite.http, (suite.access_key, suite.secret_key + "x"), "GET", "/v1/apps")
    assert (wrong.status, wrong.error) == (403, "InvalidSignatureException")
    unknown = signed(suite.http, ("CPAK" + "A" * 16, "x"), "GET", "/v1/apps")
    assert (unknown.status, unknown.error) == (403, "UnrecognizedClientException")
    missing = send(suite.http, "GET", "/v1/apps")
    assert (missing.status, missing.error) == (403, "MissingAuthenticationTokenException")


@pytest.mark.parametrize("path", ["/v1//apps", "/v1/../v1/apps", "/v1/apps/.", "/v1/apps/%2E%2E/segments"])
def test_dot_and_empty_segments_are_refused(suite: Suite, path: str) -> None:
    assert signed(suite.http, root(suite), "GET", path).status == 400


def test_a_session_of_boto3_s_whole_default_chain_works(suite: Suite, app: str) -> None:
    arn = f"arn:aws:mobiletargeting:us-east-1:000000000000:apps/{app}"
    answer = signed(suite.http, root(suite), "GET", f"/v1/tags/{quote(arn, safe='')}")
    assert answer.status == 200 and "tags" in answer.json
