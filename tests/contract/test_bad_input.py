"""Bad input of every kind, through the front door: a clear 4xx or a row of failures, the server alive, everything before it kept."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from kit.testing import eventually
from tests.contract.conftest import Call
from tests.fixtures.suite import Suite

ROLE = "arn:aws:iam::000000000000:role/import"
NO_APP = "0" * 32


@pytest.fixture(scope="module")
def kept(pinpoint: Any, new_app: Callable[..., str]) -> dict[str, Any]:
    """What was there before: an app, an endpoint, a segment, a template."""
    app = new_app("kept")
    pinpoint.update_endpoint(
        ApplicationId=app,
        EndpointId="jane",
        EndpointRequest={"ChannelType": "EMAIL", "Address": "jane@example.com", "Attributes": {"list": [str(n) for n in range(50)]}},
    )
    segment = {"Name": "all", "Dimensions": {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL"]}}}}
    made = pinpoint.create_segment(ApplicationId=app, WriteSegmentRequest=segment)["SegmentResponse"]
    name = f"kept-{uuid4().hex[:8]}"
    pinpoint.create_email_template(TemplateName=name, EmailTemplateRequest={"Subject": "Hello", "TextPart": "Hello"})
    return {"app": app, "segment": made["Id"], "template": name}


def everything(pinpoint: Any, kept: dict[str, Any]) -> list[Any]:
    """The answers about what must stay as it was."""
    app = kept["app"]
    answers = [
        pinpoint.get_app(ApplicationId=app)["ApplicationResponse"],
        pinpoint.get_endpoint(ApplicationId=app, EndpointId="jane")["EndpointResponse"],
        pinpoint.get_segment(ApplicationId=app, SegmentId=kept["segment"])["SegmentResponse"],
        pinpoint.get_campaigns(ApplicationId=app)["CampaignsResponse"],
        pinpoint.get_email_template(TemplateName=kept["template"])["EmailTemplateResponse"],
        pinpoint.get_email_channel(ApplicationId=app)["EmailChannelResponse"],
    ]
    return answers


@pytest.fixture(autouse=True)
def nothing_is_lost(suite: Suite, pinpoint: Any, kept: dict[str, Any]) -> Iterator[None]:
    """Around every test of this file: the same processes run, and say the same about what was there."""
    before, running = everything(pinpoint, kept), suite.pids()
    yield
    assert everything(pinpoint, kept) == before
    assert suite.pids() == running


def refused(exception: type[ClientError], operation: Callable[..., Any], **arguments: Any) -> str:
    """The text of a refusal by its modelled class."""
    with pytest.raises(exception) as raised:
        operation(**arguments)
    return str(raised.value.response["Error"]["Message"])


def test_an_unknown_app_is_404(pinpoint: Any) -> None:
    request = {"Name": "s", "Dimensions": {}}
    assert refused(pinpoint.exceptions.NotFoundException, pinpoint.create_segment, ApplicationId=NO_APP, WriteSegmentRequest=request) == "Application not found"
    for text in ("", "x", "%00", "../../etc/passwd", "a" * 3000, "💥"):
        if text:
            assert refused(pinpoint.exceptions.NotFoundException, pinpoint.get_app, ApplicationId=text) == "Application not found"


@pytest.mark.parametrize("body", [b"{", b'{"Name":}', b'{"Name":"x"}}', b"\x00", b"\xff", b"not json", b'{"Name":"x","Name":', b'"text"', b"[]", b"17", b"NaN"])
def test_wrong_json_is_400(call: Call, body: bytes) -> None:
    answer = call("POST", "/v1/apps", body)
    assert (answer.status, answer.error) == (400, "BadRequestException")
    assert answer.json["Message"]


WRONG_TYPES = [
    ("POST", "/v1/apps", {"Name": 1}, "Name: "),
    ("POST", "/v1/apps", {"Name": ["x"]}, "Name: "),
    ("POST", "/v1/apps", {"Name": "x", "tags": []}, "tags: "),
    ("PUT", "/v1/apps/~/endpoints/e", {"Metrics": {"m": "1"}}, "Metrics"),
    ("PUT", "/v1/apps/~/endpoints/e", {"Attributes": {"a": [1]}}, "Attributes"),
    ("PUT", "/v1/apps/~/endpoints/e", {"ChannelType": "PIGEON"}, "ChannelType: "),
    ("POST", "/v1/apps/~/campaigns", {"SegmentId": "s", "Schedule": "now"}, "Schedule: "),
    ("POST", "/v1/apps/~/campaigns", {"SegmentId": "s", "HoldoutPercent": True}, "HoldoutPercent: "),
    ("POST", "/v1/apps/~/jobs/import", {"Format": "CSV", "RoleArn": "r", "S3Url": 1}, "S3Url: "),
    ("PUT", "/v1/apps/~/channels/email", {"FromAddress": "a@example.com", "Identity": "i", "Enabled": "yes"}, "Enabled: "),
    ("POST", "/v1/apps/~/messages", {"MessageConfiguration": []}, "MessageConfiguration: "),
]


@pytest.mark.parametrize(("method", "target", "body", "path"), WRONG_TYPES, ids=[f"{target} {body}" for _, target, body, _ in WRONG_TYPES])
def test_a_wrong_type_is_400_and_names_the_member(call: Call, kept: dict[str, Any], method: str, target: str, body: Any, path: str) -> None:
    answer = call(method, target.replace("~", kept["app"]), body)
    assert (answer.status, answer.error) == (400, "BadRequestException")
    assert path in answer.json["Message"]


MISSING = [
    ("POST", "/v1/apps", {}, "Name"),
    ("POST", "/v1/apps/~/jobs/import", {"Format": "CSV"}, "RoleArn"),
    ("POST", "/v1/apps/~/jobs/export", {"RoleArn": "r"}, "S3UrlPrefix"),
    ("PUT", "/v1/apps/~/endpoints", {}, "Item"),
    ("PUT", "/v1/apps/~/channels/email", {"FromAddress": "a@example.com"}, "Identity"),
    ("POST", "/v1/apps/~/events", {}, "BatchItem"),
    ("POST", "/v1/apps/~/messages", {}, "MessageConfiguration"),
    ("POST", "/v1/apps/~/users-messages", {"MessageConfiguration": {}}, "Users"),
    ("POST", "/v1/apps/~/journeys", {}, "Name"),
]


@pytest.mark.parametrize(("method", "target", "body", "member"), MISSING, ids=[target for _, target, _, _ in MISSING])
def test_a_missing_member_is_400_and_is_named(call: Call, kept: dict[str, Any], method: str, target: str, body: Any, member: str) -> None:
    answer = call(method, target.replace("~", kept["app"]), body)
    assert (answer.status, answer.error) == (400, "BadRequestException")
    assert f"{member}: is required" in answer.json["Message"]


@pytest.mark.parametrize(("target", "megabytes"), [("/v1/apps", 7), ("/v1/apps/~/events", 4)])
def test_an_oversize_body_is_413(call: Call, kept: dict[str, Any], target: str, megabytes: int) -> None:
    answer = call("POST", target.replace("~", kept["app"]), b'{"Name":"' + b"x" * (megabytes << 20) + b'"}')
    assert (answer.status, answer.error) == (413, "PayloadTooLargeException")


def test_a_body_nested_too_deep_is_400(call: Call) -> None:
    assert call("POST", "/v1/apps", b'{"a":' * 5000 + b"1" + b"}" * 5000).status == 400


def test_an_expired_signature_is_403_and_says_both_times(suite: Suite, call: Call) -> None:
    with mock.patch("botocore.auth.get_current_datetime", return_value=(datetime.now(UTC) - timedelta(minutes=20)).replace(tzinfo=None)):
        answer = call("GET", "/v1/apps")
    assert (answer.status, answer.error) == (403, "InvalidSignatureException")
    assert "Signature expired" in answer.json["message"] and "is now earlier than" in answer.json["message"]


def test_a_wrong_signature_is_403_and_shows_no_secret(suite: Suite, call: Call) -> None:
    answer = call("POST", "/v1/apps", {"Name": "x"}, key=(suite.access_key, "wrong"))
    assert (answer.status, answer.error) == (403, "InvalidSignatureException")
    assert suite.secret_key.encode() not in answer.body


def test_another_account_s_app_is_404_whatever_is_tried(other_account: Any, pinpoint: Any, kept: dict[str, Any]) -> None:
    app, gone = kept["app"], other_account.exceptions.NotFoundException
    attempts: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (other_account.get_app, {}),
        (other_account.delete_app, {}),
        (other_account.get_endpoint, {"EndpointId": "jane"}),
        (other_account.update_endpoint, {"EndpointId": "jane", "EndpointRequest": {"OptOut": "ALL"}}),
        (other_account.delete_endpoint, {"EndpointId": "jane"}),
        (other_account.delete_segment, {"SegmentId": kept["segment"]}),
        (other_account.put_events, {"EventsRequest": {"BatchItem": {"jane": {"Endpoint": {}, "Events": {}}}}}),
        (other_account.delete_email_channel, {}),
        (other_account.create_export_job, {"ExportJobRequest": {"RoleArn": ROLE, "S3UrlPrefix": "s3://stolen/"}}),
        (other_account.create_campaign, {"WriteCampaignRequest": {"Name": "x", "SegmentId": kept["segment"]}}),
    ]
    for operation, arguments in attempts:
        assert refused(gone, operation, ApplicationId=app, **arguments) == "Application not found"
    with pytest.raises(gone):
        other_account.get_email_template(TemplateName=kept["template"])
    with pytest.raises(gone):
        other_account.tag_resource(ResourceArn=f"arn:aws:mobiletargeting:us-east-1:000000000000:apps/{app}", TagsModel={"tags": {"a": "b"}})
    assert other_account.get_apps()["ApplicationsResponse"]["Item"] == []


def imported(suite: Suite, pinpoint: Any, app: str, name: str, content: bytes) -> dict[str, Any]:
    """The finished import job of a file in the folder store."""
    bucket = suite.data / "objects" / "bad-input"
    bucket.mkdir(exist_ok=True)
    (bucket / name).write_bytes(content)
    return finished(pinpoint, app, f"s3://bad-input/{name}")


def finished(pinpoint: Any, app: str, url: str) -> dict[str, Any]:
    """An import job of this URL, at its end."""
    request = {"Format": "CSV", "S3Url": url, "RoleArn": ROLE, "RegisterEndpoints": True, "DefineSegment": False}
    job = pinpoint.create_import_job(ApplicationId=app, ImportJobRequest=request)["ImportJobResponse"]["Id"]

    def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = pinpoint.get_import_job(ApplicationId=app, JobId=job)["ImportJobResponse"]
        return found if found["JobStatus"] in ("COMPLETED", "FAILED") else None

    result: dict[str, Any] = eventually(ended, timeout=30)
    return result


def test_a_csv_with_bad_rows_imports_the_others_and_lists_the_failures(suite: Suite, pinpoint: Any, new_app: Callable[..., str]) -> None:
    app = new_app("bad rows")
    rows = "Id,ChannelType,Address,Metrics.Visits|good-1,EMAIL,a@example.com,1|bad-1,EMAIL,b@example.com,many|bad-2,PIGEON,c,1|good-2,EMAIL,d@example.com,2"
    job = imported(suite, pinpoint, app, "rows.csv", rows.replace("|", "\n").encode())
    assert (job["JobStatus"], job["TotalProcessed"], job["TotalFailures"]) == ("COMPLETED", 4, 2)
    assert [row.partition(": ")[0] for row in job["Failures"]] == ["rows.csv:3", "rows.csv:4"]
    for good in ("good-1", "good-2"):
        assert pinpoint.get_endpoint(ApplicationId=app, EndpointId=good)
    for bad in ("bad-1", "bad-2"):
        with pytest.raises(pinpoint.exceptions.NotFoundException):
            pinpoint.get_endpoint(ApplicationId=app, EndpointId=bad)


def test_a_broken_gzip_fails_the_job_with_a_reason(suite: Suite, pinpoint: Any, new_app: Callable[..., str]) -> None:
    app = new_app("broken gzip")
    whole = gzip.compress(b"Id,ChannelType,Address\n" + b"".join(b"e-%d,EMAIL,e%d@example.com\n" % (n, n) for n in range(5000)))
    for name, content in (("half.csv.gz", whole[: len(whole) // 2]), ("noise.csv.gz", b"\x1f\x8b" + b"noise" * 100), ("empty.csv.gz", b"")):
        job = imported(suite, pinpoint, app, name, content)
        assert job["JobStatus"] == "FAILED" or name == "empty.csv.gz", job
        assert job["JobStatus"] == "COMPLETED" or any(name in reason for reason in job["Failures"]), job


def test_a_file_that_is_not_there_fails_the_job_and_no_way_leads_out_of_the_store(pinpoint: Any, kept: dict[str, Any]) -> None:
    absent = finished(pinpoint, kept["app"], "s3://bad-input/nowhere.csv")
    assert absent["JobStatus"] == "FAILED" and "s3://bad-input/nowhere.csv" in " ".join(absent["Failures"])
    for url in ("s3://../master.key", "s3://bad-input/../../master.key", "s3://bad-input/%2e%2e/%2e%2e/master.key"):
        try:
            job = finished(pinpoint, kept["app"], url)
        except pinpoint.exceptions.BadRequestException:
            continue
        assert (job["JobStatus"], job["TotalProcessed"]) == ("FAILED", 0)


LOOP = "{{#each Attributes.list}}" * 6 + "x" + "{{/each}}" * 6


def test_a_template_that_loops_sends_nothing_and_says_so(suite: Suite, pinpoint: Any, kept: dict[str, Any]) -> None:
    """Fifty values, six loops in each other: 15 thousand million turns."""
    name = f"loop-{uuid4().hex[:8]}"
    try:
        pinpoint.create_email_template(TemplateName=name, EmailTemplateRequest={"Subject": "x", "TextPart": LOOP})
    except pinpoint.exceptions.BadRequestException as error:
        assert error.response["Error"]["Message"].startswith("TextPart: ")
        return
    request = {"Endpoints": {"jane": {}}, "TemplateConfiguration": {"EmailTemplate": {"Name": name}}, "MessageConfiguration": {"EmailMessage": {}}}
    result = pinpoint.send_messages(ApplicationId=kept["app"], MessageRequest=request)["MessageResponse"]["EndpointResult"]["jane"]
    assert result["DeliveryStatus"] == "PERMANENT_FAILURE" and 400 <= result["StatusCode"] < 500
    assert result["StatusMessage"]
    assert not list((suite.data / "outbox" / kept["app"]).rglob("*.eml"))


@pytest.mark.parametrize("text", ["{{#each a}}", "{{/each}}", "{{#if}}x{{/if}}", "{{a", "{{> partial}}", "{{__proto__.x}}" + "{{#each a}}" * 200])
def test_a_broken_template_is_400_and_names_the_part(pinpoint: Any, text: str) -> None:
    said = refused(
        pinpoint.exceptions.BadRequestException,
        pinpoint.create_email_template,
        TemplateName=f"broken-{uuid4().hex[:8]}",
        EmailTemplateRequest={"Subject": "x", "HtmlPart": text},
    )
    assert said.startswith("HtmlPart: ")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "192.168.1.1", "0.0.0.0", "100.64.0.1"])
def test_a_webhook_to_a_private_address_is_400(pinpoint: Any, kept: dict[str, Any], host: str) -> None:
    request = {
        "Name": "hook",
        "SegmentId": kept["segment"],
        "Schedule": {"StartTime": "IMMEDIATE", "Frequency": "ONCE"},
        "MessageConfiguration": {"CustomMessage": {"Data": "x"}},
        "CustomDeliveryConfiguration": {"DeliveryUri": f"https://{host}/hook", "EndpointTypes": ["EMAIL"]},
    }
    said = refused(pinpoint.exceptions.BadRequestException, pinpoint.create_campaign, ApplicationId=kept["app"], WriteCampaignRequest=request)
    assert "DeliveryUri" in said


def test_a_hold_on_a_channel_that_does_not_exist_is_400(call: Call, kept: dict[str, Any]) -> None:
    """Taken silently it would hold nothing."""
    answer = call("POST", f"/counterpoint/v1/apps/{kept['app']}/hold", {"Channel": "E-MAIL"})
    assert (answer.status, answer.error) == (400, "BadRequestException")
    assert "Channel: must be one of CUSTOM, EMAIL, SMS" in answer.json["Message"]
    assert call("GET", f"/counterpoint/v1/apps/{kept['app']}/holds").json.get("Holds", []) == []
