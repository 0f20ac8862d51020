"""What a client sees: bodies, statuses, headers, errors (api-conventions spec §1-5, §7, §9-10)."""

from __future__ import annotations

import hashlib
import http.client
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError

from tests.gateway.conftest import KEY, SECRET, Running
from tests.gateway.fakes import FOREIGN, OURS
from tests.gateway.signing import Answer, beacon, beacon_target, send, signed

ROOT = (KEY, SECRET)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def call(gateway: Running, method: str, target: str, body: bytes | None = None, **more: Any) -> Answer:
    return signed(gateway.url, ROOT, method, target, body, **more)


def test_the_payload_member_is_the_body(gateway: Running) -> None:
    answer = call(gateway, "POST", "/v1/apps", b'{"Name":"x"}')
    assert answer.status == 201
    assert set(answer.json) == {"Arn", "Id", "Name"}
    assert answer.headers["content-type"] == "application/json"


def test_a_body_wrapped_once_in_its_payload_name_is_taken(gateway: Running) -> None:
    assert call(gateway, "POST", "/v1/apps", b'{"CreateApplicationRequest":{"Name":"w"}}').json["Name"] == "w"


def test_the_region_of_the_signature_is_echoed_in_arns(gateway: Running) -> None:
    client = gateway.boto3(region="eu-west-3")
    arn = client.create_app(CreateApplicationRequest={"Name": "x"})["ApplicationResponse"]["Arn"]
    assert arn.startswith("arn:aws:mobiletargeting:eu-west-3:000000000000:apps/")


def test_every_answer_carries_request_id_date_and_cors_headers(gateway: Running) -> None:
    answers = [
        call(gateway, "GET", "/v1/apps"),
        call(gateway, "GET", f"/v1/apps/{'0' * 32}"),
        call(gateway, "POST", "/v1/apps", b"{"),
        call(gateway, "PATCH", "/v1/apps"),
        send(gateway.url, "GET", "/v1/apps"),
        send(gateway.url, "GET", "/nothing"),
        send(gateway.url, "OPTIONS", "/v1/apps"),
        send(gateway.url, "GET", "/livez"),
    ]
    for answer in answers:
        assert UUID.fullmatch(answer.headers["x-amzn-requestid"])
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-expose-headers"] == "x-amzn-RequestId,x-amzn-ErrorType,Date"
        assert answer.headers["date"].endswith("GMT")
        assert "access-control-allow-credentials" not in answer.headers


def test_an_error_has_the_modelled_members_and_the_request_id_of_its_header(gateway: Running) -> None:
    answer = call(gateway, "GET", f"/v1/apps/{'0' * 32}")
    assert answer.json == {"Message": "Application not found", "RequestID": answer.headers["x-amzn-requestid"]}


@pytest.mark.parametrize(
    ("name", "status", "exception"),
    [
        ("Invalid", 400, "BadRequestException"),
        ("Forbidden", 403, "ForbiddenException"),
        ("NotFound", 404, "NotFoundException"),
        ("Conflict", 409, "ConflictException"),
        ("TooLarge", 413, "PayloadTooLargeException"),
        ("Throttled", 429, "TooManyRequestsException"),
        ("NotBuilt", 501, "NotImplementedException"),
        ("Unavailable", 503, "ServiceUnavailableException"),
    ],
)
def test_a_service_s_error_becomes_pinpoint_s(gateway: Running, name: str, status: int, exception: str) -> None:
    answer = call(gateway, "POST", "/v1/apps", f'{{"Name":"{name}"}}'.encode())
    assert (answer.status, answer.error) == (status, exception)
    assert f"{name} of the service" in answer.json["Message"]
    assert answer.headers.get("retry-after") == ("7" if status in (429, 503) else None)


@pytest.mark.parametrize(
    "name", ["BadRequestException", "ForbiddenException", "NotFoundException", "TooManyRequestsException"]
)
def test_boto3_raises_the_modelled_class(gateway: Running, name: str) -> None:
    kinds = {
        "BadRequestException": "Invalid",
        "ForbiddenException": "Forbidden",
        "NotFoundException": "NotFound",
        "TooManyRequestsException": "Throttled",
    }
    client = gateway.boto3()
    with pytest.raises(getattr(client.exceptions, name)) as raised:
        client.create_app(CreateApplicationRequest={"Name": kinds[name]})
    response = raised.value.response
    assert response["RequestID"] == response["ResponseMetadata"]["RequestId"]


