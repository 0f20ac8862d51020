"""Apps, endpoints, users, segments and jobs as an unmodified boto3 sees them; every answer is held to botocore's model."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from kit.testing import eventually
from tests.contract.conftest import Call
from tests.fixtures.suite import Suite

ROLE = "arn:aws:iam::000000000000:role/import"
ENDPOINT = {
    "Address": "ana@example.org",
    "ChannelType": "EMAIL",
    "Attributes": {"Interests": ["Music", "Travel"]},
    "Metrics": {"score": 7.5},
    "Demographic": {"Platform": "iOS", "Timezone": "Europe/Lisbon"},
    "Location": {"Country": "PT", "Latitude": 38.72, "Longitude": -9.14},
    "OptOut": "NONE",
    "EffectiveDate": "2026-11-02T10:11:12.345Z",
    "User": {"UserId": "u/77", "UserAttributes": {"FirstName": ["Ana"]}},
}


@pytest.fixture(scope="module")
def app(new_app: Callable[..., str]) -> str:
    return new_app("audience")


def _wait(pinpoint: Any, kind: str, app: str, job_id: str) -> dict[str, Any]:
    def probe() -> Any:
        answer = getattr(pinpoint, f"get_{kind}_job")(ApplicationId=app, JobId=job_id)
        job = answer[f"{kind.title()}JobResponse"]
        return job if job["JobStatus"] in ("COMPLETED", "FAILED") else None

    found: dict[str, Any] = eventually(probe, timeout=40)
    return found


def test_an_endpoint_comes_back_as_it_was_written(pinpoint: Any, app: str) -> None:
    receipt = pinpoint.update_endpoint(ApplicationId=app, EndpointId="us-east-1:a/b c+d", EndpointRequest=ENDPOINT)
    assert receipt["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert receipt["MessageBody"] == {"Message": "Accepted", "RequestID": receipt["ResponseMetadata"]["RequestId"]}
    found = pinpoint.get_endpoint(ApplicationId=app, EndpointId="us-east-1:a/b c+d")["EndpointResponse"]
    assert found.pop("CreationDate") and 0 <= int(found.pop("CohortId")) < 100
    assert found.pop("RequestId") == receipt["ResponseMetadata"]["RequestId"]
    expected = ENDPOINT | {"Id": "us-east-1:a/b c+d", "ApplicationId": app, "EndpointStatus": "ACTIVE"}
    assert found == expected | {"Location": {"Country": "PT", "Latitude": 38.7, "Longitude": -9.1}}
    users = pinpoint.get_user_endpoints(ApplicationId=app, UserId="u/77")["EndpointsResponse"]["Item"]
    assert [one["Id"] for one in users] == ["us-east-1:a/b c+d"]
    gone = pinpoint.delete_endpoint(ApplicationId=app, EndpointId="us-east-1:a/b c+d")
    assert gone["ResponseMetadata"]["HTTPStatusCode"] == 202 and gone["EndpointResponse"]["Address"] == "ana@example.org"
    with pytest.raises(ClientError) as error:
        pinpoint.get_endpoint(ApplicationId=app, EndpointId="us-east-1:a/b c+d")
    assert error.value.response["Error"]["Code"] == "NotFoundException"


def test_a_bare_text_is_taken_as_a_list_of_one(pinpoint: Any, call: Call, app: str) -> None:
    body = {"Attributes": {"Ride": "Bus"}, "User": {"UserId": "wang", "UserAttributes": {"FirstName": "Wang"}}}
    assert call("PUT", f"/v1/apps/{app}/endpoints/bare", body).status == 202
    found = pinpoint.get_endpoint(ApplicationId=app, EndpointId="bare")["EndpointResponse"]
    assert found["Attributes"] == {"Ride": ["Bus"]} and found["User"]["UserAttributes"] == {"FirstName": ["Wang"]}


def test_lists_are_removed_by_null_and_by_the_empty_list(pinpoint: Any, call: Call, app: str) -> None:
    pinpoint.update_endpoint(ApplicationId=app, EndpointId="lists", EndpointRequest={"Attributes": {"A": ["1"], "B": ["2"], "C": ["3"]}})
    assert call("PUT", f"/v1/apps/{app}/endpoints/lists", {"Attributes": {"A": [], "B": None}}).status == 202
    assert pinpoint.get_endpoint(ApplicationId=app, EndpointId="lists")["EndpointResponse"]["Attributes"] == {"C": ["3"]}


def test_the_batch_drops_bad_items_and_says_so(pinpoint: Any, app: str) -> None:
    items = [{"Id": "b1", "Address": "1", "ChannelType": "SMS"}, {"Address": "no id"}, {"Id": "b2", "Attributes": {"A": ["x" * 101]}}]
    answer = pinpoint.update_endpoints_batch(ApplicationId=app, EndpointBatchRequest={"Item": items})
    warning = answer["ResponseMetadata"]["HTTPHeaders"]["x-counterpoint-warning"]
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202 and "item 1: " in warning and "item 2: Attributes.A" in warning
    assert pinpoint.get_endpoint(ApplicationId=app, EndpointId="b1")["EndpointResponse"]["Address"] == "1"


def test_dropped_items_can_be_asked_for(pinpoint: Any, call: Call, app: str) -> None:
    pinpoint.update_endpoints_batch(ApplicationId=app, EndpointBatchRequest={"Item": [{"Id": "fax", "ChannelType": "FAX"}, {"Address": "no id"}]})
    told = call("GET", f"/counterpoint/v1/apps/{app}/dropped-items?endpoint=fax").json
    assert {one["Reason"] for one in told["Counts"]} >= {"MISSING_ID", "INVALID_VALUE"} and all(one["Count"] for one in told["Counts"])
    assert [(item["EndpointId"], item["Reason"]) for item in told["Items"]] == [("fax", "INVALID_VALUE")]


def test_removed_attributes_are_purged_and_restored(pinpoint: Any, call: Call, app: str) -> None:
    path, kind = f"/counterpoint/v1/apps/{app}/attributes/endpoint-metric-attributes", "endpoint-metric-attributes"
    pinpoint.update_endpoint(ApplicationId=app, EndpointId="aged", EndpointRequest={"Metrics": {"age": 40, "orders": 1}})
    pinpoint.remove_attributes(ApplicationId=app, AttributeType=kind, UpdateAttributesRequest={"Blacklist": ["age"]})
    assert call("PUT", f"{path}/purge", {"Names": ["a*"]}).json == {"AttributeType": kind, "Attributes": ["age"]}

    def stored() -> bool:
        return bool(pinpoint.get_endpoint(ApplicationId=app, EndpointId="aged")["EndpointResponse"]["Metrics"] == {"orders": 1.0})

    eventually(stored)
    assert call("GET", path).json["Removed"] == ["age"]
    assert call("PUT", f"{path}/restore", {"Names": ["age"]}).json["Attributes"] == ["age"]
    assert "age" in call("GET", path).json["Attributes"]
    for wrong in (call("PUT", f"{path}/restore", {}), call("PUT", path.replace("metric", "odd") + "/purge", {"Names": ["age"]})):
        assert wrong.status == 400


def test_the_sixteenth_endpoint_of_a_user_gets_pinpoints_words(pinpoint: Any, app: str) -> None:
    for number in range(15):
        request = {"ChannelType": "SMS", "Address": f"+{number}", "User": {"UserId": "full"}}
        pinpoint.update_endpoint(ApplicationId=app, EndpointId=f"full{number}", EndpointRequest=request)
    with pytest.raises(ClientError) as error:
        pinpoint.update_endpoint(ApplicationId=app, EndpointId="full15", EndpointRequest={"ChannelType": "SMS", "User": {"UserId": "full"}})
    assert error.value.response["Error"] == {"Code": "BadRequestException", "Message": "Exceeded maximum endpoint per user count: 15"}


def test_attribute_names_are_removed_by_pattern(pinpoint: Any, app: str) -> None:
    pinpoint.update_endpoint(ApplicationId=app, EndpointId="temp", EndpointRequest={"Attributes": {"temp_a": ["1"], "temp_b": ["1"]}})
    answer = pinpoint.remove_attributes(
        ApplicationId=app, AttributeType="endpoint-custom-attributes", UpdateAttributesRequest={"Blacklist": ["temp_*"]}
    )["AttributesResource"]
    assert answer == {"ApplicationId": app, "AttributeType": "endpoint-custom-attributes", "Attributes": ["temp_a", "temp_b"]}
    nothing = pinpoint.remove_attributes(
        ApplicationId=app, AttributeType="endpoint-custom-attributes", UpdateAttributesRequest={"Blacklist": ["none_*"]}
    )["AttributesResource"]
    assert nothing["Attributes"] == []


def test_a_segment_of_every_kind_of_condition_round_trips(pinpoint: Any, app: str) -> None:
    dimensions = {
        "Attributes": {"Plan": {"AttributeType": "INCLUSIVE", "Values": ["pro"]}},
        "UserAttributes": {"Renewal": {"AttributeType": "BETWEEN", "Values": ["2026-12-01T00:00:00Z", "2026-12-31T00:00:00Z"]}},
        "Metrics": {"orders": {"ComparisonOperator": "GREATER_THAN_OR_EQUAL", "Value": 2.0}},
        "Behavior": {"Recency": {"Duration": "DAY_30", "RecencyType": "ACTIVE"}},
        "Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL"]}},
        "Location": {
            "Country": {"DimensionType": "EXCLUSIVE", "Values": ["US"]},
            "GPSPoint": {"Coordinates": {"Latitude": 38.7, "Longitude": -9.1}, "RangeInKilometers": 50.0},
        },
    }
    made = pinpoint.create_segment(ApplicationId=app, WriteSegmentRequest={"Name": "all kinds", "Dimensions": dimensions, "tags": {"a": "b"}})
    segment = made["SegmentResponse"]
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 201 and segment["Dimensions"] == dimensions and segment["Version"] == 1
    assert pinpoint.get_segment(ApplicationId=app, SegmentId=segment["Id"])["SegmentResponse"] == segment
    group = {"Type": "NONE", "SourceType": "ANY", "SourceSegments": [{"Id": segment["Id"], "Version": 1}], "Dimensions": [dimensions]}
    groups = {"Include": "ANY", "Groups": [group]}
    updated = pinpoint.update_segment(ApplicationId=app, SegmentId=segment["Id"], WriteSegmentRequest={"Name": "x"})["SegmentResponse"]
    assert (updated["Version"], updated["Name"], updated["tags"]) == (2, "x", {"a": "b"})
    grouped = pinpoint.create_segment(ApplicationId=app, WriteSegmentRequest={"Name": "grouped", "SegmentGroups": groups})["SegmentResponse"]
    assert grouped["SegmentGroups"] == groups
    old = pinpoint.get_segment_version(ApplicationId=app, SegmentId=segment["Id"], Version="1")["SegmentResponse"]
    assert old["Name"] == "all kinds"
    versions = pinpoint.get_segment_versions(ApplicationId=app, SegmentId=segment["Id"])["SegmentsResponse"]["Item"]
    assert [one["Version"] for one in versions] == [2, 1]
    assert pinpoint.list_tags_for_resource(ResourceArn=segment["Arn"])["TagsModel"]["tags"] == {"a": "b"}
    pinpoint.delete_segment(ApplicationId=app, SegmentId=segment["Id"])
    with pytest.raises(ClientError, match="NotFoundException"):
        pinpoint.get_segment(ApplicationId=app, SegmentId=segment["Id"])


def test_a_file_goes_in_and_comes_out(pinpoint: Any, suite: Suite, new_app: Callable[..., str]) -> None:
    app = new_app("jobs")
    folder = suite.data / "objects" / "contract" / app
    folder.mkdir(parents=True)
    (folder / "in.csv").write_text("Id,ChannelType,Address,User.UserId\ne1,EMAIL,a@x.org,u1\ne2,SMS,+1,u1\ne3,FAX,1,\n")
    url = f"s3://contract/{app}/in.csv"
    request = {"Format": "CSV", "RoleArn": ROLE, "S3Url": url, "DefineSegment": True, "RegisterEndpoints": True, "SegmentName": "list"}
    made = pinpoint.create_import_job(ApplicationId=app, ImportJobRequest=request)
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 201 and made["ImportJobResponse"]["JobStatus"] == "CREATED"
    job = _wait(pinpoint, "import", app, made["ImportJobResponse"]["Id"])
    assert (job["JobStatus"], job["TotalProcessed"], job["TotalFailures"]) == ("COMPLETED", 3, 1)
    assert job["Failures"][0].startswith(f"{app}/in.csv:4: ChannelType")
    segment = pinpoint.get_segment(ApplicationId=app, SegmentId=job["Definition"]["SegmentId"])["SegmentResponse"]
    assert segment["SegmentType"] == "IMPORT" and segment["ImportDefinition"]["ChannelCounts"] == {"EMAIL": 1, "SMS": 1}
    listed = pinpoint.get_segment_import_jobs(ApplicationId=app, SegmentId=segment["Id"])["ImportJobsResponse"]["Item"]
    assert [one["Id"] for one in listed] == [job["Id"]]
    export = {"RoleArn": ROLE, "S3UrlPrefix": f"s3://contract/{app}/out/", "SegmentId": segment["Id"]}
    answer = pinpoint.create_export_job(ApplicationId=app, ExportJobRequest=export)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202
    done = _wait(pinpoint, "export", app, answer["ExportJobResponse"]["Id"])
    assert done["JobStatus"] == "COMPLETED" and done["Definition"] == export
    lines = [json.loads(line) for file in (folder / "out").iterdir() for line in gzip.decompress(file.read_bytes()).splitlines()]
    assert [line["Id"] for line in lines] == ["e1", "e2"] and lines[0]["User"] == {"UserId": "u1"}


def test_every_group_of_a_segment_shows_both_its_lists(pinpoint: Any, app: str) -> None:
    of_dimensions = pinpoint.create_segment(ApplicationId=app, WriteSegmentRequest={"Name": "one", "Dimensions": {}})["SegmentResponse"]
    assert of_dimensions["SegmentGroups"] == {"Include": "ALL", "Groups": [{"Type": "ALL", "SourceType": "ALL", "Dimensions": [{}], "SourceSegments": []}]}
    groups = {"Groups": [{"SourceSegments": [{"Id": of_dimensions["Id"]}]}, {}]}
    made = pinpoint.create_segment(ApplicationId=app, WriteSegmentRequest={"Name": "two", "SegmentGroups": groups})["SegmentResponse"]
    shown = [{"Dimensions": [], "SourceSegments": [{"Id": of_dimensions["Id"]}]}, {"Dimensions": [], "SourceSegments": []}]
    assert made["SegmentGroups"]["Groups"] == shown
    versions = pinpoint.get_segment_versions(ApplicationId=app, SegmentId=made["Id"])["SegmentsResponse"]["Item"]
    assert [version["SegmentGroups"]["Groups"] for version in versions] == [shown]


@pytest.mark.parametrize("body", [{"Dimensions": {}}, {"definition": {}}, {"SegmentID": "x"}])
def test_an_estimate_of_something_misspelt_is_not_one_of_everybody(call: Call, app: str, body: dict[str, Any]) -> None:
    answer = call("POST", f"/counterpoint/v1/apps/{app}/segments/estimate", body)
    assert (answer.status, answer.error) == (400, "BadRequestException")
    assert next(iter(body)) in answer.json["Message"]
    assert call("POST", f"/counterpoint/v1/apps/{app}/segments/estimate", {"Definition": {"Dimensions": {}}}).status == 200


def test_an_import_by_our_own_operation_makes_its_changes_events(pinpoint: Any, call: Call, suite: Suite, new_app: Callable[..., str]) -> None:
    app = new_app("telling", email=False)
    pinpoint.update_endpoint(ApplicationId=app, EndpointId="e1", EndpointRequest=ENDPOINT)
    folder = suite.data / "objects" / "telling" / app
    folder.mkdir(parents=True)
    (folder / "in.csv").write_text("Id,ChannelType,Address,Attributes.Interests,OptOut\ne1,,,Sports,ALL\nnew,EMAIL,n@x.org,Sports,\ne3,FAX,1,,\n")
    path = f"/counterpoint/v1/apps/{app}/jobs/import"
    wanted = {"Format": "CSV", "RoleArn": ROLE, "S3Url": f"s3://telling/{app}/in.csv", "EmitChanges": True}
    for wrong in (wanted | {"EmitChange": True}, wanted | {"EmitChanges": "yes"}, wanted | {"Format": "XML"}, {"EmitChanges": True}):
        assert call("POST", path, wrong).error == "BadRequestException"
    assert call("POST", f"/v1/apps/{app}/jobs/import", wanted).json["Definition"].get("EmitChanges") is None
    listed = pinpoint.get_import_jobs(ApplicationId=app)["ImportJobsResponse"]["Item"]
    assert len(listed) == 1 and _wait(pinpoint, "import", app, listed[0]["Id"])["JobStatus"] == "COMPLETED"
    (folder / "in.csv").write_text("Id,ChannelType,Address,Attributes.Interests,OptOut\ne1,,,Music,NONE\nnew2,EMAIL,m@x.org,Sports,\ne3,FAX,1,,\n")
    made = call("POST", path, wanted)
    assert (made.status, made.json["JobStatus"], made.json["Type"], made.json["Definition"]["RegisterEndpoints"]) == (201, "CREATED", "IMPORT", True)
    assert _wait(pinpoint, "import", app, made.json["Id"])["TotalFailures"] == 1
    report = suite.data / "objects" / "telling" / "counterpoint-failures" / f"{made.json['Id']}.json.gz"
    row = json.loads(gzip.decompress(report.read_bytes()))
    assert (row["Object"], row["Line"]) == (f"{app}/in.csv", 4) and row["Reason"].startswith("ChannelType")

    def changed() -> int:
        chart = call("GET", f"/counterpoint/v1/apps/{app}/charts/events?event-type=_endpoint.changed")
        return int(chart.json.get("Totals", {}).get("Events", 0))

    # Facts of an app come in order: what the import by Pinpoint's operation had told would be counted by now.
    eventually(lambda: changed() == 2, timeout=20)


def test_a_deleted_app_is_gone_at_once(pinpoint: Any, new_app: Callable[..., str]) -> None:
    app = new_app("short-lived")
    pinpoint.update_endpoint(ApplicationId=app, EndpointId="e", EndpointRequest=ENDPOINT)
    assert pinpoint.delete_app(ApplicationId=app)["ApplicationResponse"]["Id"] == app
    for call in (
        lambda: pinpoint.get_app(ApplicationId=app),
        lambda: pinpoint.get_endpoint(ApplicationId=app, EndpointId="e"),
        lambda: pinpoint.update_endpoint(ApplicationId=app, EndpointId="e", EndpointRequest=ENDPOINT),
        lambda: pinpoint.get_segments(ApplicationId=app),
    ):
        with pytest.raises(ClientError) as error:
            call()
        assert error.value.response["Error"] == {"Code": "NotFoundException", "Message": "Application not found"}
