"""What the transcoder refuses, and how it names the place (api-conventions spec §2-3, §5.4, §6)."""

from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from gateway.routes import EXTENSIONS, OPERATIONS
from kit import wire
from kit.errors import Invalid

ROUTES = {route.operation: route for route in OPERATIONS + EXTENSIONS}
APP = {"application-id": "a1"}
JOURNEY = {"Name": "j"}


def call(operation: str, body: Any = None, query: dict[str, list[str]] | None = None, **path: str) -> Any:
    """The request message of a call."""
    params = APP | {name.replace("_", "-"): value for name, value in path.items()}
    return wire.decode_operation(ROUTES[operation], params, query or {}, {} if body is None else body)


FAULTS = [
    # types
    ("CreateApp", {"Name": 5}, "Name: must be text"),
    ("CreateApp", {"Name": ["x"]}, "Name: must be text"),
    ("CreateApp", {"Name": "a\0b"}, "Name: must not hold the character U+0000"),
    ("CreateApp", {"Name": "x", "tags": []}, "tags: must be an object"),
    ("CreateApp", {"Name": "x", "tags": {"k": 1}}, "tags.k: must be text"),
    ("CreateApp", {"Name": "x", "tags": {"k\0": "v"}}, "tags.k\0: key must not hold the character U+0000"),
    ("UpdateGcmChannel", {"Enabled": "true"}, "Enabled: must be true or false"),
    ("UpdateGcmChannel", {"Enabled": 1}, "Enabled: must be true or false"),
    ("UpdateCampaign", {"HoldoutPercent": "5"}, "HoldoutPercent: must be a whole number"),
    ("UpdateCampaign", {"HoldoutPercent": 5.5}, "HoldoutPercent: must be a whole number"),
    ("UpdateCampaign", {"HoldoutPercent": True}, "HoldoutPercent: must be a whole number"),
    ("UpdateCampaign", {"SegmentVersion": 2**31}, "SegmentVersion: must fit 32 bits"),
    ("UpdateCampaign", {"SegmentVersion": 1e300}, "SegmentVersion: must fit 32 bits"),
    ("UpdateCampaign", {"Schedule": "now"}, "Schedule: must be an object"),
    ("UpdateCampaign", {"AdditionalTreatments": {}}, "AdditionalTreatments: must be a list"),
    ("UpdateCampaign", {"AdditionalTreatments": [None]}, "AdditionalTreatments[0]: must be an object"),
    ("UpdateEndpoint", {"Metrics": {"m": "1"}}, "Metrics.m: must be a number"),
    ("UpdateEndpoint", {"Metrics": {"m": True}}, "Metrics.m: must be a number"),
    ("UpdateEndpoint", {"Metrics": {"m": float("nan")}}, "Metrics.m: must be a finite number"),
    ("UpdateEndpoint", {"Metrics": {"m": float("inf")}}, "Metrics.m: must be a finite number"),
    ("UpdateEndpoint", {"Metrics": {"m": 10**400}}, "Metrics.m: must be a finite number"),
    ("UpdateEndpoint", {"Attributes": {"a": [1]}}, "Attributes.a[0]: must be text"),
    ("UpdateEndpoint", {"Attributes": {"a": 1}}, "Attributes.a: must be a list"),
    ("UpdateEndpoint", {"User": {"UserAttributes": {"a": ["x", None]}}}, "User.UserAttributes.a[1]: must be text"),
    (
        "SendMessages",
        {"MessageConfiguration": {"EmailMessage": {"RawEmail": {"Data": "*"}}}},
        "MessageConfiguration.EmailMessage.RawEmail.Data: must be base64 text",
    ),
    ("SendMessages", {"MessageConfiguration": {}, "Endpoints": {"e1": "x"}}, "Endpoints.e1: must be an object"),
    # required
    ("CreateApp", {}, "Name: is required"),
    ("CreateApp", {"Name": None}, "Name: is required"),
    ("CreateImportJob", {"Format": "CSV"}, "RoleArn: is required; S3Url: is required"),
    ("CreateSegment", {"Dimensions": {"Attributes": {"c": {}}}}, "Dimensions.Attributes.c.Values: is required"),
    ("UpdateCampaign", {"Schedule": {"Frequency": "ONCE"}}, "Schedule.StartTime: is required"),
    (
        "CreateJourney",
        JOURNEY | {"Activities": {"x1": {"RandomSplit": {"Branches": [{"Percentage": 101}]}}}},
        "Activities.x1.RandomSplit.Branches[0].Percentage: must be from 0 to 100",
    ),
    # enums
    ("UpdateEndpoint", {"OptOut": "SOME"}, "OptOut: must be one of ALL, NONE"),
    ("CreateImportJob", {"Format": "XML", "RoleArn": "r", "S3Url": "s"}, "Format: must be one of CSV, JSON"),
    (
        "CreateJourney",
        JOURNEY | {"OpenHours": {"EMAIL": {"MON": []}}},
        "OpenHours.EMAIL.MON: must be one of MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY",
    ),
    (
        "CreateJourney",
        JOURNEY | {"TimezoneEstimationMethods": ["PHONE_NUMBER", "GUESS"]},
        "TimezoneEstimationMethods[1]: must be one of PHONE_NUMBER, POSTAL_CODE",
    ),
    # ranges
    ("UpdateCampaign", {"HoldoutPercent": 101}, "HoldoutPercent: must be from 0 to 100"),
    ("UpdateCampaign", {"Limits": {"Daily": -1}}, "Limits.Daily: must be from 0 to 100"),
    ("UpdateCampaign", {"Priority": 6}, "Priority: must be from 1 to 5"),
    ("UpdateCampaign", {"SegmentVersion": -1}, "SegmentVersion: must be at least 0"),
    ("UpdateEndpoint", {"Location": {"Latitude": 90.1}}, "Location.Latitude: must be from -90 to 90"),
    # lengths and counts
    ("CreateApp", {"Name": ""}, "Name: must have at least 1 character"),
    ("CreateApp", {"Name": "x" * 65}, "Name: must have at most 64 characters"),
    ("CreateApp", {"Name": "x", "tags": {"k" * 129: "v"}}, f"tags.{'k' * 64}…: key must have at most 128 characters"),
    ("CreateApp", {"Name": "x", "tags": {"k": "v" * 257}}, "tags.k: must have at most 256 characters"),
    ("CreateApp", {"Name": "x", "tags": {str(n): "" for n in range(51)}}, "tags: must have at most 50 items"),
    ("UpdateEndpointsBatch", {"Item": []}, "Item: must have at least 1 item"),
    ("UpdateEndpointsBatch", {"Item": [{}] * 101}, "Item: must have at most 100 items"),
    ("CreateSegment", {"SegmentGroups": {"Groups": [{}] * 11}}, "SegmentGroups.Groups: must have at most 10 items"),
    # forms
    ("UpdateEndpoint", {"EffectiveDate": "yesterday"}, "EffectiveDate: must be an ISO 8601 time"),
    ("CreateJourney", JOURNEY | {"Schedule": {"StartTime": "2026-13-01T00:00:00Z"}}, "Schedule.StartTime: must be an ISO 8601 time"),
    ("CreateJourney", JOURNEY | {"RefreshFrequency": "1 day"}, "RefreshFrequency: must be an ISO 8601 duration"),
    ("CreateJourney", JOURNEY | {"RefreshFrequency": "P"}, "RefreshFrequency: must be an ISO 8601 duration"),
    ("CreateJourney", JOURNEY | {"QuietTime": {"Start": "8:00"}}, "QuietTime.Start: must be a time of day, HH:MM"),
    ("CreateJourney", JOURNEY | {"QuietTime": {"Start": "24:00"}}, "QuietTime.Start: must be a time of day, HH:MM"),
    ("CreateJourney", {"Name": "two words"}, "Name: holds characters that are not allowed here, or has a wrong form"),
    ("CreateEmailTemplate", {"DefaultSubstitutions": "[1]"}, "DefaultSubstitutions: must be a JSON object as text"),
]