def test_an_unknown_failure_is_500_without_its_text(gateway: Running) -> None:
    answer = call(gateway, "POST", "/v1/apps", b'{"Name":"broken"}')
    assert (answer.status, answer.error) == (500, "InternalServerErrorException")
    assert b"secret" not in answer.body


def test_an_operation_that_is_not_built_answers_501_and_names_itself(gateway: Running) -> None:
    answer = call(gateway, "GET", f"/v1/apps/{OURS}/channels/gcm")
    assert (answer.status, answer.error) == (501, "NotImplementedException")
    assert answer.json["Message"] == "GetGcmChannel is not built yet"


def test_an_operation_of_an_absent_service_answers_501_and_names_the_service(gateway: Running) -> None:
    answer = call(gateway, "GET", f"/v1/apps/{OURS}/journeys")
    assert answer.status == 501
    assert answer.json["Message"].startswith("ListJourneys: the service journeys is not part")


def test_all_faults_are_named_by_wire_path(gateway: Running) -> None:
    answer = call(gateway, "PUT", f"/v1/apps/{OURS}/endpoints/e", b'{"OptOut":1,"Location":{"Latitude":"x"}}')
    assert answer.status == 400
    assert "OptOut: " in answer.json["Message"] and "Location.Latitude: " in answer.json["Message"]


@pytest.mark.parametrize("body", [b"{", b"nope", b"\xff\xfe", b'{"Name":"x"}}', b"[]", b'"x"', b"[" * 100_000])
def test_what_is_not_a_json_object_is_400(gateway: Running, body: bytes) -> None:
    answer = call(gateway, "POST", "/v1/apps", body)
    assert (answer.status, answer.error) == (400, "BadRequestException")


def test_a_post_without_body_counts_as_an_empty_object(gateway: Running) -> None:
    answer = call(gateway, "POST", "/v1/apps")
    assert answer.status == 400
    assert "Name" in answer.json["Message"]


def test_a_body_on_get_is_ignored(gateway: Running) -> None:
    assert call(gateway, "GET", "/v1/apps", b"{not json").status == 200


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/x-www-form-urlencoded", 201),
        ("text/plain;charset=UTF-8", 201),
        ('application/json; charset="utf-8"', 201),
        ("application/json; charset=latin-1", 400),
        ("application/json; charset=utf-16", 400),
    ],
)
def test_any_content_type_but_only_utf_8(gateway: Running, content_type: str, status: int) -> None:
    answer = call(gateway, "POST", "/v1/apps", b'{"Name":"x"}', headers={"Content-Type": content_type})
    assert answer.status == status


def test_an_empty_list_is_sent_and_no_next_token(gateway: Running) -> None:
    assert call(gateway, "GET", "/v1/apps").json == {"Item": []}


@pytest.mark.parametrize("path", ["/v1/apps/", f"/v1/apps/{OURS}/"])
def test_one_trailing_slash_is_tolerated(gateway: Running, path: str) -> None:
    assert call(gateway, "GET", path).status == 200


@pytest.mark.parametrize("path", ["/v1//apps", "/v1/apps//", "/v1/./apps", "/v1/x/../apps", "/v1/apps/%2e%2e", "/v1/%zz"])
def test_dot_and_empty_segments_are_refused(gateway: Running, path: str) -> None:
    assert call(gateway, "GET", path).status == 400


def test_a_known_path_with_another_verb_is_405_and_an_unknown_path_404(gateway: Running) -> None:
    wrong = call(gateway, "PUT", "/v1/apps", b"{}")
    assert (wrong.status, wrong.error, wrong.headers["allow"]) == (405, "MethodNotAllowedException", "GET, POST")
    unknown = call(gateway, "GET", "/v1/nothing")
    assert (unknown.status, unknown.error) == (404, "NotFoundException")
    unsigned = send(gateway.url, "GET", "/v1/nothing")
    assert (unsigned.status, unsigned.error) == (403, "MissingAuthenticationTokenException")
    assert call(gateway, "POST", "/2014-06-05/events", b"{}").status == 404


def test_head_on_the_api_is_a_wrong_verb_without_a_body(gateway: Running) -> None:
    answer = call(gateway, "HEAD", "/v1/apps")
    assert (answer.status, answer.body) == (405, b"")


@pytest.mark.parametrize("endpoint", ["é 1/2", "a%2Fb", "a+b", "~x", "a@b.c", "x" * 512, "日本語"])
def test_ids_of_any_characters_arrive_as_they_were_meant(gateway: Running, endpoint: str) -> None:
    answer = gateway.boto3().get_endpoint(ApplicationId=OURS, EndpointId=endpoint)
    assert answer["EndpointResponse"]["Id"] == endpoint


