"""The AWS CLI, unmodified, against the running suite: what people type, exit codes, and the texts they see when it goes wrong.

And our own command that brings a file in, which people type as often.
"""

from __future__ import annotations

import email
import email.policy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kit.testing import eventually
from tests.fixtures.suite import ROOT, Suite

AWS = Path(sys.executable).with_name("aws")
# What version 1 ends with when the service refuses; version 2 has 254.
REFUSED = 255
Aws = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def aws(suite: Suite) -> Aws:
    """aws(*words, **environment): one command with the credentials file the suite wrote."""
    kept = {name: text for name, text in suite.env.items() if not name.startswith(("COUNTERPOINT_", "AWS_", "PYTHON"))}
    own = {
        "AWS_SHARED_CREDENTIALS_FILE": str(suite.data / "credentials"),
        "AWS_PROFILE": "counterpoint",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_PINPOINT": suite.http,
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
    }

    def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([AWS, "pinpoint", *words], env=kept | own | environ, capture_output=True, text=True, timeout=60, check=False)

    return run


def said(result: subprocess.CompletedProcess[str]) -> Any:
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_the_way_from_an_app_to_a_mail_in_the_outbox(suite: Suite, aws: Aws) -> None:
    app = said(aws("create-app", "--create-application-request", "Name=by cli,tags={team=blue}"))["ApplicationResponse"]
    assert app["Name"] == "by cli" and app["Arn"] == f"arn:aws:mobiletargeting:us-east-1:000000000000:apps/{app['Id']}"
    at = ("--application-id", app["Id"])

    accepted = said(
        aws(
            *("update-endpoint", *at, "--endpoint-id", "jane é/1", "--endpoint-request"),
            "ChannelType=EMAIL,Address=jane@example.com,Attributes={city=[Berlin]},User={UserId=jane}",
        )
    )["MessageBody"]
    assert accepted["Message"] == "Accepted"

    endpoint = said(aws("get-endpoint", *at, "--endpoint-id", "jane é/1"))["EndpointResponse"]
    assert (endpoint["Address"], endpoint["Attributes"], endpoint["User"]["UserId"]) == ("jane@example.com", {"city": ["Berlin"]}, "jane")

    dimensions = {"Name": "Berliners", "Dimensions": {"Attributes": {"city": {"AttributeType": "INCLUSIVE", "Values": ["Berlin"]}}}}
    segment = said(aws("create-segment", *at, "--write-segment-request", json.dumps(dimensions)))["SegmentResponse"]
    assert (segment["Name"], segment["Version"], segment["SegmentType"]) == ("Berliners", 1, "DIMENSIONAL")

    identity = "arn:aws:ses:us-east-1:000000000000:identity/example.com"
    said(aws("update-email-channel", *at, "--email-channel-request", f"FromAddress=shop@example.com,Identity={identity},Enabled=true"))
    message = {
        "Endpoints": {"jane é/1": {}},
        "MessageConfiguration": {"EmailMessage": {"SimpleEmail": {"Subject": {"Data": "Hello"}, "TextPart": {"Data": "From the command line."}}}},
    }
    sent = said(aws("send-messages", *at, "--message-request", json.dumps(message)))["MessageResponse"]
    assert sent["EndpointResult"]["jane é/1"]["DeliveryStatus"] == "SUCCESSFUL"
    (file,) = eventually(lambda: list((suite.data / "outbox" / app["Id"]).rglob("*.eml")))
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (mail["To"], mail["Subject"]) == ("jane@example.com", "Hello")

    listed = said(aws("get-apps"))["ApplicationsResponse"]["Item"]
    assert app["Id"] in {item["Id"] for item in listed}
    assert said(aws("delete-app", *at))["ApplicationResponse"] == app

    gone = aws("get-app", *at)
    assert gone.returncode == REFUSED
    assert "(NotFoundException) when calling the GetApp operation: Application not found" in gone.stderr


REFUSALS = [
    ("an unknown app", ("get-app", "--application-id", "0" * 32), "(NotFoundException) when calling the GetApp operation: Application not found"),
    ("an empty name", ("create-app", "--create-application-request", "Name="), "(BadRequestException) when calling the CreateApp operation: Name"),
    ("a page size in words", ("get-apps", "--page-size", "none"), "(BadRequestException) when calling the GetApps operation: page-size"),
]


@pytest.mark.parametrize(("words", "text"), [case[1:] for case in REFUSALS], ids=[case[0] for case in REFUSALS])
def test_a_refusal_names_its_reason(aws: Aws, words: tuple[str, ...], text: str) -> None:
    result = aws(*words)
    assert (result.returncode, result.stdout) == (REFUSED, "")
    assert text in result.stderr


def test_a_wrong_key_and_a_wrong_secret_are_told_apart(suite: Suite, aws: Aws, tmp_path: Path) -> None:
    def with_key(key: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "credentials"
        file.write_text(f"[counterpoint]\naws_access_key_id = {key}\naws_secret_access_key = {'x' * 40}\n")
        return aws("get-apps", AWS_SHARED_CREDENTIALS_FILE=str(file))

    unknown, wrong = with_key("AKIANOBODYKNOWSTHIS1"), with_key(suite.access_key)
    assert (unknown.returncode, wrong.returncode) == (REFUSED, REFUSED)
    assert "(UnrecognizedClientException) when calling the GetApps operation: The security token included in the request is invalid." in unknown.stderr
    assert "(InvalidSignatureException) when calling the GetApps operation" in wrong.stderr
    assert suite.secret_key not in wrong.stderr


def test_a_phone_number_is_looked_up(aws: Aws) -> None:
    found = said(aws("phone-number-validate", "--number-validate-request", "PhoneNumber=0301234567,IsoCountryCode=DE"))["NumberValidateResponse"]
    assert (found["CleansedPhoneNumberE164"], found["PhoneType"], found["City"]) == ("+49301234567", "LANDLINE", "Berlin")


def test_our_own_import_takes_a_file_and_leaves_no_copy_of_it(suite: Suite, pinpoint: Any, new_app: Callable[..., str], tmp_path: Path) -> None:
    app = new_app("by our own command", email=False)
    (tmp_path / "people.csv").write_text("Id,ChannelType,Address\nann,EMAIL,ann@example.com\nbob,PIGEON,roof\n")

    def load(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "launcher.cli", "import", *words], env=suite.env, cwd=ROOT, capture_output=True, text=True, check=False)

    job = said(load(str(tmp_path / "people.csv"), "--app", app, "--segment", "people", "--json"))
    assert (job["JobStatus"], job["TotalProcessed"], job["TotalFailures"]) == ("COMPLETED", 2, 1)
    assert pinpoint.get_endpoint(ApplicationId=app, EndpointId="ann")["EndpointResponse"]["Address"] == "ann@example.com"
    wrong = load(str(tmp_path / "people.csv"), "--app", "0" * 32)
    assert (wrong.returncode, wrong.stderr) == (1, "counterpoint: Application not found (HTTP 404)\n")
    assert list((suite.data / "objects").glob("import-*")) == []