@pytest.mark.parametrize("operation, body, reason", FAULTS)
def test_a_faulty_member_is_named_by_its_wire_path(operation: str, body: Any, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        call(operation, body, template_name="t")
    assert refused.value.message == reason


@pytest.mark.parametrize("body", [[], "x", 5, None, True])
def test_a_body_that_is_no_object_is_refused(body: Any) -> None:
    with pytest.raises(Invalid, match="must be a JSON object"):
        wire.decode_operation(ROUTES["CreateApp"], {}, {}, body)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(Invalid, match="surrogate"):
        call("UpdateEndpoint", {"Demographic": {"Make": "\ud83c"}})


def test_control_characters_in_an_endpoint_id_are_refused() -> None:
    with pytest.raises(Invalid, match="endpoint-id: holds characters"):
        call("UpdateEndpoint", {}, endpoint_id="a\nb")
    assert call("UpdateEndpoint", {}, endpoint_id="ü/☂ 1").endpoint_id == "ü/☂ 1"


def test_at_most_five_faults_are_told() -> None:
    with pytest.raises(Invalid) as refused:
        call("UpdateEndpoint", {"Attributes": {f"a{n}": 5 for n in range(1000)}, "Metrics": {"m": "x"}, "Address": 1})
    assert refused.value.message.count("; ") == 4


@pytest.mark.parametrize(
    "operation, query, reason",
    [
        ("UpdateEmailTemplate", {"create-new-version": ["yes"]}, "create-new-version: must be true or false"),
        ("GetApplicationDateRangeKpi", {"start-time": ["soon"]}, "start-time: must be an ISO 8601 time"),
        ("SetRetention", {"Days": ["x"]}, "Days: must be a whole number"),
    ],
)
def test_query_values_are_checked_too(operation: str, query: dict[str, list[str]], reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        call(operation, {}, query, template_name="t", kpi_name="k")
    assert refused.value.message == reason


def test_a_template_name_is_checked_in_the_path() -> None:
    with pytest.raises(Invalid, match="template-name: holds characters"):
        call("CreateEmailTemplate", {}, template_name="a/b")


TAKEN = [
    ("UpdateCampaign", {"HoldoutPercent": 5.0}, {"HoldoutPercent": 5}),
    ("UpdateEndpoint", {"Metrics": {"m": 3}}, {"Metrics": {"m": 3.0}}),
    ("UpdateEndpoint", {"Address": None, "Attributes": None, "User": None}, {}),
    ("UpdateEndpoint", {"Colour": "red", "address": "x"}, {}),
    ("UpdateEndpoint", {"User": {"UserAttributes": {"FirstName": "Wang"}}}, {"User": {"UserAttributes": {"FirstName": ["Wang"]}}}),
    ("UpdateEndpoint", {"Attributes": {"gone": None, "too": [], "stays": ["x"]}}, {"Attributes": {"gone": [], "too": [], "stays": ["x"]}}),
    ("UpdateEndpoint", {"Demographic": {}, "User": {}}, {"Demographic": {}, "User": {}}),
    ("UpdateEndpoint", {"EffectiveDate": ""}, {"EffectiveDate": ""}),
    ("UpdateApplicationSettings", {"CampaignHook": {"LambdaFunctionName": "", "Mode": ""}}, {"CampaignHook": {"LambdaFunctionName": "", "Mode": ""}}),
    ("UpdateApplicationSettings", {"QuietTime": {"Start": "", "End": ""}}, {"QuietTime": {"Start": "", "End": ""}}),
    ("UpdateCampaign", {"AdditionalTreatments": [], "CustomDeliveryConfiguration": {}}, {"AdditionalTreatments": [], "CustomDeliveryConfiguration": {}}),
    ("CreateSegment", {"Name": "s", "SegmentGroups": {"Groups": None}}, {"Name": "s", "SegmentGroups": {}}),
]


@pytest.mark.parametrize("operation, body, stored", TAKEN)
def test_what_old_clients_send_is_taken(operation: str, body: Any, stored: Any) -> None:
    message = call(operation, body)
    [payload] = [name for name in message.DESCRIPTOR.fields_by_name if name.endswith("_request")]
    assert wire.encode(getattr(message, payload)) == stored


def test_a_bad_item_of_a_batch_is_left_to_the_service() -> None:
    items = [{"OptOut": "SOME"}, {"Address": "x" * 5000, "ChannelType": "FAX"}, {"EffectiveDate": "soon", "Location": {"Latitude": 1000}}]
    message = call("UpdateEndpointsBatch", {"Item": items})
    assert wire.encode(message.endpoint_batch_request) == {"Item": items}


def test_a_wrong_type_in_a_batch_refuses_the_batch() -> None:
    with pytest.raises(Invalid) as refused:
        call("UpdateEndpointsBatch", {"Item": [{}, {"Location": {"City": 5}}]})
    assert refused.value.message == "Item[1].Location.City: must be text"


def test_events_are_judged_one_by_one_by_the_service() -> None:
    batch = {"e1": {"Endpoint": {}, "Events": {"ev1": {"Attributes": {"a": "b"}}}}}
    message = call("PutEvents", {"BatchItem": batch})
    assert wire.encode(message.events_request) == {"BatchItem": batch}


def test_a_body_wrapped_once_in_its_payload_name_is_taken() -> None:
    assert call("CreateApp", {"CreateApplicationRequest": {"Name": "x"}}).create_application_request.name == "x"


def test_a_body_is_ignored_where_the_operation_has_none() -> None:
    assert call("GetApp", {"ApplicationId": "other"}).application_id == "a1"


@pytest.mark.parametrize("text, value", [("true", True), ("TRUE", True), ("False", False)])
def test_booleans_in_the_query_know_no_case(text: str, value: bool) -> None:
    assert call("UpdateEmailTemplate", {}, {"create-new-version": [text]}, template_name="t").create_new_version is value


def test_repeated_query_keys_are_all_kept() -> None:
    route = ROUTES["UntagResource"].for_params({"resource-arn": "arn:aws:mobiletargeting:us-east-1:000000000000:apps/a1"})
    message = wire.decode_operation(route, {"resource-arn": "arn"}, {"tagKeys": ["a", "b c"]}, {})
    assert wire.encode(message) == {"resource-arn": "arn", "tagKeys": ["a", "b c"]}
    with pytest.raises(Invalid, match="tagKeys: is required"):
        wire.decode_operation(route, {"resource-arn": "arn"}, {}, {})


def test_our_own_operations_take_fields_by_name_and_the_path_has_the_last_word() -> None:
    route = ROUTES["HoldCampaign"]
    message = wire.decode_operation(route, {"app_id": "a1", "campaign_id": "c1", "verb": "hold"}, {"campaign_id": ["other"]}, {"app_id": "other"})
    assert wire.encode(message) == {"appId": "a1", "campaignId": "c1", "verb": "hold", "On": False}


@forall(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_json_is_taken_or_refused_but_never_breaks(value: Any) -> None:
    for body in ({"Attributes": value}, {"Metrics": value}, {"User": value}, {"Address": value, "Location": {"Latitude": value}}):
        try:
            message = call("UpdateEndpoint", body)
        except Invalid:
            continue
        wire.encode(message)