def test_tags_are_routed_by_arn_and_answer_204_without_body(gateway: Running) -> None:
    arn = f"arn:aws:mobiletargeting:us-east-1:000000000000:apps/{OURS}"
    target = f"/v1/tags/{quote(arn, safe='')}"
    answer = call(gateway, "POST", target, b'{"tags":{"k":"v"}}')
    assert (answer.status, answer.body) == (204, b"")
    assert gateway.segments.tags["k"] == "v"
    gateway.boto3().untag_resource(ResourceArn=arn, TagKeys=["a", "b c"])
    assert gateway.segments.untagged == ["a", "b c"]


@pytest.mark.parametrize(
    ("arn", "status"),
    [
        ("arn:aws:mobiletargeting:us-east-1:999999999999:apps/" + OURS, 404),
        ("arn:aws:mobiletargeting:us-east-1:000000000000:apps/" + FOREIGN, 404),
        ("arn:aws:mobiletargeting:us-east-1:000000000000:nothing/x", 404),
        ("arn:aws:s3:::bucket", 400),
        ("nonsense", 400),
    ],
)
def test_an_arn_that_is_not_ours_is_not_found(gateway: Running, arn: str, status: int) -> None:
    assert call(gateway, "GET", f"/v1/tags/{quote(arn, safe='')}").status == status


def test_another_account_s_app_looks_like_none(gateway: Running) -> None:
    for app in (FOREIGN, "0" * 32, "x y"):
        answer = call(gateway, "GET", f"/v1/apps/{quote(app)}")
        assert (answer.status, answer.json["Message"]) == (404, "Application not found")


def test_an_app_is_resolved_once_in_thirty_seconds(gateway: Running) -> None:
    client = gateway.boto3()
    client.get_app(ApplicationId=OURS)
    before = gateway.audience.resolved.count(OURS)
    for _ in range(5):
        client.get_app(ApplicationId=OURS)
    assert gateway.audience.resolved.count(OURS) == before


def test_tags_in_an_update_are_dropped_with_a_warning(gateway: Running) -> None:
    target = f"/v1/apps/{OURS}/campaigns/{'c' * 32}"
    answer = call(gateway, "PUT", target, b'{"Name":"n","tags":{"a":"b"}}')
    assert answer.headers["x-counterpoint-warning"] == "tags ignored on update"
    assert answer.json["Name"] == "n"
    assert "a" not in answer.json.get("tags", {})
    assert "x-counterpoint-warning" not in call(gateway, "PUT", target, b'{"Name":"n"}').headers


def test_message_bodies_are_filled_by_the_gateway(gateway: Running) -> None:
    created = call(gateway, "POST", "/v1/templates/t/email", b'{"Subject":"s"}')
    assert (created.status, created.json["Message"]) == (201, "Created")
    assert created.json["RequestID"] == created.headers["x-amzn-requestid"]
    updated = call(gateway, "PUT", "/v1/templates/t/email", b"{}")
    assert (updated.status, updated.json["Message"]) == (202, "Accepted")


def test_a_kpi_of_an_unknown_campaign_is_not_found(gateway: Running) -> None:
    answer = call(gateway, "GET", f"/v1/apps/{OURS}/campaigns/{'c' * 32}/kpis/daterange/x")
    assert (answer.status, answer.json["Message"]) == (404, "Resource not found")


def test_direct_sends_carry_invocation_id_and_body_hash(gateway: Running) -> None:
    body = b'{"MessageConfiguration":{},"Addresses":{}}'
    headers = {"amz-sdk-invocation-id": "i-1", "X-Counterpoint-On-Unknown": "retry"}
    answer = call(gateway, "POST", f"/v1/apps/{OURS}/messages", body, headers=headers)
    assert answer.json["RequestId"] == answer.headers["x-amzn-requestid"]
    sender = gateway.delivery.callers[-1]
    assert (sender.invocation_id, sender.on_unknown) == ("i-1", "retry")
    assert sender.body_hash == hashlib.sha256(body).hexdigest()
    assert (sender.account, sender.principal) == ("000000000000", "arn:aws:iam::000000000000:root")


# Sizes


@pytest.mark.parametrize(
    ("target", "size"), [(f"/v1/apps/{OURS}/events", 4 * 1024 * 1024 + 1), ("/v1/apps", 7 * 1024 * 1024 + 1)]
)
def test_a_body_over_the_limit_is_413(gateway: Running, target: str, size: int) -> None:
    answer = call(gateway, "POST", target, b" " * size)
    assert (answer.status, answer.error) == (413, "PayloadTooLargeException")
    assert send(gateway.url, "GET", "/livez").status == 200


