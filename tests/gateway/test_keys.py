"""Access keys, idempotent creates and the audit trail, on the real database."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError
from sqlalchemy import text

from kit.db import Database
from tests.gateway.conftest import KEY, SECRET, Running
from tests.gateway.fakes import OURS
from tests.gateway.signing import Answer, signed

ROOT = (KEY, SECRET)


def call(gateway: Running, method: str, target: str, body: Any = None, key: tuple[str, str] = ROOT, **more: Any) -> Answer:
    raw = None if body is None else json.dumps(body).encode()
    return signed(gateway.url, key, method, target, raw, **more)


def make_key(gateway: Running, account: str = "") -> tuple[dict[str, str], tuple[str, str]]:
    made = call(gateway, "POST", "/counterpoint/v1/keys", {"AccountId": account, "Name": "server"}).json
    return made, (made["AccessKeyId"], made["SecretAccessKey"])


def test_a_new_key_signs_and_its_secret_is_shown_once(gateway: Running) -> None:
    made, key = make_key(gateway)
    assert made["AccessKeyId"].startswith("CPAK") and len(made["AccessKeyId"]) == 20
    assert gateway.boto3(*key).get_apps()["ApplicationsResponse"]["Item"] == []
    listed = call(gateway, "GET", "/counterpoint/v1/keys").json["Item"]
    mine = next(item for item in listed if item["AccessKeyId"] == made["AccessKeyId"])
    assert mine["Name"] == "server" and "SecretAccessKey" not in mine


def test_a_disabled_key_is_refused_until_enabled_and_a_deleted_one_for_ever(gateway: Running) -> None:
    made, key = make_key(gateway)
    path = f"/counterpoint/v1/keys/{made['AccessKeyId']}"
    assert call(gateway, "GET", "/v1/apps", key=key).status == 200
    assert call(gateway, "POST", f"{path}/disable").json["Status"] == "Inactive"
    assert call(gateway, "GET", "/v1/apps", key=key).error == "UnrecognizedClientException"
    assert call(gateway, "POST", f"{path}/enable").json["Status"] == "Active"
    assert call(gateway, "GET", "/v1/apps", key=key).status == 200
    assert call(gateway, "DELETE", path).json["Status"] == "Deleted"
    assert call(gateway, "GET", "/v1/apps", key=key).error == "UnrecognizedClientException"
    assert call(gateway, "POST", f"{path}/enable").status == 404


def test_a_key_of_another_account_sees_nothing_of_ours(gateway: Running) -> None:
    made, key = make_key(gateway, "123456789012")
    assert made["AccountId"] == "123456789012"
    answer = call(gateway, "GET", f"/v1/apps/{OURS}", key=key)
    assert (answer.status, answer.json["Message"]) == (404, "Application not found")
    assert [item["AccountId"] for item in call(gateway, "GET", "/counterpoint/v1/keys", key=key).json["Item"]] == ["123456789012"]
    refused = call(gateway, "POST", "/counterpoint/v1/keys", {"AccountId": "000000000000"}, key=key)
    assert (refused.status, refused.error) == (403, "ForbiddenException")
    assert call(gateway, "GET", "/counterpoint/v1/keys?AccountId=000000000000", key=key).status == 403


@pytest.mark.parametrize("body", [{"AccountId": "12"}, {"AccountId": 1}, {"Name": "a b"}, {"Name": "x" * 65}, []])
def test_bad_key_requests_are_400(gateway: Running, body: Any) -> None:
    assert call(gateway, "POST", "/counterpoint/v1/keys", body).status == 400


def test_a_repeated_create_answers_the_stored_answer(gateway: Running) -> None:
    headers = {"amz-sdk-invocation-id": "repeat-1"}
    before = len(gateway.segments.created)
    first = call(gateway, "POST", "/v1/apps", {"Name": "once"}, headers=headers)
    second = call(gateway, "POST", "/v1/apps", {"Name": "once"}, headers=headers)
    assert (second.status, second.json) == (first.status, first.json)
    assert first.headers["x-amzn-requestid"] != second.headers["x-amzn-requestid"]
    assert len(gateway.segments.created) == before + 1
    other = call(gateway, "POST", "/v1/apps", {"Name": "other"}, headers=headers)
    assert other.json["Name"] == "other"


def test_calls_at_the_same_time_run_once(gateway: Running) -> None:
    before = len(gateway.segments.created)
    headers = {"amz-sdk-invocation-id": "together-1"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: call(gateway, "POST", "/v1/apps", {"Name": "t"}, headers=headers), range(8)))
    assert len({answer.json["Id"] for answer in answers}) == 1
    assert len(gateway.segments.created) == before + 1


def test_a_failed_create_runs_again(gateway: Running) -> None:
    headers = {"amz-sdk-invocation-id": "failed-1"}
    assert call(gateway, "POST", "/v1/apps", {"Name": "Unavailable"}, headers=headers).status == 503
    assert call(gateway, "POST", "/v1/apps", {"Name": "Unavailable"}, headers=headers).status == 503


def test_boto3_sends_equal_creates_as_different_calls(gateway: Running) -> None:
    client = gateway.boto3()
    ids = {client.create_app(CreateApplicationRequest={"Name": "same"})["ApplicationResponse"]["Id"] for _ in range(2)}
    assert len(ids) == 2


def test_the_audit_trail_holds_a_cloudtrail_record_without_content(gateway: Running) -> None:
    created = call(gateway, "POST", "/v1/apps", {"Name": "Ada's shop", "tags": {"owner": "ada@example.org"}})
    call(gateway, "GET", f"/v1/apps/{OURS}/endpoints/e1?page-size=5")
    with pytest.raises(ClientError):
        gateway.boto3().get_app(ApplicationId="0" * 32)
    records = call(gateway, "GET", "/counterpoint/v1/audit?page-size=50").json["Item"]
    by_id = {record["requestID"]: record for record in records}
    record = by_id[created.headers["x-amzn-requestid"]]
    assert record["eventName"] == "CreateApp" and record["readOnly"] is False
    assert record["eventSource"] == "pinpoint.amazonaws.com"
    assert record["userIdentity"]["accessKeyId"] == KEY and record["recipientAccountId"] == "000000000000"
    assert record["requestParameters"] == {"Name": "***", "tags": "***"}
    assert record["responseElements"]["Id"] == created.json["Id"] and record["responseElements"]["Name"] == "***"
    read = next(item for item in records if item["eventName"] == "GetEndpoint")
    assert read["requestParameters"] == {"application-id": OURS, "endpoint-id": "e1", "page-size": "5"}
    assert read["readOnly"] is True and read["responseElements"] is None
    failed = next(item for item in records if item["eventName"] == "GetApp")
    assert (failed["errorCode"], failed["errorMessage"]) == ("NotFoundException", "Application not found")


def test_secrets_and_addresses_never_reach_the_audit_trail(gateway: Running) -> None:
    made, _ = make_key(gateway)
    body = {"MessageConfiguration": {"SMSMessage": {"Body": "hello"}}, "Addresses": {"+15550100": {"ChannelType": "SMS"}}}
    call(gateway, "POST", f"/v1/apps/{OURS}/messages", body)
    call(gateway, "PUT", f"/v1/apps/{OURS}/channels/gcm", {"ApiKey": "api-secret", "Enabled": True})
    call(gateway, "POST", f"/v1/apps/{OURS}/events", {"BatchItem": {}})
    answer = call(gateway, "GET", "/counterpoint/v1/audit?page-size=50")
    text = answer.body.decode()
    for secret in (made["SecretAccessKey"], "+15550100", "hello", "api-secret"):
        assert secret not in text
    names = [record["eventName"] for record in answer.json["Item"]]
    assert "PutEvents" not in names and "SendMessages" in names
    sent = next(record for record in answer.json["Item"] if record["eventName"] == "SendMessages")
    assert sent["requestParameters"] == {"application-id": OURS, "count": {"Addresses": 1}}


def test_secrets_and_answers_are_sealed_at_rest(gateway: Running) -> None:
    made, _ = make_key(gateway)
    headers = {"amz-sdk-invocation-id": "sealed-1"}
    created = call(gateway, "POST", "/v1/apps", {"Name": "at rest"}, headers=headers).json

    async def read() -> tuple[bytes, bytes]:
        async with Database(gateway.environ["COUNTERPOINT_DATABASE_URL"]) as db, db.connect() as conn:
            secret = await conn.execute(text("SELECT secret FROM access_keys WHERE id = :id"), {"id": made["AccessKeyId"]})
            body = await conn.execute(text("SELECT body FROM answers WHERE invocation_id = 'sealed-1'"))
            return secret.scalar_one(), body.scalar_one()

    secret, body = asyncio.run(read())
    assert made["SecretAccessKey"].encode() not in secret
    assert created["Id"].encode() not in body and b"at rest" not in body
