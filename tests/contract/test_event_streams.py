"""Event streams by boto3: refused without an endpoint, forwarding to moto's Kinesis with one (events spec 3, 6.6, 6.7, 6.12)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from kit.testing import eventually
from tests.fixtures.suite import Suite

ROLE = "arn:aws:iam::000000000000:role/stream"
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def test_without_a_stream_there_is_none_and_an_arn_that_nothing_maps_is_refused(pinpoint: Any, new_app: Callable[..., str]) -> None:
    app = new_app(email=False)
    for ask in (pinpoint.get_event_stream, pinpoint.delete_event_stream):
        with pytest.raises(pinpoint.exceptions.NotFoundException, match="Event stream not found"):
            ask(ApplicationId=app)
        with pytest.raises(pinpoint.exceptions.NotFoundException, match="Application not found"):
            ask(ApplicationId="0" * 32)
    for arn, says in (
        ("arn:aws:kinesis:us-east-1:000000000000:stream/s", "COUNTERPOINT_KINESIS_ENDPOINT"),
        ("arn:aws:firehose:us-east-1:000000000000:deliverystream/s", "COUNTERPOINT_FIREHOSE_ENDPOINT"),
        ("arn:aws:sqs:us-east-1:000000000000:s", "DestinationStreamArn: "),
    ):
        with pytest.raises(pinpoint.exceptions.BadRequestException, match=says):
            pinpoint.put_event_stream(ApplicationId=app, WriteEventStream={"DestinationStreamArn": arn, "RoleArn": ROLE})
    with pytest.raises(pinpoint.exceptions.NotFoundException):
        pinpoint.get_event_stream(ApplicationId=app)


def test_events_reach_the_stream_an_app_has_set_in_their_order() -> None:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        aws = f"http://{host}:{port}"
        kinesis = boto3.client("kinesis", endpoint_url=aws, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
        kinesis.create_stream(StreamName="events", ShardCount=1)
        with Suite({**KEYS, "COUNTERPOINT_SERVICES": "segments,analytics", "COUNTERPOINT_KINESIS_ENDPOINT": aws}) as suite:
            _forwards(suite.boto3(), kinesis)
    finally:
        server.stop()


def _forwards(pinpoint: Any, kinesis: Any) -> None:
    app = pinpoint.create_app(CreateApplicationRequest={"Name": "streamed"})["ApplicationResponse"]["Id"]
    stream = {"DestinationStreamArn": "arn:aws:kinesis:us-east-1:000000000000:stream/events", "RoleArn": ROLE}
    made = pinpoint.put_event_stream(ApplicationId=app, WriteEventStream=stream)["EventStream"]
    assert made["ApplicationId"] == app and {name: made[name] for name in stream} == stream and made["LastUpdatedBy"]
    assert pinpoint.get_event_stream(ApplicationId=app)["EventStream"] == made
    missing = {**stream, "DestinationStreamArn": stream["DestinationStreamArn"] + "-not"}
    with pytest.raises(pinpoint.exceptions.BadRequestException, match="Destination stream validation failed"):
        pinpoint.put_event_stream(ApplicationId=app, WriteEventStream=missing)

    endpoint = {
        "ChannelType": "GCM",
        "Address": "tok",
        "Demographic": {"Platform": "android", "Locale": "en_US", "AppVersion": "3.1.0"},
        "User": {"UserId": "u-77"},
    }
    for number in range(4):
        event = {
            "EventType": "level_completed",
            "Timestamp": datetime.now(UTC).isoformat(),
            "AppTitle": "Shop",
            "SdkName": "js",
            "Attributes": {"level": str(number)},
            "Metrics": {"score": 812.0},
            "Session": {"Id": "s-9", "StartTimestamp": "2026-11-24T10:00:00.000Z"},
        }
        batch = {"ep-42": {"Endpoint": endpoint if number == 0 else {}, "Events": {"e": event}}}
        pinpoint.put_events(ApplicationId=app, EventsRequest={"BatchItem": batch})
    records = eventually(lambda: found if len(found := _arrived(kinesis)) >= 4 else None, timeout=30)
    assert [record["attributes"]["level"] for record in records] == ["0", "1", "2", "3"]
    for record in records:
        assert (record["event_type"], record["event_version"], record["awsAccountId"]) == ("level_completed", "3.1", "000000000000")
        assert record["client"] == {"client_id": "ep-42"} and record["metrics"] == {"score": 812.0}
        assert record["application"] == {"app_id": app, "sdk": {"name": "js"}, "title": "Shop", "version_name": "3.1.0"}
        assert record["device"] == {"platform": {"name": "android"}, "locale": {"code": "en_US", "language": "en", "country": "US"}}
        assert record["session"] == {"session_id": "s-9", "start_timestamp": 1795514400000}
        assert json.loads(record["client_context"]["custom"]["endpoint"])["User"] == {"UserId": "u-77"}
        assert 0 <= record["arrival_timestamp"] - record["event_timestamp"] < 60_000

    assert pinpoint.delete_event_stream(ApplicationId=app)["EventStream"] == made
    with pytest.raises(pinpoint.exceptions.NotFoundException):
        pinpoint.get_event_stream(ApplicationId=app)


def _arrived(kinesis: Any) -> list[dict[str, Any]]:
    shard = kinesis.describe_stream(StreamName="events")["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = kinesis.get_shard_iterator(StreamName="events", ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    return [json.loads(record["Data"]) for record in kinesis.get_records(ShardIterator=iterator)["Records"]]