def test_a_body_without_a_declared_length_is_cut_at_the_limit(gateway: Running) -> None:
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    target = f"/v1/apps/{OURS}/events"
    presigned = beacon_target(gateway.url, ROOT, target, b"")
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=30) as connection:
        head = f"POST {presigned} HTTP/1.1\r\nHost: 127.0.0.1:{gateway.port}\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head.encode())
        for _ in range(80):
            connection.sendall(chunk)
        connection.sendall(b"0\r\n\r\n")
        assert connection.recv(64).startswith(b"HTTP/1.1 413 ")


def test_a_connection_outlives_a_refusal_before_the_body(gateway: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=30)
    for _ in range(3):
        connection.request("POST", "/v1/apps", body=b"x" * 2_000_000)
        response = connection.getresponse()
        assert (response.status, response.read()) == (403, b'{"message":"Missing Authentication Token"}')
    connection.close()


def test_a_body_at_the_limit_passes(gateway: Running) -> None:
    body = b'{"Name":"x"}'
    assert call(gateway, "POST", "/v1/apps", body + b" " * (7 * 1024 * 1024 - len(body))).status == 201


# Authentication


def test_no_credentials_and_unknown_keys_are_refused_in_words(gateway: Running) -> None:
    missing = send(gateway.url, "GET", "/v1/apps")
    assert (missing.status, missing.error) == (403, "MissingAuthenticationTokenException")
    assert missing.json == {"message": "Missing Authentication Token"}
    unknown = signed(gateway.url, ("CPAKNOBODYNOBODYNOBO", "x"), "GET", "/v1/apps")
    assert (unknown.status, unknown.error) == (403, "UnrecognizedClientException")
    wrong = signed(gateway.url, (KEY, "x"), "GET", "/v1/apps")
    assert (wrong.status, wrong.error) == (403, "InvalidSignatureException")


def test_the_signature_is_judged_before_the_app_and_the_json(gateway: Running) -> None:
    assert signed(gateway.url, (KEY, "x"), "POST", f"/v1/apps/{FOREIGN}/events", b"{").status == 403


def test_presigned_requests_are_for_events_only(gateway: Running) -> None:
    body = b'{"BatchItem":{}}'
    for path in ("events", "events/legacy"):
        answer = beacon(gateway.url, ROOT, f"/v1/apps/{OURS}/{path}", body, token="session/token=")
        assert (answer.status, answer.json) == (202, {"Results": {}})
    refused = call(gateway, "GET", "/v1/apps", query=True)
    assert (refused.status, refused.error) == (403, "InvalidSignatureException")


def test_a_host_that_was_signed_may_differ_from_the_address(gateway: Running) -> None:
    answer = call(gateway, "GET", "/v1/apps", headers={"Host": "pinpoint.us-east-1.amazonaws.com"})
    assert answer.status == 200


# CORS


def test_a_preflight_needs_no_signature(gateway: Running) -> None:
    headers = {"Origin": "https://shop.example.org", "Access-Control-Request-Method": "PUT"}
    answer = send(gateway.url, "OPTIONS", f"/v1/apps/{OURS}/endpoints/e", headers=headers)
    assert answer.status == 200
    assert answer.headers["access-control-allow-methods"] == "GET,POST,PUT,DELETE,OPTIONS"
    assert "amz-sdk-invocation-id" in answer.headers["access-control-allow-headers"]
    assert answer.headers["access-control-max-age"] == "172800"


# Hot operations


def test_an_endpoint_write_is_accepted_and_a_refused_one_says_why(gateway: Running) -> None:
    answer = call(gateway, "PUT", f"/v1/apps/{OURS}/endpoints/e%2F1", b'{"ChannelType":"EMAIL","Attributes":{"a":[]}}')
    assert answer.status == 202
    assert answer.json == {"Message": "Accepted", "RequestID": answer.headers["x-amzn-requestid"]}
    item = gateway.audience.batches[-1][-1]
    assert (item.app_id, item.endpoint_id, item.endpoint.channel_type) == (OURS, "e/1", "EMAIL")
    assert item.request_id == answer.headers["x-amzn-requestid"]
    refused = call(gateway, "PUT", f"/v1/apps/{OURS}/endpoints/e", b'{"ChannelType":"SMS"}')
    assert (refused.status, refused.json["Message"]) == (400, "no SMS here")


