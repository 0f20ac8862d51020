"""samples/grpc_client.py against the running suite: it counts, sends, and sees a whole run go by."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kit.testing import eventually
from tests.fixtures.suite import ROOT, Suite

CLIENT = ROOT / "samples" / "grpc_client.py"


@pytest.fixture(scope="module")
def project(suite: Suite) -> dict[str, str]:
    """Two endpoints that can be reached and one that opted out."""
    pinpoint = suite.boto3()
    app = pinpoint.create_app(CreateApplicationRequest={"Name": "by stub"})["ApplicationResponse"]["Id"]
    channel = {"FromAddress": "shop@example.com", "Identity": "arn:aws:ses:us-east-1:000000000000:identity/example.com", "Enabled": True}
    pinpoint.update_email_channel(ApplicationId=app, EmailChannelRequest=channel)
    for name, opt_out in (("ann", "NONE"), ("bob", "NONE"), ("cyd", "ALL")):
        endpoint = {"ChannelType": "EMAIL", "Address": f"{name}@example.com", "OptOut": opt_out}
        pinpoint.update_endpoint(ApplicationId=app, EndpointId=name, EndpointRequest=endpoint)
    dimensions = {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL"]}}}
    made = pinpoint.create_segment(ApplicationId=app, WriteSegmentRequest={"Name": "everybody", "Dimensions": dimensions})
    return {"app": app, "segment": made["SegmentResponse"]["Id"]}


@pytest.fixture
def client(suite: Suite, project: dict[str, str], tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """The sample as it is started by hand, with what it prints in a file."""
    output = tmp_path / "output"
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "gen"), "COUNTERPOINT_DATA": str(suite.data)}
    with output.open("wb") as file:
        process = subprocess.Popen([sys.executable, CLIENT, project["app"], project["segment"], "dan@example.com"], env=environ, stdout=file, stderr=file)
    try:
        yield process, output
    finally:
        process.kill()
        process.wait()


def test_it_counts_a_segment_sends_a_message_and_follows_a_run(
    suite: Suite, project: dict[str, str], client: tuple[subprocess.Popen[bytes], Path]
) -> None:
    process, output = client
    eventually(lambda: "following" in output.read_text() or process.poll() is not None, timeout=30)
    assert process.poll() is None, output.read_text()
    campaign: dict[str, Any] = {
        "Name": "watched",
        "SegmentId": project["segment"],
        "Schedule": {"StartTime": "IMMEDIATE", "Frequency": "ONCE"},
        "MessageConfiguration": {"EmailMessage": {"Title": "Hello", "Body": "Hello"}},
    }
    suite.boto3().create_campaign(ApplicationId=project["app"], WriteCampaignRequest=campaign)
    assert process.wait(60) == 0, output.read_text()
    said = output.read_text().splitlines()
    assert said[:3] == ["segment: 3 endpoints, 2 of them can be reached", "message: SUCCESSFUL", "following: start a campaign of the app"]
    run = said[3].split()[1]
    assert said[3] == f"run {run} started: 3 endpoints"
    assert f"run {run} ended: COMPLETED, SUCCESS" in said
    assert {"  campaign.send: ann sent SUCCESS", "  campaign.send: bob sent SUCCESS"} <= set(said)
    assert len(list((suite.data / "outbox" / project["app"]).rglob("*.eml"))) == 3


def test_without_arguments_it_says_how_it_is_used() -> None:
    ran = subprocess.run([sys.executable, CLIENT], env={"PYTHONPATH": str(ROOT / "gen")}, capture_output=True, text=True, check=False)
    assert ran.returncode == 1 and "samples/grpc_client.py APP SEGMENT ADDRESS" in ran.stderr


def test_it_is_short_enough_to_be_read() -> None:
    assert len(CLIENT.read_text().splitlines()) <= 90
