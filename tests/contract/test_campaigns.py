"""Campaigns as a Pinpoint user meets them: through boto3, sent by the whole suite (campaigns spec)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from kit.testing import eventually

MESSAGE = {"EmailMessage": {"Title": "Tents", "HtmlBody": "<p>20% off</p>", "Body": "20% off"}}


class Shop:
    """An application with an e-mail channel, customers and a segment of them all."""

    def __init__(self, pinpoint: Any, app: str) -> None:
        self.pinpoint, self.app = pinpoint, app
        for n in range(3):
            self.customer(f"c{n}")
        self.customer("deaf", OptOut="ALL")
        dimensions = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["customer"]}}}
        made = pinpoint.create_segment(
            ApplicationId=app, WriteSegmentRequest={"Name": "customers", "Dimensions": dimensions}
        )
        self.segment = made["SegmentResponse"]["Id"]

    def customer(self, name: str, **members: Any) -> None:
        endpoint = {
            "ChannelType": "EMAIL",
            "Address": f"{name}.{self.app[:6]}@example.com",
            "Attributes": {"kind": ["customer"]},
        } | members
        self.pinpoint.update_endpoint(ApplicationId=self.app, EndpointId=name, EndpointRequest=endpoint)

    def create(self, **members: Any) -> dict[str, Any]:
        request = {
            "Name": "spring",
            "SegmentId": self.segment,
            "Schedule": {"StartTime": "IMMEDIATE"},
            "MessageConfiguration": MESSAGE,
        } | members
        return self.pinpoint.create_campaign(ApplicationId=self.app, WriteCampaignRequest=request)["CampaignResponse"]

    def update(self, campaign: str, **members: Any) -> dict[str, Any]:
        return self.pinpoint.update_campaign(ApplicationId=self.app, CampaignId=campaign, WriteCampaignRequest=members)[
            "CampaignResponse"
        ]

    def get(self, campaign: str) -> dict[str, Any]:
        return self.pinpoint.get_campaign(ApplicationId=self.app, CampaignId=campaign)["CampaignResponse"]

    def activities(self, campaign: str) -> list[dict[str, Any]]:
        return self.pinpoint.get_campaign_activities(ApplicationId=self.app, CampaignId=campaign)["ActivitiesResponse"][
            "Item"
        ]


@pytest.fixture(scope="module")
def shop(pinpoint: Any, new_app: Callable[..., str]) -> Shop:
    return Shop(pinpoint, new_app("campaigns"))


def code(call: Callable[[], Any]) -> tuple[str, int, str]:
    """The error code, HTTP status and message of a refused call."""
    with pytest.raises(ClientError) as caught:
        call()
    answer = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Message"]


def test_an_immediate_campaign_is_sent_and_accounts_for_everybody(shop: Shop) -> None:
    made = shop.create(HoldoutPercent=0, Limits={"Total": 1})
    assert made["State"]["CampaignStatus"] == "SCHEDULED" and made["Version"] == 1 and made["SegmentVersion"] == 1
    eventually(lambda: shop.get(made["Id"])["State"]["CampaignStatus"] == "COMPLETED", timeout=30)
    (activity,) = shop.activities(made["Id"])
    assert (activity["State"], activity["Result"], activity["TreatmentId"]) == ("COMPLETED", "SUCCESS", "0")
    assert (activity["TotalEndpointCount"], activity["SuccessfulEndpointCount"]) == (3, 3)
    metrics = {key: int(value) for key, value in activity["ExecutionMetrics"].items()}
    assert (metrics["ENDPOINT_PRODUCED"], metrics["ENDPOINT_OPT_OUT"], metrics["TARGETED"], metrics["SENT"]) == (
        4,
        1,
        3,
        3,
    )
    assert activity["ScheduledStart"] <= activity["Start"] <= activity["End"]


def test_a_campaign_is_read_back_listed_changed_and_deleted(shop: Shop) -> None:
    schedule = {
        "StartTime": "2030-03-01T09:00:00Z",
        "Frequency": "ONCE",
        "QuietTime": {"Start": "21:00", "End": "08:00"},
    }
    made = shop.create(
        Schedule=schedule,
        Limits={"Daily": 1, "MessagesPerSecond": 50, "MaximumDuration": 3600},
        tags={"team": "a"},
        Description="d",
    )
    assert made["Schedule"] == schedule and made["tags"] == {"team": "a"}
    assert shop.get(made["Id"]) == made
    changed = shop.update(made["Id"], Name="summer", tags={"team": "b"})
    assert (changed["Version"], changed["Name"], changed["Schedule"], changed["tags"]) == (
        2,
        "summer",
        schedule,
        {"team": "a"},
    )
    listed = shop.pinpoint.get_campaigns(ApplicationId=shop.app)["CampaignsResponse"]["Item"]
    assert changed in listed
    path = {"ApplicationId": shop.app, "CampaignId": made["Id"]}
    versions = shop.pinpoint.get_campaign_versions(**path)["CampaignsResponse"]["Item"]
    assert [item["Version"] for item in versions] == [2, 1]
    assert shop.pinpoint.get_campaign_version(**path, Version="1")["CampaignResponse"]["Name"] == "spring"
    shop.pinpoint.tag_resource(ResourceArn=made["Arn"], TagsModel={"tags": {"more": "1"}})
    assert shop.pinpoint.list_tags_for_resource(ResourceArn=made["Arn"])["TagsModel"]["tags"] == {
        "team": "a",
        "more": "1",
    }
    shop.pinpoint.untag_resource(ResourceArn=made["Arn"], TagKeys=["team"])
    assert shop.get(made["Id"])["tags"] == {"more": "1"}
    assert shop.activities(made["Id"]) == []
    gone = shop.pinpoint.delete_campaign(**path)["CampaignResponse"]
    assert (gone["Id"], gone["State"]["CampaignStatus"]) == (made["Id"], "DELETED")
    assert code(lambda: shop.get(made["Id"]))[:2] == ("NotFoundException", 404)


def test_pausing_is_one_member_and_an_empty_one_clears(shop: Shop) -> None:
    made = shop.create(Schedule={"StartTime": "2030-03-01T09:00:00Z"}, Limits={"Daily": 1})
    assert shop.update(made["Id"], IsPaused=True)["State"]["CampaignStatus"] == "PAUSED"
    assert shop.update(made["Id"], IsPaused=False)["State"]["CampaignStatus"] == "SCHEDULED"
    assert "Limits" not in shop.update(made["Id"], Limits={})


@pytest.mark.parametrize(
    "members",
    [
        {"Schedule": {"StartTime": "2030-03-01T09:00:00Z", "Frequency": "MONTHLY", "EndTime": "2031-03-01T09:00:00Z"}},
        {
            "Schedule": {
                "StartTime": "2030-03-01T09:00:00Z",
                "Frequency": "ONCE",
                "IsLocalTime": True,
                "Timezone": "UTC+01",
            }
        },
        {
            "Schedule": {
                "StartTime": "IMMEDIATE",
                "Frequency": "EVENT",
                "EventFilter": {
                    "FilterType": "ENDPOINT",
                    "Dimensions": {
                        "EventType": {"DimensionType": "INCLUSIVE", "Values": ["cart.abandoned"]},
                        "Attributes": {"item": {"AttributeType": "INCLUSIVE", "Values": ["tent"]}},
                        "Metrics": {"price": {"ComparisonOperator": "GREATER_THAN_OR_EQUAL", "Value": 50.0}},
                    },
                },
            }
        },
        {"Hook": {"LambdaFunctionName": "filter", "Mode": "FILTER"}},
    ],
)
def test_what_cannot_be_launched_yet_is_kept_paused(shop: Shop, members: dict[str, Any]) -> None:
    assert code(lambda: shop.create(**members))[1] == 501
    made = shop.create(**members, IsPaused=True)
    for name, value in members.items():
        assert shop.get(made["Id"])[name] == value
    assert code(lambda: shop.update(made["Id"], IsPaused=False))[1] == 501


def test_treatments_are_kept_with_their_ids(shop: Shop) -> None:
    treatments = [
        {"SizePercent": 40, "TreatmentName": "emoji", "MessageConfiguration": MESSAGE},
        {"SizePercent": 10, "TreatmentName": "plain"},
    ]
    made = shop.create(IsPaused=True, AdditionalTreatments=treatments, HoldoutPercent=10)
    assert [item.pop("Id") for item in made["AdditionalTreatments"]] == ["1", "2"]
    assert [item.pop("State") for item in made["AdditionalTreatments"]] == [{"CampaignStatus": "PAUSED"}] * 2
    assert made["AdditionalTreatments"] == treatments and made["DefaultState"] == {"CampaignStatus": "PAUSED"}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"Schedule": {"StartTime": "tomorrow"}}, "Schedule.StartTime"),
        ({"Schedule": {"StartTime": "2020-01-01T00:00:00Z"}}, "Schedule.StartTime"),
        ({"Schedule": {"StartTime": "2030-01-02T00:00:00Z", "EndTime": "2030-01-01T00:00:00Z"}}, "Schedule.EndTime"),
        ({"HoldoutPercent": 101}, "HoldoutPercent"),
        ({"Limits": {"Daily": 101}}, "Limits.Daily"),
        ({"MessageConfiguration": {}}, "MessageConfiguration"),
        ({"MessageConfiguration": {"CustomMessage": {"Data": "{}"}}}, "CustomDeliveryConfiguration"),
        ({"MessageConfiguration": {"EmailMessage": {"Title": "{{#if}"}}}, "MessageConfiguration.EmailMessage.Title"),
        ({"Priority": 9}, "Priority"),
    ],
)
def test_a_bad_request_names_the_member(shop: Shop, members: dict[str, Any], words: str) -> None:
    name, status, message = code(lambda: shop.create(**members))
    assert (name, status) == ("BadRequestException", 400) and words in message


def test_what_does_not_exist_is_not_found(shop: Shop) -> None:
    nobody = uuid4().hex
    assert code(lambda: shop.create(SegmentId=nobody))[:2] == ("NotFoundException", 404)
    assert code(lambda: shop.create(TemplateConfiguration={"EmailTemplate": {"Name": nobody}}))[:2] == (
        "NotFoundException",
        404,
    )
    assert code(lambda: shop.get(nobody))[:2] == ("NotFoundException", 404)
    assert code(lambda: shop.activities(nobody))[:2] == ("NotFoundException", 404)
    other = code(lambda: shop.pinpoint.get_campaigns(ApplicationId=nobody))
    assert other == ("NotFoundException", 404, "Application not found")


def test_another_account_sees_no_campaign(shop: Shop, other_account: Any) -> None:
    made = shop.create(IsPaused=True)
    assert code(lambda: other_account.get_campaign(ApplicationId=shop.app, CampaignId=made["Id"]))[:2] == (
        "NotFoundException",
        404,
    )


def test_a_campaign_whose_segment_is_deleted_stays_readable(shop: Shop) -> None:
    dimensions = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["nobody"]}}}
    request = {"Name": "short-lived", "Dimensions": dimensions}
    segment = shop.pinpoint.create_segment(ApplicationId=shop.app, WriteSegmentRequest=request)["SegmentResponse"]["Id"]
    made = shop.create(SegmentId=segment, IsPaused=True)
    shop.pinpoint.delete_segment(ApplicationId=shop.app, SegmentId=segment)
    eventually(lambda: shop.get(made["Id"])["State"]["CampaignStatus"] == "DELETED")