def test_concurrent_endpoint_writes_are_gathered_and_each_gets_its_own_answer(gateway: Running) -> None:
    client = gateway.boto3(max_pool_connections=32)
    before = len(gateway.audience.batches)

    def write(number: int) -> str:
        channel = "SMS" if number % 8 == 0 else "EMAIL"
        try:
            client.update_endpoint(
                ApplicationId=OURS, EndpointId=f"c{number}", EndpointRequest={"ChannelType": channel}
            )
        except ClientError as error:
            return str(error.response["Message"])
        return "Accepted"

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(write, range(160)))
    assert answers == ["no SMS here" if number % 8 == 0 else "Accepted" for number in range(160)]
    assert len(gateway.audience.batches) - before < 160


def test_a_batch_drops_its_bad_items_and_says_which(gateway: Running) -> None:
    body = (
        b'{"Item":[{"Id":"a","ChannelType":"EMAIL","Address":"x@example.org","Metrics":{"m":1},"User":{"UserId":"u"},'
        b'"Attributes":{"k":["v"]},"Demographic":{"Make":"m"}},{"Id":"b","ChannelType":"SMS"}]}'
    )
    answer = call(gateway, "PUT", f"/v1/apps/{OURS}/endpoints", body)
    assert (answer.status, answer.json["Message"]) == (202, "Accepted")
    assert answer.headers["x-counterpoint-warning"] == "item 1: no SMS here"
    first = gateway.segments.batches[-1][0]
    assert (first.id, first.address, first.user.user_id) == ("a", "x@example.org", "u")
    assert first.metrics["m"] == 1 and first.attributes["k"].values == ["v"]


@pytest.mark.parametrize("body", [b"{}", b'{"Item":[]}', b'{"Item":{}}'])
def test_a_batch_without_items_is_400(gateway: Running, body: bytes) -> None:
    assert call(gateway, "PUT", f"/v1/apps/{OURS}/endpoints", body).status == 400


def test_events_travel_as_they_came(gateway: Running) -> None:
    body = b'{ "BatchItem" : {"e":{"Endpoint":{},"Events":{}}} , "Unknown": 1 }'
    answer = call(gateway, "POST", f"/v1/apps/{OURS}/events", body)
    assert (answer.status, answer.body) == (202, b'{"Results":{}}')
    item = gateway.ingest.calls[-1][-1]
    assert (item.body, item.app_id, item.account_id) == (body, OURS, "000000000000")
    assert abs(item.arrival_ms / 1000 - datetime.now(UTC).timestamp()) < 60


def test_wrapped_events_are_unwrapped(gateway: Running) -> None:
    assert call(gateway, "POST", f"/v1/apps/{OURS}/events", b' {"EventsRequest": {"BatchItem": {}}}').status == 202
    assert gateway.ingest.calls[-1][-1].body == b'{"BatchItem":{}}'


def test_a_refused_events_body_is_400_with_the_service_s_words(gateway: Running) -> None:
    for body in (b"{}", None):
        answer = call(gateway, "POST", f"/v1/apps/{OURS}/events", body)
        assert (answer.status, answer.json["Message"]) == (400, "BatchItem: is required")


# Extensions and health


def test_a_hold_takes_its_verb_from_the_path(gateway: Running) -> None:
    answer = call(gateway, "POST", f"/counterpoint/v1/apps/{OURS}/campaigns/{'d' * 32}/hold")
    assert answer.status == 200
    hold = gateway.sending.holds[-1]
    assert (hold.app_id, hold.campaign_id, hold.verb) == (OURS, "d" * 32, "hold")


@pytest.mark.parametrize(("letter", "verb", "status"), [("c", "hold", 404), ("e", "hold", 200), ("c", "release", 200)])
def test_a_hold_asks_for_its_campaign_but_needs_no_answer(gateway: Running, letter: str, verb: str, status: int) -> None:
    before = len(gateway.sending.holds)
    answer = call(gateway, "POST", f"/counterpoint/v1/apps/{OURS}/campaigns/{letter * 32}/{verb}")
    assert (answer.status, len(gateway.sending.holds) - before) == (status, 1 if status == 200 else 0)


def test_health_names_what_is_down_and_livez_only_looks_at_itself(gateway: Running) -> None:
    health = send(gateway.url, "GET", "/healthz")
    assert (health.status, health.json["status"]) == (200, "ready")
    assert send(gateway.url, "GET", "/livez").json == {"status": "alive"}
    assert send(gateway.url, "HEAD", "/healthz").status == 200
    assert send(gateway.url, "POST", "/healthz").status == 405
